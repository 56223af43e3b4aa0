import { goJson } from '@/lib/api/go-json';
import { printYaml } from '@/lib/api/yaml';
import { resourcePath } from '../client/discovery';
import { AggregateError_, CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { dryRunOf, reporter } from '../print/printer';
import { findObjects } from '../resource/find';
import { locate, readManifests } from '../resource/manifests';
import { LAST_APPLIED, lastAppliedOf, lastAppliedText } from './last-applied';

/** `kubectl apply view-last-applied`. */
export function* viewLastApplied(k: Invocation): Task<number> {
  const output = k.flags.text('output');
  if (!['', 'yaml', 'json'].includes(output))
    throw k.usageError(`Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`);
  const { found, errors } = yield* findObjects(k);
  for (const { object } of found) {
    const last = lastAppliedOf(object);
    if (last === undefined) continue;
    k.out(output === 'json' ? `${goJson(last, { indent: '  ' })}\n` : printYaml(last));
  }
  if (errors.length > 0) throw new AggregateError_(errors);
  return 0;
}

/** `kubectl apply set-last-applied`. */
export function* setLastApplied(k: Invocation): Task<number> {
  const dryRun = dryRunOf(k);
  const report = reporter(k, dryRun);
  for (const { manifest, error } of yield* readManifests(k)) {
    if (error) throw error;
    const { resource, namespace, name, object } = locate(k, manifest!);
    const path = resourcePath(resource, namespace, name);
    const current = k.rest.get(path);
    if (lastAppliedOf(current) === undefined && !k.flags.bool('create-annotation')) {
      throw new CommandError(
        `no last-applied-configuration annotation found on resource: ${name}, to create the annotation, run the command with --create-annotation`,
      );
    }
    if (dryRun === 'client') {
      report(current, 'configured');
      continue;
    }
    const answer = k.rest.send('PATCH', path, {
      body: { metadata: { annotations: { [LAST_APPLIED]: lastAppliedText(object) } } },
      headers: { 'content-type': 'application/merge-patch+json' },
      query: { dryRun: dryRun === 'server' ? 'All' : undefined },
    });
    report(answer.body, 'configured');
  }
  return 0;
}
