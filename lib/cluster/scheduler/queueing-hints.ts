import type { Node, Pod } from '@/lib/api/models';
import type { Decision } from './cycle';

/** What happened in the cluster, as far as a plugin may care. Models framework.ClusterEvent. */
export type ClusterEvent =
  'NodeAdd' | 'NodeLabel' | 'NodeTaint' | 'NodeAllocatable' | 'PodAdd' | 'PodDelete' | 'PodLabel' | 'Volume' | 'Namespace';

/** Which events may let a pod in that a plugin has refused. Models EventsToRegister. */
const EVENTS: Readonly<Record<string, readonly ClusterEvent[]>> = {
  NodeUnschedulable: ['NodeAdd', 'NodeTaint'],
  NodeName: ['NodeAdd'],
  TaintToleration: ['NodeAdd', 'NodeTaint'],
  NodeAffinity: ['NodeAdd', 'NodeLabel'],
  NodePorts: ['NodeAdd', 'PodDelete'],
  NodeResourcesFit: ['NodeAdd', 'NodeAllocatable', 'PodDelete'],
  VolumeRestrictions: ['NodeAdd', 'PodDelete', 'Volume'],
  NodeVolumeLimits: ['NodeAdd', 'PodDelete', 'Volume'],
  DynamicResources: ['NodeAdd', 'NodeLabel', 'PodDelete', 'Volume'],
  VolumeBinding: ['NodeAdd', 'NodeLabel', 'Volume'],
  VolumeZone: ['NodeAdd', 'NodeLabel', 'Volume'],
  PodTopologySpread: ['NodeAdd', 'NodeLabel', 'NodeTaint', 'PodAdd', 'PodDelete', 'PodLabel'],
  InterPodAffinity: ['NodeAdd', 'NodeLabel', 'PodAdd', 'PodDelete', 'PodLabel', 'Namespace'],
};

/** Whether an event may change what was decided about a pod that waits; without a known refusal any may. */
export function mayHelp(events: readonly ClusterEvent[], decision: Decision | undefined): boolean {
  // A pod that has its node waits for its volumes there.
  if (decision?.node !== undefined) return true;
  const plugins = new Set(
    decision?.preFilter ? [decision.preFilter.plugin] : decision?.verdicts.flatMap(({ refused }) => refused?.plugin ?? []),
  );
  if (plugins.size === 0) return true;
  return [...plugins].some((plugin) => EVENTS[plugin]?.some((event) => events.includes(event)) ?? true);
}

/** What a change of a node amounts to; empty: nothing that a plugin looks at. */
export function nodeEvents(old: Node | undefined, node: Node): ClusterEvent[] {
  if (!old) return ['NodeAdd'];
  const changed = (a: unknown, b: unknown) => a !== b && JSON.stringify(a) !== JSON.stringify(b);
  const found: ClusterEvent[] = [];
  if (changed(old.metadata.labels, node.metadata.labels)) found.push('NodeLabel');
  if (changed(old.spec?.taints, node.spec?.taints) || old.spec?.unschedulable !== node.spec?.unschedulable) found.push('NodeTaint');
  if (changed(old.status?.allocatable, node.status?.allocatable)) found.push('NodeAllocatable');
  return found;
}

const isOver = (pod: Pod) => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

/** What a change of a pod that has a node amounts to. */
export function podEvents(type: string, old: Pod | undefined, pod: Pod): ClusterEvent[] {
  if (!pod.spec?.nodeName) return [];
  if (type === 'DELETED' || (isOver(pod) && old && !isOver(old))) return ['PodDelete'];
  if (isOver(pod)) return [];
  if (!old?.spec?.nodeName) return ['PodAdd'];
  const found: ClusterEvent[] = [];
  if (old.metadata.labels !== pod.metadata.labels && JSON.stringify(old.metadata.labels) !== JSON.stringify(pod.metadata.labels))
    found.push('PodLabel');
  // Resized in place: what it gives up is free again.
  if (old.spec !== pod.spec && JSON.stringify(old.spec.containers) !== JSON.stringify(pod.spec.containers)) found.push('PodDelete');
  return found;
}
