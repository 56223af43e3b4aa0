import type { Cluster } from '@/lib/cluster/cluster';
import { resourceMetrics, statsSummary } from '@/lib/cluster/kubelet/stats';
import type { Service, ServiceTable } from '@/lib/hosts/net/network';
import type { Kernel } from '@/lib/hosts/process/kernel';
import type { Process } from '@/lib/hosts/process/process';
import type { HttpRequest, HttpResponse } from '@/lib/sim/http';

const PORT = 10250;
const HEALTH_PORT = 10248;
const CERTIFICATE = '/var/lib/kubelet/pki/kubelet.crt';

/** Opens the ports of a kubelet that has started. */
export function serveKubelet(kernel: Kernel, process: Process): void {
  const sys = kernel.state.sysOf(process);
  sys.listen(PORT, 'kubelet', { data: { tls: { certificate: CERTIFICATE } } });
  sys.listen(HEALTH_PORT, 'healthy', { address: '127.0.0.1' });
}

/** The kubelets' own servers, as pods and people reach them. Models pkg/kubelet/server. */
export function addKubeletServer(services: ServiceTable, cluster: () => Cluster | undefined): ServiceTable {
  const service: Service = ({ sys }, request) => {
    const found = cluster();
    return found ? answer(found, sys.hostname(), request) : text(503, 'the kubelet is starting\n');
  };
  return services.add('kubelet', service);
}

const text = (status: number, body: string): HttpResponse => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body });
const json = (body: unknown): HttpResponse => ({ status: 200, headers: { 'content-type': 'application/json' }, body });

function answer(cluster: Cluster, node: string, request: HttpRequest): HttpResponse {
  const user = userOf(cluster, request);
  if (!user) return text(401, 'Unauthorized');
  const subresource = subresourceOf(request.path);
  const verb = request.method === 'GET' ? 'get' : 'create';
  if (!mayDo(cluster, user, verb, node, subresource)) {
    return text(403, `Forbidden (user=${user.username}, verb=${verb}, resource=nodes, subresource(s)=[${subresource}])\n`);
  }
  const stats = cluster.statsContext(node);
  if (!stats) return text(503, 'the kubelet is starting\n');
  switch (request.path.replace(/(.)\/$/, '$1')) {
    case '/healthz':
      return text(200, 'ok');
    case '/metrics/resource':
      return {
        ...text(200, resourceMetrics(stats)),
        headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores' },
      };
    case '/stats/summary':
      return json(statsSummary(stats));
    case '/pods':
      return json({
        kind: 'PodList',
        apiVersion: 'v1',
        metadata: {},
        items: cluster.view.pods().filter(({ spec }) => spec?.nodeName === node),
      });
    case '/metrics':
    case '/metrics/cadvisor':
    case '/metrics/probes':
      return text(501, `${request.path} is not simulated here\n`);
    default:
      return text(404, '404 page not found\n');
  }
}

interface Caller {
  readonly username: string;
  readonly groups: readonly string[];
}

/** Who calls, by token or certificate: the API server is asked. Nobody known is refused (`anonymous: enabled: false`). */
function userOf(cluster: Cluster, { headers, peer }: HttpRequest): Caller | undefined {
  const { authorization } = headers;
  if (!authorization && !peer?.clientCertificate) return undefined;
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: {} };
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
  const review = cluster.door.handle({
    method: 'POST',
    path,
    query: {},
    headers: authorization ? { authorization } : {},
    body,
    ...(peer && { peer }),
  });
  const user = (review.body as { status?: { userInfo?: Caller } } | undefined)?.status?.userInfo;
  return user && user.username !== 'system:anonymous' ? user : undefined;
}

/** Models pkg/kubelet/server/auth.go. */
function subresourceOf(path: string): string {
  for (const [start, name] of [
    ['/stats', 'stats'],
    ['/metrics', 'metrics'],
    ['/logs', 'log'],
    ['/checkpoint', 'checkpoint'],
    ['/pods', 'pods'],
    ['/runningpods', 'pods'],
    ['/healthz', 'healthz'],
    ['/configz', 'configz'],
  ] as const) {
    if (path === start || path.startsWith(`${start}/`)) return name;
  }
  return 'proxy';
}

function mayDo(cluster: Cluster, { username, groups }: Caller, verb: string, node: string, subresource: string): boolean {
  const allowed = (name: string): boolean => {
    const body = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      metadata: {},
      spec: { user: username, groups, resourceAttributes: { verb, resource: 'nodes', subresource: name, name: node, version: 'v1' } },
    };
    const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
    const as = { name: `system:node:${node}`, groups: ['system:nodes', 'system:masters', 'system:authenticated'] };
    const response = cluster.door.handle({ method: 'POST', path, query: {}, headers: {}, body, as });
    return (response.body as { status?: { allowed?: boolean } } | undefined)?.status?.allowed === true;
  };
  return allowed(subresource) || (['pods', 'healthz', 'configz'].includes(subresource) && allowed('proxy'));
}
