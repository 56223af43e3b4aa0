import type { Pod } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { ResolvedProfile } from './configuration';
import { firstRefusal, summary, swapNode, withoutPods, withPods, type Decision } from './cycle';
import type { NodeInfo } from './node-cache';
import type { Cycle } from './plugins/plugin';

export interface Preemption {
  /** Node and pods to evict there; absent when preemption does not help. */
  readonly node?: string;
  readonly victims: readonly Pod[];
  /** What the pod's message says after `preemption: `. */
  readonly message: string;
}

interface Candidate {
  readonly info: NodeInfo;
  readonly victims: readonly Pod[];
  /** Victims whose disruption budgets do not allow it. */
  readonly violations: number;
}

export interface PreemptOptions {
  readonly profile: ResolvedProfile;
  readonly budgets: readonly KubeObject[];
  /** Pods of the same or a higher priority that have been promised a node. */
  readonly nominated: (node: string) => readonly Pod[];
}

const priorityOf = (pod: Pod) => pod.spec?.priority ?? 0;
const startOf = (pod: Pod) => pod.status?.startTime ?? '\uffff';

/** The more important first, then the one that started earlier. Models util.MoreImportantPod. */
const byImportance = (a: Pod, b: Pod): number =>
  priorityOf(b) - priorityOf(a) ||
  inOrder(startOf(a), startOf(b)) ||
  inOrder(a.metadata.namespace!, b.metadata.namespace!) ||
  inOrder(a.metadata.name, b.metadata.name);
const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Looks for pods of lower priority whose eviction would let the pod in. Models pkg/scheduler/framework/preemption. */
export function preempt(pod: Pod, decision: Decision, cycle: Cycle, options: PreemptOptions): Preemption {
  const none = (message: string): Preemption => ({ victims: [], message });
  if (pod.spec?.preemptionPolicy === 'Never') return none('not eligible due to preemptionPolicy=Never.');
  if (waitsForVictims(pod, decision, cycle)) return none('not eligible due to a terminating pod on the nominated node.');
  const reasons: string[] = [];
  const candidates: Candidate[] = [];
  for (const info of cycle.nodes) {
    const refused = decision.verdicts.find(({ node }) => node === info.node.metadata.name)?.refused;
    if (!refused || refused.unresolvable) {
      reasons.push('Preemption is not helpful for scheduling');
      continue;
    }
    const found = candidateOn(pod, info, cycle, options);
    if (Array.isArray(found)) reasons.push(...found);
    else candidates.push(found as Candidate);
  }
  const best = candidates.sort(better)[0];
  return best ? { node: best.info.node.metadata.name, victims: best.victims, message: '' } : none(summary(cycle.nodes.length, reasons));
}

/** An earlier turn has nominated a node whose victims are still going. Models DefaultPreemption.PodEligibleToPreemptOthers. */
function waitsForVictims(pod: Pod, decision: Decision, cycle: Cycle): boolean {
  const nominated = pod.status?.nominatedNodeName;
  const info = nominated && cycle.nodes.find(({ node }) => node.metadata.name === nominated);
  if (!info || decision.verdicts.find(({ node }) => node === nominated)?.refused?.unresolvable) return false;
  return [...info.pods.values()].some((other) => priorityOf(other) < priorityOf(pod) && other.metadata.deletionTimestamp);
}

/**
 * As few victims as possible on a node: all less important pods, less those that can be put back, first of all those whose
 * budgets would be violated, the most important first. Reasons when it does not help. Models SelectVictimsOnNode.
 */
function candidateOn(pod: Pod, info: NodeInfo, cycle: Cycle, options: PreemptOptions): Candidate | readonly string[] {
  const lower = [...info.pods.values()].filter((other) => priorityOf(other) < priorityOf(pod)).sort(byImportance);
  if (lower.length === 0) return ['No preemption victims found for incoming pod'];
  const refusal = (victims: readonly Pod[]) => {
    const left = withPods(withoutPods(info, victims), options.nominated(info.node.metadata.name));
    return firstRefusal(pod, left, swapNode(cycle, left), options.profile);
  };
  const still = refusal(lower);
  if (still) return still.reasons;
  const violating = violatingPods(lower, options.budgets);
  let victims: readonly Pod[] = lower;
  for (const candidate of [...lower.filter((each) => violating.has(each)), ...lower.filter((each) => !violating.has(each))]) {
    const fewer = victims.filter((other) => other !== candidate);
    if (!refusal(fewer)) victims = fewer;
  }
  return { info, victims, violations: victims.filter((each) => violating.has(each)).length };
}

/** Pods that their budgets do not let go, were they all to go in this order. Models filterPodsWithPDBViolation. */
function violatingPods(pods: readonly Pod[], budgets: readonly KubeObject[]): ReadonlySet<Pod> {
  const left = budgets.map((budget): number => budget.status?.disruptionsAllowed ?? 0);
  const violating = new Set<Pod>();
  for (const pod of pods) {
    if (Object.keys(pod.metadata.labels ?? {}).length === 0) continue;
    budgets.forEach((budget, index) => {
      const { selector } = budget.spec;
      if (budget.metadata.namespace !== pod.metadata.namespace || !selector) return;
      if (!matchesLabelSelector(selector, pod.metadata.labels) || budget.status?.disruptedPods?.[pod.metadata.name]) return;
      left[index]!--;
      if (left[index]! < 0) violating.add(pod);
    });
  }
  return violating;
}

/** Models pickOneNodeForPreemption's criteria in order. */
function better(a: Candidate, b: Candidate): number {
  return (
    a.violations - b.violations ||
    highest(a.victims) - highest(b.victims) ||
    sum(a.victims) - sum(b.victims) ||
    a.victims.length - b.victims.length ||
    latest(b, a)
  );
}

const highest = (pods: readonly Pod[]) => Math.max(...pods.map(priorityOf));
const sum = (pods: readonly Pod[]) => pods.reduce((total, pod) => total + priorityOf(pod) + 2 ** 31, 0);

/** Of the most important victims, the one that started first: the node where that was latest is better. */
function latest(a: Candidate, b: Candidate): number {
  const start = ({ victims }: Candidate) =>
    victims
      .filter((pod) => priorityOf(pod) === highest(victims))
      .map(startOf)
      .sort()[0]!;
  return start(a) < start(b) ? -1 : start(a) > start(b) ? 1 : 0;
}
