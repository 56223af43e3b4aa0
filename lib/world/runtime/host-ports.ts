import type { NodeState } from './node-state';

export interface HostPort {
  readonly ip: string;
  readonly port: number;
}

/** Where the portmap plugin sends a connection to a port of a node; undefined when no pod has it. */
export function hostPortTarget(node: NodeState, ip: string, port: number, protocol: string): HostPort | undefined {
  for (const sandbox of node.sandboxes.values()) {
    if (sandbox.spec.hostNetwork || sandbox.ips.length === 0) continue;
    const found = sandbox.spec.hostPorts?.find(
      (one) => one.hostPort === port && one.protocol === protocol && (!one.hostIP || one.hostIP === '0.0.0.0' || one.hostIP === ip),
    );
    if (found) return { ip: sandbox.ips[0]!, port: found.containerPort };
  }
  return undefined;
}
