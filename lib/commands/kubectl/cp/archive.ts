import { packArchive, type Member } from '@/lib/commands/archive/tar-format';
import type { Stat, Sys } from '@/lib/hosts/process/sys';
import { toBytes } from '@/lib/hosts/text';

const MOST_MEMBERS = 10_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** A file or a tree of this machine as an archive in which it is called `name`. Models cp.recursiveTar. */
export function archiveOf(sys: Sys, path: string, name: string): Uint8Array {
  const members: Member[] = [];
  let bytes = 0;
  const add = (at: string, called: string, stat: Stat, type: Member['type'], data: Uint8Array = new Uint8Array(), target = '') => {
    if (members.length >= MOST_MEMBERS) throw new Error(`more than ${MOST_MEMBERS} files: too many for kubectl here`);
    if ((bytes += data.length) > MOST_BYTES) throw new Error('too large for kubectl here');
    const { mode, uid, gid, mtime } = stat;
    members.push({ name: called, type, mode, uid, gid, user: '', group: '', mtime: Math.floor(mtime / 1000), target, data });
  };
  const visit = (at: string, called: string) => {
    const stat = sys.lstat(at);
    if (stat.type === 'dir') {
      const names = sys.readdir(at);
      if (names.length === 0) add(at, called, stat, 'dir');
      for (const each of names) visit(`${at}/${each}`, `${called}/${each}`);
    } else if (stat.type === 'link') add(at, called, stat, 'link', undefined, sys.readlink(at));
    else if (stat.type === 'file') add(at, called, stat, 'file', toBytes(sys.readFile(at)));
  };
  visit(path, name);
  return packArchive(members);
}
