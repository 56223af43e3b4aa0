import { UsageError, type Options } from '../command/getopt';
import type { Command } from '../command/command';
import { localeQuote } from '../command/quote';
import type { Io, Task } from '../command/stdio';

export const factor: Command = {
  name: 'factor',
  options: 'h,exponents',
  usage:
    'Usage: factor [OPTION] [NUMBER]...\nPrint the prime factors of each specified integer NUMBER.  If none\nare specified on the command line, read them from standard input.\n\n  -h, --exponents   print repeated factors in form p^e unless e is 1\n      --help        display this help and exit\n      --version     output version information and exit\n',
  *run(io, options) {
    const words = options.operands.length ? options.operands : (yield* io.stdin.rest()).split(/\s+/).filter(Boolean);
    let code = 0;
    for (const word of words) code ||= yield* show(io, word, options);
    return code;
  },
};

function* show(io: Io, word: string, options: Options): Task<number> {
  if (!/^\s*\+?\d+$/.test(word)) {
    yield* io.error(`${localeQuote(word)} is not a valid positive integer`);
    return 1;
  }
  const number = BigInt(word.trim().replace('+', ''));
  if (number > 10n ** 60n) throw new UsageError(`${localeQuote(word)} is too large`, false);
  const factors = factorsOf(number);
  const shown: string[] = [];
  for (let i = 0; i < factors.length;) {
    let end = i;
    while (factors[end] === factors[i]) end++;
    if (options.has('h') && end - i > 1) shown.push(`${factors[i]}^${end - i}`);
    else for (let k = i; k < end; k++) shown.push(String(factors[k]));
    i = end;
  }
  yield* io.print(`${number}:${shown.map((one) => ` ${one}`).join('')}\n`);
  return 0;
}

/** Prime factors, smallest first; those of 0 and 1 are none. */
function factorsOf(number: bigint): bigint[] {
  const out: bigint[] = [];
  if (number < 2n) return out;
  let rest = number;
  for (let p = 2n; p < 1000n && p * p <= rest; p += p === 2n ? 1n : 2n)
    while (rest % p === 0n) {
      out.push(p);
      rest /= p;
    }
  const pending = rest > 1n ? [rest] : [];
  while (pending.length > 0) {
    const one = pending.pop()!;
    if (isPrime(one)) out.push(one);
    else {
      const divisor = rho(one);
      pending.push(divisor, one / divisor);
    }
  }
  return out.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let [b, e] = [base % modulus, exponent]; e > 0n; e >>= 1n, b = (b * b) % modulus) if (e & 1n) result = (result * b) % modulus;
  return result;
}

/** Miller and Rabin's test. */
function isPrime(n: bigint): boolean {
  const bases = [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n];
  for (const p of bases) if (n % p === 0n) return n === p;
  let d = n - 1n;
  let s = 0;
  while ((d & 1n) === 0n) {
    d >>= 1n;
    s++;
  }
  return bases.every((a) => {
    let x = power(a, d, n);
    if (x === 1n || x === n - 1n) return true;
    for (let i = 1; i < s; i++) {
      x = (x * x) % n;
      if (x === n - 1n) return true;
    }
    return false;
  });
}

const MOST_STEPS = 2_000_000;

/** A divisor by Pollard's rho. Throws UsageError where that takes too long. */
function rho(n: bigint): bigint {
  let steps = 0;
  for (let c = 1n; ; c++) {
    let [x, y] = [2n, 2n];
    for (;;) {
      if (++steps > MOST_STEPS) throw new UsageError(`${n} takes too long to factor here`, false);
      x = (x * x + c) % n;
      y = (y * y + c) % n;
      y = (y * y + c) % n;
      const d = gcd(x > y ? x - y : y - x, n);
      if (d === n) break;
      if (d !== 1n) return d;
    }
  }
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y) [x, y] = [y, x % y];
  return x;
}
