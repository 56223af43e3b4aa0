import type { FileType } from '../process/sys';

/** A file, directory, link or device. Immutable: a change is a new inode under the same key. */
export interface Inode {
  readonly type: FileType;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly nlink: number;
  /** Virtual milliseconds since the epoch. */
  readonly mtime: number;
  readonly ctime: number;
  readonly atime: number;
  /** Bytes. */
  readonly size: number;
  /** Content of a regular file. */
  readonly text?: string;
  /** Names in a directory → keys of inodes of the same file system. */
  readonly entries?: ReadonlyMap<string, string>;
  /** Where a symbolic link points. */
  readonly target?: string;
  /** Set on /proc/<pid>/fd/N: opening it duplicates that descriptor. */
  readonly fd?: number;
  /** Set on another process' /proc/<pid>/fd/N: id of the open file. */
  readonly file?: number;
  /** An executable: the name of the program in the ProgramTable that runs. */
  readonly program?: string;
  /** A device's driver: null, zero, full, random, tty, console, `pts/0`. */
  readonly device?: string;
}

/** Something that holds inodes by key. The root directory's key is ROOT. */
export interface InodeStore {
  readonly type: string;
  get(key: string): Inode | undefined;
  inoOf(key: string): number;
}

export const ROOT = '1';

export const MOST_FILE_BYTES = 32 * 1024 * 1024;
export const MOST_NAME = 255;
export const MOST_PATH = 4096;
