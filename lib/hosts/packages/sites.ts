import { packagesOf, type Archive } from './catalogue';
import { KUBERNETES_RELEASES } from './kubernetes-versions';
import { printStanzas } from './stanza';

/** Hosts on which the archives are, with their addresses. */
export const PACKAGE_SITES: ReadonlyMap<string, string> = new Map([
  ['pkgs.k8s.io', '34.107.204.207'],
  ['prod-cdn.packages.k8s.io', '18.66.147.20'],
  ['download.docker.com', '18.66.147.21'],
  ['archive.ubuntu.com', '185.125.190.82'],
  ['security.ubuntu.com', '185.125.190.83'],
]);

/** Key with which an archive is signed: its id, and whose it is. */
export const SIGNING_KEYS: Readonly<Record<Archive, { readonly id: string; readonly owner: string }>> = {
  kubernetes: { id: '234654DA9A296436', owner: 'isv:kubernetes OBS Project <isv:kubernetes@build.opensuse.org>' },
  docker: { id: '7EA0A9C3F273FCD8', owner: 'Docker Release (CE deb) <docker@docker.com>' },
  ubuntu: { id: '871920D1991BC93C', owner: 'Ubuntu Archive Automatic Signing Key (2018) <ftpmaster@ubuntu.com>' },
};

/** A keyring in binary: what the checks of signatures look for is the id. */
export const binaryKey = (archive: Archive): string => `pub rsa2048/${SIGNING_KEYS[archive].id} ${SIGNING_KEYS[archive].owner}\n`;

/** The same between armour. */
export const armouredKey = (archive: Archive): string => {
  const lines =
    Buffer.from(binaryKey(archive))
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${lines.join('\n')}\n-----END PGP PUBLIC KEY BLOCK-----\n`;
};

/** What an archive answers to GET; undefined: there is no such file. */
export function packageFile(host: string, path: string): string | undefined {
  if (host === 'pkgs.k8s.io' || host === 'prod-cdn.packages.k8s.io') {
    const [, minor = '', file = ''] = /^\/(?:repositories\/isv:\/kubernetes:\/)?core:\/stable:\/v(\d+\.\d+)\/deb\/(.*)$/.exec(path) ?? [];
    if (!KUBERNETES_RELEASES[minor]) return undefined;
    return repositoryFile('kubernetes', file, minor);
  }
  if (host === 'download.docker.com') {
    if (path === '/linux/ubuntu/gpg') return armouredKey('docker');
    return repositoryFile('docker', /^\/linux\/ubuntu\/dists\/noble\/(.*)$/.exec(path)?.[1] ?? '', '');
  }
  if (!PACKAGE_SITES.has(host)) return undefined;
  const [, suite = '', file = ''] = /^\/ubuntu\/dists\/(noble(?:-updates|-backports|-security)?)\/(.*)$/.exec(path) ?? [];
  // All of them are in `noble-updates`: there is one version of each.
  if (file === 'Packages' && suite !== 'noble-updates') return '';
  return repositoryFile('ubuntu', file, '');
}

function repositoryFile(archive: Archive, file: string, minor: string): string | undefined {
  if (file === 'Release.key') return armouredKey(archive);
  if (file === 'Packages') return printStanzas(packagesOf(archive, minor));
  if (file !== 'InRelease') return undefined;
  const origin = { kubernetes: `obs://build.opensuse.org/isv:kubernetes:core:stable:v${minor}/deb`, docker: 'Docker', ubuntu: 'Ubuntu' }[
    archive
  ];
  const label = { kubernetes: `isv:kubernetes:core:stable:v${minor}`, docker: 'Docker CE', ubuntu: 'Ubuntu' }[archive];
  return `Origin: ${origin}\nLabel: ${label}\nKey: ${SIGNING_KEYS[archive].id}\n`;
}
