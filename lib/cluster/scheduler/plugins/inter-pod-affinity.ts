import type * as k8s from '@kubernetes/client-node';
import type { Pod, Wire } from '@/lib/api/models';
import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { NodeInfo } from '../node-cache';
import { refuse, type Cycle, type Plugin } from './plugin';

type Term = Wire<k8s.V1PodAffinityTerm>;
type Weighted = Wire<k8s.V1WeightedPodAffinityTerm>;

/** Models plugins/interpodaffinity. */
export const interPodAffinity: Plugin = {
  name: 'InterPodAffinity',
  weight: 2,
  filter(pod, node, cycle) {
    const required = pod.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    if (required.length > 0 && !satisfiesAffinity(pod, required, node, cycle))
      return refuse("node(s) didn't match pod affinity rules", true);
    const against = pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    if (against.some((term) => countIn(cycle, node, term, (other) => selects(term, pod, other, cycle)) > 0))
      return refuse("node(s) didn't match pod anti-affinity rules");
    if (repelledByExisting(pod, node, cycle)) return refuse("node(s) didn't satisfy existing pods anti-affinity rules");
    return undefined;
  },
  score(pod, nodes, cycle) {
    const raw = nodes.map((node) => preferences(pod, node, cycle));
    const [least, most] = [Math.min(...raw), Math.max(...raw)];
    return raw.map((score) => (most === least ? 0 : Math.floor((100 * (score - least)) / (most - least))));
  },
};

function satisfiesAffinity(pod: Pod, terms: readonly Term[], node: NodeInfo, cycle: Cycle): boolean {
  if (terms.some((term) => node.node.metadata.labels?.[term.topologyKey] === undefined)) return false;
  const matchesAll = (other: Pod) => terms.every((term) => selects(term, pod, other, cycle));
  if (terms.every((term) => countIn(cycle, node, term, matchesAll) > 0)) return true;
  // The first pod of a group that is drawn to itself may go anywhere.
  const anywhere = cycle.nodes.some(({ pods }) => [...pods.values()].some(matchesAll));
  return !anywhere && matchesAll(pod);
}

function repelledByExisting(pod: Pod, node: NodeInfo, cycle: Cycle): boolean {
  return cycle.nodes.some((other) =>
    [...other.pods.values()].some((existing) =>
      (existing.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).some(
        (term) => sameTopology(node, other, term.topologyKey) && selects(term, existing, pod, cycle),
      ),
    ),
  );
}

function preferences(pod: Pod, node: NodeInfo, cycle: Cycle): number {
  const affinity = pod.spec?.affinity;
  const sum = (terms: readonly Weighted[] | undefined, sign: number) =>
    (terms ?? []).reduce(
      (total, { weight, podAffinityTerm }) =>
        total + sign * weight * countIn(cycle, node, podAffinityTerm, (other) => selects(podAffinityTerm, pod, other, cycle)),
      0,
    );
  return (
    sum(affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution, 1) +
    sum(affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution, -1)
  );
}

function countIn(cycle: Cycle, node: NodeInfo, term: Term, matches: (pod: Pod) => boolean): number {
  return cycle.nodes
    .filter((other) => sameTopology(node, other, term.topologyKey))
    .reduce((sum, { pods }) => sum + [...pods.values()].filter(matches).length, 0);
}

function sameTopology(a: NodeInfo, b: NodeInfo, key: string): boolean {
  const value = a.node.metadata.labels?.[key];
  return value !== undefined && value === b.node.metadata.labels?.[key];
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
