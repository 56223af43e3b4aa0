import { CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { NothingGiven } from '../resource/arguments';
import { hasFiles } from '../resource/manifests';
import { quantity } from '../create/policy';
import { applySetting, containersOf } from './set';

/** `kubectl set resources`. */
export function* setResources(k: Invocation): Task<number> {
  const limits = parse(k.flags.text('limits'));
  const requests = parse(k.flags.text('requests'));
  k.discovery.resources();
  if (k.args.length === 0 && !hasFiles(k)) throw new NothingGiven();
  if (k.flags.text('limits') === '' && k.flags.text('requests') === '') {
    throw new CommandError('you must specify an update to requests or limits (in the form of --requests/--limits)');
  }
  const pattern = k.flags.text('containers');
  return yield* applySetting(k, {
    resources: k.args,
    done: 'resource requirements updated',
    failing: 'failed to patch resources update to pod template',
    change(object) {
      const containers = containersOf(object, pattern);
      if (containers.length === 0) throw new CommandError(`unable to find container named ${pattern}`);
      for (const container of containers) {
        container.resources = {
          ...container.resources,
          ...(limits && { limits: { ...container.resources?.limits, ...limits } }),
          ...(requests && { requests: { ...container.resources?.requests, ...requests } }),
        };
      }
    },
  });
}

function parse(text: string): Record<string, string> | undefined {
  if (text === '') return undefined;
  const out: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const parts = pair.split('=');
    if (parts.length !== 2) throw new CommandError(`Invalid argument syntax ${pair}, expected <resource>=<value>`);
    out[parts[0]!] = quantity(parts[1]!);
  }
  return out;
}
