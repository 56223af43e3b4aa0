import type { ProcessInfo, Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { Accounts } from '../files/accounts';
import { statOrUndefined } from '../files/paths';

const nameOf = (one: ProcessInfo) => (one.argv[0] ?? '').split('/').pop()!.replace(/^-|:$/g, '');

interface Open {
  readonly fd: string;
  readonly type: string;
  readonly device: string;
  readonly size: string;
  readonly node: string;
  readonly name: string;
}

interface Listening {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly address?: string;
  readonly pid: number;
}

function listening(sys: Sys): readonly Listening[] {
  try {
    return sys.host({ call: 'listeners' }) as readonly Listening[];
  } catch {
    return [];
  }
}

const linkOf = (sys: Sys, path: string): string | undefined => {
  try {
    return sys.readlink(path);
  } catch {
    return undefined;
  }
};

/** What a process has open, by /proc: working directory, program, descriptors. */
function filesOf(sys: Sys, pid: number): Open[] {
  const out: Open[] = [];
  const add = (fd: string, path: string | undefined, mode = '') => {
    if (path === undefined) return;
    const stat = path.startsWith('/') ? statOrUndefined(sys, path) : undefined;
    const type = path.startsWith('pipe:')
      ? 'FIFO'
      : stat === undefined
        ? 'unknown'
        : { file: 'REG', dir: 'DIR', char: 'CHR', fifo: 'FIFO', block: 'BLK', socket: 'unix', link: 'LINK' }[stat.type];
    const pipe = /^pipe:\[(\w+)\]$/.exec(path);
    out.push({
      fd: fd + mode,
      type,
      device: type === 'FIFO' ? '0,13' : type === 'CHR' ? (path.startsWith('/dev/pts/') ? `136,${path.slice(9)}` : '1,3') : '252,1',
      size: type === 'REG' || type === 'DIR' ? String(stat!.size) : '0t0',
      node: pipe ? pipe[1]! : String(stat?.ino ?? 0),
      name: pipe ? 'pipe' : path,
    });
  };
  add('cwd', linkOf(sys, `/proc/${pid}/cwd`));
  add('rtd', '/');
  add('txt', linkOf(sys, `/proc/${pid}/exe`));
  let fds: readonly string[] = [];
  try {
    fds = sys.readdir(`/proc/${pid}/fd`);
  } catch {
    // not ours to see
  }
  for (const fd of [...fds].sort((a, b) => Number(a) - Number(b))) add(fd, linkOf(sys, `/proc/${pid}/fd/${fd}`), 'u');
  return out;
}

const services: Readonly<Record<number, string>> = { 22: 'ssh', 53: 'domain', 80: 'http', 443: 'https', 111: 'sunrpc', 2049: 'nfs' };

/** lsof: open files by /proc, and listening sockets. */
const lsof: Command = {
  name: 'lsof',
  options: 'a h i:: n P p: u: c: t d: g: l v F:: s:: r:: T:: w U R K b O X: D: +D:',
  version: 'lsof 4.95.0',
  usage:
    "lsof 4.95.0\n usage: [-?abhKlnNoOPRtUvVX] [+|-c c] [+|-d s] [+D D] [+|-E] [+|-e s] [+|-f[gG]]\n [-F [f]] [-g [s]] [-i [i]] [+|-L [l]] [+m [m]] [+|-M] [-o [o]] [-p s]\n [+|-r [t]] [-s [p:s]] [-S [t]] [-T [t]] [-u s] [+|-w] [-x [fl]] [--] [names]\nUse the ``-h'' option to get more help information.\n",
  prepare: (args) =>
    args.flatMap((arg, i) =>
      /^-[nP]*i$/.test(arg) && args[i + 1] !== undefined && /^(tcp|udp)?@?[\w.]*:\S+$|^(tcp|udp|4|6)$/i.test(args[i + 1]!)
        ? [`${arg}${args[i + 1]}`]
        : i > 0 && /^-[nP]*i$/.test(args[i - 1]!) && /^(tcp|udp)?@?[\w.]*:\S+$|^(tcp|udp|4|6)$/i.test(arg)
          ? []
          : [arg],
    ),
  *run(io, options, sys) {
    if (options.has('v')) {
      yield* io.print('lsof version information:\n    revision: 4.95.0\n');
      return 0;
    }
    const accounts = new Accounts(sys);
    const pids = options.value('p')?.split(',').map(Number);
    const users = options.value('u')?.split(',');
    const commands = options.values('c');
    const internet = options.has('i');
    const [, protocol, ports] = /^(?:4|6)?(tcp|udp)?(?:@[^:]*)?(?::(.+))?$/i.exec(options.value('i') ?? '') ?? [];
    const wanted = new Set(
      (ports ?? '')
        .split(',')
        .filter(Boolean)
        .flatMap((part) => {
          const [from, to] = part
            .split('-')
            .map((word) => Number(word) || Number(Object.entries(services).find(([, name]) => name === word)?.[0]));
          return Array.from({ length: Math.min(65536, (to ?? from!) - from! + 1) || 0 }, (_, i) => from! + i);
        }),
    );
    const names = options.operands.map((path) => {
      try {
        return sys.realpath(path);
      } catch {
        return path;
      }
    });
    const rows: { one: ProcessInfo; file: Open }[] = [];
    const sockets = listening(sys).filter(
      (one) => (!protocol || one.protocol === protocol.toLowerCase()) && (wanted.size === 0 || wanted.has(one.port)),
    );
    for (const one of sys.processes()) {
      if (pids && !pids.includes(one.pid)) continue;
      if (users && !users.some((user) => user === accounts.userName(one.uid) || user === String(one.uid))) continue;
      if (commands.length && !commands.some((command) => nameOf(one).startsWith(command))) continue;
      if (sys.uid() !== 0 && one.uid !== sys.uid()) continue;
      if (!internet)
        for (const file of filesOf(sys, one.pid)) if (names.length === 0 || names.includes(file.name)) rows.push({ one, file });
      if (names.length) continue;
      for (const socket of sockets.filter(({ pid }) => pid === one.pid)) {
        const port = options.has('P') ? String(socket.port) : (services[socket.port] ?? String(socket.port));
        rows.push({
          one,
          file: {
            fd: '3u',
            type: socket.address === undefined ? 'IPv6' : 'IPv4',
            device: String(20_000 + socket.port),
            size: '0t0',
            node: socket.protocol.toUpperCase(),
            name: `${socket.address ?? '*'}:${port}${socket.protocol === 'tcp' ? ' (LISTEN)' : ''}`,
          },
        });
      }
    }
    for (const path of options.operands)
      if (!sys.exists(path)) yield* io.stderr(`lsof: status error on ${path}: No such file or directory\n`);
    if (rows.length === 0) return 1;
    if (options.has('t')) {
      yield* io.print([...new Set(rows.map(({ one }) => `${one.pid}\n`))].join(''));
      return 0;
    }
    const cells = rows.map(({ one, file }) => [
      nameOf(one).slice(0, 9),
      String(one.pid),
      options.has('l') ? String(one.uid) : (accounts.userName(one.uid) ?? String(one.uid)),
      file.fd,
      file.type,
      file.device,
      file.size,
      file.node,
      file.name,
    ]);
    const head = ['COMMAND', 'PID', 'USER', 'FD', 'TYPE', 'DEVICE', 'SIZE/OFF', 'NODE', 'NAME'];
    const least = [9, 5, 5, 5, 6, 6, 8, 4];
    const width = head.map((_, i) => Math.max(least[i] ?? 0, ...[head, ...cells].map((row) => row[i]!.length)));
    for (const row of [head, ...cells]) {
      // Descriptors line up on their digits: the letter behind them hangs over.
      const text = row.map((cell, i) =>
        i === 0
          ? cell.padEnd(width[0]!)
          : i === 8
            ? cell
            : i === 3
              ? cell.replace(/^\D+$/, (word) => `${word} `).padStart(width[3]! + (/\d+$|[a-z]{3}$/.test(cell) ? 1 : 0))
              : cell.padStart(width[i]!),
      );
      yield* io.print(`${text.join(' ').replace(/ +$/, '')}\n`);
    }
    return 0;
  },
};

/** fuser: who has a file, a mount or a port open. */
const fuser: Command = {
  name: 'fuser',
  options:
    'a,all i,interactive I,inode k,kill l,list-signals m,mount M,ismountpoint n,namespace: s,silent u,user v,verbose w V 4,ipv4 6,ipv6 signal:',
  version: 'fuser (PSmisc) 23.7',
  usage:
    'Usage: fuser [-fIMuvw] [-a|-s] [-4|-6] [-c|-m|-n SPACE]\n             [-k [-i] [-SIGNAL]] NAME...\n       fuser -l\n       fuser -V\nShow which processes use the named files, sockets, or filesystems.\n\n  -a,--all              display unused files too\n  -i,--interactive      ask before killing (ignored without -k)\n  -k,--kill             kill processes accessing the named file\n  -l,--list-signals     list available signal names\n  -m,--mount            show all processes using the named filesystems or\n                        block device\n  -n,--namespace SPACE  search in this name space (file, udp, or tcp)\n  -s,--silent           silent operation\n  -SIGNAL               send this signal instead of SIGKILL\n  -u,--user             display user IDs\n  -v,--verbose          verbose output\n  -V,--version          display version information\n',
  *run(io, options, sys) {
    if (options.operands.length === 0) {
      yield* io.stderr('No process specification given\n');
      return 1;
    }
    const accounts = new Accounts(sys);
    let found = false;
    for (const name of options.operands) {
      const [, port, space] = /^(\d+)\/(tcp|udp)$/.exec(name) ?? [];
      const protocol = space ?? (options.value('n') !== 'file' ? options.value('n') : undefined);
      let users: { pid: number; mark: string }[];
      if (protocol !== undefined)
        users = listening(sys)
          .filter((one) => one.protocol === protocol && one.port === Number(port ?? name))
          .map(({ pid }) => ({ pid, mark: '' }));
      else {
        if (!sys.exists(name)) {
          if (!options.has('s')) yield* io.stderr(`Specified filename ${name} does not exist.\n`);
          continue;
        }
        const path = sys.realpath(name);
        const within = (file: string) =>
          file === path || (options.has('m') && (path === '/' ? file.startsWith('/') : file.startsWith(`${path}/`)));
        users = sys.processes().flatMap(({ pid }) => {
          const open = filesOf(sys, pid).filter((file) => within(file.name));
          if (open.length === 0) return [];
          const mark = open.some(({ fd }) => fd === 'cwd') ? 'c' : open.some(({ fd }) => fd === 'txt') ? 'e' : '';
          return [{ pid, mark }];
        });
      }
      const shown = port && space ? name : protocol ? `${name}/${protocol}` : sys.realpath(name);
      if (users.length === 0) continue;
      found = true;
      if (!options.has('s')) {
        const all = sys.processes();
        if (options.has('v')) {
          yield* io.flush();
          yield* io.stderr(`                     USER        PID ACCESS COMMAND\n`);
          for (const [i, { pid, mark }] of users.entries()) {
            const one = all.find((other) => other.pid === pid)!;
            const flags = `${mark === '' ? 'F' : '.'}....`.replace(/^(.)/, mark === 'e' ? '..e' : mark === 'c' ? '..c' : '$1').slice(0, 5);
            yield* io.stderr(
              `${(i === 0 ? `${shown}:` : '').padEnd(20)} ${(accounts.userName(one.uid) ?? '').padEnd(8)}${String(pid).padStart(6)} ${flags} ${nameOf(one)}\n`,
            );
          }
        } else {
          yield* io.stderr(`${`${shown}:`.padEnd(20)}`);
          for (const { pid, mark } of users) {
            yield* io.print(`${String(pid).padStart(6)}`);
            yield* io.flush();
            if (mark) yield* io.stderr(mark);
          }
          yield* io.stderr('\n');
        }
      }
      if (options.has('k')) for (const { pid } of users) if (pid !== sys.pid) sys.kill(pid, 'KILL');
    }
    return found ? 0 : 1;
  },
};

export const openFileCommands: readonly Command[] = [lsof, fuser];
