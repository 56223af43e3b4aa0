import { fromBytes, toBytes } from '@/lib/hosts/text';
import { Fatal, type Command } from '../command/command';
import { type Options, UsageError } from '../command/getopt';
import { localeQuote } from '../command/quote';
import { strerror, type Io, type Task } from '../command/stdio';

interface Encoding {
  encode(bytes: Uint8Array): string;
  /** What the good beginning of a text stands for, and whether that was all of it. */
  decode(text: string): { readonly bytes: Uint8Array; readonly good: boolean };
  readonly alphabet: RegExp;
}

const BASE64: Encoding = {
  encode: (bytes) => Buffer.from(bytes).toString('base64'),
  decode(text) {
    const good = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?/.exec(text)![0];
    const loose = good.length < text.length ? /^[A-Za-z0-9+/]*/.exec(text.slice(good.length))![0] : '';
    const partial = loose.slice(0, Math.floor(loose.length / 4) * 4 + (loose.length % 4 >= 2 ? loose.length % 4 : 0));
    return { bytes: Buffer.from(good + partial, 'base64'), good: good.length === text.length };
  },
  alphabet: /[^A-Za-z0-9+/=]/g,
};

const BASE64URL: Encoding = {
  encode: (bytes) => BASE64.encode(bytes).replace(/\+/g, '-').replace(/\//g, '_'),
  decode: (text) =>
    /[+/]/.test(text) ? { bytes: new Uint8Array(), good: false } : BASE64.decode(text.replace(/-/g, '+').replace(/_/g, '/')),
  alphabet: /[^A-Za-z0-9_=-]/g,
};

/** Base 32 with an alphabet of its own. */
const base32Of = (letters: string): Encoding => ({
  encode(bytes) {
    let bits = '';
    for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
    const groups = bits.match(/.{1,5}/g) ?? [];
    const text = groups.map((group) => letters[parseInt(group.padEnd(5, '0'), 2)]).join('');
    return text + '='.repeat((8 - (text.length % 8)) % 8);
  },
  decode(text) {
    const own = new RegExp(`^(?:[${letters}]{8})*(?:[${letters}]{2}={6}|[${letters}]{4}={4}|[${letters}]{5}={3}|[${letters}]{7}=)?`);
    const good = own.exec(text)![0];
    const bits = [...good.replace(/=+$/, '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
    const bytes = (bits.match(/.{8}/g) ?? []).map((octet) => parseInt(octet, 2));
    return { bytes: Uint8Array.from(bytes), good: good.length === text.length };
  },
  alphabet: new RegExp(`[^${letters}=]`, 'g'),
});

/** So many digits a byte, in a base that is a power of two. */
const digitsOf = (base: 2 | 16, reversed = false): Encoding => {
  const width = base === 2 ? 8 : 2;
  const turn = (text: string) => (reversed ? [...text].reverse().join('') : text);
  return {
    encode: (bytes) => [...bytes].map((byte) => turn(byte.toString(base).padStart(width, '0')).toUpperCase()).join(''),
    decode(text) {
      const good = (base === 2 ? /^(?:[01]{8})*/ : /^(?:[\dA-Fa-f]{2})*/).exec(text)![0];
      const bytes = (good.match(new RegExp(`.{${width}}`, 'g')) ?? []).map((octet) => parseInt(turn(octet), base));
      return { bytes: Uint8Array.from(bytes), good: good.length === text.length };
    },
    alphabet: base === 2 ? /[^01]/g : /[^\dA-Fa-f]/g,
  };
};

const RFC4648 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const ENCODINGS: Readonly<Record<string, Encoding>> = {
  base64: BASE64,
  base64url: BASE64URL,
  base32: base32Of(RFC4648),
  base32hex: base32Of('0123456789ABCDEFGHIJKLMNOPQRSTUV'),
  base16: digitsOf(16),
  base2msbf: digitsOf(2),
  base2lsbf: digitsOf(2, true),
};

function* translate(io: Io, options: Options, encoding: Encoding): Task<number> {
  const [path, extra] = options.operands;
  if (extra !== undefined) throw new UsageError(`extra operand ${localeQuote(extra)}`);
  const wrap = options.value('w') ?? '76';
  if (!/^\d+$/.test(wrap)) throw new Fatal(`invalid wrap size: ${localeQuote(wrap)}`);
  const input = yield* io.tryOpen(path ?? '-');
  if (!input) return 1;
  let text: string;
  try {
    text = yield* input.rest();
  } catch (error) {
    throw new Fatal(`read error: ${strerror(error)}`);
  }
  if (!options.has('d')) {
    const encoded = encoding.encode(toBytes(text));
    const width = Number(wrap);
    if (width === 0) yield* io.print(encoded);
    else for (let at = 0; at < encoded.length; at += width) yield* io.print(`${encoded.slice(at, at + width)}\n`);
    return 0;
  }
  const { bytes, good } = encoding.decode(options.has('i') ? text.replace(encoding.alphabet, '') : text.replace(/\n/g, ''));
  yield* io.print(fromBytes(bytes));
  if (good) return 0;
  throw new Fatal('invalid input');
}

const OPTIONS = 'd,decode i,ignore-garbage w,wrap:';
const ABOUT =
  '\nWith no FILE, or when FILE is -, read standard input.\n\n  -d, --decode          decode data\n  -i, --ignore-garbage  when decoding, ignore non-alphabet characters\n  -w, --wrap=COLS       wrap encoded lines after COLS character (default 76).\n                          Use 0 to disable line wrapping\n      --help        display this help and exit\n      --version     output version information and exit\n';

const encoder = (name: string, title: string): Command => ({
  name,
  options: OPTIONS,
  usage: `Usage: ${name} [OPTION]... [FILE]\n${title} encode or decode FILE, or standard input, to standard output.\n${ABOUT}`,
  run: (io, options) => translate(io, options, ENCODINGS[name]!),
});

const basenc: Command = {
  name: 'basenc',
  options: `${Object.keys(ENCODINGS).join(' ')} z85 ${OPTIONS}`,
  usage: `Usage: basenc [OPTION]... [FILE]\nbasenc encode or decode FILE, or standard input, to standard output.\n\n${[...Object.keys(ENCODINGS)].map((one) => `      --${one}\n`).join('')}${ABOUT}`,
  *run(io, options) {
    const chosen = options.last(...Object.keys(ENCODINGS), 'z85');
    if (chosen === undefined) throw new UsageError('missing encoding type');
    if (chosen === 'z85') throw new Fatal('z85 is not simulated here');
    return yield* translate(io, options, ENCODINGS[chosen]!);
  },
};

export const encodeCommands: readonly Command[] = [encoder('base64', 'Base64'), encoder('base32', 'Base32'), basenc];
