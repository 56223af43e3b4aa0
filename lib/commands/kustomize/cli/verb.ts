import type { FlagValues } from '@/lib/commands/kubectl/flags/flag-values';
import type { Sys } from '@/lib/hosts/process/sys';

/** One call of kustomize. */
export interface Call {
  readonly sys: Sys;
  readonly args: readonly string[];
  readonly flags: FlagValues;
  out(text: string): void;
  err(text: string): void;
  /** A line of Go's log. */
  log(text: string): void;
}

/** A command of kustomize; those without `run` hold others. */
export interface Verb {
  /** `edit add resource` */
  readonly path: string;
  /** What follows the path in the usage line. */
  readonly operands?: string;
  readonly short: string;
  readonly long?: string;
  readonly example?: string;
  /** As cobra lists them, `--help` left out. */
  readonly flags?: string;
  /** A fault is told without the usage. */
  readonly silent?: boolean;
  run?(call: Call): void;
}
