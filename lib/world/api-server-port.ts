import type { Cluster } from '@/lib/cluster/cluster';
import type { Service, ServiceTable } from '@/lib/hosts/net/network';
import type { HttpResponse } from '@/lib/sim/http';
import { etcdHostsOf } from '@/lib/cluster/profiles/profile';
import { flag } from './programs/daemon';

const READS: Readonly<Record<string, true>> = { GET: true, HEAD: true };

/** The port of a kube-apiserver process: requests from the network enter the one door here. */
export function addApiServer(services: ServiceTable, cluster: () => Cluster | undefined): ServiceTable {
  const service: Service = (context, request): HttpResponse => {
    const found = cluster();
    if (!found) return { status: 503, headers: {}, body: 'the server is starting' };
    if (request.scheme === 'http') {
      const headers = { 'content-type': 'text/plain; charset=utf-8' };
      return { status: 400, headers, body: 'Client sent an HTTP request to an HTTPS server.\n' };
    }
    const { argv = [] } = context.data as { argv?: readonly string[] };
    const why = storeRefusal(found, context.sys.hostname(), argv, !READS[request.method]);
    if (why) return unhealthy(request.path, request.query.verbose !== undefined) ?? unavailable(why);
    const { host: _host, scheme: _scheme, ...rest } = request;
    return found.door.handle(rest);
  };
  return services.add('kube-apiserver', service);
}

/** Why none of the etcd servers of `--etcd-servers` answers the API server of a host; undefined when one does. */
function storeRefusal(cluster: Cluster, machine: string, argv: readonly string[], write: boolean): string | undefined {
  const { etcd, profile } = cluster;
  let why: string | undefined;
  for (const server of (flag(argv, 'etcd-servers') ?? '').split(',').filter(Boolean)) {
    const [, address = '', port = '2379'] = /^https?:\/\/([^:/]+)(?::(\d+))?/.exec(server) ?? [];
    const isOwn = address === 'localhost' || address.startsWith('127.');
    const host = isOwn ? machine : etcdHostsOf(profile).find(({ ip, name }) => ip === address || name === address)?.name;
    const refused = host === undefined ? 'connection refused' : etcd.refusal(host, { write });
    if (!refused) return undefined;
    if (refused !== 'connection refused') {
      why = refused.endsWith('no leader') ? 'etcdserver: request timed out' : refused;
    } else {
      why ??= `rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp ${address === 'localhost' ? '127.0.0.1' : address}:${port}: connect: connection refused"`;
    }
  }
  return why ?? 'etcdserver: request timed out';
}

/** /healthz, /livez and /readyz of a server that does not reach etcd. Models healthz. */
function unhealthy(path: string, verbose: boolean): HttpResponse | undefined {
  const [, root = '', ...rest] = path.split('/');
  if (!['healthz', 'livez', 'readyz'].includes(root)) return undefined;
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  if (rest.length > 0 && !rest[0]!.startsWith('etcd')) return { status: 200, headers, body: 'ok' };
  if (rest.length > 0) return { status: 500, headers, body: 'internal server error: etcd failed: reason withheld\n' };
  void verbose;
  const lines = [
    '[+]ping ok',
    '[+]log ok',
    '[-]etcd failed: reason withheld',
    ...(root === 'readyz' ? ['[-]etcd-readiness failed: reason withheld', '[+]informer-sync ok'] : []),
  ];
  return { status: 500, headers, body: `${lines.join('\n')}\n${root} check failed\n` };
}

const unavailable = (message: string): HttpResponse => ({
  status: 500,
  headers: { 'content-type': 'application/json' },
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 },
});
