import type { Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote, quotef } from '../command/quote';
import { strerror, type Io, type Task } from '../command/stdio';

/** Lines of both operands; undefined after a message. */
export function* twoFiles(io: Io, operands: readonly string[]): Task<[string[], string[]] | undefined> {
  const [first, second, extra] = operands;
  if (first === undefined) throw new UsageError('missing operand');
  if (second === undefined) throw new UsageError(`missing operand after ${localeQuote(first)}`);
  if (extra !== undefined) throw new UsageError(`extra operand ${localeQuote(extra)}`);
  const out: string[][] = [];
  for (const path of [first, second]) {
    try {
      const text = yield* io.open(path).rest();
      out.push(text === '' ? [] : text.replace(/\n$/, '').split('\n'));
    } catch (error) {
      yield* io.error(`${quotef(path)}: ${strerror(error)}`);
      return undefined;
    }
  }
  return out as [string[], string[]];
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export const comm: Command = {
  name: 'comm',
  options: '1 2 3 check-order nocheck-order output-delimiter: total z,zero-terminated',
  usage: 'Usage: comm [OPTION]... FILE1 FILE2\nCompare sorted files FILE1 and FILE2 line by line.\n',
  *run(io, options) {
    const files = yield* twoFiles(io, options.operands);
    if (!files) return 1;
    const [a, b] = files;
    const tab = options.value('output-delimiter') ?? '\t';
    const lead = ['', options.has('1') ? '' : tab, `${options.has('1') ? '' : tab}${options.has('2') ? '' : tab}`];
    const counts = [0, 0, 0];
    let unsorted = false;
    const told = [false, false];
    const check = function* (lines: readonly string[], i: number, file: number): Task<void> {
      if (i > 0 && order(lines[i - 1]!, lines[i]!) > 0 && !told[file] && !options.has('nocheck-order')) {
        told[file] = true;
        unsorted = true;
        yield* io.error(`file ${file + 1} is not in sorted order`);
      }
    };
    let [i, j] = [0, 0];
    while (i < a.length || j < b.length) {
      const c = i >= a.length ? 1 : j >= b.length ? -1 : order(a[i]!, b[j]!);
      const which = c === 0 ? 2 : c < 0 ? 0 : 1;
      counts[which]!++;
      if (!options.has(String(which + 1))) yield* io.print(`${lead[which]}${c <= 0 ? a[i] : b[j]}\n`);
      if (c <= 0 && ++i < a.length) yield* check(a, i, 0);
      if (c >= 0 && ++j < b.length) yield* check(b, j, 1);
    }
    if (options.has('total')) yield* io.print(`${counts.join(tab)}${tab}total\n`);
    if (unsorted) yield* io.error('input is not in sorted order');
    return unsorted ? 1 : 0;
  },
};
