import { fromBytes, toBytes } from '@/lib/hosts/text';
import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote } from '../command/quote';
import { expandSet } from './tr-set';

export const tr: Command = {
  name: 'tr',
  options: 'c,C,complement d,delete s,squeeze-repeats t,truncate-set1',
  settings: { stopAtOperand: true },
  usage:
    'Usage: tr [OPTION]... STRING1 [STRING2]\nTranslate, squeeze, and/or delete characters from standard input,\nwriting to standard output.\n',
  *run(io, options) {
    const [first, second, third] = options.operands;
    const [deleting, squeezing, complement] = [options.has('d'), options.has('s'), options.has('c')];
    if (first === undefined) throw new UsageError('missing operand');
    if (second === undefined && deleting === squeezing) {
      const why = deleting
        ? 'Two strings must be given when both deleting and squeezing repeats.'
        : 'Two strings must be given when translating.';
      throw new UsageError(`missing operand after ${localeQuote(first)}\n${why}`);
    }
    const extra = deleting && !squeezing ? second : third;
    if (extra !== undefined) {
      const why =
        deleting && !squeezing && third === undefined ? '\nOnly one string may be given when deleting without squeezing repeats.' : '';
      throw new UsageError(`extra operand ${localeQuote(extra)}${why}`);
    }
    const from = expandSet(octets(first));
    const translating = second !== undefined && !deleting;
    const to = second === undefined ? [] : expandSet(octets(second), from.length);
    if (translating && from.length > 0 && to.length === 0 && !options.has('t'))
      throw new Fatal('when not truncating set1, string2 must be non-empty');
    const classes = second?.match(/\[:(\w+):\]/g) ?? [];
    if (translating && classes.some((name) => !/upper|lower/.test(name)))
      throw new Fatal("when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'");
    const inFirst = new Set(from);
    const matches = (c: string) => inFirst.has(c) !== complement;
    const map = new Map<string, string>();
    if (translating && !complement) {
      const cases = caseMapping(first, second);
      from.forEach((c, i) => {
        if (cases) map.set(c, cases(c));
        else if (i < to.length) map.set(c, to[i]!);
        else if (!options.has('t')) map.set(c, to.at(-1)!);
      });
    }
    const squeezed = second === undefined ? matches : (c: string) => to.includes(c);
    let previous = '';
    const input = io.stdin;
    for (let text = yield* input.chunk(); text !== null; text = yield* input.chunk()) {
      let out = '';
      for (const c of octets(text)) {
        if (deleting && matches(c)) continue;
        const shown = translating ? (complement ? (matches(c) ? to.at(-1)! : c) : (map.get(c) ?? c)) : c;
        if (squeezing && shown === previous && squeezed(shown)) continue;
        previous = shown;
        out += shown;
      }
      yield* io.print(/[\x80-\xff]/.test(out) ? fromBytes(Buffer.from(out, 'latin1')) : out);
    }
    return 0;
  },
};

/** `[:lower:]` to `[:upper:]` and the other way round map letters, not positions. */
function caseMapping(first: string, second: string): ((c: string) => string) | undefined {
  if (first === '[:lower:]' && second === '[:upper:]') return (c) => c.toUpperCase();
  if (first === '[:upper:]' && second === '[:lower:]') return (c) => c.toLowerCase();
  return undefined;
}

/** A text as a string of its bytes: GNU tr knows no wider characters. */
function octets(text: string): string {
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(toBytes(text)).toString('latin1');
}
