import { Fatal } from '../command/command';
import { localeQuote } from '../command/quote';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i));
const UPPER = range(65, 90);
const LOWER = range(97, 122);
const DIGIT = range(48, 57);
const PUNCT = [...range(33, 47), ...range(58, 64), ...range(91, 96), ...range(123, 126)];

/** POSIX character classes in the C locale, in order. */
export const CLASSES: Readonly<Record<string, readonly string[]>> = {
  upper: UPPER,
  lower: LOWER,
  alpha: [...UPPER, ...LOWER],
  digit: DIGIT,
  alnum: [...DIGIT, ...UPPER, ...LOWER],
  punct: PUNCT,
  space: ['\t', '\n', '\v', '\f', '\r', ' '],
  blank: ['\t', ' '],
  cntrl: [...range(0, 31), '\x7f'],
  graph: range(33, 126),
  print: range(32, 126),
  xdigit: [...DIGIT, ...range(65, 70), ...range(97, 102)],
};

const ESCAPES: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

/** The characters of a tr set; `[x*]` fills up to `fill`. Throws Fatal with tr's texts. */
export function expandSet(text: string, fill = 0): string[] {
  const out: string[] = [];
  const characters = [...text];
  let padAt = -1;
  let pad = '';
  let i = 0;
  const take = (): string => {
    if (characters[i] !== '\\') return characters[i++]!;
    const octal = /^\\([0-7]{1,3})/.exec(characters.slice(i, i + 4).join(''));
    if (octal) {
      i += octal[0].length;
      return String.fromCharCode(parseInt(octal[1]!, 8));
    }
    const next = characters[i + 1];
    i += 2;
    return next === undefined ? '\\' : (ESCAPES[next] ?? next);
  };
  while (i < characters.length) {
    const rest = characters.slice(i).join('');
    const named = /^\[:([a-z]*):\]/.exec(rest);
    if (named) {
      const members = CLASSES[named[1]!];
      if (!members) throw new Fatal(`invalid character class ${localeQuote(named[1]!)}`);
      out.push(...members);
      i += named[0].length;
      continue;
    }
    const repeated = /^\[(\\?[^]|\\[0-7]{1,3})\*(\d*)\]/u.exec(rest);
    if (repeated) {
      const c = expandSet(repeated[1]!)[0]!;
      const count = repeated[2] ? parseInt(repeated[2], repeated[2].startsWith('0') ? 8 : 10) : 0;
      if (count) out.push(...Array<string>(Math.min(count, 65536)).fill(c));
      else [padAt, pad] = [out.length, c];
      i += [...repeated[0]].length;
      continue;
    }
    const equal = /^\[=(.)=\]/u.exec(rest);
    if (equal) {
      out.push(equal[1]!);
      i += [...equal[0]].length;
      continue;
    }
    const from = take();
    if (characters[i] === '-' && i + 1 < characters.length) {
      i++;
      const to = take();
      const [a, b] = [from.codePointAt(0)!, to.codePointAt(0)!];
      if (b < a) throw new Fatal(`range-endpoints of '${from}-${to}' are in reverse collating sequence order`);
      for (let code = a; code <= b; code++) out.push(String.fromCodePoint(code));
    } else out.push(from);
  }
  if (padAt >= 0) out.splice(padAt, 0, ...Array<string>(Math.max(0, fill - out.length)).fill(pad));
  return out;
}
