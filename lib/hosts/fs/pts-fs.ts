import type { MachineState } from '../process/machine-state';
import { ROOT, type Inode, type InodeStore } from './inode';

/** Id under which mount tables name /dev/pts. */
export const PTS = 'devpts';

/** /dev/pts: one character device for each open terminal. */
export class PtsFs implements InodeStore {
  readonly type = 'devpts';

  constructor(private readonly state: MachineState) {}

  inoOf(key: string): number {
    return key === ROOT ? 1 : Number(key.slice(4)) + 3;
  }

  get(key: string): Inode | undefined {
    const now = this.state.sim.now();
    const base = { uid: 0, gid: 5, nlink: 1, mtime: now, ctime: now, atime: now, size: 0 };
    if (key === ROOT) {
      const entries = new Map([...this.state.ttys.keys()].map((name) => [name.slice(4), name]));
      return { ...base, type: 'dir', mode: 0o755, gid: 0, nlink: 2, entries };
    }
    const tty = this.state.ttys.get(key);
    if (!tty) return undefined;
    // It belongs to whose session it is.
    const uid = (tty.session === undefined ? undefined : this.state.process(tty.session)?.uid) ?? 0;
    return { ...base, type: 'char', uid, mode: 0o620, device: key };
  }
}
