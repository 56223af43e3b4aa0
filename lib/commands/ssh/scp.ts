import { Errno, type Stat, type Sys } from '@/lib/hosts/process/sys';
import { byteLength } from '@/lib/hosts/text';
import type { Command } from '../command/command';
import { isTerminal, type Io, type Task } from '../command/stdio';
import { ConfigFault, expandGlob } from './client-config';
import { dialOut, dialingOf, type Dialing } from './dial-out';
import { baseName, joinPath, localFiles, parseRemote, remoteFiles, sftpFault, statOr, type Files } from './remote-files';
import { meter } from './transfer-meter';

const MOST_DEPTH = 64;

const USAGE =
  'usage: scp [-346ABCOpqRrsTv] [-c cipher] [-D sftp_server_path] [-F ssh_config]\n           [-i identity_file] [-J destination] [-l limit] [-o ssh_option]\n           [-P port] [-S program] [-X sftp_option] source ... target\n';

/** One end of a copy. */
interface End {
  readonly files: Files;
  readonly path: string;
  readonly remote: boolean;
}

export const scp: Command = {
  name: 'scp',
  options: '3 4 6 A B C O p q R r s T v c: D: F: i: J: l: o: P: S: X:',
  refusal: USAGE,
  usage: USAGE,
  *run(io, options, sys) {
    const target = options.operands.at(-1);
    if (target === undefined || options.operands.length < 2) {
      yield* io.stderr(USAGE);
      return 1;
    }
    const copy = new Copy(io, sys, dialingOf(options), {
      recursive: options.has('r'),
      preserve: options.has('p'),
      shown: isTerminal(sys, 1) && !options.has('q'),
    });
    return yield* copy.run(options.operands.slice(0, -1), target);
  },
};

class Copy {
  private readonly ends = new Map<string, Files | undefined>();
  private failed = false;

  constructor(
    private readonly io: Io,
    private readonly sys: Sys,
    private readonly dialing: Dialing,
    private readonly how: { readonly recursive: boolean; readonly preserve: boolean; readonly shown: boolean },
  ) {}

  *run(sources: readonly string[], target: string): Task<number> {
    const to = yield* this.end(target);
    if (!to) return 255;
    const into = statOr(to.files, to.path)?.type === 'dir';
    if (!into && sources.length > 1) {
      yield* this.complain(`${to.path}: ${statOr(to.files, to.path) ? 'Not a directory' : 'No such file or directory'}`);
      return 1;
    }
    for (const source of sources) {
      const from = yield* this.end(source);
      if (!from) return 255;
      const paths = from.remote && /[*?[]/.test(from.path) ? expandGlob(globbing(from.files), absolute(from)) : [from.path];
      if (paths.length === 0) yield* this.complain(`${from.path}: No such file or directory`);
      for (const path of paths) yield* this.one({ ...from, path }, to, into);
    }
    return this.failed ? 1 : 0;
  }

  /** Where a word of the command line leads; undefined when nobody could be reached. */
  private *end(word: string): Task<End | undefined> {
    const remote = parseRemote(word);
    if (!remote) return { files: localFiles(this.sys), path: word, remote: false };
    const { port, target } = remote;
    const name = `${target} ${port ?? ''}`;
    if (!this.ends.has(name)) {
      try {
        const login = yield* dialOut(this.io, target, { ...this.dialing, ...(port && { port }) });
        const files = login && remoteFiles(this.sys, login);
        files?.home();
        this.ends.set(name, files);
      } catch (error) {
        if (error instanceof ConfigFault) yield* this.io.stderr(`${error.message}\r\n`);
        else if (error instanceof Errno) yield* this.io.stderr('subsystem request failed on channel 0\r\n');
        else throw error;
        this.ends.set(name, undefined);
      }
    }
    const files = this.ends.get(name);
    if (!files) {
      yield* this.io.stderr('scp: Connection closed\r\n');
      return undefined;
    }
    return { files, path: remote.path.replace(/^~\//, '') || '.', remote: true };
  }

  private *one(from: End, to: End, into: boolean): Task<void> {
    let stat: Stat | undefined;
    try {
      stat = statOr(from.files, from.path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return yield* this.complain(
        from.remote ? `remote open "${absolute(from)}": ${sftpFault(error)}` : `stat local "${from.path}": ${error.message}`,
      );
    }
    if (!stat)
      return yield* this.complain(
        from.remote ? `${from.path}: No such file or directory` : `stat local "${from.path}": No such file or directory`,
      );
    const name = baseName(from.path === '.' ? from.files.home() : from.path);
    const path = into ? joinPath(to.path, name) : to.path;
    if (stat.type === 'dir') {
      if (!this.how.recursive)
        return yield* this.complain(
          from.remote
            ? `download ${from.path}: not a regular file`
            : `local "${from.path}" is not a regular file\r\nscp: failed to upload file ${from.path} to ${to.path}`,
        );
      return yield* this.tree(from, { ...to, path: into && /\/\.?$|^\.$/.test(from.path) && !from.remote ? to.path : path }, stat, 0);
    }
    yield* this.file(from, { ...to, path }, stat);
  }

  private *tree(from: End, to: End, stat: Stat, depth: number): Task<void> {
    if (depth > MOST_DEPTH) return yield* this.complain(`Maximum directory depth exceeded: ${depth} levels`);
    try {
      const there = statOr(to.files, to.path);
      if (!there) to.files.mkdir(to.path, stat.mode & 0o777);
      else if (there.type !== 'dir') return yield* this.complain(`remote mkdir "${to.path}": Failure`);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return yield* this.complain(
        to.remote ? `remote mkdir "${to.path}": ${sftpFault(error)}` : `local mkdir "${to.path}": ${error.message}`,
      );
    }
    let entries: ReturnType<Files['list']>;
    try {
      entries = from.files.list(from.path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return yield* this.complain(
        from.remote ? `remote readdir "${from.path}": ${sftpFault(error)}` : `local opendir "${from.path}": ${error.message}`,
      );
    }
    for (const { name } of entries) {
      const [source, target] = [
        { ...from, path: joinPath(from.path, name) },
        { ...to, path: joinPath(to.path, name) },
      ];
      const own = statOr(from.files, source.path);
      if (!own) continue;
      if (own.type === 'dir') yield* this.tree(source, target, own, depth + 1);
      else yield* this.file(source, target, own);
    }
    if (this.how.preserve) to.files.utimes(to.path, stat.mtime);
  }

  private *file(from: End, to: End, stat: Stat): Task<void> {
    let text: string;
    try {
      text = from.files.read(from.path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return yield* this.complain(
        from.remote ? `remote open "${absolute(from)}": ${sftpFault(error)}` : `open local "${from.path}": ${error.message}`,
      );
    }
    try {
      to.files.write(to.path, text, stat.mode & 0o777);
      if (this.how.preserve) {
        to.files.chmod(to.path, stat.mode & 0o7777);
        to.files.utimes(to.path, stat.mtime);
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (!to.remote) return yield* this.complain(`open local "${to.path}": ${error.message}`);
      yield* this.complain(`dest open "${absolute(to)}": ${sftpFault(error)}`);
      return from.remote ? undefined : yield* this.complain(`failed to upload file ${from.path} to ${to.path}`);
    }
    if (this.how.shown) yield* this.io.print(meter(baseName(from.path), byteLength(text), this.sys.ttySize(1).columns));
  }

  private *complain(text: string): Task<void> {
    this.failed = true;
    yield* this.io.stderr(`scp: ${text}\r\n`);
  }
}

/** A path of the other side as scp names it in messages. */
const absolute = ({ files, path, remote }: End): string =>
  remote && !path.startsWith('/') ? joinPath(files.home(), path === '.' ? '' : path) : path;

/** Files as `expandGlob` wants them. */
export const globbing = (files: Files) => ({
  exists: (path: string) => statOr(files, path) !== undefined,
  readdir: (path: string) => files.list(path).map(({ name }) => name),
});
