import type { KubeObject } from './object';

/** An entry of `status.conditions`, with what some kinds add to metav1.Condition. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string | null;
  readonly lastUpdateTime?: string;
  readonly observedGeneration?: number;
}

/** The condition of a type, if the status has one. */
export const conditionOf = (object: KubeObject, type: string): Condition | undefined =>
  (object.status?.conditions as readonly Condition[] | undefined)?.find((condition) => condition.type === type);
