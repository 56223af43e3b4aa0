import { Fatal } from '../command/command';
import type { Task } from '../command/stdio';
import { parseDate } from '../time/parse-date';
import { strftime } from '../time/strftime';
import { timeZone } from '../time/zone';
import { compareText } from '../text/sort-key';
import type { Expr, Target } from './ast';
import type { Awk } from './interpreter';
import { fromOctets, octets } from './octets';
import { splitBy, splitFields } from './records';
import { fromInput, toNumber, toText, type Value } from './values';

/** Calls a built-in function. */
export function* callBuiltin(awk: Awk, name: string, args: readonly Expr[]): Task<Value> {
  const text = function* (i: number): Task<string> {
    return args[i] ? toText(yield* awk.value(args[i]!), awk.format) : '';
  };
  const number = function* (i: number): Task<number> {
    return args[i] ? toNumber(yield* awk.value(args[i]!)) : 0;
  };
  switch (name) {
    case 'length': {
      const arg = args[0];
      if (!arg) return octets(awk.records.line()).length;
      if (arg.t === 'var' && awk.cell(arg.name).array) return awk.array(arg.name).size;
      return octets(yield* text(0)).length;
    }
    case 'substr': {
      const bytes = octets(yield* text(0));
      const from = Math.round(yield* number(1));
      const count = args[2] ? Math.round(yield* number(2)) : Infinity;
      return fromOctets(bytes.slice(Math.max(0, from - 1), Math.max(0, from - 1 + count)));
    }
    case 'index': {
      const haystack = yield* text(0);
      const at = haystack.indexOf(yield* text(1));
      return at < 0 ? 0 : octets(haystack.slice(0, at)).length + 1;
    }
    case 'split':
      return yield* split(awk, args);
    case 'sub':
    case 'gsub':
      return yield* substitute(awk, name === 'gsub', args);
    case 'gensub':
      return yield* gensub(awk, args);
    case 'match': {
      const subject = yield* text(0);
      const m = (yield* awk.pattern(args[1]!)).exec(subject);
      const start = m ? octets(subject.slice(0, m.index)).length + 1 : 0;
      awk.setVariable('RSTART', start);
      awk.setVariable('RLENGTH', m ? octets(m[0]).length : -1);
      return start;
    }
    case 'sprintf': {
      const values: Value[] = [];
      for (const arg of args.slice(1)) values.push(yield* awk.value(arg));
      return awk.sprintf(yield* text(0), values);
    }
    case 'sin':
      return Math.sin(yield* number(0));
    case 'cos':
      return Math.cos(yield* number(0));
    case 'atan2':
      return Math.atan2(yield* number(0), yield* number(1));
    case 'exp':
      return Math.exp(yield* number(0));
    case 'log':
      return Math.log(yield* number(0));
    case 'sqrt':
      return Math.sqrt(yield* number(0));
    case 'int':
      return Math.trunc(yield* number(0)) + 0;
    case 'rand':
      return random(awk);
    case 'srand': {
      const old = awk.seed;
      awk.seed = args[0] ? yield* number(0) : Math.floor(awk.io.sys.now() / 1000);
      awk.randomState = (awk.seed | 0) ^ 0x5bd1e995 || 1;
      return old;
    }
    case 'tolower':
      return (yield* text(0)).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
    case 'toupper':
      return (yield* text(0)).replace(/[a-z]+/g, (letters) => letters.toUpperCase());
    case 'system':
      return yield* awk.streams.system(yield* text(0));
    case 'close':
      return yield* awk.streams.close(yield* text(0));
    case 'fflush':
      yield* awk.streams.flush();
      return 0;
    case 'systime':
      return Math.floor(awk.io.sys.now() / 1000);
    case 'strftime': {
      const format = args[0] ? yield* text(0) : '%c';
      const when = args[1] ? (yield* number(1)) * 1000 : awk.io.sys.now();
      return strftime(format, when, args[2] && (yield* number(2)) ? 'UTC' : timeZone(awk.io.sys));
    }
    case 'mktime': {
      const [y, mo, d, h, mi, s] = (yield* text(0)).trim().split(/\s+/);
      const when = parseDate(
        `${y}-${mo}-${d} ${h}:${(mi ?? '0').padStart(2, '0')}:${(s ?? '0').padStart(2, '0')}`,
        awk.io.sys.now(),
        timeZone(awk.io.sys),
      );
      return when === undefined ? -1 : Math.floor(when / 1000);
    }
    case 'asort':
    case 'asorti': {
      const from = args[0] as { name: string };
      const array = awk.array(from.name);
      const items = name === 'asort' ? [...array.values()] : [...array.keys()].map(fromInput);
      items.sort((a, b) =>
        typeof a !== 'string' && typeof b !== 'string'
          ? toNumber(a) - toNumber(b)
          : compareText(toText(a, awk.format), toText(b, awk.format)),
      );
      const target = args[1] ? awk.array((args[1] as { name: string }).name) : array;
      target.clear();
      items.forEach((item, i) => target.set(String(i + 1), item));
      return items.length;
    }
    default:
      throw new Fatal(`function ${name} never defined`, 2);
  }
}

/** A number in [0, 1): from the world's generator until srand() was called, then from the program's own. */
function random(awk: Awk): number {
  if (awk.randomState === 0) return awk.io.sys.random();
  awk.randomState = (Math.imul(awk.randomState, 1664525) + 1013904223) | 0;
  return (awk.randomState >>> 0) / 4294967296;
}

function* split(awk: Awk, args: readonly Expr[]): Task<Value> {
  const text = toText(yield* awk.value(args[0]!), awk.format);
  const array = awk.array((args[1] as { name: string }).name);
  const by = args[2];
  let parts: string[];
  if (text === '') parts = [];
  else if (by?.t === 'regex') parts = by.source === '' ? [...text] : splitBy(text, awk.regex(by.source));
  else parts = splitFields(awk, text, by ? toText(yield* awk.value(by), awk.format) : awk.text('FS'));
  array.clear();
  parts.forEach((part, i) => array.set(String(i + 1), fromInput(part)));
  return parts.length;
}

function* substitute(awk: Awk, global: boolean, args: readonly Expr[]): Task<Value> {
  const pattern = yield* awk.pattern(args[0]!);
  const replacement = toText(yield* awk.value(args[1]!), awk.format);
  const target: Target =
    args[2] && ['var', 'field', 'index'].includes(args[2].t) ? (args[2] as Target) : { t: 'field', index: { t: 'num', value: 0 } };
  const subject = args[2] ? toText(yield* awk.value(args[2]), awk.format) : awk.records.line();
  let count = 0;
  let out = '';
  let at = 0;
  pattern.lastIndex = 0;
  let previousEnd = -1;
  for (;;) {
    const m = pattern.exec(subject);
    if (!m) break;
    const end = m.index + m[0].length;
    if (m[0] === '') {
      pattern.lastIndex = end + 1;
      if (m.index === previousEnd) {
        if (end >= subject.length) break;
        continue;
      }
    }
    previousEnd = end;
    count++;
    out += subject.slice(at, m.index) + replaced(replacement, m[0]);
    at = end;
    if (!global || pattern.lastIndex > subject.length) break;
  }
  if (count > 0) yield* awk.assign(target, out + subject.slice(at));
  return count;
}

/** `&` is the match, `\\&` an ampersand. */
function replaced(replacement: string, match: string): string {
  return replacement.replace(/\\\\&|\\&|&/g, (mark) => (mark === '&' ? match : mark === '\\&' ? '&' : `\\${match}`));
}

function* gensub(awk: Awk, args: readonly Expr[]): Task<Value> {
  const pattern = yield* awk.pattern(args[0]!);
  const replacement = toText(yield* awk.value(args[1]!), awk.format);
  const how = toText(yield* awk.value(args[2]!), awk.format);
  const subject = args[3] ? toText(yield* awk.value(args[3]), awk.format) : awk.records.line();
  const nth = /^[gG]/.test(how) ? 0 : Math.max(1, Number(how) || 1);
  let n = 0;
  return subject.replace(pattern, (...m) => {
    n++;
    if (nth && n !== nth) return m[0] as string;
    return replacement.replace(/\\(\d)|\\\\|\\&|&/g, (mark, digit: string | undefined) =>
      digit ? String(m[Number(digit)] ?? '') : mark === '&' ? String(m[0]) : mark.slice(1),
    );
  });
}
