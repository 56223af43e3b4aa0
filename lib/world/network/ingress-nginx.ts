import { createHash } from 'node:crypto';
import type { Secret } from '@/lib/api/models';
import {
  annotationOf,
  canaryOf,
  hasTls,
  INGRESSES,
  INGRESS_CLASSES,
  isOwn,
  rewritten,
  routeOf,
  type Ingress,
  type IngressRoute,
} from '@/lib/cluster/addons/ingress-nginx/routes';
import type { Cluster } from '@/lib/cluster/cluster';
import { endpointsOf } from '@/lib/cluster/network/kube-proxy/endpoints';
import { inRange } from '@/lib/cluster/network/service-routing';
import type { Service, ServiceContext } from '@/lib/hosts/net/network';
import { Errno } from '@/lib/hosts/process/sys';
import { byteLength } from '@/lib/hosts/text';
import type { HttpResponse } from '@/lib/sim/http';
import { accessTime } from '../programs/daemon';
import { isPassword } from './htpasswd';

type Request = Parameters<Service>[1];

interface Upstream {
  readonly name: string;
  readonly address?: string;
  readonly status?: number;
}

const REASONS: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  308: 'Permanent Redirect',
  401: 'Authorization Required',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};
const DEFAULT_BODY_BYTES = 1024 * 1024;

function page(status: number, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  const title = `${status} ${REASONS[status] ?? ''}`.trim();
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
  return {
    status,
    headers: { 'content-type': 'text/html', 'content-length': String(byteLength(body)), connection: 'keep-alive', ...headers },
    body,
  };
}

/** nginx as the ingress controller configures it, on ports 80 and 443. */
export function ingressService(cluster: () => Cluster | undefined): Service {
  return (context, request) => {
    const { response, upstream } = answer(cluster(), context, request);
    logAccess(context, request, response, upstream);
    return request.method === 'HEAD' ? { ...response, body: '' } : response;
  };
}

function answer(cluster: Cluster | undefined, context: ServiceContext, request: Request): { response: HttpResponse; upstream: Upstream } {
  const fallback: Upstream = { name: 'upstream-default-backend' };
  if (!cluster) return { response: page(503), upstream: fallback };
  const classes = cluster.informers.informer(INGRESS_CLASSES).list();
  const ingresses = cluster.informers
    .informer<Ingress>(INGRESSES)
    .list()
    .filter((ingress) => isOwn(ingress, classes, (context.data as { withoutClass?: boolean }).withoutClass))
    .sort((a, b) => ((a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1));
  const host = (request.headers.host ?? request.host).replace(/:\d+$/, '').toLowerCase();
  if (request.path === '/healthz' && !routeOf(ingresses, host, '/healthz'))
    return { response: { status: 200, headers: {}, body: '' }, upstream: fallback };
  const main = routeOf(ingresses, host, request.path);
  if (!main) return { response: page(404), upstream: fallback };
  const refusal = refused(cluster, main.ingress, host, request);
  if (refusal) return { response: refusal, upstream: { name: nameOf(main) } };
  const canary = canaryOf(ingresses, host, request.path);
  const route = canary && goesToCanary(canary.ingress, request, context.sys.random()) ? { ...canary, groups: main.groups } : main;
  return forward(cluster, context, route, main, host, request);
}

/** What nginx answers by itself. */
function refused(cluster: Cluster, ingress: Ingress, host: string, request: Request): HttpResponse | undefined {
  const get = (name: string) => annotationOf(ingress, name);
  const secure = request.scheme === 'https';
  const redirect = get('ssl-redirect') !== 'false' && hasTls(ingress, host);
  const target = `${request.path}${queryText(request)}`;
  if (!secure && (redirect || get('force-ssl-redirect') === 'true')) return page(308, { location: `https://${host}${target}` });
  const permanent = get('permanent-redirect');
  if (permanent) return page(Number(get('permanent-redirect-code') ?? 301), { location: permanent });
  const temporal = get('temporal-redirect');
  if (temporal) return page(302, { location: temporal });
  const root = get('app-root');
  if (root && request.path === '/') return page(302, { location: `${request.scheme}://${host}${root}` });
  const allowed = get('whitelist-source-range') ?? get('allowlist-source-range');
  const peer = request.peer?.ip ?? '';
  if (allowed && !inRange(peer, allowed)) return page(403);
  const denied = get('denylist-source-range');
  if (denied && inRange(peer, denied)) return page(403);
  if (get('auth-type') === 'basic' && !isKnown(cluster, ingress, request))
    return page(401, { 'www-authenticate': `Basic realm="${get('auth-realm') ?? ''}"` });
  const limit = bytesOf(get('proxy-body-size'));
  if (limit > 0 && typeof request.body === 'string' && byteLength(request.body) > limit) return page(413);
  return undefined;
}

function bytesOf(text: string | undefined): number {
  const found = /^(\d+)([kmg]?)b?$/i.exec(text ?? '');
  if (!found) return DEFAULT_BODY_BYTES;
  return Number(found[1]) * { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[found[2]!.toLowerCase() as 'k'];
}

/** Basic auth by an htpasswd file in a Secret. */
function isKnown(cluster: Cluster, ingress: Ingress, request: Request): boolean {
  const given = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (!given) return false;
  const [user = '', ...rest] = Buffer.from(given, 'base64').toString().split(':');
  const password = rest.join(':');
  const name = annotationOf(ingress, 'auth-secret') ?? '';
  const [namespace, secretName] = name.includes('/') ? name.split('/') : [ingress.metadata.namespace!, name];
  const secret = cluster.informers.informer<Secret>({ group: '', resource: 'secrets' }).get(namespace!, secretName!);
  const lines = Buffer.from(secret?.data?.auth ?? '', 'base64')
    .toString()
    .split('\n');
  const stored = lines
    .find((line) => line.startsWith(`${user}:`))
    ?.slice(user.length + 1)
    .trim();
  if (stored === undefined || stored === '') return false;
  return isPassword(password, stored);
}

function goesToCanary(ingress: Ingress, request: Request, random: number): boolean {
  const header = annotationOf(ingress, 'canary-by-header');
  if (header) {
    const value = request.headers[header.toLowerCase()];
    const wanted = annotationOf(ingress, 'canary-by-header-value');
    if (wanted !== undefined ? value === wanted : value === 'always') return true;
    if (wanted === undefined && value === 'never') return false;
  }
  const cookie = annotationOf(ingress, 'canary-by-cookie');
  const cookies = request.headers.cookie ?? '';
  if (cookie && cookies.includes(`${cookie}=always`)) return true;
  if (cookie && cookies.includes(`${cookie}=never`)) return false;
  return random * Number(annotationOf(ingress, 'canary-weight-total') ?? 100) < Number(annotationOf(ingress, 'canary-weight') ?? 0);
}

const nameOf = ({ ingress, backend }: IngressRoute): string =>
  backend.service
    ? `${ingress.metadata.namespace}-${backend.service.name}-${backend.service.port?.number ?? backend.service.port?.name ?? ''}`
    : '';

const queryText = ({ query }: Request): string => {
  const pairs = Object.entries(query).flatMap(([key, values]) =>
    values.map((value) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`),
  );
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
};

function forward(
  cluster: Cluster,
  { sys }: ServiceContext,
  route: IngressRoute,
  main: IngressRoute,
  host: string,
  request: Request,
): { response: HttpResponse; upstream: Upstream } {
  const name = nameOf(route);
  const backends = backendsOf(cluster, route);
  if (backends.length === 0) return { response: page(503), upstream: { name } };
  const picked = backends[Math.floor(sys.random() * backends.length)]!;
  const address = `${picked.ip}:${picked.port}`;
  const scheme = (annotationOf(main.ingress, 'backend-protocol') ?? 'HTTP').toUpperCase().startsWith('HTTPS') ? 'https' : 'http';
  const peer = request.peer?.ip ?? '';
  const headers = {
    ...request.headers,
    host: annotationOf(main.ingress, 'upstream-vhost') ?? host,
    'x-request-id': createHash('md5').update(`${sys.now()} ${sys.random()}`).digest('hex'),
    'x-real-ip': peer,
    'x-forwarded-for': peer,
    'x-forwarded-host': host,
    'x-forwarded-port': request.scheme === 'https' ? '443' : '80',
    'x-forwarded-proto': request.scheme,
    'x-forwarded-scheme': request.scheme,
    'x-scheme': request.scheme,
  };
  const { host: _, scheme: __, peer: ___, ...rest } = request;
  try {
    const response = sys.http(
      { scheme, host: picked.ip, port: picked.port },
      { ...rest, path: rewritten({ ...main, groups: route.groups }, request.path), headers },
    );
    const secure: Record<string, string> =
      request.scheme === 'https' ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {};
    return { response: { ...response, headers: { ...response.headers, ...secure } }, upstream: { name, address, status: response.status } };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const status = error.code === 'ETIMEDOUT' ? 504 : 502;
    return { response: page(status), upstream: { name, address, status } };
  }
}

function backendsOf(cluster: Cluster, { ingress, backend }: IngressRoute): readonly { ip: string; port: number }[] {
  const { namespace } = ingress.metadata;
  const service = cluster.view
    .services()
    .find(({ metadata }) => metadata.namespace === namespace && metadata.name === backend.service?.name);
  const port = backend.service?.port;
  const entry = service?.spec?.ports?.find((one) => (port?.name ? one.name === port.name : one.port === port?.number));
  if (!service || !entry) return [];
  return endpointsOf(cluster.view, { service, entry, name: '', protocol: 'TCP' }).filter(({ ready }) => ready);
}

function logAccess({ sys }: ServiceContext, request: Request, response: HttpResponse, { name, address, status }: Upstream): void {
  const size = typeof response.body === 'string' ? byteLength(response.body) : 0;
  const id = createHash('md5').update(`${sys.now()} ${request.path}`).digest('hex');
  const target = `${request.path}${queryText(request)}`;
  const agent = request.headers['user-agent'] ?? '-';
  const length = byteLength(`${request.method} ${target}`) + 60;
  const asked = address ? `${address} ${size} 0.001 ${status}` : '- - - -';
  sys.write(
    1,
    `${request.peer?.ip ?? '-'} - - [${accessTime(sys.now())}] "${request.method} ${target} HTTP/1.1" ${response.status} ${size} "-" "${agent}" ${length} 0.001 [${name}] [] ${asked} ${id}\n`,
  );
}
