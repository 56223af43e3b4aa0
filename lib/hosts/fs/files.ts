import { errno } from '../process/errno';
import { FileSystem } from './file-system';
import { MOST_NAME, MOST_PATH, type Inode, type InodeStore } from './inode';
import type { Mount, MountTable } from './mounts';

/** Who asks: permission checks go by these, as Linux' effective ids. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  /** What root may do of what root may; absent: all. */
  readonly capabilities?: readonly string[];
}

export const SUPERUSER: Credentials = { uid: 0, gid: 0, groups: [0] };

/** A name that was found: its inode and where it is kept. */
export interface Found {
  readonly store: InodeStore;
  readonly mount: Mount;
  readonly key: string;
  readonly inode: Inode;
  /** Canonical absolute path. */
  readonly path: string;
}

/** The place of a name that may not exist yet: its directory is there. */
export interface Place {
  readonly parent: Found;
  readonly name: string;
  readonly found: Found | undefined;
  readonly path: string;
}

/** What path lookup needs to know of the machine. */
export interface FileContext {
  readonly mounts: MountTable;
  readonly who: Credentials;
  now(): number;
  store(fs: string): InodeStore;
}

const MOST_LINKS = 40;

/** Path lookup as a process sees it: mounts, symbolic links, search permission. Paths are absolute. */
export class Lookup {
  constructor(readonly context: FileContext) {}

  /** The file a path names. ENOENT, ENOTDIR, EACCES, ELOOP. */
  find(path: string, follow = true): Found {
    const place = this.place(path, follow);
    if (!place.found) throw errno('ENOENT');
    if (path.endsWith('/') && place.found.inode.type !== 'dir') throw errno('ENOTDIR');
    return place.found;
  }

  tryFind(path: string, follow = true): Found | undefined {
    try {
      const { found } = this.place(path, follow);
      return found && path.endsWith('/') && found.inode.type !== 'dir' ? undefined : found;
    } catch {
      return undefined;
    }
  }

  /** Where a path's last name is or would be. */
  place(path: string, follow = true): Place {
    if (path === '') throw errno('ENOENT');
    if (path.length > MOST_PATH) throw errno('ENAMETOOLONG');
    return this.walk(path, follow, { links: 0 });
  }

  private walk(path: string, follow: boolean, budget: { links: number }): Place {
    const names = path.split('/').filter((name) => name !== '' && name !== '.');
    const stack: Found[] = [this.root()];
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      const here = stack[stack.length - 1]!;
      if (here.inode.type !== 'dir') throw errno('ENOTDIR');
      if (!allows(here.inode, this.context.who, 1)) throw errno('EACCES');
      if (name === '..') {
        if (stack.length > 1) stack.pop();
        continue;
      }
      if (name.length > MOST_NAME) throw errno('ENAMETOOLONG');
      const last = i === names.length - 1;
      const found = this.child(here, name);
      if (!found) {
        if (!last) throw errno('ENOENT');
        return { parent: here, name, found: undefined, path: join(here.path, name) };
      }
      const isLink = found.inode.type === 'link' && ((found.inode.fd === undefined && found.inode.file === undefined) || !follow);
      if (isLink && (!last || follow || path.endsWith('/'))) {
        if (++budget.links > MOST_LINKS) throw errno('ELOOP');
        const target = found.inode.target!;
        const base = target.startsWith('/') ? target : join(here.path, target);
        const rest = names.slice(i + 1).join('/');
        return this.walk(rest ? `${base}/${rest}` : base, follow, budget);
      }
      if (last) return { parent: here, name, found, path: found.path };
      stack.push(found);
    }
    const found = stack[stack.length - 1]!;
    return { parent: stack[stack.length - 2] ?? found, name: found.path.slice(found.path.lastIndexOf('/') + 1), found, path: found.path };
  }

  private root(): Found {
    const mount = this.context.mounts.at('/');
    if (!mount) throw errno('ENOENT');
    return this.at(mount, '/');
  }

  private at(mount: Mount, path: string): Found {
    const store = this.context.store(mount.fs);
    const inode = store.get(mount.key);
    if (!inode) throw errno('ENOENT');
    return { store, mount, key: mount.key, inode, path };
  }

  private child(here: Found, name: string): Found | undefined {
    const path = join(here.path, name);
    const mount = this.context.mounts.at(path);
    if (mount) return this.at(mount, path);
    const key = here.inode.entries!.get(name);
    if (key === undefined) return undefined;
    const inode = here.store.get(key);
    return inode && { store: here.store, mount: here.mount, key, inode, path };
  }
}

export const join = (directory: string, name: string): string => (directory === '/' ? `/${name}` : `${directory}/${name}`);

/** Whether somebody is root with a capability that its container left it. */
export const privileged = (who: Credentials, capability: string): boolean =>
  who.uid === 0 && (who.capabilities?.includes(capability) ?? true);

/** Whether rights (4 read, 2 write, 1 execute or search) are granted. Root may all but execute what nobody may. */
export function allows(inode: Inode, who: Credentials, want: number): boolean {
  if (privileged(who, 'DAC_OVERRIDE')) return !(want & 1) || inode.type === 'dir' || (inode.mode & 0o111) !== 0;
  const shift = inode.uid === who.uid ? 6 : inode.gid === who.gid || who.groups.includes(inode.gid) ? 3 : 0;
  return ((inode.mode >> shift) & want) === want;
}

/** The file system behind a name, if it can be written: EROFS otherwise. */
export function writable(found: Found): FileSystem {
  if (found.mount.readOnly || !(found.store instanceof FileSystem)) throw errno('EROFS');
  return found.store;
}
