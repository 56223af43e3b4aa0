import type { MachineState, Spent } from './machine-state';
import type { Process } from './process';

const MIB = 1024 * 1024;

/** Resident memory of programs at rest, in MiB: about what `top` shows of the real ones. */
const RESIDENT: Readonly<Record<string, number>> = {
  'kube-apiserver': 280,
  etcd: 70,
  'kube-controller-manager': 55,
  'kube-scheduler': 28,
  'kube-proxy': 22,
  coredns: 16,
  'calico-node': 95,
  'calico-kube-controllers': 30,
  'metrics-server': 24,
  'local-path-provisioner': 14,
  'nginx-ingress-controller': 90,
  'host-daemon': 40,
  systemd: 12,
  rsyslogd: 5,
  'systemd-udevd': 8,
  'systemd-logind': 7,
  'systemd-networkd': 9,
  'dbus-daemon': 5,
  'systemd-timesyncd': 6,
  nginx: 5,
  'httpd-server': 7,
  'http-echo': 5,
  'whoami-server': 5,
  agnhost: 12,
  'redis-server': 8,
  mysqld: 380,
  postgres: 24,
  memcached: 3,
  mongod: 160,
  pause: 0.5,
  bash: 1.5,
  sleep: 0.5,
  stress: 0.5,
};
const OTHERS = 1;
/** Thousandths of a CPU that servers use while nobody asks anything of them. */
const IDLE: Readonly<Record<string, number>> = {
  'kube-apiserver': 42,
  etcd: 18,
  'kube-controller-manager': 14,
  'kube-scheduler': 3,
  'kube-proxy': 1,
  coredns: 2,
  'calico-node': 25,
  'calico-kube-controllers': 2,
  'metrics-server': 4,
  'nginx-ingress-controller': 3,
  'host-daemon': 8,
  rsyslogd: 2,
  'systemd-logind': 1,
  'systemd-networkd': 2,
  'dbus-daemon': 2,
  'systemd-timesyncd': 1,
  'redis-server': 2,
  mysqld: 4,
  postgres: 1,
  mongod: 6,
};

/** Memory that a program has from its start, in bytes. */
export const programBytes = (program: string): number => Math.round((RESIDENT[program] ?? OTHERS) * MIB);

/** Memory of a process in bytes: its program's own and what it has taken since. */
export const residentBytes = (process: Process): number =>
  process.status === 'zombie' ? 0 : programBytes(process.program) + (process.allocatedBytes ?? 0);

/** Thousandths of a CPU that a process wants all the time. */
const demandOf = (process: Process): number =>
  process.status === 'zombie' || process.status === 'stopped' ? 0 : (process.load?.millicores ?? 0) + (IDLE[process.program] ?? 0);

/** CPU time of one process so far, in milliseconds: its steps, its load, and what its program uses at rest. */
export function cpuTimeOf(state: MachineState, process: Process): Spent {
  const now = state.sim.now();
  const limit = state.ns(process.ns).cpuLimitMillis ?? Infinity;
  const idle = ((IDLE[process.program] ?? 0) / 1000) * (now - process.startedAt);
  const { load } = process;
  if (!load) return { usedMs: process.cpuMs + idle, throttledMs: process.throttledMs ?? 0 };
  const granted = Math.min(load.millicores, limit);
  const lasted = (now - load.since) / 1000;
  return {
    usedMs: process.cpuMs + idle + granted * lasted,
    throttledMs: (process.throttledMs ?? 0) + (load.millicores - granted) * lasted,
  };
}

/** Keeps the CPU time of a process that ends with its cgroup. */
export function spendOf(state: MachineState, process: Process): void {
  if (state.namespaces.get(process.ns)?.container === undefined) return;
  const { usedMs, throttledMs } = cpuTimeOf(state, process);
  const before = state.spent.get(process.ns);
  state.spent.set(process.ns, { usedMs: (before?.usedMs ?? 0) + usedMs, throttledMs: (before?.throttledMs ?? 0) + throttledMs });
  process.cpuMs = usedMs;
  process.load = undefined;
}

/** From now on a process computes on so many thousandths of a CPU all the time; 0: no more. */
export function setLoad(state: MachineState, process: Process, millicores: number): void {
  const { throttledMs } = cpuTimeOf(state, process);
  const idle = ((IDLE[process.program] ?? 0) / 1000) * (state.sim.now() - process.startedAt);
  process.cpuMs = cpuTimeOf(state, process).usedMs - idle;
  process.throttledMs = throttledMs;
  process.load = millicores > 0 ? { millicores, since: state.sim.now() } : undefined;
}

export interface GroupUsage extends Spent {
  /** What its processes want of the CPU all the time, held to the group's limit: thousandths. */
  readonly steadyMillis: number;
  readonly residentBytes: number;
  readonly processes: number;
}

/** What the processes of some namespaces (one container's cgroup) use and have used. */
export function groupUsage(state: MachineState, ns: string): GroupUsage {
  const spent = state.spent.get(ns) ?? { usedMs: 0, throttledMs: 0 };
  let { usedMs, throttledMs } = spent;
  let steady = 0;
  let resident = 0;
  let processes = 0;
  for (const process of state.processes.values()) {
    // What a zombie used is in `spent` already.
    if (process.ns !== ns || process.status === 'zombie') continue;
    const time = cpuTimeOf(state, process);
    usedMs += time.usedMs;
    throttledMs += time.throttledMs;
    steady += demandOf(process);
    resident += residentBytes(process);
    processes++;
  }
  const limit = state.namespaces.get(ns)?.cpuLimitMillis ?? Infinity;
  return { usedMs, throttledMs, steadyMillis: Math.min(steady, limit), residentBytes: resident, processes };
}
