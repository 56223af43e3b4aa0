import { parseIp } from '@/lib/api/ip-address';
import { CorefileError } from '../corefile';
import { argumentError, inZone, PluginError, setupError, zoneName, type Chain, type DnsPlugin, type Question, type Reply } from '../plugin';

interface Upstream {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

interface Forward {
  readonly from: string;
  /** Addresses, and paths of resolv.conf files. */
  readonly to: readonly string[];
  readonly except: readonly string[];
  readonly policy: 'random' | 'round_robin' | 'sequential';
  readonly forceTcp: boolean;
}

const PROPERTIES = [
  'max_fails',
  'expire',
  'health_check',
  'max_concurrent',
  'tls',
  'tls_servername',
  'prefer_udp',
  'next',
  'failfast_all_unhealthy_upstreams',
  'failover',
  'max_age',
  'max_idle_conns',
  'read_timeout',
  'doh_method',
];
const POLICIES = ['random', 'round_robin', 'sequential'] as const;
const MOST_UPSTREAMS = 15;

/** Asks other servers. Models coredns/plugin/forward. */
export const forward: DnsPlugin<readonly Forward[]> = {
  name: 'forward',
  setup: (directives) =>
    directives.map((directive) => {
      const [from, ...to] = directive.args;
      if (from === undefined || to.length === 0) throw argumentError(directive, from ?? 'forward');
      for (const upstream of to) {
        if (!upstream.startsWith('/') && !upstreamOf(upstream))
          throw new CorefileError(`plugin/forward: not an IP address or file: "${upstream}"`);
      }
      if (to.length > MOST_UPSTREAMS) throw setupError(directive, `more than ${MOST_UPSTREAMS} TOs configured: ${to.length}`);
      let policy: Forward['policy'] = 'random';
      let forceTcp = false;
      const except: string[] = [];
      for (const [i, [word = '', ...args]] of directive.block.entries()) {
        const line = directive.lines[i]!;
        if (word === 'except') except.push(...args.map(zoneName));
        else if (word === 'force_tcp') forceTcp = true;
        else if (word === 'policy') {
          if (!POLICIES.includes(args[0] as 'random')) throw setupError(directive, `unknown policy '${args[0] ?? ''}'`, line);
          policy = args[0] as Forward['policy'];
        } else if (!PROPERTIES.includes(word)) throw setupError(directive, `unknown property '${word}'`, line);
        else if (word === 'max_concurrent' && !(Number(args[0]) >= 0)) throw argumentError(directive, word, line);
      }
      return { from: zoneName(from), to, except, policy, forceTcp };
    }),
  answer(forwards, question, chain) {
    const found = forwards.find(({ from, except }) => inZone(question.name, from) && !except.some((zone) => inZone(question.name, zone)));
    return found ? ask(found, question, chain) : chain.next(question);
  },
};

/** `1.1.1.1`, `1.1.1.1:5353`, `tls://9.9.9.9` */
function upstreamOf(text: string): Upstream | undefined {
  const found = /^(?:(dns|tls):\/\/)?(\d+(?:\.\d+){3})(?::(\d+))?$/.exec(text);
  if (!found || !parseIp(found[2]!)) return undefined;
  const tls = found[1] === 'tls';
  return { host: found[2]!, port: Number(found[3] ?? (tls ? 853 : 53)), tls };
}

/** Servers to ask, files of the container read; what cannot be used is left out. */
export function upstreams({ to }: Pick<Forward, 'to'>, read: (path: string) => string | undefined): Upstream[] {
  return to.flatMap((one) => {
    if (!one.startsWith('/')) return upstreamOf(one) ?? [];
    const servers = [...(read(one) ?? '').matchAll(/^\s*nameserver\s+(\S+)/gm)].map(([, server]) => server!);
    return servers.flatMap((server) => upstreamOf(server) ?? []);
  });
}

function ask(config: Forward, question: Question, chain: Chain): Reply {
  const { env } = chain;
  const all = upstreams(config, (path) => env.read(path));
  const start = config.policy === 'sequential' ? 0 : Math.floor(env.random() * all.length);
  let error = 'no upstream host';
  for (let i = 0; i < all.length; i++) {
    const upstream = all[(start + i) % all.length]!;
    const protocol = upstream.tls || config.forceTcp ? 'tcp' : question.protocol;
    const asked = env.ask(upstream.host, question, { port: upstream.port, protocol });
    if (asked.failed === undefined) return { ...asked, authoritative: asked.authoritative ?? false };
    const to = `${upstream.host}:${upstream.port}`;
    const refused = asked.failed === 'UNREACHABLE';
    if (protocol === 'tcp') error = `dial tcp ${to}: ${refused ? 'connect: connection refused' : 'i/o timeout'}`;
    else
      error = `read udp ${env.address}:${32768 + Math.floor(env.random() * 28000)}->${to}: ${refused ? 'read: connection refused' : 'i/o timeout'}`;
  }
  throw new PluginError(error);
}
