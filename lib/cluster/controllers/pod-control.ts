import type { Pod, PodTemplateSpec } from '@/lib/api/models';
import type { KubeObject, OwnerReference } from '@/lib/api/object';
import type { ControllerContext } from './context';
import { PODS } from './resources';

/** The reference that makes `owner` the managing controller of what it creates. */
export function controllerRef(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid!,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The managing controller of an object, if it has one. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller);
}

/** Creates a pod from a template and tells of it on the owner. Models pkg/controller/controller_utils.go (RealPodControl). */
export function createPod(
  context: ControllerContext,
  owner: KubeObject,
  template: PodTemplateSpec,
  changes: { labels?: Record<string, string>; spec?: object } = {},
): void {
  const meta = template.metadata as
    { labels?: Record<string, string>; annotations?: Record<string, string>; finalizers?: string[] } | undefined;
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace,
      labels: { ...meta?.labels, ...changes.labels },
      ...(meta?.annotations && { annotations: meta.annotations }),
      ...(meta?.finalizers && { finalizers: meta.finalizers }),
      ownerReferences: [controllerRef(owner)],
    },
    spec: { ...template.spec, ...changes.spec },
  };
  try {
    const created = context.client.create<Pod>(PODS, pod, owner.metadata.namespace);
    context.events(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${created.metadata.name}`);
  } catch (error) {
    const reason = (error as { reason?: string }).reason;
    if (reason === undefined) throw error;
    if (!isNamespaceTerminating(error)) context.events(owner, 'Warning', 'FailedCreate', `Error creating: ${(error as Error).message}`);
    throw error;
  }
}

/** Deletes a pod and tells of it on the owner. */
export function deletePod(context: ControllerContext, owner: KubeObject, pod: Pod): void {
  try {
    context.client.delete(PODS, pod.metadata.namespace!, pod.metadata.name);
    context.events(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
  } catch (error) {
    if ((error as { reason?: string }).reason !== 'NotFound') {
      context.events(owner, 'Warning', 'FailedDelete', `Error deleting: ${(error as Error).message}`);
      throw error;
    }
  }
}

function isNamespaceTerminating(error: unknown): boolean {
  const causes = (error as { status?: { details?: { causes?: { reason: string }[] } } }).status?.details?.causes;
  return causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false;
}

/** Neither succeeded nor failed nor being deleted: counts towards replicas. Models IsPodActive. */
export function isActive(pod: Pod): boolean {
  return pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed' && !pod.metadata.deletionTimestamp;
}

export function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

/** Ready for at least `minReadySeconds`. Gives the milliseconds still missing when it is ready but not yet long enough. */
export function availability(pod: Pod, minReadySeconds: number, now: number): { available: boolean; waitMs?: number } {
  const ready = pod.status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True');
  if (!ready) return { available: false };
  if (minReadySeconds === 0) return { available: true };
  const wait = Date.parse(ready.lastTransitionTime ?? '') + minReadySeconds * 1000 - now;
  return wait <= 0 ? { available: true } : { available: false, waitMs: wait };
}

/**
 * Which pods to delete first when there are too many: unassigned, then pending, not ready, on crowded nodes, younger,
 * restarted more. Models pkg/controller/controller_utils.go (ActivePodsWithRanks).
 */
export function deletionOrder(pods: readonly Pod[], related: readonly Pod[]): Pod[] {
  const crowd = new Map<string, number>();
  for (const pod of related) if (pod.spec?.nodeName) crowd.set(pod.spec.nodeName, (crowd.get(pod.spec.nodeName) ?? 0) + 1);
  const phases: Record<string, number> = { Pending: 0, Unknown: 1, Running: 2 };
  const cost = (pod: Pod) => Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0) || 0;
  const restarts = (pod: Pod) => Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
  const readySince = (pod: Pod) =>
    pod.status?.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True')?.lastTransitionTime ?? '';
  const rules: ((a: Pod, b: Pod) => number)[] = [
    (a, b) => Number(Boolean(a.spec?.nodeName)) - Number(Boolean(b.spec?.nodeName)),
    (a, b) => (phases[a.status?.phase ?? 'Pending'] ?? 0) - (phases[b.status?.phase ?? 'Pending'] ?? 0),
    (a, b) => Number(isReady(a)) - Number(isReady(b)),
    (a, b) => cost(a) - cost(b),
    (a, b) => (crowd.get(b.spec?.nodeName ?? '') ?? 0) - (crowd.get(a.spec?.nodeName ?? '') ?? 0),
    (a, b) => -compare(readySince(a), readySince(b)),
    (a, b) => restarts(b) - restarts(a),
    (a, b) => -compare(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''),
    (a, b) => compare(a.metadata.name, b.metadata.name),
  ];
  return [...pods].sort((a, b) => rules.reduce((result, rule) => result || rule(a, b), 0));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
