import type { ServerConfiguration } from '@/lib/cluster/apiserver/flags';
import type { Cluster } from '@/lib/cluster/cluster';
import type { Service, ServiceTable } from '@/lib/hosts/net/network';
import type { Kernel } from '@/lib/hosts/process/kernel';
import { Errno } from '@/lib/hosts/process/sys';
import type { HttpResponse } from '@/lib/sim/http';
import { note } from './programs/daemon';

const CONTROL_PLANE = new Set(['kube-apiserver', 'etcd', 'kube-controller-manager', 'kube-scheduler']);

/** What runs in a container decides which components of the cluster are up. */
export function componentChanged(
  cluster: Cluster | undefined,
  machine: string,
  name: string,
  up: boolean,
  configuration?: ServerConfiguration,
): void {
  if (!cluster || !CONTROL_PLANE.has(name) || machine !== cluster.profile.controlPlane) return;
  if (up && configuration) cluster.configureApiServer(configuration);
  cluster.components.set(name, up);
}

/** The port of the kube-apiserver process: requests from the network enter the one door here. */
export function addApiServer(services: ServiceTable, cluster: () => Cluster | undefined): ServiceTable {
  const service: Service = (_, request): HttpResponse => {
    const found = cluster();
    if (!found) return { status: 503, headers: {}, body: 'the server is starting' };
    if (!found.components.isUp('etcd')) return unavailable();
    const { host: _host, scheme: _scheme, ...rest } = request;
    return found.door.handle(rest);
  };
  return services.add('kube-apiserver', service);
}

/** Appends to the audit log, in the name of the process that listens as the API server (the files are its container's). */
export function writeAuditLog(kernel: Kernel, path: string, line: string): void {
  const listener = kernel.state.listeners.find(({ handler }) => handler === 'kube-apiserver');
  const process = listener && kernel.state.process(listener.pid);
  if (!process) return;
  const sys = kernel.state.sysOf(process);
  if (path === '-') return note(sys, '/dev/stdout', 1, line);
  try {
    sys.writeFile(path, line, { append: true });
  } catch (error) {
    // A log that cannot be written loses lines; the requests are served all the same.
    if (!(error instanceof Errno)) throw error;
  }
}

const unavailable = (): HttpResponse => ({
  status: 500,
  headers: { 'content-type': 'application/json' },
  body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'etcdserver: request timed out', code: 500 },
});
