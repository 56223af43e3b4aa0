/** The first digits of pi, as `bignum::bpi(n)` gives them: `3.` and n - 1 decimals, rounded. Machin's formula. */
export function pi(digits: number): string {
  const extra = 10;
  const unit = 10n ** BigInt(digits - 1 + extra);
  const inverse = (x: bigint): bigint => {
    let term = unit / x;
    let sum = term;
    const square = x * x;
    for (let n = 3n, minus = true; term > 0n; n += 2n, minus = !minus) {
      term /= square;
      sum += minus ? -(term / n) : term / n;
    }
    return sum;
  };
  const scaled = 4n * (4n * inverse(5n) - inverse(239n));
  const rounded = (scaled + 5n * 10n ** BigInt(extra - 1)) / 10n ** BigInt(extra);
  const text = rounded.toString();
  return digits <= 1 ? text : `${text[0]}.${text.slice(1)}`;
}
