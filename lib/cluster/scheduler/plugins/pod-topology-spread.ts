import type * as k8s from '@kubernetes/client-node';
import type { Pod, Wire } from '@/lib/api/models';
import { matchesLabelMap, matchesLabelSelector } from '@/lib/api/label-selector';
import { nodeAffinityMatches } from '../node-affinity';
import type { NodeInfo } from '../node-cache';
import { groupsOf } from '../pod-groups';
import { untolerated } from '../taints';
import { refuse, type Cycle, type Plugin } from './plugin';

type Constraint = Wire<k8s.V1TopologySpreadConstraint>;

const HOSTNAME = 'kubernetes.io/hostname';

/** The constraints of pods that state none (`defaultingType: System`). */
const SYSTEM_DEFAULTS = [
  { topologyKey: HOSTNAME, maxSkew: 3, whenUnsatisfiable: 'ScheduleAnyway' },
  { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5, whenUnsatisfiable: 'ScheduleAnyway' },
] as unknown as readonly Constraint[];

interface Constraints {
  readonly list: readonly Constraint[];
  /** Nodes without one of the topologies count too: the system's defaults only. */
  readonly lenient: boolean;
}

/** Models plugins/podtopologyspread. */
export const podTopologySpread: Plugin = {
  name: 'PodTopologySpread',
  filter(pod, node, cycle) {
    const { list } = constraintsOf(pod, cycle, 'DoNotSchedule');
    if (list.length === 0) return undefined;
    const domains = cycle.once('PreFilterPodTopologySpread', () =>
      list.map((constraint) => domainsOf(pod, constraint, list, cycle.nodes, true)),
    );
    for (const [index, constraint] of list.entries()) {
      const value = node.node.metadata.labels?.[constraint.topologyKey];
      if (value === undefined) return refuse("node(s) didn't match pod topology spread constraints (missing required label)", true);
      const counts = domains[index]!;
      const least = counts.size < (constraint.minDomains ?? 1) ? 0 : Math.min(...counts.values());
      const self = matchesLabelSelector(constraint.labelSelector, pod.metadata.labels) ? 1 : 0;
      if ((counts.get(value) ?? 0) + self - least > constraint.maxSkew)
        return refuse("node(s) didn't match pod topology spread constraints");
    }
    return undefined;
  },
  score(pod, nodes, cycle) {
    const { list, lenient } = constraintsOf(pod, cycle, 'ScheduleAnyway');
    if (list.length === 0) return undefined;
    const hasAll = (info: NodeInfo) => list.every(({ topologyKey }) => info.node.metadata.labels?.[topologyKey] !== undefined);
    const ignored = (info: NodeInfo) => !lenient && !hasAll(info);
    const counted = nodes.filter((info) => !ignored(info));
    const raw = nodes.map(() => 0);
    for (const constraint of list) {
      const { topologyKey, maxSkew } = constraint;
      const candidates = new Set(counted.flatMap(({ node }) => node.metadata.labels?.[topologyKey] ?? []));
      const size = topologyKey === HOSTNAME ? counted.length : candidates.size;
      const counts = domainsOf(pod, constraint, lenient ? [] : list, cycle.nodes, false);
      nodes.forEach((info, index) => {
        const value = info.node.metadata.labels?.[topologyKey];
        if (!ignored(info) && value !== undefined) raw[index]! += (counts.get(value) ?? 0) * Math.log(size + 2) + (maxSkew - 1);
      });
    }
    const scores = raw.map(Math.round);
    const those = scores.filter((_, index) => !ignored(nodes[index]!));
    const [least, most] = [Math.min(...those), Math.max(0, ...those)];
    return scores.map((score, index) => {
      if (ignored(nodes[index]!)) return 0;
      return most === 0 ? 100 : Math.floor((100 * (most + least - score)) / most);
    });
  },
};

function constraintsOf(pod: Pod, cycle: Cycle, action: Constraint['whenUnsatisfiable']): Constraints {
  return cycle.once(`PodTopologySpread/${action}`, () => {
    const own = pod.spec?.topologySpreadConstraints ?? [];
    if (own.length > 0) return { list: own.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action), lenient: false };
    const args = cycle.args('PodTopologySpread');
    const system = args.defaultingType !== 'List';
    const given = ((system ? SYSTEM_DEFAULTS : args.defaultConstraints) ?? []) as readonly Constraint[];
    const wanted = given.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action);
    const matchLabels = wanted.length > 0 ? cycle.defaultSelector(pod) : undefined;
    return { list: matchLabels ? wanted.map((constraint) => ({ ...constraint, labelSelector: { matchLabels } })) : [], lenient: system };
  });
}

/** Matching pods by value of the topology key, over the nodes that count for this pod. Nodes have to have `all` keys. */
function domainsOf(
  pod: Pod,
  constraint: Constraint,
  all: readonly Constraint[],
  nodes: readonly NodeInfo[],
  strict: boolean,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const info of nodes) {
    const value = info.node.metadata.labels?.[constraint.topologyKey];
    if (value === undefined || !counted(pod, constraint, info)) continue;
    if (strict && all.some(({ topologyKey }) => info.node.metadata.labels?.[topologyKey] === undefined)) continue;
    let matching = 0;
    for (const { sample: other, count } of groupsOf(info.pods))
      if (
        other.metadata.namespace === pod.metadata.namespace &&
        !other.metadata.deletionTimestamp &&
        matchesLabelSelector(constraint.labelSelector, other.metadata.labels)
      )
        matching += count;
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
