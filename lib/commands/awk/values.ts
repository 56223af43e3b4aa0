import { fromOctets, octets } from './octets';
import { digitsOf, padNumber } from '../text/printf-number';

/** Input that looks like a number: it compares as one, prints as it came. */
export class StrNum {
  constructor(
    readonly text: string,
    readonly value: number,
  ) {}
}

/** A value; undefined is a variable that was never set. */
export type Value = number | string | StrNum | undefined;

const LOOKS_NUMERIC = /^[ \t\n\r\f\v]*[-+]?(\d+\.?\d*([eE][-+]?\d+)?|\.\d+([eE][-+]?\d+)?)[ \t\n\r\f\v]*$/;
const LEADING = /^[ \t\n\r\f\v]*([-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?))/;

/** A value from input (fields, getline, -v, split): a StrNum where it looks like a number. */
export function fromInput(text: string): Value {
  return LOOKS_NUMERIC.test(text) ? new StrNum(text, Number(text)) : text;
}

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === undefined) return 0;
  if (value instanceof StrNum) return value.value;
  const m = LEADING.exec(value);
  return m ? Number(m[1]) : 0;
}

/** @param format CONVFMT, or OFMT in print */
export function toText(value: Value, format: string): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  if (value instanceof StrNum) return value.text;
  return numberText(value, format);
}

export function numberText(value: number, format: string): string {
  // As mawk: whole numbers beyond an int print by the format.
  if (Number.isInteger(value) && Math.abs(value) <= 2147483647) return String(value + 0);
  if (Number.isNaN(value)) return 'nan';
  return sprintf(format, [value], '%.6g');
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  return value !== undefined && value.value !== 0;
}

/** Less than, equal or greater: as numbers when both are numbers or look like ones, else as text. */
export function compareValues(a: Value, b: Value, format: string): number {
  const numeric = (v: Value) => typeof v !== 'string';
  if (numeric(a) && numeric(b)) {
    const [x, y] = [toNumber(a), toNumber(b)];
    return x < y ? -1 : x > y ? 1 : x === y ? 0 : 1;
  }
  const [x, y] = [toText(a, format), toText(b, format)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** awk's sprintf. Throws RangeError when arguments run out, as mawk complains. */
export function sprintf(format: string, args: readonly Value[], convfmt: string): string {
  let next = 0;
  return format.replace(
    /%%|%([-+ #0']*)(\*|\d*)(?:\.(\*|-?\d*))?[hlLjzt]*([a-zA-Z%])|%$/g,
    (all, flags: string | undefined, width: string, precision: string | undefined, letter: string | undefined) => {
      if (all === '%%' || all === '%') return '%';
      if (letter === '%') {
        if (next++ >= args.length) throw new RangeError(format);
        return '%';
      }
      const take = (): Value => {
        if (next >= args.length) throw new RangeError(format);
        return args[next++];
      };
      let marks = flags!;
      let size = width === '*' ? toNumber(take()) : Number(width || 0);
      if (size < 0) {
        marks += '-';
        size = -size;
      }
      const digits = precision === undefined ? undefined : precision === '*' ? toNumber(take()) : Math.max(0, Number(precision || 0));
      size = Math.min(size, 1_000_000);
      switch (letter) {
        case 'c': {
          const value = take();
          const text =
            typeof value === 'number' || value instanceof StrNum
              ? String.fromCharCode(Math.trunc(toNumber(value)) & 255)
              : octets(toText(value, convfmt)).slice(0, 1);
          return fromOctets(padNumber(text, marks.replace('0', ''), size));
        }
        case 's': {
          const text = octets(toText(take(), convfmt));
          return fromOctets(padNumber(digits === undefined ? text : text.slice(0, digits), marks.replace('0', ''), size));
        }
        case 'd':
        case 'i':
        case 'o':
        case 'x':
        case 'X':
        case 'u':
        case 'e':
        case 'E':
        case 'f':
        case 'F':
        case 'g':
        case 'G': {
          const value = toNumber(take());
          return padNumber(
            digitsOf('di'.includes(letter) ? Math.trunc(value) + 0 : value, letter, digits, marks),
            marks,
            size,
            digits !== undefined && 'dioxXu'.includes(letter),
          );
        }
        default:
          return all;
      }
    },
  );
}
