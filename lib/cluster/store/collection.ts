import type { KubeObject } from '@/lib/api/object';
import { LayeredMap } from '@/lib/sim/layered-map';

/** One committed change. `old` is absent for creations; a deletion's `object` is the last state, at the deleting revision. */
export interface StoreEvent {
  readonly revision: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** `namespace/name`, with an empty namespace for cluster-scoped objects. */
  readonly key: string;
  readonly object: KubeObject;
  readonly old?: KubeObject;
}

/** What etcd knows of a key besides its value: the revision that created it, and how often it was written since. */
export type KeyHistory = readonly [created: number, version: number];

export interface CollectionSnapshot {
  readonly objects: readonly KubeObject[];
  readonly histories?: readonly (readonly [key: string, history: KeyHistory])[];
  readonly log: readonly StoreEvent[];
  readonly compacted: number;
}

/** Events kept for watches; older ones are compacted away and answer 410. */
const LOG_LIMIT = 8192;
const LOG_KEEP = 4096;
/** Keys that are sorted in one by one. */
const FEW = 16;

/** `namespace/name`: orders as etcd orders the keys of one resource. */
export const keyOf = (namespace: string | undefined, name: string): string => `${namespace ?? ''}/${name}`;

/** The objects of one resource, by key, with the log of their changes. */
export class Collection {
  private objects = new LayeredMap<KubeObject>();
  private histories = new LayeredMap<KeyHistory>();
  /** Keys in order; derived, undefined until asked for. */
  private sorted: string[] | undefined;
  /** Keys that have come since, and are to be sorted in. */
  private unsorted: string[] = [];
  private log: StoreEvent[] = [];
  /** Arrays are shared with a fork and must be copied before they change. */
  private shared = false;
  /** Revision of the newest event that has been dropped from the log. */
  private compacted: number;

  constructor(compacted: number) {
    this.compacted = compacted;
  }

  get size(): number {
    return this.objects.size;
  }

  get compactedRevision(): number {
    return this.compacted;
  }

  get(key: string): KubeObject | undefined {
    return this.objects.get(key);
  }

  history(key: string): KeyHistory | undefined {
    return this.histories.get(key);
  }

  /** Changes kept for watches. */
  get logLength(): number {
    return this.log.length;
  }

  /** All keys, in order. Read-only. */
  keys(): readonly string[] {
    if (!this.sorted) {
      this.sorted = [...this.objects.keys()].sort();
      this.unsorted = [];
    } else if (this.unsorted.length > 0) this.sortIn(this.sorted);
    return this.sorted;
  }

  /** A few keys are put where they belong; more than that are sorted with all. (Inserting each would be quadratic for many.) */
  private sortIn(sorted: string[]): void {
    const { unsorted } = this;
    this.unsorted = [];
    const last = sorted[sorted.length - 1];
    if (unsorted.length <= FEW) {
      for (const key of unsorted) sorted.splice(lowerBound(sorted, key), 0, key);
      return;
    }
    unsorted.sort();
    for (const key of unsorted) sorted.push(key);
    if (last !== undefined && unsorted[0]! < last) sorted.sort();
  }

  /** Position of the first key that is not before `key`. */
  lowerBound(key: string): number {
    return lowerBound(this.keys(), key);
  }

  /** Applies one change and logs it. */
  commit(event: StoreEvent): void {
    if (event.type === 'DELETED') {
      this.objects.delete(event.key);
      this.histories.delete(event.key);
    } else {
      const before = this.histories.get(event.key);
      this.objects.set(event.key, event.object);
      this.histories.set(event.key, before ? [before[0], before[1] + 1] : [event.revision, 1]);
    }
    this.unshare();
    if (this.sorted && event.type !== 'MODIFIED') {
      if (event.type === 'ADDED') this.unsorted.push(event.key);
      else {
        this.keys();
        this.sorted.splice(lowerBound(this.sorted, event.key), 1);
      }
    }
    this.log.push(event);
    if (this.log.length > LOG_LIMIT) this.compact(this.log[this.log.length - LOG_KEEP - 1]!.revision);
  }

  /** Events after `revision`, oldest first; undefined when some of them are gone. */
  eventsAfter(revision: number): readonly StoreEvent[] | undefined {
    if (revision < this.compacted) return undefined;
    const last = this.log[this.log.length - 1];
    if (!last || last.revision <= revision) return [];
    return this.log.slice(this.positionAfter(revision));
  }

  /** Whether something changed after `revision`. */
  changedAfter(revision: number): boolean {
    const last = this.log[this.log.length - 1];
    return last !== undefined && last.revision > revision;
  }

  /** Drops events up to and including `revision`. */
  compact(revision: number): void {
    if (revision <= this.compacted) return;
    this.log = this.log.slice(this.positionAfter(revision));
    this.compacted = revision;
  }

  fork(): Collection {
    const other = new Collection(this.compacted);
    other.objects = this.objects.fork();
    other.histories = this.histories.fork();
    if (this.sorted) other.sorted = this.keys() as string[];
    other.log = this.log;
    other.shared = this.shared = true;
    return other;
  }

  snapshot(): CollectionSnapshot {
    return {
      objects: this.keys().map((key) => this.objects.get(key)!),
      histories: [...this.histories.entries()],
      log: this.log.slice(),
      compacted: this.compacted,
    };
  }

  static restore(snapshot: CollectionSnapshot): Collection {
    const collection = new Collection(snapshot.compacted);
    for (const object of snapshot.objects) {
      collection.objects.set(keyOf(object.metadata.namespace, object.metadata.name), object);
    }
    for (const [key, history] of snapshot.histories ?? []) collection.histories.set(key, history);
    collection.log = snapshot.log.slice();
    return collection;
  }

  private unshare(): void {
    if (!this.shared) return;
    this.log = this.log.slice();
    this.sorted = this.sorted?.slice();
    this.shared = false;
  }

  private positionAfter(revision: number): number {
    let low = 0;
    let high = this.log.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.log[middle]!.revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
