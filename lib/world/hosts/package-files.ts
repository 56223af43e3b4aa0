import { initialStatus, packagesOf } from '@/lib/hosts/packages/catalogue';
import { DPKG_STATUS } from '@/lib/hosts/packages/dpkg-status';
import { minorOf } from '@/lib/hosts/packages/kubernetes-versions';
import { binaryKey } from '@/lib/hosts/packages/sites';
import { listPath, type Source } from '@/lib/hosts/packages/sources';
import { printStanzas } from '@/lib/hosts/packages/stanza';
import type { Tree } from '@/lib/hosts/fs/tree';
import { writeAll } from './write-all';

const UBUNTU = ['noble', 'noble-updates', 'noble-backports', 'noble-security'];

/** Lays down apt's sources, lists and keyrings, and dpkg's status. `kubernetes`: version of the node's packages, undefined without. */
export function layPackages(tree: Tree, options: { readonly kubernetes?: string | undefined; readonly containerd: boolean }): void {
  const source = (uri: string, suite: string, components: readonly string[] = []): Source => ({ uri, suite, components, trusted: false });
  const lists: [Source, string][] = UBUNTU.map((suite) => {
    const uri = suite === 'noble-security' ? 'http://security.ubuntu.com/ubuntu' : 'http://archive.ubuntu.com/ubuntu';
    return [source(uri, suite, ['main']), suite === 'noble-updates' ? printStanzas(packagesOf('ubuntu')) : ''];
  });
  const files: Record<string, string> = {
    '/etc/apt/sources.list': '# Ubuntu sources have moved to /etc/apt/sources.list.d/ubuntu.sources\n',
    '/etc/apt/sources.list.d/ubuntu.sources': `Types: deb\nURIs: http://archive.ubuntu.com/ubuntu/\nSuites: noble noble-updates noble-backports\nComponents: main restricted universe multiverse\nSigned-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg\n\nTypes: deb\nURIs: http://security.ubuntu.com/ubuntu/\nSuites: noble-security\nComponents: main restricted universe multiverse\nSigned-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg\n`,
    '/usr/share/keyrings/ubuntu-archive-keyring.gpg': binaryKey('ubuntu'),
  };
  if (options.containerd) {
    files['/etc/apt/sources.list.d/docker.list'] =
      'deb [arch=amd64 signed-by=/etc/apt/keyrings/docker.gpg] https://download.docker.com/linux/ubuntu noble stable\n';
    files['/etc/apt/keyrings/docker.gpg'] = binaryKey('docker');
    lists.push([source('https://download.docker.com/linux/ubuntu', 'noble', ['stable']), printStanzas(packagesOf('docker'))]);
  }
  if (options.kubernetes) {
    const minor = minorOf(options.kubernetes);
    const uri = `https://pkgs.k8s.io/core:/stable:/v${minor}/deb`;
    files['/etc/apt/sources.list.d/kubernetes.list'] = `deb [signed-by=/etc/apt/keyrings/kubernetes-apt-keyring.gpg] ${uri}/ /\n`;
    files['/etc/apt/keyrings/kubernetes-apt-keyring.gpg'] = binaryKey('kubernetes');
    lists.push([source(uri, '/'), printStanzas(packagesOf('kubernetes', minor))]);
  }
  for (const path of ['/etc/apt/keyrings', '/etc/apt/trusted.gpg.d', '/var/lib/apt/lists', '/var/lib/dpkg', '/var/cache/apt/archives'])
    tree.mkdirs(path);
  files[DPKG_STATUS] = initialStatus(options);
  for (const [of, text] of lists) files[listPath(of)] = text;
  writeAll(tree, files);
}
