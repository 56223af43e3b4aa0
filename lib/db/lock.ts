import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** The data folder is in use; the message says by whom. */
export class DataFolderBusy extends Error {}

/** Locks of this very process: a lock with our number that is not among them is from an earlier life of the machine. */
const held = new Set<string>();

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

/**
 * Takes a data folder for this process alone: two processes on one embedded database would silently lose rows. The lock
 * of a process that no longer lives is taken over. Returns the way to give it back. Throws DataFolderBusy.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'lock');
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const file = openSync(path, 'wx', 0o600);
      const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
      writeSync(file, `${JSON.stringify(holder)}\n`);
      fsyncSync(file);
      closeSync(file);
      held.add(path);
      return () => {
        if (held.delete(path)) unlinkSync(path);
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(path);
    if (holder && (holder.host !== hostname() || lives(holder.pid, path))) {
      throw new DataFolderBusy(
        `the data folder ${folder} is in use by process ${holder.pid} on ${holder.host} since ${holder.since}: ` +
          `stop that process, or set NEKALA_DATA to another folder (if it is gone for good, delete ${path})`,
      );
    }
    unlinkSync(path);
  }
  throw new DataFolderBusy(`the data folder ${folder} is being opened by another process`);
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function lives(pid: number, path: string): boolean {
  if (pid === process.pid) return held.has(path);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
