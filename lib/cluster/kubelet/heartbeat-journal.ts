import type { KubeletContext } from './context';
import { serverError, tell } from './journal';

/** From one try to the next once it has doubled often enough (nodelease: maxBackoff). */
export const LEASE_RETRY_MS = 7_000;

/** The lines of a kubelet that cannot renew its lease: `failures` before this one. Models component-helpers/apimachinery/lease. */
export function tellLeaseFailed(context: KubeletContext, error: unknown, failures: number): void {
  const { name } = context.node;
  const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}?timeout=10s`;
  if (failures === 0) {
    tell(context, 'E', 'controller.go:195', 'Failed to update lease', { err: serverError(context, error, 'Put', path) });
    tell(context, 'I', 'controller.go:115', 'Failed to update lease using latest lease, fallback to ensure lease', {
      err: 'failed 5 attempts to update lease',
    });
  }
  tell(context, 'E', 'controller.go:145', 'Failed to ensure lease exists, will retry', {
    err: serverError(context, error, 'Get', path),
    interval: failures < 5 ? RETRIES[failures]! : '7s',
  });
  if (failures % 2 === 0) tellStatusFailed(context, error);
}

const RETRIES = ['200ms', '400ms', '800ms', '1.6s', '3.2s'];

/** A node whose status cannot be reported. Models kubelet_node_status.go: updateNodeStatus. */
function tellStatusFailed(context: KubeletContext, error: unknown): void {
  const { name } = context.node;
  const why = serverError(context, error, 'Get', `/api/v1/nodes/${name}?resourceVersion=0&timeout=10s`);
  tell(context, 'E', 'kubelet_node_status.go:549', 'Error updating node status, will retry', {
    err: `error getting node ${JSON.stringify(name)}: ${why}`,
  });
  tell(context, 'E', 'kubelet_node_status.go:536', 'Unable to update node status', { err: 'update node status exceeds retry count' });
}

/** A node that cannot be registered. */
export function tellUnregistered(context: KubeletContext, error: unknown): void {
  const { name } = context.node;
  tell(context, 'E', 'kubelet_node_status.go:107', 'Unable to register node with API server', {
    err: serverError(context, error, 'Post', '/api/v1/nodes'),
    node: name,
  });
}

const SOCKET = 'dial unix /var/run/containerd/containerd.sock: connect: connection refused';

/** What keeps a node from being ready: its runtime, or its network. Models kubelet.go: updateRuntimeUp. */
export function tellNotReady(context: KubeletContext, first: boolean): void {
  if (context.runtime.runtimeDown() !== undefined) {
    const err = `rpc error: code = Unavailable desc = connection error: desc = ${JSON.stringify(`transport: Error while dialing: ${SOCKET}`)}`;
    tell(context, 'E', 'log.go:32', 'Status from runtime service failed', { err });
    tell(context, 'E', 'kubelet.go:3011', 'Container runtime sanity check failed', { err });
    tell(context, 'E', 'generic.go:254', 'GenericPLEG: Unable to retrieve pods', { err });
    if (first)
      tell(context, 'E', 'kubelet.go:2475', 'Skipping pod synchronization', {
        err: '[container runtime is down, PLEG is not healthy: pleg was last seen active 3m0s ago; threshold is 3m0s]',
      });
    return;
  }
  tell(context, 'E', 'kubelet.go:3117', 'Container runtime network not ready', {
    networkReady: 'NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
  });
}
