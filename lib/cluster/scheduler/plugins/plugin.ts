import type { Pod } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import type { NodeInfo } from '../node-cache';

/** Why a plugin refuses a node. */
export interface Refusal {
  readonly reasons: readonly string[];
  /** No eviction of pods would help (UnschedulableAndUnresolvable). */
  readonly unresolvable: boolean;
}

/** What a cycle knows besides the pod and the node. */
export interface Cycle {
  readonly nodes: readonly NodeInfo[];
  namespaceLabels(name: string): Readonly<Record<string, string>>;
  get(resource: { group: string; resource: string }, namespace: string, name: string): KubeObject | undefined;
  list?(resource: { group: string; resource: string }): readonly KubeObject[];
  /** Selectors of the Services and the controller that the pod belongs to, merged (for default spreading). */
  defaultSelector(pod: Pod): Readonly<Record<string, string>> | undefined;
}

export interface Plugin {
  readonly name: string;
  /** Refuses all nodes at once, before they are looked at singly. */
  preFilter?(pod: Pod, cycle: Cycle): Refusal | undefined;
  filter?(pod: Pod, node: NodeInfo, cycle: Cycle): Refusal | undefined;
  /** Raw scores of the nodes that passed; `weight` times the normalised score (0 to 100) counts. */
  score?(pod: Pod, nodes: readonly NodeInfo[], cycle: Cycle): readonly number[];
  readonly weight?: number;
}

export const refuse = (reason: string, unresolvable = false): Refusal => ({ reasons: [reason], unresolvable });

/** Scales scores so that the largest becomes 100; `reverse`: the smallest is best. Models helper.DefaultNormalizeScore. */
export function normalise(scores: readonly number[], reverse = false): number[] {
  const largest = Math.max(0, ...scores);
  if (largest === 0) return scores.map(() => (reverse ? 100 : 0));
  return scores.map((score) => {
    const share = Math.floor((score * 100) / largest);
    return reverse ? 100 - share : share;
  });
}
