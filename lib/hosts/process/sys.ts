import type { HttpRequest, HttpResponse, StreamRead } from '@/lib/sim/http';
import type { Limit, Resource } from './limits';
import type { Signal } from './program';

/** Errors of system calls, by their C names. `message` is strerror's text ("No such file or directory"). */
export class Errno extends Error {
  constructor(
    readonly code: ErrnoCode,
    message: string,
  ) {
    // An answer of the system, not a fault of ours: nobody reads its stack, and taking one costs more than the call.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
  }
}

export type ErrnoCode =
  | 'ENOENT'
  | 'EACCES'
  | 'EPERM'
  | 'EEXIST'
  | 'ENOTDIR'
  | 'EISDIR'
  | 'ENOTEMPTY'
  | 'EBADF'
  | 'EINVAL'
  | 'EPIPE'
  | 'ESRCH'
  | 'ECHILD'
  | 'ENOEXEC'
  | 'ELOOP'
  | 'ENOSPC'
  | 'EFBIG'
  | 'EROFS'
  | 'EXDEV'
  | 'EMFILE'
  | 'EAGAIN'
  | 'ENOTTY'
  | 'EBUSY'
  | 'ENAMETOOLONG'
  | 'EINTR'
  | 'EIO'
  | 'ENOMEM'
  | 'ETXTBSY'
  | 'ECONNREFUSED'
  | 'ETIMEDOUT'
  | 'EHOSTUNREACH'
  | 'ENETUNREACH'
  | 'ECONNRESET'
  | 'EADDRINUSE'
  | 'EADDRNOTAVAIL'
  | 'ENAMENOTFOUND'
  /** A failed TLS handshake; the message is Go's: `tls: failed to verify certificate: x509: …`. */
  | 'ETLS';

export type FileType = 'file' | 'dir' | 'link' | 'fifo' | 'char' | 'block' | 'socket';

export interface Stat {
  readonly ino: number;
  readonly type: FileType;
  /** Permission bits, with setuid, setgid and sticky: 0o0000..0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes. */
  readonly size: number;
  readonly nlink: number;
  /** Virtual milliseconds since the epoch. */
  readonly mtime: number;
  readonly ctime: number;
  readonly atime: number;
  readonly dev: number;
}

export interface OpenFlags {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly append?: boolean;
  readonly create?: boolean;
  readonly exclusive?: boolean;
  readonly truncate?: boolean;
}

export interface SpawnOptions {
  /** argv[0] is looked up in PATH unless it holds a slash (or `file` is given). */
  readonly argv: readonly string[];
  /** Path of the executable, when it is not argv[0]. */
  readonly file?: string;
  /** Child's fd → this process's fd. Default: 0, 1 and 2 as they are. Others are closed. */
  readonly fds?: Readonly<Record<number, number>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** 0: a new process group led by the child; a number: that group; absent: the parent's. */
  readonly pgid?: number;
  /** Signals the child ignores from the start (SIGINT of background jobs, say). */
  readonly ignore?: readonly Signal[];
  readonly uid?: number;
  readonly gid?: number;
  readonly groups?: readonly number[];
  /** A new session with the tty of fd 0 as its controlling terminal, if that is one (login, ssh, su -). */
  readonly newSession?: boolean;
  /**
   * Instead of executing a file: a copy of the calling Machine with this state (bash's subshells and pipeline members).
   * Only Machines can do this.
   */
  readonly forkState?: unknown;
}

export interface ChildStatus {
  readonly pid: number;
  /** Exit code, or 128 + signal number. */
  readonly code: number;
  readonly signal?: Signal;
  /** 'stopped' after SIGTSTP or SIGSTOP: the child still lives. */
  readonly state: 'exited' | 'stopped' | 'continued';
}

export interface ProcessInfo {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly sid: number;
  readonly uid: number;
  readonly tty?: string;
  readonly argv: readonly string[];
  readonly state: 'running' | 'sleeping' | 'stopped' | 'zombie';
  readonly startedAt: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly container?: string;
}

/** Terminal settings that programs change. */
export interface TtyMode {
  /** Lines are gathered and edited by the tty (canonical mode). */
  readonly canonical: boolean;
  readonly echo: boolean;
  /** Ctrl-C, Ctrl-Z, Ctrl-\ send signals. */
  readonly signals: boolean;
}

/**
 * What a process can do. Every call returns at once: where Linux would block, the call says so (`'wait'`) and
 * names channels to wait on; `blocking.ts` wraps that for generator programs. Calls throw `Errno`.
 * Paths are relative to the working directory. Every answer is recorded for generator programs: keep them small.
 */
export interface Sys {
  readonly pid: number;
  readonly ppid: number;
  uid(): number;
  gid(): number;
  groups(): readonly number[];
  hostname(): string;
  /** Virtual milliseconds since the epoch. */
  now(): number;
  /** A number in [0, 1), from the world's seeded generator. */
  random(): number;

  env(): Readonly<Record<string, string>>;
  setEnv(env: Readonly<Record<string, string>>): void;
  cwd(): string;
  chdir(path: string): void;
  umask(mask?: number): number;
  /** The limit of a resource (getrlimit); with a limit, sets it: EINVAL, EPERM. */
  rlimit(resource: Resource, limit?: Limit): Limit;

  open(path: string, flags: OpenFlags, mode?: number): number;
  close(fd: number): void;
  dup2(from: number, to: number): void;
  /** Text read (at most `max` characters), null at the end of the file, or what to wait on. */
  read(fd: number, max?: number): string | null | { readonly wait: readonly string[] };
  /** Characters taken (fewer than given when a pipe is full), or what to wait on. EPIPE raises SIGPIPE too. */
  write(fd: number, text: string): number | { readonly wait: readonly string[] };
  seek(fd: number, offset: number, whence: 'set' | 'cur' | 'end'): number;
  fdStat(fd: number): Stat;
  /** Path a descriptor was opened by, or `pipe:[n]`, `/dev/pts/0`. */
  fdPath(fd: number): string | undefined;
  fds(): readonly number[];
  pipe(): readonly [read: number, write: number];

  stat(path: string): Stat;
  lstat(path: string): Stat;
  exists(path: string): boolean;
  /** Names, sorted as bytes, without `.` and `..`. */
  readdir(path: string): readonly string[];
  readFile(path: string): string;
  /** Creates or truncates (or appends); parents must be there. */
  writeFile(path: string, text: string, options?: { append?: boolean; mode?: number }): void;
  mkdir(path: string, mode?: number): void;
  rmdir(path: string): void;
  unlink(path: string): void;
  rename(from: string, to: string): void;
  link(from: string, to: string): void;
  symlink(target: string, path: string): void;
  readlink(path: string): string;
  realpath(path: string): string;
  mkfifo(path: string, mode?: number): void;
  chmod(path: string, mode: number): void;
  chown(path: string, uid: number, gid: number, options?: { follow?: boolean }): void;
  utimes(path: string, mtime: number): void;
  access(path: string, want: 'r' | 'w' | 'x'): boolean;

  /** Starts a child. ENOENT, EACCES and ENOEXEC as execve would give them. */
  spawn(options: SpawnOptions): number;
  /** Replaces this process by another program (execve); on success the caller's code never goes on. */
  exec(options: Pick<SpawnOptions, 'argv' | 'file' | 'env' | 'fds'>): never;
  /** The status of a child that has changed state, or what to wait on; ECHILD if there is no such child. */
  waitpid(pid: number | 'any' | { readonly pgid: number }): ChildStatus | { readonly wait: readonly string[] };
  /** Negative pid: a process group. Signal 0 as `'0'` only asks. */
  kill(pid: number, signal: Signal | '0'): void;
  processes(): readonly ProcessInfo[];
  setpgid(pid: number, pgid: number): void;
  /** What to do with a signal: 'handle' calls Machine.signal or, for generators, makes `pendingSignals` report it. */
  handleSignal(signal: Signal, how: 'default' | 'ignore' | 'handle'): void;
  /** Takes the handled signals that have arrived. */
  takeSignals(): readonly Signal[];
  signalChannel(): string;

  isatty(fd: number): boolean;
  ttyName(): string | undefined;
  /** With a size, sets it, and tells the foreground group (SIGWINCH). */
  ttySize(fd: number, size?: { readonly columns: number; readonly rows: number }): { readonly columns: number; readonly rows: number };
  /** A new terminal: what is written to `master` is typed at it, what it shows is read there; `slave` is for a child (openpty). */
  openPty(columns: number, rows: number): { readonly master: number; readonly slave: number; readonly path: string };
  ttyMode(fd: number, mode?: Partial<TtyMode>): TtyMode;
  /** The foreground process group of the terminal; with a number, sets it. */
  ttyForeground(fd: number, pgid?: number): number;

  /** IP addresses of this machine or pod, first the primary one. */
  addresses(): readonly string[];
  /** Answers a TCP connect would get; DNS names are resolved by this machine's /etc/hosts and resolv.conf. */
  dial(host: string, port: number, protocol?: 'tcp' | 'udp'): { readonly ok: true; readonly ip: string };
  /** A DNS query sent to `server` (default: resolv.conf's first). */
  resolve(name: string, type: string, server?: string, options?: DnsOptions): DnsAnswer;
  /** One HTTP exchange; `url.host` may be a name. Throws ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ENAMENOTFOUND. */
  http(target: HttpTarget, request: Omit<HttpRequest, 'peer'>): HttpResponse;
  /** PEM of the certificate that a port shows to who asks for `name` (default: the host); undefined where no TLS is spoken. Throws as `http`. */
  serverCertificate(host: string, port: number, name?: string): string | undefined;
  /** Reads, writes, closes a stream that `http` opened. */
  streamRead(id: string): StreamRead;
  streamWrite(id: string, item: unknown): void;
  streamClose(id: string): void;
  /** Serves connections to a port of this machine or pod with a handler known by name (see `hosts/net/services.ts`). */
  listen(port: number, handler: string, options?: ListenOptions): void;
  unlisten(port: number): void;

  /** Appends to the machine's journal (systemd units, logger). */
  journal(unit: string, text: string): void;
  /** Asks something of the machine that no file shows: `systemctl`, packages, mounts … (see `hosts/host-calls.ts`). */
  host(call: HostCall): unknown;
}

export interface HttpTarget {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  /** For https: PEM that the server's certificate must chain to; absent: not verified. */
  readonly ca?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  /** Name in the certificate, when it is not `host`. */
  readonly serverName?: string;
}

export interface ListenOptions {
  readonly protocol?: 'tcp' | 'udp';
  /** Default: all addresses. */
  readonly address?: string;
  /** Plain data for the handler. */
  readonly data?: unknown;
}

/** How a DNS query travels. Default: UDP to port 53. */
export interface DnsOptions {
  readonly protocol?: 'udp' | 'tcp';
  readonly port?: number;
}

export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly data: string;
}

export interface DnsAnswer {
  /** `TIMEOUT`: nobody answered; `UNREACHABLE`: the server's port is closed (ICMP port unreachable). */
  readonly status: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'NOTIMP' | 'TIMEOUT' | 'UNREACHABLE';
  readonly server: string;
  readonly answers: readonly DnsRecord[];
  /** Authority section: the zone's SOA with negative answers. */
  readonly authority?: readonly DnsRecord[];
  readonly additional?: readonly DnsRecord[];
  /** Flag aa. Default true. */
  readonly authoritative?: boolean;
}

/** Plain data: `call` names an entry of the host-call table. */
export interface HostCall {
  readonly call: string;
  readonly [field: string]: unknown;
}
