import { goJson } from '@/lib/api/go-json';
import { printYaml } from '@/lib/api/yaml';
import { resourcePath } from '../client/discovery';
import { AggregateError_, CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { dryRunOf, reporter } from '../print/printer';
import { findObjects } from '../resource/find';
import { locate, readManifests } from '../resource/manifests';
import { editText } from '../edit/editor';
import { LAST_APPLIED, lastAppliedOf, storedText } from './last-applied';

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
    const text = storedText(object);
    if (current.metadata?.annotations?.[LAST_APPLIED] === text) {
      k.out(`set-last-applied ${name}: no changes required.\n`);
      continue;
    }
    if (dryRun === 'client') {
      report(current, 'configured');
      continue;
    }
    report(store(k, path, text, dryRun === 'server').body, 'configured');
  }
  return 0;
}

const store = (k: Invocation, path: string, text: string, dryRun = false) =>
  k.rest.send('PATCH', path, {
    body: { metadata: { annotations: { [LAST_APPLIED]: text } } },
    headers: { 'content-type': 'application/merge-patch+json' },
    query: { dryRun: dryRun ? 'All' : undefined },
  });

const HEADER =
  "# Please edit the 'last-applied-configuration' annotations below.\n# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.\n#\n";

/** `kubectl apply edit-last-applied`. */
export function* editLastApplied(k: Invocation): Task<number> {
  const { found, errors } = yield* findObjects(k);
  if (errors.length > 0) throw new AggregateError_(errors);
  const objects = found.map((each) => ({ ...each, last: lastAppliedOf(each.object) })).filter(({ last }) => last !== undefined);
  if (objects.length === 0) {
    throw new CommandError(
      'no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`',
    );
  }
  const json = k.flags.text('output') === 'json';
  const shown =
    objects.length === 1 ? objects[0]!.last : { apiVersion: 'v1', items: objects.map(({ last }) => last), kind: 'List', metadata: {} };
  const before = json ? `${goJson(shown, { indent: '    ' })}\n` : printYaml(shown);
  const { text, path } = yield* editText(k, HEADER + before, json ? 'json' : 'yaml');
  const saved = text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n');
  if (saved.trim() === '' || saved.trim() === before.trim()) {
    k.sys.unlink(path);
    k.err(saved.trim() === '' ? 'Edit cancelled, saved file was empty.\n' : 'Edit cancelled, no changes made.\n');
    return 0;
  }
  // kubectl looks for the edited objects by a name that it has not set (as of v1.35), and so never stores a change.
  k.err(`A copy of your changes has been stored to ${JSON.stringify(path)}\n`);
  throw new CommandError('resource name may not be empty');
}
