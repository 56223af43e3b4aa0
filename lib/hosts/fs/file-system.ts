import { LayeredMap } from '@/lib/sim/layered-map';
import { errno } from '../process/errno';
import { ROOT, type Inode, type InodeStore } from './inode';

export interface FileSystemLimits {
  readonly bytes: number;
  readonly inodes: number;
}

const DEFAULT_LIMITS: FileSystemLimits = { bytes: 256 * 1024 * 1024, inodes: 100_000 };

export interface FileSystemSnapshot {
  readonly type: string;
  readonly base?: string;
  readonly limits: FileSystemLimits;
  readonly next: number;
  readonly used: number;
  readonly changed: readonly (readonly [key: string, inode: SavedInode])[];
  readonly deleted: readonly string[];
}

type SavedInode = Omit<Inode, 'entries'> & { readonly entries?: readonly (readonly [string, string])[] };

/** A writable file system: inodes by key on a copy-on-write map, so that a fork costs nothing. */
export class FileSystem implements InodeStore {
  private inodes: LayeredMap<Inode>;
  private next = 2;
  private bytes = 0;
  /** Told of each inode that changes (inotify, for those who ask). Not state: gone after a fork. */
  onWrite: ((key: string) => void) | undefined;

  constructor(
    readonly type: string,
    now: number,
    private sizes: FileSystemLimits = DEFAULT_LIMITS,
    inodes?: LayeredMap<Inode>,
    /** Name of the file system that this one began as a fork of; snapshots hold only what differs from it. */
    readonly base?: string,
  ) {
    this.inodes = inodes ?? new LayeredMap<Inode>();
    if (!inodes) {
      const root: Inode = {
        type: 'dir',
        mode: 0o755,
        uid: 0,
        gid: 0,
        nlink: 2,
        mtime: now,
        ctime: now,
        atime: now,
        size: 4096,
        entries: new Map(),
      };
      this.inodes.set(ROOT, root);
    }
  }

  get limits(): FileSystemLimits {
    return this.sizes;
  }

  /** The file system takes more bytes from now on (resize2fs). */
  grow(bytes: number): void {
    this.sizes = { ...this.sizes, bytes: Math.max(bytes, this.sizes.bytes) };
  }

  get usedBytes(): number {
    return this.bytes;
  }

  get usedInodes(): number {
    return this.inodes.size;
  }

  get(key: string): Inode | undefined {
    return this.inodes.get(key);
  }

  inoOf(key: string): number {
    return Number(key);
  }

  /** Replaces an inode. ENOSPC when the device is full. */
  put(key: string, inode: Inode): void {
    const before = this.inodes.get(key);
    const grown = contentSize(inode) - contentSize(before);
    if (grown > 0 && this.bytes + grown > this.limits.bytes) throw errno('ENOSPC');
    this.bytes += grown;
    this.inodes.set(key, inode);
    this.onWrite?.(key);
  }

  /** Adds an inode under a new key. ENOSPC when there is none left. */
  add(inode: Inode): string {
    if (this.inodes.size >= this.limits.inodes) throw errno('ENOSPC');
    const key = String(this.next++);
    this.put(key, inode);
    return key;
  }

  /** Forgets an inode that no name and no descriptor holds any more. */
  remove(key: string): void {
    this.bytes -= contentSize(this.inodes.get(key));
    this.inodes.delete(key);
  }

  /** A copy; `base` names what the copy starts from when others may do the same (an image). */
  fork(base = this.base): FileSystem {
    const other = new FileSystem(this.type, 0, this.limits, this.inodes.fork(), base);
    other.next = this.next;
    other.bytes = this.bytes;
    return other;
  }

  snapshot(baseOf: (name: string) => FileSystem | undefined): FileSystemSnapshot {
    const base = this.base === undefined ? undefined : baseOf(this.base);
    const changed: [string, SavedInode][] = [];
    for (const [key, inode] of this.inodes) {
      if (base?.get(key) === inode) continue;
      changed.push([key, inode.entries ? { ...inode, entries: [...inode.entries] } : (inode as SavedInode)]);
    }
    const deleted = base ? [...base.inodes.keys()].filter((key) => !this.inodes.has(key)) : [];
    return {
      type: this.type,
      ...(base ? { base: this.base } : {}),
      limits: this.limits,
      next: this.next,
      used: this.bytes,
      changed,
      deleted,
    };
  }

  static restore(saved: FileSystemSnapshot, baseOf: (name: string) => FileSystem | undefined): FileSystem {
    const base = saved.base === undefined ? undefined : baseOf(saved.base);
    if (saved.base !== undefined && !base) throw new Error(`file system base ${saved.base} is not there`);
    const inodes = base ? base.inodes.fork() : new LayeredMap<Inode>();
    for (const key of saved.deleted) inodes.delete(key);
    for (const [key, inode] of saved.changed) {
      const { entries, ...rest } = inode;
      inodes.set(key, entries ? { ...rest, entries: new Map(entries) } : rest);
    }
    const fs = new FileSystem(saved.type, 0, saved.limits, inodes, saved.base);
    fs.next = saved.next;
    fs.bytes = saved.used;
    return fs;
  }
}

const contentSize = (inode: Inode | undefined): number => (inode?.type === 'file' ? inode.size : 0);
