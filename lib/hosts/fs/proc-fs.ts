import { byteLength } from '../text';
import type { MachineState } from '../process/machine-state';
import { capabilityLines } from '../process/capabilities';
import type { Process } from '../process/process';
import { residentBytes } from '../process/usage';
import { ROOT, type Inode, type InodeStore } from './inode';

/** Of machines that nobody furnished. */
const CPUS = 2;
const MEMORY_KB = 4_028_424;
const TEXTS = ['cmdline', 'cpuinfo', 'filesystems', 'loadavg', 'meminfo', 'modules', 'stat', 'swaps', 'uptime', 'version'] as const;
const OF_A_PROCESS = ['cgroup', 'cmdline', 'comm', 'cwd', 'environ', 'exe', 'fd', 'limits', 'mounts', 'stat', 'status'] as const;

/**
 * /proc as one process sees it: every file is computed when it is read. Keys are paths within it; a store is made for
 * each lookup, since `self` and the visible processes depend on who looks.
 */
export class ProcFs implements InodeStore {
  readonly type = 'proc';

  constructor(
    private readonly state: MachineState,
    private readonly pidNs: string,
    private readonly self: number | undefined,
  ) {}

  inoOf(key: string): number {
    let hash = 0;
    for (const character of key) hash = (hash * 31 + character.charCodeAt(0)) >>> 0;
    return 4_026_531_840 + (hash % 100_000);
  }

  get(key: string): Inode | undefined {
    if (key === ROOT) {
      const pids = [...this.visible()].map((process) => String(process.nspid));
      const named = [...TEXTS, 'mounts', 'net', 'self', 'sys'].map((name) => [name, name] as const);
      // The key '1' is the root's: processes go by `=1`.
      return this.inode('dir', 0o555, { entries: new Map([...pids.map((pid) => [pid, `=${pid}`] as const), ...named]) });
    }
    const [first = '', ...rest] = key.split('/');
    if (first === 'self') return this.link(String(this.viewer()?.nspid ?? 1));
    if (first === 'mounts') return this.link('self/mounts');
    if (first === 'net') return this.net(rest);
    if (first === 'sys') return this.sys(rest);
    if (first.startsWith('=')) return this.ofProcess(Number(first.slice(1)), rest);
    return this.machineText(first);
  }

  private *visible(): Iterable<Process> {
    for (const process of this.state.processes.values()) {
      if (this.pidNs === '' || this.state.ns(process.ns).pid === this.pidNs) yield process;
    }
  }

  private viewer(): Process | undefined {
    return this.self === undefined ? undefined : this.state.process(this.self);
  }

  private inode(type: Inode['type'], mode: number, more: Partial<Inode> = {}): Inode {
    const now = this.state.sim.now();
    return { type, mode, uid: 0, gid: 0, nlink: 1, mtime: now, ctime: now, atime: now, size: 0, ...more };
  }

  private dir(names: readonly string[], prefix: string): Inode {
    return this.inode('dir', 0o555, { entries: new Map(names.map((name) => [name, prefix ? `${prefix}/${name}` : name])) });
  }

  private text(text: string, mode = 0o444): Inode {
    return this.inode('file', mode, { text, size: byteLength(text) });
  }

  private link(target: string): Inode {
    return this.inode('link', 0o777, { target });
  }

  private machineText(name: string): Inode | undefined {
    const { state } = this;
    const seconds = (state.sim.now() - state.bootedAt) / 1000;
    const cpus = Number(state.settings.get('hardware/cpus') ?? CPUS);
    switch (name) {
      case 'uptime':
        return this.text(`${seconds.toFixed(2)} ${(seconds * cpus * 0.95).toFixed(2)}\n`);
      case 'loadavg':
        return this.text(`0.10 0.12 0.09 1/${state.processes.size} ${state.nextPid - 1}\n`);
      case 'meminfo': {
        const total = Math.floor(Number(state.settings.get('hardware/memory') ?? MEMORY_KB * 1024) / 1024);
        let used = 300 * 1024;
        for (const process of state.processes.values()) used += Math.round(residentBytes(process) / 1024);
        const cached = Math.floor(total * 0.3);
        return this.text(
          [
            ['MemTotal', total],
            ['MemFree', Math.max(40_000, total - used - cached)],
            ['MemAvailable', Math.max(20_000, total - used)],
            ['Buffers', 92_032],
            ['Cached', cached],
            ['SwapCached', 0],
            ['SwapTotal', swapKib(state)],
            ['SwapFree', swapKib(state)],
          ]
            .map(([key, kb]) => `${`${key}:`.padEnd(16)}${String(kb).padStart(8)} kB\n`)
            .join(''),
        );
      }
      case 'cpuinfo':
        return this.text(
          Array.from(
            { length: cpus },
            (_, i) =>
              `processor\t: ${i}\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\nmodel name\t: Intel(R) Xeon(R) CPU @ 2.20GHz\ncpu MHz\t\t: 2200.000\ncache size\t: 56320 KB\ncpu cores\t: 1\n\n`,
          ).join(''),
        );
      case 'stat':
        return this.text(`cpu  0 0 0 0 0 0 0 0 0 0\nbtime ${Math.floor(state.bootedAt / 1000)}\nprocesses ${state.nextPid - 1}\n`);
      case 'version':
        return this.text(
          'Linux version 6.8.0-90-generic (buildd@lcy02-amd64-075) (x86_64-linux-gnu-gcc-13) #52-Ubuntu SMP PREEMPT_DYNAMIC\n',
        );
      case 'cmdline':
        return this.text('BOOT_IMAGE=/vmlinuz-6.8.0-90-generic root=LABEL=cloudimg-rootfs ro console=tty1 console=ttyS0\n');
      case 'modules':
        return this.text(
          this.modules()
            .map(
              ([name, bytes, users]) =>
                `${name} ${bytes} ${users.length} ${users.map((user) => `${user},`).join('') || '-'} Live 0x0000000000000000\n`,
            )
            .join(''),
        );
      case 'swaps':
        return this.text(
          `Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n${swaps(state)
            .map(([path, kib, priority]) => `${path.padEnd(39)} file\t\t${kib}\t\t0\t\t${priority}\n`)
            .join('')}`,
        );
      case 'filesystems':
        return this.text('nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tcgroup2\nnodev\toverlay\n\text4\n');
      default:
        return undefined;
    }
  }

  private ofProcess(nspid: number, rest: readonly string[]): Inode | undefined {
    const process = this.state.byNsPid(this.pidNs, nspid);
    if (!process) return undefined;
    const [name, fd] = rest;
    const ns = this.state.ns(process.ns);
    switch (name) {
      case undefined:
        return { ...this.dir(OF_A_PROCESS, `=${nspid}`), uid: process.uid, gid: process.gid };
      case 'cmdline':
        return this.text(process.argv.map((argument) => `${argument}\0`).join(''));
      case 'comm':
        return this.text(`${comm(process)}\n`);
      case 'environ':
        return {
          ...this.text(
            Object.entries(process.env)
              .map(([key, value]) => `${key}=${value}\0`)
              .join(''),
            0o400,
          ),
          uid: process.uid,
        };
      case 'exe':
        return this.link(process.exe);
      case 'cwd':
        return this.link(process.cwd);
      case 'cgroup':
        return this.text(ns.container ? `0::/\n` : '0::/system.slice\n');
      case 'limits':
        return this.text(
          'Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1024                 1048576              files     \n',
        );
      case 'mounts':
        return this.text(
          ns.mounts
            .filter(({ bind }) => !bind)
            .map(({ source, path, type, readOnly, options = [] }) => {
              const extra = options.filter((option) => option !== 'ro' && option !== 'rw' && option !== 'relatime');
              return `${source} ${path} ${type} ${[readOnly ? 'ro' : 'rw', 'relatime', ...extra].join(',')} 0 0\n`;
            })
            .join(''),
        );
      case 'stat':
        return this.text(
          `${nspid} (${comm(process)}) ${letter(process)} ${this.seen(process.ppid)} ${this.seen(process.pgid)} ${this.seen(process.sid)} 0 -1\n`,
        );
      case 'status':
        return this.text(
          `Name:\t${comm(process)}\nUmask:\t${process.umask.toString(8).padStart(4, '0')}\nState:\t${letter(process)}\nTgid:\t${nspid}\nPid:\t${nspid}\nPPid:\t${this.seen(process.ppid)}\nUid:\t${`${process.uid}\t`.repeat(4).trimEnd()}\nGid:\t${`${process.gid}\t`.repeat(4).trimEnd()}\nGroups:\t${process.groups.join(' ')} \nVmRSS:\t${String(Math.round(residentBytes(process) / 1024)).padStart(8)} kB\nThreads:\t1\n${capabilityLines(process, ns)}`,
        );
      case 'fd':
        if (fd === undefined) return { ...this.dir([...process.fds.keys()].map(String), `=${nspid}/fd`), mode: 0o500, uid: process.uid };
        return this.descriptor(process, Number(fd));
      default:
        return undefined;
    }
  }

  private descriptor(process: Process, fd: number): Inode | undefined {
    const id = process.fds.get(fd);
    const file = id === undefined ? undefined : this.state.openFiles.get(id);
    if (!file) return undefined;
    const path = file.kind === 'sink' ? `pipe:[${id}]` : file.kind === 'pipe' ? (file.path ?? `pipe:[${file.pipe}]`) : file.path;
    const own = process.pid === this.self;
    return this.inode('link', 0o700, { target: path, uid: process.uid, ...(own ? { fd } : { file: id }) });
  }

  private seen(pid: number): number {
    const process = this.state.process(pid);
    return !process ? 0 : this.pidNs === '' || this.state.ns(process.ns).pid === this.pidNs ? process.nspid : 0;
  }

  private net(rest: readonly string[]): Inode | undefined {
    if (rest.length === 0) return this.dir(['dev', 'route'], 'net');
    if (rest[0] === 'dev') {
      return this.text(
        'Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n  eth0:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n',
      );
    }
    return rest[0] === 'route'
      ? this.text('Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n')
      : undefined;
  }

  /** Loaded kernel modules: name, size, who uses it. */
  private modules(): [name: string, bytes: number, users: string[]][] {
    return MODULES.filter(
      ([name, , , initially]) => (this.state.settings.get(`module/${name}`) ?? (initially ? 'loaded' : 'absent')) === 'loaded',
    ).map(([name, bytes, users]) => [name, bytes, [...users]]);
  }

  private sysctls(): ReadonlyMap<string, string | undefined> {
    const bridged = this.modules().some(([name]) => name === 'br_netfilter');
    return bridged ? SYSCTLS : new Map([...SYSCTLS].filter(([key]) => !key.startsWith('net/bridge/')));
  }

  private sys(rest: readonly string[]): Inode | undefined {
    const path = rest.join('/');
    const prefix = path ? `${path}/` : '';
    const names = new Set<string>();
    const known = this.sysctls();
    for (const name of known.keys()) if (name.startsWith(prefix)) names.add(name.slice(prefix.length).split('/')[0]!);
    const set = known.has(path) ? this.state.settings.get(`sysctl/${path}`) : undefined;
    const value = set ?? known.get(path) ?? (path === 'kernel/hostname' ? this.state.ns(this.viewer()?.ns ?? 'host').hostname : undefined);
    if (value !== undefined) return this.text(`${value}\n`, 0o644);
    return names.size > 0 ? this.dir([...names], `sys${path ? `/${path}` : ''}`) : undefined;
  }
}

const SYSCTLS = new Map<string, string | undefined>([
  ['kernel/hostname', undefined],
  ['kernel/osrelease', '6.8.0-90-generic'],
  ['kernel/ostype', 'Linux'],
  ['kernel/pid_max', '4194304'],
  ['net/ipv4/ip_forward', '1'],
  ['net/bridge/bridge-nf-call-iptables', '1'],
  ['net/bridge/bridge-nf-call-ip6tables', '1'],
  ['net/bridge/bridge-nf-call-arptables', '1'],
  ['net/core/somaxconn', '4096'],
  ['net/ipv4/conf/all/forwarding', '1'],
  ['net/ipv4/conf/all/rp_filter', '2'],
  ['net/ipv4/ip_local_port_range', '32768\t60999'],
  ['net/ipv4/ip_unprivileged_port_start', '1024'],
  ['net/ipv4/tcp_syncookies', '1'],
  ['net/ipv6/conf/all/disable_ipv6', '0'],
  ['net/ipv6/conf/all/forwarding', '0'],
  ['net/ipv6/conf/default/disable_ipv6', '0'],
  ['net/netfilter/nf_conntrack_max', '131072'],
  ['kernel/keys/root_maxbytes', '25000000'],
  ['kernel/keys/root_maxkeys', '1000000'],
  ['kernel/panic', '10'],
  ['kernel/panic_on_oops', '1'],
  ['kernel/sysrq', '176'],
  ['kernel/threads-max', '31180'],
  ['kernel/shmmax', '18446744073692774399'],
  ['fs/inotify/max_user_instances', '128'],
  ['fs/inotify/max_user_watches', '29366'],
  ['vm/overcommit_memory', '1'],
  ['vm/panic_on_oom', '0'],
  ['vm/swappiness', '60'],
  ['vm/max_map_count', '65530'],
  ['fs/file-max', '9223372036854775807'],
]);

/** Swap that is on: path, KiB, priority. Kept by the world in the setting `swaps`. */
const swaps = (state: MachineState): (readonly [path: string, kib: string, priority: string])[] =>
  (state.settings.get('swaps') ?? '')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t') as [string, string, string]);

const swapKib = (state: MachineState): number => swaps(state).reduce((sum, [, kib]) => sum + Number(kib), 0);

const comm = (process: Process): string => (process.argv[0] ?? process.program).split('/').pop()!.slice(0, 15);

const letter = (process: Process): string =>
  ({ ready: 'R (running)', waiting: 'S (sleeping)', stopped: 'T (stopped)', zombie: 'Z (zombie)' })[process.status];

/** Modules of a Kubernetes node's kernel: name, size, used by, loaded from the start. Others can be loaded by `modprobe`. */
export const MODULES: readonly (readonly [name: string, bytes: number, users: readonly string[], initially: boolean])[] = [
  ['ip_vs_sh', 12_288, [], false],
  ['ip_vs_wrr', 12_288, [], false],
  ['ip_vs_rr', 12_288, [], false],
  ['ip_vs', 221_184, [], false],
  ['wireguard', 114_688, [], false],
  ['nfs', 569_344, [], false],
  ['xt_conntrack', 12_288, [], true],
  ['xt_MASQUERADE', 16_384, [], true],
  ['nf_conntrack_netlink', 57_344, [], true],
  ['xfrm_user', 61_440, [], true],
  ['xt_addrtype', 12_288, [], true],
  ['nft_compat', 20_480, [], true],
  ['nf_tables', 376_832, ['nft_compat'], true],
  ['br_netfilter', 32_768, [], true],
  ['bridge', 421_888, ['br_netfilter'], true],
  ['overlay', 212_992, [], true],
  ['nf_nat', 61_440, ['xt_MASQUERADE'], true],
  ['nf_conntrack', 200_704, ['xt_conntrack', 'nf_nat', 'xt_MASQUERADE', 'nf_conntrack_netlink'], true],
  ['vxlan', 155_648, [], true],
  ['ip6_tables', 36_864, [], true],
  ['ip_tables', 32_768, [], true],
  ['virtio_net', 110_592, [], true],
];
