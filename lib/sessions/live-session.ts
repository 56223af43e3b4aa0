import { performance } from 'node:perf_hooks';
import { Journal, perform, settleUntil, type JournalEntry, type Position } from './journal';
import type { Pump, Pumped } from './pump';
import { SessionError, type SessionRecord } from './session-target';
import type { StoredSnapshot } from './session-store';
import type { TerminalOptions, TerminalPort, WorldPort } from './world-port';

export const MOST_TERMINALS = 6;
/** Characters that one message may type. */
export const MOST_INPUT = 65_536;
/** Steps between looks at the clock. */
const CHUNK = 1;
/** A world that cannot keep pace falls behind the wall clock by at most this; the rest of the time it does not get. */
const MOST_LAG_MS = 2_000;
/** How long a world goes on after the last one who looked at it has left. */
const LINGER_MS = 20_000;
const SNAPSHOT_EVERY_BYTES = 512 * 1024;

/** Somebody who looks: told after each turn in which the world may have changed. */
export type Watcher = () => void;

/** A learner's world while it is in memory: its terminals, its clock, and the journal of what was done to it. */
export class LiveSession<W extends WorldPort = WorldPort> implements Pumped {
  private readonly watchers = new Set<Watcher>();
  private lingering: NodeJS.Timeout | undefined;
  /** Virtual minus wall time, while running. */
  private ahead: number | undefined;
  /** Steps done since the last entry, or since all that was due was done; see Position. */
  private steps = 0;
  private goal: number;
  private unfinished = false;
  private recorded: Position;
  private snapshotAt: number;
  private ended = false;
  lastUsed = Date.now();

  constructor(
    readonly record: SessionRecord,
    readonly world: W,
    private readonly journal: Journal,
    private readonly names: Map<string, string>,
    private readonly pump: Pump,
    private readonly save: (snapshot: StoredSnapshot) => void,
  ) {
    this.goal = world.sim.now();
    this.unfinished = world.sim.busy;
    this.recorded = this.position;
    this.snapshotAt = journal.size;
  }

  /** Names of its terminals, in the order in which they were opened. */
  get terminals(): string[] {
    return [...this.names.keys()];
  }

  terminal(name: string): TerminalPort | undefined {
    const id = this.names.get(name);
    return id === undefined ? undefined : this.world.terminal(id);
  }

  /** Opens a terminal under a name of its own. Throws SessionError. */
  openTerminal(name: string, options: TerminalOptions): TerminalPort {
    const open = this.terminals.filter((other) => !this.terminal(other)?.closed);
    if (open.length >= MOST_TERMINALS) throw new SessionError('too-many-terminals', `a session has ${MOST_TERMINALS} terminals at most`);
    this.act({ open: { name, ...options } });
    return this.terminal(name)!;
  }

  input(name: string, text: string): void {
    if (text.length > MOST_INPUT) throw new SessionError('too-large', `more than ${MOST_INPUT} characters at once`);
    if (!this.terminal(name) || text === '') return;
    this.act({ input: [name, text] });
  }

  resize(name: string, columns: number, rows: number): void {
    if (this.terminal(name)) this.act({ size: [name, clamp(columns, 2, 500), clamp(rows, 1, 300)] });
  }

  /** Lets virtual time pass until the world has come to rest; false if it had not after `wallMs` of real time. */
  settle(limitMs: number, wallMs: number): boolean {
    if (this.ended) throw new SessionError('not-found', 'this session has ended');
    this.lastUsed = Date.now();
    // The journal says after how many looks the clock had run out, so that a replay stops at the same step.
    const start = this.position;
    const until = performance.now() + wallMs;
    let looks = 0;
    const stopped = settleUntil(this.world, limitMs, () => {
      looks++;
      return performance.now() > until;
    });
    this.note({ settle: limitMs, ...(stopped && { looks }) }, start);
    this.ahead = this.ahead === undefined ? undefined : this.lead();
    this.pump.wake(this);
    return !stopped;
  }

  /** Looks at the world, which runs while somebody does. Returns the way to stop looking. */
  watch(watcher: Watcher): () => void {
    clearTimeout(this.lingering);
    this.lastUsed = Date.now();
    this.watchers.add(watcher);
    this.ahead ??= this.lead();
    this.pump.start(this);
    return () => {
      this.watchers.delete(watcher);
      this.lastUsed = Date.now();
      if (this.watchers.size > 0 || this.ended) return;
      this.lingering = setTimeout(() => this.pause(), LINGER_MS);
      this.lingering.unref();
    };
  }

  get watched(): boolean {
    return this.watchers.size > 0;
  }

  turn(deadline: number): boolean {
    if (this.ahead === undefined) return true;
    const { sim } = this.world;
    const wanted = this.ahead + performance.now() + sim.leapt;
    if (wanted - sim.now() > MOST_LAG_MS) this.ahead -= wanted - sim.now() - MOST_LAG_MS;
    const done = this.advance(Math.floor(Math.min(wanted, sim.now() + MOST_LAG_MS)), deadline);
    for (const watcher of [...this.watchers]) watcher();
    return done;
  }

  get waitMs(): number | undefined {
    const due = this.world.sim.nextDue;
    return due === undefined || this.ahead === undefined ? undefined : due - (this.ahead + performance.now() + this.world.sim.leapt);
  }

  /** Resolves when what the world has shown so far will be there again after a kill -9. */
  async durable(): Promise<void> {
    const position = this.position;
    if (position.t !== this.recorded.t || position.s !== this.recorded.s) this.note({});
    await this.journal.durable();
    if (!this.ended && this.journal.size - this.snapshotAt > SNAPSHOT_EVERY_BYTES) this.keep();
  }

  /** Writes the world to the disk, so that less has to be replayed. */
  keep(): void {
    this.note({});
    this.save({ world: this.world.snapshot(), journal: this.journal.size, names: [...this.names] });
    this.snapshotAt = this.journal.size;
  }

  /** Takes the session out of memory; with `keep`, it can be taken up again. */
  async end(keep: boolean): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.lingering);
    this.pause();
    if (keep) {
      this.note({});
      await this.journal.durable();
      this.keep();
    }
    await this.journal.close();
  }

  get gone(): boolean {
    return this.ended;
  }

  /** How far virtual time is ahead of the wall clock, but for what a learner has set it forward by. */
  private lead(): number {
    return this.world.sim.now() - this.world.sim.leapt - performance.now();
  }

  private pause(): void {
    this.pump.stop(this);
    this.ahead = undefined;
  }

  private advance(time: number, deadline: number): boolean {
    const { sim } = this.world;
    this.goal = Math.max(time, sim.now());
    do {
      if (sim.runUntil(this.goal, { steps: CHUNK })) {
        this.steps = 0;
        this.unfinished = false;
        return true;
      }
      this.steps += CHUNK;
      this.unfinished = true;
    } while (performance.now() < deadline);
    return false;
  }

  private get position(): Position {
    return this.unfinished ? { t: this.goal, s: this.steps } : { t: this.world.sim.now() };
  }

  private act(deed: Omit<JournalEntry, 't' | 's'>): void {
    if (this.ended) throw new SessionError('not-found', 'this session has ended');
    this.lastUsed = Date.now();
    this.note(deed);
    perform(this.world, deed as JournalEntry, this.names);
    this.pump.wake(this);
  }

  // From here on steps count from this entry.
  private note(deed: Omit<JournalEntry, 't' | 's'>, at = this.position): void {
    this.journal.append({ ...at, ...deed });
    this.steps = 0;
    this.unfinished = true;
    this.goal = this.world.sim.now();
    this.recorded = this.position;
  }
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, Math.floor(value) || least));
