import {
  closeSync,
  existsSync,
  fdatasync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

/** What a session is for; kept beside its state. */
export interface SessionMeta {
  readonly id: string;
  readonly owner: string;
  readonly purpose: Purpose;
  /** Wall clock, milliseconds. */
  readonly createdAt: number;
}

export type Purpose =
  | { readonly kind: 'lab'; readonly slug: string; readonly seed: number }
  | { readonly kind: 'exam'; readonly slug: string; readonly seed: number; readonly attempt: string }
  | { readonly kind: 'free'; readonly name: string };

/** One input to the world, at a virtual time: played back after a restore, it gives the same world. */
export type JournalEntry = { readonly at: number } & (
  | { readonly do: 'open'; readonly host: string; readonly user: string; readonly columns: number; readonly rows: number }
  | { readonly do: 'input'; readonly terminal: string; readonly text: string }
  | { readonly do: 'resize'; readonly terminal: string; readonly columns: number; readonly rows: number }
  | { readonly do: 'close'; readonly terminal: string }
);

interface SnapshotFile {
  readonly generation: number;
  readonly world: unknown;
}

const ID = /^[A-Za-z0-9_-]{16,64}$/;

/** Whether a text can be a session's id: anything else never reaches the file system. */
export const isSessionId = (text: string): boolean => ID.test(text);

/**
 * A session on disk: its meta data, a snapshot of the world, and the journal of what was put in since. A journal line is
 * written at once and made durable when asked; a snapshot starts a new journal.
 */
export class SessionFiles {
  private journal: number | undefined;
  private generation = 0;

  private constructor(readonly folder: string) {}

  static create(root: string, meta: SessionMeta, world: unknown): SessionFiles {
    const files = new SessionFiles(join(root, meta.id));
    mkdirSync(files.folder, { recursive: true, mode: 0o700 });
    durableWrite(join(files.folder, 'meta.json'), JSON.stringify(meta));
    files.snapshot(world);
    return files;
  }

  /** Opens a session that is on disk; undefined when there is none, or only half of one. */
  static open(root: string, id: string): { files: SessionFiles; meta: SessionMeta; world: unknown; entries: JournalEntry[] } | undefined {
    if (!isSessionId(id)) return undefined;
    const folder = join(root, id);
    const [metaPath, worldPath] = [join(folder, 'meta.json'), join(folder, 'world.json.gz')];
    if (!existsSync(metaPath) || !existsSync(worldPath)) return undefined;
    const files = new SessionFiles(folder);
    const meta = JSON.parse(readFileSync(metaPath, 'utf8')) as SessionMeta;
    const { generation, world } = JSON.parse(gunzipSync(readFileSync(worldPath)).toString('utf8')) as SnapshotFile;
    files.generation = generation;
    const path = files.journalPath();
    const entries = existsSync(path) ? readJournal(readFileSync(path, 'utf8')) : [];
    files.journal = openSync(path, 'a', 0o600);
    return { files, meta, world, entries };
  }

  /** Meta data of every session on disk. */
  static list(root: string): SessionMeta[] {
    if (!existsSync(root)) return [];
    return readdirSync(root).flatMap((id) => {
      const path = join(root, id, 'meta.json');
      return isSessionId(id) && existsSync(path) ? [JSON.parse(readFileSync(path, 'utf8')) as SessionMeta] : [];
    });
  }

  /** Rewrites the meta data of a session that is not open. */
  static rename(root: string, meta: SessionMeta): void {
    durableWrite(join(root, meta.id, 'meta.json'), JSON.stringify(meta));
  }

  append(entry: JournalEntry): void {
    writeSync(this.journal!, `${JSON.stringify(entry)}\n`);
  }

  /** Resolves once everything appended so far is on disk. */
  sync(): Promise<void> {
    return new Promise((resolve, reject) => fdatasync(this.journal!, (error) => (error ? reject(error) : resolve())));
  }

  /** Writes the world as it is and begins a new journal. */
  snapshot(world: unknown): void {
    const generation = this.generation + 1;
    const old = this.journalPath();
    if (this.journal !== undefined) closeSync(this.journal);
    const file: SnapshotFile = { generation, world };
    this.generation = generation;
    this.journal = openSync(this.journalPath(), 'a', 0o600);
    durableWrite(join(this.folder, 'world.json.gz'), gzipSync(JSON.stringify(file), { level: 1 }));
    rmSync(old, { force: true });
  }

  close(): void {
    if (this.journal === undefined) return;
    fsyncSync(this.journal);
    closeSync(this.journal);
    this.journal = undefined;
  }

  remove(): void {
    this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private journalPath(): string {
    return join(this.folder, `journal-${this.generation}.ndjson`);
  }
}

/** The whole lines of a journal; a last line that a crash cut short was never acknowledged and is left out. */
function readJournal(text: string): JournalEntry[] {
  const lines = text.split('\n');
  lines.pop();
  return lines.map((line) => JSON.parse(line) as JournalEntry);
}

function durableWrite(path: string, content: string | Uint8Array): void {
  const next = `${path}.next`;
  const fd = openSync(next, 'w', 0o600);
  try {
    writeFileSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(next, path);
}
