import type { Command } from '../command/command';
import { twoFiles } from './comm';

export const join: Command = {
  name: 'join',
  options: 'a: e: i,ignore-case j: o: t: v: 1: 2: check-order nocheck-order header z,zero-terminated',
  usage:
    'Usage: join [OPTION]... FILE1 FILE2\nFor each pair of input lines with identical join fields, write a line to\nstandard output.\n',
  *run(io, options) {
    const files = yield* twoFiles(io, options.operands);
    if (!files) return 1;
    const t = options.value('t');
    const split = (line: string) => (t === undefined ? line.trim().split(/[ \t]+/) : line.split(t));
    const glue = t ?? ' ';
    const at = [Number(options.value('1') ?? options.value('j') ?? 1) - 1, Number(options.value('2') ?? options.value('j') ?? 1) - 1];
    const rows = files.map((lines) => lines.map(split));
    const key = (row: readonly string[] | undefined, side: number) => {
      const text = row?.[at[side]!] ?? '';
      return options.has('i') ? text.toLowerCase() : text;
    };
    const also = [...options.values('a'), ...options.values('v')];
    const pairs = !options.has('v');
    const empty = options.value('e') ?? '';
    const others = (row: readonly string[], side: number) => row.filter((_, i) => i !== at[side]!);
    const show = (a: readonly string[] | undefined, b: readonly string[] | undefined) => {
      const given = options.value('o');
      if (given !== undefined && given !== 'auto')
        return given
          .split(/[ ,]+/)
          .map((spec) => {
            if (spec === '0') return (a ? a[at[0]!] : b![at[1]!]) ?? empty;
            const [side, field] = spec.split('.').map(Number);
            return (side === 1 ? a : b)?.[field! - 1] || empty;
          })
          .join(glue);
      return [(a ? a[at[0]!] : b![at[1]!]) ?? '', ...(a ? others(a, 0) : []), ...(b ? others(b, 1) : [])].join(glue);
    };
    let [i, j] = [0, 0];
    const [left, right] = rows as [string[][], string[][]];
    if (options.has('header') && left.length && right.length) yield* io.print(`${show(left[i++], right[j++])}\n`);
    while (i < left.length || j < right.length) {
      const [x, y] = [key(left[i], 0), key(right[j], 1)];
      const c = i >= left.length ? 1 : j >= right.length ? -1 : x < y ? -1 : x > y ? 1 : 0;
      if (c < 0) {
        if (also.includes('1')) yield* io.print(`${show(left[i], undefined)}\n`);
        i++;
      } else if (c > 0) {
        if (also.includes('2')) yield* io.print(`${show(undefined, right[j])}\n`);
        j++;
      } else {
        let [m, n] = [i, j];
        while (m < left.length && key(left[m], 0) === x) m++;
        while (n < right.length && key(right[n], 1) === x) n++;
        if (pairs) for (let p = i; p < m; p++) for (let q = j; q < n; q++) yield* io.print(`${show(left[p], right[q])}\n`);
        [i, j] = [m, n];
      }
    }
    return 0;
  },
};
