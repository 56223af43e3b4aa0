import type { Pod } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import type { PluginArgs } from '../configuration';
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
  /** Arguments of a plugin in the profile that schedules the pod. */
  args(plugin: string): PluginArgs;
  /** What a plugin works out once for a pod (CycleState); forgotten when the nodes change. */
  once<T>(key: string, compute: () => T): T;
}

/** The same cycle over other nodes. */
export function withNodes(cycle: Cycle, nodes: readonly NodeInfo[]): Cycle {
  return { ...cycle, nodes, once: newMemo() };
}

export function newMemo(): Cycle['once'] {
  const known = new Map<string, unknown>();
  return <T>(key: string, compute: () => T): T => {
    if (!known.has(key)) known.set(key, compute());
    return known.get(key) as T;
  };
}

export interface Plugin {
  readonly name: string;
  /** Refuses all nodes at once, before they are looked at singly. */
  preFilter?(pod: Pod, cycle: Cycle): Refusal | undefined;
  filter?(pod: Pod, node: NodeInfo, cycle: Cycle): Refusal | undefined;
  /** Normalised scores (0 to 100) of the nodes that passed; undefined when it has nothing to say of the pod (Skip). */
  score?(pod: Pod, nodes: readonly NodeInfo[], cycle: Cycle): readonly number[] | undefined;
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
