import { closeSync, existsSync, fdatasync, openSync, readFileSync, truncateSync, write } from 'node:fs';
import { promisify } from 'node:util';
import { SessionError } from './session-target';
import type { TerminalOptions, WorldPort } from './world-port';

const writeTo = promisify(write);
const sync = promisify(fdatasync);

/** A place in a world's run: all that is due until virtual time `t` is done or, with `s`, just `s` steps towards it. */
export interface Position {
  readonly t: number;
  readonly s?: number;
}

/** What was done to a world from outside, and when. An entry without a deed says only how far the world had got. */
export type JournalEntry = Position & {
  readonly open?: { readonly name: string } & TerminalOptions;
  readonly input?: readonly [name: string, text: string];
  readonly size?: readonly [name: string, columns: number, rows: number];
  readonly settle?: number;
  /** After so many looks at the clock `settle` was stopped; see Sim.setGuard. */
  readonly looks?: number;
};

/** One session's journal may grow to this, in bytes. */
export const JOURNAL_LIMIT = 64 * 1024 * 1024;

/**
 * The deeds done to a world, one JSON line each. `append` is immediate; `durable` says when all that was appended is on
 * the disk, in as few writes as there can be.
 */
export class Journal {
  private readonly file: number;
  private waiting = '';
  private writing: Promise<void> | undefined;
  /** Bytes, written or waiting. */
  size: number;

  constructor(path: string) {
    this.size = existsSync(path) ? keepWholeLines(path) : 0;
    this.file = openSync(path, 'a', 0o600);
  }

  append(entry: JournalEntry): void {
    const line = `${JSON.stringify(entry)}\n`;
    const bytes = Buffer.byteLength(line);
    if (this.size + bytes > JOURNAL_LIMIT) throw new SessionError('journal-full', 'this session has grown too long: reset it');
    this.size += bytes;
    this.waiting += line;
  }

  /** Resolves when everything appended so far is on the disk. */
  async durable(): Promise<void> {
    while (this.waiting || this.writing) await (this.writing ??= this.writeOut());
  }

  async close(): Promise<void> {
    await this.durable();
    closeSync(this.file);
  }

  private async writeOut(): Promise<void> {
    try {
      while (this.waiting) {
        const bytes = Buffer.from(this.waiting);
        this.waiting = '';
        for (let at = 0; at < bytes.length;) at += (await writeTo(this.file, bytes, at)).bytesWritten;
        await sync(this.file);
      }
    } finally {
      this.writing = undefined;
    }
  }
}

/** A process killed while writing leaves half a line; nobody was told of it. Gives the file's size. */
function keepWholeLines(path: string): number {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(10) + 1;
  if (end < bytes.length) truncateSync(path, end);
  return end;
}

/** The entries from a byte offset on. Throws SessionError for a line that is none. */
export function readJournal(path: string, from: number): JournalEntry[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path).subarray(from).toString('utf8').split('\n');
  lines.pop();
  return lines.map((line) => {
    try {
      return JSON.parse(line) as JournalEntry;
    } catch {
      throw new SessionError('damaged', `the session's journal is damaged: ${path}`);
    }
  });
}

/** Does an entry's deed. `names` leads from the session's names of terminals to the world's. */
export function perform(world: WorldPort, entry: JournalEntry, names: Map<string, string>): void {
  const terminal = (name: string) => world.terminal(names.get(name) ?? '');
  if (entry.open) {
    const { name, ...options } = entry.open;
    names.set(name, world.openTerminal(options).id);
  }
  if (entry.input) terminal(entry.input[0])?.input(entry.input[1]);
  if (entry.size) terminal(entry.size[0])?.resize(entry.size[1], entry.size[2]);
  if (entry.settle !== undefined) {
    let looks = 0;
    settleUntil(world, entry.settle, () => ++looks === entry.looks);
  }
}

/** Lets a world come to rest within virtual `limitMs`; true if `stop` said true before. */
export function settleUntil(world: WorldPort, limitMs: number, stop: () => boolean): boolean {
  let stopped = false;
  world.sim.setGuard(() => (stopped ||= stop()));
  try {
    world.settle({ limitMs });
  } finally {
    world.sim.setGuard(undefined);
  }
  return stopped;
}

/** Takes a world that is where the journal begins to where it ends. */
export function replay(world: WorldPort, entries: readonly JournalEntry[], names: Map<string, string>): void {
  for (const entry of entries) {
    if (entry.s === undefined) world.sim.runUntil(entry.t, { steps: Infinity });
    else if (entry.s > 0) world.sim.runUntil(entry.t, { steps: entry.s });
    perform(world, entry, names);
  }
}
