/* eslint-disable @typescript-eslint/no-explicit-any -- objects are what charts wrote */
import { parseYaml } from '@/lib/api/yaml';
import { strategicDiff } from './three-way';
import { isNotFound, ServerError } from '../../kubectl/errors';
import { resourcePath, type Resource } from '../../kubectl/client/discovery';
import { HelmError, type Helm, type Task } from '../cli/helm';
import { sortByKind, splitManifests, UNINSTALL_ORDER } from '../chart/manifests';

/** An object of a manifest and where the server keeps it. */
export interface Target {
  readonly object: any;
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
}

/** Objects of a manifest. Throws HelmError with helm's words for kinds that the server lacks. */
export function buildObjects(h: Helm, manifest: string, namespace: string, what: string): Target[] {
  const out: Target[] = [];
  const failed: string[] = [];
  for (const document of splitManifests(manifest)) {
    for (const each of parseYaml(document) as any[]) {
      if (each === null || typeof each !== 'object') continue;
      for (const object of each.kind?.endsWith('List') && Array.isArray(each.items) ? each.items : [each]) {
        if (!object.kind || !object.apiVersion) {
          const missing = [...(object.apiVersion ? [] : ['apiVersion not set']), ...(object.kind ? [] : ['kind not set'])];
          const text = missing.length > 1 ? `[${missing.join(', ')}]` : missing[0];
          failed.push(`error validating "": error validating data: ${text}`);
          continue;
        }
        const odd = oddMetadata(object.metadata);
        if (odd !== undefined) {
          failed.push(odd);
          continue;
        }
        const resource = h.k.discovery.byKind(object.apiVersion, object.kind);
        if (!resource) {
          failed.push(
            `resource mapping not found for name: ${JSON.stringify(object.metadata?.name ?? '')} namespace: ${JSON.stringify(object.metadata?.namespace ?? '')} from "": no matches for kind ${JSON.stringify(object.kind)} in version ${JSON.stringify(object.apiVersion)}\nensure CRDs are installed first`,
          );
          continue;
        }
        const own = object.metadata?.namespace;
        out.push({ object, resource, namespace: resource.namespaced ? own || namespace : '', name: object.metadata?.name ?? '' });
      }
    }
  }
  if (failed.length > 0) throw new HelmError(`${what}: ${new Set(failed).size === 1 ? failed[0] : `[${[...new Set(failed)].join(', ')}]`}`);
  return out;
}

/** What keeps the metadata of an object from being read: labels and annotations hold strings. */
function oddMetadata(metadata: any): string | undefined {
  for (const field of ['annotations', 'labels']) {
    const odd = Object.values(metadata?.[field] ?? {}).find((value) => value !== null && typeof value !== 'string');
    if (odd === undefined) continue;
    const kind = Array.isArray(odd) ? 'array' : typeof odd === 'boolean' ? 'bool' : typeof odd;
    return `unable to decode "": json: cannot unmarshal ${kind} into Go struct field ObjectMeta.metadata.${field} of type string`;
  }
  return undefined;
}

export const pathOf = ({ resource, namespace, name }: Target): string => resourcePath(resource, namespace, name);
const id = ({ resource, namespace, name }: Target) => `${resource.group}/${resource.kind}/${namespace}/${name}`;

/** What is there of a target; undefined when it is not. */
export function fetchObject(h: Helm, target: Target): any {
  try {
    return h.k.rest.get(pathOf(target));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

const MANAGED = 'app.kubernetes.io/managed-by';
const RELEASE = 'meta.helm.sh/release-name';
const NAMESPACE = 'meta.helm.sh/release-namespace';

/** Marks objects as a release's. */
export function own(targets: readonly Target[], name: string, namespace: string): void {
  for (const { object } of targets) {
    object.metadata ??= {};
    object.metadata.labels = { ...object.metadata.labels, [MANAGED]: 'Helm' };
    object.metadata.annotations = { ...object.metadata.annotations, [RELEASE]: name, [NAMESPACE]: namespace };
  }
}

/** Objects that are there already; throws when they are somebody else's and `take` is not set. */
export function adoptable(h: Helm, targets: readonly Target[], name: string, namespace: string, verb: string, take: boolean): Target[] {
  const found: Target[] = [];
  for (const target of targets) {
    const about = `${target.resource.kind} ${JSON.stringify(target.name)} in namespace ${JSON.stringify(target.namespace)}`;
    let live: any;
    try {
      if (target.name === '') throw new HelmError('resource name may not be empty');
      live = fetchObject(h, target);
    } catch (error) {
      throw new HelmError(
        `Unable to continue with ${verb}: could not get information about the resource ${about}: ${(error as Error).message}`,
      );
    }
    if (!live) continue;
    const wrong: string[] = [];
    const check = (kind: string, map: any, key: string, want: string) => {
      const value = map?.[key];
      if (value === want) return;
      wrong.push(
        `${kind} validation error: ${value === undefined ? `missing key ${JSON.stringify(key)}: must be set to ${JSON.stringify(want)}` : `key ${JSON.stringify(key)} must equal ${JSON.stringify(want)}: current value is ${JSON.stringify(value)}`}`,
      );
    };
    check('label', live.metadata.labels, MANAGED, 'Helm');
    check('annotation', live.metadata.annotations, RELEASE, name);
    check('annotation', live.metadata.annotations, NAMESPACE, namespace);
    if (wrong.length > 0 && !take) {
      throw new HelmError(
        `Unable to continue with ${verb}: ${about} exists and cannot be imported into the current release: invalid ownership metadata; ${wrong.join('; ')}`,
      );
    }
    found.push(target);
  }
  return found;
}

/** Creates an object; what the server says is thrown as it is. */
export function createObject(h: Helm, target: Target): void {
  h.k.rest.send('POST', resourcePath(target.resource, target.namespace), { query: { fieldManager: 'helm' }, body: target.object });
}

/** Several failures as hashicorp/go-multierror words them. */
export function multiError(errors: readonly string[]): HelmError {
  const count = errors.length === 1 ? '1 error' : `${errors.length} errors`;
  return new HelmError(`${count} occurred:\n${errors.map((each) => `\t* ${each}\n`).join('')}\n`);
}

/**
 * Creates objects; kinds that come later wait for what the earlier ones start. One that is refused does not keep the others back
 * (Models kube's perform). Throws HelmError with all complaints.
 */
export function* createAll(h: Helm, targets: readonly Target[]): Task<void> {
  let kind = '';
  const failed: string[] = [];
  h.debug('client.go:142', `creating ${targets.length} resource(s)`);
  for (const target of targets) {
    if (target.resource.kind !== kind) yield* h.k.roundTrip();
    kind = target.resource.kind;
    try {
      createObject(h, target);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      failed.push(error.message);
    }
  }
  if (failed.length > 0) throw multiError(failed);
}

/** What an update came to; `created` also when it failed. */
export interface Updated {
  readonly created: Target[];
  readonly failure?: string;
}

/** Brings the cluster from one manifest to another: creates, patches, deletes what is gone (Models kube.Client.Update). */
export function* updateAll(h: Helm, before: readonly Target[], after: readonly Target[], force: boolean): Task<Updated> {
  const created: Target[] = [];
  const old = new Map(before.map((each) => [id(each), each]));
  const failed: string[] = [];
  for (const target of after) {
    let live: any;
    try {
      live = fetchObject(h, target);
    } catch (error) {
      return { created, failure: `could not get information about the resource: ${(error as Error).message}` };
    }
    if (!live) {
      created.push(target);
      try {
        createObject(h, target);
      } catch (error) {
        return { created, failure: `failed to create resource: ${(error as Error).message}` };
      }
      continue;
    }
    const original = old.get(id(target));
    if (!original) return { created, failure: `no ${target.resource.kind} with the name ${JSON.stringify(target.name)} found` };
    const failure = updateObject(h, original, target, live, force);
    if (failure !== undefined) failed.push(failure);
  }
  if (failed.length > 0) return { created, failure: failed.join(' && ') };
  yield* h.k.roundTrip();
  const kept = new Set(after.map(id));
  for (const target of before.filter((each) => !kept.has(id(each)))) {
    const live = fetchObject(h, target);
    if (!live || live.metadata.annotations?.['helm.sh/resource-policy'] === 'keep') continue;
    deleteObject(h, target, 'background');
  }
  return { created };
}

/** Replaces or patches one object; what the server says against it. */
function updateObject(h: Helm, original: Target, target: Target, live: any, force: boolean): string | undefined {
  try {
    if (force) {
      h.k.rest.send('PUT', pathOf(target), {
        query: { fieldManager: 'helm' },
        body: { ...target.object, metadata: { ...target.object.metadata, resourceVersion: live.metadata.resourceVersion } },
      });
      return undefined;
    }
    const patch = strategicDiff(original.object, target.object, live, target.resource);
    if (patch.body === undefined) return undefined;
    h.k.rest.send('PATCH', pathOf(target), {
      query: { fieldManager: 'helm' },
      headers: { 'content-type': patch.type },
      body: patch.body,
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return force
      ? `failed to replace object: ${error.message}`
      : `cannot patch ${JSON.stringify(target.name)} with kind ${target.resource.kind}: ${error.message}`;
  }
}

/** Deletes an object; true when it was there. */
export function deleteObject(h: Helm, target: Target, cascade: string): boolean {
  const policy = { background: 'Background', foreground: 'Foreground', orphan: 'Orphan' }[cascade] ?? 'Background';
  try {
    h.k.rest.send('DELETE', pathOf(target), { body: { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: policy } });
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** Objects in the order in which they are taken away. */
export const uninstallOrder = (targets: readonly Target[]): Target[] =>
  sortByKind(
    targets.map((target) => ({ target, kind: target.resource.kind })),
    UNINSTALL_ORDER,
  ).map(({ target }) => target);
