import type { Pod } from '@/lib/api/models';
import { firstRefusal, type Decision } from './cycle';
import type { NodeInfo } from './node-cache';
import type { Cycle } from './plugins/plugin';
import { podRequests } from './resources';

export interface Preemption {
  /** Node and pods to evict there; absent when preemption does not help. */
  readonly node?: string;
  readonly victims: readonly Pod[];
  /** What the pod's message says after `preemption: `. */
  readonly message: string;
}

const priorityOf = (pod: Pod) => pod.spec?.priority ?? 0;

/** Looks for pods of lower priority whose eviction would let the pod in. Models pkg/scheduler/framework/preemption. */
export function preempt(pod: Pod, decision: Decision, cycle: Cycle): Preemption {
  const total = cycle.nodes.length;
  const say = (reasons: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    return `0/${total} nodes are available: ${[...counts]
      .map(([reason, count]) => `${count} ${reason}`)
      .sort()
      .join(', ')}.`;
  };
  if (pod.spec?.preemptionPolicy === 'Never') return { victims: [], message: 'not eligible due to preemptionPolicy=Never.' };
  if (waitsForVictims(pod, decision, cycle))
    return { victims: [], message: 'not eligible due to a terminating pod on the nominated node.' };
  const reasons: string[] = [];
  const candidates: { info: NodeInfo; victims: Pod[] }[] = [];
  for (const info of cycle.nodes) {
    const refused = decision.verdicts.find(({ node }) => node === info.node.metadata.name)?.refused;
    if (!refused || refused.unresolvable) {
      reasons.push('Preemption is not helpful for scheduling');
      continue;
    }
    const lower = [...info.pods.values()].filter((other) => priorityOf(other) < priorityOf(pod));
    if (lower.length === 0) {
      reasons.push('No preemption victims found for incoming pod');
      continue;
    }
    const left = without(info, lower);
    const still = firstRefusal(pod, left, swap(cycle, left));
    if (still) {
      reasons.push(...still.reasons);
      continue;
    }
    candidates.push({ info, victims: fewest(pod, info, lower, cycle) });
  }
  const best = candidates.sort(
    (a, b) => highest(a.victims) - highest(b.victims) || sum(a.victims) - sum(b.victims) || a.victims.length - b.victims.length,
  )[0];
  return best ? { node: best.info.node.metadata.name, victims: best.victims, message: '' } : { victims: [], message: say(reasons) };
}

/** An earlier turn has nominated a node whose victims are still going. Models DefaultPreemption.PodEligibleToPreemptOthers. */
function waitsForVictims(pod: Pod, decision: Decision, cycle: Cycle): boolean {
  const nominated = pod.status?.nominatedNodeName;
  const info = nominated && cycle.nodes.find(({ node }) => node.metadata.name === nominated);
  if (!info || decision.verdicts.find(({ node }) => node === nominated)?.refused?.unresolvable) return false;
  return [...info.pods.values()].some((other) => priorityOf(other) < priorityOf(pod) && other.metadata.deletionTimestamp);
}

/** Puts pods back, most important first, as long as the incoming pod still fits; the rest are the victims. */
function fewest(pod: Pod, info: NodeInfo, lower: readonly Pod[], cycle: Cycle): Pod[] {
  let victims = [...lower];
  for (const candidate of [...lower].sort(
    (a, b) => priorityOf(b) - priorityOf(a) || ((a.status?.startTime ?? '') < (b.status?.startTime ?? '') ? -1 : 1),
  )) {
    const fewer = victims.filter((other) => other !== candidate);
    const left = without(info, fewer);
    if (!firstRefusal(pod, left, swap(cycle, left))) victims = fewer;
  }
  return victims;
}

function without(info: NodeInfo, gone: readonly Pod[]): NodeInfo {
  const pods = new Map(info.pods);
  const requested: Record<string, number> = { ...info.requested };
  for (const pod of gone) {
    pods.delete(pod.metadata.uid!);
    for (const [name, amount] of Object.entries(podRequests(pod))) requested[name] = (requested[name] ?? 0) - amount;
  }
  return { ...info, pods, requested };
}

const swap = (cycle: Cycle, info: NodeInfo): Cycle => ({
  ...cycle,
  nodes: cycle.nodes.map((other) => (other.node === info.node ? info : other)),
});
const highest = (pods: readonly Pod[]) => Math.max(...pods.map(priorityOf));
const sum = (pods: readonly Pod[]) => pods.reduce((total, pod) => total + priorityOf(pod) + 2 ** 31, 0);
