import type * as k8s from '@kubernetes/client-node';
import type { Pod, Wire } from '@/lib/api/models';
import { matchesLabelMap, matchesLabelSelector } from '@/lib/api/label-selector';
import { nodeAffinityMatches } from '../node-affinity';
import type { NodeInfo } from '../node-cache';
import { untolerated } from '../taints';
import { refuse, type Cycle, type Plugin } from './plugin';

type Constraint = Wire<k8s.V1TopologySpreadConstraint>;

/** Models plugins/podtopologyspread, with its default constraints for pods that state none. */
export const podTopologySpread: Plugin = {
  name: 'PodTopologySpread',
  weight: 2,
  filter(pod, node, cycle) {
    for (const constraint of hard(pod)) {
      const value = node.node.metadata.labels?.[constraint.topologyKey];
      if (value === undefined) return refuse("node(s) didn't match pod topology spread constraints (missing required label)", true);
      const counts = countDomains(pod, constraint, cycle);
      const least = counts.size < (constraint.minDomains ?? 1) ? 0 : Math.min(...counts.values());
      const self = matchesLabelSelector(constraint.labelSelector, pod.metadata.labels) ? 1 : 0;
      if ((counts.get(value) ?? 0) + self - least > constraint.maxSkew)
        return refuse("node(s) didn't match pod topology spread constraints");
    }
    return undefined;
  },
  score(pod, nodes, cycle) {
    const soft = (pod.spec?.topologySpreadConstraints ?? []).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway');
    const raw = soft.length > 0 ? nodes.map((node) => softScore(pod, node, soft, cycle)) : defaultScores(pod, nodes, cycle);
    if (!raw) return nodes.map(() => 0);
    const [least, most] = [Math.min(...raw), Math.max(...raw)];
    return raw.map((score) => (most === 0 ? 100 : Math.floor((100 * (most + least - score)) / most)));
  },
};

const hard = (pod: Pod) =>
  (pod.spec?.topologySpreadConstraints ?? []).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule');

/** Matching pods by value of the topology key, over the nodes that count for this pod. */
function countDomains(pod: Pod, constraint: Constraint, cycle: Cycle): Map<string, number> {
  const counts = new Map<string, number>();
  for (const info of cycle.nodes) {
    const value = info.node.metadata.labels?.[constraint.topologyKey];
    if (value === undefined || !counted(pod, constraint, info)) continue;
    const matching = [...info.pods.values()].filter(
      (other) =>
        other.metadata.namespace === pod.metadata.namespace &&
        !other.metadata.deletionTimestamp &&
        matchesLabelSelector(constraint.labelSelector, other.metadata.labels),
    ).length;
    counts.set(value, (counts.get(value) ?? 0) + matching);
  }
  return counts;
}

function counted(pod: Pod, constraint: Constraint, { node }: NodeInfo): boolean {
  if (constraint.nodeAffinityPolicy !== 'Ignore') {
    if (pod.spec?.nodeSelector && !matchesLabelMap(pod.spec.nodeSelector, node.metadata.labels)) return false;
    if (!nodeAffinityMatches(pod.spec?.affinity?.nodeAffinity, node)) return false;
  }
  return constraint.nodeTaintsPolicy !== 'Honor' || !untolerated(node, pod.spec?.tolerations, ['NoSchedule', 'NoExecute']);
}

function softScore(pod: Pod, node: NodeInfo, constraints: readonly Constraint[], cycle: Cycle): number {
  return constraints.reduce((sum, constraint) => {
    const value = node.node.metadata.labels?.[constraint.topologyKey];
    return value === undefined ? sum : sum + (countDomains(pod, constraint, cycle).get(value) ?? 0);
  }, 0);
}

/** Pods of the same Service or controller per node: the system's default constraints favour nodes with fewer. */
function defaultScores(pod: Pod, nodes: readonly NodeInfo[], cycle: Cycle): number[] | undefined {
  const selector = cycle.defaultSelector(pod);
  if (!selector) return undefined;
  return nodes.map(
    ({ pods }) =>
      [...pods.values()].filter(
        (other) =>
          other.metadata.namespace === pod.metadata.namespace &&
          !other.metadata.deletionTimestamp &&
          matchesLabelMap(selector, other.metadata.labels),
      ).length,
  );
}
