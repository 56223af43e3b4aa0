import { byteLength, fromBytes, toBytes } from '@/lib/hosts/text';
import { Fatal, type Command } from '../command/command';
import { parseSize } from '../command/numbers';
import { localeQuote, quotef } from '../command/quote';
import { strerror } from '../command/stdio';

const MOST_PIECES = 10_000;

const split: Command = {
  name: 'split',
  options:
    'a,suffix-length: additional-suffix: b,bytes: C,line-bytes: d,numeric-suffixes:: l,lines: n,number: verbose e,elide-empty-files x,hex-suffixes:: t,separator: filter:',
  usage:
    "Usage: split [OPTION]... [FILE [PREFIX]]\nOutput pieces of FILE to PREFIXaa, PREFIXab, ...;\ndefault size is 1000 lines, and default PREFIX is 'x'.\n",
  prepare: (args) => args.map((a) => (/^-\d+$/.test(a) ? `-l${a.slice(1)}` : a)),
  *run(io, options, sys) {
    const [path = '-', prefix = 'x'] = options.operands;
    let text: string;
    try {
      text = yield* io.open(path).rest();
    } catch (error) {
      throw new Fatal(`cannot open ${quotef(path) === path ? `'${path}'` : quotef(path)} for reading: ${strerror(error)}`);
    }
    const number = (name: string, what: string) => {
      const value = options.value(name);
      if (value === undefined) return undefined;
      const size = parseSize(value);
      if (!size) throw new Fatal(`invalid number of ${what}: ${localeQuote(value)}`);
      return size;
    };
    const bytesEach = number('b', 'bytes');
    const linesEach = number('l', 'lines') ?? 1000;
    const chunks = number('n', 'chunks');
    const pieces: string[] = [];
    if (bytesEach !== undefined || chunks !== undefined) {
      const bytes = toBytes(text);
      const size = bytesEach ?? Math.max(1, Math.floor(bytes.length / chunks!));
      for (let at = 0, n = 0; chunks ? n < chunks : at < bytes.length; at += size, n++)
        pieces.push(fromBytes(bytes.slice(at, chunks && n === chunks - 1 ? undefined : at + size)));
    } else {
      const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
      for (let at = 0; at < lines.length; at += linesEach) pieces.push(lines.slice(at, at + linesEach).join(''));
    }
    if (pieces.length > MOST_PIECES) throw new Fatal('more pieces than are simulated here');
    const digits = options.has('d') ? '0123456789' : options.has('x') ? '0123456789abcdef' : 'abcdefghijklmnopqrstuvwxyz';
    let width = Number(options.value('a') ?? 2);
    if (options.value('a') === undefined) while (pieces.length > digits.length ** width) width++;
    for (const [i, piece] of pieces.entries()) {
      if (i >= digits.length ** width) throw new Fatal('output file suffixes exhausted');
      let suffix = '';
      for (let n = i + Number(options.value('d') ?? 0), k = 0; k < width; k++, n = Math.floor(n / digits.length))
        suffix = digits[n % digits.length] + suffix;
      const name = `${prefix}${suffix}${options.value('additional-suffix') ?? ''}`;
      if (options.has('verbose')) yield* io.print(`creating file '${name}'\n`);
      sys.writeFile(name, piece);
    }
    return byteLength(text) >= 0 ? 0 : 1;
  },
};

const shuf: Command = {
  name: 'shuf',
  options: 'e,echo i,input-range: n,head-count: o,output: r,repeat random-source: z,zero-terminated',
  usage:
    'Usage: shuf [OPTION]... [FILE]\n  or:  shuf -e [OPTION]... [ARG]...\n  or:  shuf -i LO-HI [OPTION]...\nWrite a random permutation of the input lines to standard output.\n',
  *run(io, options, sys) {
    const range = options.value('i');
    let lines: string[];
    if (options.has('e')) lines = [...options.operands];
    else if (range !== undefined) {
      const m = /^(\d+)-(\d+)$/.exec(range);
      if (!m || Number(m[1]) > Number(m[2]) + 1) throw new Fatal(`invalid input range: ${localeQuote(range)}`);
      const [from, to] = [Number(m[1]), Number(m[2])];
      if (to - from > 1_000_000) throw new Fatal('a range of more than a million is not simulated here');
      lines = Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
    } else {
      const input = yield* io.tryOpen(options.operands[0] ?? '-');
      if (!input) return 1;
      const text = yield* input.rest();
      lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
    }
    const most = options.value('n') === undefined ? Infinity : Number(options.value('n'));
    if (Number.isNaN(most)) throw new Fatal(`invalid line count: ${localeQuote(options.value('n')!)}`);
    let out: string[] = [];
    if (options.has('r')) {
      if (lines.length === 0) throw new Fatal('no lines to repeat');
      for (let i = 0; i < Math.min(most, 1_000_000); i++) out.push(lines[Math.floor(sys.random() * lines.length)]!);
    } else {
      for (let i = lines.length - 1; i > 0; i--) {
        const j = Math.floor(sys.random() * (i + 1));
        [lines[i], lines[j]] = [lines[j]!, lines[i]!];
      }
      out = lines.slice(0, most === Infinity ? undefined : most);
    }
    const text = out.map((line) => `${line}\n`).join('');
    if (options.value('o') !== undefined) sys.writeFile(options.value('o')!, text);
    else yield* io.print(text);
    return 0;
  },
};

export const pieceCommands: readonly Command[] = [split, shuf];
