import type { AnswerLog } from './answer-log';
import type { Sys } from './sys';

type Call = (...args: unknown[]) => unknown;

const CALLS: readonly Exclude<keyof Sys, 'pid' | 'ppid'>[] = [
  'uid',
  'gid',
  'groups',
  'hostname',
  'now',
  'random',
  'env',
  'setEnv',
  'cwd',
  'chdir',
  'umask',
  'rlimit',
  'open',
  'close',
  'dup2',
  'read',
  'write',
  'seek',
  'fdStat',
  'fdPath',
  'fds',
  'pipe',
  'stat',
  'lstat',
  'exists',
  'readdir',
  'readFile',
  'writeFile',
  'mkdir',
  'rmdir',
  'unlink',
  'rename',
  'link',
  'symlink',
  'readlink',
  'realpath',
  'mkfifo',
  'chmod',
  'chown',
  'utimes',
  'access',
  'spawn',
  'exec',
  'waitpid',
  'kill',
  'processes',
  'setpgid',
  'handleSignal',
  'takeSignals',
  'signalChannel',
  'isatty',
  'ttyName',
  'ttySize',
  'openPty',
  'ttyMode',
  'ttyForeground',
  'addresses',
  'dial',
  'resolve',
  'http',
  'serverCertificate',
  'streamRead',
  'streamWrite',
  'streamClose',
  'listen',
  'unlisten',
  'journal',
  'host',
];

/** The calls of a generator program: answered from the log while it is replayed, noted in it afterwards. */
class RecordedSys {
  constructor(
    readonly inner: Sys,
    readonly log: AnswerLog,
  ) {}

  get pid(): number {
    return this.inner.pid;
  }

  get ppid(): number {
    return this.log.answer(() => this.inner.ppid) as number;
  }
}

for (const name of CALLS) {
  Object.defineProperty(RecordedSys.prototype, name, {
    value(this: RecordedSys, ...args: unknown[]) {
      return this.log.answer(() => (this.inner[name] as Call)(...args));
    },
  });
}

export const recordedSys = (inner: Sys, log: AnswerLog): Sys => new RecordedSys(inner, log) as unknown as Sys;
