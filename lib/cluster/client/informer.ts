import type { GroupResource, KubeObject } from '@/lib/api/object';
import type { StreamRef } from '@/lib/sim/http';
import type { Sim } from '@/lib/sim/sim';
import type { Change, Client, Informer, UserInfo } from './client';
import { errorOf, resourcePath } from './new-client';

/** What a named watch gives for each change (see apiserver/watch.ts). */
interface StreamEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'ERROR';
  readonly object: KubeObject;
  readonly old?: KubeObject;
  readonly revision: number;
}

interface Index {
  keysOf(object: KubeObject): readonly string[];
  readonly byValue: Map<string, Map<string, KubeObject>>;
}

export interface InformerParts {
  readonly sim: Sim;
  readonly client: Client;
  readonly user: UserInfo;
  /** Names the watch, so that a fork takes it up where it was: unique for an owner, a resource and its selectors. */
  readonly streamName: string;
  readonly queue: string;
  readonly key: string;
  readonly resource: GroupResource;
  readonly version: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
}

const keyOf = ({ metadata }: KubeObject) => `${metadata.namespace ?? ''}/${metadata.name}`;
/** Refused (no such resource yet, API server down): asked again after this long. */
const RETRY_MS = 1_000;

/**
 * A watched view of one resource. Reads are always up to date with the server; handlers are told on the informer's queue,
 * once for each change. What has been told is the server's state (the acknowledged position of a named watch), so that a
 * fork tells what its origin had not told yet. Models client-go's SharedIndexInformer.
 */
export class WatchInformer implements Informer {
  private objects = new Map<string, KubeObject>();
  private byNamespace = new Map<string, Map<string, KubeObject>>();
  private indexes = new Map<string, Index>();
  private handlers: ((change: Change) => void)[] = [];
  /** Changes that are in the cache and have not been told. */
  private untold: { change: Change; revision: number }[] = [];
  private stream: StreamRef | undefined;
  private position = 0;
  private dirty = false;
  /** The server has ended the watch: it is opened again with the next list. */
  private ended = false;
  private stopListening: (() => void) | undefined;

  constructor(private readonly parts: InformerParts) {
    this.open();
  }

  get(namespace: string, name: string): KubeObject | undefined {
    this.pull();
    return this.objects.get(`${namespace}/${name}`);
  }

  list(namespace = ''): readonly KubeObject[] {
    this.pull();
    return [...(namespace === '' ? this.objects : (this.byNamespace.get(namespace) ?? NOTHING)).values()];
  }

  byIndex(name: string, value: string): readonly KubeObject[] {
    this.pull();
    const index = this.indexes.get(name);
    if (!index) throw new Error(`informer of ${this.parts.resource.resource} has no index ${name}`);
    return [...(index.byValue.get(value) ?? NOTHING).values()];
  }

  addIndex(name: string, keysOf: (object: KubeObject) => readonly string[]): this {
    const index: Index = { keysOf, byValue: new Map() };
    for (const [key, object] of this.objects) enter(index, key, object);
    this.indexes.set(name, index);
    return this;
  }

  onChange(handler: (change: Change) => void): this {
    this.handlers.push(handler);
    return this;
  }

  /** Tells what has changed, and waits for more. Called by the informer's queue. */
  deliver(): void {
    if (!this.stream && !this.open()) return;
    this.pull();
    while (this.untold.length > 0) {
      const batch = this.untold;
      this.untold = [];
      for (const { change } of batch) for (const handler of this.handlers) handler(change);
      this.pull();
    }
    if (!this.stream) return;
    this.acknowledge();
    this.parts.sim.wait(this.stream.channel, this.parts.queue, this.parts.key);
  }

  /** Ends the watch for good; a later informer of the same name starts from nothing. */
  stop(): void {
    this.stopListening?.();
    if (!this.stream) return;
    this.parts.sim.unwait(this.stream.channel, this.parts.queue, this.parts.key);
    this.parts.client.door.closeStream(this.stream.id);
    this.stream = undefined;
  }

  /** Takes up the named watch, or begins one with a list. False when the server does not serve the resource now. */
  private open(): boolean {
    const { sim, queue, key } = this.parts;
    const opened = this.send({ watch: ['1'], resourceVersion: ['0'] });
    if (!opened?.stream) {
      sim.after(queue, key, RETRY_MS, { background: true });
      return false;
    }
    const listed = this.send({});
    if (!listed) return false;
    const { items, metadata } = listed.body as { items: readonly KubeObject[]; metadata: { resourceVersion: string } };
    this.stream = opened.stream;
    const told = Number(opened.headers['x-stream-position'] ?? 0);
    const pending = told > 0 ? this.read(told) : undefined;
    for (const object of items) this.put(object);
    this.position = Number(metadata.resourceVersion);
    if (pending) {
      // The cache of the origin, as far as it had told: what is pending is undone, and then told in its order.
      for (let i = pending.length - 1; i >= 0; i--) this.undo(pending[i]!);
      for (const event of pending) this.apply(event);
    } else {
      for (const object of items) this.untold.push({ change: { type: 'ADDED', object }, revision: this.position });
    }
    this.stopListening?.();
    this.stopListening = sim.listen(opened.stream.channel, () => {
      this.dirty = true;
    });
    if (pending?.length === 0) sim.wait(opened.stream.channel, queue, key);
    else sim.enqueue(queue, key);
    return true;
  }

  private acknowledge(): void {
    this.parts.client.door.writeStream(this.stream!.id, { revision: this.position });
  }

  private pull(): void {
    if (!this.dirty || !this.stream) return;
    this.dirty = false;
    const events = this.read(this.position);
    if (!events) {
      this.relist();
      return;
    }
    for (const event of events) this.apply(event);
  }

  private read(after: number): readonly StreamEvent[] | undefined {
    const { items, ended } = this.parts.client.door.readStream(this.stream!.id, after);
    this.ended = ended;
    const events = items as readonly StreamEvent[];
    return ended || events[0]?.type === 'ERROR' ? undefined : events;
  }

  /** The server has forgotten where the watch was: compare with a new list. */
  private relist(): void {
    const { sim, queue, key } = this.parts;
    if (this.ended) this.send({ watch: ['1'], resourceVersion: ['0'] });
    const listed = this.send({});
    if (!listed) {
      this.dirty = true;
      sim.after(queue, key, RETRY_MS, { background: true });
      return;
    }
    sim.enqueue(queue, key);
    const { items, metadata } = listed.body as { items: readonly KubeObject[]; metadata: { resourceVersion: string } };
    const revision = Number(metadata.resourceVersion);
    const gone = new Map(this.objects);
    for (const object of items) {
      const key = keyOf(object);
      const old = this.objects.get(key);
      gone.delete(key);
      if (old === object) continue;
      this.put(object);
      this.untold.push({ change: old ? { type: 'MODIFIED', object, old } : { type: 'ADDED', object }, revision });
    }
    for (const [key, object] of gone) {
      this.drop(key, object);
      this.untold.push({ change: { type: 'DELETED', object, old: object }, revision });
    }
    this.position = revision;
  }

  private apply({ type, object, old, revision }: StreamEvent): void {
    if (type === 'DELETED') this.drop(keyOf(object), this.objects.get(keyOf(object)) ?? object);
    else this.put(object);
    this.position = Math.max(this.position, revision);
    this.untold.push({ change: { type, object, ...(old && { old }) }, revision });
  }

  private undo({ object, old }: StreamEvent): void {
    const key = keyOf(object);
    const current = this.objects.get(key);
    if (current) this.drop(key, current);
    if (old) this.put(old);
  }

  private put(object: KubeObject): void {
    const key = keyOf(object);
    const old = this.objects.get(key);
    if (old) for (const index of this.indexes.values()) leave(index, key, old);
    this.objects.set(key, object);
    const namespace = object.metadata.namespace ?? '';
    let home = this.byNamespace.get(namespace);
    if (!home) this.byNamespace.set(namespace, (home = new Map()));
    home.set(key, object);
    for (const index of this.indexes.values()) enter(index, key, object);
  }

  private drop(key: string, object: KubeObject): void {
    this.objects.delete(key);
    this.byNamespace.get(object.metadata.namespace ?? '')?.delete(key);
    for (const index of this.indexes.values()) leave(index, key, object);
  }

  private send(query: Record<string, readonly string[]>) {
    const { client, user, resource, version, streamName, fieldSelector, labelSelector } = this.parts;
    const response = client.door.handle({
      method: 'GET',
      path: resourcePath(resource, version, ''),
      query: {
        ...query,
        ...(fieldSelector && { fieldSelector: [fieldSelector] }),
        ...(labelSelector && { labelSelector: [labelSelector] }),
      },
      headers: { 'x-stream-name': streamName },
      as: user,
    });
    if (response.status >= 200 && response.status < 300) return response;
    if (response.status === 404 || response.status === 403 || response.status >= 500 || response.status === 0) return undefined;
    throw errorOf(response);
  }
}

const NOTHING: ReadonlyMap<string, KubeObject> = new Map();
function enter(index: Index, key: string, object: KubeObject): void {
  for (const value of index.keysOf(object)) {
    let bucket = index.byValue.get(value);
    if (!bucket) index.byValue.set(value, (bucket = new Map()));
    bucket.set(key, object);
  }
}

function leave(index: Index, key: string, object: KubeObject): void {
  for (const value of index.keysOf(object)) {
    const bucket = index.byValue.get(value);
    if (!bucket) continue;
    bucket.delete(key);
    if (bucket.size === 0) index.byValue.delete(value);
  }
}
