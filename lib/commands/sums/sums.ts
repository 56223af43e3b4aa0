import { byteLength, toBytes } from '@/lib/hosts/text';
import { Fatal, type Command } from '../command/command';
import { type Options, UsageError } from '../command/getopt';
import { localeQuote, quotef } from '../command/quote';
import { strerror, type Io, type Task } from '../command/stdio';
import { choose } from '../command/choice';
import { bsdSum, crc, digest, sysvSum } from './digests';

interface Kind {
  /** As node names it. */
  readonly algorithm: string;
  /** As --tag names it. */
  readonly tag: string;
}

const CHECKING =
  "\nThe following five options are useful only when verifying checksums:\n      --ignore-missing  don't fail or report status for missing files\n      --quiet           don't print OK for each successfully verified file\n      --status          don't output anything, status code shows success\n      --strict          exit non-zero for improperly formatted checksum lines\n  -w, --warn            warn about improperly formatted checksum lines\n";

/** sha256sum and the like. */
function sum(name: string, kind: Kind): Command {
  const blake = kind.algorithm === 'blake2b';
  return {
    name,
    options: `b,binary c,check ${blake ? 'l,length: ' : ''}t,text tag z,zero ignore-missing quiet status strict w,warn`,
    usage: `Usage: ${name} [OPTION]... [FILE]...\nPrint or check ${kind.tag} checksums.\n\nWith no FILE, or when FILE is -, read standard input.\n  -b, --binary          read in binary mode\n  -c, --check           read checksums from the FILEs and check them\n${blake ? '  -l, --length=BITS     digest length in bits; must not exceed the max size\n' : ''}      --tag             create a BSD-style checksum\n  -t, --text            read in text mode (default)\n  -z, --zero            end each output line with NUL, not newline\n${CHECKING}\n      --help        display this help and exit\n      --version     output version information and exit\n`,
    *run(io, options) {
      const bits = bitsOf(options);
      refuseClashes(options);
      let code = 0;
      for (const path of options.operands.length ? options.operands : ['-']) {
        let text: string;
        try {
          text = yield* io.open(path).rest();
        } catch (error) {
          yield* io.error(`${quotef(path)}: ${strerror(error)}`);
          code = 1;
          continue;
        }
        if (options.has('c')) code = (yield* verify(io, path, text, kind, options)) || code;
        else yield* io.print(line(kind, bits, path, digest(kind.algorithm, text, bits), options));
      }
      return code;
    },
  };
}

function bitsOf(options: Options): number {
  const text = options.value('l');
  if (text === undefined || text === '0') return 512;
  if (!/^\d+$/.test(text)) throw new Fatal(`invalid length: ${localeQuote(text)}`);
  if (Number(text) % 8) throw new Fatal(`invalid length: ${localeQuote(text)}\nlength is not a multiple of 8`);
  return Math.min(512, Number(text));
}

function refuseClashes(options: Options): void {
  if (options.has('c')) {
    if (options.has('tag')) throw new UsageError('the --tag option is meaningless when verifying checksums');
    if (options.has('z')) throw new UsageError('the --zero option is not supported when verifying checksums');
    if (options.has('b', 't')) throw new UsageError('the --binary and --text options are meaningless when verifying checksums');
    return;
  }
  for (const name of ['ignore-missing', 'status', 'warn', 'quiet', 'strict'])
    if (options.has(name === 'warn' ? 'w' : name)) throw new UsageError(`the --${name} option is meaningful only when verifying checksums`);
  if (options.has('tag') && options.last('b', 't') === 't') throw new UsageError('--tag does not support --text mode');
}

/** A name with a backslash or a newline is escaped, and the line begins with a backslash. */
function line(kind: Kind, bits: number, path: string, sum: string, options: Options): string {
  const odd = /[\\\n\r]/.test(path) && !options.has('z');
  const name = odd ? path.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\r/g, '\\r') : path;
  const end = options.has('z') ? '\0' : '\n';
  if (options.has('tag'))
    return `${odd ? '\\' : ''}${kind.tag}${bits === 512 || kind.algorithm !== 'blake2b' ? '' : `-${bits}`} (${name}) = ${sum}${end}`;
  return `${odd ? '\\' : ''}${sum} ${options.has('b') ? '*' : ' '}${name}${end}`;
}

interface Wanted {
  readonly sum: string;
  readonly name: string;
  readonly bits: number;
}

function wantedOf(text: string, kind: Kind): Wanted | undefined {
  const bare = text.replace(/^\\/, '');
  const tagged = /^([A-Z0-9a-z]+)(?:-(\d+))? \((.*)\) = ([0-9a-fA-F]+)$/.exec(bare);
  const length = digest(kind.algorithm, '').length;
  if (tagged) {
    const bits = Number(tagged[2] ?? 512);
    const good = tagged[1] === kind.tag && tagged[4]!.length === (kind.algorithm === 'blake2b' ? bits / 4 : length);
    return good ? { sum: tagged[4]!.toLowerCase(), name: tagged[3]!, bits } : undefined;
  }
  const m = /^([0-9a-fA-F]+)(?: [ *]| )(.+)$/.exec(bare);
  if (!m) return undefined;
  const good = kind.algorithm === 'blake2b' ? m[1]!.length % 2 === 0 && m[1]!.length <= 128 : m[1]!.length === length;
  return good ? { sum: m[1]!.toLowerCase(), name: m[2]!, bits: m[1]!.length * 4 } : undefined;
}

function* verify(io: Io, path: string, text: string, kind: Kind, options: Options): Task<number> {
  const shown = path === '-' ? "'standard input'" : quotef(path);
  const count = { improper: 0, unread: 0, failed: 0, proper: 0, matched: 0 };
  const loud = !options.has('status');
  for (const [n, each] of text.replace(/\n$/, '').split('\n').entries()) {
    if (each === '' && text === '') break;
    if (each.startsWith('#')) continue;
    const wanted = wantedOf(each.replace(/\r$/, ''), kind);
    if (!wanted) {
      count.improper++;
      if (options.has('w')) {
        yield* io.flush();
        yield* io.error(`${shown}: ${n + 1}: improperly formatted ${kind.tag} checksum line`);
      }
      continue;
    }
    count.proper++;
    let sum: string;
    try {
      sum = digest(kind.algorithm, yield* io.open(wanted.name).rest(), wanted.bits);
    } catch (error) {
      const reason = strerror(error);
      if (options.has('ignore-missing') && reason === 'No such file or directory') continue;
      yield* io.flush();
      yield* io.error(`${quotef(wanted.name)}: ${reason}`);
      if (loud) yield* io.print(`${wanted.name}: FAILED open or read\n`);
      count.unread++;
      continue;
    }
    const ok = sum === wanted.sum;
    if (ok) count.matched++;
    else count.failed++;
    if (loud && !(ok && options.has('quiet'))) yield* io.print(`${wanted.name}: ${ok ? 'OK' : 'FAILED'}\n`);
  }
  yield* io.flush();
  if (count.proper === 0) {
    yield* io.error(`${shown}: no properly formatted checksum lines found`);
    return 1;
  }
  const warn = function* (n: number, one: string, many: string): Task<void> {
    if (loud && n > 0) yield* io.error(`WARNING: ${n} ${n === 1 ? one : many}`);
  };
  yield* warn(count.improper, 'line is improperly formatted', 'lines are improperly formatted');
  yield* warn(count.unread, 'listed file could not be read', 'listed files could not be read');
  yield* warn(count.failed, 'computed checksum did NOT match', 'computed checksums did NOT match');
  if (options.has('ignore-missing') && count.matched === 0 && count.failed + count.unread === 0) {
    if (loud) yield* io.error(`${shown}: no file was verified`);
    return 1;
  }
  return count.failed + count.unread > 0 || (options.has('strict') && count.improper > 0) ? 1 : 0;
}

const KINDS: Readonly<Record<string, Kind>> = {
  md5: { algorithm: 'md5', tag: 'MD5' },
  sha1: { algorithm: 'sha1', tag: 'SHA1' },
  sha224: { algorithm: 'sha224', tag: 'SHA224' },
  sha256: { algorithm: 'sha256', tag: 'SHA256' },
  sha384: { algorithm: 'sha384', tag: 'SHA384' },
  sha512: { algorithm: 'sha512', tag: 'SHA512' },
  blake2b: { algorithm: 'blake2b', tag: 'BLAKE2b' },
};

/** cksum and sum: of old numbers and, with -a, of all of them. */
const cksum: Command = {
  name: 'cksum',
  options: 'a,algorithm: b,base64 c,check l,length: raw tag untagged z,zero ignore-missing quiet status strict w,warn debug',
  usage:
    'Usage: cksum [OPTION]... [FILE]...\nPrint or verify checksums.\nBy default use the 32 bit CRC algorithm.\n\n  -a, --algorithm=TYPE  select the digest type to use: sysv, bsd, crc, md5, sha1,\n                        sha224, sha256, sha384, sha512, blake2b, sm3\n  -c, --check           read checksums from the FILEs and check them\n  -l, --length=BITS     digest length in bits\n      --raw             emit a raw binary digest, not hexadecimal\n      --tag             create a BSD-style checksum (the default)\n      --untagged        create a reversed style checksum, without digest type\n  -z, --zero            end each output line with NUL, not newline\n',
  *run(io, options) {
    const names = [['bsd'], ['sysv'], ['crc'], ...Object.keys(KINDS).map((one) => [one]), ['sm3']];
    const type = choose(options.value('a') ?? 'crc', '--algorithm', names);
    const kind = KINDS[type];
    if (type === 'sm3') throw new Fatal('sm3 is not simulated here');
    let code = 0;
    for (const path of options.operands.length ? options.operands : ['-']) {
      let text: string;
      try {
        text = yield* io.open(path).rest();
      } catch (error) {
        yield* io.error(`${quotef(path)}: ${strerror(error)}`);
        code = 1;
        continue;
      }
      const end = options.has('z') ? '\0' : '\n';
      const name = options.operands.length ? ` ${path}` : '';
      if (kind && options.has('c')) code = (yield* verify(io, path, text, kind, options)) || code;
      else if (kind) {
        const sum = digest(type, text, bitsOf(options));
        yield* io.print(options.has('untagged') ? `${sum}  ${path}${end}` : `${kind.tag} (${path}) = ${sum}${end}`);
      } else if (type === 'crc') yield* io.print(`${crc(toBytes(text))} ${byteLength(text)}${name}${end}`);
      else yield* io.print(oldSum(type === 'sysv', text, name, end));
    }
    return code;
  },
};

function oldSum(sysv: boolean, text: string, name: string, end: string): string {
  const bytes = toBytes(text);
  if (sysv) return `${sysvSum(bytes)} ${Math.ceil(bytes.length / 512)}${name}${end}`;
  return `${String(bsdSum(bytes)).padStart(5, '0')} ${String(Math.ceil(bytes.length / 1024)).padStart(5)}${name}${end}`;
}

const oldSums: Command = {
  name: 'sum',
  options: 'r s,sysv',
  usage:
    'Usage: sum [OPTION]... [FILE]...\nPrint or check BSD (16-bit) checksums.\n\n  -r              use BSD sum algorithm (the default), use 1K blocks\n  -s, --sysv      use System V sum algorithm, use 512 bytes blocks\n      --help        display this help and exit\n      --version     output version information and exit\n',
  *run(io, options) {
    const sysv = options.last('r', 's') === 's';
    let code = 0;
    for (const path of options.operands.length ? options.operands : ['-']) {
      try {
        yield* io.print(oldSum(sysv, yield* io.open(path).rest(), options.operands.length ? ` ${path}` : '', '\n'));
      } catch (error) {
        yield* io.error(`${quotef(path)}: ${strerror(error)}`);
        code = 1;
      }
    }
    return code;
  },
};

export const sumCommands: readonly Command[] = [
  cksum,
  oldSums,
  ...['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'].map((one) => sum(`${one}sum`, KINDS[one]!)),
  sum('b2sum', KINDS.blake2b!),
];
