import { deepFreeze } from '@/lib/api/freeze';
import type { GroupResource, KubeObject } from '@/lib/api/object';
import type { Sim } from '@/lib/sim/sim';
import { Collection, keyOf, type CollectionSnapshot, type KeyHistory, type StoreEvent } from './collection';
import { registryPrefix } from './registry-keys';

export interface StoreSnapshot {
  readonly revision: number;
  readonly compacted: number;
  readonly collections: readonly (readonly [id: string, collection: CollectionSnapshot])[];
}

/** Why a write did not happen. */
export type WriteRefusal = 'exists' | 'absent' | 'conflict';

/** Thrown when a write's precondition on the stored state does not hold. */
export class StoreError extends Error {
  constructor(readonly refusal: WriteRefusal) {
    super(`store: ${refusal}`);
  }
}

/** `apps/deployments`; the core group gives `/pods`. */
export const collectionId = ({ group, resource }: GroupResource): string => `${group}/${resource}`;

/** Sim channel notified after each commit to a resource. */
export const storeChannel = (resource: GroupResource): string => `store:${collectionId(resource)}`;

/** Keys that are no objects of the API: `etcdctl put foo bar`. Their objects carry the value as `value`. */
export const RAW_KEYS: GroupResource = { group: 'etcd', resource: 'keys' };
const RAW_ID = collectionId(RAW_KEYS);
const resourceOf = (id: string): GroupResource => {
  const slash = id.lastIndexOf('/');
  return { group: id.slice(0, slash), resource: id.slice(slash + 1) };
};

/** Revision an empty store starts at, as etcd. */
const FIRST_REVISION = 1;

/**
 * The state of the cluster: objects by resource, namespace and name under one global revision, as etcd holds them below
 * `/registry`. Objects are frozen when they come in; a fork shares them.
 */
export class Store {
  private current = FIRST_REVISION;
  private compacted = 0;
  private collections = new Map<string, Collection>();

  constructor(private readonly sim: Sim) {}

  get revision(): number {
    return this.current;
  }

  /** Raises the revision without a change, as writes to keys that no resource has do. */
  bump(): number {
    return ++this.current;
  }

  get(resource: GroupResource, namespace: string, name: string): KubeObject | undefined {
    return this.collections.get(collectionId(resource))?.get(keyOf(namespace, name));
  }

  /** Objects of a resource in key order; of one namespace unless it is ''. */
  list(resource: GroupResource, namespace = ''): readonly KubeObject[] {
    const collection = this.collections.get(collectionId(resource));
    if (!collection) return [];
    const keys = collection.keys();
    const from = namespace === '' ? 0 : collection.lowerBound(`${namespace}/`);
    const found: KubeObject[] = [];
    const prefix = `${namespace}/`;
    for (let i = from; i < keys.length; i++) {
      const key = keys[i]!;
      if (namespace !== '' && !key.startsWith(prefix)) break;
      found.push(collection.get(key)!);
    }
    return found;
  }

  /** How many objects a resource has. */
  count(resource: GroupResource): number {
    return this.collections.get(collectionId(resource))?.size ?? 0;
  }

  /** The objects of a resource as they were at `revision`; undefined when that is compacted. */
  listAt(resource: GroupResource, revision: number): ReadonlyMap<string, KubeObject> | undefined {
    const collection = this.collections.get(collectionId(resource));
    if (!collection) return new Map();
    const events = collection.eventsAfter(revision);
    if (!events) return undefined;
    const objects = new Map<string, KubeObject>();
    for (const key of collection.keys()) objects.set(key, collection.get(key)!);
    for (let i = events.length - 1; i >= 0; i--) {
      const { key, old } = events[i]!;
      if (old) objects.set(key, old);
      else objects.delete(key);
    }
    return new Map([...objects].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Stores a new object; its resource version is set. Throws StoreError `exists`. */
  create(resource: GroupResource, object: KubeObject): KubeObject {
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    const collection = this.collection(resource);
    if (collection.get(key)) throw new StoreError('exists');
    return this.commit(resource, collection, 'ADDED', key, object);
  }

  /**
   * Replaces an object, if the stored one is still `old` (the object read before, or what it shows in another version). Throws StoreError `absent` or
   * `conflict`.
   */
  update(resource: GroupResource, old: KubeObject, object: KubeObject): KubeObject {
    const key = keyOf(object.metadata.namespace, object.metadata.name);
    const collection = this.collection(resource);
    const stored = collection.get(key);
    if (!stored) throw new StoreError('absent');
    if (stored !== old && stored.metadata.resourceVersion !== old.metadata.resourceVersion) throw new StoreError('conflict');
    return this.commit(resource, collection, 'MODIFIED', key, object, stored);
  }

  /** Removes an object; returns its last state, at the deleting revision. Throws StoreError `absent` or `conflict`. */
  delete(resource: GroupResource, old: KubeObject, last: KubeObject = old): KubeObject {
    const key = keyOf(old.metadata.namespace, old.metadata.name);
    const collection = this.collection(resource);
    const stored = collection.get(key);
    if (!stored) throw new StoreError('absent');
    if (stored !== old && stored.metadata.resourceVersion !== old.metadata.resourceVersion) throw new StoreError('conflict');
    return this.commit(resource, collection, 'DELETED', key, last, stored);
  }

  /** Events of a resource after `revision`; undefined when some are compacted (410 Gone). */
  eventsAfter(resource: GroupResource, revision: number): readonly StoreEvent[] | undefined {
    const collection = this.collections.get(collectionId(resource));
    if (!collection) return revision < this.compacted ? undefined : [];
    return collection.eventsAfter(revision);
  }

  changedAfter(resource: GroupResource, revision: number): boolean {
    return this.collections.get(collectionId(resource))?.changedAfter(revision) ?? false;
  }

  /** The oldest revision that reads of a resource can still start from. */
  compactedRevision(resource: GroupResource): number {
    return this.collections.get(collectionId(resource))?.compactedRevision ?? this.compacted;
  }

  /** Forgets changes up to `revision`, as etcd's compaction. */
  compact(revision: number): void {
    this.compacted = Math.max(this.compacted, Math.min(revision, this.current));
    for (const collection of this.collections.values()) collection.compact(this.compacted);
  }

  /** All keys with their objects, resource by resource in the order of their prefixes: `/registry/<resource>/<namespace>/<name>`. */
  *registry(prefix = '/registry/'): Generator<readonly [key: string, object: KubeObject, history: KeyHistory, resource: GroupResource]> {
    const ids = [...this.collections.keys()].map((id) => [this.prefixOf(id), id] as const).sort();
    for (const [start, id] of ids) {
      if (!start.startsWith(prefix) && !prefix.startsWith(start)) continue;
      const collection = this.collections.get(id)!;
      for (const key of collection.keys()) {
        const path = start + key.replace(/^\//, '');
        if (!path.startsWith(prefix)) continue;
        const object = collection.get(key)!;
        yield [path, object, collection.history(key) ?? [Number(object.metadata.resourceVersion ?? 1), 1], resourceOf(id)];
      }
    }
  }

  /** Changes to any key after `revision`, in their order; undefined when some are compacted. */
  changesAfter(revision: number): readonly (StoreEvent & { readonly path: string })[] | undefined {
    const found: (StoreEvent & { readonly path: string })[] = [];
    for (const [id, collection] of this.collections) {
      const events = collection.eventsAfter(revision);
      if (!events) return undefined;
      const start = this.prefixOf(id);
      for (const event of events) found.push({ ...event, path: start + event.key.replace(/^\//, '') });
    }
    return found.sort((a, b) => a.revision - b.revision);
  }

  /** Sim channels of all resources that have ever been written. */
  channels(): string[] {
    return [...this.collections.keys()].map((id) => `store:${id}`);
  }

  /** Objects, and changes that are not compacted: what the size of a database follows from. */
  counts(): { readonly objects: number; readonly changes: number } {
    let objects = 0;
    let changes = 0;
    for (const collection of this.collections.values()) {
      objects += collection.size;
      changes += collection.logLength;
    }
    return { objects, changes };
  }

  /** The revision up to which history is forgotten. */
  get compactRevision(): number {
    return this.compacted;
  }

  /**
   * Goes on with the content of another store, as etcd with another data directory: everything that watches is told to
   * look. The revision may be lower than before. `mend` may raise it (`--bump-revision`).
   */
  adopt(other: Store): void {
    const before = this.channels();
    const copy = other.fork(this.sim);
    this.current = copy.current;
    this.compacted = copy.compacted;
    this.collections = copy.collections;
    for (const channel of new Set([...before, ...this.channels()])) this.sim.notify(channel);
  }

  /** Raises the revision by `count`; with `compact`, everything before is forgotten. Models `etcdutl snapshot restore --bump-revision`. */
  bumpBy(count: number, compact: boolean): void {
    this.current += count;
    if (compact) this.compact(this.current);
  }

  private prefixOf(id: string): string {
    return id === RAW_ID ? '' : registryPrefix(resourceOf(id));
  }

  /** A second store with the same content over another Sim. */
  fork(sim: Sim): Store {
    const other = new Store(sim);
    other.current = this.current;
    other.compacted = this.compacted;
    for (const [id, collection] of this.collections) other.collections.set(id, collection.fork());
    return other;
  }

  snapshot(): StoreSnapshot {
    return {
      revision: this.current,
      compacted: this.compacted,
      collections: [...this.collections].map(([id, collection]) => [id, collection.snapshot()] as const),
    };
  }

  static restore(snapshot: StoreSnapshot, sim: Sim): Store {
    const store = new Store(sim);
    deepFreeze(snapshot);
    store.current = snapshot.revision;
    store.compacted = snapshot.compacted;
    for (const [id, collection] of snapshot.collections) store.collections.set(id, Collection.restore(collection));
    return store;
  }

  private collection(resource: GroupResource): Collection {
    const id = collectionId(resource);
    let collection = this.collections.get(id);
    if (!collection) this.collections.set(id, (collection = new Collection(this.compacted)));
    return collection;
  }

  private commit(
    resource: GroupResource,
    collection: Collection,
    type: StoreEvent['type'],
    key: string,
    object: KubeObject,
    old?: KubeObject,
  ): KubeObject {
    const revision = ++this.current;
    const stored = deepFreeze({ ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }) as KubeObject;
    collection.commit(Object.freeze({ revision, type, key, object: stored, ...(old && { old }) }));
    this.sim.notify(storeChannel(resource));
    return stored;
  }
}
