import { Errno } from '@/lib/hosts/process/sys';
import { Envoy, envoyConfig } from './envoy-config';
import { haproxyConfig, haproxyRefusal } from './haproxy-config';
import { caddySites, caddyRefusal } from './caddy-config';
import { goNotFound, html, json, plain, redirect, type Asked, type HttpResponse, type Place, type Server } from './server';

/** Passes a request on. Throws Errno as the connection does. */
function pass(
  asked: Asked,
  host: string,
  port: number,
  path = asked.request.path,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  const { request } = asked;
  return asked.sys.http(
    { scheme: 'http', host, port },
    {
      method: request.method,
      path,
      query: request.query,
      body: request.body,
      headers: { ...request.headers, 'x-forwarded-for': asked.peer, ...headers },
    },
  );
}

/** The next of a list, in turn: what has been asked is counted in a file that goes with the container. */
function inTurn<T>(asked: Asked, name: string, list: readonly T[]): readonly T[] {
  const file = `/dev/shm/.turn-${name.replace(/\W/g, '_')}`;
  const turn = Number(asked.read(file) ?? 0);
  try {
    asked.sys.writeFile(file, String(turn + 1));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  const start = list.length > 0 ? turn % list.length : 0;
  return [...list.slice(start), ...list.slice(0, start)];
}

const haproxyPage = (status: number, title: string, text: string) =>
  html(`<html><body><h1>${status} ${title}</h1>\n${text}\n</body></html>\n`, status, { 'cache-control': 'no-cache' });

function haproxy(asked: Asked): HttpResponse {
  const config = haproxyConfig(asked.read(configFile(asked)) ?? '');
  const front = config.fronts.find(({ ports }) => ports.includes(asked.port));
  if (front?.stats !== undefined && (asked.path === front.stats || (front.stats === '/' && front.backend === undefined)))
    return html('<html><head><title>Statistics Report for HAProxy</title></head></html>\n');
  const rule = front?.rules.find(
    ({ prefix, host }) =>
      (prefix === undefined || asked.path.startsWith(prefix)) &&
      (host === undefined || (asked.header('host') ?? '').replace(/:\d+$/, '') === host),
  );
  const back = config.backs.get(rule?.backend ?? front?.backend ?? '');
  if (!back) return haproxyPage(503, 'Service Unavailable', 'No server is available to handle this request.');
  for (const { host, port } of inTurn(asked, back.name, back.servers)) {
    try {
      return pass(asked, host, port);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  return haproxyPage(503, 'Service Unavailable', 'No server is available to handle this request.');
}

const configFile = (at: Place): string => at.argv[at.argv.indexOf('-f') + 1] ?? '/usr/local/etc/haproxy/haproxy.cfg';

function envoy(asked: Asked, config: Envoy): HttpResponse {
  if (asked.port === config.adminPort) return envoyAdmin(asked, config);
  const listener = config.listeners.find(({ port }) => port === asked.port);
  const route = listener?.routes.find(({ prefix, path }) =>
    path === undefined ? asked.path.startsWith(prefix ?? '/') : asked.path === path,
  );
  if (!route) return plain('', 404);
  if (route.direct) return plain(route.direct.body, route.direct.status);
  const cluster = config.clusters.get(route.cluster ?? '');
  if (!cluster) return plain('', 503);
  for (const { host, port } of inTurn(asked, cluster.name, cluster.endpoints).slice(0, 1)) {
    try {
      const path = route.rewrite === undefined ? asked.path : route.rewrite + asked.path.slice((route.prefix ?? '').length);
      return pass(asked, host, port, path, route.hostRewrite === undefined ? {} : { host: route.hostRewrite });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const why =
        error.code === 'ENAMENOTFOUND'
          ? 'no healthy upstream'
          : `upstream connect error or disconnect/reset before headers. reset reason: remote connection failure, transport failure reason: delayed connect error: ${error.message}`;
      return plain(why, 503, { server: 'envoy' });
    }
  }
  return plain('no healthy upstream', 503, { server: 'envoy' });
}

function envoyAdmin(asked: Asked, config: Envoy): HttpResponse {
  switch (asked.path) {
    case '/ready':
      return plain('LIVE\n');
    case '/clusters':
      return plain(
        [...config.clusters.values()]
          .flatMap(({ name, endpoints }) => endpoints.map(({ host, port }) => `${name}::${host}:${port}::health_flags::healthy\n`))
          .join(''),
      );
    case '/listeners':
      return plain(config.listeners.map(({ name, port }) => `${name}::0.0.0.0:${port}\n`).join(''));
    case '/server_info':
      return json({ state: 'LIVE', version: 'envoy' });
    default:
      return asked.path === '/'
        ? html('<html><head><title>Envoy Admin</title></head></html>\n')
        : plain('invalid path. admin commands are not all simulated here\n', 404);
  }
}

const envoyText = (at: Place): string | undefined => {
  const path = at.flag('c') ?? at.flag('config-path');
  return at.flag('config-yaml') ?? (path === undefined ? undefined : at.read(path));
};

function caddy(asked: Asked): HttpResponse {
  const site = caddySites(asked.read('/etc/caddy/Caddyfile') ?? '').find(({ port }) => port === asked.port);
  const none = { status: 200, headers: { server: 'Caddy' }, body: '' };
  if (!site) return none;
  const respond = site.responds.find(
    ({ path }) => path === undefined || path === asked.path || (path.endsWith('*') && asked.path.startsWith(path.slice(0, -1))),
  );
  if (respond) return plain(respond.body, respond.status, { server: 'Caddy' });
  const proxy = site.proxies.find(
    ({ path }) => path === undefined || (path.endsWith('*') ? asked.path.startsWith(path.slice(0, -1)) : asked.path === path),
  );
  if (proxy) {
    try {
      const [first] = inTurn(asked, 'caddy', proxy.to);
      return first ? pass(asked, first.host, first.port) : none;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return { status: 502, headers: { server: 'Caddy' }, body: '' };
    }
  }
  if (!site.files) return none;
  const path = asked.path.endsWith('/') ? `${asked.path}index.html` : asked.path;
  const text = asked.read(site.root + path);
  return text === undefined ? { status: 404, headers: { server: 'Caddy' }, body: '' } : html(text, 200, { server: 'Caddy' });
}

const caddyLine = (at: Place, level: string, message: string, more: object = {}) =>
  `${JSON.stringify({ level, ts: at.sys.now() / 1000, msg: message, ...more })}\n`;

/** Proxies that read their configuration as far as courses write it. */
export const PROXY_SERVERS: readonly Server[] = [
  {
    name: 'haproxy-server',
    ports: (at) => haproxyConfig(at.read(configFile(at)) ?? '').fronts.flatMap(({ ports }) => ports),
    logsTo: 'stderr',
    refuses: (at) => {
      const path = configFile(at);
      const text = at.read(path);
      if (text === undefined)
        return {
          text: `[ALERT]    (1) : config : Cannot open configuration file/directory ${path} : No such file or directory\n`,
          code: 1,
        };
      const why = haproxyRefusal(text, path);
      return why === undefined ? undefined : { text: why, code: 1 };
    },
    says: () => '[NOTICE]   (1) : New worker (8) forked\n[NOTICE]   (1) : Loading success.\n',
    refused: (at, port, error) =>
      `[ALERT]    (8) : Binding [${configFile(at)}] for frontend: protocol tcpv4: cannot bind socket (${error.message}) for [0.0.0.0:${port}]\n[ALERT]    (1) : config : Fatal errors found in configuration.\n`,
    answers: haproxy,
    stops: () => '[WARNING]  (1) : Exiting Master process...\n',
    endsWith: 'signal',
  },
  {
    name: 'envoy',
    ports: (at) => {
      const config = envoyConfig(envoyText(at) ?? '');
      return typeof config === 'string'
        ? []
        : [...config.listeners.map(({ port }) => port), ...(config.adminPort === undefined ? [] : [config.adminPort])];
    },
    logsTo: 'stderr',
    refuses: (at) => {
      const text = envoyText(at);
      const stamp = `[${at.iso.replace('T', ' ').slice(0, 23)}][1]`;
      if (text === undefined)
        return {
          text: `${stamp}[critical][main] [source/server/server.cc:416] error initializing config '  ${at.flag('c') ?? ''}': unable to read file: ${at.flag('c') ?? ''}\n`,
          code: 1,
        };
      const config = envoyConfig(text);
      return typeof config === 'string'
        ? {
            text: `${stamp}[critical][main] [source/server/server.cc:416] error initializing config '  ${at.flag('c') ?? ''}': ${config}\n`,
            code: 1,
          }
        : undefined;
    },
    says: (at) =>
      `[${at.iso.replace('T', ' ').slice(0, 23)}][1][info][main] [source/server/server.cc:430] initializing epoch 0 (base id=0, hot restart version=11.104)\n[${at.iso.replace('T', ' ').slice(0, 23)}][1][info][config] [source/server/configuration_impl.cc:138] loading 0 static secret(s)\n[${at.iso.replace('T', ' ').slice(0, 23)}][1][info][main] [source/server/server.cc:990] starting main dispatch loop\n`,
    answers: (asked) => {
      const config = envoyConfig(envoyText(asked) ?? '');
      return typeof config === 'string' ? plain('', 503) : envoy(asked, config);
    },
  },
  {
    name: 'caddy',
    ports: (at) => [...new Set([...caddySites(at.read('/etc/caddy/Caddyfile') ?? '').map(({ port }) => port), 2019])],
    logsTo: 'stderr',
    refuses: (at) => {
      const path = at.flag('config') ?? '/etc/caddy/Caddyfile';
      const text = at.read(path);
      if (text === undefined) return { text: `Error: reading config from file: open ${path}: no such file or directory\n`, code: 1 };
      const why = caddyRefusal(text, path);
      return why === undefined ? undefined : { text: `Error: adapting config using caddyfile: ${why}\n`, code: 1 };
    },
    says: (at) =>
      caddyLine(at, 'info', 'using config from file', { file: '/etc/caddy/Caddyfile' }) +
      caddyLine(at, 'info', 'adapted config to JSON', { adapter: 'caddyfile' }) +
      caddyLine(at, 'info', 'serving initial configuration'),
    answers: (asked) => (asked.port === 2019 ? (asked.path === '/config/' ? json({}) : goNotFound()) : caddy(asked)),
    stops: (at) => caddyLine(at, 'info', 'shutting down apps, then terminating', { signal: 'SIGTERM' }),
  },
  {
    name: 'traefik',
    ports: (at) => {
      const points = at.argv
        .map((word) => /^--entry[pP]oints\.[\w-]+\.address=[^:]*:(\d+)/.exec(word)?.[1])
        .filter((port) => port !== undefined);
      return [
        ...new Set([
          ...(points.length > 0 ? points.map(Number) : [80]),
          ...(at.argv.some((word) => word.startsWith('--api.insecure')) || at.argv.includes('--ping') ? [8080] : []),
        ]),
      ];
    },
    logsTo: 'stderr',
    says: (at) =>
      `${at.iso.slice(0, 19)}Z INF Traefik version 3.5.3 built on 2025-09-26T09:19:21Z version=3.5.3\n${at.iso.slice(0, 19)}Z INF Starting provider aggregator *aggregator.ProviderAggregator\n`,
    answers: (asked) => {
      if (asked.port === 8080)
        return asked.path === '/ping'
          ? plain('OK')
          : asked.path === '/'
            ? redirect('/dashboard/')
            : asked.path.startsWith('/api')
              ? json([])
              : html('<!DOCTYPE html><html><head><title>Traefik Proxy</title></head></html>\n');
      return goNotFound();
    },
  },
];
