import { fromBytes, toBytes } from '@/lib/hosts/text';
import { Fatal, type Command } from '../command/command';
import { parseSize } from '../command/numbers';
import { strerror, type Io, type Task } from '../command/stdio';

const hex = (n: number, width: number) => n.toString(16).padStart(width, '0');
const printable = (byte: number) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.');

function* readAll(
  io: Io,
  paths: readonly string[],
  says: (path: string, reason: string) => string,
  enough = Infinity,
): Task<Uint8Array | undefined> {
  const parts: string[] = [];
  for (const path of paths.length ? paths : ['-']) {
    try {
      parts.push(yield* io.open(path).rest(enough));
    } catch (error) {
      yield* io.error(says(path, strerror(error)));
      return undefined;
    }
  }
  return toBytes(parts.join(''));
}

const hexdump: Command = {
  name: 'hexdump',
  aliases: ['hd'],
  options: 'b c C,canonical d e: f: n,length: o s,skip: v,no-squeezing x V',
  version: 'hexdump from util-linux 2.39.3',
  usage: 'Usage:\n hexdump [options] <file>...\n hd [options] <file>...\n',
  *run(io, options) {
    if (options.has('e', 'f')) throw new Fatal('formats (-e, -f) are not simulated here');
    const skip = parseSize(options.value('s') ?? '') ?? 0;
    const most = options.value('n') === undefined ? Infinity : (parseSize(options.value('n')!) ?? 0);
    const all = yield* readAll(io, options.operands, (path, reason) => `${path}: ${reason}`, skip + most);
    if (!all) return 1;
    const bytes = all.subarray(skip, Math.min(all.length, skip + most));
    const canonical = options.has('C') || io.name === 'hd';
    const style = options.last('b', 'c', 'd', 'o', 'x') ?? '';
    let before = '';
    let starred = false;
    for (let at = 0; at < bytes.length; at += 16) {
      const row = bytes.subarray(at, at + 16);
      const key = row.join();
      if (!options.has('v') && key === before && row.length === 16) {
        if (!starred) yield* io.print('*\n');
        starred = true;
        continue;
      }
      [before, starred] = [key, false];
      if (canonical) {
        const cells = [...row].map((byte) => hex(byte, 2));
        const left = cells.slice(0, 8).join(' ').padEnd(23);
        const right = cells.slice(8).join(' ').padEnd(23);
        yield* io.print(`${hex(at + skip, 8)}  ${left}  ${right}  |${[...row].map(printable).join('')}|\n`);
        continue;
      }
      const cells: string[] = [];
      if (style === 'b') for (const byte of row) cells.push(byte.toString(8).padStart(3, '0'));
      else if (style === 'c')
        for (const byte of row)
          cells.push(NAMES[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0')));
      else
        for (let i = 0; i < row.length; i += 2) {
          const word = row[i]! + ((row[i + 1] ?? 0) << 8);
          cells.push(style === 'd' ? String(word).padStart(5, '0') : style === 'o' ? word.toString(8).padStart(6, '0') : hex(word, 4));
        }
      const width = style === 'b' || style === 'c' ? 4 : style === '' ? 5 : 8;
      const count = style === 'b' || style === 'c' ? 16 : 8;
      const text = cells.map((cell) => (style === '' ? ` ${cell}` : cell.padStart(width))).join('');
      yield* io.print(`${hex(at + skip, 7)}${text.padEnd(width * count)}\n`);
    }
    if (bytes.length) yield* io.print(`${hex(skip + bytes.length, canonical ? 8 : 7)}\n`);
    return 0;
  },
};

const NAMES: Record<number, string> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };

const xxd: Command = {
  name: 'xxd',
  options: 'a b c,cols: e g: i l,len: o: p,ps,plain,postscript r,revert s,seek: u U E v d C',
  prepare: (args) =>
    args.map((a) => (/^-(ps|plain|postscript)$/.test(a) ? '-p' : a === '-cols' ? '-c' : a === '-len' ? '-l' : a === '-seek' ? '-s' : a)),
  version: 'xxd 2023-10-25 by Juergen Weigert et al.',
  usage: 'Usage:\n       xxd [options] [infile [outfile]]\n    or\n       xxd -r [-s [-]offset] [-c cols] [-ps] [infile [outfile]]\n',
  *run(io, options) {
    const enough =
      options.has('r') || options.value('l') === undefined ? Infinity : Number(options.value('s') ?? 0) + Number(options.value('l'));
    const all = yield* readAll(io, options.operands.slice(0, 1), (path, reason) => `${path}: ${reason}`, enough);
    if (!all) return 2;
    if (options.has('r')) {
      const text = Buffer.from(all).toString('latin1');
      const digits = options.has('p')
        ? text.replace(/[^0-9a-fA-F]/g, '')
        : text
            .split('\n')
            .map((line) => /^[0-9a-fA-F]+:\s?((?:[0-9a-fA-F]+ ?)*)/.exec(line)?.[1]?.replace(/\s/g, '') ?? '')
            .join('');
      yield* io.print(fromBytes(Buffer.from(digits, 'hex')));
      return 0;
    }
    const skip = Number(options.value('s') ?? 0);
    const bytes = all.subarray(skip, options.value('l') === undefined ? undefined : skip + Number(options.value('l')));
    const upper = (text: string) => (options.has('u') ? text.toUpperCase() : text);
    if (options.has('p')) {
      const width = Number(options.value('c') ?? 30) || Infinity;
      const step = width === Infinity ? Math.max(1, bytes.length) : width;
      for (let at = 0; at < bytes.length; at += step)
        yield* io.print(`${upper(Buffer.from(bytes.subarray(at, at + step)).toString('hex'))}\n`);
      return 0;
    }
    const bits = options.has('b');
    const cols = Number(options.value('c') ?? (bits ? 6 : 16));
    const group = Number(options.value('g') ?? (bits ? 1 : 2)) || cols;
    const each = bits ? 8 : 2;
    const total = cols * each + Math.ceil(cols / group) - 1;
    for (let at = 0; at < bytes.length; at += cols) {
      const row = bytes.subarray(at, at + cols);
      let text = '';
      row.forEach(
        (byte, i) => (text += (i && i % group === 0 ? ' ' : '') + (bits ? byte.toString(2).padStart(8, '0') : upper(hex(byte, 2)))),
      );
      yield* io.print(`${hex(at + skip, 8)}: ${text.padEnd(total)}  ${[...row].map(printable).join('')}\n`);
    }
    return 0;
  },
};

const od: Command = {
  name: 'od',
  options: 'A,address-radix: j,skip-bytes: N,read-bytes: t,format: v,output-duplicates w,width:: a b c d x o s i l f S,strings:: endian:',
  usage: 'Usage: od [OPTION]... [FILE]...\nWrite an unambiguous representation, octal bytes by default,\nof FILE to standard output.\n',
  *run(io, options) {
    const skip = parseSize(options.value('j') ?? '0') ?? 0;
    const most = options.value('N') === undefined ? Infinity : (parseSize(options.value('N')!) ?? 0);
    const all = yield* readAll(io, options.operands, (path, reason) => `${path}: ${reason}`, skip + most);
    if (!all) return 1;
    const bytes = all.subarray(skip, Math.min(all.length, skip + most));
    const radix = options.value('A') ?? 'o';
    const address = (n: number) =>
      radix === 'n' ? '' : radix === 'x' ? hex(n, 6) : radix === 'd' ? String(n).padStart(7, '0') : n.toString(8).padStart(7, '0');
    const short: Record<string, string> = { a: 'a', b: 'o1', c: 'c', d: 'u2', x: 'x2', o: 'o2', s: 'd2', i: 'd4' };
    const formats = options.given.flatMap(({ name, value }) =>
      name === 't' ? [...value!.matchAll(/[acdoux]\d?z?/g)].map((m) => m[0]) : short[name] ? [short[name]] : [],
    );
    if (formats.length === 0) formats.push('o2');
    const width = options.has('w') ? Number(options.value('w') ?? 32) : 16;
    let before = '';
    let starred = false;
    const sizes = formats.map((format) => (/^[ac]/.test(format) ? 1 : Number(/\d/.exec(format)?.[0] ?? 4)));
    const cellWidths = formats.map((format, i) => widthOf(format[0]!, sizes[i]!));
    // Columns of several formats are lined up by the widest one's width per byte.
    const perByte = Math.max(...cellWidths.map((w, i) => (w + 1) / sizes[i]!));
    for (let at = 0; at < bytes.length; at += width) {
      const row = bytes.subarray(at, at + width);
      const key = row.join();
      if (!options.has('v') && key === before && row.length === width) {
        if (!starred) yield* io.print('*\n');
        starred = true;
        continue;
      }
      [before, starred] = [key, false];
      for (const [f, format] of formats.entries()) {
        let text = '';
        for (let i = 0; i < row.length; i += sizes[f]!)
          text += cell(format[0]!, row, i, sizes[f]!).padStart(Math.round(perByte * sizes[f]!));
        const tail = format.endsWith('z')
          ? `${' '.repeat(Math.round(perByte * (width - row.length)))}  >${[...row].map(printable).join('')}<`
          : '';
        yield* io.print(`${f === 0 ? address(at + skip) : ' '.repeat(address(0).length)}${text}${tail}\n`);
      }
    }
    if (radix !== 'n') yield* io.print(`${address(skip + bytes.length)}\n`);
    return 0;
  },
};

function widthOf(kind: string, size: number): number {
  if (kind === 'a' || kind === 'c') return 3;
  const bits = size * 8;
  if (kind === 'x') return size * 2;
  if (kind === 'o') return Math.ceil(bits / 3);
  return String(2n ** BigInt(kind === 'u' ? bits : bits - 1)).length + (kind === 'd' ? 1 : 0);
}

const CONTROL =
  'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp'.split(' ');

function cell(kind: string, row: Uint8Array, at: number, size: number): string {
  const byte = row[at]!;
  if (kind === 'a') return (byte & 127) === 127 ? 'del' : (CONTROL[byte & 127] ?? String.fromCharCode(byte & 127));
  if (kind === 'c') return NAMES[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'));
  let value = 0n;
  for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(row[at + i] ?? 0);
  if (kind === 'x') return value.toString(16).padStart(size * 2, '0');
  if (kind === 'o') return value.toString(8).padStart(widthOf('o', size), '0');
  return String(kind === 'd' ? BigInt.asIntN(size * 8, value) : value);
}

export const dumpCommands: readonly Command[] = [hexdump, od, xxd];
