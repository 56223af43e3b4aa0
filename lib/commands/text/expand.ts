import { Fatal, type Command } from '../command/command';
import { localeQuote } from '../command/quote';
import type { Task } from '../command/stdio';

/** Tab stops: a list of columns, and how it goes on after the last of them. */
interface Stops {
  readonly list: readonly number[];
  /** Every so many columns: from the line's beginning, or from the last stop on. */
  readonly every?: number;
  readonly from?: number;
}

function stopsOf(texts: readonly string[]): Stops {
  const list: number[] = [];
  let every: number | undefined;
  let from: number | undefined;
  for (const word of texts
    .join(',')
    .split(/[, \t]+/)
    .filter(Boolean)) {
    const [, mark, digits] = /^([/+]?)(.*)$/.exec(word)!;
    if (!/^\d+$/.test(digits!)) throw new Fatal(`tab size contains invalid character(s): ${localeQuote(digits!)}`);
    const size = Number(digits);
    if (mark) [every, from] = [size, mark === '+' ? (list.at(-1) ?? 0) : 0];
    else {
      if (size === 0) throw new Fatal('tab size cannot be 0');
      if (list.length && size <= list.at(-1)!) throw new Fatal('tab sizes must be ascending');
      list.push(size);
    }
  }
  if (list.length === 1 && every === undefined) return { list: [], every: list[0]! };
  if (list.length === 0 && every === undefined) return { list, every: 8 };
  return { list, ...(every === undefined ? {} : { every, from: from ?? 0 }) };
}

/** The first stop behind a column; undefined: there is none, a tab is one blank. */
function nextStop({ list, every, from = 0 }: Stops, column: number): number | undefined {
  const listed = list.find((stop) => stop > column);
  if (listed !== undefined) return listed;
  if (every === undefined || every === 0) return undefined;
  return column + every - ((column - from) % every);
}

const digitsAsTabs = (args: readonly string[]): string[] => args.flatMap((arg) => (/^-\d[\d,]*$/.test(arg) ? ['-t', arg.slice(1)] : [arg]));

function tabs(
  name: 'expand' | 'unexpand',
  options: string,
  usage: string,
  convert: (line: string, stops: Stops, has: (o: string) => boolean) => string,
): Command {
  return {
    name,
    options,
    usage,
    prepare: digitsAsTabs,
    *run(io, given): Task<number> {
      const stops = stopsOf(given.values('t'));
      let code = 0;
      for (const path of given.operands.length ? given.operands : ['-']) {
        const input = yield* io.tryOpen(path);
        if (!input) {
          code = 1;
          continue;
        }
        for (let line = yield* input.line(); line !== null; line = yield* input.line())
          yield* io.print(convert(line, stops, (o) => given.has(o)) + (input.terminated ? '\n' : ''));
      }
      return code;
    },
  };
}

export const expand = tabs(
  'expand',
  'i,initial t,tabs:',
  'Usage: expand [OPTION]... [FILE]...\nConvert tabs in each FILE to spaces, writing to standard output.\n\n  -i, --initial    do not convert tabs after non blanks\n  -t, --tabs=N     have tabs N characters apart, not 8\n  -t, --tabs=LIST  use comma separated list of tab positions\n      --help       display this help and exit\n      --version    output version information and exit\n',
  (line, stops, has) => {
    let out = '';
    let column = 0;
    let initial = true;
    for (const c of line) {
      if (c === '\t' && (initial || !has('i'))) {
        const to = nextStop(stops, column) ?? column + 1;
        out += ' '.repeat(to - column);
        column = to;
        continue;
      }
      if (c !== ' ' && c !== '\t') initial = false;
      out += c;
      column = c === '\b' ? Math.max(0, column - 1) : column + 1;
    }
    return out;
  },
);

export const unexpand = tabs(
  'unexpand',
  'a,all first-only t,tabs:',
  'Usage: unexpand [OPTION]... [FILE]...\nConvert blanks in each FILE to tabs, writing to standard output.\n\n  -a, --all        convert all blanks, instead of just initial blanks\n      --first-only  convert only leading sequences of blanks (overrides -a)\n  -t, --tabs=N     have tabs N characters apart instead of 8 (enables -a)\n  -t, --tabs=LIST  use comma separated list of tab positions\n      --help       display this help and exit\n      --version    output version information and exit\n',
  (line, stops, has) => {
    const all = (has('a') || has('t')) && !has('first-only');
    let out = '';
    let column = 0;
    let initial = true;
    // Where the run of blanks that has been read but not written began.
    let start: number | undefined;
    let pending = '';
    const settle = () => {
      out += pending;
      pending = '';
      start = undefined;
    };
    for (const c of line) {
      if ((c === ' ' || c === '\t') && (initial || all)) {
        start ??= column;
        const stop = nextStop(stops, column);
        if (stop === undefined) {
          pending += c;
          column++;
          continue;
        }
        column = c === '\t' ? stop : column + 1;
        pending += c;
        // A single blank before a stop stays one, unless more blanks follow.
        if (column === stop && (c === '\t' || pending.length > 1 || column - start > 1)) {
          out += '\t';
          pending = '';
          start = column;
        }
        continue;
      }
      settle();
      initial = false;
      out += c;
      column++;
    }
    settle();
    return out;
  },
);
