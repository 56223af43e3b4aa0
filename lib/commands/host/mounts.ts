import type { Command } from '../command/command';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { humanSize } from '../command/numbers';

interface Mounted {
  readonly source: string;
  readonly path: string;
  readonly type: string;
  readonly options: string;
}

function mounts(sys: Sys): Mounted[] {
  return sys
    .readFile('/proc/self/mounts')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '))
    .map(([source, path, type, options]) => ({ source: source!, path: path!, type: type!, options: options! }));
}

type Answer = { readonly ok: true } | { readonly error: string; readonly exit: number };

const absolute = (sys: Sys, path: string): string =>
  (path.startsWith('/') ? path : `${sys.cwd().replace(/\/$/, '')}/${path}`).replace(/(.)\/+$/, '$1');

/** Sizes of mounts that have one of their own (network disks, memory), by path; none where nobody can tell. */
function ownSizes(sys: Sys): ReadonlyMap<string, { total: number; used: number; inodes: number; usedInodes: number }> {
  try {
    const found = sys.host({ call: 'file-systems' }) as readonly {
      path: string;
      total: number;
      used: number;
      inodes: number;
      usedInodes: number;
    }[];
    return new Map(found.map((one) => [one.path, one]));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return new Map();
  }
}

const mount: Command = {
  name: 'mount',
  options: 'a,all t,types: o,options: r,read-only w v,verbose B,bind R,rbind l n f L: U: T:',
  version: 'mount from util-linux 2.39.3',
  usage: 'Usage:\n mount [-lhV]\n mount -a [options]\n mount [options] [--source] <source> | [--target] <directory>\n',
  *run(io, options, sys) {
    const [source, target] = options.operands;
    if (source === undefined && !options.has('a')) {
      const type = options.value('t');
      for (const m of mounts(sys))
        if (type === undefined || type.split(',').includes(m.type))
          yield* io.print(`${m.source} on ${m.path} type ${m.type} (${m.options})\n`);
      return 0;
    }
    if (options.has('a')) return 0;
    if (sys.uid() !== 0) {
      yield* io.stderr(
        `mount: ${target ?? source}: must be superuser to use mount.\n       dmesg(1) may have more information after failed mount system call.\n`,
      );
      return 1;
    }
    if (target === undefined) {
      yield* io.stderr(`mount: ${source}: can't find in /etc/fstab.\n`);
      return 1;
    }
    if (!sys.exists(target)) {
      yield* io.stderr(
        `mount: ${target}: mount point does not exist.\n       dmesg(1) may have more information after failed mount system call.\n`,
      );
      return 32;
    }
    const given = options.values('o').flatMap((value) => value.split(','));
    if (options.has('B')) given.push('bind');
    if (options.has('R')) given.push('rbind');
    if (options.has('r')) given.push('ro');
    const type = options.value('t');
    const answer = sys.host({ call: 'mount', source, target: absolute(sys, target), ...(type ? { type } : {}), options: given }) as Answer;
    if ('ok' in answer) return 0;
    yield* io.stderr(`${answer.error}\n`);
    return answer.exit;
  },
};

const umount: Command = {
  name: 'umount',
  options: 'a,all f,force l,lazy R,recursive r v t: n q',
  version: 'umount from util-linux 2.39.3',
  usage: 'Usage:\n umount [-hV]\n umount [options] <source> | <directory>\n',
  *run(io, options, sys) {
    if (options.operands.length === 0) {
      yield* io.stderr("umount: bad usage\nTry 'umount --help' for more information.\n");
      return 1;
    }
    let code = 0;
    for (const path of options.operands) {
      const known = mounts(sys).some((m) => m.path === path || m.source === path);
      if (known && sys.uid() !== 0) {
        yield* io.stderr(`umount: ${path}: must be superuser to unmount.\n`);
        code = 32;
        continue;
      }
      if (!known && !mounts(sys).some((m) => m.path === absolute(sys, path))) {
        yield* io.stderr(sys.exists(path) ? `umount: ${path}: not mounted.\n` : `umount: ${path}: no mount point specified.\n`);
        code = 32;
        continue;
      }
      const answer = sys.host({ call: 'umount', path: known ? path : absolute(sys, path) }) as Answer;
      if ('ok' in answer) continue;
      yield* io.stderr(`${answer.error}\n`);
      code = answer.exit;
    }
    return code;
  },
};

const GIB = 1024 ** 3;
/** Sizes that hosts are said to have; only the root's use is known by what its files take. */
const SIZES: Readonly<Record<string, readonly [total: number, used: number]>> = {
  ext4: [19 * GIB, 6 * GIB],
  overlay: [19 * GIB, 6 * GIB],
  devtmpfs: [2 * GIB, 0],
  tmpfs: [GIB, 0],
  nfs4: [19 * GIB, 6 * GIB],
  xfs: [19 * GIB, 6 * GIB],
  ceph: [19 * GIB, 0],
  cifs: [5 * GIB, 0],
};

const df: Command = {
  name: 'df',
  options:
    'a,all B,block-size: h,human-readable H,si i,inodes k l,local P,portability T,print-type t,type: x,exclude-type: total output:: m',
  usage:
    'Usage: df [OPTION]... [FILE]...\nShow information about the file system on which each FILE resides,\nor all file systems by default.\n',
  prepare: (args) => args.map((a) => (a === '-m' ? '-BM' : a)),
  *run(io, options, sys) {
    const all = mounts(sys).filter(
      (m) =>
        (SIZES[m.type] || options.has('a')) &&
        (options.value('t') === undefined || m.type === options.value('t')) &&
        !options.values('x').includes(m.type),
    );
    let code = 0;
    let shown = all;
    if (options.operands.length) {
      shown = [];
      for (const path of options.operands) {
        if (!sys.exists(path)) {
          yield* io.error(`${path}: No such file or directory`);
          code = 1;
          continue;
        }
        const real = sys.realpath(path);
        const best = mounts(sys)
          .filter((m) => m.path === '/' || real === m.path || real.startsWith(`${m.path}/`))
          .sort((a, b) => b.path.length - a.path.length)[0];
        if (best) shown.push(best);
      }
      if (shown.length === 0) return code;
    }
    const unit = options.value('B')?.replace(/^1/, '');
    const text = (bytes: number) =>
      options.has('h')
        ? bytes === 0
          ? '0'
          : humanSize(bytes)
        : options.has('H')
          ? humanSize(bytes, 1000)
          : unit
            ? `${Math.ceil(bytes / ({ K: 1024, M: 1024 ** 2, G: GIB }[unit[0]!] ?? 1024))}${unit.length > 0 && options.value('B')![0] !== '1' ? unit : ''}`
            : String(Math.ceil(bytes / 1024));
    const human = options.has('h', 'H');
    // The machine's own disk is what it is said to be; only others are asked for.
    const others = shown.some(({ source, type }) => source !== '/dev/vda1' && type !== 'overlay' && type !== 'devtmpfs');
    const sizes = others ? ownSizes(sys) : new Map<string, never>();
    const rows = shown.map((m) => {
      const own = sizes.get(m.path);
      const [total, used] = own ? [own.total, own.used] : (SIZES[m.type] ?? [0, 0]);
      const free = total - used;
      const percent = total ? `${Math.ceil((100 * used) / (used + free))}%` : '-';
      const inodes = own ? [own.inodes, own.usedInodes] : m.type === 'ext4' || m.type === 'overlay' ? [2_580_480, 181_203] : [501_233, 430];
      return options.has('i')
        ? [
            m.source,
            m.type,
            String(inodes[0]),
            String(inodes[1]),
            String(inodes[0]! - inodes[1]!),
            `${Math.ceil((100 * inodes[1]!) / inodes[0]!)}%`,
            m.path,
          ]
        : [m.source, m.type, text(total), text(used), text(free), percent, m.path];
    });
    const head = options.has('i')
      ? ['Filesystem', 'Type', 'Inodes', 'IUsed', 'IFree', 'IUse%', 'Mounted on']
      : [
          'Filesystem',
          'Type',
          human
            ? 'Size'
            : unit
              ? `${options.value('B')![0] === '1' ? '' : '1'}${options.value('B')}-blocks`
              : options.has('P')
                ? '1024-blocks'
                : '1K-blocks',
          'Used',
          human ? 'Avail' : 'Available',
          options.has('P') ? 'Capacity' : 'Use%',
          'Mounted on',
        ];
    const keep = (row: readonly string[]) => row.filter((_, i) => i !== 1 || options.has('T'));
    const table = [head, ...rows].map(keep);
    const least = options.has('T') ? [14, 4, human ? 5 : 5, 5, 5, 4] : [14, human ? 5 : 5, 5, 5, 4];
    const widths = table[0]!.map((_, i) => Math.max(least[i] ?? 0, ...table.map((r) => r[i]!.length)));
    const texts = options.has('T') ? 2 : 1;
    for (const row of table)
      yield* io.print(
        `${row.map((cell, i) => (i === row.length - 1 ? cell : i < texts ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' ')}\n`,
      );
    return code;
  },
};

export const mountCommands: readonly Command[] = [mount, umount, df];
