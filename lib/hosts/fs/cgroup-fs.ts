import { byteLength } from '../text';
import type { MachineState } from '../process/machine-state';
import type { Namespaces } from '../process/process';
import { groupUsage } from '../process/usage';
import { ROOT, type Inode, type InodeStore } from './inode';

/** Id under which mount tables name a container's own cgroup. */
export const CGROUP = 'cgroup';

const PERIOD_US = 100_000;
const MOST_PIDS = 2_313;

const FILES = [
  'cgroup.controllers',
  'cgroup.events',
  'cgroup.procs',
  'cgroup.type',
  'cpu.max',
  'cpu.stat',
  'cpu.weight',
  'memory.current',
  'memory.events',
  'memory.high',
  'memory.max',
  'memory.min',
  'memory.oom.group',
  'memory.stat',
  'memory.swap.max',
  'pids.current',
  'pids.max',
] as const;

/** /sys/fs/cgroup as the processes of one container see it (cgroup v2): computed when it is read. */
export class CgroupFs implements InodeStore {
  readonly type = 'cgroup2';

  constructor(
    private readonly state: MachineState,
    private readonly ns: Namespaces,
  ) {}

  inoOf(key: string): number {
    return key === ROOT ? 1 : 2 + FILES.indexOf(key as (typeof FILES)[number]);
  }

  get(key: string): Inode | undefined {
    const now = this.state.sim.now();
    const common = { uid: 0, gid: 0, nlink: 1, mtime: now, ctime: now, atime: now };
    if (key === ROOT) return { ...common, type: 'dir', mode: 0o555, size: 0, entries: new Map(FILES.map((name) => [name, name])) };
    const text = this.text(key);
    return text === undefined ? undefined : { ...common, type: 'file', mode: 0o444, text, size: byteLength(text) };
  }

  private text(name: string): string | undefined {
    const { ns, state } = this;
    const limit = ns.cpuLimitMillis;
    switch (name) {
      case 'cgroup.controllers':
        return 'cpuset cpu io memory hugetlb pids rdma misc\n';
      case 'cgroup.events':
        return 'populated 1\nfrozen 0\n';
      case 'cgroup.type':
        return 'domain\n';
      case 'cgroup.procs':
        return [...state.processes.values()]
          .filter((process) => process.ns === ns.id)
          .map((process) => `${process.nspid}\n`)
          .join('');
      case 'cpu.max':
        return `${limit === undefined ? 'max' : (limit * PERIOD_US) / 1000} ${PERIOD_US}\n`;
      case 'cpu.weight':
        return `${cpuWeight(ns.cpuRequestMillis ?? 0)}\n`;
      case 'cpu.stat':
        return this.cpuStat();
      case 'memory.current':
        return `${groupUsage(state, ns.id).residentBytes}\n`;
      case 'memory.events':
        return 'low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\noom_group_kill 0\n';
      case 'memory.max':
        return `${ns.memoryLimitBytes ?? 'max'}\n`;
      case 'memory.high':
        return 'max\n';
      case 'memory.min':
        return '0\n';
      case 'memory.oom.group':
        return '1\n';
      case 'memory.stat':
        return `anon ${groupUsage(state, ns.id).residentBytes}\nfile 0\nkernel 0\nshmem 0\ninactive_file 0\nactive_file 0\n`;
      case 'memory.swap.max':
        return '0\n';
      case 'pids.current':
        return `${groupUsage(state, ns.id).processes}\n`;
      case 'pids.max':
        return `${MOST_PIDS}\n`;
      default:
        return undefined;
    }
  }

  private cpuStat(): string {
    const { ns, state } = this;
    const { usedMs, throttledMs } = groupUsage(state, ns.id);
    const used = Math.round(usedMs * 1000);
    const limited = ns.cpuLimitMillis !== undefined;
    const throttled = limited ? Math.round(throttledMs * 1000) : 0;
    const periods = limited ? Math.ceil((used + throttled) / PERIOD_US) : 0;
    const throttledPeriods = throttled > 0 ? Math.min(periods, Math.ceil(throttled / PERIOD_US)) : 0;
    const system = Math.round(used * 0.1);
    return `usage_usec ${used}\nuser_usec ${used - system}\nsystem_usec ${system}\nnr_periods ${periods}\nnr_throttled ${throttledPeriods}\nthrottled_usec ${throttled}\nnr_bursts 0\nburst_usec 0\n`;
  }
}

/** Weight of a CPU request in a cgroup, as runc turns shares into it. Models ConvertCPUSharesToCgroupV2Value. */
export function cpuWeight(millicores: number): number {
  const shares = Math.max(2, Math.floor((millicores * 1024) / 1000));
  if (shares <= 2) return 1;
  const log = Math.log2(shares);
  return Math.ceil(10 ** ((log * log + 125 * log) / 612 - 7 / 34));
}
