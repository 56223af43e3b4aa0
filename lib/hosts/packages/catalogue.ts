import { KUBERNETES_RELEASES } from './kubernetes-versions';
import { printStanzas, type Stanza } from './stanza';

/** Where a package comes from. */
export type Archive = 'ubuntu' | 'docker' | 'kubernetes';

interface Entry {
  readonly name: string;
  readonly version: string;
  readonly section: string;
  readonly bytes: number;
  readonly installedKb: number;
  readonly description: string;
  readonly depends?: string;
  /** Programs that it brings, where a host does not have them from the beginning: path → name of the program. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Part of an Ubuntu server. */
  readonly preinstalled?: boolean;
}

const entry = (
  name: string,
  version: string,
  section: string,
  bytes: number,
  installedKb: number,
  description: string,
  more: Partial<Entry> = {},
): Entry => ({ name, version, section, bytes, installedKb, description, ...more });
const own = { preinstalled: true };

const UBUNTU: readonly Entry[] = [
  entry('apt', '2.8.3', 'admin', 1_376_000, 4_011, 'commandline package manager', own),
  entry('apt-transport-https', '2.8.3', 'oldlibs', 3_970, 36, 'transitional package for https support'),
  entry('bash', '5.2.21-2ubuntu4', 'shells', 794_000, 1_983, 'GNU Bourne Again SHell', own),
  entry('bash-completion', '1:2.11-8', 'shells', 180_000, 1_459, 'programmable completion for the bash shell', own),
  entry('bc', '1.07.1-3ubuntu4', 'math', 86_200, 207, 'GNU bc arbitrary precision calculator language', own),
  entry('bind9-dnsutils', '1:9.18.39-0ubuntu0.24.04.2', 'net', 156_000, 492, 'Clients provided with BIND 9', own),
  entry('binutils', '2.42-4ubuntu2.6', 'devel', 18_200, 120, 'GNU assembler, linker and binary utilities', {
    programs: { '/usr/bin/strings': 'strings' },
  }),
  entry('bridge-utils', '1.7.1-1ubuntu2', 'net', 33_900, 118, 'Utilities for configuring the Linux Ethernet bridge'),
  entry('ca-certificates', '20240203', 'misc', 159_000, 380, 'Common CA certificates', own),
  entry('command-not-found', '23.04.0', 'admin', 8_388, 57, 'Suggest installation of packages in interactive bash sessions', own),
  entry('conntrack', '1:1.4.8-1ubuntu1', 'net', 37_900, 119, 'Program to modify the conntrack tables', own),
  entry('containerd', '1.7.28-0ubuntu1~24.04.1', 'admin', 38_400_000, 147_000, 'daemon to control runC', {
    depends: 'runc (>= 1.0.0~rc2~)',
  }),
  entry('coreutils', '9.4-3ubuntu6.1', 'utils', 1_413_000, 7_115, 'GNU core utilities', own),
  entry('curl', '8.5.0-2ubuntu10.6', 'web', 227_000, 535, 'command line tool for transferring data with URL syntax', own),
  entry('dnsutils', '1:9.18.39-0ubuntu0.24.04.2', 'net', 3_900, 26, 'Transitional package for bind9-dnsutils', own),
  entry('docker.io', '28.2.2-0ubuntu1~24.04.1', 'admin', 28_300_000, 107_000, 'Linux container runtime', {
    depends: 'containerd (>= 1.2.6~)',
    programs: { '/usr/bin/docker': 'docker' },
  }),
  entry('etcd-client', '3.4.30-1ubuntu0.24.04.3', 'net', 4_980_000, 21_300, 'highly-available key value store -- client', own),
  entry('ethtool', '1:6.7-1build1', 'net', 229_000, 758, 'display or change Ethernet device settings', own),
  entry('gnupg', '2.4.4-2ubuntu17.3', 'utils', 359_000, 449, 'GNU privacy guard - a free PGP replacement', own),
  entry('gpg', '2.4.4-2ubuntu17.3', 'utils', 565_000, 1_254, 'GNU Privacy Guard -- minimalist public key operations', own),
  entry('haproxy', '2.8.5-1ubuntu3.4', 'net', 2_064_000, 4_551, 'fast and reliable load balancing reverse proxy'),
  entry('htop', '3.3.0-4build1', 'utils', 171_000, 434, 'interactive processes viewer'),
  entry('iproute2', '6.1.0-1ubuntu6.2', 'net', 1_120_000, 3_400, 'networking and traffic control tools', own),
  entry('iptables', '1.8.10-3ubuntu2', 'net', 381_000, 2_600, 'administration tools for packet filtering and NAT', own),
  entry('ipvsadm', '1:1.31-1ubuntu0.1', 'net', 41_300, 127, 'Linux Virtual Server support programs', own),
  entry('iputils-ping', '3:20240117-1ubuntu0.1', 'net', 44_600, 117, 'Tools to test the reachability of network hosts', own),
  entry('jq', '1.7.1-3ubuntu0.24.04.1', 'utils', 65_500, 112, 'lightweight and flexible command-line JSON processor', own),
  entry('lsb-release', '12.0-2', 'misc', 6_564, 18, 'Linux Standard Base version reporting utility', own),
  entry('lsof', '4.95.0-1build3', 'utils', 247_000, 462, 'utility to list open files', own),
  entry('mount', '2.39.3-9ubuntu6.3', 'admin', 118_000, 344, 'tools for mounting and manipulating filesystems', own),
  entry('tmux', '3.4-1ubuntu0.1', 'admin', 480_000, 1_100, 'terminal multiplexer', own),
  entry('nano', '7.2-2ubuntu0.1', 'editors', 281_000, 883, 'small, friendly text editor inspired by Pico', own),
  entry('net-tools', '2.10-0.1ubuntu4.4', 'net', 204_000, 811, 'NET-3 networking toolkit', own),
  entry('netcat-openbsd', '1.226-1ubuntu2', 'net', 44_300, 109, 'TCP/IP swiss army knife', own),
  entry('nfs-common', '1:2.6.4-3ubuntu5.1', 'net', 248_000, 1_100, 'NFS support files common to client and server', own),
  entry('nginx', '1.24.0-2ubuntu7.5', 'httpd', 521_000, 1_420, 'small, powerful, scalable web/proxy server', {
    depends: 'nginx-common (= 1.24.0-2ubuntu7.5)',
    programs: { '/usr/sbin/nginx': 'nginx' },
  }),
  entry('nginx-common', '1.24.0-2ubuntu7.5', 'httpd', 43_400, 284, 'small, powerful, scalable web/proxy server - common files'),
  entry(
    'openssh-server',
    '1:9.6p1-3ubuntu13.14',
    'net',
    510_000,
    2_200,
    'secure shell (SSH) server, for secure access from remote machines',
    own,
  ),
  entry('openssl', '3.0.13-0ubuntu3.6', 'utils', 1_003_000, 2_120, 'Secure Sockets Layer toolkit - cryptographic utility', own),
  entry('podman', '4.9.3+ds1-1ubuntu0.2', 'admin', 13_000_000, 42_400, 'tool to manage containers and pods', {
    programs: { '/usr/bin/podman': 'podman' },
  }),
  entry('psmisc', '23.7-1build1', 'admin', 179_000, 478, 'utilities that use the proc file system', own),
  entry('runc', '1.3.3-0ubuntu1~24.04.3', 'admin', 8_817_000, 38_500, 'Open Container Project - runtime'),
  entry('socat', '1.8.0.0-4build3', 'net', 374_000, 1_500, 'multipurpose relay for bidirectional data transfer', own),
  entry('software-properties-common', '0.99.49.3', 'admin', 14_400, 204, 'manage the repositories that you install software from', own),
  entry('strace', '6.8-0ubuntu2', 'utils', 573_000, 1_900, 'System call tracer'),
  entry('sudo', '1.9.15p5-3ubuntu5.24.04.1', 'admin', 948_000, 3_100, 'Provide limited super user privileges to specific users', own),
  entry('systemd', '255.4-1ubuntu8.11', 'admin', 3_475_000, 11_200, 'system and service manager', own),
  entry('tar', '1.35+dfsg-3build1', 'utils', 253_000, 980, 'GNU version of the tar archiving utility', own),
  entry('tcpdump', '4.99.4-3ubuntu4', 'net', 479_000, 1_350, 'command-line network traffic analyzer'),
  entry('tmux', '3.4-1ubuntu0.1', 'admin', 483_000, 1_110, 'terminal multiplexer', own),
  entry('tree', '2.1.1-2ubuntu3', 'utils', 47_100, 111, 'displays an indented directory tree, in color', own),
  entry('util-linux', '2.39.3-9ubuntu6.3', 'utils', 1_128_000, 3_900, 'miscellaneous system utilities', own),
  entry('vim', '2:9.1.0016-1ubuntu7.9', 'editors', 1_881_000, 4_140, 'Vi IMproved - enhanced vi editor', own),
  entry('wget', '1.21.4-1ubuntu4.1', 'web', 334_000, 1_010, 'retrieves files from the web', own),
  entry('yq', '3.1.0-3', 'utils', 20_800, 103, 'Command-line YAML processor - jq wrapper for YAML documents', own),
];

const DOCKER: readonly Entry[] = ['2.1.5', '2.2.0', '2.2.1'].map((version) =>
  entry('containerd.io', `${version}-1~ubuntu.24.04~noble`, 'devel', 23_400_000, 102_000, 'An open and reliable container runtime', {
    programs: { '/usr/bin/containerd': 'containerd' },
  }),
);

function kubernetes(minor: string): readonly Entry[] {
  const of = (name: string, section: string, bytes: number, kb: number, description: string, depends?: string) =>
    (KUBERNETES_RELEASES[minor] ?? []).map((version) =>
      entry(name, `${version}-1.1`, section, bytes, kb, description, {
        ...(depends && { depends }),
        programs: { [`/usr/bin/${name}`]: name },
      }),
    );
  if (!KUBERNETES_RELEASES[minor]) return [];
  const program = (path: string, name: string) => ({ programs: { [path]: name } });
  return [
    entry(
      'cri-tools',
      `${minor}.0-1.1`,
      'utils',
      16_300_000,
      39_200,
      'Container Runtime Interface Tools',
      program('/usr/bin/crictl', 'crictl'),
    ),
    ...of('kubeadm', 'admin', 12_800_000, 72_400, 'Command-line utility for administering a Kubernetes cluster', 'cri-tools (>= 1.30.0)'),
    ...of('kubectl', 'admin', 11_700_000, 60_700, 'Command-line utility for interacting with a Kubernetes cluster'),
    ...of(
      'kubelet',
      'admin',
      13_200_000,
      61_400,
      'Node agent for Kubernetes clusters',
      'iptables (>= 1.4.21), kubernetes-cni (>= 1.2.0), mount, util-linux',
    ),
    entry('kubernetes-cni', minor === '1.34' ? '1.7.1-1.1' : '1.8.0-1.1', 'net', 39_900_000, 99_200, 'Kubernetes CNI'),
  ];
}

const MAINTAINER: Readonly<Record<Archive, string>> = {
  ubuntu: 'Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>',
  docker: 'Containerd team <help@containerd.io>',
  kubernetes: 'Kubernetes Authors <dev@kubernetes.io>',
};

/** What an archive offers; `minor`: of Kubernetes, for its own archive. Newest last. */
export function packagesOf(archive: Archive, minor = ''): readonly Stanza[] {
  const entries = archive === 'ubuntu' ? UBUNTU : archive === 'docker' ? DOCKER : kubernetes(minor);
  const pool = { ubuntu: 'pool/main/', docker: 'dists/noble/pool/stable/amd64/', kubernetes: 'amd64/' }[archive];
  return entries.map(
    (one) =>
      new Map([
        ['Package', one.name],
        ['Priority', 'optional'],
        ['Section', one.section],
        ['Installed-Size', String(one.installedKb)],
        ['Maintainer', MAINTAINER[archive]],
        ['Architecture', 'amd64'],
        ['Version', one.version],
        ...(one.depends ? ([['Depends', one.depends]] as const) : []),
        ['Filename', `${pool}${one.name}_${one.version.replace(/^\d+:/, '')}_amd64.deb`],
        ['Size', String(one.bytes)],
        ['Description', one.description],
      ]),
  );
}

/** Programs that a package brings: path → name of the program. */
export function programsOf(name: string): Readonly<Record<string, string>> {
  const found = [...UBUNTU, ...DOCKER, ...kubernetes('1.36')].find((one) => one.name === name);
  return found?.programs ?? {};
}

/** Commands that packages of Ubuntu's archive bring and a server has not from the beginning: which ones. */
export function commandsOfArchive(): ReadonlyMap<string, readonly string[]> {
  const out = new Map<string, string[]>();
  for (const { name, programs = {} } of UBUNTU)
    for (const path of Object.keys(programs)) {
      const command = path.slice(path.lastIndexOf('/') + 1);
      out.set(command, [...(out.get(command) ?? []), name]);
    }
  return out;
}

/** Fields of `Packages` that dpkg does not keep. */
const OF_ARCHIVES = new Set(['Filename', 'Size']);

/** A stanza as dpkg keeps it of an installed package. `want`: `install` or `hold`. */
export function asInstalled(stanza: Stanza, want = 'install'): Stanza {
  const kept = [...stanza].filter(([name]) => !OF_ARCHIVES.has(name) && name !== 'Package' && name !== 'Status');
  return new Map([['Package', stanza.get('Package')!], ['Status', `${want} ok installed`], ...kept]);
}

/**
 * dpkg's status file of an Ubuntu server. `kubernetes`: version of the node's packages (`v1.36.3`), which are held as the
 * documentation has it; undefined without them. `containerd`: containerd.io is installed.
 */
export function initialStatus(options: { readonly kubernetes?: string | undefined; readonly containerd?: boolean }): string {
  const server = new Set(UBUNTU.filter((one) => one.preinstalled).map(({ name }) => name));
  const stanzas = packagesOf('ubuntu')
    .filter((one) => server.has(one.get('Package')!))
    .map((one) => asInstalled(one));
  if (options.containerd) stanzas.push(asInstalled(packagesOf('docker').at(-1)!));
  if (options.kubernetes) {
    const version = `${options.kubernetes.replace(/^v/, '')}-1.1`;
    for (const one of packagesOf('kubernetes', options.kubernetes.replace(/^v(\d+\.\d+).*/, '$1'))) {
      const name = one.get('Package')!;
      const isOwn = ['kubeadm', 'kubelet', 'kubectl'].includes(name);
      if (!isOwn || one.get('Version') === version) stanzas.push(asInstalled(one, isOwn ? 'hold' : 'install'));
    }
  }
  return printStanzas(stanzas.sort((a, b) => (a.get('Package')! < b.get('Package')! ? -1 : 1)));
}
