import type { Sim } from '@/lib/sim/sim';
import { SUPERUSER, type Credentials } from '../fs/files';
import type { FileSystem } from '../fs/file-system';
import type { Tree } from '../fs/tree';
import { newTty, readOutput, typeInto, type Tty } from '../tty';
import { install, newOpenFile, newPipe, readOpenFile, release, retain, writeOpenFile } from './descriptors';
import { addProcess, DEFAULT_PATH, findExecutable, takeTerminal } from './execute';
import { endProcess, sendSignal, signalGroup } from './lifecycle';
import { DEFAULT_MACHINE_LIMITS, MachineState, PROCESS_QUEUE, type MachineBindings, type MachineLimits } from './machine-state';
import type { OpenFile } from './open-files';
import { copyProcess, type Namespaces, type NetworkNamespace, type Process } from './process';
import { ProcessSys } from './process-sys';
import type { Signal } from './program';
import { stepProcess, type Live } from './steps';
import type { Sys } from './sys';

export const HOST = 'host';

/** How the machine's owner starts a process. */
export interface Launch {
  readonly argv: readonly string[];
  /** Path of the executable when it is not argv[0]. */
  readonly file?: string;
  readonly ns?: string;
  readonly who?: Credentials;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Its sleeps do not keep `settle()` waiting. Default true on behalf of daemons. */
  readonly background?: boolean;
  /** Descriptor → open file. Default: /dev/null. */
  readonly files?: Readonly<Record<number, number>>;
  /** Parent in the table; default 0: `bindings.ended` tells of its end. */
  readonly ppid?: number;
  /** Default 0o022. */
  readonly umask?: number;
  readonly limits?: Process['limits'];
  /** Unit of systemd whose control group it is put in. */
  readonly unit?: string;
}

/** A simulated Linux machine: its processes, files, terminals and sockets over one Sim. */
export class Kernel {
  private readonly live = new Map<number, Live>();

  constructor(readonly state: MachineState) {
    state.sysOf = (process) => new ProcessSys(state, process);
  }

  static create(name: string, sim: Sim, bindings: MachineBindings, limits: MachineLimits = DEFAULT_MACHINE_LIMITS): Kernel {
    return new Kernel(new MachineState(name, sim, bindings, sim.now(), limits));
  }

  get name(): string {
    return this.state.name;
  }

  /** Handles one key of the process queue. */
  step(pid: number): void {
    stepProcess(this.state, this.live, pid);
  }

  /** The machine was switched off: nothing runs, and numbers of processes begin anew. */
  switchOff(): void {
    this.live.clear();
    this.state.processes.clear();
  }

  /** Starts a process. Throws Errno as execve does; nothing is left behind then. */
  launch(launch: Launch): Process {
    const { state } = this;
    const ns = launch.ns ?? HOST;
    const who = launch.who ?? SUPERUSER;
    const env = launch.env ?? { PATH: DEFAULT_PATH };
    const cwd = launch.cwd ?? '/';
    const tree = state.tree(ns, who);
    const executable = findExecutable(tree, cwd, env, launch.argv, launch.file);
    const files = new Map(Object.entries(launch.files ?? {}).map(([fd, file]) => [Number(fd), file]));
    for (const fd of [0, 1, 2])
      if (!files.has(fd)) files.set(fd, newOpenFile(state, { kind: 'device', device: 'null', path: '/dev/null' }));
    const process = addProcess(
      state,
      {
        ppid: launch.ppid ?? 0,
        ns,
        who,
        env,
        cwd,
        umask: launch.umask ?? 0o022,
        background: launch.background ?? true,
        pgid: 0,
        files,
        ...(launch.limits ? { limits: launch.limits } : {}),
        ...(launch.unit ? { unit: launch.unit } : {}),
      },
      executable,
    );
    takeTerminal(state, process);
    return process;
  }

  /** Files as somebody in some namespaces sees them; root on the host by default. */
  tree(ns = HOST, who: Credentials & { readonly pid?: number } = SUPERUSER): Tree {
    return this.state.tree(ns, who);
  }

  /** Calls in the name of a process, for what acts on its behalf from outside. */
  sys(process: Process): Sys {
    return new ProcessSys(this.state, process);
  }

  /** An open file that hands what is written to `bindings.sink`. */
  sink(name: string): number {
    return newOpenFile(this.state, { kind: 'sink', sink: name });
  }

  /** A pipe whose write end the machine's owner holds. */
  inputPipe(): { readonly read: number; readonly write: number } {
    const { read, write } = newPipe(this.state);
    retain(this.state, write);
    return { read, write };
  }

  openFile(file: Omit<OpenFile, 'refs'>): number {
    return newOpenFile(this.state, file as never);
  }

  /** Writes to an open file the owner holds; how many characters were taken (0 when it is full or nobody reads). */
  feed(file: number, text: string): number {
    try {
      const taken = writeOpenFile(this.state, file, text);
      return typeof taken === 'number' ? taken : 0;
    } catch {
      return 0;
    }
  }

  drain(file: number, max = 65_536): string | null | undefined {
    const got = readOpenFile(this.state, file, max);
    return got === null || typeof got === 'string' ? got : undefined;
  }

  releaseFile(file: number): void {
    release(this.state, file);
  }

  installFile(process: Process, file: number, fd: number): void {
    install(this.state, process, file, fd);
  }

  kill(process: Process, signal: Signal): void {
    sendSignal(this.state, process, signal);
  }

  end(process: Process, code: number): void {
    endProcess(this.state, process, code);
  }

  /** A new terminal and an open file of it. */
  openTty(columns: number, rows: number): { readonly tty: Tty; readonly file: number } {
    const tty = newTty(`pts/${this.state.nextPty++}`, columns, rows);
    this.state.setTty(tty);
    return { tty, file: newOpenFile(this.state, { kind: 'tty', tty: tty.name, path: `/dev/${tty.name}` }) };
  }

  /** What a person types at a terminal. */
  type(name: string, text: string): void {
    const tty = this.state.ttys.get(name);
    if (!tty || tty.hungUp) return;
    const typed = typeInto(tty, text);
    this.state.setTty(typed.tty);
    for (const signal of typed.signals) if (typed.tty.foreground) signalGroup(this.state, typed.tty.foreground, signal);
  }

  resizeTty(name: string, columns: number, rows: number): void {
    const tty = this.state.ttys.get(name);
    if (!tty || (tty.columns === columns && tty.rows === rows)) return;
    this.state.setTty({ ...tty, columns, rows });
    if (tty.foreground) signalGroup(this.state, tty.foreground, 'WINCH');
  }

  readTty(name: string, offset: number): { readonly text: string; readonly offset: number } {
    const tty = this.state.ttys.get(name);
    return tty ? readOutput(tty, offset) : { text: '', offset };
  }

  /** The line is cut: SIGHUP for its session, end of file for its readers. */
  hangUpTty(name: string): void {
    const tty = this.state.ttys.get(name);
    if (!tty || tty.hungUp) return;
    this.state.setTty({ ...tty, hungUp: true });
    const leader = tty.session === undefined ? undefined : this.state.process(tty.session);
    if (tty.foreground) signalGroup(this.state, tty.foreground, 'HUP');
    if (leader) {
      sendSignal(this.state, leader, 'HUP');
      sendSignal(this.state, leader, 'CONT');
    }
  }

  closeTty(name: string): void {
    this.hangUpTty(name);
    this.state.ttys.delete(name);
  }

  addStore(id: string, fs: FileSystem): void {
    this.state.stores.set(id, fs);
  }

  setNamespaces(ns: Namespaces): void {
    this.state.namespaces.set(ns.id, ns);
  }

  setNet(net: NetworkNamespace): void {
    this.state.nets.set(net.id, net);
  }

  /** The same machine over another Sim; costs what has changed, not what there is. */
  fork(sim: Sim, bindings: MachineBindings): Kernel {
    const from = this.state;
    const to = new MachineState(from.name, sim, bindings, from.bootedAt, from.limits);
    for (const [id, store] of from.stores) to.stores.set(id, 'fork' in store ? (store as FileSystem).fork() : store);
    to.namespaces = new Map(from.namespaces);
    to.nets = new Map(from.nets);
    for (const [pid, process] of from.processes) to.processes.set(pid, copyProcess(process));
    to.openFiles = new Map(from.openFiles);
    to.pipes = new Map(from.pipes);
    to.fifos = new Map(from.fifos);
    to.ttys = new Map(from.ttys);
    to.listeners = from.listeners;
    to.journal = from.journal.slice();
    to.settings = new Map(from.settings);
    to.nsPids = new Map(from.nsPids);
    to.spent = new Map(from.spent);
    to.nextPid = from.nextPid;
    to.nextFile = from.nextFile;
    to.nextPipe = from.nextPipe;
    to.nextPty = from.nextPty;
    return new Kernel(to);
  }
}

/** Binds the process queue of a world's machines. */
export function bindProcessQueue(sim: Sim, machine: (name: string) => Kernel | undefined): void {
  const step = (key: string) => {
    const at = key.lastIndexOf('/');
    machine(key.slice(0, at))?.step(Number(key.slice(at + 1)));
  };
  sim.on(PROCESS_QUEUE, step, { busy: true });
}
