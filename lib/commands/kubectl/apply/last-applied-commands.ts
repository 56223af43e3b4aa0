import { goJson } from '@/lib/api/go-json';
import { printYaml } from '@/lib/api/yaml';
import { resourcePath } from '../client/discovery';
import { AggregateError_, CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { dryRunOf, reporter } from '../print/printer';
import { findObjects } from '../resource/find';
import { NothingGiven } from '../resource/arguments';
import { hasFiles, locate, readManifests } from '../resource/manifests';
import { meaning } from '../edit/comments';
import { editSession, skipped } from '../edit/edit-session';
import { validationOf } from '../resource/validation';
import { LAST_APPLIED, lastAppliedOf, storedText } from './last-applied';

/** `kubectl apply view-last-applied`. */
export function* viewLastApplied(k: Invocation): Task<number> {
  const output = k.flags.text('output');
  if (!['', 'yaml', 'json'].includes(output))
    throw k.usageError(`Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`);
  // With a namespace given a type alone stands for all of it, by a selector that --all then finds in its way.
  const whole = k.namespaceForced;
  if (whole && k.flags.bool('all') && k.args.length === 1 && !k.args[0]!.includes('/'))
    throw new CommandError("setting 'all' parameter but found a non empty selector. ");
  const { found, errors } = yield* findObjects(k, k.args, { whole });
  if (errors.length > 0) throw new AggregateError_(errors);
  for (const { object } of found) {
    const last = lastAppliedOf(object);
    if (last === undefined) continue;
    k.out(output === 'json' ? `${goJson(last, { indent: '  ' })}\n` : printYaml(last));
  }
  return 0;
}

/** `kubectl apply set-last-applied`: nothing is stored unless all objects are there. */
export function* setLastApplied(k: Invocation): Task<number> {
  const dryRun = dryRunOf(k);
  const report = reporter(k, dryRun);
  if (!hasFiles(k)) throw new NothingGiven();
  const pending: (() => void)[] = [];
  for (const { manifest, error } of yield* readManifests(k)) {
    if (error) throw error;
    const { resource, namespace, name, object } = locate(k, manifest!);
    const path = resourcePath(resource, namespace, name);
    const current = k.rest.get(path);
    const text = storedText(object);
    const stored = current.metadata?.annotations?.[LAST_APPLIED];
    if (stored === undefined && !k.flags.bool('create-annotation')) {
      throw new CommandError(
        `no last-applied-configuration annotation found on resource: ${name}, to create the annotation, run the command with --create-annotation`,
      );
    }
    if (stored !== undefined && meaning(stored) === meaning(text)) k.out(`set-last-applied ${name}: no changes required.\n`);
    else
      pending.push(() => {
        const query = { dryRun: dryRun === 'server' ? 'All' : undefined };
        report(dryRun === 'client' ? current : store(k, path, text, query).body, 'configured');
      });
  }
  for (const each of pending) each();
  return 0;
}

const store = (k: Invocation, path: string, text: string, query: Readonly<Record<string, string | undefined>>) =>
  k.rest.send('PATCH', path, {
    body: { metadata: { annotations: { [LAST_APPLIED]: text } } },
    headers: { 'content-type': 'application/merge-patch+json' },
    query,
  });

const HEADER =
  "# Please edit the 'last-applied-configuration' annotations below.\n# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.\n#\n";

/** `kubectl apply edit-last-applied`. */
export function* editLastApplied(k: Invocation): Task<number> {
  const { found, errors } = yield* findObjects(k, k.args, { whole: true });
  if (errors.length > 0) throw new AggregateError_(errors);
  const applied = found.flatMap(({ object, ...where }) => {
    const last = lastAppliedOf(object);
    return last === undefined ? [] : [{ ...where, object: last }];
  });
  if (applied.length === 0) {
    throw new CommandError(
      'no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`',
    );
  }
  const report = reporter(k);
  return yield* editSession(k, applied, {
    header: HEADER,
    save(edited, original) {
      if (skipped(k, edited, original)) return;
      const path = resourcePath(edited.resource, edited.resource.namespaced ? k.namespace : '', edited.name);
      store(k, path, storedText(edited.object), { fieldManager: k.flags.text('field-manager'), fieldValidation: validationOf(k) });
      report(edited.object, 'edited');
    },
  });
}
