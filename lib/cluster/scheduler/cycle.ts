import type { Pod } from '@/lib/api/models';
import type { ResolvedProfile } from './configuration';
import type { NodeInfo } from './node-cache';
import { pluginsOf } from './plugins';
import { withNodes, type Cycle, type Refusal } from './plugins/plugin';
import { podRequests } from './resources';

/** What each plugin said of each node: kept for whoever wants to see why. Plain data. */
export interface Verdict {
  readonly node: string;
  /** The first plugin that refused, and its reasons; absent when the node passed. */
  readonly refused?: { readonly plugin: string; readonly reasons: readonly string[]; readonly unresolvable: boolean };
  /** Plugins that let the node pass, in the order in which they were asked. */
  readonly passed?: readonly string[];
  /** Weighted scores by plugin. */
  readonly scores?: Readonly<Record<string, number>>;
}

export interface Decision {
  readonly node?: string;
  /** Set when no node would do: reason for all nodes alike. */
  readonly preFilter?: Refusal & { readonly plugin: string };
  /** Of the nodes that were looked at. */
  readonly verdicts: readonly Verdict[];
  /** How much the scores in the verdicts were weighted, by plugin; absent when nothing was scored. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Where the search for nodes goes on next time. */
  readonly next?: number;
}

/** What a decision needs to know about other pods that wait. */
export interface DecideOptions {
  /** Of several best nodes, which one: a number below the given one. */
  readonly random: (below: number) => number;
  /** Pods of the same or a higher priority that have been promised a node. */
  readonly nominated?: (node: string) => readonly Pod[];
  /** Node at which the search begins. */
  readonly start?: number;
}

const ALL_NODES_BELOW = 100;

/** Filters and scores nodes for a pod. Models pkg/scheduler/schedule_one.go. */
export function decide(pod: Pod, cycle: Cycle, profile: ResolvedProfile, options: DecideOptions): Decision {
  for (const plugin of pluginsOf(profile.points.preFilter)) {
    const refusal = plugin.preFilter?.(pod, cycle);
    if (refusal) return { preFilter: { plugin: plugin.name, ...refusal }, verdicts: [] };
  }
  const { nodes } = cycle;
  const enough = nodesToFind(nodes.length, profile.percentageOfNodesToScore);
  const start = enough < nodes.length ? (options.start ?? 0) % nodes.length : 0;
  const verdicts: Verdict[] = [];
  const passed: NodeInfo[] = [];
  for (let i = 0; i < nodes.length && passed.length < enough; i++) {
    const info = nodes[(start + i) % nodes.length]!;
    const verdict = verdictOn(pod, info, cycle, profile, options.nominated?.(info.node.metadata.name) ?? []);
    verdicts.push(verdict);
    if (!verdict.refused) passed.push(info);
  }
  const next = enough < nodes.length ? { next: (start + verdicts.length) % nodes.length } : {};
  if (passed.length === 0) return { verdicts, ...next };
  const scores = score(pod, passed, cycle, profile);
  const totals = scores.map((entry) => Object.values(entry).reduce((a, b) => a + b, 0));
  const best = Math.max(...totals);
  const winners = passed.filter((_, index) => totals[index] === best);
  const byNode = new Map(passed.map((info, index) => [info.node.metadata.name, scores[index]!]));
  const weights = Object.fromEntries(Object.keys(scores[0]!).map((plugin) => [plugin, profile.weights[plugin] ?? 1]));
  return {
    node: winners[winners.length === 1 ? 0 : options.random(winners.length)]!.node.metadata.name,
    verdicts: verdicts.map((verdict) => ({ ...verdict, ...(byNode.has(verdict.node) && { scores: byNode.get(verdict.node) }) })),
    ...(passed.length > 1 && { weights }),
    ...next,
  };
}

/** How many nodes that would do are enough. Models numFeasibleNodesToFind. */
export function nodesToFind(total: number, percentage: number): number {
  if (total < ALL_NODES_BELOW) return total;
  const share = percentage > 0 ? percentage : Math.max(5, 50 - Math.floor(total / 125));
  return share >= 100 ? total : Math.max(ALL_NODES_BELOW, Math.floor((total * share) / 100));
}

/** The pod has to fit with the pods that were promised the node, and without them. Models RunFilterPluginsWithNominatedPods. */
function verdictOn(pod: Pod, info: NodeInfo, cycle: Cycle, profile: ResolvedProfile, nominated: readonly Pod[]): Verdict {
  const node = info.node.metadata.name;
  if (nominated.length > 0) {
    const filled = withPods(info, nominated);
    const refused = firstRefusal(pod, filled, swapNode(cycle, filled), profile);
    if (refused) return { node, refused };
  }
  const passed: string[] = [];
  const refused = firstRefusal(pod, info, cycle, profile, passed);
  return { node, ...(refused && { refused }), passed };
}

/** The first plugin's refusal of a node for a pod; undefined when the pod fits there. Names of those before it go to `passed`. */
export function firstRefusal(pod: Pod, info: NodeInfo, cycle: Cycle, profile: ResolvedProfile, passed?: string[]): Verdict['refused'] {
  for (const plugin of pluginsOf(profile.points.filter)) {
    const refusal = plugin.filter?.(pod, info, cycle);
    if (refusal) return { plugin: plugin.name, ...refusal };
    passed?.push(plugin.name);
  }
  return undefined;
}

function score(pod: Pod, nodes: readonly NodeInfo[], cycle: Cycle, profile: ResolvedProfile): Record<string, number>[] {
  const totals: Record<string, number>[] = nodes.map(() => ({}));
  if (nodes.length === 1) return totals;
  for (const plugin of pluginsOf(profile.points.score)) {
    const scores = plugin.score?.(pod, nodes, cycle);
    scores?.forEach((value, index) => (totals[index]![plugin.name] = value * (profile.weights[plugin.name] ?? 1)));
  }
  return totals;
}

/** `0/3 nodes are available: 1 node(s) …, 2 Insufficient cpu.` Models framework.FitError. */
export function unavailable(total: number, decision: Decision): string {
  const head = `0/${total} nodes are available`;
  if (decision.preFilter) return `${head}: ${decision.preFilter.reasons.join(', ')}.`;
  return summary(
    total,
    decision.verdicts.flatMap(({ refused }) => refused?.reasons ?? []),
  );
}

/** Reasons counted and sorted. */
export function summary(total: number, reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  return `0/${total} nodes are available${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.`;
}

/** The node with more pods on it. */
export function withPods(info: NodeInfo, more: readonly Pod[]): NodeInfo {
  const pods = new Map(info.pods);
  const requested: Record<string, number> = { ...info.requested };
  for (const pod of more) {
    if (pods.has(pod.metadata.uid!)) continue;
    pods.set(pod.metadata.uid!, pod);
    for (const [name, amount] of Object.entries(podRequests(pod))) requested[name] = (requested[name] ?? 0) + amount;
  }
  return { ...info, pods, requested };
}

/** The node without some of its pods. */
export function withoutPods(info: NodeInfo, gone: readonly Pod[]): NodeInfo {
  const pods = new Map(info.pods);
  const requested: Record<string, number> = { ...info.requested };
  for (const pod of gone) {
    if (!pods.delete(pod.metadata.uid!)) continue;
    for (const [name, amount] of Object.entries(podRequests(pod))) requested[name] = (requested[name] ?? 0) - amount;
  }
  return { ...info, pods, requested };
}

/** The cycle with a node as given. */
export const swapNode = (cycle: Cycle, info: NodeInfo): Cycle =>
  withNodes(
    cycle,
    cycle.nodes.map((other) => (other.node === info.node ? info : other)),
  );
