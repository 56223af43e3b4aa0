import { FileSystem } from './fs/file-system';
import { rootMount, type Mount } from './fs/mounts';
import type { Tree } from './fs/tree';
import { MountTable } from './fs/mounts';
import { SUPERUSER } from './fs/files';
import { Tree as FileTree } from './fs/tree';
import { PROC } from './process/machine-state';

/** File operations as root on a file system that no machine has mounted yet: how images and hosts are furnished. */
export function treeOf(fs: FileSystem, now: number): Tree {
  return new FileTree({
    mounts: new MountTable([rootMount('root', fs.type, '/dev/root')]),
    who: SUPERUSER,
    now: () => now,
    store: () => fs,
  });
}

const DIRECTORIES = [
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/home',
  '/media',
  '/mnt',
  '/opt',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/srv',
  '/sys',
  '/tmp',
  '/usr',
  '/usr/bin',
  '/usr/local',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/share',
  '/var',
  '/var/cache',
  '/var/lib',
  '/var/log',
  '/var/spool',
  '/var/tmp',
];

/** The directories every Linux has; with `merged`, /bin and /sbin are links into /usr as on Ubuntu. */
export function layDirectories(tree: Tree, options: { merged: boolean }): void {
  for (const path of DIRECTORIES) {
    if (options.merged && (path === '/bin' || path === '/sbin')) tree.symlink(`usr${path}`, path);
    else tree.mkdir(path);
  }
  tree.symlink('/run', '/var/run');
  tree.chmod('/tmp', 0o1777);
  tree.chmod('/var/tmp', 0o1777);
  tree.chmod('/root', 0o700);
}

/** Puts an executable of the program table into a directory. */
export function installProgram(tree: Tree, path: string, program: string, mode = 0o755): void {
  tree.writeFile(path, `\x7fELF\x02\x01\x01 ${program}\n`, { mode, program });
}

let devices: { readonly now: number; readonly fs: FileSystem } | undefined;

/** /dev with its usual devices. Containers that start at one moment begin with the same inodes. */
export function deviceFs(now: number): FileSystem {
  if (devices?.now !== now) devices = { now, fs: newDevices(now) };
  return devices.fs.fork();
}

function newDevices(now: number): FileSystem {
  const fs = new FileSystem('devtmpfs', now);
  const tree = treeOf(fs, now);
  const device = (name: string, driver: string, mode = 0o666) => {
    const place = tree.place(`/${name}`);
    tree.create(place, { ...tree.fresh('char', mode), device: driver });
  };
  device('null', 'null');
  device('zero', 'zero');
  device('full', 'full');
  device('random', 'random');
  device('urandom', 'random');
  device('tty', 'tty');
  device('console', 'null', 0o620);
  device('ptmx', 'null');
  tree.symlink('/proc/self/fd', '/fd');
  tree.symlink('/proc/self/fd/0', '/stdin');
  tree.symlink('/proc/self/fd/1', '/stdout');
  tree.symlink('/proc/self/fd/2', '/stderr');
  tree.mkdir('/shm');
  tree.chmod('/shm', 0o1777);
  tree.mkdir('/pts');
  return fs;
}

/** /proc, /dev and /dev/pts on top of a root file system. */
export function standardMounts(root: Mount, dev: string): Mount[] {
  return [
    root,
    { path: '/proc', fs: PROC, key: '1', readOnly: false, type: 'proc', source: 'proc' },
    { path: '/dev', fs: dev, key: '1', readOnly: false, type: 'devtmpfs', source: 'udev' },
    { path: '/dev/pts', fs: 'devpts', key: '1', readOnly: false, type: 'devpts', source: 'devpts' },
  ];
}
