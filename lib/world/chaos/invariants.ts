import { matchesLabelMap } from '@/lib/api/label-selector';
import type { KubeObject, OwnerReference } from '@/lib/api/object';
import type { World } from '../world';
import { resource } from './resource';

type Objects = readonly KubeObject[];

/** What was seen before, for what must only rise. */
export interface Seen {
  revision: number;
  /** Resource version of each object by uid, and other numbers that only rise. */
  readonly numbers: Map<string, number>;
}

export const newSeen = (): Seen => ({ revision: 0, numbers: new Map() });

const isOver = ({ status }: KubeObject) => status?.phase === 'Succeeded' || status?.phase === 'Failed';
const isReady = ({ status }: KubeObject) =>
  (status?.conditions ?? []).some((one: { type: string; status: string }) => one.type === 'Ready' && one.status === 'True');
const nameOf = ({ kind, metadata }: KubeObject) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
const everything = (world: World): Objects => [...world.cluster.store.registry()].map(([, object]) => object);
const listOf = (world: World, what: string, namespace = ''): Objects => world.cluster.store.list(resource(what), namespace);

/** Whether a pod counts for quotas: not when it is over, nor when it should have gone by now. Models core.QuotaV1Pod. */
function isCharged(pod: KubeObject, now: number): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
  return !isOver(pod) && !(deletionTimestamp && now > Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000);
}

/** What must hold at any time. Returns what does not. */
export function always(world: World, seen: Seen): string[] {
  const wrong: string[] = [];
  const { revision } = world.cluster.store;
  if (revision < seen.revision) wrong.push(`revision went from ${seen.revision} back to ${revision}`);
  seen.revision = revision;
  const rises = (key: string, what: string, value: number) => {
    const before = seen.numbers.get(key) ?? -Infinity;
    if (value < before) wrong.push(`${what} went from ${before} back to ${value}`);
    seen.numbers.set(key, value);
  };
  for (const object of everything(world)) {
    const { uid = '', resourceVersion, generation = 0, annotations } = object.metadata;
    rises(`version ${uid}`, `resourceVersion of ${nameOf(object)}`, Number(resourceVersion));
    rises(`generation ${uid}`, `generation of ${nameOf(object)}`, generation);
    if (Number(resourceVersion) > revision) wrong.push(`${nameOf(object)} is newer than the store`);
    const observed = object.status?.observedGeneration as number | undefined;
    if (observed !== undefined && generation > 0 && observed > generation)
      wrong.push(`${nameOf(object)}: observed ${observed} > ${generation}`);
    if (object.kind === 'Deployment')
      rises(`rollout ${uid}`, `revision of ${nameOf(object)}`, Number(annotations?.['deployment.kubernetes.io/revision'] ?? 0));
    if (object.kind === 'Job') rises(`done ${uid}`, `completions of ${nameOf(object)}`, object.status?.succeeded ?? 0);
  }
  for (const quota of listOf(world, 'resourcequotas')) {
    const limit = Number(quota.spec.hard.pods);
    const used = listOf(world, 'pods', quota.metadata.namespace).filter((pod) => isCharged(pod, world.sim.now())).length;
    if (used > limit) wrong.push(`${nameOf(quota)}: ${used} pods of ${limit}`);
  }
  return [...wrong, ...uniqueAddresses(world)];
}

function uniqueAddresses(world: World): string[] {
  const owners = new Map<string, KubeObject>();
  const wrong: string[] = [];
  for (const pod of listOf(world, 'pods')) {
    const ip: string | undefined = pod.status?.podIP;
    if (!ip || isOver(pod) || pod.spec.hostNetwork) continue;
    const other = owners.get(ip);
    if (other) wrong.push(`${nameOf(pod)} and ${nameOf(other)} have the address ${ip}`);
    owners.set(ip, pod);
  }
  return wrong;
}

/** What must hold once nothing is down and all has come to rest. */
export function atRest(world: World): string[] {
  return [...orphans(world), ...unfinished(world), ...endpoints(world)];
}

function orphans(world: World): string[] {
  const all = everything(world);
  const uids = new Set(all.map(({ metadata }) => metadata.uid));
  const lacks = ({ uid }: OwnerReference) => !uids.has(uid);
  return all
    .filter(({ metadata }) => !metadata.deletionTimestamp && metadata.ownerReferences?.some(lacks))
    .map((object) => `${nameOf(object)} has lost its owner ${object.metadata.ownerReferences!.find(lacks)!.name}`);
}

function unfinished(world: World): string[] {
  const wrong: string[] = [];
  const nodes = new Set(listOf(world, 'nodes').map(({ metadata }) => metadata.name));
  const expect = (object: KubeObject, what: string, found: unknown, wanted: unknown) => {
    if (found !== wanted) wrong.push(`${nameOf(object)}: ${what} ${String(found)}, not ${String(wanted)}`);
  };
  for (const set of listOf(world, 'deployments.apps', 'default')) {
    expect(set, 'ready', set.status?.readyReplicas ?? 0, set.spec.replicas);
    expect(set, 'updated', set.status?.updatedReplicas ?? 0, set.spec.replicas);
    expect(set, 'replicas', set.status?.replicas ?? 0, set.spec.replicas);
  }
  for (const set of listOf(world, 'deployments.apps', 'bounded')) {
    const limit = Number(listOf(world, 'resourcequotas', 'bounded')[0]!.spec.hard.pods);
    if ((set.status?.readyReplicas ?? 0) < limit - 1) wrong.push(`${nameOf(set)}: only ${set.status?.readyReplicas ?? 0} ready`);
  }
  for (const set of listOf(world, 'statefulsets.apps')) {
    expect(set, 'ready', set.status?.readyReplicas ?? 0, set.spec.replicas);
    expect(set, 'revision', set.status?.currentRevision, set.status?.updateRevision);
  }
  for (const set of listOf(world, 'daemonsets.apps')) {
    expect(set, 'ready', set.status?.numberReady ?? 0, set.status?.desiredNumberScheduled);
    if (set.metadata.name === 'agent') expect(set, 'scheduled', set.status?.desiredNumberScheduled, nodes.size);
  }
  for (const job of listOf(world, 'jobs.batch')) expect(job, 'succeeded', job.status?.succeeded ?? 0, job.spec.completions);
  for (const pod of listOf(world, 'pods')) {
    if (pod.metadata.deletionTimestamp) wrong.push(`${nameOf(pod)} is still being deleted`);
    if (pod.spec.nodeName && !nodes.has(pod.spec.nodeName)) wrong.push(`${nameOf(pod)} is on ${pod.spec.nodeName}, which is gone`);
    if (!isOver(pod) && !isReady(pod)) wrong.push(`${nameOf(pod)} is ${pod.status?.phase ?? 'unknown'} and not ready`);
  }
  for (const claim of listOf(world, 'persistentvolumeclaims')) expect(claim, 'phase', claim.status?.phase, 'Bound');
  for (const quota of listOf(world, 'resourcequotas')) {
    const used = listOf(world, 'pods', quota.metadata.namespace).filter((pod) => !isOver(pod)).length;
    expect(quota, 'used pods', quota.status?.used?.pods, String(used));
  }
  return wrong;
}

/** Slices hold the ready pods of their Services, and no others as ready. */
function endpoints(world: World): string[] {
  const wrong: string[] = [];
  for (const service of listOf(world, 'services', 'default')) {
    if (!service.spec.selector) continue;
    const wanted = listOf(world, 'pods', 'default')
      .filter((pod) => !isOver(pod) && isReady(pod) && matchesLabelMap(service.spec.selector, pod.metadata.labels))
      .map((pod) => pod.status.podIP as string);
    type Endpoint = { addresses: readonly string[]; conditions: { ready?: boolean } };
    const found = listOf(world, 'endpointslices.discovery.k8s.io', 'default')
      .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service.metadata.name)
      .flatMap((slice) => (slice.endpoints ?? []) as readonly Endpoint[])
      .filter(({ conditions }) => conditions.ready)
      .flatMap(({ addresses }) => addresses);
    const [left, right] = [wanted.sort().join(' '), found.sort().join(' ')];
    if (left !== right) wrong.push(`${nameOf(service)}: endpoints ${right || 'none'}, not ${left || 'none'}`);
  }
  return wrong;
}
