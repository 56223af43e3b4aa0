import type { Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';

interface Socket {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly address?: string;
  readonly pid: number;
}

const nameOf = (sys: Sys, pid: number) =>
  (sys.processes().find((p) => p.pid === pid)?.argv[0] ?? '').split('/').pop()!.replace(/:$/, '').slice(0, 15);

/** Listening sockets of this network namespace. Established connections are not simulated: every exchange is over at once. */
function listeners(sys: Sys): Socket[] {
  const found = sys.host({ call: 'listeners' }) as readonly Socket[];
  return [...found].sort(
    (a, b) => a.protocol.localeCompare(b.protocol) || a.port - b.port || (a.address ?? '').localeCompare(b.address ?? ''),
  );
}

const chosen = (has: (...names: string[]) => boolean) => (socket: Socket) =>
  !has('t', 'u') || (socket.protocol === 'tcp' ? has('t') : has('u'));

const table = (rows: readonly (readonly string[])[], right: readonly boolean[]): string => {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows
    .map((row) => `${row.map((cell, i) => (right[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join(' ')}\n`)
    .join('');
};

export const ss: Command = {
  name: 'ss',
  options:
    't,tcp u,udp l,listening n,numeric p,processes a,all 4,ipv4 6,ipv6 H,no-header x,unix e,extended i,info m,memory s,summary o,options r,resolve V O,oneline',
  version: 'ss utility, iproute2-6.1.0',
  usage:
    "Usage: ss [ OPTIONS ]\n       ss [ OPTIONS ] [ FILTER ]\n   -n, --numeric       don't resolve service names\n   -a, --all           display all sockets\n   -l, --listening     display listening sockets\n   -p, --processes     show process using socket\n   -t, --tcp           display only TCP sockets\n   -u, --udp           display only UDP sockets\n",
  usageStatus: 255,
  *run(io, options, sys) {
    const both = options.has('t') === options.has('u');
    const filter = options.operands.join(' ');
    const ports = [...filter.matchAll(/(?:sport|src)\s*=?=?\s*[^\s]*:(\d+)/g)].map((m) => Number(m[1]));
    const rows = listeners(sys)
      .filter(chosen((...n) => options.has(...n)))
      .filter(() => options.has('l', 'a'))
      .filter((socket) => !ports.length || ports.includes(socket.port))
      .map((socket) => [
        ...(both ? [socket.protocol] : []),
        socket.protocol === 'tcp' ? 'LISTEN' : 'UNCONN',
        '0',
        socket.protocol === 'tcp' ? '4096' : '0',
        `${socket.address ?? '*'}:`,
        String(socket.port),
        socket.address ? '0.0.0.0:' : '*:',
        '*',
        options.has('p') && sys.uid() === 0 ? `users:(("${nameOf(sys, socket.pid)}",pid=${socket.pid},fd=3))` : '',
      ]);
    const head = [
      ...(both ? ['Netid'] : []),
      'State',
      'Recv-Q',
      'Send-Q',
      'Local Address:',
      'Port',
      'Peer Address:',
      'Port',
      options.has('p') ? 'Process' : '',
    ];
    const text = table([head, ...rows], [...(both ? [false] : []), false, false, false, true, false, true, false, false]);
    const lines = text.replace(/: (?=\S)/g, ':').split('\n');
    yield* io.print(lines.slice(options.has('H') ? 1 : 0).join('\n'));
    return 0;
  },
};

export const netstat: Command = {
  name: 'netstat',
  options:
    't,tcp u,udp l,listening n,numeric p,program,programs a,all r,route e,extend c,continuous 4,inet 6,inet6 w,raw x,unix i,interfaces s,statistics W,wide V',
  version: 'net-tools 2.10',
  usage: 'usage: netstat [-vWeenNcCF] [<Af>] -r         netstat {-V|--version|-h|--help}\n       netstat [-vWnNcaeol] [<Socket> ...]\n',
  *run(io, options, sys) {
    if (options.has('r', 'i', 's')) {
      yield* io.stderr('netstat: only lists of sockets are simulated here (see ip route)\n');
      return 1;
    }
    const program = options.has('p');
    const rights = sys.uid() === 0;
    if (program && !rights)
      yield* io.stderr(
        '(Not all processes could be identified, non-owned process info\n will not be shown, you would have to be root to see it all.)\n',
      );
    const what = options.has('l') ? 'only servers' : options.has('a') ? 'servers and established' : 'w/o servers';
    yield* io.print(`Active Internet connections (${what})\n`);
    yield* io.print(
      `Proto Recv-Q Send-Q Local Address           Foreign Address         State      ${program ? ' PID/Program name    ' : ' '}\n`,
    );
    for (const socket of listeners(sys).filter(chosen((...n) => options.has(...n)))) {
      if (!options.has('l', 'a')) break;
      const v6 = socket.address === undefined;
      const local = `${socket.address ?? '::'}${v6 ? ':' : ':'}${socket.port}`;
      const foreign = v6 ? ':::*' : '0.0.0.0:*';
      const proto = `${socket.protocol}${v6 ? '6' : ''}`;
      const owner = rights ? `${socket.pid}/${nameOf(sys, socket.pid)}` : '-';
      yield* io.print(
        `${proto.padEnd(5)} ${'0'.padStart(6)} ${'0'.padStart(6)} ${local.padEnd(23)} ${foreign.padEnd(23)} ${(socket.protocol === 'tcp' ? 'LISTEN' : '').padEnd(11)} ${program ? `${owner.padEnd(20)}` : ''}\n`,
      );
    }
    return 0;
  },
};
