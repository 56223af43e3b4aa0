import { Fatal, type Command } from '../command/command';
import type { Sys } from '@/lib/hosts/process/sys';
import { strftime } from '../time/strftime';
import { timeZone } from '../time/zone';

/** Values of /proc/meminfo in KiB. */
export function memoryInfo(sys: Sys): Readonly<Record<string, number>> {
  const lines = sys.readFile('/proc/meminfo').split('\n');
  return Object.fromEntries(lines.map((line) => line.split(/:?\s+/)).map(([name, kb]) => [name, Number(kb)]));
}

const UNIT = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi'];

/** `free -h`: at most four characters before the unit. */
function human(kb: number, si: boolean): string {
  const base = si ? 1000 : 1024;
  const bytes = kb * 1024;
  if (bytes < base) return `${bytes}B`;
  let value = bytes;
  let unit = -1;
  do {
    value /= base;
    unit++;
  } while (value >= base && unit < UNIT.length - 1);
  const shown = value < 9.95 ? value.toFixed(1) : String(Math.trunc(value));
  return `${shown}${si ? UNIT[unit]![0] : UNIT[unit]}`;
}

export const free: Command = {
  name: 'free',
  options:
    'b,bytes k,kibi,kilo m,mebi,mega g,gibi,giga h,human si w,wide t,total s,seconds: c,count: l,lohi v L,line V kib mib gib tebi tera',
  version: 'free from procps-ng 4.0.4',
  usage:
    'Usage:\n free [options]\n\nOptions:\n -b, --bytes         show output in bytes\n -k, --kibi          show output in kibibytes\n -m, --mebi          show output in mebibytes\n -g, --gibi          show output in gibibytes\n -h, --human         show human-readable output\n -t, --total         show total for RAM + swap\n -s N, --seconds N   repeat printing every N seconds\n -c N, --count N     repeat printing N times, then exit\n -w, --wide          wide output\n',
  *run(io, options, sys) {
    const seconds = options.value('s') === undefined ? undefined : Number(options.value('s'));
    if (seconds !== undefined && !(seconds > 0)) throw new Fatal(`seconds argument \`${options.value('s')}' is not positive number`);
    let left = options.value('c') === undefined ? (seconds === undefined ? 1 : Infinity) : Number(options.value('c'));
    const unit = options.last('b', 'k', 'm', 'g');
    const text = (kb: number) =>
      options.has('h')
        ? human(kb, options.has('si'))
        : String(unit === 'b' ? kb * 1024 : unit === 'm' ? Math.floor(kb / 1024) : unit === 'g' ? Math.floor(kb / 1024 ** 2) : kb);
    const row = (name: string, values: readonly number[]) =>
      `${name.padEnd(8)}${values
        .map((v) => text(v).padStart(12))
        .join('')
        .slice(0)}\n`;
    while (left-- > 0) {
      const m = memoryInfo(sys);
      const [total = 0, available = 0, unused = 0, buffers = 0, cached = 0] = [
        m.MemTotal,
        m.MemAvailable,
        m.MemFree,
        m.Buffers,
        (m.Cached ?? 0) + (m.SReclaimable ?? 0),
      ];
      const caches = options.has('w') ? ['buffers', 'cache'] : ['buff/cache'];
      const heads = ['total', 'used', 'free', 'shared', ...caches, 'available'];
      yield* io.print(`${' '.repeat(8)}${heads.map((h) => h.padStart(12)).join('')}\n`);
      const memory = [
        total,
        Math.max(0, total - available),
        unused,
        m.Shmem ?? 0,
        ...(options.has('w') ? [buffers, cached] : [buffers + cached]),
        available,
      ];
      yield* io.print(row('Mem:', memory));
      const swap = [m.SwapTotal ?? 0, (m.SwapTotal ?? 0) - (m.SwapFree ?? 0), m.SwapFree ?? 0];
      yield* io.print(row('Swap:', swap));
      if (options.has('t')) yield* io.print(row('Total:', [total + swap[0]!, memory[1]! + swap[1]!, unused + swap[2]!]));
      if (left > 0) {
        yield* io.print('\n');
        yield* io.sleep((seconds ?? 1) * 1000);
      }
    }
    return 0;
  },
};

/** `09:00:00 up 20 min,  1 user,  load average: 0.10, 0.12, 0.09`. */
export function uptimeLine(sys: Sys): string {
  const seconds = Math.floor(Number(sys.readFile('/proc/uptime').split(' ')[0]));
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor(seconds / 3600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  const span = `${days ? `${days} day${days > 1 ? 's' : ''}, ` : ''}${hours ? `${String(hours).padStart(2)}:${String(minutes).padStart(2, '0')}` : `${minutes} min`}`;
  const users = new Set(
    sys
      .processes()
      .filter((p) => p.tty !== undefined && p.container === undefined)
      .map((p) => p.tty),
  ).size;
  const load = sys.readFile('/proc/loadavg').split(' ').slice(0, 3).join(', ');
  return `${strftime('%H:%M:%S', sys.now(), timeZone(sys))} up ${span}, ${String(users).padStart(2)} user${users === 1 ? '' : 's'},  load average: ${load}`;
}

export const uptime: Command = {
  name: 'uptime',
  options: 'p,pretty s,since h V',
  version: 'uptime from procps-ng 4.0.4',
  usage: 'Usage:\n uptime [options]\n\nOptions:\n -p, --pretty   show uptime in pretty format\n -s, --since    system up since\n',
  *run(io, options, sys) {
    const seconds = Math.floor(Number(sys.readFile('/proc/uptime').split(' ')[0]));
    if (options.has('s')) yield* io.print(`${strftime('%Y-%m-%d %H:%M:%S', sys.now() - seconds * 1000, timeZone(sys))}\n`);
    else if (options.has('p')) {
      const parts = (
        [
          [Math.floor(seconds / 604800), 'week'],
          [Math.floor(seconds / 86400) % 7, 'day'],
          [Math.floor(seconds / 3600) % 24, 'hour'],
          [Math.floor(seconds / 60) % 60, 'minute'],
        ] as const
      ).filter(([n]) => n);
      yield* io.print(`up ${parts.map(([n, name]) => `${n} ${name}${n > 1 ? 's' : ''}`).join(', ') || '0 minutes'}\n`);
    } else yield* io.print(` ${uptimeLine(sys)}\n`);
    return 0;
  },
};
