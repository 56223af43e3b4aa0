import type { Pod } from '@/lib/api/models';
import type { NodeInfo } from './node-cache';
import { interPodAffinity } from './plugins/inter-pod-affinity';
import { imageLocality, nodeAffinity, nodeName, nodePorts, nodeUnschedulable, taintToleration } from './plugins/node-plugins';
import { balancedAllocation, nodeResourcesFit } from './plugins/node-resources';
import type { Cycle, Plugin, Refusal } from './plugins/plugin';
import { podTopologySpread } from './plugins/pod-topology-spread';
import { volumeBinding } from './plugins/volume-binding';

/** The default profile's plugins, in the order in which upstream runs their filters. */
export const PLUGINS: readonly Plugin[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  volumeBinding,
  podTopologySpread,
  interPodAffinity,
  balancedAllocation,
  imageLocality,
];

/** What each plugin said of each node: kept for whoever wants to see why. Plain data. */
export interface Verdict {
  readonly node: string;
  /** The first plugin that refused, and its reasons; absent when the node passed. */
  readonly refused?: { readonly plugin: string; readonly reasons: readonly string[]; readonly unresolvable: boolean };
  /** Weighted scores by plugin. */
  readonly scores?: Readonly<Record<string, number>>;
}

export interface Decision {
  readonly node?: string;
  /** Set when no node would do: reason for all nodes alike. */
  readonly preFilter?: Refusal;
  readonly verdicts: readonly Verdict[];
}

/** Filters and scores all nodes for a pod; of several best ones `random` picks. Models pkg/scheduler/schedule_one.go. */
export function decide(pod: Pod, cycle: Cycle, random: (below: number) => number): Decision {
  for (const plugin of PLUGINS) {
    const refusal = plugin.preFilter?.(pod, cycle);
    if (refusal) return { preFilter: refusal, verdicts: [] };
  }
  const verdicts = cycle.nodes.map((info): Verdict => {
    const refusal = firstRefusal(pod, info, cycle);
    return { node: info.node.metadata.name, ...(refusal && { refused: refusal }) };
  });
  const passed = cycle.nodes.filter((_, index) => !verdicts[index]!.refused);
  if (passed.length === 0) return { verdicts };
  const scores = score(pod, passed, cycle);
  const totals = scores.map((entry) => Object.values(entry).reduce((a, b) => a + b, 0));
  const best = Math.max(...totals);
  const winners = passed.filter((_, index) => totals[index] === best);
  const byNode = new Map(passed.map((info, index) => [info.node.metadata.name, scores[index]!]));
  return {
    node: winners[winners.length === 1 ? 0 : random(winners.length)]!.node.metadata.name,
    verdicts: verdicts.map((verdict) => ({ ...verdict, ...(byNode.has(verdict.node) && { scores: byNode.get(verdict.node) }) })),
  };
}

/** The first plugin's refusal of a node for a pod; undefined when the pod fits there. */
export function firstRefusal(pod: Pod, info: NodeInfo, cycle: Cycle): Verdict['refused'] {
  for (const plugin of PLUGINS) {
    const refusal = plugin.filter?.(pod, info, cycle);
    if (refusal) return { plugin: plugin.name, ...refusal };
  }
  return undefined;
}

function score(pod: Pod, nodes: readonly NodeInfo[], cycle: Cycle): Record<string, number>[] {
  const totals: Record<string, number>[] = nodes.map(() => ({}));
  if (nodes.length === 1) return totals;
  for (const plugin of PLUGINS) {
    if (!plugin.score) continue;
    plugin.score(pod, nodes, cycle).forEach((value, index) => (totals[index]![plugin.name] = value * (plugin.weight ?? 1)));
  }
  return totals;
}

/** `0/3 nodes are available: 1 node(s) …, 2 Insufficient cpu.` Models framework.FitError. */
export function unavailable(total: number, decision: Decision): string {
  const head = `0/${total} nodes are available`;
  if (decision.preFilter) return `${head}: ${decision.preFilter.reasons.join(', ')}.`;
  const counts = new Map<string, number>();
  for (const { refused } of decision.verdicts)
    for (const reason of refused?.reasons ?? []) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  if (counts.size === 0) return `${head}.`;
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  return `${head}: ${parts.join(', ')}.`;
}
