import type { Profile } from '../profiles/profile';
import type { NodeSpec } from './context';

const GIB = 1024 ** 3;
const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

/** What a kubelet is told of its machine. */
export function nodeSpecOf(profile: Profile, node: string): NodeSpec {
  const host = profile.hosts.find(({ name }) => name === node);
  if (!host) throw new Error(`no host ${node}`);
  // Where the learner installs the cluster, kubeadm marks its control planes.
  const control = host.role === 'control-plane' && !profile.machinesOnly;
  return {
    name: host.name,
    ip: host.ip,
    cpu: String(host.cpus),
    // The kernel keeps a little for itself.
    memory: profile.hollow ? `${host.memoryBytes / GIB}Gi` : `${Math.floor((host.memoryBytes * 0.95) / 1024)}Ki`,
    ephemeralStorage: profile.hollow ? `${host.diskBytes / GIB}Gi` : `${Math.floor((host.diskBytes * 0.97) / 1024)}Ki`,
    pods: host.pods ?? 110,
    labels: control ? { [CONTROL_PLANE]: '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' } : {},
    taints: control ? [{ key: CONTROL_PLANE, effect: 'NoSchedule' }] : [],
    ...(host.labels ? { labelsOfCloud: host.labels } : {}),
    ...(host.providerId ? { providerId: host.providerId } : {}),
    ...(host.system ? { system: host.system } : {}),
    ...(profile.managed === 'eks' ? { addresses: [{ type: 'InternalDNS', address: host.name }] } : {}),
    images: [],
  };
}
