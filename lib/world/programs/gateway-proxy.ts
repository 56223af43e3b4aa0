import {
  CONFIGURATION_FILE,
  type ProxyConfiguration,
  type ProxyLocation,
  type ProxyRule,
  type ProxyServer,
  type Upstream,
} from '@/lib/cluster/addons/gateway/fabric/configuration';
import { mostExact } from '@/lib/cluster/addons/gateway/fabric/hostnames';
import type { HeaderModifier, PathModifier, RouteFilter, ValueMatch } from '@/lib/cluster/addons/gateway/resources';
import type { Service } from '@/lib/hosts/net/network';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { byteLength } from '@/lib/hosts/text';
import type { HttpResponse } from '@/lib/sim/http';
import { accessTime, readIfThere } from './daemon';

type Request = Parameters<Service>[1];

const REASONS: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};
const MOST_PATTERN = 1024;

function page(status: number, headers: Readonly<Record<string, string>> = {}, note = ''): HttpResponse {
  const title = `${status} ${REASONS[status] ?? ''}`.trim();
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n${note}<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return {
    status,
    headers: { server: 'nginx', 'content-type': 'text/html', 'content-length': String(byteLength(body)), ...headers },
    body,
  };
}

/** nginx as a Gateway's listeners and routes have it. */
export const gatewayProxy: Service = ({ sys, port }, request) => {
  const response = answer(sys, port, request);
  const size = typeof response.body === 'string' ? byteLength(response.body) : 0;
  const agent = request.headers['user-agent'] ?? '-';
  const line = `${request.method} ${request.path}${queryText(request)} HTTP/1.1`;
  sys.write(1, `${request.peer?.ip ?? '-'} - - [${accessTime(sys.now())}] "${line}" ${response.status} ${size} "-" "${agent}"\n`);
  return request.method === 'HEAD' ? { ...response, body: '' } : response;
};

function answer(sys: Sys, port: number, request: Request): HttpResponse {
  const text = readIfThere(sys, CONFIGURATION_FILE);
  if (text === undefined) return page(404);
  const { servers, ports } = JSON.parse(text) as ProxyConfiguration;
  const tls = ports.find((one) => one.port === port)?.tls ?? false;
  if (request.scheme === 'https' && !tls) throw new Errno('ETLS', 'tls: first record does not look like a TLS handshake');
  if (request.scheme === 'http' && tls) return page(400, {}, '<center>The plain HTTP request was sent to HTTPS port</center>\r\n');
  const host = (request.headers.host ?? request.host).replace(/:\d+$/, '').toLowerCase();
  const server = mostExact(
    servers.filter((one) => one.port === port),
    ({ hostname }) => hostname,
    host,
  );
  if (!server) {
    if (tls) throw new Errno('ETLS', 'remote error: tls: unrecognized name');
    return page(404);
  }
  const location = locationOf(server, request.path);
  const rule = location?.rules.find((one) => fits(one, request));
  return location && rule ? act(sys, port, request, host, location, rule) : page(404);
}

function locationOf({ locations }: ProxyServer, path: string): ProxyLocation | undefined {
  return locations.find((one) => {
    if (one.type === 'Exact') return path === one.path;
    if (one.type === 'RegularExpression') return matches(one.path, path, '^');
    const prefix = one.path.replace(/\/+$/, '');
    return path === prefix || path.startsWith(`${prefix}/`);
  });
}

/** Expressions of learners: short ones only, and none that is not one. */
function matches(pattern: string, text: string, start = ''): boolean {
  if (pattern.length > MOST_PATTERN) return false;
  try {
    return new RegExp(`${start}(?:${pattern})`).test(text);
  } catch {
    return false;
  }
}

function fits({ method, headers, queryParams }: ProxyRule, request: Request): boolean {
  const value = ({ type, value: wanted }: ValueMatch, found: string | undefined) =>
    found !== undefined && (type === 'RegularExpression' ? matches(wanted, found) : found === wanted);
  if (method !== undefined && request.method !== method) return false;
  if (!headers.every((one) => value(one, request.headers[one.name.toLowerCase()]))) return false;
  return queryParams.every((one) => value(one, request.query[one.name]?.[0]));
}

function act(sys: Sys, port: number, request: Request, host: string, location: ProxyLocation, rule: ProxyRule): HttpResponse {
  const redirect = rule.filters.find(({ requestRedirect }) => requestRedirect)?.requestRedirect;
  if (redirect) {
    const scheme = redirect.scheme ?? request.scheme;
    const usual = scheme === 'https' ? 443 : 80;
    const to = redirect.port ?? (redirect.scheme ? usual : port);
    const path = modified(redirect.path, location.path, request.path);
    const place = `${scheme}://${redirect.hostname ?? host}${to === usual ? '' : `:${to}`}${path}${queryText(request)}`;
    return page(redirect.statusCode ?? 302, { location: place });
  }
  const upstream = pick(rule.upstreams, sys.random());
  if (!upstream?.valid) return page(500);
  const filters = [...rule.filters, ...upstream.filters];
  const rewrite = filters.find(({ urlRewrite }) => urlRewrite)?.urlRewrite;
  const peer = request.peer?.ip ?? '';
  const own = {
    ...request.headers,
    host: rewrite?.hostname ?? request.headers.host ?? request.host,
    'x-forwarded-for': [request.headers['x-forwarded-for'], peer].filter(Boolean).join(', '),
    'x-real-ip': peer,
    'x-forwarded-proto': request.scheme,
    'x-forwarded-host': host,
    'x-forwarded-port': String(port),
  };
  const { host: _, scheme: __, peer: ___, ...rest } = request;
  const path = modified(rewrite?.path, location.path, request.path);
  const sent = { ...rest, path, headers: withHeaders(own, filters, 'requestHeaderModifier') };
  mirror(sys, rule, sent);
  const response = proxied(sys, upstream, sent);
  return { ...response, headers: withHeaders(response.headers, filters, 'responseHeaderModifier') };
}

/** A part of the traffic by weight, also for references that lead nowhere. */
function pick(upstreams: readonly Upstream[], random: number): Upstream | undefined {
  let left = random * upstreams.reduce((sum, { weight }) => sum + weight, 0);
  return upstreams.find(({ weight }) => weight > 0 && (left -= weight) < 0);
}

function proxied(sys: Sys, { endpoints }: Upstream, request: Parameters<Sys['http']>[1]): HttpResponse {
  if (endpoints.length === 0) return page(503);
  const first = Math.floor(sys.random() * endpoints.length);
  let failure = 502;
  // The next server is asked when one does not answer (proxy_next_upstream error timeout).
  for (let i = 0; i < endpoints.length; i++) {
    const { ip, port } = endpoints[(first + i) % endpoints.length]!;
    try {
      return sys.http({ scheme: 'http', host: ip, port }, request);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      failure = error.code === 'ETIMEDOUT' ? 504 : 502;
    }
  }
  return page(failure);
}

/** Sends a copy, and does not look at what comes back. */
function mirror(sys: Sys, { filters, mirrors }: ProxyRule, request: Parameters<Sys['http']>[1]): void {
  const asked = filters.flatMap(({ requestMirror }) => requestMirror ?? []);
  for (const [i, { percent, fraction }] of asked.entries()) {
    const share = fraction ? fraction.numerator / (fraction.denominator ?? 100) : (percent ?? 100) / 100;
    const upstream = mirrors[i];
    if (upstream?.valid && sys.random() < share) proxied(sys, upstream, request);
  }
}

function modified(modifier: PathModifier | undefined, prefix: string, path: string): string {
  if (modifier?.type === 'ReplaceFullPath') return modifier.replaceFullPath || '/';
  if (modifier?.type !== 'ReplacePrefixMatch') return path;
  const rest = path.slice(prefix.replace(/\/+$/, '').length);
  const joined = `${(modifier.replacePrefixMatch ?? '').replace(/\/+$/, '')}${rest}`;
  return joined.startsWith('/') ? joined : `/${joined}`;
}

function withHeaders(
  headers: Readonly<Record<string, string>>,
  filters: readonly RouteFilter[],
  field: 'requestHeaderModifier' | 'responseHeaderModifier',
): Record<string, string> {
  const result = { ...headers };
  for (const filter of filters) {
    const { set = [], add = [], remove = [] }: HeaderModifier = filter[field] ?? {};
    for (const name of remove) delete result[name.toLowerCase()];
    for (const { name, value } of set) result[name.toLowerCase()] = value;
    for (const { name, value } of add) {
      const key = name.toLowerCase();
      result[key] = result[key] === undefined ? value : `${result[key]},${value}`;
    }
  }
  return result;
}

const queryText = ({ query }: Request): string => {
  const pairs = Object.entries(query).flatMap(([key, values]) =>
    values.map((value) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`),
  );
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
};
