import type { RouteFilter, ValueMatch } from '../resources';

/** Where an nginx of a Gateway keeps what the control plane has sent it. */
export const CONFIGURATION_FILE = '/var/lib/nginx-agent/configuration.json';
/** The same for people to read. */
export const HTTP_CONF = '/etc/nginx/conf.d/http.conf';
/** Directory of a port with TLS: a file NAME.pem for each server name, `default.pem` for all others. */
export const certificatesOf = (port: number): string => `/etc/nginx/secrets/${port}`;
export const DEFAULT_CERTIFICATE = 'default.pem';

export interface Upstream {
  /** `namespace_service_port` */
  readonly name: string;
  readonly weight: number;
  /** False: the reference leads nowhere, what is sent there is answered with 500. */
  readonly valid: boolean;
  readonly endpoints: readonly { readonly ip: string; readonly port: number }[];
  readonly filters: readonly RouteFilter[];
}

/** What a request has to be beyond its path, and what is done with it then. */
export interface ProxyRule {
  readonly method?: string;
  readonly headers: readonly ValueMatch[];
  readonly queryParams: readonly ValueMatch[];
  readonly filters: readonly RouteFilter[];
  readonly upstreams: readonly Upstream[];
  /** By the position of their filters. */
  readonly mirrors: readonly Upstream[];
}

export interface ProxyLocation {
  readonly type: 'Exact' | 'PathPrefix' | 'RegularExpression';
  readonly path: string;
  /** The first that fits is taken. */
  readonly rules: readonly ProxyRule[];
}

export interface ProxyServer {
  readonly port: number;
  /** '' is the server for all names. */
  readonly hostname: string;
  readonly tls: boolean;
  readonly locations: readonly ProxyLocation[];
}

/** All that one nginx does. Plain data. */
export interface ProxyConfiguration {
  readonly ports: readonly { readonly port: number; readonly tls: boolean }[];
  readonly servers: readonly ProxyServer[];
}

const MODIFIERS = { Exact: '= ', PathPrefix: '', RegularExpression: '~ ' } as const;

/** nginx's words for a configuration, for whoever looks into the container. */
export function httpConf({ servers, ports }: ProxyConfiguration): string {
  const upstreams = new Map<string, Upstream>();
  for (const { locations } of servers)
    for (const { rules } of locations)
      for (const { upstreams: some } of rules) for (const one of some) if (one.valid) upstreams.set(one.name, one);
  const blocks = [
    ...[...upstreams.values()].map(({ name, endpoints }) =>
      block(
        `upstream ${name}`,
        endpoints.length > 0
          ? ['random two least_conn;', `zone ${name} 512k;`, ...endpoints.map(({ ip, port }) => `server ${ip}:${port};`)]
          : ['server unix:/var/run/nginx/nginx-503-server.sock;'],
      ),
    ),
    ...ports.map(({ port, tls }) =>
      block(
        'server',
        tls ? [`listen ${port} ssl default_server;`, 'ssl_reject_handshake on;'] : [`listen ${port} default_server;`, 'return 404;'],
      ),
    ),
    ...servers.map(({ port, tls, hostname, locations }) =>
      block('server', [
        `listen ${port}${tls ? ' ssl' : ''};`,
        `server_name ${hostname === '' ? '~^' : hostname};`,
        ...locations.flatMap(({ type, path, rules }) =>
          block(`location ${MODIFIERS[type]}${path}`, actionsOf(rules)).split('\n').filter(Boolean),
        ),
      ]),
    ),
  ];
  return blocks.join('\n');
}

function actionsOf(rules: readonly ProxyRule[]): string[] {
  const [first] = rules;
  if (rules.length > 1 || first?.method || first?.headers.length || first?.queryParams.length) return ['js_content httpmatches.redirect;'];
  const redirect = first?.filters.find(({ type }) => type === 'RequestRedirect')?.requestRedirect;
  if (redirect) return [`return ${redirect.statusCode ?? 302};`];
  const valid = first?.upstreams.filter((one) => one.valid && one.weight > 0) ?? [];
  if (valid.length === 0) return ['return 500;'];
  return [`proxy_pass http://${valid.length === 1 ? valid[0]!.name : '$group_' + valid[0]!.name}$request_uri;`];
}

const block = (head: string, lines: readonly string[]): string => `${head} {\n${lines.map((line) => `    ${line}\n`).join('')}}\n`;
