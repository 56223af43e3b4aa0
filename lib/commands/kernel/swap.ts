import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { humanSize } from '../command/numbers';

interface Entry {
  readonly source: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** Swap that is on, as /proc/swaps shows it. */
function active(sys: Sys): { path: string; type: string; kib: number; used: number; priority: string }[] {
  return sys
    .readFile('/proc/swaps')
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((line) => line.split(/\s+/))
    .map(([path = '', type = '', kib = '0', used = '0', priority = '']) => ({
      path,
      type,
      kib: Number(kib),
      used: Number(used),
      priority,
    }));
}

/** Swap areas that /etc/fstab names. */
function listed(sys: Sys): Entry[] {
  try {
    return (sys.host({ call: 'fstab' }) as readonly Entry[]).filter(({ type }) => type === 'swap');
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return [];
  }
}

const swapoff: Command = {
  name: 'swapoff',
  options: 'a,all v,verbose L: U: V h',
  version: 'swapoff from util-linux 2.39.3',
  usage: 'Usage:\n swapoff [options] [<spec>]\n\nDisable devices and files for paging and swapping.\n',
  *run(io, options, sys) {
    if (!options.has('a') && options.operands.length === 0) {
      yield* io.stderr("swapoff: bad usage\nTry 'swapoff --help' for more information.\n");
      return 1;
    }
    if (sys.uid() !== 0) {
      yield* io.stderr('swapoff: Not superuser.\n');
      return 16;
    }
    let code = 0;
    for (const path of options.has('a') ? active(sys).map((one) => one.path) : options.operands) {
      if (options.has('v')) yield* io.print(`swapoff ${path}\n`);
      if (!active(sys).some((one) => one.path === path)) {
        yield* io.error(`${path}: swapoff failed: ${sys.exists(path) ? 'Invalid argument' : 'No such file or directory'}`);
        code = 4;
        continue;
      }
      const error = sys.host({ call: 'swap', path, on: false }) as string | undefined;
      if (error === undefined) continue;
      yield* io.stderr(`${error}\n`);
      code = 4;
    }
    return code;
  },
};

const swapon: Command = {
  name: 'swapon',
  options: 'a,all s,summary show:: noheadings raw bytes v,verbose p: L: U: V h e,ifexists f d::',
  version: 'swapon from util-linux 2.39.3',
  usage: 'Usage:\n swapon [options] [<spec>]\n\nEnable devices and files for paging and swapping.\n',
  *run(io, options, sys) {
    if (options.has('s')) {
      if (active(sys).length > 0) yield* io.print(sys.readFile('/proc/swaps'));
      return 0;
    }
    if (options.has('show') || (options.operands.length === 0 && !options.has('a'))) {
      const size = (kib: number) =>
        options.has('bytes') ? String(kib * 1024) : kib === 0 ? '0B' : humanSize(kib * 1024).replace(/\.0(?=[A-Z])/, '');
      const rows = active(sys).map(({ path, type, kib, used, priority }) => [path, type, size(kib), size(used), priority]);
      if (rows.length === 0) return 0;
      const table = [...(options.has('noheadings') ? [] : [['NAME', 'TYPE', 'SIZE', 'USED', 'PRIO']]), ...rows];
      const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)));
      for (const row of table)
        yield* io.print(`${row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(' ')}\n`);
      return 0;
    }
    if (sys.uid() !== 0) {
      yield* io.stderr(`swapon: cannot open ${options.operands[0] ?? ''}: Permission denied\n`);
      return 255;
    }
    const isOn = (path: string) => active(sys).some((one) => one.path === path);
    const paths = options.has('a')
      ? listed(sys)
          .filter((one) => !one.options.includes('noauto') && !isOn(one.source))
          .map(({ source }) => source)
      : options.operands;
    let code = 0;
    for (const path of paths) {
      if (sys.exists(path) && (sys.stat(path).mode & 0o077) !== 0)
        yield* io.stderr(
          `swapon: ${path}: insecure permissions ${(sys.stat(path).mode & 0o7777).toString(8).padStart(4, '0')}, 0600 suggested.\n`,
        );
      const error = sys.host({ call: 'swap', path, on: true }) as string | undefined;
      if (error === undefined) continue;
      yield* io.stderr(`${error}\n`);
      code = 255;
    }
    return code;
  },
};

const LEAST_BYTES = 40 * 1024;

const mkswap: Command = {
  name: 'mkswap',
  options: 'c,check f,force q,quiet p,pagesize: L,label: v,swapversion: U,uuid: e,endianness: V,version h verbose lock::',
  version: 'mkswap from util-linux 2.39.3',
  usage: 'Usage:\n mkswap [options] device [size]\n\nSet up a Linux swap area.\n',
  *run(io, options, sys) {
    const [path] = options.operands;
    if (path === undefined) {
      yield* io.stderr('mkswap: Nowhere to set up swap on?\n');
      return 1;
    }
    if (!sys.exists(path)) {
      yield* io.stderr(`mkswap: cannot open ${path}: No such file or directory\n`);
      return 1;
    }
    const { size, mode } = sys.stat(path);
    if ((mode & 0o077) !== 0)
      yield* io.stderr(
        `mkswap: ${path}: insecure permissions ${(mode & 0o7777).toString(8).padStart(4, '0')}, fix with: chmod 0600 ${path}\n`,
      );
    if (size < LEAST_BYTES) {
      yield* io.stderr('mkswap: error: swap area needs to be at least 40 KiB\n');
      return 1;
    }
    const hex = Array.from({ length: 32 }, () => Math.floor(sys.random() * 16).toString(16)).join('');
    const uuid =
      options.value('U') ?? `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
    const label = options.value('L');
    sys.host({ call: 'make-swap', path, bytes: size, uuid, ...(label ? { label } : {}) });
    if (!options.has('q'))
      yield* io.print(
        `Setting up swapspace version 1, size = ${humanSize(size - 4096).replace(/([KMGT])$/, ' $1iB')} (${size - 4096} bytes)\n${label ? `LABEL=${label}` : 'no label'}, UUID=${uuid}\n`,
      );
    return 0;
  },
};

export const swapCommands: readonly Command[] = [swapoff, swapon, mkswap];
