import { goJson } from '@/lib/api/go-json';
import { resourcePath, type Resource } from '../client/discovery';
import { CommandError, hasReason, isNotFound, ServerError, withSource } from '../errors';
import type { Invocation, Task } from '../invocation';
import { withoutVersion, type Loaded } from '../resource/manifests';
import type { ApplyOptions } from './apply-options';
import { LAST_APPLIED, lastAppliedOf, withLastApplied } from './last-applied';
import { schemaNameOf } from './schema-name';
import { threeWayPatch } from './strategic-diff';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
const MOST_RETRIES = 5;
const LONGEST_DELETE_MS = 600_000;

/** An object that was applied, and what that was. */
export interface Applied {
  readonly object: any;
  readonly operation: 'created' | 'configured' | 'unchanged' | 'serverside-applied';
}

/** What client-go says of an object without a name, with what apply says of reading one. */
export function namelessFailure({ resource, namespace, source }: Loaded, serverSide: boolean): CommandError {
  const why = 'resource name may not be empty';
  return new CommandError(serverSide ? why : `${retrieving(resource, '', namespace, source)} ${why}`);
}

function retrieving(resource: Resource, name: string, namespace: string, source: string): string {
  return `error when retrieving current configuration of:\n${described(resource, name, namespace)}\nfrom server for: ${JSON.stringify(source)}:`;
}

/** Models resource.Info.String. */
function described({ group, version, plural, kind }: Resource, name: string, namespace: string): string {
  const id = `${group}/${version}`;
  return `Resource: ${JSON.stringify(`${id}, Resource=${plural}`)}, GroupVersionKind: ${JSON.stringify(`${id}, Kind=${kind}`)}\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}`;
}

/** Creates the object, or patches it by what is different from what was applied last and from what is there. Throws. */
export function* appliedHere(k: Invocation, loaded: Loaded, options: ApplyOptions): Task<Applied> {
  const { resource, namespace, name, source } = loaded;
  const path = resourcePath(resource, namespace, name);
  const modified = withLastApplied(loaded.object);
  let current: any;
  try {
    current = k.rest.get(path);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    if (!isNotFound(error)) {
      const message = `${retrieving(resource, name, namespace, source)} ${error.status.message}`;
      throw new ServerError({ ...error.status, message });
    }
    if (options.dryRun === 'client') return { object: modified, operation: 'created' };
    try {
      return { object: created(k, loaded, modified, options), operation: 'created' };
    } catch (failure) {
      throw withSource('creating', source, failure);
    }
  }
  if (options.dryRun === 'client') return { object: current, operation: 'configured' };
  if (current.metadata?.annotations?.[LAST_APPLIED] === undefined) {
    k.err(
      `Warning: resource ${resource.plural}/${name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
    );
  }
  const applied = yield* patched(k, loaded, options, modified, current);
  warnOfDeletion(k, applied.object);
  return applied;
}

/** Says that an object is on its way out. */
export function warnOfDeletion(k: Invocation, object: any): void {
  if (object.metadata?.deletionTimestamp)
    k.err(`Warning: Detected changes to resource ${object.metadata.name} which is currently being deleted.\n`);
}

const query = ({ manager, validation, dryRun }: ApplyOptions) => ({
  fieldManager: manager,
  fieldValidation: validation,
  dryRun: dryRun === 'server' ? 'All' : undefined,
});

const created = (k: Invocation, { resource, namespace }: Loaded, object: any, options: ApplyOptions): any =>
  k.rest.send('POST', resourcePath(resource, namespace), { body: withoutVersion(object), query: query(options) }).body;

/** Models apply.Patcher.Patch: conflicts are tried again; with --force what cannot be patched is made anew. */
function* patched(k: Invocation, loaded: Loaded, options: ApplyOptions, modified: any, live: any): Task<Applied> {
  const { resource, namespace, name, source } = loaded;
  const path = resourcePath(resource, namespace, name);
  const schema = schemaNameOf(resource);
  let current = live;
  for (let tries = 0; ; tries++) {
    const patch = threeWayPatch(lastAppliedOf(current), modified, current, schema);
    if (patch === undefined) return { object: current, operation: 'unchanged' };
    try {
      const headers = { 'content-type': schema ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json' };
      return { object: k.rest.send('PATCH', path, { body: patch, headers, query: query(options) }).body, operation: 'configured' };
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      if (hasReason(error, 'Conflict') && tries < MOST_RETRIES) {
        current = k.rest.get(path);
        continue;
      }
      if (!k.flags.bool('force') || !(hasReason(error, 'Conflict') || hasReason(error, 'Invalid')))
        throw withSource(
          `applying patch:\n${goJson(patch)}\nto:\n${described(resource, name, namespace)}\nfor:`,
          source,
          withSource('patching', source, error),
        );
      return { object: yield* replaced(k, loaded, options, modified, current), operation: 'configured' };
    }
  }
}

/** Deletes the object and creates it anew; should that fail the old one is made again. Models Patcher.deleteAndCreate. */
function* replaced(k: Invocation, loaded: Loaded, options: ApplyOptions, modified: any, original: any): Task<any> {
  const path = resourcePath(loaded.resource, loaded.namespace, loaded.name);
  const grace = k.flags.int('grace-period');
  k.rest.send('DELETE', path, {
    body: {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      ...(grace >= 0 && { gracePeriodSeconds: grace }),
      propagationPolicy: options.propagation,
    },
  });
  const until = k.now() + (k.flags.duration('timeout') || LONGEST_DELETE_MS);
  while (!isGone(k, path)) {
    if (k.now() >= until) throw new CommandError('timed out waiting for the condition');
    yield* k.sleep(1000);
  }
  try {
    return created(k, loaded, modified, options);
  } catch (error) {
    try {
      created(k, loaded, original, options);
    } catch (again) {
      const message = `An error occurred force-replacing the existing object with the newly provided one:\n\n${(error as Error).message}.\n\nAdditionally, an error occurred attempting to restore the original object:\n\n${(again as Error).message}`;
      throw new CommandError(message);
    }
    throw error;
  }
}

function isGone(k: Invocation, path: string): boolean {
  try {
    k.rest.get(path);
    return false;
  } catch (error) {
    if (isNotFound(error)) return true;
    throw error;
  }
}
