/**
 * Resource quantities (`500m`, `1Gi`, `1e3`), exact to 10⁻⁹ as upstream.
 * Models k8s.io/apimachinery/pkg/api/resource.Quantity.
 */
export interface Quantity {
  /** Value in 10⁻⁹ units. */
  readonly nano: bigint;
  readonly format: QuantityFormat;
}

export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

const NANO = 1_000_000_000n;
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const DECIMAL_BY_EXPONENT = new Map(Object.entries(DECIMAL).map(([suffix, exponent]) => [exponent, suffix]));
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
/** The greatest quantity: 2⁶³ − 1; more is capped. */
const MAX = ((1n << 63n) - 1n) * NANO;

const FORMAT_WRONG = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX_WRONG = "unable to parse quantity's suffix";

export class QuantityError extends Error {}

/** No quantity that means anything is longer; the arithmetic on digits without end would be. */
const LONGEST = 4096;

const cache = new Map<string, Quantity>();
const CACHE_LIMIT = 4096;

/** Parses a quantity; numbers are taken as their decimal text. Throws QuantityError with upstream's words. */
export function parseQuantity(value: string | number): Quantity {
  const text = String(value).trim();
  const known = cache.get(text);
  if (known) return known;
  const parsed = parse(text);
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(text, parsed);
  return parsed;
}

function parse(text: string): Quantity {
  if (text === '' || text.length > LONGEST) throw new QuantityError(FORMAT_WRONG);
  const match = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/.exec(text);
  if (!match || (match[2] === '' && (match[3] ?? '') === '')) throw new QuantityError(FORMAT_WRONG);
  const [, sign, whole = '', fraction = '', suffix = ''] = match;
  const { base, exponent, format } = suffixOf(suffix);
  let digits = BigInt(whole + fraction || '0');
  let scale = -fraction.length + 9;
  if (base === 2) digits <<= BigInt(exponent);
  else scale += exponent;
  if (scale > 60) scale = digits === 0n ? 0 : 60;
  let nano: bigint;
  if (scale >= 0) nano = digits * 10n ** BigInt(scale);
  else {
    const divisor = 10n ** BigInt(Math.min(-scale, 400));
    nano = (digits + divisor - 1n) / divisor;
  }
  if (nano > MAX) nano = MAX;
  const small = format === 'BinarySI' && nano > 0n && nano < NANO;
  return { nano: sign === '-' ? -nano : nano, format: small ? 'DecimalSI' : format };
}

function suffixOf(suffix: string): { base: 2 | 10; exponent: number; format: QuantityFormat } {
  const decimal = DECIMAL[suffix];
  if (decimal !== undefined && Object.hasOwn(DECIMAL, suffix)) return { base: 10, exponent: decimal, format: 'DecimalSI' };
  const binary = BINARY.indexOf(suffix);
  if (binary > 0) return { base: 2, exponent: binary * 10, format: 'BinarySI' };
  const match = /^[eE]([-+]?\d+)$/.exec(suffix);
  if (!match) throw new QuantityError(SUFFIX_WRONG);
  return { base: 10, exponent: Number(match[1]), format: 'DecimalExponent' };
}

/** The canonical text. Models Quantity.String. */
export function formatQuantity(quantity: Quantity): string {
  const { nano } = quantity;
  if (nano === 0n) return '0';
  let format = quantity.format;
  if (format === 'BinarySI' && nano > -1024n * NANO && nano < 1024n * NANO) format = 'DecimalSI';
  if (format === 'BinarySI') {
    let value = ceilDiv(nano, NANO);
    let power = 0;
    while (power < BINARY.length - 1 && value % 1024n === 0n) {
      value /= 1024n;
      power++;
    }
    return `${value}${BINARY[power]}`;
  }
  let value = nano;
  let exponent = -9;
  while (exponent < 18 && value % 1000n === 0n) {
    value /= 1000n;
    exponent += 3;
  }
  if (format === 'DecimalExponent') return exponent === 0 ? `${value}` : `${value}e${exponent}`;
  return `${value}${DECIMAL_BY_EXPONENT.get(exponent)}`;
}

/** The canonical text of a quantity's text: `1000m` → `1`. Throws QuantityError. */
export const canonicalQuantity = (value: string | number): string => formatQuantity(parseQuantity(value));

const toQuantity = (value: Quantity | string | number) => (typeof value === 'object' ? value : parseQuantity(value));

/** Negative, zero or positive as `a` is less than, equal to or more than `b`. */
export function compareQuantities(a: Quantity | string | number, b: Quantity | string | number): number {
  const left = toQuantity(a).nano;
  const right = toQuantity(b).nano;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Sum, in the format of `a` unless `a` is zero. Models Quantity.Add. */
export function addQuantities(a: Quantity | string | number, b: Quantity | string | number): Quantity {
  const left = toQuantity(a);
  const right = toQuantity(b);
  return { nano: left.nano + right.nano, format: left.nano === 0n ? right.format : left.format };
}

/** Difference, in the format of `a` unless `a` is zero. Models Quantity.Sub. */
export function subtractQuantities(a: Quantity | string | number, b: Quantity | string | number): Quantity {
  const left = toQuantity(a);
  const right = toQuantity(b);
  return { nano: left.nano - right.nano, format: left.nano === 0n ? right.format : left.format };
}

/** Whole units, rounded up. Models Quantity.Value. */
export const quantityValue = (value: Quantity | string | number): number => Number(ceilDiv(toQuantity(value).nano, NANO));
/** Thousandths, rounded up. Models Quantity.MilliValue. */
export const quantityMilliValue = (value: Quantity | string | number): number => Number(ceilDiv(toQuantity(value).nano, 1_000_000n));
/** As a floating-point number, for ratios. */
export const quantityNumber = (value: Quantity | string | number): number => Number(toQuantity(value).nano) / 1e9;
/** A quantity of `milli` thousandths. Models NewMilliQuantity. */
export const milliQuantity = (milli: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity => ({
  nano: BigInt(milli) * 1_000_000n,
  format,
});
/** A quantity of `value` units. Models NewQuantity. */
export const newQuantity = (value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity => ({
  nano: BigInt(value) * NANO,
  format,
});

function ceilDiv(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value > 0n && value % divisor !== 0n ? quotient + 1n : value < 0n && value % divisor !== 0n ? quotient - 1n : quotient;
}
