/**
 * Blowfish with bcrypt's key schedule, for the passphrases of OpenSSH's private keys. Its tables are the first digits of
 * pi, which are computed when they are first needed.
 */

const WORDS = 18 + 4 * 256;
let initial: { readonly p: Uint32Array; readonly s: Uint32Array } | undefined;

/** pi - 3 as a binary fraction, by Machin's formula. */
function tables(): { readonly p: Uint32Array; readonly s: Uint32Array } {
  if (initial) return initial;
  const bits = BigInt(WORDS * 32 + 64);
  const one = 1n << bits;
  const arctanOfInverse = (x: bigint): bigint => {
    let [term, sum, n, sign] = [one / x, 0n, 1n, 1n];
    while (term > 0n) {
      sum += (sign * term) / n;
      term /= x * x;
      n += 2n;
      sign = -sign;
    }
    return sum;
  };
  const pi = 4n * (4n * arctanOfInverse(5n) - arctanOfInverse(239n));
  const hex = (pi - 3n * one).toString(16).padStart(Number(bits) / 4, '0');
  const words = Uint32Array.from({ length: WORDS }, (_, i) => Number.parseInt(hex.slice(i * 8, i * 8 + 8), 16));
  return (initial = { p: words.slice(0, 18), s: words.slice(18) });
}

export class Blowfish {
  private readonly p: Uint32Array;
  private readonly s: Uint32Array;
  private left = 0;
  private right = 0;

  constructor() {
    const { p, s } = tables();
    this.p = p.slice();
    this.s = s.slice();
  }

  /** Encrypts a block in place. */
  encipher(block: Uint32Array, at = 0): void {
    this.left = block[at]!;
    this.right = block[at + 1]!;
    this.round();
    block[at] = this.left;
    block[at + 1] = this.right;
  }

  /** bcrypt's schedule: the key over the whole state, with the salt mixed in where one is given. */
  expand(key: Uint32Array, salt?: Uint32Array): void {
    const { p, s } = this;
    for (let i = 0; i < 18; i++) p[i]! ^= key[i % key.length]!;
    this.left = 0;
    this.right = 0;
    let from = 0;
    const fill = (table: Uint32Array) => {
      for (let i = 0; i < table.length; i += 2) {
        if (salt) {
          this.left ^= salt[from % salt.length]!;
          this.right ^= salt[(from + 1) % salt.length]!;
          from += 2;
        }
        this.round();
        table[i] = this.left;
        table[i + 1] = this.right;
      }
    };
    fill(p);
    fill(s);
  }

  private round(): void {
    const { p, s } = this;
    let [l, r] = [this.left, this.right];
    for (let i = 0; i < 16; i += 2) {
      l ^= p[i]!;
      r ^= (((s[l >>> 24]! + s[256 + ((l >>> 16) & 255)]!) ^ s[512 + ((l >>> 8) & 255)]!) + s[768 + (l & 255)]!) | 0;
      r ^= p[i + 1]!;
      l ^= (((s[r >>> 24]! + s[256 + ((r >>> 16) & 255)]!) ^ s[512 + ((r >>> 8) & 255)]!) + s[768 + (r & 255)]!) | 0;
    }
    this.left = (r ^ p[17]!) >>> 0;
    this.right = (l ^ p[16]!) >>> 0;
  }
}
