import type { KubeObject } from '@/lib/api/object';
import { badRequestStatus, failure, notFoundStatus, type StatusError } from '@/lib/api/status';
import type { ApiResponse } from '../../client/client';
import type { ResourceCall } from '../call';
import { admitRequest } from '../admission/chain';
import { OutboundError, type OutboundAddress } from '../outbound';

/** What a name of the path says: `https:web:8443`. */
interface Target {
  readonly scheme: 'http' | 'https';
  readonly name: string;
  readonly port: string;
}

const OPTIONS: Readonly<Record<string, string>> = { pods: 'PodProxyOptions', services: 'ServiceProxyOptions', nodes: 'NodeProxyOptions' };
const KUBELET_PORT = 10250;
const PROXY_PATH = /^\/api\/v1\/(?:namespaces\/[^/]+\/)?[^/]+\/[^/]+\/proxy/;
/** Headers that are the connection's own, or say who the client is. */
const NOT_CARRIED = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'authorization',
  'host',
  'content-length',
  'accept-encoding',
];

/** pods, services and nodes/proxy: the request goes on to what listens there. Models registry/rest's proxy handlers. */
export function forward(call: ResourceCall): ApiResponse {
  const { info, request, server } = call;
  const below = request.path.replace(PROXY_PATH, '');
  const target = targetOf(info.name, info.resource);
  const options = { apiVersion: 'v1', kind: OPTIONS[info.resource]!, metadata: {}, path: below } as unknown as KubeObject;
  admitRequest({ call, operation: 'CONNECT', object: options, old: undefined, subresource: 'proxy' });
  const to = locate(call, target);
  if (below === '' && (request.method === 'GET' || request.method === 'HEAD')) {
    return { status: 301, headers: { location: `${request.path}/${searchOf(request.query)}` }, body: '' };
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) if (!NOT_CARRIED.includes(name)) headers[name] = value;
  const forwarded = {
    method: request.method,
    path: below === '' ? '/' : below,
    query: request.query,
    headers: {
      ...headers,
      host: `${to.ip}:${to.port}`,
      'x-forwarded-host': request.headers.host ?? '',
      'x-forwarded-proto': 'https',
      'x-forwarded-uri': request.path,
    },
    ...(request.body !== undefined && { body: request.body }),
  };
  try {
    const { status, headers: given, body, stream } = server.outbound.forward(to, forwarded);
    return { status, headers: given, body, ...(stream && { stream }) };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    const own = info.resource === 'nodes' && to.port === KUBELET_PORT ? kubeletAnswer(call, target.name, forwarded.path) : undefined;
    if (own) return own;
    throw unavailable(`error trying to reach service: ${error.message}`);
  }
}

const unavailable = (why: string): StatusError => failure(503, 'ServiceUnavailable', why);

function searchOf(query: Readonly<Record<string, readonly string[]>>): string {
  const pairs = Object.entries(query).flatMap(([name, values]) => values.map((value) => [name, value]));
  return pairs.length > 0 ? `?${new URLSearchParams(pairs).toString()}` : '';
}

/** Models utilnet.SplitSchemeNamePort. */
function targetOf(id: string, resource: string): Target {
  const parts = id.split(':');
  const what = resource.replace(/s$/, '');
  const refuse = () => badRequestStatus(`invalid ${what} request ${JSON.stringify(id)}`);
  if (parts.length > 3) throw refuse();
  const [scheme, name, port] = parts.length === 3 ? parts : ['', parts[0], parts[1] ?? ''];
  if (scheme !== '' && scheme !== 'http' && scheme !== 'https') throw refuse();
  if (!name) throw refuse();
  return { scheme: scheme === 'https' ? 'https' : 'http', name, port: port ?? '' };
}

function locate(call: ResourceCall, target: Target): OutboundAddress {
  const { info, served, server } = call;
  const object = server.store.get(served.resource, served.kind.namespaced ? info.namespace : '', target.name);
  if (!object) throw notFoundStatus(served.resource, target.name);
  if (info.resource === 'services') return locateService(call, object, target);
  return info.resource === 'nodes' ? locateNode(object, target) : locatePod(object, target);
}

/** Models pod.ResourceLocation. */
function locatePod(pod: KubeObject, { scheme, port }: Target): OutboundAddress {
  type Ported = readonly { readonly ports?: readonly { readonly containerPort: number }[] }[];
  const first = ((pod.spec?.containers ?? []) as Ported).find(({ ports }) => ports?.length)?.ports?.[0]?.containerPort;
  const ip = pod.status?.podIP as string | undefined;
  if (!ip) throw badRequestStatus('address not allowed');
  return { scheme, ip, port: numberOf(port, first ?? (scheme === 'https' ? 443 : 80)) };
}

function numberOf(text: string, otherwise: number): number {
  if (text === '') return otherwise;
  if (!/^\d+$/.test(text)) throw unavailable(`error trying to reach service: dial tcp: lookup tcp/${text}: unknown port`);
  return Number(text);
}

/** Models node.ResourceLocation: the kubelet's port, over TLS, unless another is named. */
function locateNode(node: KubeObject, { scheme, port }: Target): OutboundAddress {
  type Address = { readonly type: string; readonly address: string };
  const addresses = (node.status?.addresses ?? []) as readonly Address[];
  const ip = ['InternalIP', 'ExternalIP'].map((type) => addresses.find((one) => one.type === type)?.address).find(Boolean);
  if (!ip) throw failure(500, '', `no preferred addresses found; known addresses: ${JSON.stringify(addresses)}`);
  const kubelet = (node.status?.daemonEndpoints?.kubeletEndpoint?.Port as number | undefined) || KUBELET_PORT;
  const wanted = numberOf(port, kubelet);
  return { scheme: wanted === kubelet ? 'https' : scheme, ip, port: wanted };
}

interface Subset {
  readonly addresses?: readonly { readonly ip: string }[];
  readonly ports?: readonly { readonly name?: string; readonly port: number }[];
}

/** Models service.ResourceLocation: one of the endpoints that have the port. */
function locateService(call: ResourceCall, service: KubeObject, { scheme, name, port }: Target): OutboundAddress {
  const { server, info } = call;
  let wanted = port;
  if (/^\d+$/.test(port)) {
    const ports = (service.spec?.ports ?? []) as readonly { readonly name?: string; readonly port: number }[];
    const found = ports.find((one) => one.port === Number(port));
    if (!found) throw unavailable(`no service port ${port} found for service ${JSON.stringify(name)}`);
    wanted = found.name ?? '';
  }
  const endpoints = server.store.get({ group: '', resource: 'endpoints' }, info.namespace, name);
  if (!endpoints) throw notFoundStatus({ group: '', resource: 'endpoints' }, name);
  const subsets = (endpoints.subsets ?? []) as readonly Subset[];
  if (subsets.length === 0) throw unavailable(`no endpoints available for service ${JSON.stringify(name)}`);
  const choices = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.filter((one) => (one.name ?? '') === wanted).flatMap((one) => addresses.map(({ ip }) => ({ scheme, ip, port: one.port }))),
  );
  if (choices.length === 0) throw unavailable(`no endpoints available for service ${JSON.stringify(info.name)}`);
  return choices[Math.floor(server.context.random() * choices.length)]!;
}

/** What the kubelet of a node that is well says of itself; the rest of its server is not simulated, and answers 404. */
function kubeletAnswer(call: ResourceCall, node: string, path: string): ApiResponse | undefined {
  const { store } = call.server;
  type Condition = { readonly type: string; readonly status: string };
  const conditions = (store.get({ group: '', resource: 'nodes' }, '', node)?.status?.conditions ?? []) as readonly Condition[];
  if (!conditions.some(({ type, status }) => type === 'Ready' && status === 'True')) return undefined;
  const text = (status: number, body: string): ApiResponse => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body });
  if (path === '/healthz') return text(200, 'ok');
  if (path !== '/pods' && path !== '/pods/') return text(404, '404 page not found\n');
  const items = store.list({ group: '', resource: 'pods' }).filter((pod) => pod.spec?.nodeName === node);
  return { status: 200, headers: { 'content-type': 'application/json' }, body: { kind: 'PodList', apiVersion: 'v1', metadata: {}, items } };
}
