import { parseDocument } from '@/lib/api/yaml';
import type { Cluster } from '@/lib/cluster/cluster';
import { splitPem, verifyCertificate } from '@/lib/cluster/pki/certificate';
import { verifyHostname } from '@/lib/cluster/pki/hostname';
import { controlPlanesOf, serverOf } from '@/lib/cluster/profiles/profile';
import type { Kernel } from '@/lib/hosts/process/kernel';
import { klogHead } from '../programs/daemon';

/* eslint-disable @typescript-eslint/no-explicit-any -- a kubeconfig is read as it is */

/** Process id that a kubelet's lines carry while it has none. */
export const KUBELET_PID = 900;
/** Setting of a machine: version of the kubelet that was started last. */
export const KUBELET_VERSION = 'kubelet/version';
/** Setting of a machine in which its kubelet keeps what is wrong with its kubeconfig. */
const REFUSAL = 'kubelet/refusal';

/** PEM of the certificate that the API server at an address shows; undefined when nobody listens there. */
type ShownBy = (host: string, port: number) => string | undefined;

/**
 * Whether a kubelet that starts now (process `pid`) gets through to the API server with its kubeconfig; if not, its journal says why. A
 * server that is merely down is no reason: it is asked again.
 */
export function kubeletAccess(kernel: Kernel, cluster: Cluster, shown: ShownBy, pid = KUBELET_PID): boolean {
  const { state } = kernel;
  state.settings.delete(REFUSAL);
  const config = kubeconfigOf(kernel);
  if (config === undefined) return false;
  const server = String(config?.clusters?.[0]?.cluster?.server ?? '');
  const why = complaint(kernel, cluster, config, server, shown);
  if (why === undefined) return true;
  state.settings.set(REFUSAL, why);
  const { name } = kernel;
  const say = (source: string, line: string) =>
    state.writeJournal('kubelet', pid, `${klogHead(state.sim.now(), pid, 'E')}${source}] ${line}`);
  const list = `/api/v1/nodes?fieldSelector=metadata.name%3D${name}&limit=500&resourceVersion=0`;
  const listed = JSON.stringify(`failed to list *v1.Node: ${serverErrorOf(kernel, 'Get', list)}`);
  say(
    'reflector.go:204',
    `"Failed to watch" err=${listed} logger="UnhandledError" reflector="k8s.io/client-go/informers/factory.go:160" type="*v1.Node"`,
  );
  const registered = JSON.stringify(serverErrorOf(kernel, 'Post', '/api/v1/nodes'));
  say('kubelet_node_status.go:107', `"Unable to register node with API server" err=${registered} node="${name}"`);
  return false;
}

/** What a kubelet's request comes to while the API server does not answer it, in Go's words. */
export function serverErrorOf(kernel: Kernel, verb: string, path: string): string {
  const why = kernel.state.settings.get(REFUSAL);
  if (why === 'Unauthorized') return why;
  const server = String(kubeconfigOf(kernel)?.clusters?.[0]?.cluster?.server ?? '');
  const [, host = '', port = '443'] = /^https?:\/\/([^:/]+)(?::(\d+))?/.exec(server) ?? [];
  return `${verb} ${JSON.stringify(server + path)}: ${why ?? `dial tcp ${host}:${port}: connect: connection refused`}`;
}

function kubeconfigOf(kernel: Kernel): any {
  const text = kernel.tree().tryFind('/etc/kubernetes/kubelet.conf')?.inode.text;
  if (text === undefined) return undefined;
  try {
    return parseDocument(text);
  } catch {
    return undefined;
  }
}

function complaint(kernel: Kernel, cluster: Cluster, config: any, server: string, shownBy: ShownBy): string | undefined {
  const [, scheme, host = '', port = '443'] = /^(https?):\/\/([^:/]+)(?::(\d+))?/.exec(server) ?? [];
  if (!scheme) return 'unsupported protocol scheme ""';
  const { profile, pki, sim } = cluster;
  const known = [serverOf(profile), ...controlPlanesOf(profile).map(({ ip }) => `https://${ip}:6443`)];
  const named = controlPlanesOf(profile).find(({ name }) => name === host);
  const address = `${named?.ip ?? host}:${port}`;
  if (![`https://${host}:${port}`, `https://${address}`].some((one) => known.includes(one))) {
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
  const shown = shownBy(named?.ip ?? host, Number(port));
  const bad =
    shown && (verifyCertificate(shown, ca ?? '', sim.now()) ?? (profile.controlPlaneEndpoint ? undefined : verifyHostname(shown, host)));
  if (bad) return `tls: failed to verify certificate: ${bad}`;
  const user = config?.users?.[0]?.user ?? {};
  const certificate = read(user['client-certificate-data'], user['client-certificate']);
  if (!certificate || verifyCertificate(splitPem(certificate)[0] ?? '', pki.ca.certificatePem, sim.now())) return 'Unauthorized';
  return undefined;
}
