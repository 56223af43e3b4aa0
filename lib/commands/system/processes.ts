import type { ProcessInfo } from '@/lib/hosts/process/sys';
import type { Sys } from '@/lib/hosts/process/sys';
import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { strerror } from '../command/stdio';
import { Accounts } from '../files/accounts';
import { strftime } from '../time/strftime';
import { timeZone } from '../time/zone';
import { isBusyboxImage } from '../net/busybox-wget';
import { busybox } from './busybox';
import { busyboxPs } from './busybox-ps';
import { parseSignal } from './run-others';
import { SIGNAL_NUMBERS } from '@/lib/hosts/process/program';

const nameOf = (p: ProcessInfo) => (p.argv[0] ?? '').split('/').pop()!.replace(/^-/, '').slice(0, 15);
const stateOf = (p: ProcessInfo) => ({ running: 'R', sleeping: 'S', stopped: 'T', zombie: 'Z' })[p.state];
const clock = (ms: number) =>
  [Math.floor(ms / 36e5), Math.floor(ms / 6e4) % 60, Math.floor(ms / 1000) % 60].map((n) => String(n).padStart(2, '0')).join(':');
const shortTty = (p: ProcessInfo) => p.tty?.replace('/dev/', '') ?? '?';

const ps: Command = {
  name: 'ps',
  usage: 'Usage:\n ps [options]\n',
  *run(io, options, sys) {
    const words = options.operands;
    if (isBusyboxImage(sys)) return yield* busyboxPs(io, words, sys);
    const flags = words.filter((w) => !w.includes('=') && !/^\d/.test(w)).join('');
    const at = words.findIndex((w) => w === '-o' || w === '-eo' || /^-[a-zA-Z]*o$/.test(w) || w === 'o');
    const format = at >= 0 ? words[at + 1] : words.find((w) => w.startsWith('--format='))?.slice(9);
    const byPid = words.indexOf('-p') >= 0 ? words[words.indexOf('-p') + 1]?.split(',').map(Number) : undefined;
    const byName = words.indexOf('-C') >= 0 ? words[words.indexOf('-C') + 1]?.split(',') : undefined;
    const byUser = words.indexOf('-u') >= 0 && !/^-?aux/.test(words[0] ?? '') ? words[words.indexOf('-u') + 1] : undefined;
    const all = sys.processes();
    const self = all.find((p) => p.pid === sys.pid);
    const bsd = words.some((w) => /^[a-zA-Z]+$/.test(w)) || /^-aux/.test(words[0] ?? '');
    const everything = /e|A/.test(words.filter((w) => w.startsWith('-')).join('')) || (bsd && /x/.test(flags));
    const accounts = new Accounts(sys);
    let chosen = all;
    if (byPid) chosen = all.filter((p) => byPid.includes(p.pid));
    else if (byName) chosen = all.filter((p) => byName.includes(nameOf(p)));
    else if (byUser) chosen = all.filter((p) => accounts.userName(p.uid) === byUser || String(p.uid) === byUser);
    else if (!everything) chosen = all.filter((p) => p.tty !== undefined && p.tty === self?.tty && (bsd ? true : p.sid === self.sid));
    const columns = format
      ? format.split(',').map((c) => c.split('=')[0]!)
      : bsd && /u/.test(flags)
        ? ['user', 'pid', '%cpu', '%mem', 'vsz', 'rss', 'tt', 'stat', 'start', 'bsdtime', 'args']
        : /f/.test(flags) && !bsd
          ? ['uname', 'pid', 'ppid', 'c', 'stime', 'tname', 'time', 'args']
          : bsd
            ? ['pid', 'tt', 'stat', 'bsdtime', 'args']
            : ['pid', 'tname', 'time', 'comm'];
    const headers = format && /=/.test(format) ? undefined : columns.map((c) => HEADERS[c] ?? c.toUpperCase());
    const rows = chosen.map((p) => columns.map((c) => cell(c, p, sys, accounts)));
    const widths = columns.map((c, i) =>
      Math.max(LEAST[c] ?? 1, headers?.[i]?.length ?? 0, ...rows.map((r) => (i === columns.length - 1 ? 0 : r[i]!.length))),
    );
    for (const row of [...(headers ? [headers] : []), ...rows]) {
      const text = row
        .map((value, i) => (RIGHT.has(columns[i]!) ? value.padStart(widths[i]!) : i === row.length - 1 ? value : value.padEnd(widths[i]!)))
        .join(' ');
      yield* io.print(`${text}\n`);
    }
    return chosen.length ? 0 : 1;
  },
};

const HEADERS: Record<string, string> = {
  uname: 'UID',
  tname: 'TTY',
  tt: 'TTY',
  comm: 'CMD',
  args: 'CMD',
  cmd: 'CMD',
  command: 'COMMAND',
  bsdtime: 'TIME',
  stime: 'STIME',
  start: 'START',
  pcpu: '%CPU',
  pmem: '%MEM',
  c: 'C',
  etime: 'ELAPSED',
  ucmd: 'CMD',
};
const LEAST: Record<string, number> = {
  pid: 7,
  ppid: 7,
  user: 8,
  uname: 8,
  tname: 8,
  tt: 8,
  stat: 4,
  time: 8,
  bsdtime: 6,
  vsz: 6,
  rss: 5,
  '%cpu': 4,
  '%mem': 4,
  start: 5,
  stime: 5,
};
const RIGHT = new Set(['pid', 'ppid', 'pgid', 'sid', 'vsz', 'rss', '%cpu', '%mem', 'pcpu', 'pmem', 'c', 'time', 'bsdtime', 'uid', 'etime']);

function cell(column: string, p: ProcessInfo, sys: Sys, accounts: Accounts): string {
  const args = p.state === 'zombie' ? `[${nameOf(p)}] <defunct>` : p.argv.join(' ');
  switch (column) {
    case 'pid':
      return String(p.pid);
    case 'ppid':
      return String(p.ppid);
    case 'pgid':
      return String(p.pgid);
    case 'sid':
    case 'sess':
      return String(p.sid);
    case 'uid':
      return String(p.uid);
    case 'user':
    case 'uname':
    case 'euser':
      return accounts.userName(p.uid);
    case 'tname':
    case 'tt':
    case 'tty':
      return shortTty(p);
    case 'time':
      return clock(p.cpuMs);
    case 'bsdtime':
      return `${Math.floor(p.cpuMs / 6e4)}:${String(Math.floor(p.cpuMs / 1000) % 60).padStart(2, '0')}`;
    case 'comm':
    case 'ucmd':
      return nameOf(p);
    case 'args':
    case 'cmd':
    case 'command':
      return args;
    case 'stat':
      return `${stateOf(p)}${p.sid === p.pid ? 's' : ''}`;
    case 's':
    case 'state':
      return stateOf(p);
    case 'rss':
      return String(Math.round(p.rssBytes / 1024));
    case 'vsz':
      return String(Math.round((p.rssBytes * 4) / 1024));
    case '%cpu':
    case 'pcpu':
      return Math.min(100, (p.cpuMs / Math.max(1, sys.now() - p.startedAt)) * 100).toFixed(1);
    case '%mem':
    case 'pmem':
      return ((p.rssBytes / 4 / 1024 ** 3) * 100).toFixed(1);
    case 'c':
      return '0';
    case 'start':
    case 'stime':
      return strftime(sys.now() - p.startedAt < 864e5 ? '%H:%M' : '%b%d', p.startedAt, timeZone(sys));
    case 'lstart':
      return strftime('%a %b %e %H:%M:%S %Y', p.startedAt, timeZone(sys));
    case 'etime':
      return clock(sys.now() - p.startedAt).replace(/^00:/, '');
    case 'etimes':
      return String(Math.floor((sys.now() - p.startedAt) / 1000));
    default:
      return '-';
  }
}

const kill: Command = {
  name: 'kill',
  usage: 'Usage:\n kill [options] <pid> [...]\n',
  *run(io, options, sys) {
    const words = [...options.operands];
    let signal: ReturnType<typeof parseSignal> = 'TERM';
    if (words[0] === '-l' || words[0] === '-L') {
      yield* io.print(`${Object.keys(SIGNAL_NUMBERS).join(' ')}\n`);
      return 0;
    }
    if (words[0] === '-s' || words[0] === '--signal') {
      signal = parseSignal(words[1] ?? '');
      words.splice(0, 2);
    } else if (/^-[A-Za-z0-9]+$/.test(words[0] ?? '')) signal = parseSignal(words.shift()!.slice(1));
    if (words[0] === '--') words.shift();
    if (!signal) throw new Fatal('unknown signal');
    if (words.length === 0) {
      yield* io.stderr(this.usage);
      return 1;
    }
    let code = 0;
    for (const word of words) {
      try {
        if (!/^-?\d+$/.test(word)) throw new Fatal(`failed to parse argument: '${word}'`);
        sys.kill(Number(word), signal);
      } catch (error) {
        yield* io.error(`(${word}): ${strerror(error)}`);
        code = 1;
      }
    }
    return code;
  },
};

function byPattern(name: 'pgrep' | 'pkill' | 'killall'): Command {
  return {
    name,
    options:
      'signal: f,full l,list-name a,list-full x,exact n,newest o,oldest c,count v,inverse u,euid: P,parent: i,ignore-case q,quiet w,wait e,echo s: 9 g:',
    prepare: (args) => args.map((a) => (name !== 'pgrep' && /^-([A-Z]+\d*|\d+)$/.test(a) ? `--signal=${a.slice(1)}` : a)),
    usage: `Usage:\n ${name} [options] <pattern>\n`,
    usageStatus: 2,
    *run(io, options, sys) {
      const pattern = options.operands[0];
      if (pattern === undefined && !options.has('u', 'P')) throw new UsageError('no matching criteria specified');
      const regex = new RegExp(
        options.has('x') || name === 'killall' ? `^(?:${pattern ?? ''})$` : (pattern ?? ''),
        options.has('i') ? 'i' : '',
      );
      const accounts = new Accounts(sys);
      let found = sys.processes().filter((p) => {
        if (p.pid === sys.pid || p.state === 'zombie') return false;
        if (options.has('u') && accounts.userName(p.uid) !== options.value('u') && String(p.uid) !== options.value('u')) return false;
        if (options.has('P') && !options.value('P')!.split(',').includes(String(p.ppid))) return false;
        return regex.test(options.has('f') ? p.argv.join(' ') : nameOf(p)) !== options.has('v');
      });
      if (options.has('n')) found = found.slice(-1);
      if (options.has('o')) found = found.slice(0, 1);
      if (name === 'pgrep') {
        if (options.has('c')) yield* io.print(`${found.length}\n`);
        else if (!options.has('q'))
          for (const p of found)
            yield* io.print(`${p.pid}${options.has('a') ? ` ${p.argv.join(' ')}` : options.has('l') ? ` ${nameOf(p)}` : ''}\n`);
        return found.length ? 0 : 1;
      }
      const signal = parseSignal(options.value('signal') ?? options.value('s') ?? (options.has('9') ? '9' : 'TERM'));
      if (!signal) throw new Fatal('unknown signal', 2);
      let code = found.length ? 0 : 1;
      if (name === 'killall' && found.length === 0) yield* io.stderr(`${pattern}: no process found\n`);
      for (const p of found) {
        try {
          sys.kill(p.pid, signal);
          if (options.has('e')) yield* io.print(`${nameOf(p)} killed (pid ${p.pid})\n`);
        } catch (error) {
          yield* io.error(`killing pid ${p.pid} failed: ${strerror(error)}`);
          code = 1;
        }
      }
      return code;
    },
  };
}

export const processCommands: readonly Command[] = [ps, kill, byPattern('pgrep'), byPattern('pkill'), byPattern('killall'), busybox];
