import { BASE_FILES } from './base-files';
import { knownImage, type FoundImage } from '@/lib/cluster/images';
import { COMMANDS, GROUP, OS_RELEASE, PASSWD } from '@/lib/cluster/images/bases';
import { installProgram, layDirectories, treeOf } from '@/lib/hosts/base-system';
import { FileSystem } from '@/lib/hosts/fs/file-system';
import type { Tree } from '@/lib/hosts/fs/tree';
import type { ProgramTable } from '@/lib/hosts/process/program';

/** Dates of files in images, the same in every process. */
const IMAGES_BUILT = Date.UTC(2025, 10, 4);

const built = new Map<string, FileSystem>();

/** The root file system of an image, made once per process; containers start as forks of it. */
export function imageFileSystem(found: FoundImage, programs: ProgramTable): FileSystem {
  const name = imageBase(found);
  let fs = built.get(name);
  if (!fs) built.set(name, (fs = build(found, programs, IMAGES_BUILT)));
  return fs.fork(name);
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
  const base = found.image.base(found.tag);
  const fs = new FileSystem('overlay', now, { bytes: 512 * 1024 * 1024, inodes: 100_000 });
  const tree = treeOf(fs, now);
  const merged = base === 'debian' || base === 'ubuntu';
  layDirectories(tree, { merged });
  const directory = merged ? '/usr/bin' : '/bin';
  const known = new Set(programs.names());
  for (const name of COMMANDS[base]) {
    const program = SHELLS.has(name) ? 'bash' : name === '[[' ? '[' : name;
    if (known.has(program)) installProgram(tree, `${directory}/${name}`, program);
  }
  const release = OS_RELEASE[base];
  if (release) tree.writeFile('/etc/os-release', release);
  tree.writeFile('/etc/passwd', passwd(found));
  tree.writeFile('/etc/group', GROUP);
  for (const [path, text] of BASE_FILES[base] ?? []) put(tree, path, text);
  for (const file of found.image.files?.(found.version, found.tag) ?? []) {
    if (tree.tryFind(file.path, false)) continue;
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
  return fs;
}

const SHELLS = new Set(['sh', 'ash', 'dash', 'bash']);

function passwd(found: FoundImage): string {
  const base = PASSWD[found.image.base(found.tag)];
  const name = found.reference.repository.split('/').pop()!;
  const own = ({ nginx: 101, redis: 999, mysql: 999, postgres: 999, mongo: 999 } as Record<string, number>)[name];
  return own ? `${base}${name}:x:${own}:${own}::/var/lib/${name}:/bin/false\n` : base;
}

function put(tree: Tree, path: string, text: string, mode = 0o644): void {
  tree.mkdirs(parentOf(path));
  tree.writeFile(path, text, { mode });
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
