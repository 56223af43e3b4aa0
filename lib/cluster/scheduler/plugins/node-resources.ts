import type { Pod } from '@/lib/api/models';
import type { PluginArgs } from '../configuration';
import { nonZeroRequests, type NodeInfo } from '../node-cache';
import { podRequests } from '../resources';
import type { Cycle, Plugin } from './plugin';

interface Weighed {
  readonly name: string;
  readonly weight?: number;
}

/** How full a node's resource would be: what is asked of it, the pod's share included, and what there is. */
interface Usage {
  readonly name: string;
  readonly weight: number;
  readonly requested: number;
  readonly allocatable: number;
}

const CPU_AND_MEMORY: readonly Weighed[] = [
  { name: 'cpu', weight: 1 },
  { name: 'memory', weight: 1 },
];

/** Models plugins/noderesources/fit.go. */
export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  filter(pod, node, cycle) {
    const reasons: string[] = [];
    let unresolvable = false;
    const pods = node.allocatable.pods ?? 0;
    if (node.pods.size + 1 > pods) {
      reasons.push('Too many pods');
      if (pods < 1) unresolvable = true;
    }
    const args = cycle.args('NodeResourcesFit');
    for (const [name, amount] of Object.entries(podRequests(pod)).sort(byResource)) {
      const room = node.allocatable[name] ?? 0;
      if (amount === 0 || amount <= room - (node.requested[name] ?? 0) || isIgnored(args, name)) continue;
      reasons.push(`Insufficient ${name}`);
      if (amount > room) unresolvable = true;
    }
    return reasons.length > 0 ? { reasons, unresolvable } : undefined;
  },
  score(pod, nodes, cycle) {
    const strategy = cycle.args('NodeResourcesFit').scoringStrategy ?? {};
    const rate = STRATEGIES[(strategy.type as string | undefined) ?? 'LeastAllocated']!;
    const resources = (strategy.resources as readonly Weighed[] | undefined) ?? CPU_AND_MEMORY;
    const shape = shapeOf(strategy);
    const rounded = strategy.type === 'RequestedToCapacityRatio' ? Math.round : Math.floor;
    return nodes.map((node) => {
      const used = usages(pod, node, resources, false);
      const weights = used.reduce((sum, { weight }) => sum + weight, 0);
      return weights === 0 ? 0 : rounded(used.reduce((sum, usage) => sum + rate(usage, shape) * usage.weight, 0) / weights);
    });
  },
};

type Shape = readonly { readonly utilization: number; readonly score: number }[];

/** Points of 0 to 10 become 0 to 100. */
const shapeOf = (strategy: PluginArgs): Shape =>
  ((strategy.requestedToCapacityRatio?.shape ?? []) as Shape).map(({ utilization, score }) => ({ utilization, score: score * 10 }));

const STRATEGIES: Readonly<Record<string, (usage: Usage, shape: Shape) => number>> = {
  LeastAllocated: ({ requested, allocatable }) =>
    requested > allocatable ? 0 : Math.floor(((allocatable - requested) * 100) / allocatable),
  MostAllocated: ({ requested, allocatable }) => Math.floor((Math.min(requested, allocatable) * 100) / allocatable),
  RequestedToCapacityRatio: ({ requested, allocatable }, shape) =>
    interpolate(shape, requested > allocatable ? 100 : Math.floor((requested * 100) / allocatable)),
};

/** The value at a utilization of a line through the points. Models helper.BuildBrokenLinearFunction. */
function interpolate(shape: Shape, utilization: number): number {
  const after = shape.findIndex((point) => utilization <= point.utilization);
  if (after === 0) return shape[0]!.score;
  if (after < 0) return shape.at(-1)?.score ?? 0;
  const [a, b] = [shape[after - 1]!, shape[after]!];
  return a.score + Math.trunc(((b.score - a.score) * (utilization - a.utilization)) / (b.utilization - a.utilization));
}

const ORDER = ['cpu', 'memory', 'ephemeral-storage'];

function byResource([a]: readonly [string, number], [b]: readonly [string, number]): number {
  const [x, y] = [ORDER.indexOf(a), ORDER.indexOf(b)];
  if (x >= 0 || y >= 0) return (x < 0 ? ORDER.length : x) - (y < 0 ? ORDER.length : y);
  return a < b ? -1 : 1;
}

function isIgnored(args: PluginArgs, name: string): boolean {
  if (ORDER.includes(name)) return false;
  const groups = (args.ignoredResourceGroups as readonly string[] | undefined) ?? [];
  return ((args.ignoredResources as readonly string[] | undefined) ?? []).includes(name) || groups.includes(name.split('/')[0]!);
}

/** Models plugins/noderesources/balanced_allocation.go: a pod that asks for nothing is not scored. */
export const balancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  score(pod, nodes, cycle) {
    const resources = balanced(cycle);
    const requests = podRequests(pod);
    if (resources.every(({ name }) => !requests[name])) return undefined;
    return nodes.map((node) => {
      const fractions = usages(pod, node, resources, true).map(({ requested, allocatable }) => Math.min(requested / allocatable, 1));
      return Math.trunc((1 - deviation(fractions)) * 100);
    });
  },
};

const balanced = (cycle: Cycle): readonly Weighed[] =>
  (cycle.args('NodeResourcesBalancedAllocation').resources as readonly Weighed[] | undefined) ?? CPU_AND_MEMORY;

function deviation(fractions: readonly number[]): number {
  if (fractions.length < 2) return 0;
  if (fractions.length === 2) return Math.abs(fractions[0]! - fractions[1]!) / 2;
  const mean = fractions.reduce((a, b) => a + b, 0) / fractions.length;
  return Math.sqrt(fractions.reduce((sum, fraction) => sum + (fraction - mean) ** 2, 0) / fractions.length);
}

/** `exact`: what is really asked for; else cpu and memory count as if no container asked for nothing. Models resourceAllocationScorer. */
function usages(pod: Pod, node: NodeInfo, resources: readonly Weighed[], exact: boolean): Usage[] {
  const own = podRequests(pod);
  const assumed = nonZeroRequests(pod);
  return resources.flatMap(({ name, weight = 1 }) => {
    const allocatable = node.allocatable[name] ?? 0;
    const basic = name === 'cpu' || name === 'memory';
    // Extended resources that the pod does not ask for are left out.
    if (allocatable === 0 || (!ORDER.includes(name) && !own[name])) return [];
    const requested = basic && !exact ? node.nonZero[name] + assumed[name] : (node.requested[name] ?? 0) + (own[name] ?? 0);
    return [{ name, weight, requested, allocatable }];
  });
}
