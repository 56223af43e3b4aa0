import type { Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import type { Io, Task } from '../command/stdio';

/** What the host call `interfaces` answers, where a world is around the machine. */
interface Listed {
  readonly devices: readonly {
    readonly index: number;
    readonly name: string;
    readonly peer?: string;
    readonly kind?: string;
    readonly flags: string;
    readonly mtu: number;
    readonly queue: string;
    readonly state: string;
    readonly mac: string;
    readonly master?: string;
    readonly netns?: string;
    readonly addresses: Link['addresses'];
  }[];
  readonly routes: readonly string[];
  readonly neighbours: readonly string[];
  readonly namespaces: readonly string[];
}

function listed(sys: Sys): Listed | undefined {
  try {
    return sys.host({ call: 'interfaces' }) as Listed;
  } catch {
    return undefined;
  }
}

interface Way {
  readonly local: boolean;
  readonly source: string;
  readonly route?: { readonly kind?: string; readonly via?: string; readonly dev?: string };
}

/** What the routing table says of an address, where a world is around the machine. */
function wayOf(sys: Sys, ip: string): Way | undefined {
  try {
    return sys.host({ call: 'way', ip }) as Way;
  } catch {
    return undefined;
  }
}

interface Link {
  readonly index: number;
  readonly name: string;
  /** After an @: the other end. */
  readonly peer?: string;
  readonly master?: string;
  readonly netns?: string;
  readonly flags: string;
  readonly mtu: number;
  readonly queue: string;
  readonly state: string;
  readonly type: 'loopback' | 'ether' | 'ipip';
  readonly mac: string;
  readonly broadcast: string;
  readonly addresses: readonly { readonly cidr: string; readonly broadcast?: string; readonly scope: string }[];
}

const isPod = (sys: Sys) => sys.processes().some((p) => p.pid === 1 && p.argv[0] !== '/sbin/init' && !/systemd/.test(p.argv[0] ?? ''));

/** The interfaces of this network namespace: lo and eth0 (veths of pods are not simulated). */
export function links(sys: Sys): Link[] {
  const known = listed(sys);
  if (known)
    return known.devices.map(({ kind, ...device }) => ({
      ...device,
      type: device.name === 'lo' ? 'loopback' : kind === 'ipip' ? 'ipip' : 'ether',
      broadcast: device.name === 'lo' ? device.mac : kind === 'ipip' ? '0.0.0.0' : 'ff:ff:ff:ff:ff:ff',
    }));
  const pod = isPod(sys);
  const lo: Link = {
    index: 1,
    name: 'lo',
    flags: 'LOOPBACK,UP,LOWER_UP',
    mtu: 65536,
    queue: 'noqueue',
    state: 'UNKNOWN',
    type: 'loopback',
    mac: '00:00:00:00:00:00',
    broadcast: '00:00:00:00:00:00',
    addresses: [{ cidr: '127.0.0.1/8', scope: 'host' }],
  };
  const addresses = sys.addresses().filter((ip) => !ip.startsWith('127.') && !ip.includes(':'));
  if (addresses.length === 0) return [lo];
  const octets = addresses[0]!.split('.').map((n) => Number(n).toString(16).padStart(2, '0'));
  return [
    lo,
    {
      index: 2,
      name: 'eth0',
      flags: 'BROADCAST,MULTICAST,UP,LOWER_UP',
      mtu: pod ? 1450 : 1500,
      queue: pod ? 'noqueue' : 'fq_codel',
      state: 'UP',
      type: 'ether',
      mac: `02:42:${octets.join(':')}`,
      broadcast: 'ff:ff:ff:ff:ff:ff',
      addresses: addresses.map((ip) =>
        pod ? { cidr: `${ip}/32`, scope: 'global' } : { cidr: `${ip}/24`, broadcast: ip.replace(/\.\d+$/, '.255'), scope: 'global' },
      ),
    },
  ];
}

/** Lines of `ip route`. */
export function routes(sys: Sys): readonly string[] {
  const known = listed(sys);
  if (known) return known.routes;
  const ip = sys.addresses().find((a) => !a.startsWith('127.') && !a.includes(':'));
  if (ip === undefined) return [];
  if (isPod(sys)) return ['default via 169.254.1.1 dev eth0 ', '169.254.1.1 dev eth0 scope link '];
  const net = ip.replace(/\.\d+$/, '');
  return [`default via ${net}.1 dev eth0 proto static `, `${net}.0/24 dev eth0 proto kernel scope link src ${ip} `];
}

const OBJECTS = ['address', 'link', 'route', 'neighbour', 'neigh', 'netns', 'rule', 'help'];

export const ip: Command = {
  name: 'ip',
  settings: { stopAtOperand: true },
  options: '4 6 0 brief s,stats o,oneline c,color:: j,json p,pretty d,details V a,all n:',
  prepare: (args) =>
    args.flatMap((arg) => (/^-(br|bri|brief)$/.test(arg) ? ['--brief'] : /^-c(olor)?$/.test(arg) ? [] : arg === '-json' ? ['-j'] : [arg])),
  usage:
    'Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\nwhere  OBJECT := { address | link | neighbour | netns | route | rule }\n       OPTIONS := { -4 | -6 | -br[ief] | -o[neline] | -j[son] }\n',
  usageStatus: 255,
  *run(io, options, sys) {
    const [word, verb = 'show', ...rest] = options.operands;
    if (options.has('V')) {
      yield* io.print('ip utility, iproute2-6.1.0, libbpf 1.3.0\n');
      return 0;
    }
    if (word === undefined) {
      yield* io.stderr(this.usage);
      return 255;
    }
    const object = OBJECTS.find((name) => name.startsWith(word));
    if (object === undefined) {
      yield* io.stderr(`Object "${word}" is unknown, try "ip help".\n`);
      return 1;
    }
    if (object === 'help') {
      yield* io.stderr(this.usage);
      return 255;
    }
    const listing = ['show', 'list', 'lst', 'ls', 's', 'l', 'sh'].includes(verb);
    if ((object === 'neighbour' || object === 'neigh' || object === 'netns') && listing) {
      const known = listed(sys);
      for (const line of (object === 'netns' ? known?.namespaces : known?.neighbours) ?? []) yield* io.print(`${line}\n`);
      return 0;
    }
    if (object === 'link' && ['set', 'delete', 'del'].includes(verb)) {
      const words = rest.filter((w) => w !== 'dev' && w !== 'type');
      const change = verb === 'set' ? words.find((w) => w === 'up' || w === 'down') : 'delete';
      const name = words.find((w) => w !== 'up' && w !== 'down') ?? '';
      if (change === undefined) {
        yield* io.stderr('ip link set: only up and down are simulated here\n');
        return 1;
      }
      const answer = sys.host({ call: 'link', verb: change, name }) as { error?: string };
      if (!answer.error) return 0;
      yield* io.stderr(`${answer.error}\n`);
      return answer.error.startsWith('Cannot find') ? 1 : 2;
    }
    if (object === 'neighbour' || object === 'neigh' || object === 'netns' || object === 'rule') {
      yield* io.stderr(`ip ${object}: not simulated here\n`);
      return 1;
    }
    if (object === 'route') return yield* route(io, sys, verb, rest, listing);
    if (!listing) {
      if (['add', 'del', 'delete', 'set', 'change', 'replace', 'flush'].includes(verb)) {
        yield* io.stderr(`ip ${object} ${verb}: changing interfaces is not simulated here\n`);
        return sys.uid() === 0 ? 1 : 2;
      }
      yield* io.stderr(`Command "${verb}" is unknown, try "ip ${object} help".\n`);
      return 255;
    }
    const device = rest.filter((w) => w !== 'dev')[0];
    const shown = links(sys).filter((link) => device === undefined || device === 'up' || link.name === device);
    if (shown.length === 0) {
      yield* io.stderr(`Device "${device}" does not exist.\n`);
      return 1;
    }
    if (options.has('j')) yield* io.print(`${JSON.stringify(shown.map((link) => asJson(link, object === 'address')))}\n`);
    else
      for (const link of shown)
        yield* io.print(
          options.has('brief')
            ? brief(link, object === 'address')
            : options.has('o') && object === 'address'
              ? oneLine(link)
              : full(link, object === 'address', options.has('6')),
        );
    return 0;
  },
};

const brief = (link: Link, addresses: boolean) =>
  `${(link.peer ? `${link.name}@${link.peer}` : link.name).padEnd(16)} ${link.state.padEnd(14)} ${addresses ? link.addresses.map((a) => `${a.cidr} `).join('') : `${link.mac} <${link.flags}> `}\n`;

const oneLine = (link: Link) =>
  link.addresses
    .map(
      (a) =>
        `${link.index}: ${link.name}    inet ${a.cidr}${a.broadcast ? ` brd ${a.broadcast}` : ''} scope ${a.scope} ${link.name}\\       valid_lft forever preferred_lft forever\n`,
    )
    .join('');

function full(link: Link, addresses: boolean, v6: boolean): string {
  const name = link.peer ? `${link.name}@${link.peer}` : link.name;
  const master = link.master ? ` master ${link.master}` : '';
  let text = `${link.index}: ${name}: <${link.flags}> mtu ${link.mtu} qdisc ${link.queue}${master} state ${link.state} ${addresses ? '' : 'mode DEFAULT '}group default qlen 1000\n`;
  text += `    link/${link.type} ${link.mac} brd ${link.broadcast}${link.netns ? ` link-netns ${link.netns}` : ''}\n`;
  if (addresses && !v6)
    for (const a of link.addresses)
      text += `    inet ${a.cidr}${a.broadcast ? ` brd ${a.broadcast}` : ''} scope ${a.scope} ${link.name}\n       valid_lft forever preferred_lft forever\n`;
  return text;
}

const asJson = (link: Link, addresses: boolean) => ({
  ifindex: link.index,
  ifname: link.name,
  flags: link.flags.split(','),
  mtu: link.mtu,
  qdisc: link.queue,
  operstate: link.state,
  group: 'default',
  txqlen: 1000,
  link_type: link.type,
  address: link.mac,
  broadcast: link.broadcast,
  ...(addresses
    ? {
        addr_info: link.addresses.map((a) => ({
          family: 'inet',
          local: a.cidr.split('/')[0],
          prefixlen: Number(a.cidr.split('/')[1]),
          ...(a.broadcast ? { broadcast: a.broadcast } : {}),
          scope: a.scope,
          label: link.name,
        })),
      }
    : {}),
});

function* route(io: Io, sys: Sys, verb: string, rest: readonly string[], listing: boolean): Task<number> {
  if (verb === 'get') {
    const target = rest.filter((word) => word !== 'to')[0] ?? '';
    const way = wayOf(sys, target);
    if (way && !way.local) {
      if (!way.route) {
        yield* io.stderr('RTNETLINK answers: Network is unreachable\n');
        return 2;
      }
      const { kind, via, dev } = way.route;
      if (kind) {
        yield* io.stderr(
          `RTNETLINK answers: ${kind === 'blackhole' ? 'Invalid argument' : kind === 'prohibit' ? 'Permission denied' : 'No route to host'}\n`,
        );
        return 2;
      }
      yield* io.print(`${target} ${via ? `via ${via} ` : ''}dev ${dev} src ${way.source} uid ${sys.uid()} \n    cache \n`);
      return 0;
    }
    const own = sys.addresses().find((a) => !a.startsWith('127.')) ?? '127.0.0.1';
    const net = own.replace(/\.\d+$/, '');
    const via = isPod(sys) ? 'via 169.254.1.1 ' : target.startsWith(`${net}.`) ? '' : `via ${net}.1 `;
    yield* io.print(
      target === own || target.startsWith('127.')
        ? `local ${target} dev lo src ${target} uid ${sys.uid()} \n    cache <local> \n`
        : `${target} ${via}dev eth0 src ${own} uid ${sys.uid()} \n    cache \n`,
    );
    return 0;
  }
  if (['add', 'del', 'delete', 'replace', 'append', 'change'].includes(verb)) {
    if (isPod(sys)) {
      yield* io.stderr('RTNETLINK answers: Operation not permitted\n');
      return 2;
    }
    const answer = sys.host({ call: 'route', verb, words: rest }) as { error?: string };
    if (!answer.error) return 0;
    yield* io.stderr(`${answer.error}\n`);
    return answer.error.startsWith('RTNETLINK') ? 2 : 1;
  }
  if (!listing) {
    yield* io.stderr(`ip route ${verb}: not simulated here\n`);
    return 2;
  }
  const want = rest[0];
  for (const line of routes(sys)) if (want === undefined || line.startsWith(want)) yield* io.print(`${line}\n`);
  return 0;
}
