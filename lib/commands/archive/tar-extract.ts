import type { Sys } from '@/lib/hosts/process/sys';
import { fromBytes } from '@/lib/hosts/text';
import { Exit } from '../command/command';
import type { Options } from '../command/getopt';
import { strerror, type Io, type Task } from '../command/stdio';
import { dirName, lstatOrUndefined } from '../files/paths';
import type { Member } from './tar-format';
import { chosen, reportMissing } from './tar-members';

/** `tar -x`: writes members below the working directory (or that of the last `-C`). */
export function* extract(
  io: Io,
  sys: Sys,
  options: Options,
  members: readonly Member[],
  operands: readonly string[],
  mark: string,
): Task<number> {
  for (const word of operands.filter((w) => w.startsWith(mark))) {
    try {
      sys.chdir(word.slice(1));
    } catch (error) {
      yield* io.error(`${word.slice(1)}: Cannot open: ${strerror(error)}`);
      yield* io.error('Error is not recoverable: exiting now');
      throw new Exit(2);
    }
  }
  const wanted = operands.filter((word) => !word.startsWith(mark));
  const found = new Set<string>();
  const strip = Number(options.value('strip-components') ?? 0);
  const later: { path: string; member: Member }[] = [];
  let warned = false;
  let code = 0;
  for (const member of members) {
    if (!chosen(member.name, wanted, found)) continue;
    let path = member.name;
    if (path.startsWith('/') && !options.has('P')) {
      if (!warned) yield* io.error("Removing leading `/' from member names");
      warned = true;
      path = path.replace(/^\/+/, '');
    }
    if (strip) path = path.split('/').slice(strip).join('/');
    if (path === '' || path.split('/').includes('..')) continue;
    if (options.has('v')) {
      if (options.has('O')) yield* io.stderr(`${member.name}\n`);
      else yield* io.print(`${member.name}\n`);
    }
    if (options.has('O')) {
      if (member.type === 'file') yield* io.print(fromBytes(member.data));
      continue;
    }
    try {
      write(sys, options, member, path);
      if (member.type === 'dir') later.push({ path, member });
      else attributes(sys, options, member, path);
    } catch (error) {
      yield* io.error(`${path}: Cannot ${member.type === 'dir' ? 'mkdir' : 'open'}: ${strerror(error)}`);
      code = 2;
    }
  }
  // Directories get their mode and time last: what was written into them has changed both.
  for (const { path, member } of later.reverse()) attributes(sys, options, member, path);
  const missing = yield* reportMissing(io, wanted, found);
  if (code && !missing) yield* io.error('Exiting with failure status due to previous errors');
  return code || missing;
}

function write(sys: Sys, options: Options, member: Member, path: string): void {
  const there = lstatOrUndefined(sys, path.replace(/\/$/, ''));
  if (member.type === 'dir') {
    if (!there) {
      parents(sys, path.replace(/\/+$/, ''));
      sys.mkdir(path.replace(/\/+$/, '') || '/', 0o700 | member.mode);
    }
    return;
  }
  parents(sys, path);
  if (there && !options.has('k')) sys.unlink(path);
  if (member.type === 'link') sys.symlink(member.target, path);
  else if (member.type === 'hard') sys.link(member.target, path);
  else if (member.type === 'fifo') sys.mkfifo(path, member.mode);
  else sys.writeFile(path, fromBytes(member.data), { mode: member.mode & 0o777 });
}

function parents(sys: Sys, path: string): void {
  const dir = dirName(path);
  if (dir === '.' || dir === '/' || sys.exists(dir)) return;
  parents(sys, dir);
  sys.mkdir(dir, 0o755);
}

function attributes(sys: Sys, options: Options, member: Member, path: string): void {
  if (member.type === 'link' || member.type === 'hard') return;
  const root = sys.uid() === 0;
  if (root && !options.has('no-same-owner')) sys.chown(path, member.uid, member.gid);
  sys.chmod(path, root || options.has('p') ? member.mode : member.mode & ~sys.umask());
  if (!options.has('m')) sys.utimes(path, member.mtime * 1000);
}
