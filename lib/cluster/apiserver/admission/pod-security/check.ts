import type { PodLike } from './pod';

/** Why a check forbids a pod: a short reason, and what in this pod it is about. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

export type CheckPod = (pod: PodLike) => Violation | undefined;

/** A check with the revisions it has gone through. Models policy.Check. */
export interface Check {
  readonly id: string;
  /** By the minor of the first version of Kubernetes that a revision applies to, rising. */
  readonly versions: readonly {
    readonly since: number;
    readonly check: CheckPod;
    /** Baseline checks that a restricted one stands in for. */
    readonly overrides?: readonly string[];
  }[];
}

export const pluralize = (one: string, many: string, count: number): string => (count === 1 ? one : many);

/** `"a", "b"` */
export const joinQuote = (items: readonly string[]): string => items.map((item) => `"${item}"`).join(', ');

/** `container "a"`, `containers "a", "b"` */
export const containersText = (names: readonly string[]): string =>
  `${pluralize('container', 'containers', names.length)} ${joinQuote(names)}`;

/** Names once each, in order. */
export const sorted = (items: Iterable<string>): string[] => [...new Set(items)].sort();

/** The pod itself, and its containers, as the subject of a sentence: `pod and containers "a", "b"`. */
export const settersText = (pod: boolean, names: readonly string[]): string =>
  [...(pod ? ['pod'] : []), ...(names.length > 0 ? [containersText(names)] : [])].join(' and ');
