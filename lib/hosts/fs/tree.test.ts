import { describe, expect, it } from 'vitest';
import { treeOf } from '../base-system';
import { Tree } from './tree';
import { FileSystem } from './file-system';
import { MountTable, rootMount, type Mount } from './mounts';
import { SUPERUSER, type Credentials } from './files';

const NOW = 1_000_000;
const fresh = () => new FileSystem('ext4', NOW, { bytes: 1000, inodes: 20 });
const user: Credentials = { uid: 1000, gid: 1000, groups: [1000] };

function as(fs: FileSystem, who: Credentials, ...more: Mount[]): Tree {
  return new Tree({ mounts: new MountTable([rootMount('root', 'ext4', '/dev/root'), ...more]), who, now: () => NOW, store: () => fs });
}

describe('Tree', () => {
  it('keeps a file while one of its hard links is there', () => {
    const tree = treeOf(fresh(), NOW);
    tree.writeFile('/a', 'text');
    tree.link('/a', '/b');
    expect(tree.stat('/b').nlink).toBe(2);
    tree.unlink('/a');
    expect(tree.readFile('/b')).toBe('text');
    expect(tree.stat('/b').nlink).toBe(1);
  });

  it('follows links, and gives up on loops', () => {
    const tree = treeOf(fresh(), NOW);
    tree.mkdir('/d');
    tree.writeFile('/d/f', 'x');
    tree.symlink('d', '/l');
    tree.symlink('/m', '/m');
    expect(tree.find('/l/f').path).toBe('/d/f');
    expect(tree.find('/l/../d/f').path).toBe('/d/f');
    expect(() => tree.find('/m')).toThrow('Too many levels of symbolic links');
  });

  it('refuses what the mode bits do not grant, but not to root', () => {
    const fs = fresh();
    treeOf(fs, NOW).mkdir('/secret', 0o700);
    treeOf(fs, NOW).writeFile('/secret/f', 'x');
    expect(() => as(fs, user).readFile('/secret/f')).toThrow('Permission denied');
    expect(as(fs, SUPERUSER).readFile('/secret/f')).toBe('x');
    expect(() => as(fs, user).writeFile('/new', '')).toThrow('Permission denied');
  });

  it("guards others' files in a sticky directory", () => {
    const fs = fresh();
    const root = treeOf(fs, NOW);
    root.mkdir('/tmp');
    root.chmod('/tmp', 0o1777);
    root.writeFile('/tmp/root', '');
    as(fs, user).writeFile('/tmp/own', '');
    expect(() => as(fs, user).unlink('/tmp/root')).toThrow('Operation not permitted');
    as(fs, user).unlink('/tmp/own');
    expect(root.readdir('/tmp')).toEqual(['root']);
  });

  it('has an end of space and of inodes', () => {
    const tree = treeOf(fresh(), NOW);
    expect(() => tree.writeFile('/big', 'x'.repeat(1001))).toThrow('No space left on device');
    for (let i = 0; i < 19 - 1; i++) tree.mkdir(`/d${i}`);
    expect(() => {
      tree.mkdir('/one');
      tree.mkdir('/two');
    }).toThrow('No space left on device');
  });

  it('does not write through a read-only mount', () => {
    const fs = fresh();
    treeOf(fs, NOW).mkdir('/ro');
    const key = treeOf(fs, NOW).find('/ro').key;
    const tree = as(fs, SUPERUSER, { path: '/ro', fs: 'root', key, readOnly: true, type: 'ext4', source: '/dev/root' });
    expect(() => tree.writeFile('/ro/a', '')).toThrow('Read-only file system');
    expect(() => tree.rmdir('/ro')).toThrow('Device or resource busy');
  });

  it('refuses to move a directory into itself or over a full one', () => {
    const tree = treeOf(fresh(), NOW);
    tree.mkdirs('/a/b');
    tree.mkdirs('/c/d');
    expect(() => tree.rename('/a', '/a/b/x')).toThrow('Invalid argument');
    expect(() => tree.rename('/a', '/c')).toThrow('Directory not empty');
    tree.rename('/a', '/c/a');
    expect(tree.readdir('/c')).toEqual(['a', 'd']);
  });

  it('comes back from a snapshot, against its base', () => {
    const base = fresh();
    treeOf(base, NOW).writeFile('/base', 'b');
    const fs = base.fork('base');
    treeOf(fs, NOW).unlink('/base');
    treeOf(fs, NOW).writeFile('/own', 'o');
    const saved = JSON.parse(JSON.stringify(fs.snapshot(() => base)));
    const back = treeOf(
      FileSystem.restore(saved, () => base),
      NOW,
    );
    expect(back.readdir('/')).toEqual(['own']);
    expect(back.readFile('/own')).toBe('o');
  });
});
