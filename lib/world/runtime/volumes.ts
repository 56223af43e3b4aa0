import type { Mount, MountSource, VolumeFile, VolumeSetUp } from '@/lib/cluster/kubelet/runtime';
import { StartError, VolumeError } from '@/lib/cluster/kubelet/runtime';
import { treeOf } from '@/lib/hosts/base-system';
import { SUPERUSER } from '@/lib/hosts/fs/files';
import { FileSystem } from '@/lib/hosts/fs/file-system';
import { MountTable, rootMount, type Mount as FsMount } from '@/lib/hosts/fs/mounts';
import { ROOT, type Inode } from '@/lib/hosts/fs/inode';
import { Tree } from '@/lib/hosts/fs/tree';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import { Errno } from '@/lib/hosts/process/sys';
import type { Core } from '../core';
import { blockDevice, diskFileSystem, diskStore, removeTree } from './disks';
import { hostPathAt, localPathAt } from './host-path';
import { mountNfs } from './nfs';

/** A directory (or file, or device) that a volume comes to on a node, and how it shows in /proc/mounts. */
type Place = Pick<FsMount, 'fs' | 'key' | 'type' | 'source' | 'readOnly'>;

const NODE_DISK = { type: 'ext4', source: '/dev/vda1' } as const;
const EMPTY_DIR_INODES = 50_000;
const EMPTY_DIR_BYTES = 256 * 1024 * 1024;

export const volumeDirectory = ({ podUid, plugin, specName }: Pick<VolumeSetUp, 'podUid' | 'plugin' | 'specName'>): string =>
  `/var/lib/kubelet/pods/${podUid}/volumes/${plugin}/${specName}`;

/**
 * Makes a volume ready on its node: mounts what has to be mounted under the pod's directory, and gives it to the pod's
 * group. Throws VolumeError in the kubelet's words.
 */
export function setUpVolume(core: Core, kernel: Kernel, setUp: VolumeSetUp): void {
  const { source } = setUp;
  if (source.type === 'files') return;
  const at = place(core, kernel, setUp);
  const path = `${volumeDirectory(setUp)}${source.type === 'disk' && !source.block ? '/mount' : ''}`;
  if (source.type === 'hostPath') return;
  kernel.tree().mkdirs(path);
  const more = {
    volume: `${setUp.podUid}/${setUp.volume}`,
    ...(setUp.mountOptions.length > 0 ? { options: setUp.mountOptions } : {}),
    ...(source.type === 'local' || (source.type === 'emptyDir' && !source.medium) ? { bind: true } : {}),
  };
  const space = kernel.state.ns(HOST);
  const there = space.mounts.some((mount) => mount.path === path);
  if (!there)
    kernel.setNamespaces({ ...space, mounts: [...space.mounts, { path, ...at, readOnly: at.readOnly || setUp.readOnly, ...more }] });
  if (setUp.fsGroup !== undefined && managesOwnership(source)) giveToGroup(core, kernel, at, setUp.fsGroup);
}

/** Unmounts a pod's volumes and forgets what was its own. */
export function tearDownVolumes(kernel: Kernel, podUid: string): void {
  const root = `/var/lib/kubelet/pods/${podUid}`;
  const space = kernel.state.ns(HOST);
  const mounts = space.mounts.filter((mount) => !mount.path.startsWith(`${root}/`));
  if (mounts.length !== space.mounts.length) kernel.setNamespaces({ ...space, mounts });
  for (const store of [...kernel.state.stores.keys()]) if (store.startsWith(`emptydir/${podUid}/`)) kernel.state.stores.delete(store);
  const tree = kernel.tree();
  if (tree.tryFind(root)) removeTree(tree, root);
}

/** Network file systems and hostPath keep their own owners. */
const managesOwnership = (source: MountSource): boolean =>
  source.type === 'emptyDir' || source.type === 'local' || (source.type === 'disk' && !source.block);

/** Models volume.SetVolumeOwnership: the group owns everything and new files too. */
function giveToGroup(core: Core, kernel: Kernel, at: Place, gid: number): void {
  const tree = treeAt(core, kernel, at);
  const walk = (path: string): void => {
    const stat = tree.stat(path, false);
    if (stat.type === 'link') return;
    tree.chown(path, -1, gid);
    tree.chmod(path, stat.mode | (stat.type === 'dir' ? 0o2770 : 0o660));
    if (stat.type === 'dir') for (const name of tree.readdir(path)) walk(path === '/' ? `/${name}` : `${path}/${name}`);
  };
  if (tree.stat('/').gid !== gid || (tree.stat('/').mode & 0o2070) !== 0o2070) walk('/');
}

const treeAt = (core: Core, kernel: Kernel, at: Pick<Place, 'fs' | 'key'>): Tree =>
  new Tree({
    mounts: new MountTable([{ ...rootMount(at.fs, 'ext4', '/dev/root'), key: at.key }]),
    who: SUPERUSER,
    now: () => core.sim.now(),
    store: (id) => kernel.state.store(id),
  });

function place(core: Core, kernel: Kernel, { podUid, volume, source, specName, plugin, readOnly, mountOptions }: VolumeSetUp): Place {
  switch (source.type) {
    case 'emptyDir':
      return emptyDir(kernel, podUid, volume, source);
    case 'hostPath':
      return onNode(hostPathAt(kernel, source.path, source.hostPathType));
    case 'local':
      try {
        return onNode(localPathAt(kernel, source.path));
      } catch (error) {
        throw error instanceof VolumeError ? new VolumeError(error.message, error.operation, specName) : error;
      }
    case 'nfs':
      return nfs(core, kernel, source, { path: volumeDirectory({ podUid, plugin, specName }), readOnly, mountOptions, specName });
    case 'disk':
      if (source.block) return { ...blockDevice(core, source.disk), type: 'devtmpfs', source: source.device, readOnly: false };
      diskFileSystem(core, source.disk, source.fsType, source.bytes);
      return { fs: diskStore(source.disk), key: ROOT, type: source.fsType, source: source.device, readOnly: false };
    case 'files':
      throw new Error('files are mounted for each container');
  }
}

const onNode = ({ mount, key }: { readonly mount: FsMount; readonly key: string }): Place => ({
  fs: mount.fs,
  key,
  readOnly: false,
  ...NODE_DISK,
});

function emptyDir(kernel: Kernel, podUid: string, volume: string, source: MountSource & { readonly type: 'emptyDir' }): Place {
  const id = `emptydir/${podUid}/${volume}`;
  const now = kernel.state.sim.now();
  if (!kernel.state.stores.has(id)) {
    const bytes = (source.medium ? source.sizeLimitBytes : undefined) ?? EMPTY_DIR_BYTES;
    const fs = new FileSystem(source.medium ? 'tmpfs' : 'ext4', now, { bytes, inodes: EMPTY_DIR_INODES });
    treeOf(fs, now).chmod('/', 0o777);
    kernel.addStore(id, fs);
  }
  return { fs: id, key: ROOT, readOnly: false, ...(source.medium ? { type: 'tmpfs', source: 'tmpfs' } : NODE_DISK) };
}

interface NfsClient extends Pick<VolumeSetUp, 'readOnly' | 'mountOptions' | 'specName'> {
  /** Mount point. */
  readonly path: string;
}

/** Models pkg/volume/nfs: what `mount` said is in the error. */
function nfs(core: Core, kernel: Kernel, source: MountSource & { readonly type: 'nfs' }, client: NfsClient): Place {
  const what = `${source.server}:${source.path}`;
  const options = [...client.mountOptions, ...(client.readOnly ? ['ro'] : [])];
  const failed = (output: string): never => {
    const words = `-t nfs ${options.length > 0 ? `-o ${options.join(',')} ` : ''}${what} ${client.path}`;
    throw new VolumeError(
      `mount failed: exit status 32\nMounting command: mount\nMounting arguments: ${words}\nOutput: ${output}\n`,
      undefined,
      client.specName,
    );
  };
  if (!kernel.tree().tryFind('/usr/sbin/mount.nfs'))
    return failed(
      `mount: ${client.path}: bad option; for several filesystems (e.g. nfs, cifs) you might need a /sbin/mount.<type> helper program.`,
    );
  const bad = options.find(
    (option) =>
      !/^(ro|rw|hard|soft|bg|fg|intr|nointr|tcp|udp|sync|async|noatime|nodiratime|relatime|noexec|nosuid|nodev|nolock|lock|noac|ac|cto|nocto|(nfs)?vers=(3|4|4\.0|4\.1|4\.2)|proto=\w+|(timeo|retrans|rsize|wsize|port|mountport|nconnect|acregmin|acregmax|actimeo|minorversion)=\d+|sec=\w+|addr=.*|local_lock=\w+)$/.test(
        option,
      ),
  );
  if (bad) return failed('mount.nfs: an incorrect mount option was specified');
  try {
    const { fs, key, readOnly } = mountNfs(core, kernel, source.server, source.path);
    return { fs, key, readOnly, type: 'nfs4', source: what };
  } catch (error) {
    if (!(error instanceof VolumeError)) throw error;
    return failed(error.message);
  }
}

/** How a volume is mounted into a container. Throws StartError for what is not there. */
export function mountVolume(core: Core, kernel: Kernel, sandboxId: string, podUid: string, mount: Mount): FsMount {
  const { source } = mount;
  const path = mount.path.replace(/(.)\/+$/, '$1');
  let at: Place;
  if (source.type === 'files') {
    const id = filesStore(sandboxId, mount.volume);
    writeFiles(kernel, id, source.files);
    at = { fs: id, key: ROOT, type: 'tmpfs', source: 'tmpfs', readOnly: true };
  } else {
    const node = kernel.state.ns(HOST).mounts.find(({ volume }) => volume === `${podUid}/${mount.volume}`);
    try {
      at =
        node ??
        place(core, kernel, {
          podUid,
          volume: mount.volume,
          specName: mount.volume,
          plugin: '',
          source,
          readOnly: mount.readOnly,
          mountOptions: [],
        });
    } catch (error) {
      if (!(error instanceof VolumeError)) throw error;
      throw new StartError('CreateContainerConfigError', error.message);
    }
  }
  const inner = mount.subPath ? subPath(core, kernel, at, mount.subPath) : at.key;
  const { fs, type, source: from, options } = at as FsMount;
  return { path, fs, key: inner, readOnly: at.readOnly || mount.readOnly, type, source: from, ...(options ? { options } : {}) };
}

/** Models subpath.SafeMakeDir: what is missing is made, as a directory. */
function subPath(core: Core, kernel: Kernel, at: Place, path: string): string {
  const tree = treeAt(core, kernel, at);
  const full = `/${path.replace(/^\/+/, '')}`;
  try {
    if (!tree.tryFind(full)) tree.mkdirs(full);
    return tree.find(full).key;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new StartError('CreateContainerConfigError', `failed to create subPath directory for volumeMount "${path}" of container`);
  }
}

export const filesStore = (sandboxId: string, volume: string): string => `files/${sandboxId}/${volume}`;

/**
 * Writes the files of a ConfigMap-like volume as kubelet's atomic writer does: into a directory named by the time, which
 * `..data` points to, with a link for each top name.
 */
export function writeFiles(kernel: Kernel, id: string, files: readonly VolumeFile[]): void {
  const now = kernel.state.sim.now();
  let fs = kernel.state.stores.get(id) as FileSystem | undefined;
  if (!fs) kernel.addStore(id, (fs = new FileSystem('tmpfs', now)));
  const tree = treeOf(fs, now);
  const old = tree.tryFind('/..data', false)?.inode.target;
  if (old && same(tree, old, files)) return;
  const stamp = new Date(now).toISOString();
  let name = `..${stamp.slice(0, 19).replace(/[-T:]/g, '_')}.${String((now * 7919) % 1_000_000_000).padStart(9, '0')}`;
  if (name === old) name += '1';
  tree.mkdir(`/${name}`);
  for (const file of files) {
    const path = `/${name}/${file.path}`;
    tree.mkdirs(path.slice(0, path.lastIndexOf('/')));
    tree.writeFile(path, file.text, { mode: file.mode });
  }
  if (old) tree.unlink('/..data');
  tree.symlink(name, '/..data');
  const tops = new Set(files.map((file) => file.path.split('/')[0]!));
  for (const top of tree.readdir('/')) {
    if (!top.startsWith('..') && !tops.has(top)) tree.unlink(`/${top}`);
  }
  for (const top of tops) if (!tree.tryFind(`/${top}`, false)) tree.symlink(`..data/${top}`, `/${top}`);
  if (old) {
    const mounted = mountedInodes(kernel, id, fs);
    removeTree(tree, `/${old}`);
    // What a subPath is mounted from lives on, as it was.
    for (const [key, inode] of mounted) if (!fs.get(key)) fs.put(key, inode);
  }
}

function same(tree: Tree, directory: string, files: readonly VolumeFile[]): boolean {
  const count = (path: string): number =>
    tree.readdir(path).reduce((sum, name) => sum + (tree.stat(`${path}/${name}`).type === 'dir' ? count(`${path}/${name}`) : 1), 0);
  return (
    count(`/${directory}`) === files.length && files.every((file) => tree.tryFind(`/${directory}/${file.path}`)?.inode.text === file.text)
  );
}

/** Inodes of a volume, by key, that containers have mounted on their own (subPath). */
function mountedInodes(kernel: Kernel, id: string, fs: FileSystem): ReadonlyMap<string, Inode> {
  const found = new Map<string, Inode>();
  for (const { mounts } of kernel.state.namespaces.values()) {
    for (const mount of mounts) {
      const inode = mount.fs === id && mount.key !== ROOT ? fs.get(mount.key) : undefined;
      if (inode) found.set(mount.key, inode);
    }
  }
  return found;
}
