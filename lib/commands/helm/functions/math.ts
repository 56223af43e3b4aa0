import { fn, type GoFunction } from '../template/signature';
import { goText, Int } from '../template/value';

/** cast.ToFloat64 as sprig uses it: what is no number is 0. */
export function toFloat(value: unknown): number {
  if (value instanceof Int) return value.n;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' && /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(value.trim())) return Number(value);
  return 0;
}

/** cast.ToInt64: fractions are cut off; texts are read as integers, with Go's prefixes. */
export function toInt(value: unknown): number {
  if (typeof value === 'string') {
    const text = value.replace(/^([-+]?)0+(?=\d)/, '$1').replace(/\.0*$/, '');
    if (/^[-+]?\d+$/.test(text)) return Number(text);
    if (/^0[xX][0-9a-fA-F]+$/.test(text) || /^0[bB][01]+$/.test(text)) return Number(text);
    return 0;
  }
  return Math.trunc(toFloat(value));
}

const int64 = (n: number) => new Int(n, 'int64');
const fold =
  (step: (a: number, b: number) => number) =>
  (first: unknown, ...more: unknown[]) =>
    int64(more.reduce<number>((all, each) => step(all, toInt(each)), toInt(first)));
const foldFloat =
  (step: (a: number, b: number) => number) =>
  (first: unknown, ...more: unknown[]) =>
    Number(more.reduce<number>((all, each) => step(all, toFloat(each)), toFloat(first)).toPrecision(15));

function divide(a: unknown, b: unknown): number {
  if (toInt(b) === 0) throw new Error('runtime error: integer divide by zero');
  return Math.trunc(toInt(a) / toInt(b));
}

function modulo(a: unknown, b: unknown): number {
  if (toInt(b) === 0) throw new Error('runtime error: integer divide by zero');
  return toInt(a) % toInt(b);
}

function round(value: unknown, places: unknown, on?: number): number {
  const scale = 10 ** toInt(places);
  const digit = toFloat(value) * scale;
  const part = Number((digit - Math.floor(digit)).toPrecision(12));
  return (part >= (on ?? 0.5) ? Math.ceil(digit) : Math.floor(digit)) / scale;
}

/** Sprig's arithmetic. */
export const mathFunctions: Readonly<Record<string, GoFunction>> = {
  int: fn('any', (value: unknown) => new Int(toInt(value), 'int')),
  int64: fn('any', (value: unknown) => int64(toInt(value))),
  float64: fn('any', (value: unknown) => toFloat(value)),
  atoi: fn('string', (text: string) => new Int(/^[-+]?\d+$/.test(text) ? Number(text) : 0, 'int')),
  add: fn('...any', (...values: unknown[]) => int64(values.reduce<number>((all, each) => all + toInt(each), 0))),
  add1: fn('any', (value: unknown) => int64(toInt(value) + 1)),
  sub: fn('any any', (a: unknown, b: unknown) => int64(toInt(a) - toInt(b))),
  div: fn('any any', (a: unknown, b: unknown) => int64(divide(a, b))),
  mod: fn('any any', (a: unknown, b: unknown) => int64(modulo(a, b))),
  mul: fn(
    'any ...any',
    fold((a, b) => a * b),
  ),
  max: fn('any ...any', fold(Math.max)),
  biggest: fn('any ...any', fold(Math.max)),
  min: fn('any ...any', fold(Math.min)),
  addf: fn('...any', (...values: unknown[]) => Number(values.reduce<number>((all, each) => all + toFloat(each), 0).toPrecision(15))),
  add1f: fn('any', (value: unknown) => toFloat(value) + 1),
  subf: fn(
    'any ...any',
    foldFloat((a, b) => a - b),
  ),
  divf: fn(
    'any ...any',
    foldFloat((a, b) => a / b),
  ),
  mulf: fn(
    'any ...any',
    foldFloat((a, b) => a * b),
  ),
  maxf: fn('any ...any', foldFloat(Math.max)),
  minf: fn('any ...any', foldFloat(Math.min)),
  ceil: fn('any', (value: unknown) => Math.ceil(toFloat(value))),
  floor: fn('any', (value: unknown) => Math.floor(toFloat(value))),
  round: fn('any int ...float64', (value: unknown, places: Int, ...on: number[]) => round(value, places, on[0])),
  toDecimal: fn('any', (value: unknown) => int64(parseInt(goText(value), 8) || 0)),
};
