import { deepFreeze } from '@/lib/api/freeze';
import type { GroupResource, KubeObject, WatchEvent } from '@/lib/api/object';
import { expiredStatus } from '@/lib/api/status';
import { LayeredMap } from '@/lib/sim/layered-map';
import type { StreamRead, StreamRef } from '@/lib/sim/http';
import type { Sim } from '@/lib/sim/sim';
import { storeChannel, type Store } from '../store';
import type { KindTable, ServedKind } from '../kinds/kind-table';
import type { Form } from './negotiation';
import { fromStored } from './rest/versions';
import { selectionFrom, type Selection } from './selection';
import { columnDefinitions, partialOf, rowOf, type IncludeObject } from './table';

/** An open watch, as data. */
export interface WatchState {
  readonly resource: GroupResource;
  /** Group of the path, and plural name there: what is watched may be stored as another group's. */
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly name: string;
  readonly labelSelector: string;
  readonly fieldSelector: string;
  readonly form: Form;
  readonly include: IncludeObject;
  /** Events up to this revision have been read (or, for named streams, acknowledged). */
  readonly cursor: number;
  /** Objects told as ADDED before anything else; those that were there when the watch began. */
  readonly initial: readonly KubeObject[];
  /** A bookmark ends the initial events. */
  readonly initialEnd: boolean;
  readonly bookmarks: boolean;
  readonly lastBookmark: number;
  /** Virtual time at which the server ends the watch. */
  readonly deadline?: number;
  /** Tables name their columns once. */
  readonly headerSent: boolean;
  /** Reads advance only with acknowledgements (`writeStream(id, { revision })`): what informers need to survive forks. */
  readonly acknowledged: boolean;
}

export interface WatchesSnapshot {
  readonly next: number;
  readonly open: readonly (readonly [id: string, state: WatchState])[];
}

/** An event of a named stream: the object before the change comes with it. */
export interface NamedWatchEvent extends WatchEvent {
  readonly old?: KubeObject;
  readonly revision: number;
}

const TIMEOUT_QUEUE = 'apiserver/watch-timeout';
const BOOKMARK_EVERY_MS = 60_000;
const MOST_WATCHES = 4096;

/** All open watches of the server. Events come from the store's log when a watch is read; nothing is pushed or buffered. */
export class Watches {
  private open = new LayeredMap<WatchState>();
  private next = 1;
  /** Parsed selectors; derived. */
  private selections = new Map<string, Selection>();

  constructor(
    private readonly sim: Sim,
    private readonly store: Store,
    private readonly kinds: KindTable,
  ) {
    sim.on(TIMEOUT_QUEUE, (id) => {
      const state = this.open.get(id);
      if (state) sim.notify(storeChannel(state.resource));
    });
  }

  /** Opens a watch; with a name, the one already open under it goes on (a fork keeps its position). */
  start(state: WatchState, name?: string): StreamRef {
    const id = `watch/${name ?? this.next++}`;
    if (name === undefined || !this.open.has(id)) {
      if (this.open.size >= MOST_WATCHES) throw new Error(`more than ${MOST_WATCHES} watches are open`);
      this.open.set(id, deepFreeze(state));
      if (state.deadline !== undefined) this.sim.at(TIMEOUT_QUEUE, id, state.deadline, { background: true });
    }
    return { id, channel: storeChannel(this.open.get(id)!.resource) };
  }

  /** Revision up to which a watch has been read or acknowledged; 0 when it has not begun. */
  position(id: string): number {
    return this.open.get(id)?.cursor ?? 0;
  }

  /** Events since the last read; for named streams, since `after` (a revision) or the last acknowledgement. */
  read(id: string, after?: number): StreamRead {
    const state = this.open.get(id);
    if (!state) return { items: [], ended: true };
    const served = this.kinds.served(state.group, state.version, state.resource.resource);
    const over = state.deadline !== undefined && state.deadline <= this.sim.now();
    if (!served) {
      this.close(id);
      return { items: [], ended: true };
    }
    if (state.acknowledged) return this.readNamed(id, state, after ?? state.cursor);
    const events = this.store.eventsAfter(state.resource, state.cursor);
    if (!events) {
      this.close(id);
      const { status } = expiredStatus(`too old resource version: ${state.cursor} (${this.store.compactedRevision(state.resource)})`);
      return { items: [{ type: 'ERROR', object: status }], ended: true };
    }
    const items: object[] = [];
    const selection = this.selection(id, state, served);
    let headerSent = state.headerSent;
    const tell = (type: WatchEvent['type'], object: KubeObject) => {
      items.push({ type, object: this.shaped(state, served, fromStored(served, object), !headerSent) });
      headerSent = true;
    };
    for (const object of state.initial) tell('ADDED', object);
    if (state.initialEnd) items.push(bookmark(served, state.form, state.cursor, true));
    for (const event of events) {
      const change = visible(selection, event.type, event.object, event.old);
      if (change) tell(change, change === 'DELETED' && event.type !== 'DELETED' ? lastSeen(event.object, event.old!) : event.object);
    }
    const cursor = events.length > 0 ? events[events.length - 1]!.revision : state.cursor;
    let lastBookmark = state.lastBookmark;
    if (state.bookmarks && (over || this.sim.now() - lastBookmark >= BOOKMARK_EVERY_MS)) {
      items.push(bookmark(served, state.form, this.store.revision, false));
      lastBookmark = this.sim.now();
    }
    if (over) this.close(id);
    else if (items.length > 0 || cursor !== state.cursor) {
      this.open.set(id, Object.freeze({ ...state, cursor, initial: NONE, initialEnd: false, headerSent, lastBookmark }));
    }
    return { items, ended: over };
  }

  /** `{ revision }` acknowledges the events of a named stream up to there. */
  write(id: string, item: unknown): void {
    const state = this.open.get(id);
    const revision = (item as { revision?: unknown } | null)?.revision;
    if (!state?.acknowledged || typeof revision !== 'number' || revision <= state.cursor) return;
    this.open.set(id, Object.freeze({ ...state, cursor: revision }));
  }

  close(id: string): void {
    this.open.delete(id);
    this.selections.delete(id);
    this.sim.cancel(TIMEOUT_QUEUE, id);
  }

  /** Ends all watches: what they watched is another store's now. Who watches lists again. */
  reset(): void {
    for (const [id, { resource }] of [...this.open.entries()]) {
      this.close(id);
      this.sim.notify(storeChannel(resource));
    }
  }

  /** The same watches over the parts of another server. */
  fork(sim: Sim, store: Store, kinds: KindTable): Watches {
    const other = new Watches(sim, store, kinds);
    other.open = this.open.fork();
    other.next = this.next;
    return other;
  }

  snapshot(): WatchesSnapshot {
    return { next: this.next, open: [...this.open] };
  }

  restore(snapshot: WatchesSnapshot): void {
    this.next = snapshot.next;
    this.open = new LayeredMap(deepFreeze(snapshot.open));
  }

  private readNamed(id: string, state: WatchState, after: number): StreamRead {
    const events = this.store.eventsAfter(state.resource, after);
    if (!events) {
      const { status } = expiredStatus(`too old resource version: ${after} (${this.store.compactedRevision(state.resource)})`);
      return { items: [{ type: 'ERROR', object: status }], ended: false };
    }
    if (!state.labelSelector && !state.fieldSelector && !state.namespace) return { items: events, ended: false };
    const served = this.kinds.served(state.group, state.version, state.resource.resource)!;
    const selection = this.selection(id, state, served);
    const items: NamedWatchEvent[] = [];
    for (const event of events) {
      const type = visible(selection, event.type, event.object, event.old);
      if (type) items.push({ ...event, type });
    }
    return { items, ended: false };
  }

  private selection(id: string, state: WatchState, served: ServedKind): Selection {
    let selection = this.selections.get(id);
    if (!selection) {
      selection = selectionFrom(served.kind, state.namespace, state.name, state.labelSelector, state.fieldSelector);
      this.selections.set(id, selection);
    }
    return selection;
  }

  private shaped(state: WatchState, served: ServedKind, object: KubeObject, withHeader: boolean): object {
    if (state.form === 'partial') return partialOf(object);
    if (state.form !== 'table') return object;
    const { columns } = served.kind;
    return {
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { resourceVersion: object.metadata.resourceVersion },
      columnDefinitions: withHeader ? columnDefinitions(columns) : null,
      rows: [rowOf(columns, object, this.sim.now(), state.include)],
    };
  }
}

const NONE: readonly KubeObject[] = Object.freeze([]);

function bookmark(served: ServedKind, form: Form, revision: number, initialEnd: boolean): object {
  const [kind, apiVersion] = form === 'partial' ? ['PartialObjectMetadata', 'meta.k8s.io/v1'] : [served.kind.kind, served.apiVersion];
  return {
    type: 'BOOKMARK',
    object: {
      kind,
      apiVersion,
      metadata: {
        resourceVersion: String(revision),
        ...(initialEnd && { annotations: { 'k8s.io/initial-events-end': 'true' } }),
      },
    },
  };
}

/** An object that is selected no more is told as it was last, at the revision at which it left. */
const lastSeen = ({ metadata: { resourceVersion } }: KubeObject, old: KubeObject): KubeObject => ({
  ...old,
  metadata: { ...old.metadata, ...(resourceVersion !== undefined && { resourceVersion }) },
});

/** What a change looks like through a selection: objects enter and leave it. */
function visible(
  selection: Selection,
  type: 'ADDED' | 'MODIFIED' | 'DELETED',
  object: KubeObject,
  old: KubeObject | undefined,
): 'ADDED' | 'MODIFIED' | 'DELETED' | undefined {
  if (type === 'ADDED') return selection.matches(object) ? 'ADDED' : undefined;
  const before = old !== undefined && selection.matches(old);
  if (type === 'DELETED') return before ? 'DELETED' : undefined;
  const after = selection.matches(object);
  if (after) return before ? 'MODIFIED' : 'ADDED';
  return before ? 'DELETED' : undefined;
}
