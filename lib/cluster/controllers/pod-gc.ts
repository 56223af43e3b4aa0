import type { Node, Pod } from '@/lib/api/models';
import { parseTime } from '@/lib/api/time';
import { bindQueue, ignoreNotFound, type ControllerContext } from './context';
import { withDisruptionTarget } from './disruption-target';
import { isPodTerminal } from './pod-state';
import { NODES, PODS } from '../client/resources';

/** gcCheckPeriod */
const PERIOD_MS = 20_000;
/** Time a node has to be missing before its pods are deleted (quarantineTime). */
const QUARANTINE_MS = 40_000;
/** --terminated-pod-gc-threshold */
const THRESHOLD = 12_500;
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';
const QUEUE = 'controller/pod-gc';

/**
 * Deletes pods that nobody else will: those bound to nodes which no longer exist, those that were deleted before they had a node,
 * those on nodes that are out of service, and the oldest ended ones when there are too many. Models pkg/controller/podgc.
 */
export function podGarbageCollector(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const nodes = informers.informer<Node>(NODES);
  const pods = informers.informer<Pod>(PODS).addIndex('node', (pod) => [pod.spec?.nodeName ?? '']);
  const threshold = () => {
    const given = context.configuration?.()?.terminatedPodGcThreshold ?? THRESHOLD;
    return given > 0 ? given : Infinity;
  };
  const look = () => sim.after(QUEUE, 'all', PERIOD_MS, { background: true });
  bindQueue(context, 'pod-gc', (key) => (key === 'all' ? sweep() : orphans(key)));

  nodes.onChange(({ type, object, old }) => {
    if (type === 'DELETED' && pods.byIndex('node', object.metadata.name).length > 0) sim.after(QUEUE, object.metadata.name, QUARANTINE_MS);
    else if (isOutOfService(object) && !(old && isOutOfService(old))) look();
  });
  pods.onChange(({ type, object, old }) => {
    if (type === 'DELETED') return;
    const node = object.spec?.nodeName;
    if (node && old?.spec?.nodeName !== node && !nodes.get('', node)) sim.after(QUEUE, node, QUARANTINE_MS, { background: true });
    if (object.metadata.deletionTimestamp && !old?.metadata.deletionTimestamp) look();
    if (isPodTerminal(object) && !(old && isPodTerminal(old)) && pods.list().length > threshold()) look();
  });

  /** Models gcOrphaned. */
  function orphans(node: string): void {
    if (client.get<Node>(NODES, '', node)) return;
    for (const pod of pods.byIndex('node', node)) remove(pod, { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' });
  }

  function sweep(): void {
    const all = pods.list();
    const ended = all.filter((pod) => isPodTerminal(pod) && !pod.metadata.deletionTimestamp);
    const surplus = ended.sort(byCreation).slice(0, Math.max(0, ended.length - threshold()));
    for (const pod of surplus) remove(pod);
    let left = false;
    for (const pod of all) {
      if (!pod.metadata.deletionTimestamp) continue;
      const node = pod.spec?.nodeName ? nodes.get('', pod.spec.nodeName) : undefined;
      // Models gcUnscheduledTerminating and gcTerminating.
      if (!pod.spec?.nodeName) remove(pod);
      else if (node && isOutOfService(node) && !isReady(node)) remove(pod);
      else left = left || (node !== undefined && isOutOfService(node));
    }
    if (left) look();
  }

  /** By force; a pod that has not ended is told why, and is marked as failed. */
  function remove(pod: Pod, why?: { readonly reason: string; readonly message: string }): void {
    const { namespace = '', name } = pod.metadata;
    ignoreNotFound(() => {
      if (!isPodTerminal(pod)) {
        const patch = why ? withDisruptionTarget(pod, why, sim.now(), 'Failed') : { status: { phase: 'Failed' } };
        client.patch(PODS, namespace, name, patch, { type: 'strategic', subresource: 'status' });
      }
      client.delete(PODS, namespace, name, { gracePeriodSeconds: 0 });
    });
  }
}

const isOutOfService = ({ spec }: Node) => (spec?.taints ?? []).some(({ key }) => key === OUT_OF_SERVICE);
const isReady = ({ status }: Node) => status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
const byCreation = (a: Pod, b: Pod) => parseTime(a.metadata.creationTimestamp) - parseTime(b.metadata.creationTimestamp);
