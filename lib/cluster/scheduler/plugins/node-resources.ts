import type { Pod } from '@/lib/api/models';
import { nonZeroRequests, type NodeInfo } from '../node-cache';
import { podRequests } from '../resources';
import type { Plugin } from './plugin';

/** Models plugins/noderesources/fit.go, scored by LeastAllocated. */
export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  weight: 1,
  filter(pod, node) {
    const reasons: string[] = [];
    let unresolvable = false;
    const pods = node.allocatable.pods ?? 0;
    if (node.pods.size + 1 > pods) {
      reasons.push('Too many pods');
      if (pods < 1) unresolvable = true;
    }
    for (const [name, amount] of Object.entries(podRequests(pod)).sort(byResource)) {
      const room = node.allocatable[name] ?? 0;
      if (amount === 0 || amount <= room - (node.requested[name] ?? 0)) continue;
      reasons.push(`Insufficient ${name}`);
      if (amount > room) unresolvable = true;
    }
    return reasons.length > 0 ? { reasons, unresolvable } : undefined;
  },
  score: (pod, nodes) =>
    nodes.map((node) => {
      const shares = fractions(pod, node).map((used) => (used > 1 ? 0 : (1 - used) * 100));
      return Math.floor(shares.reduce((a, b) => a + Math.floor(b), 0) / shares.length);
    }),
};

const ORDER = ['cpu', 'memory', 'ephemeral-storage'];

function byResource([a]: readonly [string, number], [b]: readonly [string, number]): number {
  const [x, y] = [ORDER.indexOf(a), ORDER.indexOf(b)];
  if (x >= 0 || y >= 0) return (x < 0 ? ORDER.length : x) - (y < 0 ? ORDER.length : y);
  return a < b ? -1 : 1;
}

/** Models plugins/noderesources/balanced_allocation.go. */
export const balancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  score: (pod, nodes) =>
    nodes.map((node) => {
      const [cpu, memory] = fractions(pod, node).map((used) => Math.min(used, 1)) as [number, number];
      return Math.floor((1 - Math.abs(cpu - memory) / 2) * 100);
    }),
};

function fractions(pod: Pod, node: NodeInfo): [number, number] {
  const own = nonZeroRequests(pod);
  const share = (used: number, room: number | undefined) => (room ? used / room : 1);
  return [share(node.nonZero.cpu + own.cpu, node.allocatable.cpu), share(node.nonZero.memory + own.memory, node.allocatable.memory)];
}
