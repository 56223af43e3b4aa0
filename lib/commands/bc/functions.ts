import { add, compare, divide, multiply, negate, ONE, rescale, squareRoot, type Decimal, whole, ZERO } from './decimal';

/** Functions of `bc -l`: computed with more decimals, then cut. */
export const LIBRARY: Readonly<Record<string, (x: Decimal, scale: number) => Decimal>> = {
  e: (x, scale) => {
    const extra = scale + 12 + Math.max(0, Math.ceil(Number(x.digits) / 10 ** x.scale / 2.3));
    return rescale(exponential(rescale(x, extra), extra), scale);
  },
  l: (x, scale) => {
    // Upstream's own value for what has no logarithm.
    if (x.digits <= 0n) return rescale(divide(add(ONE, negate(whole(10n ** BigInt(scale)))), ONE, scale), scale);
    const extra = scale + 12;
    return rescale(logarithm(rescale(x, Math.max(extra, x.scale)), extra), scale);
  },
  s: (x, scale) => rescale(sine(x, scale + 12 + lengthOfWhole(x)), scale),
  c: (x, scale) => {
    const extra = scale + 12 + lengthOfWhole(x);
    return rescale(sine(add(x, divide(pi(extra), whole(2n), extra)), extra), scale);
  },
  a: (x, scale) => rescale(arctangent(x, scale + 12), scale),
};

const lengthOfWhole = (x: Decimal): number => Math.max(0, x.digits.toString().length - x.scale);

function exponential(x: Decimal, scale: number): Decimal {
  if (x.digits < 0n) return divide(ONE, exponential(negate(x), scale), scale);
  let halvings = 0;
  let y = x;
  while (compare(y, ONE) > 0) {
    y = divide(y, whole(2n), scale);
    halvings++;
  }
  let sum: Decimal = rescale(ONE, scale);
  let term: Decimal = sum;
  for (let n = 1; n < 2000; n++) {
    term = divide(rescale(multiply(term, y, scale), scale), whole(n), scale);
    if (term.digits === 0n) break;
    sum = add(sum, term);
  }
  for (let i = 0; i < halvings; i++) sum = rescale(multiply(sum, sum, scale), scale);
  return sum;
}

function logarithm(x: Decimal, scale: number): Decimal {
  let factor = 2n;
  let y = x;
  const [low, high] = [
    { digits: 5n, scale: 1 },
    { digits: 2n, scale: 0 },
  ];
  for (let i = 0; i < 2000 && (compare(y, high) >= 0 || compare(y, low) <= 0); i++) {
    y = squareRoot(rescale(y, scale), scale);
    factor *= 2n;
  }
  const ratio = divide(add(y, negate(ONE)), add(y, ONE), scale);
  const square = rescale(multiply(ratio, ratio, scale), scale);
  let term = ratio;
  let sum: Decimal = ratio;
  for (let n = 3; n < 4000; n += 2) {
    term = rescale(multiply(term, square, scale), scale);
    const part = divide(term, whole(n), scale);
    if (part.digits === 0n) break;
    sum = add(sum, part);
  }
  return multiply(whole(factor), sum, scale);
}

function arctangent(x: Decimal, scale: number): Decimal {
  if (x.digits < 0n) return negate(arctangent(negate(x), scale));
  // Halving the angle until the series runs fast.
  let y: Decimal = rescale(x, Math.max(scale, x.scale));
  let doubled = 1n;
  while (compare(y, { digits: 2n, scale: 1 }) > 0) {
    y = divide(y, add(ONE, squareRoot(add(ONE, rescale(multiply(y, y, scale), scale)), scale)), scale);
    doubled *= 2n;
  }
  const square = negate(rescale(multiply(y, y, scale), scale));
  let term = rescale(y, scale);
  let sum: Decimal = term;
  for (let n = 3; n < 4000; n += 2) {
    term = rescale(multiply(term, square, scale), scale);
    const part = divide(term, whole(n), scale);
    if (part.digits === 0n) break;
    sum = add(sum, part);
  }
  return multiply(whole(doubled), sum, scale);
}

const pi = (scale: number): Decimal => multiply(whole(4n), arctangent(ONE, scale + 4), scale + 4);

function sine(x: Decimal, scale: number): Decimal {
  const circle = multiply(whole(2n), pi(scale), scale + 4);
  const turns = divide(x, circle, 0);
  const y = rescale(add(x, negate({ digits: turns.digits * circle.digits, scale: circle.scale })), scale);
  const square = negate(rescale(multiply(y, y, scale), scale));
  let term = y;
  let sum: Decimal = add(ZERO, y);
  for (let n = 2; n < 4000; n += 2) {
    term = divide(rescale(multiply(term, square, scale), scale), whole(n * (n + 1)), scale);
    if (term.digits === 0n) break;
    sum = add(sum, term);
  }
  return sum;
}
