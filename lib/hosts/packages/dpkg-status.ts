import { readStanzas, type Stanza } from './stanza';

/** Where dpkg keeps what is installed. */
export const DPKG_STATUS = '/var/lib/dpkg/status';

export const isInstalled = (stanza: Stanza | undefined): boolean => / installed$/.test(stanza?.get('Status') ?? '');

/** Version of an installed package by the text of dpkg's status file; undefined when it is not installed. */
export function installedVersion(status: string | undefined, name: string): string | undefined {
  if (status === undefined) return undefined;
  // A word at a time: the whole file need not be taken apart for one package.
  const at = status.startsWith(`Package: ${name}\n`) ? 0 : status.indexOf(`\nPackage: ${name}\n`);
  if (at < 0) return undefined;
  const end = status.indexOf('\n\n', at + 1);
  const [stanza] = readStanzas(status.slice(at, end < 0 ? undefined : end));
  return isInstalled(stanza) ? stanza!.get('Version') : undefined;
}

/** `v1.36.3` of an installed package of Kubernetes' own (`kubelet`, `kubeadm`, `kubectl`). */
export function kubernetesVersionOf(status: string | undefined, name: string): string | undefined {
  const version = installedVersion(status, name);
  return version && `v${version.replace(/-[^-]*$/, '')}`;
}
