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
          failed.push(`error validating "": error validating data: ${!object.apiVersion ? 'apiVersion not set' : 'kind not set'}`);
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
  if (failed.length > 0) throw new HelmError(`${what}: ${failed.length === 1 ? failed[0] : `[${failed.join(', ')}]`}`);
  return out;
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
    const live = fetchObject(h, target);
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
        `Unable to continue with ${verb}: ${target.resource.kind} ${JSON.stringify(target.name)} in namespace ${JSON.stringify(target.namespace)} exists and cannot be imported into the current release: invalid ownership metadata; ${wrong.join('; ')}`,
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

/** Creates objects one after another; kinds that come later wait for what the earlier ones start. */
export function* createAll(h: Helm, targets: readonly Target[]): Task<void> {
  let kind = '';
  for (const target of targets) {
    if (target.resource.kind !== kind) yield* h.k.roundTrip();
    kind = target.resource.kind;
    createObject(h, target);
  }
}

/** Brings the cluster from one manifest to another: creates, patches, deletes what is gone (Models kube.Client.Update). Returns what was created. */
export function* updateAll(h: Helm, before: readonly Target[], after: readonly Target[], force: boolean): Task<Target[]> {
  const created: Target[] = [];
  const old = new Map(before.map((each) => [id(each), each]));
  for (const target of after) {
    const live = fetchObject(h, target);
    if (!live) {
      createObject(h, target);
      created.push(target);
      continue;
    }
    if (force) {
      h.k.rest.send('PUT', pathOf(target), {
        query: { fieldManager: 'helm' },
        body: { ...target.object, metadata: { ...target.object.metadata, resourceVersion: live.metadata.resourceVersion } },
      });
      continue;
    }
    const patch = strategicDiff(old.get(id(target))?.object ?? live, target.object, live, target.resource);
    if (patch.body === undefined) continue;
    try {
      h.k.rest.send('PATCH', pathOf(target), {
        query: { fieldManager: 'helm' },
        headers: { 'content-type': patch.type },
        body: patch.body,
      });
    } catch (error) {
      if (error instanceof ServerError)
        throw new HelmError(`cannot patch ${JSON.stringify(target.name)} with kind ${target.resource.kind}: ${error.message}`);
      throw error;
    }
  }
  yield* h.k.roundTrip();
  const kept = new Set(after.map(id));
  for (const target of before.filter((each) => !kept.has(id(each)))) {
    const live = fetchObject(h, target);
    if (!live || live.metadata.annotations?.['helm.sh/resource-policy'] === 'keep') continue;
    deleteObject(h, target, 'background');
  }
  return created;
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

const POLL_MS = 2_000;

/** Waits until objects are ready, or says that time ran out. */
export function* waitReady(h: Helm, targets: readonly Target[], timeoutMs: number, jobs: boolean): Task<void> {
  const end = h.sys.now() + timeoutMs;
  for (;;) {
    if (targets.every((target) => isReady(h, target, jobs))) return;
    if (h.sys.now() + POLL_MS > end) throw new HelmError('context deadline exceeded');
    yield* h.k.sleep(POLL_MS);
  }
}

/** Waits until objects are gone. */
export function* waitGone(h: Helm, targets: readonly Target[], timeoutMs: number): Task<boolean> {
  const end = h.sys.now() + timeoutMs;
  while (targets.some((target) => fetchObject(h, target) !== undefined)) {
    if (h.sys.now() + POLL_MS > end) return false;
    yield* h.k.sleep(POLL_MS);
  }
  return true;
}

/** Models kube.ReadyChecker. */
function isReady(h: Helm, target: Target, jobs: boolean): boolean {
  const live = fetchObject(h, target);
  if (!live) return false;
  const check = READY[target.resource.kind];
  if (target.resource.kind === 'Job') return !jobs || (live.status?.succeeded ?? 0) >= (live.spec.completions ?? 1);
  return check === undefined || check(live);
}

const seen = (live: any) => (live.status?.observedGeneration ?? 0) >= (live.metadata.generation ?? 0);
const available = (live: any): boolean => {
  const wanted = live.spec.replicas ?? 1;
  const surge = live.spec.strategy?.rollingUpdate?.maxUnavailable ?? '25%';
  const most = typeof surge === 'number' ? surge : Math.floor((parseInt(surge, 10) * wanted) / 100);
  const down = live.spec.strategy?.type === 'Recreate' ? 0 : most >= wanted ? 0 : most;
  return seen(live) && (live.status?.updatedReplicas ?? 0) >= Math.min(wanted, 1) && (live.status?.readyReplicas ?? 0) >= wanted - down;
};

const READY: Readonly<Record<string, (live: any) => boolean>> = {
  Pod: (live) => (live.status?.conditions ?? []).some((each: any) => each.type === 'Ready' && each.status === 'True'),
  Deployment: (live) => live.spec.paused === true || available(live),
  StatefulSet: (live) =>
    seen(live) && (live.spec.updateStrategy?.type === 'OnDelete' || (live.status?.readyReplicas ?? 0) >= (live.spec.replicas ?? 1)),
  DaemonSet: (live) =>
    seen(live) &&
    (live.status?.numberReady ?? 0) >= (live.status?.desiredNumberScheduled ?? 0) &&
    (live.status?.updatedNumberScheduled ?? 0) >= (live.status?.desiredNumberScheduled ?? 0),
  ReplicaSet: (live) => (live.status?.readyReplicas ?? 0) >= (live.spec.replicas ?? 1),
  PersistentVolumeClaim: (live) => live.status?.phase === 'Bound',
  Service: (live) =>
    live.spec.type !== 'LoadBalancer' || (live.spec.externalIPs ?? []).length > 0 || (live.status?.loadBalancer?.ingress ?? []).length > 0,
  CustomResourceDefinition: (live) =>
    (live.status?.conditions ?? []).some((each: any) => each.type === 'Established' && each.status === 'True'),
};
