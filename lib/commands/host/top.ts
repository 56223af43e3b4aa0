import type { Command } from '../command/command';
import { uptimeLine } from '../kernel/memory';
import { memoryInfo } from '../kernel/memory';
import { Accounts } from '../files/accounts';
import { isTerminal, writeAll } from '../command/stdio';
import type { Sys } from '@/lib/hosts/process/sys';

/** One screen of top. CPU shares are not simulated and stand as zero. */
function screen(sys: Sys, rows: number): string {
  const accounts = new Accounts(sys);
  const all = sys.processes();
  const count = (state: string) => all.filter((p) => p.state === state).length;
  const m = memoryInfo(sys);
  const mib = (kb: number | undefined) => ((kb ?? 0) / 1024).toFixed(1).padStart(8);
  const cache = (m.Buffers ?? 0) + (m.Cached ?? 0);
  let out = `top - ${uptimeLine(sys)}\n`;
  out += `Tasks: ${String(all.length).padStart(3)} total, ${String(count('running')).padStart(3)} running, ${String(count('sleeping')).padStart(3)} sleeping, ${String(count('stopped')).padStart(3)} stopped, ${String(count('zombie')).padStart(3)} zombie\n`;
  out += '%Cpu(s):  0.0 us,  0.0 sy,  0.0 ni,100.0 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st \n';
  out += `MiB Mem : ${mib(m.MemTotal)} total, ${mib(m.MemFree)} free, ${mib((m.MemTotal ?? 0) - (m.MemAvailable ?? 0))} used, ${mib(cache)} buff/cache     \n`;
  out += `MiB Swap: ${mib(m.SwapTotal)} total, ${mib(m.SwapFree)} free, ${mib(0)} used. ${mib(m.MemAvailable)} avail Mem \n\n`;
  out += '    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n';
  for (const p of [...all].sort((a, b) => b.cpuMs - a.cpuMs || a.pid - b.pid).slice(0, rows - 7)) {
    const kb = Math.round(p.rssBytes / 1024);
    const state = { running: 'R', sleeping: 'S', stopped: 'T', zombie: 'Z' }[p.state];
    const time = `${Math.floor(p.cpuMs / 60000)}:${((p.cpuMs / 1000) % 60).toFixed(2).padStart(5, '0')}`;
    const name = (p.argv[0] ?? '').split('/').pop()!.replace(/^-/, '').slice(0, 15);
    const share = ((100 * kb) / (m.MemTotal ?? 1)).toFixed(1);
    out += `${String(p.pid).padStart(7)} ${accounts.userName(p.uid).slice(0, 8).padEnd(8)}  20   0 ${String(kb).padStart(7)} ${String(kb).padStart(6)} ${'0'.padStart(6)} ${state} ${'0.0'.padStart(5)} ${share.padStart(5)} ${time.padStart(9)} ${name}\n`;
  }
  return out;
}

export const top: Command = {
  name: 'top',
  options: 'b,batch n,iterations: d,delay: p,pid: u,filter-any-user: o,sort-override: c,cmdline-toggle H i w,width:: 1 E: e: s S',
  version: '  top from procps-ng 4.0.4',
  usage: 'Usage:\n top [options]\n',
  *run(io, options, sys) {
    const delay = Math.max(0.1, Number(options.value('d') ?? 3)) * 1000;
    let left = Number(options.value('n') ?? (options.has('b') ? 1_000_000 : Infinity));
    if (options.has('b')) {
      while (left-- > 0) {
        yield* io.print(screen(sys, 1024));
        if (left > 0) yield* io.print('\n');
        if (left > 0) yield* io.sleep(delay);
      }
      return 0;
    }
    if (!isTerminal(sys, 1) || !isTerminal(sys, 0)) {
      yield* io.stderr('top: failed tty get\n');
      return 1;
    }
    const before = sys.ttyMode(0, { canonical: false, echo: false, signals: true });
    try {
      while (left-- > 0) {
        const size = sys.ttySize(1);
        const rows = screen(sys, size.rows - 1)
          .replace(/\n$/, '')
          .split('\n');
        yield* writeAll(sys, 1, `\x1b[H${rows.map((row) => `${row.slice(0, size.columns)}\x1b[K`).join('\r\n')}\x1b[J`);
        const until = sys.now() + delay;
        for (;;) {
          const got = sys.read(0);
          if (got === null || (typeof got === 'string' && got.includes('q'))) return 0;
          if (typeof got === 'string') break;
          if (sys.now() >= until) break;
          yield { channels: got.wait, until };
        }
      }
      return 0;
    } finally {
      sys.ttyMode(0, before);
      yield* writeAll(sys, 1, '\r\n');
    }
  },
};

export { man } from '../man/man';
