import { createHash } from 'node:crypto';
import { CorefileError, parseCorefile, type CorefileSource, type Directive } from './corefile';
import { inZone, PluginError, zoneName, type Chain, type DnsEnvironment, type Question, type Reply } from './plugin';
import { pluginNamed, PLUGINS } from './plugins';
import { upstreams } from './plugins/forward';

/** Zones served with the same plugins. Plain data. */
export interface DnsServer {
  readonly zones: readonly string[];
  readonly port: number;
  /** Addresses that it listens on; none: all. */
  readonly bind: readonly string[];
  /** Configurations by plugin, in the order in which plugins are asked. */
  readonly plugins: readonly { readonly name: string; readonly config: unknown }[];
}

/** A Corefile as it is served. Plain data. */
export interface DnsConfiguration {
  readonly servers: readonly DnsServer[];
  readonly sha512: string;
}

const DEFAULT_PORT = 53;
const NOT_DNS = /^(tls|grpc|https|https3|quic):\/\//;

/** Reads a Corefile. Throws CorefileError in CoreDNS's words. */
export function loadCorefile(text: string, source: CorefileSource): DnsConfiguration {
  const blocks = parseCorefile(text, source, (name) => pluginNamed(name) !== undefined);
  const taken = new Set<string>();
  const servers = blocks.map(({ keys, directives }) => {
    const addresses = keys.map(addressOf);
    for (const { zone, port } of addresses) {
      const id = `dns://${zone}.:${port}`;
      if (taken.has(id)) throw new CorefileError(`cannot serve ${id.replace('://.', '://.')} - it is already defined`);
      taken.add(id);
    }
    const zones = addresses.map(({ zone }) => zone);
    return {
      zones,
      port: addresses[0]?.port ?? DEFAULT_PORT,
      bind: directives.filter(({ name }) => name === 'bind').flatMap(({ args }) => args),
      plugins: PLUGINS.flatMap((plugin) => {
        const own = directives.filter(({ name }) => name === plugin.name);
        return own.length === 0 ? [] : [{ name: plugin.name, config: plugin.setup(onceOnly(own), zones) }];
      }),
    };
  });
  return { servers, sha512: createHash('sha512').update(text).digest('hex') };
}

const MANY = new Set([
  'forward',
  'rewrite',
  'template',
  'file',
  'log',
  'bind',
  'hosts',
  'transfer',
  'prometheus',
  'errors',
  'loop',
  'cache',
  'reload',
  'ready',
  'health',
  'loadbalance',
  'acl',
  'kubernetes',
]);

function onceOnly(directives: readonly Directive[]): readonly Directive[] {
  const [first, second] = directives;
  if (second && !MANY.has(first!.name)) {
    throw new CorefileError(
      `plugin/${first!.name}: ${second.file}:${second.line} - Error during parsing: this plugin can only be used once per Server Block`,
    );
  }
  if (second && ['hosts', 'kubernetes'].includes(first!.name)) {
    throw new CorefileError(`plugin/${first!.name}: this plugin can only be used once per Server Block`);
  }
  return directives;
}

/** `example.org:1053` → zone and port. */
function addressOf(key: string): { zone: string; port: number } {
  if (NOT_DNS.test(key)) throw new CorefileError(`serving ${key.split(':')[0]} is not simulated here`);
  const found = /^(?:dns:\/\/)?(.*?)(?::(\d+))?$/.exec(key)!;
  return { zone: zoneName(found[1] === '' ? '.' : found[1]!), port: Number(found[2] ?? DEFAULT_PORT) };
}

/** What CoreDNS prints first: a line for each zone. */
export const serving = ({ servers }: DnsConfiguration): string =>
  servers
    .flatMap(({ zones, port, bind }) => zones.map((zone) => `${zone}.:${port}${bind.length > 0 ? ` on ${bind.join(' ')}` : ''}\n`))
    .join('');

export const configured = (server: DnsServer, plugin: string): unknown => server.plugins.find(({ name }) => name === plugin)?.config;

/** Whether any server block has a plugin. */
export const uses = ({ servers }: DnsConfiguration, plugin: string): boolean =>
  servers.some((server) => configured(server, plugin) !== undefined);

/** Servers that questions for the root zone go to, where the plugin `loop` watches over them. */
export function watchedUpstreams({ servers }: DnsConfiguration, read: (path: string) => string | undefined) {
  return servers.flatMap((server) => {
    if (configured(server, 'loop') === undefined) return [];
    const forwards = (configured(server, 'forward') ?? []) as readonly { readonly from: string; readonly to: readonly string[] }[];
    const zone = server.zones[0] ?? '';
    return forwards
      .filter(({ from }) => inZone(zone, from))
      .flatMap((one) => upstreams(one, read).map((upstream) => ({ ...upstream, zone })));
  });
}

/** Answers a question that came to a port. Throws Dropped when no answer is to be given. */
export function answerQuestion(configuration: DnsConfiguration, port: number, question: Question, env: DnsEnvironment): Reply {
  const server = serverFor(configuration, port, question.name);
  if (!server) return { status: 'REFUSED', answers: [], authoritative: false };
  const ask = (asked: Question): Reply => run(server, 0, asked, env, ask);
  let reply: Reply;
  try {
    reply = ask(question);
  } catch (error) {
    if (!(error instanceof PluginError)) throw error;
    if (configured(server, 'errors') !== undefined)
      env.log(`[ERROR] plugin/errors: 2 ${question.name}. ${question.type}: ${error.message}\n`);
    reply = { status: 'SERVFAIL', answers: [], authoritative: false };
  }
  if (isLogged(configured(server, 'log'), reply, question)) env.log(logLine(question, reply, env));
  return reply;
}

function serverFor({ servers }: DnsConfiguration, port: number, name: string): DnsServer | undefined {
  const longest = ({ zones }: DnsServer) => Math.max(-1, ...zones.filter((zone) => inZone(name, zone)).map(({ length }) => length));
  return servers.filter((server) => server.port === port && longest(server) >= 0).sort((a, b) => longest(b) - longest(a))[0];
}

function run(server: DnsServer, from: number, question: Question, env: DnsEnvironment, again: (question: Question) => Reply): Reply {
  let last = 'server';
  for (let i = from; i < server.plugins.length; i++) {
    const { name, config } = server.plugins[i]!;
    const plugin = pluginNamed(name)!;
    if (!plugin.answer) continue;
    last = name;
    const chain: Chain = {
      env,
      zones: server.zones,
      again,
      next: (asked) => {
        if (!server.plugins.slice(i + 1).some((one) => pluginNamed(one.name)?.answer))
          throw new PluginError(`plugin/${name}: no next plugin found`);
        return run(server, i + 1, asked, env, again);
      },
    };
    return plugin.answer(config, question, chain);
  }
  if (last === 'server') return { status: 'REFUSED', answers: [], authoritative: false };
  throw new PluginError(`plugin/${last}: no next plugin found`);
}

interface LogRule {
  readonly args: readonly string[];
  readonly block: readonly (readonly string[])[];
}

function isLogged(config: unknown, { status, answers }: Reply, { name }: Question): boolean {
  if (config === undefined) return false;
  return (config as readonly LogRule[]).some(({ args, block }) => {
    const zones = args.filter((word) => !word.startsWith('{')).map(zoneName);
    if (zones.length > 0 && !zones.some((zone) => inZone(name, zone))) return false;
    const classes = block.filter(([word]) => word === 'class').flatMap(([, ...rest]) => rest);
    const denial = status === 'NXDOMAIN' || (status === 'NOERROR' && answers.length === 0);
    const own = status === 'NOERROR' && answers.length > 0 ? 'success' : denial ? 'denial' : 'error';
    return classes.length === 0 || classes.includes('all') || classes.includes(own);
  });
}

/** The common log format. Models coredns/plugin/log. */
function logLine({ name, type, protocol, peer }: Question, reply: Reply, env: DnsEnvironment): string {
  const asked = `${name}.`;
  const size = 17 + asked.length;
  const answered = [...reply.answers, ...(reply.authority ?? [])].reduce(
    (sum, record) => sum + record.name.length + record.data.length + 12,
    size,
  );
  const flags = ['qr', ...(reply.authoritative === false ? [] : ['aa']), 'rd', ...(reply.authoritative === false ? ['ra'] : [])].join(',');
  const id = Math.floor(env.random() * 65_536);
  const port = 32_768 + Math.floor(env.random() * 28_000);
  const limit = protocol === 'udp' ? 512 : 65_535;
  return `[INFO] ${peer}:${port} - ${id} "${type} IN ${asked} ${protocol} ${size} false ${limit}" ${reply.status} ${flags} ${answered} 0.000${100 + Math.floor(env.random() * 200)}s\n`;
}
