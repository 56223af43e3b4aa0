import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';
import { isSessionId, SessionError, type SessionRecord } from './session-target';

/** A world at some moment, and how much of the journal is in it. */
export interface StoredSnapshot {
  readonly world: unknown;
  /** Bytes of the journal that the world has behind it. */
  readonly journal: number;
  readonly names: readonly (readonly [name: string, terminal: string])[];
}

/** Sessions on the disk: `<folder>/<id>/{session.json,snapshot,journal}`. */
export class SessionStore {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  records(): SessionRecord[] {
    return readdirSync(this.folder)
      .filter(isSessionId)
      .flatMap((id) => this.record(id) ?? []);
  }

  record(id: string): SessionRecord | undefined {
    if (!isSessionId(id)) return undefined;
    try {
      return JSON.parse(readFileSync(join(this.folder, id, 'session.json'), 'utf8')) as SessionRecord;
    } catch {
      return undefined;
    }
  }

  create(record: SessionRecord, snapshot: StoredSnapshot): void {
    mkdirSync(join(this.folder, record.id), { mode: 0o700 });
    this.writeSnapshot(record.id, snapshot);
    this.write(record.id, 'session.json', Buffer.from(JSON.stringify(record)));
  }

  journalPath(id: string): string {
    return join(this.folder, id, 'journal');
  }

  /** Throws SessionError when it is missing or damaged. */
  snapshot(id: string): StoredSnapshot {
    try {
      return deserialize(gunzipSync(readFileSync(join(this.folder, id, 'snapshot')))) as StoredSnapshot;
    } catch (error) {
      throw new SessionError('damaged', `the session's snapshot cannot be read: ${(error as Error).message}`);
    }
  }

  writeSnapshot(id: string, snapshot: StoredSnapshot): void {
    this.write(id, 'snapshot', gzipSync(serialize(snapshot), { level: 1 }));
  }

  remove(id: string): void {
    if (isSessionId(id)) rmSync(join(this.folder, id), { recursive: true, force: true });
  }

  // Whole or not at all: written beside, synced, then renamed.
  private write(id: string, name: string, bytes: Uint8Array): void {
    const path = join(this.folder, id, name);
    const file = openSync(`${path}.new`, 'w', 0o600);
    try {
      writeSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(`${path}.new`, path);
    if (process.platform === 'win32' || !existsSync(this.folder)) return;
    const folder = openSync(join(this.folder, id), 'r');
    fsyncSync(folder);
    closeSync(folder);
  }
}
