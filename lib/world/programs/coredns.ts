import { CorefileError } from '@/lib/cluster/network/dns/corefile';
import { configured, loadCorefile, serving, uses, watchedUpstreams, type DnsConfiguration } from '@/lib/cluster/network/dns/server';
import type { Service } from '@/lib/hosts/net/network';
import type { Machine, Step } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { flag, readIfThere } from './daemon';
import { dialError } from './go-errors';

const VERSION = '1.14.2';
const BANNER = `CoreDNS-${VERSION}\nlinux/amd64, go1.25.5, 1db4568\n`;
const RELOAD_MS = 30_000;
const JITTER_MS = 15_000;
const SYNC_RETRY_MS = 1_000;
/** How long the start is put off for the API server's sake. */
const SYNC_PATIENCE_MS = 5_000;
const DEFAULT_LAMEDUCK_MS = 0;
/** JSON has no Infinity. */
const NEVER = Number.MAX_SAFE_INTEGER;

interface State {
  readonly argv: readonly string[];
  phase: 'start' | 'sync' | 'run' | 'lameduck';
  configuration?: DnsConfiguration;
  /** The Corefile that was tried last, used or not. */
  tried: string;
  started: boolean;
  synced: boolean;
  waitingSince: number;
  /** Name of the question by which it finds out that it asks itself. */
  loop: string;
  until: number;
  reloadAt: number;
}

/** What its ports know. Plain data. */
export interface CoreDnsPort {
  readonly configuration: DnsConfiguration;
  /** The API server has told of its objects. */
  readonly synced: boolean;
  /** Name by which its own questions are known. */
  readonly loop: string;
}

/** coredns: serves what its Corefile says, reads it anew when it changes. Models github.com/coredns/coredns/coremain. */
export const coredns: Machine<State> = {
  start(sys, argv) {
    for (const signal of ['TERM', 'INT', 'USR1', 'HUP'] as const) sys.handleSignal(signal, signal === 'HUP' ? 'ignore' : 'handle');
    return { argv, phase: 'start', tried: '', started: false, synced: false, waitingSince: sys.now(), until: 0, reloadAt: NEVER, loop: '' };
  },

  step(sys, state): Step {
    const signals = sys.takeSignals();
    if (signals.includes('TERM') || signals.includes('INT')) return stop(sys, state, signals.includes('TERM'));
    if (signals.includes('USR1')) reload(sys, state, true);
    switch (state.phase) {
      case 'start':
        return begin(sys, state);
      case 'sync':
        return sys.now() < state.until ? rest(sys, state) : sync(sys, state);
      case 'run':
        if (sys.now() >= state.reloadAt) {
          reload(sys, state, false);
          state.reloadAt = nextReload(sys);
        }
        if (!state.synced && usesCluster(state) && sys.now() >= state.until) trySync(sys, state);
        return rest(sys, state);
      case 'lameduck':
        return sys.now() < state.until ? { wait: { channels: [], until: state.until } } : { exit: 0 };
    }
  },
};

const print = (sys: Sys, text: string): void => void sys.write(1, text);
const nextReload = (sys: Sys): number => sys.now() + RELOAD_MS + Math.floor(sys.random() * JITTER_MS);
const usesCluster = ({ configuration }: State): boolean => configuration !== undefined && uses(configuration, 'kubernetes');

function rest(sys: Sys, state: State): Step {
  const waiting = state.phase === 'sync' || (state.phase === 'run' && !state.synced && usesCluster(state)) ? state.until : NEVER;
  const reloading = state.phase === 'run' && state.configuration && uses(state.configuration, 'reload') ? state.reloadAt : NEVER;
  const until = Math.min(waiting, reloading);
  return { wait: { channels: [sys.signalChannel()], ...(until === NEVER ? {} : { until }) } };
}

const pathOf = ({ argv }: State): string => flag(argv, 'conf') ?? 'Corefile';

function load(sys: Sys, state: State, text: string): DnsConfiguration {
  return loadCorefile(text, { path: pathOf(state), read: (path) => readIfThere(sys, path), env: sys.env() });
}

function begin(sys: Sys, state: State): Step {
  const path = pathOf(state);
  const text = readIfThere(sys, path);
  if (text === undefined && flag(state.argv, 'conf') !== undefined) {
    print(sys, `open ${path}: no such file or directory\n`);
    return { exit: 1 };
  }
  state.tried = text ?? '.:53 {\n  whoami\n  log\n}\n';
  try {
    state.configuration = load(sys, state, state.tried);
  } catch (error) {
    if (!(error instanceof CorefileError)) throw error;
    print(sys, `${error.message}\n`);
    return { exit: 1 };
  }
  state.phase = 'sync';
  return 'again';
}

/** Waits for the API server for a while, then starts without it. Models plugin/kubernetes InitKubeCache. */
function sync(sys: Sys, state: State): Step {
  if (usesCluster(state) && !trySync(sys, state) && sys.now() - state.waitingSince < SYNC_PATIENCE_MS) {
    if (state.until > sys.now()) print(sys, '[INFO] plugin/kubernetes: waiting for Kubernetes API before starting server\n');
    return rest(sys, state);
  }
  if (usesCluster(state) && !state.synced) print(sys, '[WARNING] plugin/kubernetes: starting server with unsynced Kubernetes API\n');
  const failure = listen(sys, state, state.configuration!);
  if (failure) {
    print(sys, `${failure}\n`);
    return { exit: 1 };
  }
  print(sys, serving(state.configuration!));
  if (uses(state.configuration!, 'reload'))
    print(sys, `[INFO] plugin/reload: Running configuration SHA512 = ${state.configuration!.sha512}\n`);
  print(sys, BANNER);
  state.phase = 'run';
  state.reloadAt = nextReload(sys);
  const loop = findLoop(sys, state, state.configuration!);
  if (!loop) return rest(sys, state);
  print(sys, `${loop}\n`);
  return { exit: 1 };
}

function trySync(sys: Sys, state: State): boolean {
  if (state.synced) return true;
  const failure = listFailure(sys);
  if (failure === undefined) {
    state.synced = true;
    if (state.phase === 'run') listen(sys, state, state.configuration!);
    return true;
  }
  if (state.phase === 'run' || !failure.endsWith('i/o timeout'))
    print(
      sys,
      `[ERROR] plugin/kubernetes: Unhandled Error\n[INFO] plugin/kubernetes: pkg/mod/k8s.io/client-go@v0.34.2/tools/cache/reflector.go:290: ${failure}\n`,
    );
  state.until = sys.now() + (state.phase === 'run' ? 30_000 : SYNC_RETRY_MS);
  return false;
}

/** Why the API server does not tell what the kubernetes plugin needs; undefined when it does. */
function listFailure(sys: Sys): string | undefined {
  const env = sys.env();
  const host = env.KUBERNETES_SERVICE_HOST ?? '10.96.0.1';
  const port = Number(env.KUBERNETES_SERVICE_PORT ?? 443);
  const account = '/var/run/secrets/kubernetes.io/serviceaccount';
  const token = readIfThere(sys, `${account}/token`);
  for (const [path, type] of [
    ['/api/v1/services', '*v1.Service'],
    ['/apis/discovery.k8s.io/v1/endpointslices', '*v1.EndpointSlice'],
    ['/api/v1/namespaces', '*v1.Namespace'],
  ] as const) {
    const headers = {
      host,
      accept: 'application/json',
      'user-agent': `coredns/${VERSION}`,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    };
    try {
      const target = { scheme: 'https', host, port, ca: readIfThere(sys, `${account}/ca.crt`) ?? '' } as const;
      const { status, body } = sys.http(target, { method: 'GET', path, query: { limit: ['1'] }, headers });
      if (status >= 300) return `failed to list ${type}: ${(body as { message?: string } | undefined)?.message ?? `status ${status}`}`;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return `failed to list ${type}: Get "https://${host}:${port}${path}?limit=500&resourceVersion=0": ${dialError(error, host, port)}`;
    }
  }
  return undefined;
}

function listen(sys: Sys, state: State, configuration: DnsConfiguration): string | undefined {
  state.loop ||= `${Math.floor(sys.random() * 2 ** 53)}.${Math.floor(sys.random() * 2 ** 53)}`;
  const data: CoreDnsPort = { configuration, synced: state.synced, loop: state.loop };
  const ports = new Map<string, () => void>();
  for (const { port, bind } of configuration.servers) {
    for (const address of bind.length > 0 ? bind : [undefined]) {
      for (const protocol of ['udp', 'tcp'] as const)
        ports.set(`${protocol} ${address ?? ''}:${port}`, () =>
          sys.listen(port, 'coredns', { protocol, data, ...(address ? { address } : {}) }),
        );
    }
  }
  const web: readonly (readonly [plugin: string, fallback: number])[] = [
    ['health', 8080],
    ['ready', 8181],
    ['prometheus', 9153],
  ];
  for (const [plugin, fallback] of web) {
    for (const server of configuration.servers) {
      const config = configured(server, plugin) as readonly { args: readonly string[] }[] | undefined;
      if (!config) continue;
      const port = Number(/:(\d+)$/.exec(config[0]?.args[0] ?? '')?.[1] ?? fallback);
      ports.set(`tcp :${port}`, () => sys.listen(port, 'coredns', { data }));
    }
  }
  for (const port of new Set([53, ...WEB_PORTS, ...configuration.servers.map((server) => server.port)])) sys.unlisten(port);
  if (state.configuration) for (const { port } of state.configuration.servers) sys.unlisten(port);
  for (const [what, open] of ports) {
    try {
      open();
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return `Listen: listen ${what}: bind: ${error.message.toLowerCase()}`;
    }
  }
  return undefined;
}

const WEB_PORTS = [8080, 8181, 9153];

/** A configuration that cannot be used is told of, and the one in force goes on. */
function reload(sys: Sys, state: State, forced: boolean): void {
  const text = readIfThere(sys, pathOf(state));
  if (text === undefined || (!forced && text === state.tried)) return;
  state.tried = text;
  print(sys, '[INFO] Reloading\n');
  const failed = (message: string) =>
    print(sys, `[ERROR] Restart failed: ${message}\n[ERROR] plugin/reload: Corefile changed but reload failed: ${message}\n`);
  let configuration: DnsConfiguration;
  try {
    configuration = load(sys, state, text);
  } catch (error) {
    if (!(error instanceof CorefileError)) throw error;
    return failed(error.message);
  }
  const before = state.configuration!;
  if (uses(configuration, 'kubernetes')) trySync(sys, state);
  const failure = listen(sys, state, configuration);
  if (failure) {
    listen(sys, state, before);
    return failed(failure);
  }
  if (uses(before, 'health')) print(sys, `[INFO] plugin/health: Going into lameduck mode for ${lameduck(before) / 1000}s\n`);
  state.configuration = configuration;
  if (uses(configuration, 'reload')) print(sys, `[INFO] plugin/reload: Running configuration SHA512 = ${configuration.sha512}\n`);
  print(sys, '[INFO] Reloading complete\n');
  const loop = findLoop(sys, state, configuration);
  if (loop) {
    print(sys, `${loop}\n`);
    sys.kill(sys.pid, 'KILL');
  }
}

/** Asks the servers that it forwards to for a name of its own: what comes back came round. Models plugin/loop. */
function findLoop(sys: Sys, { loop: name }: State, configuration: DnsConfiguration): string | undefined {
  for (const { host, port, zone } of watchedUpstreams(configuration, (path) => readIfThere(sys, path))) {
    const asked = zone ? `${name}.${zone}` : name;
    const { answers } = sys.resolve(asked, 'HINFO', host, { port });
    if (!answers.some(({ type }) => type === 'HINFO')) continue;
    const from = host.startsWith('127.') ? '127.0.0.1' : (sys.addresses()[0] ?? '127.0.0.1');
    const client = 32_768 + Math.floor(sys.random() * 28_000);
    return `[FATAL] plugin/loop: Loop (${from}:${client} -> :53) detected for zone "${zone}.", see https://coredns.io/plugins/loop#troubleshooting. Query: "HINFO ${asked}."`;
  }
  return undefined;
}

function lameduck(configuration: DnsConfiguration): number {
  for (const server of configuration.servers) {
    const health = configured(server, 'health') as readonly { block: readonly (readonly string[])[] }[] | undefined;
    const given = health?.[0]?.block.find(([word]) => word === 'lameduck')?.[1];
    const found = /^(\d+)(ms|s|m)$/.exec(given ?? '');
    if (found) return Number(found[1]) * { ms: 1, s: 1000, m: 60_000 }[found[2] as 's'];
  }
  return DEFAULT_LAMEDUCK_MS;
}

function stop(sys: Sys, state: State, gently: boolean): Step {
  const { configuration } = state;
  if (state.phase !== 'run' || !gently || !configuration) return { exit: 0 };
  print(sys, '[INFO] SIGTERM: Shutting down servers then terminating\n');
  if (!uses(configuration, 'health')) return { exit: 0 };
  const ms = lameduck(configuration);
  print(sys, `[INFO] plugin/health: Going into lameduck mode for ${ms / 1000}s\n`);
  state.phase = 'lameduck';
  state.until = sys.now() + ms;
  return { wait: { channels: [], until: state.until } };
}

/** Its ports for probes and metrics. */
export const corednsWeb: Service = ({ data, port }, request) => {
  const { configuration, synced } = data as CoreDnsPort;
  const text = (status: number, body: string) => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body });
  if (request.path === '/health' && uses(configuration, 'health') && port !== 8181) return text(200, 'OK');
  if (request.path === '/ready' && uses(configuration, 'ready')) {
    return synced || !uses(configuration, 'kubernetes') ? text(200, 'OK') : text(503, 'kubernetes');
  }
  if (request.path === '/metrics' && uses(configuration, 'prometheus')) {
    return text(
      200,
      `# HELP coredns_build_info A metric with a constant '1' value labeled by version, revision, and goversion from which CoreDNS was built.\n# TYPE coredns_build_info gauge\ncoredns_build_info{goversion="go1.25.5",revision="1db4568",version="${VERSION}"} 1\n`,
    );
  }
  return text(404, '404 page not found\n');
};
