import type { ServerConfiguration } from '@/lib/cluster/apiserver/flags';
import type { Cluster } from '@/lib/cluster/cluster';
import type { ControllerManagerConfiguration } from '@/lib/cluster/controllers/configuration';
import type { SchedulerConfiguration } from '@/lib/cluster/scheduler/configuration';
import type { Kernel } from '@/lib/hosts/process/kernel';
import { Errno } from '@/lib/hosts/process/sys';
import { note } from './programs/daemon';

const CONTROL_PLANE = new Set(['kube-apiserver', 'etcd', 'kube-controller-manager', 'kube-scheduler']);

/** What runs in a container decides which components of the cluster are up. */
export function componentChanged(cluster: Cluster | undefined, machine: string, name: string, up: boolean, configuration?: object): void {
  if (!cluster || !CONTROL_PLANE.has(name)) return;
  if (up && configuration) {
    if (name === 'kube-apiserver') cluster.configureApiServer(configuration as ServerConfiguration);
    if (name === 'kube-controller-manager') cluster.configureControllerManager(configuration as ControllerManagerConfiguration);
  }
  if (up && name === 'kube-scheduler') cluster.configureScheduler(configuration as SchedulerConfiguration | undefined);
  cluster.components.set(`${name}/${machine}`, up);
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
