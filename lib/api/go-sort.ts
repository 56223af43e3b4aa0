const FEW = 12;
const NINTHER = 50;
const MOST_SWAPS = 12;
const MOST_STEPS = 5;
const MASK = (1n << 64n) - 1n;

type Hint = 'increasing' | 'decreasing' | 'unknown';

/**
 * Sorts in place as Go's sort.Sort does: not stably, but always the same way, so that what is equal comes in the order in which the real
 * thing shows it. `less` may be as inconsistent as some of upstream's are. Models sort.pdqsort.
 */
export function goSort<T>(items: T[], less: (a: T, b: T) => boolean): void {
  new Sorter(items, less).sort(0, items.length, bitLength(items.length));
}

const bitLength = (n: number): number => (n === 0 ? 0 : 32 - Math.clz32(n));

class Sorter<T> {
  private swaps = 0;

  constructor(
    private readonly items: T[],
    private readonly isLess: (a: T, b: T) => boolean,
  ) {}

  private less(i: number, j: number): boolean {
    return this.isLess(this.items[i]!, this.items[j]!);
  }

  private swap(i: number, j: number): void {
    [this.items[i], this.items[j]] = [this.items[j]!, this.items[i]!];
  }

  /** Sorts [a, b); after `limit` bad choices of a pivot by a heap. */
  sort(a: number, b: number, limit: number): void {
    let balanced = true;
    let partitioned = true;
    for (;;) {
      const length = b - a;
      if (length <= FEW) return this.insert(a, b);
      if (limit === 0) return this.heap(a, b);
      if (!balanced) {
        this.scatter(a, b);
        limit--;
      }
      let [pivot, hint] = this.choose(a, b);
      if (hint === 'decreasing') {
        for (let i = a, j = b - 1; i < j; i++, j--) this.swap(i, j);
        pivot = b - 1 - (pivot - a);
        hint = 'increasing';
      }
      if (balanced && partitioned && hint === 'increasing' && this.insertPartially(a, b)) return;
      if (a > 0 && !this.less(a - 1, pivot)) {
        a = this.partitionEqual(a, b, pivot);
        continue;
      }
      const [middle, already] = this.partition(a, b, pivot);
      partitioned = already;
      const [left, right] = [middle - a, b - middle];
      balanced = Math.min(left, right) >= Math.floor(length / 8);
      if (left < right) {
        this.sort(a, middle, limit);
        a = middle + 1;
      } else {
        this.sort(middle + 1, b, limit);
        b = middle;
      }
    }
  }

  private insert(a: number, b: number): void {
    for (let i = a + 1; i < b; i++) for (let j = i; j > a && this.less(j, j - 1); j--) this.swap(j, j - 1);
  }

  private heap(a: number, b: number): void {
    const sift = (root: number, end: number) => {
      for (;;) {
        let child = 2 * root + 1;
        if (child >= end) return;
        if (child + 1 < end && this.less(a + child, a + child + 1)) child++;
        if (!this.less(a + root, a + child)) return;
        this.swap(a + root, a + child);
        root = child;
      }
    };
    const length = b - a;
    for (let i = Math.floor((length - 1) / 2); i >= 0; i--) sift(i, length);
    for (let i = length - 1; i >= 0; i--) {
      this.swap(a, a + i);
      sift(0, i);
    }
  }

  /** Exchanges three items for others that the length decides (Models breakPatterns with its xorshift). */
  private scatter(a: number, b: number): void {
    const length = b - a;
    if (length < 8) return;
    let random = BigInt(length);
    const mask = (1n << BigInt(bitLength(length))) - 1n;
    const at = a + Math.floor(length / 4) * 2;
    for (let i = 0; i < 3; i++) {
      random = (random ^ (random << 13n)) & MASK;
      random ^= random >> 7n;
      random = (random ^ (random << 17n)) & MASK;
      let other = Number(random & mask);
      if (other >= length) other -= length;
      this.swap(at - 1 + i, a + other);
    }
  }

  private choose(a: number, b: number): [pivot: number, hint: Hint] {
    const length = b - a;
    const quarter = Math.floor(length / 4);
    let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3];
    this.swaps = 0;
    if (length >= 8) {
      if (length >= NINTHER) [i, j, k] = [this.median(i - 1, i, i + 1), this.median(j - 1, j, j + 1), this.median(k - 1, k, k + 1)];
      j = this.median(i, j, k);
    }
    return [j, this.swaps === 0 ? 'increasing' : this.swaps === MOST_SWAPS ? 'decreasing' : 'unknown'];
  }

  private median(a: number, b: number, c: number): number {
    const order = (x: number, y: number): [number, number] => {
      if (!this.less(y, x)) return [x, y];
      this.swaps++;
      return [y, x];
    };
    [a, b] = order(a, b);
    [b, c] = order(b, c);
    [a, b] = order(a, b);
    return b;
  }

  /** Puts a few items right; true if all are then in order. */
  private insertPartially(a: number, b: number): boolean {
    let i = a + 1;
    for (let step = 0; step < MOST_STEPS; step++) {
      while (i < b && !this.less(i, i - 1)) i++;
      if (i === b) return true;
      if (b - a < NINTHER) return false;
      this.swap(i, i - 1);
      if (i - a >= 2) for (let j = i - 1; j >= 1 && this.less(j, j - 1); j--) this.swap(j, j - 1);
      if (b - i >= 2) for (let j = i + 1; j < b && this.less(j, j - 1); j++) this.swap(j, j - 1);
    }
    return false;
  }

  private partition(a: number, b: number, pivot: number): [middle: number, already: boolean] {
    this.swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    let already = true;
    for (;;) {
      while (i <= j && this.less(i, a)) i++;
      while (i <= j && !this.less(j, a)) j--;
      if (i > j) break;
      already = false;
      this.swap(i++, j--);
    }
    this.swap(j, a);
    return [j, already];
  }

  /** Puts what equals the pivot first; where the greater ones begin. */
  private partitionEqual(a: number, b: number, pivot: number): number {
    this.swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    for (;;) {
      while (i <= j && !this.less(a, i)) i++;
      while (i <= j && this.less(a, j)) j--;
      if (i > j) return i;
      this.swap(i++, j--);
    }
  }
}
