import type { Terminal, World } from '@/lib/world/world';
import { LiveClock } from '@/lib/world/live-clock';
import type { JournalEntry, SessionFiles, SessionMeta } from './session-files';

/** One input message, in characters. */
export const INPUT_LIMIT = 64 * 1024;
const TERMINALS_LIMIT = 8;
/** Journal entries after which the world is written as a whole again. */
const SNAPSHOT_EVERY = 400;

/** Something asked of a session that it refuses; the message is for the learner. */
export class SessionError extends Error {
  constructor(
    readonly code: 'too-many-terminals' | 'input-too-large' | 'no-terminal' | 'bad-size',
    message: string,
  ) {
    super(message);
  }
}

/** Where a terminal's output goes while somebody watches. */
export interface Watcher {
  /** `offset` is the position after `text` in all that the terminal has ever printed. */
  output(text: string, offset: number): void;
  closed(): void;
}

/**
 * A learner's world while it is in memory: its clock runs only while somebody watches, and what a prompt has
 * acknowledged is in the journal, on disk, before the learner sees that prompt.
 */
export class LiveSession {
  readonly clock: LiveClock;
  private readonly watchers = new Map<Watcher, { terminal: Terminal; shown: number; stop: () => void }>();
  private readonly pictureWatchers = new Set<() => void>();
  private entries = 0;
  /** Resolves when all that has been written to the journal is on disk. */
  private durable: Promise<void> | undefined;

  constructor(
    readonly meta: SessionMeta,
    readonly world: World,
    private readonly files: SessionFiles,
  ) {
    this.clock = new LiveClock(world.sim);
  }

  /** Plays a journal back, each entry at its virtual time. */
  static replay(world: World, entries: readonly JournalEntry[]): void {
    for (const entry of entries) {
      world.sim.runUntil(Math.max(entry.at, world.sim.now()));
      applyEntry(world, entry);
      world.sim.run();
    }
  }

  terminals(): readonly Terminal[] {
    return this.world.terminals().filter((terminal) => !terminal.closed);
  }

  openTerminal(options: { host: string; user: string; columns: number; rows: number }): Terminal {
    if (this.terminals().length >= TERMINALS_LIMIT)
      throw new SessionError('too-many-terminals', `a session has at most ${TERMINALS_LIMIT} terminals`);
    checkSize(options.columns, options.rows);
    this.record({ at: this.world.sim.now(), do: 'open', ...options });
    const terminal = this.world.openTerminal(options);
    this.settleInput(true);
    return terminal;
  }

  input(terminalId: string, text: string): void {
    if (text.length > INPUT_LIMIT) throw new SessionError('input-too-large', `one paste holds at most ${INPUT_LIMIT / 1024} KiB`);
    const terminal = this.terminal(terminalId);
    this.clock.catchUp();
    this.record({ at: this.world.sim.now(), do: 'input', terminal: terminalId, text });
    terminal.input(text);
    // Keys that end a line or send a signal may change things: their output waits for the disk. Others only echo.
    // eslint-disable-next-line no-control-regex -- control characters are the point
    this.settleInput(/[\u0000-\u001f]/.test(text));
  }

  resize(terminalId: string, columns: number, rows: number): void {
    checkSize(columns, rows);
    const terminal = this.terminal(terminalId);
    this.record({ at: this.world.sim.now(), do: 'resize', terminal: terminalId, columns, rows });
    terminal.resize(columns, rows);
    this.settleInput(false);
  }

  closeTerminal(terminalId: string): void {
    const terminal = this.terminal(terminalId);
    this.record({ at: this.world.sim.now(), do: 'close', terminal: terminalId });
    terminal.close();
    this.settleInput(true);
  }

  /** Sends a terminal's output from `offset` on to a watcher; the clock runs until the last one has gone. */
  watch(terminalId: string, offset: number, watcher: Watcher): () => void {
    const terminal = this.terminal(terminalId);
    const state = { terminal, shown: Math.max(0, Math.min(offset, terminal.read(Number.MAX_SAFE_INTEGER).offset)), stop: () => {} };
    state.stop = this.world.sim.listen(terminal.channel, () => setImmediate(() => this.flush()));
    this.watchers.set(watcher, state);
    this.clock.start();
    this.flush();
    return () => {
      this.watchers.get(watcher)?.stop();
      this.watchers.delete(watcher);
      this.rest();
    };
  }

  /** Tells of changes of the cluster's picture; the clock runs meanwhile. */
  watchPicture(listener: () => void): () => void {
    const stops = ['nodes', 'pods', 'services'].map((resource) => this.world.sim.listen(`store:/${resource}`, listener));
    this.pictureWatchers.add(listener);
    this.clock.start();
    return () => {
      for (const stop of stops) stop();
      this.pictureWatchers.delete(listener);
      this.rest();
    };
  }

  get watched(): boolean {
    return this.watchers.size + this.pictureWatchers.size > 0;
  }

  /** Writes the whole world to disk. */
  save(): void {
    this.files.snapshot(this.world.snapshot());
    this.entries = 0;
  }

  /** Leaves memory; the session goes on from disk when somebody returns. */
  unload(): void {
    this.clock.stop();
    this.save();
    this.files.close();
    this.world.close();
  }

  /** Ends for good. */
  remove(): void {
    this.clock.stop();
    for (const [watcher, state] of this.watchers) {
      state.stop();
      watcher.closed();
    }
    this.watchers.clear();
    this.files.remove();
    this.world.close();
  }

  private terminal(id: string): Terminal {
    const terminal = this.world.terminals().find((entry) => entry.id === id);
    if (!terminal) throw new SessionError('no-terminal', `this session has no terminal ${JSON.stringify(id)}`);
    return terminal;
  }

  private record(entry: JournalEntry): void {
    if (this.entries >= SNAPSHOT_EVERY) this.save();
    this.files.append(entry);
    this.entries++;
  }

  private settleInput(mustLast: boolean): void {
    if (mustLast) {
      const written = this.files.sync();
      this.durable = written;
      void written.then(
        () => {
          if (this.durable !== written) return;
          this.durable = undefined;
          this.flush();
        },
        (error: unknown) => console.error('session journal:', error),
      );
    }
    this.clock.catchUp();
    this.flush();
  }

  private flush(): void {
    if (this.durable) return;
    for (const [watcher, state] of this.watchers) {
      const { text, offset } = state.terminal.read(state.shown);
      state.shown = offset;
      if (text) watcher.output(text, offset);
      if (state.terminal.closed) {
        state.stop();
        this.watchers.delete(watcher);
        watcher.closed();
      }
    }
  }

  private rest(): void {
    if (!this.watched) this.clock.stop();
  }
}

function applyEntry(world: World, entry: JournalEntry): void {
  if (entry.do === 'open') {
    world.openTerminal(entry);
    return;
  }
  const terminal = world.terminals().find(({ id }) => id === entry.terminal);
  if (!terminal) return;
  if (entry.do === 'input') terminal.input(entry.text);
  else if (entry.do === 'resize') terminal.resize(entry.columns, entry.rows);
  else terminal.close();
}

function checkSize(columns: number, rows: number): void {
  const fits = (value: number, most: number) => Number.isInteger(value) && value >= 2 && value <= most;
  if (!fits(columns, 500) || !fits(rows, 300)) throw new SessionError('bad-size', 'a terminal has 2 to 500 columns and 2 to 300 rows');
}
