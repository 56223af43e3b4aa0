import type { Sim } from '@/lib/sim/sim';
import { CGROUP, CgroupFs } from '../fs/cgroup-fs';
import type { Credentials, FileContext } from '../fs/files';
import type { InodeStore } from '../fs/inode';
import { MountTable } from '../fs/mounts';
import { ProcFs } from '../fs/proc-fs';
import { PTS, PtsFs } from '../fs/pts-fs';
import { Tree } from '../fs/tree';
import type { Network, ServiceTable } from '../net/network';
import type { Tty } from '../tty';
import { errno } from './errno';
import type { OpenFile, Pipe } from './open-files';
import type { Listener, Namespaces, NetworkNamespace, Process } from './process';
import type { ProgramTable } from './program';
import type { HostCall, Sys } from './sys';

export const PROCESS_QUEUE = 'process';

/** Id under which mount tables name /proc. */
export const PROC = 'proc';

export interface JournalEntry {
  /** Virtual milliseconds since the epoch. */
  readonly time: number;
  readonly unit: string;
  readonly pid: number;
  readonly text: string;
  /** What stands before the process id; absent: `systemd` for process 1, else the unit's name. */
  readonly identifier?: string;
  /** As syslog numbers it, 0 (emerg) to 7 (debug). Absent: 6, or what the line of klog says. */
  readonly priority?: number;
  readonly transport?: 'kernel' | 'syslog' | 'stdout';
  readonly uid?: number;
}

export interface MachineLimits {
  /** Processes at once, zombies included. */
  readonly processes: number;
  readonly journalEntries: number;
  readonly openFiles: number;
}

export const DEFAULT_MACHINE_LIMITS: MachineLimits = { processes: 1024, journalEntries: 5000, openFiles: 16_384 };

/** Code that a machine is bound to; given anew after a fork or a restore. */
export interface MachineBindings {
  readonly programs: ProgramTable;
  readonly services: ServiceTable;
  readonly network: Network;
  /** Answers `sys.host`; throws Errno, or Error for a call that is not simulated. */
  hostCall(machine: string, process: Process, call: HostCall): unknown;
  /** Takes what processes write to a sink: container logs, script output. */
  sink(machine: string, sink: string, text: string): void;
  /** A process that the machine itself started (ppid 0) has ended. It is gone from the table after this. */
  ended(machine: string, process: Process): void;
  /** A file system that belongs to no machine, or to another one: a network volume. */
  sharedStore?(id: string): InodeStore | undefined;
  /** A program threw what is not an Errno: a mistake of the simulation. */
  crashed(machine: string, process: Process, error: unknown): void;
}

/** What processes that are gone used of the CPU. Milliseconds. */
export interface Spent {
  readonly usedMs: number;
  readonly throttledMs: number;
}

/** All state of one machine, and the small questions everybody asks of it. */
export class MachineState {
  stores = new Map<string, InodeStore>();
  namespaces = new Map<string, Namespaces>();
  nets = new Map<string, NetworkNamespace>();
  processes = new Map<number, Process>();
  openFiles = new Map<number, OpenFile>();
  pipes = new Map<number, Pipe>();
  /** `fs:key` of a fifo → its pipe while somebody holds it open. */
  fifos = new Map<string, number>();
  ttys = new Map<string, Tty>();
  listeners: readonly Listener[] = [];
  journal: JournalEntry[] = [];
  /** What was set in the kernel: `sysctl/net/ipv4/ip_forward` → value, `module/br_netfilter` → `loaded` or `absent`. */
  settings = new Map<string, string>();
  /** Last number given in each pid namespace. */
  nsPids = new Map<string, number>();
  /** CPU time of ended processes by their namespaces (a container's cgroup); the host's own is not kept. */
  spent = new Map<string, Spent>();
  nextPid = 1;
  nextFile = 1;
  nextPipe = 1;
  nextPty = 0;
  /** Calls that the running process has made in this step. Derived. */
  calls = 0;
  /** Makes the calls of a process for those who act in its name. Set by the kernel. */
  sysOf!: (process: Process) => Sys;
  private mountTables = new WeakMap<readonly unknown[], MountTable>();

  constructor(
    readonly name: string,
    readonly sim: Sim,
    readonly bindings: MachineBindings,
    /** When it was switched on, or started anew, last. */
    public bootedAt: number,
    readonly limits: MachineLimits = DEFAULT_MACHINE_LIMITS,
  ) {}

  queueKey(pid: number): string {
    return `${this.name}/${pid}`;
  }

  channel(kind: string, id: number | string): string {
    return `${this.name}/${kind}/${id}`;
  }

  ns(id: string): Namespaces {
    const found = this.namespaces.get(id);
    if (!found) throw new Error(`${this.name}: no namespaces ${id}`);
    return found;
  }

  store(id: string): InodeStore {
    const found = this.stores.get(id) ?? this.bindings.sharedStore?.(id);
    if (!found) throw errno('EIO');
    return found;
  }

  mountTable(ns: Namespaces): MountTable {
    let table = this.mountTables.get(ns.mounts);
    if (!table) this.mountTables.set(ns.mounts, (table = new MountTable(ns.mounts)));
    return table;
  }

  /** File operations in the namespaces `ns` with somebody's rights. `self` is who /proc/self is. */
  tree(ns: string, who: Credentials & { readonly pid?: number }): Tree {
    const space = this.ns(ns);
    const context: FileContext = {
      mounts: this.mountTable(space),
      who,
      now: () => this.sim.now(),
      store: (id) =>
        id === PROC
          ? new ProcFs(this, space.pid, who.pid)
          : id === PTS
            ? new PtsFs(this)
            : id === CGROUP
              ? new CgroupFs(this, space)
              : this.store(id),
    };
    return new Tree(context);
  }

  process(pid: number): Process | undefined {
    return this.processes.get(pid);
  }

  /** The process with a number in a pid namespace ('' is the host's). */
  byNsPid(pidNs: string, nspid: number): Process | undefined {
    if (pidNs === '') return this.processes.get(nspid);
    for (const process of this.processes.values()) {
      if (process.nspid === nspid && this.ns(process.ns).pid === pidNs) return process;
    }
    return undefined;
  }

  /** A process' number as another one sees it; 0 when it is outside of its namespace. */
  pidSeenBy(viewer: Process, pid: number): number {
    const pidNs = this.ns(viewer.ns).pid;
    if (pidNs === '' || pid === 0) return pid;
    const process = this.processes.get(pid);
    return process && this.ns(process.ns).pid === pidNs ? process.nspid : 0;
  }

  isInit(process: Process): boolean {
    return process.nspid === 1;
  }

  wake(process: Process): void {
    this.sim.enqueue(PROCESS_QUEUE, this.queueKey(process.pid));
  }

  writeJournal(
    unit: string,
    pid: number,
    text: string,
    more: Pick<JournalEntry, 'identifier' | 'priority' | 'transport' | 'uid'> = {},
    time = this.sim.now(),
  ): void {
    for (const line of text.replace(/\n$/, '').split('\n')) this.journal.push({ time, unit, pid, text: line, ...more });
    if (this.journal.length > this.limits.journalEntries * 1.25) this.journal = this.journal.slice(-this.limits.journalEntries);
    this.sim.notify(this.channel('journal', unit));
    this.sim.notify(this.channel('journal', ''));
  }

  setTty(tty: Tty): void {
    const before = this.ttys.get(tty.name);
    this.ttys.set(tty.name, tty);
    if (!before || before.output !== tty.output || before.hungUp !== tty.hungUp) this.sim.notify(this.ttyOutput(tty.name));
    if (!before || before.ready !== tty.ready || before.eof !== tty.eof || before.hungUp !== tty.hungUp)
      this.sim.notify(this.ttyInput(tty.name));
  }

  ttyOutput(name: string): string {
    return this.channel('tty-output', name);
  }

  ttyInput(name: string): string {
    return this.channel('tty-input', name);
  }
}

/** Thrown out of `sys` calls when the calling process is no more (killed, replaced by exec). Programs let it pass. */
export class ProcessGone extends Error {
  constructor() {
    super('this process is gone');
  }
}
