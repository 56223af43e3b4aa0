import type { Sys } from '@/lib/hosts/process/sys';

/** The command line that Tab was pressed in. */
export interface CompletionWords {
  /** Words of the command up to the cursor, quotes removed; the last one is being completed and may be ''. */
  readonly words: readonly string[];
  /** Text of the command line and the cursor in it. */
  readonly line: string;
  readonly point: number;
  readonly env: Readonly<Record<string, string>>;
}

/** Candidates for the last word (complete words). `noSpace`: nothing is put after a single candidate. */
export interface Candidates {
  readonly words: readonly string[];
  readonly noSpace?: boolean;
  /** File names are to be completed instead. */
  readonly files?: boolean;
  /** Only files that end in one of these, and directories. */
  readonly extensions?: readonly string[];
  /** What the candidates are listed as, one for each of `words`. */
  readonly listed?: readonly string[];
}

/** Must return at once; it may read through `sys` (files, HTTP). It works like `complete -F` with a function of the program's own. */
export type Completer = (sys: Sys, words: CompletionWords) => Candidates;

/**
 * Completion that programs bring along, by the name of the bash function their completion script defines
 * (`__start_kubectl`): `complete -F __start_kubectl k` then serves `k` too.
 */
export const completers = new Map<string, Completer>();
