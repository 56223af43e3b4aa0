import type { Command } from '../command/command';
import { localeQuote, quote } from '../command/quote';
import { Fatal } from '../command/command';
import { strerror } from '../command/stdio';

/** Whole texts of the operands, for commands that need them so. */
function filter(
  name: string,
  usage: string,
  options: string,
  each: (lines: string[], value: (name: string) => string | undefined, has: (...names: string[]) => boolean) => string,
): Command {
  return {
    name,
    options,
    usage,
    *run(io, given) {
      let code = 0;
      for (const path of given.operands.length ? given.operands : ['-']) {
        try {
          const text = yield* io.open(path).rest();
          if (text === '') continue;
          const lines = text.replace(/\n$/, '').split('\n');
          const out = each(
            lines,
            (n) => given.value(n),
            (...n) => given.has(...n),
          );
          yield* io.print(text.endsWith('\n') || name !== 'rev' ? out : out.replace(/\n$/, ''));
        } catch (error) {
          yield* io.error(name === 'tac' ? `failed to open ${quote(path)} for reading: ${strerror(error)}` : `${path}: ${strerror(error)}`);
          code = 1;
        }
      }
      return code;
    },
  };
}

const tac = filter(
  'tac',
  'Usage: tac [OPTION]... [FILE]...\nWrite each FILE to standard output, last line first.\n',
  'b,before r,regex s,separator:',
  (lines) => `${lines.reverse().join('\n')}\n`,
);
const rev = filter(
  'rev',
  'Usage: rev [options] [<file> ...]\n',
  '',
  (lines) => `${lines.map((l) => [...l].reverse().join('')).join('\n')}\n`,
);
const nl = filter(
  'nl',
  'Usage: nl [OPTION]... [FILE]...\nWrite each FILE to standard output, with line numbers added.\n',
  'b,body-numbering: n,number-format: s,number-separator: v,starting-line-number: w,number-width:',
  (lines, value) => {
    let n = Number(value('v') ?? 1);
    const width = Number(value('w') ?? 6);
    return lines
      .map((l) =>
        l === '' && value('b') !== 'a' ? `${' '.repeat(width + 1)}\n` : `${String(n++).padStart(width)}${value('s') ?? '\t'}${l}\n`,
      )
      .join('');
  },
);
const fold = filter(
  'fold',
  'Usage: fold [OPTION]... [FILE]...\nWrap input lines in each FILE, writing to standard output.\n',
  'b,bytes s,spaces w,width:',
  (lines, value, has) => {
    const width = Number(value('w') ?? 80);
    if (!width) throw new Fatal(`invalid number of columns: ${localeQuote(value('w') ?? '')}`);
    return lines
      .map((line) => {
        let rest = line;
        let out = '';
        while (rest.length > width) {
          let cut = width;
          if (has('s')) {
            const at = rest.lastIndexOf(' ', width - 1);
            if (at >= 0) cut = at + 1;
          }
          out += `${rest.slice(0, cut)}\n`;
          rest = rest.slice(cut);
        }
        return `${out}${rest}\n`;
      })
      .join('');
  },
);
const column = filter(
  'column',
  'Usage: column [options] [<file>...]\n',
  't,table s,separator: o,output-separator: N,table-columns: c,output-width:',
  (lines, value, has) => {
    const separator = value('s');
    const rows = lines
      .filter((l) => l.trim())
      .map((l) =>
        separator === undefined ? l.trim().split(/[ \t]+/) : l.split(new RegExp(`[${separator.replace(/[\\\]^-]/g, '\\$&')}]`)),
      );
    if (value('N')) rows.unshift(value('N')!.split(','));
    if (!has('t')) return `${lines.join('\n')}\n`;
    const widths: number[] = [];
    for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, [...cell].length)));
    const joiner = value('o') ?? '  ';
    return rows
      .map(
        (row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat(widths[i]! - [...cell].length))).join(joiner)}\n`,
      )
      .join('');
  },
);

const paste: Command = {
  name: 'paste',
  options: 'd,delimiters: s,serial z,zero-terminated',
  usage:
    'Usage: paste [OPTION]... [FILE]...\nWrite lines consisting of the sequentially corresponding lines from\neach FILE, separated by TABs, to standard output.\n',
  *run(io, options) {
    const texts: string[][] = [];
    for (const path of options.operands.length ? options.operands : ['-']) {
      const input = yield* io.tryOpen(path);
      if (!input) return 1;
      const text = yield* input.rest();
      texts.push(text === '' ? [] : text.replace(/\n$/, '').split('\n'));
    }
    const delimiters = [...(options.value('d') ?? '\t').replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\0/g, '\0')].map((c) =>
      c === '\0' ? '' : c,
    );
    const glue = (cells: readonly string[]) =>
      cells.reduce((out, cell, i) => out + (i ? (delimiters[(i - 1) % delimiters.length] ?? '') : '') + cell, '');
    if (options.has('s')) for (const lines of texts) yield* io.print(`${glue(lines)}\n`);
    else for (let i = 0; i < Math.max(...texts.map((t) => t.length)); i++) yield* io.print(`${glue(texts.map((t) => t[i] ?? ''))}\n`);
    return 0;
  },
};

export const lineCommands: readonly Command[] = [tac, rev, nl, fold, column, paste];
