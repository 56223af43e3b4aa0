import type { LayeredMap } from '@/lib/sim/layered-map';

/** A volume or a snapshot as its storage knows it. Plain data. */
export interface Disk {
  /** `driver/handle`. */
  readonly id: string;
  readonly bytes: number;
  readonly kind: 'volume' | 'snapshot';
  /** Zone or node that it stays in. */
  readonly place?: string;
  /** Virtual milliseconds since the epoch. */
  readonly createdAt: number;
}

/** What is on disks and shares; the world has it. */
export interface VolumeContents {
  /** Everything that is on one disk, on another one too. */
  copy(from: string, to: string): void;
  remove(disk: string): void;
  /** The device grows; the file system on it follows when its node says so. */
  resize(disk: string, bytes: number): void;
  /** A directory of an NFS export, as a client at `node` makes, removes or renames it. Throws VolumeError with mount's words. */
  shareDirectory(node: string, server: string, path: string, change: 'create' | 'delete' | { readonly renameTo: string }): void;
}

/** The storage around a cluster: clouds' disks, Ceph's images. State is the given map. */
export class Disks {
  constructor(
    private readonly disks: LayeredMap<Disk>,
    readonly contents: VolumeContents | undefined,
  ) {}

  get(id: string): Disk | undefined {
    return this.disks.get(id);
  }

  list(): readonly Disk[] {
    return [...this.disks.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Makes a disk, with the contents of another one (a snapshot, a volume to clone) if one is named. */
  create(disk: Disk, source?: string): void {
    this.disks.set(disk.id, disk);
    if (source !== undefined) this.contents?.copy(source, disk.id);
  }

  resize(id: string, bytes: number): void {
    const disk = this.disks.get(id);
    if (!disk || disk.bytes >= bytes) return;
    this.disks.set(id, { ...disk, bytes });
    this.contents?.resize(id, bytes);
  }

  remove(id: string): void {
    if (this.disks.delete(id)) this.contents?.remove(id);
  }
}
