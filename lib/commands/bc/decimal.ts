/** A decimal number: digits, and how many of them stand behind the point. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

export const ten = (power: number): bigint => 10n ** BigInt(power);
export const whole = (value: bigint | number): Decimal => ({ digits: BigInt(value), scale: 0 });
export const ZERO = whole(0n);
export const ONE = whole(1n);

/** The same value with so many decimals; what is cut off is lost. */
export function rescale({ digits, scale }: Decimal, to: number): Decimal {
  if (to === scale) return { digits, scale };
  return { digits: to > scale ? digits * ten(to - scale) : digits / ten(scale - to), scale: to };
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [rescale(a, scale).digits, rescale(b, scale).digits, scale];
}

export function add(a: Decimal, b: Decimal): Decimal {
  const [x, y, scale] = aligned(a, b);
  return { digits: x + y, scale };
}

export const negate = ({ digits, scale }: Decimal): Decimal => ({ digits: -digits, scale });

export function compare(a: Decimal, b: Decimal): number {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** As bc multiplies: min(a + b, max(scale, a, b)) decimals. */
export function multiply(a: Decimal, b: Decimal, scale: number): Decimal {
  return rescale({ digits: a.digits * b.digits, scale: a.scale + b.scale }, Math.min(a.scale + b.scale, Math.max(scale, a.scale, b.scale)));
}

/** To so many decimals, cut off. The divisor is not zero. */
export function divide(a: Decimal, b: Decimal, scale: number): Decimal {
  const up = scale + b.scale - a.scale;
  const top = up >= 0 ? a.digits * ten(up) : a.digits / ten(-up);
  return { digits: top / b.digits, scale };
}

/** What the quotient of so many decimals leaves. */
export function remainder(a: Decimal, b: Decimal, scale: number): Decimal {
  const quotient = divide(a, b, scale);
  const result = add(a, negate({ digits: quotient.digits * b.digits, scale: quotient.scale + b.scale }));
  return rescale(result, Math.max(scale + b.scale, a.scale));
}

/** A whole power. Negative ones have `scale` decimals. */
export function power(base: Decimal, exponent: bigint, scale: number): Decimal {
  const n = exponent < 0n ? -exponent : exponent;
  const full = { digits: base.digits ** n, scale: base.scale * Number(n) };
  if (exponent < 0n) return divide(ONE, full, scale);
  return rescale(full, Math.min(full.scale, Math.max(scale, base.scale)));
}

/** The square root of what is not negative. */
export function squareRoot(value: Decimal, scale: number): Decimal {
  const to = Math.max(scale, value.scale);
  const target = rescale(value, 2 * to).digits;
  if (target < 2n) return { digits: target, scale: to };
  let root =
    BigInt(Math.floor(Math.sqrt(Number(target.toString().slice(0, 15))))) *
      ten(Math.max(0, Math.ceil((target.toString().length - 15) / 2))) +
    1n;
  for (let i = 0; i < 2000; i++) {
    const next = (root + target / root) / 2n;
    if (next === root || next === root + 1n) break;
    root = next;
  }
  while (root * root > target) root--;
  while ((root + 1n) * (root + 1n) <= target) root++;
  return { digits: root, scale: to };
}

const DIGITS = '0123456789ABCDEF';

/** A number as it is written in a base. Digits that the base has not count as its last one, but for a single digit. */
export function parse(text: string, base: number): Decimal {
  const [before = '', after = ''] = text.split('.');
  const limit = (c: string) => BigInt(text.length === 1 ? DIGITS.indexOf(c) : Math.min(DIGITS.indexOf(c), base - 1));
  if (base === 10 && !/[A-F]/.test(text)) return { digits: BigInt(before + after || '0'), scale: after.length };
  let number = 0n;
  for (const c of before) number = number * BigInt(base) + limit(c);
  let fraction = 0n;
  let unit = 1n;
  for (const c of after) {
    fraction = fraction * BigInt(base) + limit(c);
    unit *= BigInt(base);
  }
  return { digits: number * ten(after.length) + (fraction * ten(after.length)) / unit, scale: after.length };
}

/** Digits of a number in a base, sign and point with them; not yet cut into lines. */
export function show({ digits, scale }: Decimal, base: number): string {
  const sign = digits < 0n ? '-' : '';
  const size = digits < 0n ? -digits : digits;
  if (size === 0n) return '0';
  const unit = ten(scale);
  const [integer, rest] = [size / unit, size % unit];
  if (base === 10) return `${sign}${integer === 0n ? '' : integer}${scale > 0 ? `.${rest.toString().padStart(scale, '0')}` : ''}`;
  const width = String(base - 1).length;
  const digit = (value: bigint) => (base <= 16 ? DIGITS[Number(value)]! : ` ${value.toString().padStart(width, '0')}`);
  let text = '';
  for (let left = integer; left > 0n; left /= BigInt(base)) text = digit(left % BigInt(base)) + text;
  if (scale > 0) {
    text += '.';
    // As many digits as are needed to tell the decimals apart.
    let left = rest;
    for (let seen = 1n; seen < unit; seen *= BigInt(base)) {
      left *= BigInt(base);
      text += digit(left / unit);
      left %= unit;
    }
  }
  return sign + text;
}

/** Digits that count, as length() does. */
export function lengthOf({ digits, scale }: Decimal): number {
  const text = (digits < 0n ? -digits : digits).toString();
  return Math.max(text === '0' ? 1 : text.length, scale);
}
