import type { AnswerLog } from './answer-log';
import type { Limit, Resource } from './limits';
import type { Signal } from './program';
import type { ChildStatus } from './sys';

/** One process, as data. Live generators and `Sys` objects are derived and kept by the kernel. */
export interface Process {
  readonly pid: number;
  /** 0: started by the machine itself. */
  ppid: number;
  pgid: number;
  sid: number;
  uid: number;
  gid: number;
  groups: readonly number[];
  argv: readonly string[];
  /** Canonical path of the executable. */
  exe: string;
  env: Readonly<Record<string, string>>;
  cwd: string;
  umask: number;
  /** Name in the ProgramTable. */
  program: string;
  /** A Machine's state; undefined until its first step. */
  state: unknown;
  /** The state is shared with a fork of the world and must be copied before the next step. */
  stateShared: boolean;
  /** What `sys` answered a generator program. */
  log: AnswerLog;
  /** How often the generator has yielded: where a replay comes to rest. */
  yields: number;
  /** Descriptor → id of an open file. */
  fds: Map<number, number>;
  status: 'ready' | 'waiting' | 'stopped' | 'zombie';
  waits: readonly string[];
  /** Set once it is a zombie, and while a stop or a continue has not been reported. */
  change?: ChildStatus;
  dispositions: Readonly<Partial<Record<Signal, 'ignore' | 'handle'>>>;
  /** Handled signals that have arrived. */
  pending: readonly Signal[];
  /** Controlling terminal: `pts/0`. */
  tty?: string;
  /** Unit of systemd in whose control group it is; absent: a login's, or a container's. */
  unit?: string;
  /** Id of its namespaces; they change by setns and chroot (namespaces.ts). */
  ns: string;
  /** Its number in its own pid namespace. */
  readonly nspid: number;
  /** Its sleeps do not keep `settle()` waiting (daemons, containers). */
  background: boolean;
  readonly startedAt: number;
  /** CPU time of the steps it took. Its load comes on top (see usage.ts). */
  cpuMs: number;
  /** Time it wanted a CPU and its cgroup did not let it have one. */
  throttledMs?: number;
  /** Threads of it that compute all the time: thousandths of a CPU, and since when (virtual milliseconds). */
  load?: { readonly millicores: number; readonly since: number };
  /** Memory that it has taken beyond what its program always has. */
  allocatedBytes?: number;
  /** Limits that were changed from what a login has (see limits.ts). */
  limits?: Readonly<Partial<Record<Resource, Limit>>>;
  /** Counts exec calls: a `Sys` of an earlier program is dead. */
  generation: number;
}

/** What a group of processes sees: the host's, or a container's. Immutable; replaced when it changes. */
export interface Namespaces {
  readonly id: string;
  readonly hostname: string;
  /** Network namespace, shared by the containers of a pod. */
  readonly net: string;
  /** Mount table of these processes. */
  readonly mounts: readonly import('../fs/mounts').Mount[];
  /** Numbers processes from 1; the host's pid namespace is ''. */
  readonly pid: string;
  /** Container id as in /proc/<pid>/cgroup; absent on the host. */
  readonly container?: string;
  /** Limits and shares of its cgroup. */
  readonly memoryLimitBytes?: number;
  readonly cpuLimitMillis?: number;
  readonly cpuRequestMillis?: number;
  /** Capabilities of its root (`CHOWN`, without the prefix). Absent: all, as on the host. */
  readonly capabilities?: readonly string[];
  /** setuid programs do not raise anybody. */
  readonly noNewPrivileges?: boolean;
  /** 0 off, 2 filtered, as /proc/self/status shows it. */
  readonly seccomp?: 0 | 2;
}

export interface NetworkNamespace {
  readonly id: string;
  /** First the primary one; loopback is not listed. */
  readonly addresses: readonly string[];
}

export interface Listener {
  readonly net: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** Absent: all addresses. */
  readonly address?: string;
  /** Name in the table of services. */
  readonly handler: string;
  readonly data?: unknown;
  readonly pid: number;
}

/** A copy that shares immutable parts; a Machine's state is shared until either side goes on. */
export function copyProcess(process: Process): Process {
  process.stateShared = process.state !== undefined;
  return { ...process, fds: new Map(process.fds), log: process.log.fork() };
}
