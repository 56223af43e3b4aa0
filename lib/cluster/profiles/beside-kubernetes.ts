/** Components that do not have Kubernetes' version, by its minor version. Models cmd/kubeadm/app/constants. */
const BESIDE: Readonly<Record<string, { readonly etcd: string; readonly coreDns: string; readonly pause: string }>> = {
  '1.34': { etcd: '3.6.5-0', coreDns: 'v1.12.4', pause: '3.10.1' },
  '1.35': { etcd: '3.6.6-0', coreDns: 'v1.13.2', pause: '3.10.1' },
  '1.36': { etcd: '3.6.8-0', coreDns: 'v1.14.2', pause: '3.10.1' },
};

const minorOf = (version: string): string => /^v?(\d+\.\d+)/.exec(version)?.[1] ?? '';

/** What kubeadm installs beside Kubernetes of a version; that of the newest for one it does not know. */
export const besideKubernetes = (version: string): (typeof BESIDE)[string] => BESIDE[minorOf(version)] ?? BESIDE['1.36']!;
