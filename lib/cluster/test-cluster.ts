import { Random } from '@/lib/sim/random';
import { Sim } from '@/lib/sim/sim';
import { Cluster } from './cluster';
import { newFakeRuntime, type FakeImage } from './kubelet/fake-runtime';
import type { NodeRuntime } from './kubelet/runtime';
import { newClusterPki, type ClusterPki } from './pki/cluster-pki';
import { nodesOf } from './profiles/profile';
import { kubeadm } from './profiles/kubeadm';
import { staticPodManifests } from './profiles/static-pods';
import type { Client } from './client';

const NOW = Date.parse('2026-11-21T00:00:00Z');
let pki: ClusterPki | undefined;

/** A booted kubeadm cluster over fake runtimes, for tests and benchmarks. */
export function testCluster(images: Readonly<Record<string, FakeImage>> = {}): {
  sim: Sim;
  cluster: Cluster;
  admin: Client;
  runtimes: ReadonlyMap<string, NodeRuntime>;
  /** Files of the control plane's disk; may be changed. */
  files: Record<string, string>;
} {
  const sim = new Sim({ seed: 1, now: NOW });
  const nodes = nodesOf(kubeadm).map(({ name, ip }) => ({ name, ip }));
  const { controlPlane, serviceIp } = kubeadm;
  pki ??= newClusterPki({ controlPlane: nodes.find(({ name }) => name === controlPlane)!, nodes, serviceIp, now: NOW }, new Random(1));
  const manifests = Object.fromEntries(
    Object.entries(
      staticPodManifests(
        kubeadm,
        kubeadm.hosts.find(({ name }) => name === kubeadm.controlPlane)!,
      ),
    ).map(([name, text]) => [name.startsWith('/') ? name : `/etc/kubernetes/manifests/${name}`, text]),
  );
  const runtimes = new Map(
    nodesOf(kubeadm).map((host) => [
      host.name,
      newFakeRuntime(sim, {
        node: host.name,
        ip: host.ip,
        podSubnet: host.podBlock!,
        images,
        files: host.role === 'control-plane' ? manifests : {},
      }),
    ]),
  );
  const cluster = Cluster.boot({ sim, profile: kubeadm, pki, bindings: { runtime: (node) => runtimes.get(node)! } });
  sim.settle();
  return {
    sim,
    cluster,
    admin: cluster.client({ name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] }),
    runtimes,
    files: manifests,
  };
}
