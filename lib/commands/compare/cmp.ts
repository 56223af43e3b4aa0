import { toBytes } from '@/lib/hosts/text';
import type { Command } from '../command/command';
import { strerror } from '../command/stdio';

export const cmp: Command = {
  name: 'cmp',
  options: 'b,print-bytes i,ignore-initial: l,verbose n,bytes: s,quiet,silent',
  version: 'cmp (GNU diffutils) 3.10',
  usage: 'Usage: cmp [OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]\nCompare two files byte by byte.\n',
  refusal: "cmp: Try 'cmp --help' for more information.\n",
  usageStatus: 2,
  *run(io, options) {
    const [first, second = '-'] = options.operands;
    if (first === undefined) {
      yield* io.error("missing operand after 'cmp'");
      yield* io.error("Try 'cmp --help' for more information.");
      return 2;
    }
    const texts: Uint8Array[] = [];
    for (const path of [first, second]) {
      try {
        texts.push(toBytes(yield* io.open(path).rest()));
      } catch (error) {
        yield* io.error(`${path}: ${strerror(error)}`);
        return 2;
      }
    }
    const skip = Number(options.value('i') ?? 0);
    const most = Number(options.value('n') ?? Infinity);
    const [a, b] = texts.map((bytes) => bytes.subarray(skip, skip + Math.min(most, bytes.length))) as [Uint8Array, Uint8Array];
    const shorter = Math.min(a.length, b.length);
    const octal = (byte: number) => byte.toString(8).padStart(3);
    const width = String(Math.max(a.length, b.length)).length;
    let differs = false;
    let line = 1;
    for (let i = 0; i < shorter; i++) {
      if (a[i] !== b[i]) {
        if (options.has('s')) return 1;
        if (!options.has('l')) {
          const shown = (byte: number) => `${octal(byte)} ${visible(byte)}`;
          yield* io.print(
            `${first} ${second} differ: ${options.has('b') ? 'byte' : 'byte'} ${i + 1}, line ${line}${options.has('b') ? ` is ${shown(a[i]!)} ${shown(b[i]!)}` : ''}\n`,
          );
          return 1;
        }
        differs = true;
        yield* io.print(`${String(i + 1).padStart(width)} ${octal(a[i]!)} ${octal(b[i]!)}\n`);
      }
      if (a[i] === 10) line++;
    }
    if (a.length !== b.length) {
      if (options.has('s')) return 1;
      const short = a.length < b.length ? first : second;
      const at = shorter === 0 ? 'which is empty' : options.has('l') ? `after byte ${shorter}` : '';
      const ended = (a.length < b.length ? a : b)[shorter - 1] === 10;
      const where = at || `after byte ${shorter}, ${ended ? `line ${line - 1}` : `in line ${line}`}`;
      yield* io.stderr(`cmp: EOF on ${short}${at.startsWith('which') ? ' ' : ' '}${where}\n`);
      return 1;
    }
    return differs ? 1 : 0;
  },
};

function visible(byte: number): string {
  if (byte >= 128) return `M-${visible(byte - 128)}`;
  return byte < 32 ? `^${String.fromCharCode(byte + 64)}` : byte === 127 ? '^?' : String.fromCharCode(byte);
}
