import { ROOT } from './inode';

/** One line of /proc/mounts: a directory (or file) of a file system seen at a path. */
export interface Mount {
  readonly path: string;
  /** Id of the file system in the machine. */
  readonly fs: string;
  /** Key of the inode that appears at the path. */
  readonly key: string;
  readonly readOnly: boolean;
  /** As /proc/mounts shows them. */
  readonly type: string;
  readonly source: string;
  /** Beyond `rw,relatime`. */
  readonly options?: readonly string[];
  /** Another part of a file system that is mounted elsewhere: no line of its own in /proc/mounts. */
  readonly bind?: boolean;
  /** The pod's volume that this is: `<pod uid>/<volume>`. */
  readonly volume?: string;
}

/** What a set of processes sees mounted where. Immutable list; order is mount order. */
export class MountTable {
  private readonly byPath: Map<string, Mount>;

  constructor(readonly mounts: readonly Mount[]) {
    this.byPath = new Map(mounts.map((mount) => [mount.path, mount]));
  }

  at(path: string): Mount | undefined {
    return this.byPath.get(path);
  }

  with(mount: Mount): MountTable {
    return new MountTable([...this.mounts.filter((other) => other.path !== mount.path), mount]);
  }

  without(path: string): MountTable {
    return new MountTable(this.mounts.filter((other) => other.path !== path));
  }

  /** The mount that a path lies in. */
  of(path: string): Mount {
    let best: Mount | undefined;
    for (const mount of this.mounts) {
      const inside = mount.path === '/' || path === mount.path || path.startsWith(`${mount.path}/`);
      if (inside && (!best || mount.path.length >= best.path.length)) best = mount;
    }
    if (!best) throw new Error('no root file system');
    return best;
  }
}

/** A mount table with a file system at `/`. */
export const rootMount = (fs: string, type: string, source: string): Mount => ({ path: '/', fs, key: ROOT, readOnly: false, type, source });
