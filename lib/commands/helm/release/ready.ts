/* eslint-disable @typescript-eslint/no-explicit-any -- objects are what the server sent */
import { matchesLabels, parseLabelSelector } from '@/lib/api/label-selector';
import { HelmError, type Helm, type Task } from '../cli/helm';
import { fetchObject, type Target } from './objects';

const POLL_MS = 2_000;
/** How often in a row asking for an object may fail before waiting is given up. */
const MOST_ERRORS = 30;

/** Waits until objects are ready (Models kube.waiter). Throws HelmError when time runs out, or a Job that is waited for has failed. */
export function* waitReady(h: Helm, targets: readonly Target[], timeoutMs: number, jobs: boolean): Task<void> {
  const end = h.sys.now() + timeoutMs;
  const errors = new Map<Target, number>();
  const tried = (target: Target): boolean => {
    try {
      const ready = isReady(h, target, jobs);
      errors.delete(target);
      return ready;
    } catch (error) {
      const count = (errors.get(target) ?? 0) + 1;
      errors.set(target, count);
      if (count > MOST_ERRORS) throw error;
      return false;
    }
  };
  for (;;) {
    if (targets.every(tried)) return;
    if (h.sys.now() + POLL_MS > end) throw new HelmError('context deadline exceeded');
    yield* h.k.sleep(POLL_MS);
  }
}

/** Waits until objects are gone; false when time runs out. */
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
  if (target.resource.kind === 'Job') return !jobs || jobDone(live);
  return READY[target.resource.kind]?.(live, h) ?? true;
}

function jobDone({ metadata, spec, status }: any): boolean {
  if ((status?.failed ?? 0) > (spec.backoffLimit ?? 6)) throw new HelmError(`job is failed: ${metadata.namespace}/${metadata.name}`);
  return spec.completions === undefined || (status?.succeeded ?? 0) >= spec.completions;
}

const seen = (live: any) => (live.status?.observedGeneration ?? 0) >= (live.metadata.generation ?? 0);
const isTrue = (live: any, type: string): boolean =>
  (live.status?.conditions ?? []).some((each: any) => each.type === type && each.status === 'True');

/** A number or a part of `whole`, percentages rounded as asked. */
function share(value: number | string | undefined, whole: number, round: (n: number) => number): number {
  if (value === undefined) return 0;
  return typeof value === 'number' ? value : round((parseInt(value, 10) * whole) / 100);
}

/** How many may be missing during a rollout (Models deploymentutil.MaxUnavailable). */
function mayMiss({ spec }: any): number {
  const replicas: number = spec.replicas ?? 1;
  if (spec.strategy?.type === 'Recreate' || replicas === 0) return 0;
  const { maxSurge = '25%', maxUnavailable = '25%' } = spec.strategy?.rollingUpdate ?? {};
  const surge = share(maxSurge, replicas, Math.ceil);
  const missing = share(maxUnavailable, replicas, Math.floor);
  return Math.min(replicas, surge === 0 && missing === 0 ? 1 : missing);
}

function deploymentReady(live: any, h: Helm): boolean {
  if (live.spec.paused === true) return true;
  const revision = live.metadata.annotations?.['deployment.kubernetes.io/revision'];
  const sets = h.k.rest.get(`/apis/apps/v1/namespaces/${live.metadata.namespace}/replicasets`).items as any[];
  const own = sets.filter(({ metadata }) => (metadata.ownerReferences ?? []).some((owner: any) => owner.uid === live.metadata.uid));
  const newest = own.find(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision'] === revision);
  if (!newest || !seen(live) || !seen(newest)) return false;
  return (newest.status?.readyReplicas ?? 0) >= (live.spec.replicas ?? 1) - mayMiss(live);
}

function statefulSetReady({ spec, status, ...live }: any): boolean {
  if (!seen({ status, ...live })) return false;
  if (spec.updateStrategy?.type === 'OnDelete') return true;
  const replicas: number = spec.replicas ?? 1;
  const partition: number = spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  if ((status?.updatedReplicas ?? 0) < replicas - partition) return false;
  if ((status?.readyReplicas ?? 0) !== replicas) return false;
  return partition > 0 || status?.currentRevision === status?.updateRevision;
}

function daemonSetReady({ spec, status, ...live }: any): boolean {
  if (!seen({ status, ...live })) return false;
  if (spec.updateStrategy?.type === 'OnDelete') return true;
  const wanted: number = status?.desiredNumberScheduled ?? 0;
  if ((status?.updatedNumberScheduled ?? 0) !== wanted) return false;
  return (status?.numberReady ?? 0) >= wanted - share(spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, wanted, Math.ceil);
}

function podsReady(live: any, h: Helm): boolean {
  if (!seen(live)) return false;
  const selector = parseLabelSelector(
    Object.entries<string>(live.spec.selector?.matchLabels ?? live.spec.selector ?? {})
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
  );
  const pods = h.k.rest.get(`/api/v1/namespaces/${live.metadata.namespace}/pods`).items as any[];
  return pods.filter(({ metadata }) => matchesLabels(selector, metadata.labels)).every((pod) => isTrue(pod, 'Ready'));
}

const READY: Readonly<Record<string, (live: any, h: Helm) => boolean>> = {
  Pod: (live) => isTrue(live, 'Ready'),
  Deployment: deploymentReady,
  StatefulSet: statefulSetReady,
  DaemonSet: daemonSetReady,
  ReplicaSet: podsReady,
  ReplicationController: podsReady,
  PersistentVolumeClaim: (live) => live.status?.phase === 'Bound',
  Service: ({ spec, status }) => {
    if (spec.type === 'ExternalName') return true;
    if ((spec.clusterIP ?? '') === '') return false;
    return spec.type !== 'LoadBalancer' || (spec.externalIPs ?? []).length > 0 || status?.loadBalancer?.ingress !== undefined;
  },
  CustomResourceDefinition: (live) =>
    isTrue(live, 'Established') ||
    (live.status?.conditions ?? []).some((each: any) => each.type === 'NamesAccepted' && each.status === 'False'),
};
