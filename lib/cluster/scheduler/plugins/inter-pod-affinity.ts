import type * as k8s from '@kubernetes/client-node';
import type { Pod, Wire } from '@/lib/api/models';
import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { NodeInfo } from '../node-cache';
import { groupsOf } from '../pod-groups';
import { refuse, type Cycle, type Plugin } from './plugin';

type Term = Wire<k8s.V1PodAffinityTerm>;
type Weighted = Wire<k8s.V1WeightedPodAffinityTerm>;

/** Numbers by topology: `key=value`. */
type Topologies = ReadonlyMap<string, number>;

interface Counts {
  /** Pods that satisfy all affinity terms, by the topology of each of them. */
  readonly affinity: Topologies;
  readonly antiAffinity: Topologies;
  /** Pods whose own anti-affinity is against the incoming one. */
  readonly existing: Topologies;
}

/** Models plugins/interpodaffinity. */
export const interPodAffinity: Plugin = {
  name: 'InterPodAffinity',
  filter(pod, node, cycle) {
    const counts = cycle.once('PreFilterInterPodAffinity', () => count(pod, cycle));
    if (!satisfiesAffinity(pod, counts, node, cycle)) return refuse("node(s) didn't match pod affinity rules", true);
    if (requiredAnti(pod).some(({ topologyKey }) => at(counts.antiAffinity, node, topologyKey) > 0))
      return refuse("node(s) didn't match pod anti-affinity rules");
    if (Object.entries(node.node.metadata.labels ?? {}).some(([key, value]) => (counts.existing.get(`${key}=${value}`) ?? 0) > 0))
      return refuse("node(s) didn't satisfy existing pods anti-affinity rules");
    return undefined;
  },
  score(pod, nodes, cycle) {
    const totals = preferences(pod, cycle);
    if (totals.size === 0) return undefined;
    const raw = nodes.map(({ node }) =>
      Object.entries(node.metadata.labels ?? {}).reduce((sum, [key, value]) => sum + (totals.get(`${key}=${value}`) ?? 0), 0),
    );
    const [least, most] = [Math.min(...raw), Math.max(...raw)];
    return raw.map((score) => (most === least ? 0 : Math.floor((100 * (score - least)) / (most - least))));
  },
};

const requiredFor = (pod: Pod): readonly Term[] => pod.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
const requiredAnti = (pod: Pod): readonly Term[] =>
  pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
const preferredFor = (pod: Pod): readonly Weighted[] =>
  pod.spec?.affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
const preferredAnti = (pod: Pod): readonly Weighted[] =>
  pod.spec?.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];

const topologyOf = ({ node }: NodeInfo, key: string): string | undefined => {
  const value = node.metadata.labels?.[key];
  return value === undefined ? undefined : `${key}=${value}`;
};

function at(counts: Topologies, node: NodeInfo, key: string): number {
  const topology = topologyOf(node, key);
  return topology === undefined ? 0 : (counts.get(topology) ?? 0);
}

function count(pod: Pod, cycle: Cycle): Counts {
  const [affinity, antiAffinity, existing] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  const [wanted, unwanted] = [requiredFor(pod), requiredAnti(pod)];
  for (const info of cycle.nodes)
    for (const { sample: other, count: times } of groupsOf(info.pods)) {
      for (const term of requiredAnti(other)) if (selects(term, other, pod, cycle)) add(existing, info, term.topologyKey, times);
      if (wanted.length > 0 && wanted.every((term) => selects(term, pod, other, cycle)))
        for (const { topologyKey } of wanted) add(affinity, info, topologyKey, times);
      for (const term of unwanted) if (selects(term, pod, other, cycle)) add(antiAffinity, info, term.topologyKey, times);
    }
  return { affinity, antiAffinity, existing };
}

function add(counts: Map<string, number>, info: NodeInfo, key: string, amount: number): void {
  const topology = topologyOf(info, key);
  if (topology !== undefined) counts.set(topology, (counts.get(topology) ?? 0) + amount);
}

function satisfiesAffinity(pod: Pod, { affinity }: Counts, node: NodeInfo, cycle: Cycle): boolean {
  const terms = requiredFor(pod);
  if (terms.some(({ topologyKey }) => topologyOf(node, topologyKey) === undefined)) return false;
  if (terms.every(({ topologyKey }) => at(affinity, node, topologyKey) > 0)) return true;
  // The first pod of a group that is drawn to itself may go anywhere.
  return affinity.size === 0 && terms.every((term) => selects(term, pod, pod, cycle));
}

/** What the pod prefers of others, and others of it, by topology. Models PreScore. */
function preferences(pod: Pod, cycle: Cycle): Topologies {
  const args = cycle.args('InterPodAffinity');
  const hard: number = args.hardPodAffinityWeight ?? 1;
  const ownOnly = args.ignorePreferredTermsOfExistingPods === true;
  const totals = new Map<string, number>();
  const weigh = (terms: readonly Weighted[], owner: Pod, other: Pod, info: NodeInfo, times: number) => {
    for (const { weight, podAffinityTerm: term } of terms)
      if (selects(term, owner, owner === pod ? other : pod, cycle)) add(totals, info, term.topologyKey, times * weight);
  };
  for (const info of cycle.nodes)
    for (const { sample: other, count: times } of groupsOf(info.pods)) {
      weigh(preferredFor(pod), pod, other, info, times);
      weigh(preferredAnti(pod), pod, other, info, -times);
      if (hard > 0)
        for (const term of requiredFor(other)) if (selects(term, other, pod, cycle)) add(totals, info, term.topologyKey, times * hard);
      if (ownOnly) continue;
      weigh(preferredFor(other), other, pod, info, times);
      weigh(preferredAnti(other), other, pod, info, -times);
    }
  return totals;
}

/** `term`, which belongs to `owner`, selects `other`. */
function selects(term: Term, owner: Pod, other: Pod, cycle: Cycle): boolean {
  const namespace = other.metadata.namespace!;
  const byName =
    term.namespaces?.length || term.namespaceSelector
      ? (term.namespaces ?? []).includes(namespace)
      : namespace === owner.metadata.namespace;
  const bySelector = term.namespaceSelector ? matchesLabelSelector(term.namespaceSelector, cycle.namespaceLabels(namespace)) : false;
  return (byName || bySelector) && matchesLabelSelector(term.labelSelector, other.metadata.labels);
}
