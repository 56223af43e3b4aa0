const HEX = '0123456789abcdef';

/** Seeded pseudo-random numbers (mulberry32): the same seed gives the same sequence on every machine. */
export class Random {
  constructor(private state: number) {
    this.state = state >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number in [0, below). */
  int(below: number): number {
    return Math.floor(this.next() * below);
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('cannot pick from nothing');
    return items[this.int(items.length)] as T;
  }

  /** `length` characters drawn from `alphabet`. */
  text(length: number, alphabet: string): string {
    let out = '';
    for (let i = 0; i < length; i++) out += alphabet[this.int(alphabet.length)];
    return out;
  }

  /** A random version-4 UUID. */
  uuid(): string {
    let out = '';
    for (let i = 0; i < 32; i++) {
      const digit = this.int(16);
      if (i === 8 || i === 12 || i === 16 || i === 20) out += '-';
      out += i === 12 ? '4' : HEX[i === 16 ? 8 + (digit & 3) : digit];
    }
    return out;
  }

  /** The whole state; `new Random(state)` goes on from here. */
  snapshot(): number {
    return this.state;
  }
}
