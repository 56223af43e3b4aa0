import type { HttpRequest, HttpResponse, StreamRead } from '@/lib/sim/http';
import type { Credentials } from '../fs/files';
import { asBytes, type Tree } from '../fs/tree';
import * as connections from '../net/connections';
import { setMode, typeInto } from '../tty';
import * as descriptors from './descriptors';
import { capable } from './capabilities';
import { errno } from './errno';
import { absolute, hostPid, replaceProgram, spawn } from './execute';
import { sendSignal, signalChannel, signalGroup, waitChild } from './lifecycle';
import { ProcessGone, type MachineState } from './machine-state';
import { limitOf, setLimit, type Limit, type Resource } from './limits';
import type { OpenFile } from './open-files';
import type { Process } from './process';
import type { Signal } from './program';
import { cpuTimeOf, residentBytes } from './usage';
import type {
  ChildStatus,
  DnsAnswer,
  DnsOptions,
  HostCall,
  HttpTarget,
  ListenOptions,
  OpenFlags,
  ProcessInfo,
  SpawnOptions,
  Stat,
  Sys,
  TtyMode,
} from './sys';

/** A channel that is always about to be notified: the process has used up its time slice. */
export const SLICE = 'slice';
const CALLS_IN_A_SLICE = 1000;
/** Characters that cost as much as a call. */
const CALL_CHARACTERS = 1024;
const MOST_CALLS_IN_A_STEP = 3_000_000;
const MOST_READ = 1024 * 1024;

/** The calls of one process, straight on the machine's state. */
export class ProcessSys implements Sys {
  private readonly generation: number;

  constructor(
    private readonly state: MachineState,
    private readonly process: Process,
  ) {
    this.generation = process.generation;
  }

  get pid(): number {
    return this.process.nspid;
  }
  get ppid(): number {
    return this.state.pidSeenBy(this.process, this.process.ppid);
  }
  uid = (): number => this.process.uid;
  gid = (): number => this.process.gid;
  groups = (): readonly number[] => this.process.groups;
  hostname = (): string => this.state.ns(this.process.ns).hostname;
  now = (): number => this.state.sim.now();
  random = (): number => this.state.sim.random.next();

  env = (): Readonly<Record<string, string>> => this.process.env;
  setEnv(env: Readonly<Record<string, string>>): void {
    this.process.env = env;
  }
  cwd = (): string => this.process.cwd;
  chdir(path: string): void {
    const found = this.tree().find(this.at(path));
    if (found.inode.type !== 'dir') throw errno('ENOTDIR');
    this.tree().need(found, 1);
    this.process.cwd = found.path;
  }
  umask(mask?: number): number {
    const before = this.process.umask;
    if (mask !== undefined) this.process.umask = mask & 0o777;
    return before;
  }

  rlimit(resource: Resource, limit?: Limit): Limit {
    if (limit) {
      const done = setLimit(this.process, resource, limit, capable(this.process, this.state.ns(this.process.ns), 'SYS_RESOURCE'));
      if (done !== 'ok') throw errno(done === 'invalid' ? 'EINVAL' : 'EPERM');
    }
    return limitOf(this.process, resource);
  }

  open(path: string, flags: OpenFlags, mode = 0o666): number {
    return descriptors.open(this.state, this.process, this.tree(), this.at(path), flags, mode);
  }
  close(fd: number): void {
    this.check();
    descriptors.close(this.state, this.process, fd);
  }
  dup2(from: number, to: number): void {
    this.check();
    const file = this.process.fds.get(from);
    if (file === undefined) throw errno('EBADF');
    if (from !== to) descriptors.install(this.state, this.process, file, to);
  }
  read(fd: number, max = 65_536): string | null | { readonly wait: readonly string[] } {
    if (this.sliceUsed()) return { wait: [SLICE] };
    const file = descriptors.fileOf(this.state, this.process, fd);
    if (file.kind === 'tty' && this.fromBackground(file.tty)) {
      if (this.process.dispositions.TTIN === 'ignore') throw errno('EIO');
      signalGroup(this.state, this.process.pgid, 'TTIN');
      this.check();
      return { wait: [this.state.ttyInput(file.tty)] };
    }
    return descriptors.readOpenFile(this.state, this.process.fds.get(fd)!, Math.min(max, MOST_READ));
  }
  write(fd: number, text: string): number | { readonly wait: readonly string[] } {
    if (this.sliceUsed()) return { wait: [SLICE] };
    const file = descriptors.fileOf(this.state, this.process, fd);
    this.state.calls += Math.floor(text.length / CALL_CHARACTERS);
    if (file.kind === 'pty') return this.type(file.tty, text);
    try {
      return descriptors.writeOpenFile(this.state, this.process.fds.get(fd)!, this.withinFileSize(file, text));
    } catch (error) {
      if ((error as { code?: string }).code === 'EPIPE') {
        sendSignal(this.state, this.process, 'PIPE');
        this.check();
      }
      throw error;
    }
  }
  seek(fd: number, offset: number, whence: 'set' | 'cur' | 'end'): number {
    return descriptors.seek(this.state, this.process, fd, offset, whence);
  }
  fdStat(fd: number): Stat {
    return descriptors.fdStat(this.state, this.process, this.tree(), fd);
  }
  fdPath(fd: number): string | undefined {
    return descriptors.fdPath(this.state, this.process, fd);
  }
  fds = (): readonly number[] => [...this.process.fds.keys()].sort((a, b) => a - b);
  pipe(): readonly [number, number] {
    this.check();
    const { read, write } = descriptors.newPipe(this.state);
    return [descriptors.install(this.state, this.process, read), descriptors.install(this.state, this.process, write)];
  }

  stat(path: string): Stat {
    const found = this.tree().find(this.at(path));
    return found.inode.fd === undefined ? this.tree().stat(this.at(path)) : this.fdStat(found.inode.fd);
  }
  lstat = (path: string): Stat => this.tree().stat(this.at(path), false);
  exists = (path: string): boolean => path !== '' && this.tree().exists(this.at(path));
  readdir = (path: string): readonly string[] => this.tree().readdir(this.at(path));
  readFile = (path: string): string => this.tree().readFile(this.at(path));
  writeFile(path: string, text: string, options: { append?: boolean; mode?: number } = {}): void {
    this.tree().writeFile(this.at(path), text, { append: options.append, mode: (options.mode ?? 0o666) & ~this.process.umask });
  }
  mkdir = (path: string, mode = 0o777): void => this.tree().mkdir(this.at(path), mode & ~this.process.umask);
  rmdir = (path: string): void => this.tree().rmdir(this.at(path));
  unlink(path: string): void {
    const at = this.at(path);
    const found = this.tree().tryFind(at, false);
    this.tree().unlink(at);
    if (found?.inode.type === 'file' && found.inode.nlink <= 1)
      descriptors.keepUnlinked(this.state, found.mount.fs, found.key, found.inode.text ?? '');
  }
  rename = (from: string, to: string): void => this.tree().rename(this.at(from), this.at(to));
  link = (from: string, to: string): void => this.tree().link(this.at(from), this.at(to));
  symlink = (target: string, path: string): void => this.tree().symlink(target, this.at(path));
  readlink = (path: string): string => this.tree().readlink(this.at(path));
  realpath = (path: string): string => this.tree().find(this.at(path)).path;
  mkfifo(path: string, mode = 0o666): void {
    const tree = this.tree();
    tree.create(tree.place(this.at(path)), tree.fresh('fifo', mode & ~this.process.umask));
  }
  chmod = (path: string, mode: number): void => this.tree().chmod(this.at(path), mode);
  chown = (path: string, uid: number, gid: number, options: { follow?: boolean } = {}): void =>
    this.tree().chown(this.at(path), uid, gid, options.follow ?? true);
  utimes = (path: string, mtime: number): void => this.tree().utimes(this.at(path), mtime);
  access = (path: string, want: 'r' | 'w' | 'x'): boolean => path !== '' && this.tree().access(this.at(path), want);

  spawn(options: SpawnOptions): number {
    return spawn(this.state, this.process, this.tree(), options).nspid;
  }
  exec(options: Pick<SpawnOptions, 'argv' | 'file' | 'env' | 'fds'>): never {
    replaceProgram(this.state, this.process, this.tree(), options);
    throw new ProcessGone();
  }
  waitpid(which: number | 'any' | { readonly pgid: number }): ChildStatus | { readonly wait: readonly string[] } {
    this.check();
    if (which === 'any') return waitChild(this.state, this.process, () => true);
    if (typeof which === 'number') return waitChild(this.state, this.process, (child) => child.nspid === which);
    const pgid = hostPid(this.state, this.process, which.pgid);
    return waitChild(this.state, this.process, (child) => child.pgid === pgid);
  }
  kill(pid: number, signal: Signal | '0'): void {
    this.check();
    const targets = this.targets(pid);
    if (targets.length === 0) throw errno('ESRCH');
    const allowed = targets.filter(
      (target) => capable(this.process, this.state.ns(this.process.ns), 'KILL') || this.process.uid === target.uid,
    );
    if (allowed.length === 0) throw errno('EPERM');
    if (signal === '0') return;
    for (const target of allowed) {
      // From inside its own namespace nothing at all kills or stops the first process.
      const spared = this.state.isInit(target) && (signal === 'KILL' || signal === 'STOP') && target.ns === this.process.ns;
      if (!spared) sendSignal(this.state, target, signal);
    }
    this.check();
  }
  processes(): readonly ProcessInfo[] {
    const pidNs = this.state.ns(this.process.ns).pid;
    const out: ProcessInfo[] = [];
    for (const process of this.state.processes.values()) {
      if (pidNs === '' || this.state.ns(process.ns).pid === pidNs) out.push(this.info(process));
    }
    return out.sort((a, b) => a.pid - b.pid);
  }
  setpgid(pid: number, pgid: number): void {
    this.check();
    const target = pid === 0 ? this.process : this.state.process(hostPid(this.state, this.process, pid));
    if (!target || target.status === 'zombie') throw errno('ESRCH');
    target.pgid = pgid === 0 ? target.pid : hostPid(this.state, this.process, pgid) || target.pid;
  }
  handleSignal(signal: Signal, how: 'default' | 'ignore' | 'handle'): void {
    const { [signal]: _, ...others } = this.process.dispositions;
    this.process.dispositions = how === 'default' ? others : { ...others, [signal]: how };
  }
  takeSignals(): readonly Signal[] {
    const taken = this.process.pending;
    this.process.pending = [];
    return taken;
  }
  signalChannel = (): string => signalChannel(this.state, this.process.pid);

  isatty = (fd: number): boolean => {
    const id = this.process.fds.get(fd);
    return id !== undefined && this.state.openFiles.get(id)?.kind === 'tty';
  };
  ttyName = (): string | undefined => (this.process.tty ? `/dev/${this.process.tty}` : undefined);
  ttySize(fd: number, size?: { readonly columns: number; readonly rows: number }): { readonly columns: number; readonly rows: number } {
    const tty = this.tty(fd);
    if (size && (size.columns !== tty.columns || size.rows !== tty.rows)) {
      this.state.setTty({ ...tty, columns: size.columns, rows: size.rows });
      if (tty.foreground) signalGroup(this.state, tty.foreground, 'WINCH');
    }
    return size ?? { columns: tty.columns, rows: tty.rows };
  }
  openPty(columns: number, rows: number): { readonly master: number; readonly slave: number; readonly path: string } {
    this.check();
    const pty = descriptors.newPty(this.state, columns, rows);
    const master = descriptors.install(this.state, this.process, pty.master);
    const slave = descriptors.install(this.state, this.process, pty.slave);
    return { master, slave, path: descriptors.fdPath(this.state, this.process, slave)! };
  }
  ttyMode(fd: number, mode?: Partial<TtyMode>): TtyMode {
    const tty = this.tty(fd);
    if (!mode) return tty.mode;
    this.state.setTty(setMode(tty, mode));
    return tty.mode;
  }
  ttyForeground(fd: number, pgid?: number): number {
    const tty = this.tty(fd);
    if (pgid !== undefined) this.state.setTty({ ...tty, foreground: hostPid(this.state, this.process, pgid) || pgid });
    const foreground = pgid ?? tty.foreground;
    return pgid ?? (this.state.pidSeenBy(this.process, foreground) || foreground);
  }

  addresses = (): readonly string[] => this.state.nets.get(this.state.ns(this.process.ns).net)?.addresses ?? [];
  dial(host: string, port: number, protocol: 'tcp' | 'udp' = 'tcp'): { readonly ok: true; readonly ip: string } {
    this.spend();
    return connections.dial(this.state, this.process, host, port, protocol);
  }
  resolve(name: string, type: string, server?: string, options?: DnsOptions): DnsAnswer {
    this.spend();
    return connections.query(this.state, this.process, name, type, server, options);
  }
  http(target: HttpTarget, request: Omit<HttpRequest, 'peer'>): HttpResponse {
    this.spend();
    return connections.http(this.state, this.process, target, request);
  }
  serverCertificate(host: string, port: number, name = host): string | undefined {
    this.spend();
    return connections.serverCertificate(this.state, this.process, host, port, name);
  }
  streamRead = (id: string): StreamRead => this.state.bindings.network.readStream(id);
  streamWrite = (id: string, item: unknown): void => this.state.bindings.network.writeStream(id, item);
  streamClose = (id: string): void => this.state.bindings.network.closeStream(id);
  listen(port: number, handler: string, options: ListenOptions = {}): void {
    connections.listen(this.state, this.process, port, handler, options);
  }
  unlisten(port: number): void {
    this.state.listeners = this.state.listeners.filter((listener) => listener.pid !== this.process.pid || listener.port !== port);
  }

  journal(unit: string, text: string): void {
    this.state.writeJournal(unit, this.process.pid, text);
  }
  host(call: HostCall): unknown {
    this.spend();
    return this.state.bindings.hostCall(this.state.name, this.process, call);
  }

  /** What of a text may still be written; nothing more: SIGXFSZ, and EFBIG for who ignores it. */
  private withinFileSize(file: OpenFile, text: string): string {
    const most = this.process.limits?.fsize?.soft;
    if (most === undefined || most === null || file.kind !== 'file' || text === '') return text;
    const room = most - (file.append ? (this.state.store(file.fs).get(file.key)?.size ?? 0) : file.offset);
    if (room > 0) return text.slice(0, room);
    sendSignal(this.state, this.process, 'XFSZ');
    this.check();
    throw errno('EFBIG');
  }
  private tree(): Tree {
    this.spend();
    return this.state.tree(this.process.ns, this.who());
  }
  private who(): Credentials & { readonly pid: number } {
    const { uid, gid, groups, pid, ns } = this.process;
    return { uid, gid, groups, pid, capabilities: this.state.ns(ns).capabilities };
  }
  private at(path: string): string {
    if (path === '') throw errno('ENOENT');
    return absolute(this.process.cwd, path);
  }
  private tty(fd: number) {
    const file = descriptors.fileOf(this.state, this.process, fd);
    if (file.kind !== 'tty' && file.kind !== 'pty') throw errno('ENOTTY');
    const tty = this.state.ttys.get(file.tty);
    if (!tty) throw errno('EIO');
    return tty;
  }
  /** Typed by the program at the master's side, as a person would. */
  private type(name: string, text: string): number {
    const tty = this.state.ttys.get(name);
    if (!tty || tty.hungUp) throw errno('EIO');
    const typed = typeInto(tty, text);
    this.state.setTty(typed.tty);
    for (const signal of typed.signals) if (tty.foreground) signalGroup(this.state, tty.foreground, signal);
    return text.length;
  }
  private fromBackground(name: string): boolean {
    const tty = this.state.ttys.get(name)!;
    return this.process.tty === name && tty.foreground !== 0 && tty.foreground !== this.process.pgid;
  }
  private targets(pid: number): Process[] {
    const pidNs = this.state.ns(this.process.ns).pid;
    const alive = [...this.state.processes.values()].filter((process) => pidNs === '' || this.state.ns(process.ns).pid === pidNs);
    if (pid === -1) return alive.filter((process) => process !== this.process && process.nspid !== 1);
    if (pid === 0) return alive.filter((process) => process.pgid === this.process.pgid);
    if (pid > 0) return alive.filter((process) => process.nspid === pid);
    const leader = hostPid(this.state, this.process, -pid);
    return alive.filter((process) => process.pgid === leader && process.status !== 'zombie');
  }
  private info(process: Process): ProcessInfo {
    const seen = (pid: number) => this.state.pidSeenBy(this.process, pid);
    const { container } = this.state.ns(process.ns);
    return {
      pid: seen(process.pid),
      ppid: seen(process.ppid),
      pgid: seen(process.pgid),
      sid: seen(process.sid),
      uid: process.uid,
      tty: process.tty,
      argv: process.argv,
      state:
        process === this.process
          ? 'running'
          : process.status === 'waiting'
            ? 'sleeping'
            : process.status === 'ready'
              ? 'running'
              : process.status,
      startedAt: process.startedAt,
      cpuMs: Math.floor(cpuTimeOf(this.state, process).usedMs),
      rssBytes: residentBytes(process),
      ...(container ? { container } : {}),
    };
  }
  /** Throws when the process must not go on: it has been killed, or is another program by now. */
  private check(): void {
    if (this.process.status === 'zombie' || this.process.generation !== this.generation) throw new ProcessGone();
  }
  private spend(): void {
    this.check();
    if (++this.state.calls > MOST_CALLS_IN_A_STEP) throw new Error(`more than ${MOST_CALLS_IN_A_STEP} system calls without a rest`);
  }
  private sliceUsed(): boolean {
    this.spend();
    return this.state.calls > CALLS_IN_A_SLICE;
  }
}

export { asBytes };
