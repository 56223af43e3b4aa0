import { formatDuration, formatTimestamp } from '../clock-text';
import { CelRuntimeError } from '../errors';
import { CelDuration, CelList, CelMap, CelTimestamp, CelTypeValue, CelUint, typeNameOf, type CelValue } from '../values';
import { work } from '../work';
import { goDouble } from './conversions';

const LETTERS = new Set(['s', 'd', 'f', 'e', 'b', 'x', 'X', 'o']);

/** `'%s is %d'.format([...])`. Throws CelRuntimeError. Models ext/formatting.go. */
export function formatText(pattern: string, args: CelList): string {
  let out = '';
  let used = 0;
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] !== '%') {
      out += pattern[at];
      continue;
    }
    if (pattern[at + 1] === '%') {
      out += '%';
      at++;
      continue;
    }
    const clause = /^%(?:\.(\d+))?(.)?/u.exec(pattern.slice(at))!;
    const letter = clause[2];
    if (letter === undefined) throw new CelRuntimeError('unexpected end of string');
    if (!LETTERS.has(letter)) throw new CelRuntimeError(`could not parse formatting clause: unrecognized formatting clause "${letter}"`);
    if (used >= args.size) throw new CelRuntimeError(`index ${used} out of range`);
    const part = formatted(letter, clause[1] === undefined ? undefined : Number(clause[1]), args.at(used++));
    work(part.length);
    out += part;
    at += clause[0].length - 1;
  }
  return out;
}

function formatted(letter: string, precision: number | undefined, value: CelValue): string {
  switch (letter) {
    case 's':
      return shown(value);
    case 'd':
      if (typeof value === 'bigint') return String(value);
      if (value instanceof CelUint) return String(value.value);
      if (typeof value === 'number' && !Number.isFinite(value)) return named(value);
      throw new CelRuntimeError(`error during formatting: decimal clause can only be used on integers, was given ${typeNameOf(value)}`);
    case 'f':
    case 'e':
      return real(letter, precision ?? 6, value);
    case 'b':
      if (typeof value === 'boolean') return value ? '1' : '0';
      if (whole(value) !== undefined) return whole(value)!.toString(2);
      throw new CelRuntimeError(
        `error during formatting: only integers and bools can be formatted as binary, was given ${typeNameOf(value)}`,
      );
    case 'o':
      if (whole(value) !== undefined) return whole(value)!.toString(8);
      throw new CelRuntimeError(`error during formatting: octal clause can only be used on integers, was given ${typeNameOf(value)}`);
    default: {
      const hex = hexadecimal(value);
      return letter === 'X' ? hex.toUpperCase() : hex;
    }
  }
}

function whole(value: CelValue): bigint | undefined {
  return typeof value === 'bigint' ? value : value instanceof CelUint ? value.value : undefined;
}

function hexadecimal(value: CelValue): string {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value instanceof Uint8Array ? value : undefined;
  if (bytes) return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const number = whole(value);
  if (number !== undefined) return number.toString(16);
  const message = 'only integers, byte buffers, and strings can be formatted as hex';
  throw new CelRuntimeError(`error during formatting: ${message}, was given ${typeNameOf(value)}`);
}

function real(letter: string, precision: number, value: CelValue): string {
  const number =
    typeof value === 'number' ? value : typeof value === 'bigint' || value instanceof CelUint ? Number(whole(value)) : undefined;
  const what = letter === 'f' ? 'fixed-point' : 'scientific';
  if (number === undefined)
    throw new CelRuntimeError(`error during formatting: ${what} clause can only be used on doubles, was given ${typeNameOf(value)}`);
  if (!Number.isFinite(number)) return named(number);
  const digits = Math.min(precision, 100);
  if (letter === 'f') return fixedText(number, digits);
  return number.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');
}

const named = (value: number) => (Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity');

function shown(value: CelValue): string {
  work();
  if (value === null) return 'null';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? goDouble(value) : named(value);
  if (value instanceof CelUint) return String(value.value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value instanceof CelTimestamp) return formatTimestamp(value);
  if (value instanceof CelDuration) return formatDuration(value);
  if (value instanceof CelTypeValue) return value.name;
  if (value instanceof CelList) return `[${value.items().map(shown).join(', ')}]`;
  if (value instanceof CelMap) {
    const entries = value.keys().map((key) => `${shown(key)}: ${shown(value.get(key) ?? null)}`);
    return `{${entries.sort().join(', ')}}`;
  }
  const allowed = 'strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps';
  throw new CelRuntimeError(`error during formatting: string clause can only be used on ${allowed}, was given ${typeNameOf(value)}`);
}

/** With so many digits; a tie goes to the even one, as in Go. */
function fixedText(value: number, digits: number): string {
  const exact = value.toFixed(100);
  const cut = exact.length - 100 + digits;
  const rest = exact.slice(cut);
  if (digits < 100 && /^50*$/.test(rest) && /[02468]/.test(exact.slice(0, cut).replace('.', '').slice(-1))) {
    return exact.slice(0, digits === 0 ? cut - 1 : cut);
  }
  return value.toFixed(digits);
}
