import { Random } from '@/lib/sim/random';
import { issue } from '@/lib/cluster/pki/certificate';
import { kubeconfig } from '@/lib/cluster/pki/cluster-pki';
import type { World } from '@/lib/world/world';
import { serveCluster, type ServedCluster } from './serve';

const YEAR = 365 * 86_400_000;

/** Serves a world's cluster on a real port; the kubeconfig is the cluster admin's, for that address. */
export async function serveWorld(
  world: World,
  options: { host?: string; port?: number; rate?: number; onFault?: (error: unknown) => void } = {},
): Promise<ServedCluster & { readonly kubeconfig: string }> {
  const pki = world.cluster.pki;
  const { onFault = (error: unknown) => console.error(error) } = options;
  world.takeFaults(onFault);
  const host = options.host ?? '127.0.0.1';
  // The cluster's own certificate names its simulated addresses; real clients come by another one.
  const shown = issue(
    pki.ca,
    {
      commonName: 'kube-apiserver',
      usages: ['server'],
      dnsNames: ['localhost', 'kubernetes'],
      ipAddresses: [...new Set(['127.0.0.1', '::1', ...(/^[\d.]+$/.test(host) ? [host] : [])])],
      notBefore: Date.now() - 3_600_000,
      notAfter: Date.now() + YEAR,
    },
    new Random(Math.floor(Math.random() * 2 ** 32)),
  );
  const served = await serveCluster({
    door: world.cluster.door,
    onFault,
    sim: world.sim,
    tls: { certificate: shown.certificatePem, key: shown.key.privatePem, ca: pki.ca.certificatePem },
    host,
    ...(options.port !== undefined && { port: options.port }),
    ...(options.rate !== undefined && { rate: options.rate }),
  });
  return {
    ...served,
    kubeconfig: kubeconfig({
      ca: pki.ca.certificatePem,
      server: `https://${host}:${served.port}`,
      user: 'kubernetes-admin',
      context: 'kubernetes-admin@kubernetes',
      certificate: pki.users.admin!,
    }),
  };
}
