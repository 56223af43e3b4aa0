import type { ClusterPki } from '@/lib/cluster/pki/cluster-pki';
import { installProgram } from '@/lib/hosts/base-system';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import { writeAll } from './write-all';

const PKI = '/etc/kubernetes/pki';

const commands = (address: string, port: string): readonly (readonly string[])[] => [
  ['etcd', '--data-dir=/var/lib/etcd', '--listen-client-urls=http://127.0.0.1:2379'],
  [
    'kube-apiserver',
    `--advertise-address=${address}`,
    '--allow-privileged=true',
    '--authorization-mode=Node,RBAC',
    `--client-ca-file=${PKI}/ca.crt`,
    '--enable-admission-plugins=NodeRestriction',
    '--enable-bootstrap-token-auth=true',
    '--etcd-servers=http://127.0.0.1:2379',
    `--secure-port=${port}`,
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${PKI}/sa.pub`,
    `--service-account-signing-key-file=${PKI}/sa.key`,
  ],
];

/**
 * Runs etcd and the API server as processes of their own on a host that is no node, where no kubelet would start them.
 * `server`: the URL of the API server.
 */
export function startControlPlane(kernel: Kernel, pki: ClusterPki, server: string): void {
  const tree = kernel.tree();
  for (const path of ['/usr/local/bin', '/var/lib']) tree.mkdirs(path);
  writeAll(tree, { [`${PKI}/ca.crt`]: pki.ca.certificatePem, [`${PKI}/sa.pub`]: pki.serviceAccountKey.publicPem });
  writeAll(tree, { [`${PKI}/sa.key`]: pki.serviceAccountKey.privatePem }, 0o600);
  const address = kernel.state.nets.get(HOST)?.addresses[0] ?? '';
  for (const argv of commands(address, new URL(server).port || '443')) {
    const file = `/usr/local/bin/${argv[0]}`;
    installProgram(tree, file, argv[0]!);
    kernel.launch({ argv: [...argv], file, background: true });
  }
}
