import type { RegExpCase } from './replacement';
import type { Replacement } from './replacement';

/** A regular expression in a script; `source` '' means the last one used. */
export interface SedPattern {
  readonly expression: RegExp | undefined;
}

export type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'match'; readonly pattern: SedPattern };

/** The end of a range: an address, `+N`, or `~N`. */
export type RangeEnd = Address | { readonly kind: 'count'; readonly count: number } | { readonly kind: 'multiple'; readonly of: number };

export interface Substitution {
  readonly pattern: SedPattern;
  readonly replacement: Replacement;
  readonly global: boolean;
  readonly print: number;
  readonly nth: number;
  readonly file?: string;
  /** The pattern space is run as a command, and its output takes its place. */
  readonly evaluate?: boolean;
}

/** One command; `}` and labels are gone, `{` jumps to `end` when its address does not match. */
export interface SedCommand {
  readonly name: string;
  readonly from?: Address;
  readonly to?: RangeEnd;
  readonly negate: boolean;
  /** For `{`: the index after its `}`. */
  end?: number;
  readonly text?: string;
  readonly label?: string;
  /** For b, t, T: where to go on; undefined is the end of the script. */
  target?: number;
  readonly substitution?: Substitution;
  readonly map?: ReadonlyMap<string, string>;
  readonly number?: number;
}

export type { RegExpCase };
