export type Verdict = 'Allow' | 'Deny' | 'Pass';

/** A policy that applies to a connection's subject in its direction. */
export interface AppliedPolicy {
  readonly tier: string;
  /** Lower ones are asked first. */
  readonly order: number;
  /** Breaks ties of the order. */
  readonly key: string;
  /** What its first rule that takes the connection says; undefined when none does. */
  verdict(): Verdict | undefined;
}
