import { argumentError, setupError, type DnsPlugin } from '../plugin';
import { forward } from './forward';
import { hosts } from './hosts';
import { kubernetes } from './kubernetes';
import { rewrite } from './rewrite';
import { acl, erratic, file, loadbalance, whoami } from './small';
import { template } from './template';

/** A plugin of which nothing shows in answers: its block may hold these words (any, if none are given). */
const silent = (name: string, words?: readonly string[]): DnsPlugin => ({
  name,
  setup: (directives) =>
    directives.map((directive) => {
      for (const [i, [word = '']] of directive.block.entries()) {
        if (words && !words.includes(word)) throw setupError(directive, `unknown property '${word}'`, directive.lines[i]!);
      }
      return { args: directive.args, block: directive.block };
    }),
});

const cache: DnsPlugin = {
  name: 'cache',
  setup([directive]) {
    const [ttl] = directive!.args;
    if (ttl !== undefined && /^\d/.test(ttl) && !(Number(ttl) > 0))
      throw setupError(directive!, `cache TTL can not be zero or negative: ${ttl}`);
    for (const [i, [word = '', ...args]] of directive!.block.entries()) {
      if (!['success', 'denial', 'prefetch', 'serve_stale', 'servfail', 'disable', 'keepttl'].includes(word))
        throw argumentError(directive!, word, directive!.lines[i]!);
      if (word === 'disable' && !['success', 'denial'].includes(args[0] ?? ''))
        throw argumentError(directive!, args[0] ?? word, directive!.lines[i]!);
    }
    return {};
  },
};

/** Known to CoreDNS, not to this simulation: whoever uses one is told so. */
const unknown = (name: string): DnsPlugin => ({
  name,
  setup([directive]) {
    throw setupError(directive!, `the plugin ${name} is not simulated here`);
  },
});

/** Plugins in the order in which they are asked (plugin.cfg). */
export const PLUGINS: readonly DnsPlugin[] = [
  ...['metadata', 'cancel', 'timeouts', 'multisocket'].map((name) => silent(name)),
  ...['geoip', 'tls', 'quic'].map(unknown),
  silent('reload'),
  ...['nsid', 'bufsize', 'bind', 'debug'].map((name) => silent(name)),
  unknown('trace'),
  silent('ready'),
  silent('health', ['lameduck']),
  silent('pprof'),
  silent('prometheus'),
  silent('errors', ['consolidate', 'stacktrace']),
  silent('log', ['class']),
  unknown('dnstap'),
  silent('local'),
  unknown('dns64'),
  acl as DnsPlugin,
  ...['any', 'chaos'].map((name) => silent(name)),
  loadbalance,
  unknown('tsig'),
  cache,
  rewrite as DnsPlugin,
  ...['header', 'dnssec', 'autopath'].map(unknown),
  silent('minimal'),
  template as DnsPlugin,
  silent('transfer'),
  hosts as DnsPlugin,
  ...['route53', 'azure', 'clouddns', 'k8s_external'].map(unknown),
  kubernetes as DnsPlugin,
  file as DnsPlugin,
  ...['auto', 'secondary', 'etcd'].map(unknown),
  silent('loop'),
  forward as DnsPlugin,
  unknown('grpc'),
  erratic as DnsPlugin,
  whoami,
  ...['on', 'sign', 'view', 'nomad'].map(unknown),
];

export const pluginNamed = (name: string): DnsPlugin | undefined => PLUGINS.find((plugin) => plugin.name === name);
