import { Errno, type Stat, type Sys } from '@/lib/hosts/process/sys';
import { byteLength } from '@/lib/hosts/text';
import type { Command } from '../command/command';
import { getopt, type Options } from '../command/getopt';
import type { Io, Task } from '../command/stdio';
import { ConfigFault } from './client-config';
import { words } from './config-text';
import { dialOut, type Dialing } from './dial-out';
import { baseName, joinPath, localFiles, parseRemote, remoteFiles, statOr, type Files } from './remote-files';

const MOST_FILES = 100_000;
const VERSION = '3.2.7';
const OPTIONS =
  'v,verbose q,quiet a,archive r,recursive l,links L,copy-links p,perms t,times g,group o,owner D,devices n,dry-run z,compress u,update c,checksum h,human-readable i,itemize-changes P R,relative x,one-file-system W,whole-file H,hard-links A,acls X,xattrs S,sparse e,rsh: f,filter: delete delete-before delete-after delete-during exclude: include: exclude-from: progress partial stats force ignore-existing existing size-only numeric-ids rsync-path: chown: chmod: timeout: bwlimit: out-format: info: max-size: min-size: remove-source-files mkpath no-perms no-owner no-group omit-dir-times O 4 6';

interface Entry {
  /** Path below the target, without a slash at the end. */
  readonly name: string;
  readonly from: string;
  readonly stat: Stat;
}

/** Ends rsync with its code after its lines. */
class Failure extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** rsync by its outcome: what differs is carried, and told of in rsync's words. Byte counts of the protocol are estimates. */
export const rsync: Command = {
  name: 'rsync',
  options: OPTIONS,
  usage:
    'Usage: rsync [OPTION]... SRC [SRC]... DEST\n  or   rsync [OPTION]... SRC [SRC]... [USER@]HOST:DEST\n  or   rsync [OPTION]... [USER@]HOST:SRC [DEST]\n',
  version: `rsync  version ${VERSION}  protocol version 31`,
  usageStatus: 1,
  refusal: `rsync error: syntax or usage error (code 1) at main.c(1795) [client=${VERSION}]\n`,
  *run(io, options, sys) {
    try {
      return yield* new Transfer(io, sys, options).run();
    } catch (error) {
      if (error instanceof ConfigFault) yield* io.stderr(`${error.message}\r\n`);
      else if (error instanceof Failure) {
        yield* io.flush();
        yield* io.stderr(error.message);
        return error.code;
      } else throw error;
      return 255;
    }
  },
};

class Transfer {
  private readonly archive: boolean;
  private readonly carried: Entry[] = [];
  private sent = 0;
  private literal = 0;
  private faults = false;

  constructor(
    private readonly io: Io,
    private readonly sys: Sys,
    private readonly options: Options,
  ) {
    this.archive = options.has('a');
  }

  private has(...letters: string[]): boolean {
    return this.options.has(...letters) || (this.archive && letters.some((letter) => 'rlptgoD'.includes(letter)));
  }

  *run(): Task<number> {
    const { io, options } = this;
    const all = options.operands;
    if (all.length === 0)
      throw new Failure(1, `${rsync.usage}rsync error: syntax or usage error (code 1) at main.c(1795) [client=${VERSION}]\n`);
    const sources = all.length === 1 ? all : all.slice(0, -1);
    const target = all.length === 1 ? undefined : all.at(-1)!;
    const [remoteTarget, remoteSource] = [target === undefined ? undefined : parseRemote(target), parseRemote(sources[0]!)];
    if (remoteTarget && remoteSource)
      throw new Failure(
        1,
        `The source and destination cannot both be remote.\nrsync error: syntax or usage error (code 1) at main.c(1428) [Sender=${VERSION}]\n`,
      );
    const other = (remoteTarget ?? remoteSource) && (yield* this.reach((remoteTarget ?? remoteSource)!.target, remoteTarget !== undefined));
    const local = localFiles(this.sys);
    const from = remoteSource ? other! : local;
    const to = remoteTarget ? other! : local;
    const goal = remoteTarget ? remoteTarget.path || '.' : (target ?? '.');
    const list = sources.flatMap((word) => this.listed(from, remoteSource ? parseRemote(word)!.path || '.' : word));
    const started = this.sys.now();
    const told = options.has('v') && !options.has('q');
    if (target === undefined) {
      for (const { name, stat } of list) yield* io.print(`${listing(stat)} ${name}\n`);
      return this.faults ? 23 : 0;
    }
    if (told) yield* io.print(remoteSource ? 'receiving incremental file list\n' : 'sending incremental file list\n');
    yield* this.place(from, to, list, goal, told);
    if (told) {
      const total = list.reduce((sum, { stat }) => sum + (stat.type === 'file' ? stat.size : 0), 0);
      const head = 60 + list.length * 22;
      const [out, back] = [head + this.sent, 19 + this.carried.length * 19];
      const seconds = Math.max(0.5, (this.sys.now() - started) / 1000);
      const number = (value: number) => value.toLocaleString('en-US');
      const rate = ((out + back) / seconds).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
      yield* io.print(
        `\nsent ${number(remoteSource ? back : out)} bytes  received ${number(remoteSource ? out : back)} bytes  ${rate} bytes/sec\ntotal size is ${number(total)}  speedup is ${(total / (out + back)).toFixed(2)}${options.has('n') ? ' (DRY RUN)' : ''}\n`,
      );
    }
    if (!this.faults) return 0;
    throw new Failure(
      23,
      `rsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1338) [sender=${VERSION}]\n`,
    );
  }

  private *reach(target: string, sending: boolean): Task<Files> {
    const { args } = words(this.options.value('e') ?? 'ssh');
    if (baseName(args[0] ?? 'ssh') !== 'ssh') throw new Failure(14, `rsync: a remote shell other than ssh is not simulated here\n`);
    const given = getopt(args.slice(1), 'p: i: o: l: F: J: q v T x', {});
    const dialing: Dialing = {
      identities: given.values('i'),
      options: given.values('o'),
      ...(given.has('p') && { port: given.value('p')! }),
      ...(given.has('J') && { jump: given.value('J')! }),
      ...(given.has('l') && { user: given.value('l')! }),
      ...(given.has('F') && { file: given.value('F')! }),
    };
    const login = yield* dialOut(this.io, target, dialing);
    const role = sending ? 'sender' : 'Receiver';
    if (!login)
      throw new Failure(
        255,
        `rsync: connection unexpectedly closed (0 bytes received so far) [${role}]\nrsync error: unexplained error (code 255) at io.c(232) [${role}=${VERSION}]\n`,
      );
    const files = remoteFiles(this.sys, login);
    if (!statOr(files, '/usr/bin/rsync'))
      throw new Failure(
        127,
        `bash: line 1: rsync: command not found\nrsync: connection unexpectedly closed (0 bytes received so far) [${role}]\nrsync error: error in rsync protocol data stream (code 12) at io.c(232) [${role}=${VERSION}]\n`,
      );
    return files;
  }

  /** The files of a source in rsync's order: what is in a directory comes after it. */
  private listed(files: Files, source: string): Entry[] {
    const found: Entry[] = [];
    const contents = /(^|\/)\.?$/.test(source);
    const path = source.replace(/(.)\/+$/, '$1');
    let stat: Stat;
    try {
      stat = files.stat(path, contents || !this.has('l'));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      this.complaint(
        `rsync: [sender] link_stat "${path.startsWith('/') ? path : joinPath(files.home(), path)}" failed: ${error.message} (2)\n`,
      );
      return [];
    }
    const walk = (at: string, name: string, own: Stat): void => {
      if (found.length >= MOST_FILES || this.excluded(name, own.type === 'dir')) return;
      if (own.type !== 'dir') {
        if (own.type === 'file' || (own.type === 'link' && this.has('l'))) found.push({ name, from: at, stat: own });
        return;
      }
      if (!this.has('r')) {
        this.notes.push(`skipping directory ${name || '.'}\n`);
        return;
      }
      found.push({ name, from: at, stat: own });
      let entries: ReturnType<Files['list']>;
      try {
        entries = files.list(at);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        return this.complaint(`rsync: [sender] opendir "${at}" failed: ${error.message} (13)\n`);
      }
      // Files of a directory stand before its directories.
      const sorted = [...entries].sort((a, b) => Number(a.stat.type === 'dir') - Number(b.stat.type === 'dir'));
      for (const { name: entry, stat: one } of sorted) walk(joinPath(at, entry), name ? `${name}/${entry}` : entry, one);
    };
    walk(path, contents && stat.type === 'dir' ? '' : baseName(path), stat);
    return found;
  }

  private readonly notes: string[] = [];

  private complaint(text: string): void {
    this.faults = true;
    this.notes.push(`\0${text}`);
  }

  private excluded(name: string, directory: boolean): boolean {
    if (!name) return false;
    for (const { name: option, value = '' } of this.options.given) {
      if (option !== 'exclude' && option !== 'include') continue;
      const bare = value.replace(/\/$/, '');
      if (value.endsWith('/') && !directory) continue;
      const pattern = bare
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replace(/\*\*|\*|\?/g, (one) => (one === '**' ? '.*' : one === '*' ? '[^/]*' : '[^/]'));
      const anchored = bare.startsWith('/') ? `^${pattern.slice(1)}$` : `(^|/)${pattern}$`;
      if (new RegExp(anchored).test(name)) return option === 'exclude';
    }
    return false;
  }

  private *place(from: Files, to: Files, list: readonly Entry[], target: string, told: boolean): Task<void> {
    const { io } = this;
    for (const note of this.notes.splice(0)) {
      yield* io.flush();
      yield* note.startsWith('\0') ? io.stderr(note.slice(1)) : io.print(note);
    }
    const dry = this.options.has('n');
    const there = statOr(to, target);
    const many = list.length > 1 || target.endsWith('/') || list[0]?.stat.type === 'dir';
    const path = target.replace(/(.)\/+$/, '$1');
    if (!there && many && list.length > 0) {
      if (!dry) this.make(to, path);
      if (told) yield* io.print(`created directory ${path}\n`);
    }
    const into = many || there?.type === 'dir';
    if (this.options.has('delete', 'delete-before', 'delete-after', 'delete-during')) yield* this.prune(to, list, path, told, dry);
    for (const entry of list) {
      const place = into ? (entry.name ? joinPath(path, entry.name) : path) : path;
      yield* this.one(from, to, entry, place, told, dry, !there && entry.name === '');
    }
    if (dry || !this.has('t')) return;
    for (const { name, stat } of [...list].reverse()) if (stat.type === 'dir') to.utimes(name ? joinPath(path, name) : path, stat.mtime);
  }

  private make(files: Files, path: string): void {
    try {
      files.mkdir(path, 0o755);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      throw new Failure(
        11,
        `rsync: [Receiver] mkdir "${path}" failed: ${error.message} (${error.code === 'ENOENT' ? 2 : 13})\nrsync error: error in file IO (code 11) at main.c(791) [Receiver=${VERSION}]\n`,
      );
    }
  }

  private *one(from: Files, to: Files, entry: Entry, place: string, told: boolean, dry: boolean, made: boolean): Task<void> {
    const { stat } = entry;
    const old = statOr(to, place, false);
    const shown = stat.type === 'dir' ? `${entry.name || '.'}/` : entry.name;
    const newer = old && this.options.has('u') && old.mtime > stat.mtime;
    const same =
      old !== undefined &&
      old.type === stat.type &&
      (stat.type === 'dir'
        ? !this.has('t') || old.mtime === stat.mtime
        : stat.type === 'file' && old.size === stat.size && (this.options.has('size-only') || old.mtime === stat.mtime));
    if (newer || (same && !made) || (old && this.options.has('ignore-existing')) || (!old && this.options.has('existing'))) return;
    try {
      if (stat.type === 'dir') {
        if (!old && !dry) to.mkdir(place, 0o777);
      } else if (stat.type === 'link') {
        if (old && !dry) to.unlink(place);
        if (!dry) to.symlink(from.readlink(entry.from), place);
      } else {
        const text = from.read(entry.from);
        this.sent += byteLength(text);
        this.literal += byteLength(text);
        if (!dry) to.write(place, text, stat.mode & 0o777);
      }
      if (!dry && stat.type !== 'link') this.attributes(to, place, stat);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      this.faults = true;
      yield* io23(this.io, place, error);
      return;
    }
    this.carried.push(entry);
    if (this.options.has('i'))
      yield* this.io.print(
        `${stat.type === 'dir' ? (old ? '.d..t......' : 'cd+++++++++') : old ? '>f.st......' : '>f+++++++++'} ${shown}\n`,
      );
    else if (told) yield* this.io.print(stat.type === 'link' ? `${shown} -> ${from.readlink(entry.from)}\n` : `${shown}\n`);
    if (this.options.has('progress', 'P') && stat.type === 'file')
      yield* this.io.print(`${stat.size.toLocaleString('en-US').padStart(15)} 100%    0.00kB/s    0:00:00 (xfr#${this.carried.length})\n`);
  }

  private attributes(to: Files, place: string, stat: Stat): void {
    if (this.has('p')) to.chmod(place, stat.mode & 0o7777);
    if (this.has('o', 'g'))
      try {
        to.chown(place, stat.uid, stat.gid);
      } catch (error) {
        // Only root gives files away.
        if (!(error instanceof Errno)) throw error;
      }
    if (this.has('t') && stat.type === 'file') to.utimes(place, stat.mtime);
  }

  private *prune(to: Files, list: readonly Entry[], path: string, told: boolean, dry: boolean): Task<void> {
    const keep = new Set(list.map(({ name }) => name));
    const roots = list.filter(({ stat }) => stat.type === 'dir').map(({ name }) => name);
    const remove = function* (this: Transfer, at: string, name: string, stat: Stat, depth: number): Task<void> {
      if (stat.type === 'dir' && depth < 64)
        for (const one of to.list(at)) yield* remove.call(this, joinPath(at, one.name), `${name}/${one.name}`, one.stat, depth + 1);
      if (told) yield* this.io.print(`deleting ${name}${stat.type === 'dir' ? '/' : ''}\n`);
      if (!dry) (stat.type === 'dir' ? to.rmdir : to.unlink)(at);
    };
    for (const root of roots) {
      const at = root ? joinPath(path, root) : path;
      if (statOr(to, at)?.type !== 'dir') continue;
      for (const { name, stat } of to.list(at)) {
        const whole = root ? `${root}/${name}` : name;
        if (!keep.has(whole) && !this.excluded(whole, stat.type === 'dir')) yield* remove.call(this, joinPath(at, name), whole, stat, 0);
      }
    }
  }
}

function* io23(io: Io, place: string, error: Errno): Task<void> {
  yield* io.flush();
  yield* io.stderr(`rsync: [receiver] mkstemp "${place}" failed: ${error.message} (${error.code === 'EACCES' ? 13 : 2})\n`);
}

/** A row of `rsync host:path`. */
function listing({ mode, mtime, size, type }: Stat): string {
  const bits = [...'rwxrwxrwx'].map((letter, i) => (mode & (1 << (8 - i)) ? letter : '-')).join('');
  const time = new Date(mtime).toISOString();
  return `${type === 'dir' ? 'd' : type === 'link' ? 'l' : '-'}${bits} ${size.toLocaleString('en-US').padStart(14)} ${time.slice(0, 10).replaceAll('-', '/')} ${time.slice(11, 19)}`;
}
