import { parseDocument } from '@/lib/api/yaml';
import type { Cluster } from '@/lib/cluster/cluster';
import { verifyCertificate } from '@/lib/cluster/pki/certificate';
import { verifyHostname } from '@/lib/cluster/pki/hostname';
import { controlPlanesOf, serverOf } from '@/lib/cluster/profiles/profile';
import type { Kernel } from '@/lib/hosts/process/kernel';
import { klogHead } from '../programs/daemon';

/* eslint-disable @typescript-eslint/no-explicit-any -- a kubeconfig is read as it is */

/**
 * Whether a kubelet that starts now gets through to the API server with its kubeconfig; if not, its journal says why. A server
 * that is merely down is no reason: it is asked again.
 */
export function kubeletAccess(kernel: Kernel, cluster: Cluster): boolean {
  const tree = kernel.tree();
  const text = tree.tryFind('/etc/kubernetes/kubelet.conf')?.inode.text;
  if (text === undefined) return false;
  let config: any;
  try {
    config = parseDocument(text);
  } catch {
    return false;
  }
  const server = String(config?.clusters?.[0]?.cluster?.server ?? '');
  const why = complaint(kernel, cluster, config, server);
  if (why === undefined) return true;
  const name = kernel.name;
  const say = (level: 'E', source: string, line: string) =>
    kernel.state.writeJournal('kubelet', 900, `${klogHead(kernel.state.sim.now(), 900, level)}${source}] ${line}`);
  const failed = (verb: string, path: string) =>
    JSON.stringify(why === 'Unauthorized' ? why : `${verb} ${JSON.stringify(server + path)}: ${why}`);
  const list = `/api/v1/nodes?fieldSelector=metadata.name%3D${name}&limit=500&resourceVersion=0`;
  const listed =
    why === 'Unauthorized'
      ? 'failed to list *v1.Node: Unauthorized'
      : `failed to list *v1.Node: Get ${JSON.stringify(server + list)}: ${why}`;
  say(
    'E',
    'reflector.go:204',
    `"Failed to watch" err=${JSON.stringify(listed)} logger="UnhandledError" reflector="k8s.io/client-go/informers/factory.go:160" type="*v1.Node"`,
  );
  const lease = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}?timeout=10s`;
  say('E', 'controller.go:145', `"Failed to ensure lease exists, will retry" err=${failed('Get', lease)} interval="200ms"`);
  say('E', 'kubelet_node_status.go:107', `"Unable to register node with API server" err=${failed('Post', '/api/v1/nodes')} node="${name}"`);
  return false;
}

function complaint(kernel: Kernel, cluster: Cluster, config: any, server: string): string | undefined {
  const [, scheme, host = '', port = '443'] = /^(https?):\/\/([^:/]+)(?::(\d+))?/.exec(server) ?? [];
  if (!scheme) return 'unsupported protocol scheme ""';
  const { profile, pki, sim } = cluster;
  const known = [serverOf(profile), ...controlPlanesOf(profile).map(({ ip }) => `https://${ip}:6443`)];
  const named = controlPlanesOf(profile).find(({ name }) => name === host);
  const address = `${named?.ip ?? host}:${port}`;
  if (!known.includes(`https://${address}`)) {
    const isHost = profile.hosts.some(({ ip }) => ip === (named?.ip ?? host));
    if (!/^[\d.]+$/.test(host) && !named) return `dial tcp: lookup ${host} on 127.0.0.53:53: no such host`;
    return isHost || host.startsWith('127.')
      ? `dial tcp ${address}: connect: connection refused`
      : `dial tcp ${address}: connect: no route to host`;
  }
  const cell = config?.clusters?.[0]?.cluster ?? {};
  const read = (data: unknown, path: unknown) =>
    typeof data === 'string' ? Buffer.from(data, 'base64').toString('utf8') : kernel.tree().tryFind(String(path ?? ''))?.inode.text;
  const ca = read(cell['certificate-authority-data'], cell['certificate-authority']);
  const shown = pki.certificates.apiserver!.certificatePem;
  const bad = verifyCertificate(shown, ca ?? '', sim.now()) ?? (profile.controlPlaneEndpoint ? undefined : verifyHostname(shown, host));
  if (bad) return `tls: failed to verify certificate: ${bad}`;
  const user = config?.users?.[0]?.user ?? {};
  const certificate = read(user['client-certificate-data'], user['client-certificate']);
  if (!certificate || verifyCertificate(certificate.split('-----BEGIN EC')[0]!, pki.ca.certificatePem, sim.now())) return 'Unauthorized';
  return undefined;
}
