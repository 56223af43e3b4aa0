import { byteLength } from '../text';
import { errno } from '../process/errno';
import type { Stat } from '../process/sys';
import { allows, Lookup, writable, type FileContext, type Found, type Place, privileged, type Credentials } from './files';
import { MOST_FILE_BYTES, type Inode } from './inode';

/**
 * File operations by absolute path, with permission checks: what the file calls of `Sys` come to, and what the world
 * uses as root. Throws `Errno`.
 */
export class Tree {
  private readonly lookup: Lookup;

  constructor(private readonly context: FileContext) {
    this.lookup = new Lookup(context);
  }

  find(path: string, follow = true): Found {
    return this.lookup.find(path, follow);
  }

  tryFind(path: string, follow = true): Found | undefined {
    return this.lookup.tryFind(path, follow);
  }

  place(path: string, follow = true): Place {
    return this.lookup.place(path, follow);
  }

  stat(path: string, follow = true): Stat {
    return statOf(this.find(path, follow));
  }

  exists(path: string): boolean {
    return this.tryFind(path) !== undefined;
  }

  readFile(path: string): string {
    const found = this.find(path);
    if (found.inode.type === 'dir') throw errno('EISDIR');
    this.need(found, 4);
    return found.inode.text ?? '';
  }

  readdir(path: string): string[] {
    const found = this.find(path);
    if (found.inode.type !== 'dir') throw errno('ENOTDIR');
    this.need(found, 4);
    const names = [...found.inode.entries!.keys()];
    const prefix = found.path === '/' ? '/' : `${found.path}/`;
    for (const mount of this.context.mounts.mounts) {
      const name = mount.path.startsWith(prefix) ? mount.path.slice(prefix.length) : '';
      if (name && !name.includes('/') && !names.includes(name)) names.push(name);
    }
    return names.sort(asBytes);
  }

  /** Creates or replaces (or appends to) a regular file. */
  writeFile(path: string, text: string, options: { append?: boolean; mode?: number; program?: string } = {}): void {
    const place = this.place(path);
    if (!place.found) {
      this.create(place, {
        ...this.fresh('file', options.mode ?? 0o644),
        text,
        size: byteLength(text),
        ...(options.program ? { program: options.program } : {}),
      });
      return;
    }
    if (place.found.inode.type === 'dir') throw errno('EISDIR');
    this.need(place.found, 2);
    if (place.found.inode.type !== 'file') {
      if (place.found.inode.device) return;
      throw errno('EINVAL');
    }
    this.setText(place.found, options.append ? (place.found.inode.text ?? '') + text : text);
  }

  setText(found: Found, text: string): void {
    const size = byteLength(text);
    if (size > MOST_FILE_BYTES) throw errno('EFBIG');
    const { program: _, ...inode } = found.inode;
    const now = this.context.now();
    writable(found).put(found.key, { ...inode, text, size, mtime: now, ctime: now });
  }

  /** Adds an inode at a free place. Returns it as found. */
  create(place: Place, inode: Inode): Found {
    if (place.found) throw errno('EEXIST');
    this.needParent(place);
    const fs = writable(place.parent);
    const parent = place.parent.inode;
    const inherited =
      parent.mode & 0o2000 ? { ...inode, gid: parent.gid, mode: inode.type === 'dir' ? inode.mode | 0o2000 : inode.mode } : inode;
    const key = fs.add(inherited);
    this.setEntry(place.parent, place.name, key, inode.type === 'dir' ? 1 : 0);
    return { store: fs, mount: place.parent.mount, key, inode: inherited, path: place.path };
  }

  /** An inode of the caller's with no content yet. */
  fresh(type: Inode['type'], mode: number): Inode {
    const now = this.context.now();
    const { uid, gid } = this.context.who;
    const base = { type, mode, uid, gid, nlink: type === 'dir' ? 2 : 1, mtime: now, ctime: now, atime: now };
    return type === 'dir' ? { ...base, size: 4096, entries: new Map() } : { ...base, size: 0, ...(type === 'file' ? { text: '' } : {}) };
  }

  mkdir(path: string, mode = 0o755): void {
    const place = this.place(trimSlash(path), false);
    this.create(place, this.fresh('dir', mode));
  }

  /** mkdir -p. */
  mkdirs(path: string, mode = 0o755): void {
    if (this.tryFind(path)) return;
    let at = '';
    for (const name of path.split('/').filter(Boolean)) {
      at += `/${name}`;
      if (!this.tryFind(at)) this.mkdir(at, mode);
    }
  }

  rmdir(path: string): void {
    if (/(^|\/)\.\/*$/.test(path)) throw errno('EINVAL');
    const place = this.existing(path);
    const { inode } = place.found;
    if (inode.type !== 'dir') throw errno('ENOTDIR');
    if (inode.entries!.size > 0) throw errno('ENOTEMPTY');
    this.needRemovable(place);
    this.setEntry(place.parent, place.name, undefined, -1);
    writable(place.found).remove(place.found.key);
  }

  unlink(path: string): void {
    const place = this.existing(path);
    if (place.found.inode.type === 'dir') throw errno('EISDIR');
    if (path.endsWith('/')) throw errno('ENOTDIR');
    this.needRemovable(place);
    this.setEntry(place.parent, place.name, undefined, 0);
    this.drop(place.found);
  }

  rename(from: string, to: string): void {
    const source = this.existing(from);
    const target = this.place(trimSlash(to), false);
    this.needRemovable(source);
    if (source.parent.store !== target.parent.store) throw errno('EXDEV');
    if (target.found) {
      if (target.found.key === source.found.key) return;
      const isDir = target.found.inode.type === 'dir';
      if (isDir && source.found.inode.type !== 'dir') throw errno('EISDIR');
      if (!isDir && source.found.inode.type === 'dir') throw errno('ENOTDIR');
      if (isDir && target.found.inode.entries!.size > 0) throw errno('ENOTEMPTY');
      this.needRemovable({ ...target, found: target.found });
    } else this.needParent(target);
    if (`${target.path}/`.startsWith(`${source.path}/`)) throw errno('EINVAL');
    const dir = source.found.inode.type === 'dir' ? 1 : 0;
    if (target.found) {
      this.setEntry(target.parent, target.name, undefined, target.found.inode.type === 'dir' ? -1 : 0);
      this.drop(target.found);
    }
    this.setEntry(source.parent, source.name, undefined, -dir);
    this.setEntry(target.parent, target.name, source.found.key, dir);
  }

  link(from: string, to: string): void {
    const source = this.find(from, false);
    if (source.inode.type === 'dir') throw errno('EPERM');
    const target = this.place(to, false);
    if (target.found) throw errno('EEXIST');
    if (source.store !== target.parent.store) throw errno('EXDEV');
    this.needParent(target);
    writable(source).put(source.key, { ...source.inode, nlink: source.inode.nlink + 1, ctime: this.context.now() });
    this.setEntry(target.parent, target.name, source.key, 0);
  }

  symlink(target: string, path: string): void {
    if (target === '') throw errno('ENOENT');
    this.create(this.place(path, false), { ...this.fresh('link', 0o777), target, size: byteLength(target) });
  }

  readlink(path: string): string {
    const { inode } = this.find(path, false);
    if (inode.type !== 'link') throw errno('EINVAL');
    return inode.target!;
  }

  chmod(path: string, mode: number): void {
    this.change(this.find(path), { mode: mode & 0o7777 });
  }

  chown(path: string, uid: number, gid: number, follow = true): void {
    const found = this.find(path, follow);
    const { who } = this.context;
    const keepsOwner = uid < 0 || uid === found.inode.uid;
    const ownGroup = gid < 0 || gid === found.inode.gid || gid === who.gid || who.groups.includes(gid);
    if (!privileged(who, 'CHOWN') && !(keepsOwner && ownGroup && owns(who, found.inode))) throw errno('EPERM');
    const mode = who.uid === 0 ? found.inode.mode : found.inode.mode & ~0o6000;
    const change = { uid: uid < 0 ? found.inode.uid : uid, gid: gid < 0 ? found.inode.gid : gid, mode };
    writable(found).put(found.key, { ...found.inode, ...change, ctime: this.context.now() });
  }

  utimes(path: string, mtime: number): void {
    const found = this.find(path);
    if (this.context.who.uid !== found.inode.uid) this.need(found, 2);
    writable(found).put(found.key, { ...found.inode, mtime, atime: mtime, ctime: this.context.now() });
  }

  access(path: string, want: 'r' | 'w' | 'x'): boolean {
    const found = this.tryFind(path);
    if (!found) return false;
    if (want === 'w' && found.inode.type !== 'char' && (found.mount.readOnly || !('put' in found.store))) return false;
    return allows(found.inode, this.context.who, want === 'r' ? 4 : want === 'w' ? 2 : 1);
  }

  /** EACCES unless the caller has the rights (4 read, 2 write, 1 execute). */
  need(found: Found, want: number): void {
    if (!allows(found.inode, this.context.who, want)) throw errno('EACCES');
  }

  private change(found: Found, change: Partial<Inode>): void {
    const { who } = this.context;
    if (!owns(who, found.inode)) throw errno('EPERM');
    writable(found).put(found.key, { ...found.inode, ...change, ctime: this.context.now() });
  }

  private existing(path: string): Place & { readonly found: Found } {
    const place = this.place(trimSlash(path), false);
    if (!place.found) throw errno('ENOENT');
    if (place.found.path === '/' || this.context.mounts.at(place.found.path)) throw errno('EBUSY');
    return { ...place, found: place.found };
  }

  private needParent(place: Place): void {
    if (place.parent.inode.type !== 'dir') throw errno('ENOTDIR');
    this.need(place.parent, 3);
    writable(place.parent);
  }

  private needRemovable(place: Place & { readonly found: Found }): void {
    this.needParent(place);
    const { who } = this.context;
    const sticky = (place.parent.inode.mode & 0o1000) !== 0;
    if (sticky && !owns(who, place.found.inode) && who.uid !== place.parent.inode.uid) throw errno('EPERM');
  }

  private setEntry(directory: Found, name: string, key: string | undefined, links: number): void {
    const fs = writable(directory);
    const inode = fs.get(directory.key)!;
    const entries = new Map(inode.entries);
    if (key === undefined) entries.delete(name);
    else entries.set(name, key);
    const now = this.context.now();
    fs.put(directory.key, { ...inode, entries, nlink: inode.nlink + links, mtime: now, ctime: now });
  }

  /** One name less; the content stays for open descriptors, which hold the inode by key until `nlink` is 0. */
  private drop(found: Found): void {
    const fs = writable(found);
    const inode = fs.get(found.key)!;
    if (inode.type === 'dir' || inode.nlink <= 1) fs.remove(found.key);
    else fs.put(found.key, { ...inode, nlink: inode.nlink - 1, ctime: this.context.now() });
  }
}

export function statOf(found: Pick<Found, 'store' | 'key' | 'inode' | 'mount'>): Stat {
  const { inode } = found;
  return {
    ino: found.store.inoOf(found.key),
    type: inode.type,
    mode: inode.mode,
    uid: inode.uid,
    gid: inode.gid,
    size: inode.size,
    nlink: inode.nlink,
    mtime: inode.mtime,
    ctime: inode.ctime,
    atime: inode.atime,
    dev: deviceNumber(found.mount.fs),
  };
}

const deviceNumber = (fs: string): number => [...fs].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 0xffff, 7);

const trimSlash = (path: string): string => (path.length > 1 ? path.replace(/(.)\/+$/, '$1') : path);

/** Order of names as bytes (C locale). */
export function asBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether somebody may do what only the owner may. */
const owns = (who: Credentials, inode: Inode): boolean => who.uid === inode.uid || privileged(who, 'FOWNER');
