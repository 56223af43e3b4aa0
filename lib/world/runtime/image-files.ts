import { knownImage, type FoundImage, type ImageFile } from '@/lib/cluster/images';
import type { ImageContent, LayerEntry } from '@/lib/commands/containers/image-content';
import { baseFiles, baseOf, commandsOf, GROUP, osRelease, passwdOf } from '@/lib/cluster/images/bases';
import { installProgram, layDirectories, treeOf } from '@/lib/hosts/base-system';
import { FileSystem } from '@/lib/hosts/fs/file-system';
import type { Tree } from '@/lib/hosts/fs/tree';
import type { ProgramTable } from '@/lib/hosts/process/program';
import type { NodeImage } from './node-images';

/** Dates of files in images, the same in every process. */
const IMAGES_BUILT = Date.UTC(2025, 10, 4);

const built = new Map<string, FileSystem>();

/** The root file system of an image, made once per process; containers start as forks of it. */
export function imageFileSystem(found: NodeImage, programs: ProgramTable): FileSystem {
  if (found.content) return layeredFileSystem(found.content, programs);
  const name = imageBase(found);
  let fs = built.get(name);
  if (!fs) built.set(name, (fs = build(found, programs, IMAGES_BUILT)));
  return fs.fork(name);
}

/** An image that was made here: its layers are laid anew over the catalogue's image that it is made of. */
function layeredFileSystem(content: ImageContent, programs: ProgramTable): FileSystem {
  const lookup = content.from === undefined ? undefined : knownImage(content.from);
  const fs =
    lookup && 'found' in lookup
      ? imageFileSystem(lookup.found, programs)
      : new FileSystem('overlay', IMAGES_BUILT, { bytes: 512 * 1024 * 1024, inodes: 100_000 });
  for (const { entries, createdAt } of content.layers) {
    const tree = treeOf(fs, createdAt);
    if (lookup === undefined) for (const path of ['/etc', '/dev', '/proc', '/sys', '/tmp']) tree.mkdirs(path);
    for (const entry of entries) layEntry(tree, entry);
  }
  return fs;
}

function layEntry(tree: Tree, entry: LayerEntry): void {
  const { path, kind, mode, uid = 0, gid = uid } = entry;
  const there = tree.tryFind(path, false);
  if (kind === 'gone') return void (there && removeAll(tree, path));
  if (there && (there.inode.type === 'dir') !== (kind === 'dir')) removeAll(tree, path);
  else if (there && kind !== 'dir') tree.unlink(path);
  tree.mkdirs(parentOf(path));
  if (kind === 'dir') tree.mkdirs(path, mode ?? 0o755);
  else if (kind === 'link') tree.symlink(entry.target ?? '', path);
  else tree.writeFile(path, entry.text ?? '', { mode: mode ?? 0o644, ...(entry.program ? { program: entry.program } : {}) });
  if (kind !== 'link') tree.chmod(path, mode ?? (kind === 'dir' ? 0o755 : 0o644));
  tree.chown(path, uid, gid, false);
}

function removeAll(tree: Tree, path: string): void {
  if (tree.tryFind(path, false)?.inode.type !== 'dir') return tree.unlink(path);
  for (const name of tree.readdir(path)) removeAll(tree, `${path}/${name}`);
  tree.rmdir(path);
}

/** The file system that a container's began as, by the name snapshots give it. */
export function imageBaseNamed(name: string, programs: ProgramTable): FileSystem | undefined {
  const there = built.get(name);
  if (there || !name.startsWith('image:')) return there;
  const lookup = knownImage(name.slice('image:'.length));
  if (!('found' in lookup)) return undefined;
  imageFileSystem(lookup.found, programs);
  return built.get(name);
}

/** What snapshots call the file system that a container's began as. */
export const imageBase = (found: FoundImage): string => `image:${found.reference.repository}:${found.tag}`;

function build(found: FoundImage, programs: ProgramTable, now: number): FileSystem {
  const { image, version, tag, base } = found;
  const { family } = baseOf(base);
  const fs = new FileSystem('overlay', now, { bytes: 512 * 1024 * 1024, inodes: 100_000 });
  const tree = treeOf(fs, now);
  const merged = !UNMERGED.has(family);
  layDirectories(tree, { merged });
  for (const path of ABSENT[family] ?? []) if (tree.tryFind(path, false)?.inode.type === 'dir') tree.rmdir(path);
  for (const path of EXTRA[family] ?? []) tree.mkdirs(path);
  const known = new Set(programs.names());
  const install = (path: string, name: string) => {
    const shell = name === 'sh' ? SH_OF[family] : undefined;
    if (shell !== undefined && !tree.tryFind(path, false)) return void tree.symlink(shell, path);
    const program = SHELLS.has(name) ? 'bash' : name === '[[' ? '[' : name;
    if (known.has(program) && !tree.tryFind(path, false)) installProgram(tree, path, program);
  };
  const box = family === 'busybox' || family === 'alpine' ? busyboxVersion(found) : undefined;
  if (box !== undefined) tree.writeFile('/bin/busybox', `\x7fELF\x02\x01\x01 BusyBox v${box}\n`, { mode: 0o755, program: 'busybox' });
  for (const name of commandsOf(family)) install(`${merged ? '/usr/bin' : '/bin'}/${name}`, name);
  for (const name of valueOf(image.tools, tag) ?? []) install(`/usr/bin/${name}`, name);
  const release = osRelease(base);
  if (release) tree.writeFile('/etc/os-release', release);
  const users = Object.entries(image.users ?? {});
  const homes = users.map(([name, id]) => `${name}:x:${id}:${id}::/var/lib/${name}:/bin/false\n`);
  tree.writeFile('/etc/passwd', passwdOf(family) + homes.join(''));
  tree.writeFile('/etc/group', GROUP + users.map(([name, id]) => `${name}:x:${id}:\n`).join(''));
  for (const [path, text] of baseFiles(base)) put(tree, path, text);
  for (const file of typeof image.files === 'function' ? image.files(version, tag) : (image.files ?? [])) lay(tree, file);
  return fs;
}

function lay(tree: Tree, file: ImageFile): void {
  if (tree.tryFind(file.path.replace(/(.)\/$/, '$1'), false)?.inode.type === 'file') tree.unlink(file.path);
  if (file.path.endsWith('/')) tree.mkdirs(file.path, file.mode ?? 0o755);
  else if (file.target !== undefined) {
    tree.mkdirs(parentOf(file.path));
    tree.symlink(file.target, file.path);
  } else if (file.program !== undefined) {
    tree.mkdirs(parentOf(file.path));
    installProgram(tree, file.path, file.program, file.mode);
  } else put(tree, file.path, file.text ?? '', file.mode);
  if (file.uid !== undefined) tree.chown(file.path.replace(/\/$/, ''), file.uid, file.gid ?? file.uid);
}

/** The version of BusyBox in an image: its own, or what Alpine has. */
const busyboxVersion = ({ image, version }: FoundImage): string =>
  /(^|\/)busybox$/.test(image.repository) && /^\d+\.\d+\.\d+$/.test(version) ? version : '1.37.0';

/** Where /bin/sh leads: to the shell whose prompt and messages it has. */
const SH_OF: Readonly<Record<string, string>> = { debian: 'dash', ubuntu: 'dash', alpine: '/bin/ash', busybox: '/bin/ash' };
const SHELLS = new Set(['sh', 'ash', 'dash', 'bash', 'zsh']);
/** Directories of every Linux that a family does not have, and those that it has besides. */
const ABSENT: Readonly<Record<string, readonly string[]>> = {
  busybox: ['/boot', '/media', '/mnt', '/opt', '/srv'],
  alpine: ['/boot'],
};
const EXTRA: Readonly<Record<string, readonly string[]>> = {
  busybox: ['/lib', '/lib64'],
  alpine: ['/lib'],
  debian: ['/lib', '/lib64'],
  ubuntu: ['/lib', '/lib64'],
};
/** Families whose /bin is no link into /usr. */
const UNMERGED = new Set(['alpine', 'busybox', 'scratch']);

const valueOf = <T>(value: T | ((tag: string) => T), tag: string): T =>
  typeof value === 'function' ? (value as (tag: string) => T)(tag) : value;

function put(tree: Tree, path: string, text: string, mode = 0o644): void {
  tree.mkdirs(parentOf(path));
  tree.writeFile(path, text, { mode });
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
