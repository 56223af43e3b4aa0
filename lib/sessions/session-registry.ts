import { Journal, readJournal, replay } from './journal';
import { LiveSession } from './live-session';
import { Pump } from './pump';
import { SessionStore, type StoredSnapshot } from './session-store';
import { isSessionId, newSessionId, SessionError, type SessionRecord, type SessionTarget } from './session-target';
import type { WorldPort } from './world-port';

/** Where worlds come from. */
export interface WorldSource<W extends WorldPort> {
  /** A world ready for the learner. Throws SessionError `not-found` for a target that there is not. */
  boot(target: SessionTarget): W | Promise<W>;
  restore(snapshot: unknown, target: SessionTarget): W;
}

export interface SessionLimits {
  /** Sessions a learner may have, awake or not; the one unused longest makes room. */
  readonly perUser: number;
  /** Sessions in memory; above it those unused longest go to the disk. */
  readonly awake: number;
  /** A session nobody looks at goes to the disk after this. */
  readonly idleMs: number;
}

const LIMITS: SessionLimits = { perUser: 20, awake: 400, idleMs: 10 * 60_000 };
const SWEEP_MS = 30_000;

/** All learners' sessions: opens, wakes and closes them, and puts those nobody uses to sleep on the disk. */
export class SessionRegistry<W extends WorldPort = WorldPort> {
  readonly pump = new Pump();
  private readonly store: SessionStore;
  private readonly limits: SessionLimits;
  private readonly records = new Map<string, SessionRecord>();
  private readonly awake = new Map<string, LiveSession<W>>();
  private readonly waking = new Map<string, Promise<LiveSession<W>>>();
  private readonly sweeper: NodeJS.Timeout;

  constructor(
    folder: string,
    private readonly source: WorldSource<W>,
    limits: Partial<SessionLimits> = {},
  ) {
    this.store = new SessionStore(folder);
    this.limits = { ...LIMITS, ...limits };
    for (const record of this.store.records()) this.records.set(record.id, record);
    this.sweeper = setInterval(() => void this.sweep(), SWEEP_MS);
    this.sweeper.unref();
  }

  /** The learner's sessions, the oldest first. */
  of(userId: string): SessionRecord[] {
    return [...this.records.values()].filter((record) => record.userId === userId).sort((a, b) => a.createdAt - b.createdAt);
  }

  find(userId: string, kind: SessionTarget['kind'], slug: string): SessionRecord | undefined {
    return this.of(userId)
      .reverse()
      .find(({ target }) => target.kind === kind && target.slug === slug);
  }

  /** A new session with a world of its own. Throws SessionError. */
  async open(userId: string, target: SessionTarget): Promise<LiveSession<W>> {
    const own = this.of(userId);
    if (own.length >= this.limits.perUser) {
      // An exam that runs is not thrown away to make room.
      const spare = own.find(({ id, target: { kind } }) => kind !== 'exam' && !this.awake.get(id)?.watched);
      if (!spare) throw new SessionError('too-many-sessions', `a learner has ${this.limits.perUser} sessions at most: close one first`);
      await this.close(userId, spare.id);
    }
    const world = await this.source.boot(target);
    const record: SessionRecord = { id: newSessionId(), userId, target, createdAt: Date.now() };
    this.store.create(record, { world: world.snapshot(), journal: 0, names: [] });
    this.records.set(record.id, record);
    const session = this.live(record, world, new Map());
    await this.makeRoom();
    return session;
  }

  /** A session by id, woken if it sleeps. Throws SessionError `not-found` for one that is not this learner's, or `damaged`. */
  async get(userId: string, id: string): Promise<LiveSession<W>> {
    const record = isSessionId(id) ? this.records.get(id) : undefined;
    if (!record || record.userId !== userId) throw new SessionError('not-found', 'there is no such session');
    const live = this.awake.get(id);
    if (live && !live.gone) {
      live.lastUsed = Date.now();
      return live;
    }
    let waking = this.waking.get(id);
    if (!waking) {
      waking = this.wake(record).finally(() => this.waking.delete(id));
      this.waking.set(id, waking);
    }
    return await waking;
  }

  /** Ends a session and forgets it. */
  async close(userId: string, id: string): Promise<void> {
    const record = this.records.get(id);
    if (!record || record.userId !== userId) throw new SessionError('not-found', 'there is no such session');
    this.records.delete(id);
    const live = this.awake.get(id);
    this.awake.delete(id);
    await live?.end(false);
    this.store.remove(id);
  }

  /** Sends what nobody has used for long to the disk. */
  async sweep(): Promise<void> {
    const old = Date.now() - this.limits.idleMs;
    for (const live of [...this.awake.values()]) if (!live.watched && live.lastUsed < old) await this.sleep(live);
  }

  /** Writes every session to the disk, at the end of the process. */
  async shutdown(): Promise<void> {
    clearInterval(this.sweeper);
    for (const live of [...this.awake.values()]) await this.sleep(live);
  }

  get load(): { sessions: number; awake: number; running: number; timers: number } {
    return { sessions: this.records.size, awake: this.awake.size, ...this.pump.load };
  }

  private async wake(record: SessionRecord): Promise<LiveSession<W>> {
    const stored = this.store.snapshot(record.id);
    const names = new Map(stored.names);
    const world = this.source.restore(stored.world, record.target);
    replay(world, readJournal(this.store.journalPath(record.id), stored.journal), names);
    const session = this.live(record, world, names);
    await this.makeRoom();
    return session;
  }

  private live(record: SessionRecord, world: W, names: Map<string, string>): LiveSession<W> {
    const save = (snapshot: StoredSnapshot) => this.store.writeSnapshot(record.id, snapshot);
    const session = new LiveSession(record, world, new Journal(this.store.journalPath(record.id)), names, this.pump, save);
    this.awake.set(record.id, session);
    return session;
  }

  private async makeRoom(): Promise<void> {
    if (this.awake.size <= this.limits.awake) return;
    const idle = [...this.awake.values()].filter(({ watched }) => !watched).sort((a, b) => a.lastUsed - b.lastUsed);
    for (const live of idle.slice(0, this.awake.size - this.limits.awake)) await this.sleep(live);
  }

  private async sleep(live: LiveSession<W>): Promise<void> {
    this.awake.delete(live.record.id);
    try {
      await live.end(true);
    } catch (error) {
      // The journal and the last snapshot are still there to come back from.
      console.error(`session ${live.record.id}: ${(error as Error).message}`);
    }
  }
}
