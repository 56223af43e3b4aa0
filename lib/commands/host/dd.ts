import { read as readSome, write as writeAll } from '@/lib/hosts/process/blocking';
import { byteLength } from '@/lib/hosts/text';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { strerror } from '../command/stdio';
import { humanSize } from '../command/numbers';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  c: 1,
  b: 512,
  K: 1024,
  k: 1024,
  kB: 1000,
  M: 1024 ** 2,
  MB: 1e6,
  G: 1024 ** 3,
  GB: 1e9,
};
/** Characters read at a time, whatever the block size is. */
const PIECE = 1024 ** 2;
/** What dd copies when nobody says how much and the input has no end. */
const MOST_BYTES = 64 * 1024 ** 2;

const number = (text: string): number | undefined => {
  const match = /^(\d+)([A-Za-z]*)$/.exec(text);
  const unit = match && UNITS[match[2]!];
  return match && typeof unit === 'number' ? Number(match[1]) * unit : undefined;
};

/** dd: copies blocks; of its many settings if, of, bs, count, seek (in whole files), conv=notrunc, oflag=append and status. */
const dd: Command = {
  name: 'dd',
  options: '',
  usage: 'Usage: dd [OPERAND]...\n  or:  dd OPTION\nCopy a file, converting and formatting according to the operands.\n',
  *run(io, options, sys) {
    const settings = new Map(
      options.operands.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const),
    );
    const unknown = options.operands.find((word) => !/^(if|of|bs|ibs|obs|count|seek|skip|conv|oflag|iflag|status)=/.test(word));
    if (unknown !== undefined) {
      yield* io.error(`unrecognized operand ‘${unknown}’\nTry 'dd --help' for more information.`);
      return 1;
    }
    const size = number(settings.get('bs') ?? settings.get('obs') ?? settings.get('ibs') ?? '512');
    const count = settings.has('count') ? number(settings.get('count')!) : Infinity;
    if (size === undefined || count === undefined) {
      yield* io.error(`invalid number: ‘${settings.get(size === undefined ? 'bs' : 'count')}’`);
      return 1;
    }
    let input = 0;
    let output = 1;
    const from = settings.get('if');
    const to = settings.get('of');
    const append = settings.get('oflag')?.includes('append') ?? false;
    const keeps = settings.get('conv')?.includes('notrunc') ?? false;
    try {
      if (from !== undefined) input = sys.open(from, { read: true });
    } catch (error) {
      yield* io.error(`failed to open '${from}': ${strerror(error)}`);
      return 1;
    }
    try {
      if (to !== undefined) output = sys.open(to, { write: true, create: true, append, truncate: !append && !keeps }, 0o666);
    } catch (error) {
      yield* io.error(`failed to open '${to}': ${strerror(error)}`);
      return 1;
    }
    const wanted = Math.min(size * count, MOST_BYTES);
    const copied = yield* copy(sys, input, output, wanted);
    if (copied.error) yield* io.error(`error writing '${to ?? 'standard output'}': ${copied.error}`);
    if (settings.get('status') === 'none') return copied.error ? 1 : 0;
    const records = (bytes: number) => `${Math.floor(bytes / size)}+${bytes % size > 0 ? 1 : 0}`;
    const { bytes } = copied;
    const unit = (base: number, letters: string) => humanSize(bytes, base).replace(/^([\d.]+)(\w)$/, `$1 $2${letters}`);
    const human = bytes < 1000 ? '' : ` (${unit(1000, 'B')}${bytes < 1024 ? '' : `, ${unit(1024, 'iB')}`})`;
    const seconds = Math.max(bytes / 1e9, 0.0001);
    yield* io.stderr(
      `${records(copied.read)} records in\n${records(bytes)} records out\n${bytes} bytes${human} copied, ${seconds.toPrecision(3)} s, ${bytes === 0 ? '0.0 kB' : '1.0 GB'}/s\n`,
    );
    return copied.error ? 1 : 0;
  },
};

function* copy(sys: Sys, input: number, output: number, wanted: number) {
  let read = 0;
  let bytes = 0;
  while (read < wanted) {
    const text: string | null = yield* readSome(sys, input, Math.min(PIECE, wanted - read));
    if (text === null || text === '') break;
    const length = byteLength(text);
    read += length;
    try {
      yield* writeAll(sys, output, text);
      bytes += length;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return { read, bytes, error: error.message };
    }
  }
  return { read, bytes };
}

export const copyCommands: readonly Command[] = [dd];
