import { AggregateError_, CommandError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { outputFormat, reporter, structuredPrinter } from '../print/printer';
import { locate, readManifests, type Loaded } from '../resource/manifests';
import { warnUnvalidated } from '../resource/validation';
import { appliedHere, namelessFailure, warnOfDeletion, type Applied } from './apply-here';
import { appliedOnServer } from './apply-on-server';
import { applyOptions, type ApplyOptions } from './apply-options';
import { outdated, prunedAway } from './prune';

export { schemaNameOf } from './schema-name';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** `kubectl apply`. */
export function* apply(k: Invocation): Task<number> {
  const options = applyOptions(k);
  const { dryRun, applySet } = options;
  const errors: Error[] = [];
  const objects = yield* load(k, options, errors);
  if (objects.length === 0 && errors.length === 0) throw new CommandError('no objects passed to apply');
  applySet?.before(objects, options);
  const structured = !['', 'name'].includes(outputFormat(k).format);
  const report = reporter(k, dryRun);
  const done: any[] = [];
  const uids = new Set<string>();
  for (const [i, loaded] of objects.entries()) {
    try {
      if (i > 0) yield* k.roundTrip();
      const { object, operation } = yield* applied(k, loaded, options);
      done.push(object);
      uids.add(object.metadata?.uid);
      if (!structured) report(object, operation);
    } catch (failure) {
      errors.push(failure as Error);
    }
  }
  if (errors.length > 0) throw new AggregateError_(errors, 'first');
  if (structured) {
    const list = { apiVersion: 'v1', items: done, kind: 'List', metadata: {} };
    k.out(structuredPrinter(k)!(done.length === 1 ? done[0] : list));
  }
  if (!k.flags.bool('prune')) return 0;
  if (applySet) applySet.prune(uids, options, (object) => report(object, 'pruned'));
  else {
    const namespaces = new Set(objects.filter(({ resource }) => resource.namespaced).map(({ namespace }) => namespace));
    if (k.namespaceForced) namespaces.add(k.namespace);
    outdated(k, { namespaces, uids, listed: options.prunable }, (found) => {
      if (dryRun !== 'client') prunedAway(k, found, options.propagation, dryRun === 'server');
      report(found.object, 'pruned');
    });
  }
  return 0;
}

/** The objects of the files, as members of the set if there is one; what cannot be read goes to `errors`. */
function* load(k: Invocation, { validation, applySet }: ApplyOptions, errors: Error[]): Task<Loaded[]> {
  const objects: Loaded[] = [];
  for (const { manifest, error } of yield* readManifests(k, validation)) {
    try {
      if (error) throw error;
      const loaded = locate(k, manifest);
      warnUnvalidated(k, loaded.resource, validation);
      objects.push(applySet ? { ...loaded, object: applySet.labelled(loaded.object) } : loaded);
    } catch (failure) {
      errors.push(failure as Error);
    }
  }
  return objects;
}

function* applied(k: Invocation, loaded: Loaded, options: ApplyOptions): Task<Applied> {
  const { generateName } = loaded.object.metadata ?? {};
  if (loaded.name === '' && generateName) throw new CommandError(`from ${generateName}: cannot use generate name with apply`);
  if (loaded.name === '') throw namelessFailure(loaded, options.serverSide);
  if (!options.serverSide) return yield* appliedHere(k, loaded, options);
  const object = appliedOnServer(k, loaded, options);
  warnOfDeletion(k, object);
  return { object, operation: 'serverside-applied' };
}
