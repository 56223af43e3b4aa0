import { fromBytes, toBytes } from '@/lib/hosts/text';
import { Fatal, type Command } from '../command/command';
import { quote } from '../command/quote';
import { strerror } from '../command/stdio';

interface Charset {
  decode(bytes: Uint8Array): { readonly text: string; readonly bad?: number };
  /** The bytes of a character; undefined where there are none. */
  encode(character: string): readonly number[] | undefined;
  readonly mark?: readonly number[];
}

const wide = (size: 2 | 4, little: boolean, mark?: readonly number[]): Charset => ({
  decode(bytes) {
    let from = 0;
    let low = little;
    if (mark && bytes.length >= size) {
      if (bytes[0] === 0xff && bytes[1] === 0xfe) [from, low] = [size, true];
      else if (bytes[size - 2] === 0xfe && bytes[size - 1] === 0xff) [from, low] = [size, false];
    }
    let text = '';
    for (let at = from; at + size <= bytes.length; at += size) {
      let unit = 0;
      for (let k = 0; k < size; k++) unit = unit * 256 + bytes[low ? at + size - 1 - k : at + k]!;
      text += size === 2 ? String.fromCharCode(unit) : String.fromCodePoint(Math.min(unit, 0x10ffff));
    }
    return { text };
  },
  encode(character) {
    const units = size === 4 ? [character.codePointAt(0)!] : [...Array(character.length).keys()].map((i) => character.charCodeAt(i));
    return units.flatMap((unit) => {
      const out = Array.from({ length: size }, (_, k) => Math.floor(unit / 256 ** (size - 1 - k)) % 256);
      return little ? out.reverse() : out;
    });
  },
  ...(mark ? { mark } : {}),
});

/** A charset that the platform can decode; encoding is looked up the other way round. */
function table(label: string): Charset {
  let back: Map<string, readonly number[]> | undefined;
  const decoder = () => new TextDecoder(label, { fatal: true });
  const known = (bytes: readonly number[]): string | undefined => {
    try {
      return decoder().decode(Uint8Array.from(bytes));
    } catch {
      return undefined;
    }
  };
  const reverse = (): Map<string, readonly number[]> => {
    if (back) return back;
    back = new Map();
    for (let high = 0x80; high <= 0xff; high++) {
      const single = known([high]);
      if (single && [...single].length === 1) back.set(single, [high]);
      else
        for (let low = 0x41; low <= 0xfe; low++) {
          const pair = known([high, low]);
          if (pair && [...pair].length === 1 && !back.has(pair)) back.set(pair, [high, low]);
        }
    }
    return back;
  };
  return {
    decode(bytes) {
      try {
        return { text: decoder().decode(bytes) };
      } catch {
        let good = bytes.length - 1;
        while (good > 0 && known([...bytes.slice(0, good)]) === undefined) good--;
        return { text: known([...bytes.slice(0, good)]) ?? '', bad: good };
      }
    },
    encode: (character) => (character < '\x80' ? [character.charCodeAt(0)] : reverse().get(character)),
  };
}

const single = (most: number): Charset => ({
  decode(bytes) {
    const bad = bytes.findIndex((byte) => byte > most);
    const good = bad < 0 ? bytes : bytes.slice(0, bad);
    return { text: Buffer.from(good).toString('latin1'), ...(bad < 0 ? {} : { bad }) };
  },
  encode: (character) => (character.codePointAt(0)! <= most ? [character.codePointAt(0)!] : undefined),
});

const utf8: Charset = {
  decode(bytes) {
    const text = fromBytes(bytes);
    const at = text.search(/[\udc80-\udcff](?<![\ud800-\udbff][\udc80-\udcff])/);
    return at < 0 ? { text } : { text: text.slice(0, at), bad: toBytes(text.slice(0, at)).length };
  },
  encode: (character) => [...toBytes(character)],
};

const CHARSETS: Readonly<Record<string, Charset>> = {
  UTF8: utf8,
  ASCII: single(0x7f),
  USASCII: single(0x7f),
  ANSIX341968: single(0x7f),
  LATIN1: single(0xff),
  ISO88591: single(0xff),
  UTF16: wide(2, true, [0xff, 0xfe]),
  UTF16LE: wide(2, true),
  UTF16BE: wide(2, false),
  UCS2: wide(2, true),
  UCS2LE: wide(2, true),
  UCS2BE: wide(2, false),
  UTF32: wide(4, true, [0xff, 0xfe, 0, 0]),
  UTF32LE: wide(4, true),
  UTF32BE: wide(4, false),
  EUCKR: table('euc-kr'),
  CP949: table('euc-kr'),
  UHC: table('euc-kr'),
  EUCJP: table('euc-jp'),
  SHIFTJIS: table('shift_jis'),
  SJIS: table('shift_jis'),
  BIG5: table('big5'),
  GBK: table('gbk'),
  GB18030: table('gb18030'),
  ISO885915: table('iso-8859-15'),
  ISO88592: table('iso-8859-2'),
  KOI8R: table('koi8-r'),
  WINDOWS1251: table('windows-1251'),
  CP1251: table('windows-1251'),
  WINDOWS1252: table('windows-1252'),
  CP1252: table('windows-1252'),
};

const PLAIN: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '€': 'EUR',
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
  '©': '(C)',
  '×': 'x',
};

/** What //TRANSLIT writes for a character that the target has not. */
const transliterated = (character: string): string => {
  const base = character.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  return PLAIN[character] ?? (/^[\x00-\x7f]+$/.test(base) ? base : '?');
};

const named = (name: string): Charset | undefined => CHARSETS[name.toUpperCase().replace(/[-_:. ]/g, '')];

export const iconv: Command = {
  name: 'iconv',
  options: 'f,from-code: t,to-code: l,list c o,output: s,silent verbose',
  version: 'iconv (Ubuntu GLIBC 2.39-0ubuntu8.6) 2.39',
  refusal: "Try `iconv --help' or `iconv --usage' for more information.\n",
  usageStatus: 64,
  usage:
    'Usage: iconv [OPTION...] [FILE...]\nConvert encoding of given files from one encoding to another.\n\n Input/Output format specification:\n  -f, --from-code=NAME       encoding of original text\n  -t, --to-code=NAME         encoding for output\n\n Information:\n  -l, --list                 list all known coded character sets\n\n Output control:\n  -c                         omit invalid characters from output\n  -o, --output=FILE          output file\n  -s, --silent               suppress warnings\n      --verbose              print progress information\n',
  *run(io, options, sys) {
    if (options.has('l')) {
      yield* io.print(
        Object.keys(CHARSETS)
          .map((name) => `${name}//\n`)
          .join(''),
      );
      return 0;
    }
    const split = (name: string) => name.split('//');
    const [fromName = ''] = split(options.value('f') ?? 'UTF-8');
    const [toName = '', ...modes] = split(options.value('t') ?? 'UTF-8');
    const [from, to] = [named(fromName || 'UTF-8'), named(toName || 'UTF-8')];
    const unsupported =
      !from && !to
        ? `conversions from ${quote(fromName)} and to ${quote(toName)} are not supported`
        : !from
          ? `conversion from ${quote(fromName)} is not supported`
          : !to
            ? `conversion to ${quote(toName)} is not supported`
            : undefined;
    if (unsupported) {
      yield* io.error(unsupported);
      yield* io.stderr("Try `iconv --help' or `iconv --usage' for more information.\n");
      return 1;
    }
    const omit = options.has('c') || modes.includes('IGNORE');
    const out: number[] = [...(to!.mark ?? [])];
    let code = 0;
    for (const path of options.operands.length ? options.operands : ['-']) {
      let bytes: Uint8Array;
      try {
        bytes = toBytes(yield* io.open(path).rest());
      } catch (error) {
        yield* io.error(`cannot open input file ${quote(path)}: ${strerror(error)}`);
        code = 1;
        continue;
      }
      let decoded = from!.decode(bytes);
      let text = decoded.text;
      while (omit && decoded.bad !== undefined) {
        code = 1;
        bytes = bytes.slice(decoded.bad + 1);
        decoded = from!.decode(bytes);
        text += decoded.text;
      }
      let position = 0;
      let refused = false;
      for (const character of text) {
        const some =
          to!.encode(character) ??
          (modes.includes('TRANSLIT') ? [...transliterated(character)].flatMap((c) => to!.encode(c) ?? []) : undefined);
        if (some) out.push(...some);
        else if (omit) code = 1;
        else {
          refused = true;
          break;
        }
        position += from!.encode(character)?.length ?? 1;
      }
      const bad = refused ? position : decoded.bad;
      if (refused || (decoded.bad !== undefined && !omit)) {
        yield* io.print(fromBytes(Uint8Array.from(out)));
        yield* io.flush();
        const rest = decoded.bad !== undefined && bytes.length - decoded.bad < 2 && !refused && bytes[decoded.bad]! >= 0xc2;
        yield* io.error(rest ? 'incomplete character or shift sequence at end of buffer' : `illegal input sequence at position ${bad}`);
        return 1;
      }
    }
    const target = options.value('o');
    const result = fromBytes(Uint8Array.from(out));
    if (target === undefined || target === '-') yield* io.print(result);
    else
      try {
        sys.writeFile(target, result);
      } catch (error) {
        throw new Fatal(`unable to open output file: ${strerror(error)}`);
      }
    return code;
  },
};
