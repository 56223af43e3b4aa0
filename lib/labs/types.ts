import type { Bilingual, Language } from './bilingual';
import type { Fault } from './faults/fault';

export type { Bilingual, Language };

export const DOMAINS = ['cluster-architecture', 'workloads', 'networking', 'storage', 'troubleshooting'] as const;
/** Exam domains of the CNCF curriculum. */
export type Domain = (typeof DOMAINS)[number];

/** A lab as loaded from its folder, with its parameters filled in. */
export interface Lab {
  readonly slug: string;
  readonly title: Bilingual;
  readonly track: string;
  readonly chapter: string;
  readonly domain: Domain;
  readonly difficulty: 'easy' | 'medium' | 'hard';
  readonly minutes: number;
  readonly profile: string;
  /** Host where the learner's terminal starts. */
  readonly host: string;
  readonly params: Readonly<Record<string, string>>;
  /** Markdown shown above the tasks. */
  readonly intro: Bilingual;
  readonly tasks: readonly Task[];
  /** Scripts, parameters filled in. */
  readonly setup?: string;
  /** What is broken before the learner comes, after setup. */
  readonly faults: readonly Fault[];
  readonly solution: string;
  readonly alternatives: readonly NamedScript[];
  readonly nearMisses: readonly NamedScript[];
}

export interface NamedScript {
  readonly name: string;
  readonly text: string;
}

export interface Task {
  readonly id: string;
  /** Sum of its checks' points. */
  readonly points: number;
  readonly title: Bilingual;
  /** Markdown. */
  readonly text: Bilingual;
  /** In the order in which they are offered. */
  readonly hints: readonly Bilingual[];
  /** Markdown, shown after the task has been checked. */
  readonly explanation?: Bilingual;
  readonly checks: readonly Check[];
}

export type Check = CheckBase & (AssertCheck | CelCheck | ScriptCheck | ReachCheck);

export interface CheckBase {
  readonly id: string;
  readonly points: number;
  /** What must be so, as a statement. */
  readonly message: Bilingual;
}

/** Names objects of the cluster; without `name`, all that match. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Label selector. */
  readonly selector?: string;
}

/** Some object looks like this (in the manner of kuttl and Chainsaw); or, with `absent`, none does. */
export interface AssertCheck {
  readonly kind: 'assert';
  readonly object: { readonly apiVersion: string; readonly kind: string; readonly [field: string]: unknown };
  readonly absent?: boolean;
  /** How many objects must match; default: at least one. */
  readonly count?: number;
}

/** A CEL expression over named objects is true. */
export interface CelCheck {
  readonly kind: 'cel';
  readonly objects: Readonly<Record<string, ObjectRef>>;
  readonly expression: string;
}

/** A bash script on a host exits 0 (or, with `stdout`, prints just that, outer white space aside). */
export interface ScriptCheck {
  readonly kind: 'script';
  readonly host: string;
  readonly user?: string;
  readonly run: string;
  readonly stdout?: string;
}

/** A TCP connection from a pod or a host succeeds, or does not. */
export interface ReachCheck {
  readonly kind: 'reach';
  readonly from: { readonly host: string } | { readonly namespace: string; readonly pod?: string; readonly selector?: string };
  readonly to: { readonly host: string; readonly port: number };
  readonly expect: 'open' | 'closed';
}

/** INVALID: the check itself could not run, which is never the learner's fault. */
export type Verdict = 'PASS' | 'FAIL' | 'INVALID';

export interface CheckResult {
  readonly id: string;
  readonly verdict: Verdict;
  readonly points: number;
  readonly earned: number;
  readonly message: Bilingual;
  /** What should be and what is, for a FAIL; for an INVALID `found` says what went wrong. */
  readonly expected?: Bilingual;
  readonly found?: Bilingual;
}

export interface TaskResult {
  readonly id: string;
  readonly title: Bilingual;
  readonly points: number;
  readonly earned: number;
  readonly checks: readonly CheckResult[];
}

export interface Report {
  readonly score: number;
  readonly maximum: number;
  readonly tasks: readonly TaskResult[];
}
