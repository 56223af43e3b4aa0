import { Errno, type Stat, type Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { isTerminal, type Io, type Task } from '../command/stdio';
import { ConfigFault, expandGlob } from './client-config';
import { words } from './config-text';
import { dialOut, dialingOf } from './dial-out';
import { baseName, joinPath, localFiles, parseRemote, remoteFiles, sftpFault, statOr, type Files } from './remote-files';
import { globbing } from './scp';
import { readIfThere } from './identities';

const MOST_DEPTH = 64;
const USAGE =
  'usage: sftp [-46AaCfNpqrv] [-B buffer_size] [-b batchfile] [-c cipher]\n          [-D sftp_server_command] [-F ssh_config] [-i identity_file]\n          [-J destination] [-l limit] [-o ssh_option] [-P port]\n          [-R num_requests] [-S program] [-s subsystem | sftp_server]\n          [-X sftp_option] destination\n';
const HELP =
  "Available commands:\nbye                                Quit sftp\ncd path                            Change remote directory to 'path'\nchmod mode path                    Change permissions of file 'path' to 'mode'\nexit                               Quit sftp\nget [-Rr] remote [local]           Download file\nhelp                               Display this help text\nlcd path                           Change local directory to 'path'\nlls [path]                         Display local directory listing\nlmkdir path                        Create local directory\nlpwd                               Print local working directory\nls [-1l] [path]                    Display remote directory listing\nmkdir path                         Create remote directory\nput [-Rr] local [remote]           Upload file\npwd                                Display remote working directory\nquit                               Quit sftp\nrename oldpath newpath             Rename remote file\nrm path                            Delete remote file\nrmdir path                         Remove remote directory\nsymlink oldpath newpath            Symlink remote file\n?                                  Synonym for help\n";

export const sftp: Command = {
  name: 'sftp',
  options: '4 6 A a C f N p q r v B: b: c: D: F: i: J: l: o: P: R: S: s: X:',
  usage: USAGE,
  refusal: USAGE,
  *run(io, options, sys) {
    const [word, start] = options.operands;
    const remote = word === undefined ? undefined : (parseRemote(word) ?? { target: word, path: '' });
    if (!remote || start !== undefined) {
      yield* io.stderr(USAGE);
      return 1;
    }
    const batch = options.value('b');
    const lines = batch === undefined || batch === '-' ? undefined : readIfThere(sys, batch);
    if (batch !== undefined && batch !== '-' && lines === undefined) {
      yield* io.stderr(`No such file or directory (${batch}).\r\n`);
      return 1;
    }
    const dialing = dialingOf(options);
    let files: Files;
    try {
      const login = yield* dialOut(io, remote.target, {
        ...dialing,
        options: [...(dialing.options ?? []), ...(batch === undefined ? [] : ['BatchMode=yes'])],
        ...('port' in remote && remote.port && { port: remote.port }),
      });
      if (!login) {
        yield* io.stderr('Connection closed\r\n');
        return 255;
      }
      files = remoteFiles(sys, login);
      files.home();
      if (!options.has('q')) yield* io.stderr(`Connected to ${remote.target.replace(/^.*@/, '')}.\r\n`);
    } catch (error) {
      if (error instanceof ConfigFault) yield* io.stderr(`${error.message}\r\n`);
      else if (error instanceof Errno) yield* io.stderr('subsystem request failed on channel 0\r\nConnection closed\r\n');
      else throw error;
      return 255;
    }
    return yield* new Conversation(io, sys, files, batch !== undefined).run(remote.path, lines);
  },
};

class Conversation {
  private directory: string;
  private readonly local: Files;

  constructor(
    private readonly io: Io,
    private readonly sys: Sys,
    private readonly files: Files,
    private readonly batch: boolean,
  ) {
    this.directory = files.home();
    this.local = localFiles(sys);
  }

  *run(path: string, batch: string | undefined): Task<number> {
    const { io, sys } = this;
    if (path) {
      const whole = this.at(path);
      if (statOr(this.files, whole)?.type === 'dir') this.directory = whole;
      else return (yield* this.carry('get', [path], false)) ? 0 : 1;
    }
    const typed = isTerminal(sys, 0) && batch === undefined;
    const lines = batch?.replace(/\n$/, '').split('\n');
    const input = io.stdin;
    for (let i = 0; ; i++) {
      if (typed) yield* io.print('sftp> ');
      if (typed) yield* io.flush();
      const line: string | null | undefined = lines ? lines[i] : yield* input.line();
      if (line === null || line === undefined) {
        if (typed) yield* io.print('\n');
        return 0;
      }
      const bare = line.trim();
      if (!typed && bare && !bare.startsWith('#')) yield* io.print(`sftp> ${bare}\n`);
      if (!bare || bare.startsWith('#')) continue;
      if (/^(bye|exit|quit)$/i.test(bare)) return 0;
      const forgiven = bare.startsWith('-');
      const { args } = words(bare.replace(/^[-@]+/, ''));
      const ok = yield* this.obey(args[0]!.toLowerCase(), args.slice(1));
      if (!ok && this.batch && !forgiven) return 1;
    }
  }

  private at(path: string): string {
    const whole = path.startsWith('/') ? path : joinPath(this.directory, path);
    const parts: string[] = [];
    for (const part of whole.split('/')) {
      if (part === '..') parts.pop();
      else if (part && part !== '.') parts.push(part);
    }
    return `/${parts.join('/')}`;
  }

  private *obey(verb: string, args: readonly string[]): Task<boolean> {
    const { files, io, sys } = this;
    const plain = args.filter((word) => !word.startsWith('-'));
    const flags = args.filter((word) => word.startsWith('-')).join('');
    const [first = '', second] = plain;
    const whole = this.at(first);
    try {
      switch (verb) {
        case 'pwd':
          yield* io.print(`Remote working directory: ${this.directory}\n`);
          return true;
        case 'lpwd':
          yield* io.print(`Local working directory: ${sys.cwd()}\n`);
          return true;
        case 'cd':
          if (files.stat(whole).type !== 'dir') return yield* this.complain(`Can't change directory: "${whole}" is not a directory`);
          this.directory = first ? whole : files.home();
          return true;
        case 'lcd':
          sys.chdir(first);
          return true;
        case 'lls':
          yield* io.print(`${sys.readdir(first || '.').join('  ')}\n`);
          return true;
        case 'ls':
        case 'dir':
          return yield* this.list(first, flags);
        case 'get':
        case 'put':
        case 'mget':
        case 'mput':
          return yield* this.carry(verb.endsWith('get') ? 'get' : 'put', plain, /[rR]/.test(flags));
        case 'mkdir':
          files.mkdir(whole, 0o777);
          return true;
        case 'lmkdir':
          sys.mkdir(first, 0o755);
          return true;
        case 'rmdir':
          files.rmdir(whole);
          return true;
        case 'rm':
        case 'delete':
          for (const path of expandGlob(globbing(files), whole)) {
            yield* io.print(`Removing ${path}\n`);
            files.unlink(path);
          }
          if (!statOr(files, whole, false) && !/[*?]/.test(first) && expandGlob(globbing(files), whole).length === 0) return true;
          return true;
        case 'rename':
          files.rename(whole, this.at(second ?? ''));
          return true;
        case 'symlink':
        case 'ln':
          files.symlink(first, this.at(second ?? ''));
          return true;
        case 'chmod':
          files.chmod(this.at(second ?? ''), Number.parseInt(first, 8));
          yield* io.print(`Changing mode on ${this.at(second ?? '')}\n`);
          return true;
        case 'help':
        case '?':
          yield* io.print(HELP);
          return true;
        case 'version':
          yield* io.print('SFTP protocol version 3\n');
          return true;
        default:
          return yield* this.complain('Invalid command.');
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (verb.startsWith('l') && verb !== 'ls' && verb !== 'ln')
        return yield* this.complain(`Couldn't change local directory to "${first}": ${error.message}`);
      const what: Record<string, string> = {
        cd: `stat ${whole}`,
        mkdir: `remote mkdir "${whole}"`,
        rmdir: `remote rmdir "${whole}"`,
        rm: `remote delete "${whole}"`,
        rename: `remote rename "${whole}" to "${this.at(second ?? '')}"`,
      };
      return yield* this.complain(`${what[verb] ?? `stat ${whole}`}: ${sftpFault(error)}`);
    }
  }

  private *list(path: string, flags: string): Task<boolean> {
    const whole = this.at(path);
    const stat = statOr(this.files, whole);
    const found =
      stat?.type === 'dir' ? this.files.list(whole).filter(({ name }) => flags.includes('a') || !name.startsWith('.')) : undefined;
    const paths = found ? [] : expandGlob(globbing(this.files), whole);
    if (!found && paths.length === 0) return yield* this.complain(`Can't ls: "${whole}" not found`);
    const rows = found ?? paths.map((one) => ({ name: path.includes('/') ? one : baseName(one), stat: this.files.stat(one) }));
    const shown = rows.map(({ name, stat: own }) => ({ name: path && found ? joinPath(path, name) : name, own }));
    if (flags.includes('l')) for (const { name, own } of shown) yield* this.io.print(`${longRow(own, this.sys.now())} ${name}\n`);
    else if (flags.includes('1') || !isTerminal(this.sys, 1))
      for (const { name } of shown) yield* this.io.print(`${name.padEnd(flags.includes('1') ? 0 : 1)}\n`);
    else yield* this.io.print(`${shown.map(({ name }) => name).join('  ')}\n`);
    return true;
  }

  private *carry(way: 'get' | 'put', plain: readonly string[], deep: boolean): Task<boolean> {
    const [source = '', target] = plain;
    const [from, to] = way === 'get' ? [this.files, this.local] : [this.local, this.files];
    const start = way === 'get' ? this.at(source) : source;
    const paths = /[*?]/.test(source)
      ? expandGlob(way === 'get' ? globbing(from) : this.sys, start.includes('/') ? start : `./${start}`)
      : [start];
    let ok = true;
    for (const path of paths) {
      const stat = statOr(from, path);
      if (!stat) {
        ok = yield* this.complain(way === 'get' ? `File "${path}" not found.` : `stat ${path}: No such file or directory`);
        continue;
      }
      const goal = target === undefined ? (way === 'get' ? '.' : this.directory) : way === 'get' ? target : this.at(target);
      const into = statOr(to, goal)?.type === 'dir';
      const place = into ? (goal === '.' ? baseName(path) : joinPath(goal, baseName(path))) : goal;
      if (stat.type === 'dir' && !deep) {
        ok = yield* this.complain(way === 'get' ? `download "${path}": not a regular file` : `local "${path}" is not a regular file`);
        continue;
      }
      yield* this.io.print(
        way === 'get'
          ? `Fetching ${path}${stat.type === 'dir' ? '/' : ''} to ${place}\n`
          : `Uploading ${path}${stat.type === 'dir' ? '/' : ''} to ${place}\n`,
      );
      ok = (yield* this.copy(from, path, to, place, way, 0)) && ok;
    }
    if (paths.length === 0) ok = yield* this.complain(`File "${start}" not found.`);
    return ok;
  }

  private *copy(from: Files, path: string, to: Files, place: string, way: 'get' | 'put', depth: number): Task<boolean> {
    try {
      const stat = from.stat(path);
      if (stat.type !== 'dir') to.write(place, from.read(path), stat.mode & 0o777);
      else if (depth < MOST_DEPTH) {
        if (!statOr(to, place)) to.mkdir(place, 0o777);
        for (const { name } of from.list(path)) yield* this.copy(from, joinPath(path, name), to, joinPath(place, name), way, depth + 1);
      }
      return true;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return yield* this.complain(way === 'put' ? `dest open "${place}": ${sftpFault(error)}` : `open "${path}": ${sftpFault(error)}`);
    }
  }

  private *complain(text: string): Task<false> {
    yield* this.io.flush();
    yield* this.io.stderr(`${text}\r\n`);
    return false;
  }
}

const TYPES: Readonly<Record<string, string>> = { dir: 'd', link: 'l', fifo: 'p', char: 'c', block: 'b', socket: 's' };

/** `-rw-r--r--    ? root     root           12 Jan 15 09:00`, as OpenSSH's client lists. */
function longRow({ gid, mode, mtime, size, type, uid }: Stat, now: number): string {
  const bits = [...'rwxrwxrwx'].map((letter, i) => (mode & (1 << (8 - i)) ? letter : '-')).join('');
  const [, day, month, year, time] = new Date(mtime).toUTCString().split(' ');
  const when = now - mtime < 182 * 86_400_000 ? time!.slice(0, 5) : ` ${year}`;
  return `${TYPES[type] ?? '-'}${bits}    ? ${String(uid).padEnd(8)} ${String(gid).padEnd(8)} ${String(size).padStart(8)} ${month} ${String(Number(day)).padStart(2)} ${when}`;
}
