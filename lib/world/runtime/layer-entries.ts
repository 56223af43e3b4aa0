import type { LayerEntry } from '@/lib/commands/containers/image-content';
import type { FileSystem } from '@/lib/hosts/fs/file-system';
import { ROOT, type Inode } from '@/lib/hosts/fs/inode';
import type { Tree } from '@/lib/hosts/fs/tree';

const MOST_ENTRIES = 20_000;
/** What the runtime puts into every container is no part of a layer. */
const OF_RUNTIME = new Set(['/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/dev', '/proc', '/sys']);

const entryOf = (path: string, inode: Inode): LayerEntry => ({
  path,
  kind: inode.type === 'dir' ? 'dir' : inode.type === 'link' ? 'link' : 'file',
  ...(inode.text !== undefined ? { text: inode.text } : {}),
  ...(inode.target !== undefined ? { target: inode.target } : {}),
  ...(inode.program !== undefined ? { program: inode.program } : {}),
  mode: inode.mode,
  ...(inode.uid || inode.gid ? { uid: inode.uid, gid: inode.gid } : {}),
});

const same = (a: Inode, b: Inode): boolean =>
  a.type === b.type &&
  a.mode === b.mode &&
  a.uid === b.uid &&
  a.gid === b.gid &&
  a.text === b.text &&
  a.target === b.target &&
  a.program === b.program;

/** What differs between a file system and the one that it began as: the entries of a layer. */
export function changedSince(base: FileSystem, now: FileSystem): LayerEntry[] {
  const out: LayerEntry[] = [];
  const walk = (path: string, was: Inode | undefined, is: Inode) => {
    for (const name of was?.entries?.keys() ?? []) {
      if (!is.entries?.has(name) && !OF_RUNTIME.has(`${path}/${name}`)) out.push({ path: `${path}/${name}`, kind: 'gone' });
    }
    for (const [name, key] of is.entries ?? []) {
      const at = `${path}/${name}`;
      if (OF_RUNTIME.has(at) || out.length >= MOST_ENTRIES) continue;
      const inode = now.get(key);
      if (!inode) continue;
      const beforeKey = was?.entries?.get(name);
      const before = beforeKey === undefined ? undefined : base.get(beforeKey);
      if (before === inode && inode.type !== 'dir') continue;
      if (!before || !same(before, inode)) if (['file', 'dir', 'link'].includes(inode.type)) out.push(entryOf(at, inode));
      if (inode.type === 'dir') walk(at, before?.type === 'dir' ? before : undefined, inode);
    }
  };
  walk('', base.get(ROOT), now.get(ROOT)!);
  return out;
}

/** A file or tree as entries with paths relative to it (`` for itself); undefined when there is none. */
export function entriesBelow(tree: Tree, path: string): LayerEntry[] | undefined {
  const top = tree.tryFind(path);
  if (!top) return undefined;
  const out: LayerEntry[] = [entryOf('', top.inode)];
  const walk = (dir: string, under: string) => {
    for (const name of tree.readdir(dir)) {
      const found = tree.tryFind(`${dir}/${name}`, false);
      if (!found || out.length >= MOST_ENTRIES) continue;
      if (!['file', 'dir', 'link'].includes(found.inode.type)) continue;
      out.push(entryOf(`${under}/${name}`, found.inode));
      if (found.inode.type === 'dir') walk(`${dir}/${name}`, `${under}/${name}`);
    }
  };
  if (top.inode.type === 'dir') walk(top.path === '/' ? '' : top.path, '');
  return out;
}
