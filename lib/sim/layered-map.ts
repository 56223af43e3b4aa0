const DELETED = Symbol('deleted');
type Layer<V> = Map<string, V | typeof DELETED>;

/**
 * A map whose `fork()` is cheap: both sides go on from the same frozen layers and write to a layer of their own.
 * Values must be immutable (replace a value, never change one), because forks share them.
 */
export class LayeredMap<V> {
  private frozen: Layer<V>[] = [];
  private top: Layer<V> = new Map();
  private count = 0;

  constructor(entries: Iterable<readonly [string, V]> = []) {
    for (const [key, value] of entries) this.set(key, value);
  }

  get size(): number {
    return this.count;
  }

  get(key: string): V | undefined {
    let found = this.top.get(key);
    for (let i = this.frozen.length - 1; found === undefined && i >= 0; i--) found = this.frozen[i]!.get(key);
    return found === DELETED ? undefined : (found as V | undefined);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  set(key: string, value: V): this {
    if (value === undefined) throw new TypeError('a LayeredMap holds no undefined');
    if (!this.has(key)) this.count++;
    this.top.set(key, value);
    return this;
  }

  delete(key: string): boolean {
    if (!this.has(key)) return false;
    this.count--;
    if (this.frozen.length === 0) this.top.delete(key);
    else this.top.set(key, DELETED);
    return true;
  }

  /** Entries in no promised order; sort where order matters. */
  *entries(): Generator<[string, V]> {
    if (this.frozen.length === 0) {
      yield* this.top.entries() as IterableIterator<[string, V]>;
      return;
    }
    const layers = [...this.frozen, this.top];
    const seen = new Set<string>();
    for (let i = layers.length - 1; i >= 0; i--) {
      for (const [key, value] of layers[i]!) {
        if (seen.has(key)) continue;
        if (i > 0) seen.add(key);
        if (value !== DELETED) yield [key, value];
      }
    }
  }

  *keys(): Generator<string> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): Generator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): Generator<[string, V]> {
    return this.entries();
  }

  /** Freezes the top layer; layers of its size or smaller go into it, so that there are few of them, and each entry moves seldom. */
  private freezeTop(): void {
    let layers = this.frozen.length;
    let size = this.top.size;
    while (layers > 0 && this.frozen[layers - 1]!.size <= size * 4) size += this.frozen[--layers]!.size;
    if (layers === this.frozen.length) this.frozen = [...this.frozen, this.top];
    else if (layers === 0) this.frozen = [new Map(this.entries())];
    else {
      const merged: Layer<V> = new Map(this.frozen[layers]);
      for (let i = layers + 1; i < this.frozen.length; i++) for (const [key, value] of this.frozen[i]!) merged.set(key, value);
      for (const [key, value] of this.top) merged.set(key, value);
      this.frozen = [...this.frozen.slice(0, layers), merged];
    }
    this.top = new Map();
  }

  /** A second map with the same content; writes to either are not seen by the other. */
  fork(): LayeredMap<V> {
    if (this.top.size > 0) this.freezeTop();
    const other = new LayeredMap<V>();
    other.frozen = this.frozen;
    other.count = this.count;
    return other;
  }
}
