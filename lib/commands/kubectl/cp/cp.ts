import { NotAnArchive, unpackArchive, type Member } from '@/lib/commands/archive/tar-format';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { fromBytes, toBytes } from '@/lib/hosts/text';
import { CommandError, Fatal } from '../errors';
import type { Invocation, Task } from '../invocation';
import { archiveOf } from './archive';
import { baseOf, clean, dirOf, fileSpec, stripShortcuts, type FileSpec } from './file-spec';
import { runRemote } from './remote-command';

const MOST_INPUT = 64 * 1024 * 1024;
const ZEROS = '\0'.repeat(1024);

/** `kubectl cp`: tar at both ends of an exec. */
export function* cp(k: Invocation): Task<number> {
  if (k.args.length !== 2) throw new CommandError('source and destination are required');
  const [from, to] = k.args.map(fileSpec) as [FileSpec, FileSpec];
  if (from.pod !== '' && to.pod !== '') throw new CommandError('one of src or dest must be a local file specification');
  if (from.file === '' || to.file === '') throw new CommandError('filepath can not be empty');
  if (from.pod !== '') yield* fromPod(k, from, to.file);
  else if (to.pod !== '') yield* toPod(k, from.file, to);
  else throw new CommandError('one of src or dest must be a remote file specification');
  return 0;
}

const place = (k: Invocation, { namespace, pod }: FileSpec) => ({
  namespace: namespace || k.namespace,
  pod,
  container: k.flags.text('container'),
});

function* toPod(k: Invocation, from: string, to: FileSpec): Task<void> {
  if (!k.sys.exists(from)) throw new CommandError(`${from} doesn't exist in local filesystem`);
  let target = clean(to.file);
  if (yield* isDirectory(k, to)) target = clean(`${target}/${baseOf(from)}`);
  const command = k.flags.bool('no-preserve') ? ['tar', '--no-same-permissions', '--no-same-owner', '-xmf', '-'] : ['tar', '-xmf', '-'];
  const directory = dirOf(target);
  let stdin: Uint8Array;
  try {
    stdin = archiveOf(k.sys, clean(from), baseOf(target));
  } catch (error) {
    if (error instanceof Errno) throw new CommandError(`open ${from}: ${lower(error.message)}`);
    throw new CommandError((error as Error).message);
  }
  yield* runRemote(k, { ...place(k, to), command: [...command, '-C', directory], stdin });
}

function* isDirectory(k: Invocation, to: FileSpec): Task<boolean> {
  try {
    yield* runRemote(k, { ...place(k, to), command: ['test', '-d', clean(to.file)], quiet: true });
    return true;
  } catch (error) {
    if (error instanceof Fatal) return false;
    throw error;
  }
}

function* fromPod(k: Invocation, from: FileSpec, to: string): Task<void> {
  let text = '';
  yield* runRemote(k, {
    ...place(k, from),
    command: ['tar', 'cf', '-', from.file],
    stderrToOutput: true,
    stdout(more) {
      text += more;
      if (text.length > MOST_INPUT) throw new CommandError('too large for kubectl here');
      // An empty archive ends with its first bytes; what tar says afterwards nobody waits for.
      return text.length >= ZEROS.length && text.startsWith(ZEROS);
    },
  });
  let members: Member[];
  try {
    members = unpackArchive(toBytes(text));
  } catch (error) {
    if (!(error instanceof NotAnArchive)) throw error;
    throw new CommandError('archive/tar: invalid tar header');
  }
  yield* k.flush();
  untar(k, from, clean(to), members);
}

/** Models cp.untarAll. */
function untar(k: Invocation, from: FileSpec, to: string, members: readonly Member[]): void {
  const { sys } = k;
  const prefix = stripShortcuts(clean(from.file));
  let told = false;
  for (const { name, type, data, target } of members) {
    if (!name.startsWith(prefix)) throw new CommandError('tar contents corrupted');
    const path = clean(`${to}/${name.slice(prefix.length)}`);
    if (!(path === to || to === '.' || path.startsWith(`${to === '/' ? '' : to}/`)) || path.startsWith('../')) {
      k.err(`warning: file ${JSON.stringify(name)} is outside target destination, skipping\n`);
      continue;
    }
    try {
      if (type === 'dir') {
        mkdirs(sys, path);
        continue;
      }
      mkdirs(sys, dirOf(path));
      if (type === 'link') {
        const exec = `kubectl exec -n ${JSON.stringify(from.namespace)} ${JSON.stringify(from.pod)} -- tar cf - ${JSON.stringify(from.file)} | tar xf -`;
        if (!told) k.err(`warning: skipping symlink: ${JSON.stringify(path)} -> ${JSON.stringify(target)} (consider using "${exec}")\n`);
        told = true;
      } else if (type === 'file') {
        sys.writeFile(path, fromBytes(data));
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new CommandError(`open ${path}: ${lower(error.message)}`);
    }
  }
}

function mkdirs(sys: Sys, path: string): void {
  if (path === '.' || path === '/' || sys.exists(path)) return;
  mkdirs(sys, dirOf(path));
  sys.mkdir(path, 0o755);
}

const lower = (text: string) => text[0]!.toLowerCase() + text.slice(1);
