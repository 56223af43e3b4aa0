import { deviceFs, installProgram, layDirectories, standardMounts, treeOf } from '@/lib/hosts/base-system';
import { FileSystem } from '@/lib/hosts/fs/file-system';
import { rootMount } from '@/lib/hosts/fs/mounts';
import type { Tree } from '@/lib/hosts/fs/tree';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import { versionOf, type Profile, type ProfileHost } from '@/lib/cluster/profiles/profile';
import { osRelease } from '@/lib/cluster/images/bases';
import type { Core } from '../core';
import { layNfs } from './nfs-files';
import { layStandardUnits } from './standard-units';
import { laySsh } from '../ssh/provision';
import { writeAll } from './write-all';
import { BASHRC, PROFILE, SUDOERS, SYSTEM_BASHRC, USER_PROFILE } from './host-files';
import { layCniPlugins, layUnits } from './package-parts';
import { layPackages } from './package-files';

/** Commands that stand in /usr/sbin on Ubuntu. */
const SYSTEM = new Set([
  'useradd',
  'userdel',
  'groupadd',
  'groupdel',
  'usermod',
  'adduser',
  'addgroup',
  'deluser',
  'delgroup',
  'groupmod',
  'nologin',
  'chpasswd',
  'visudo',
  'sysctl',
  'swapoff',
  'iptables',
  'ip',
  'sshd',
  'reboot',
  'chroot',
]);
/** Programs that run as root, whoever calls them. */
const SETUID = ['sudo', 'su', 'passwd', 'chsh', 'gpasswd', 'chage'];
/** Programs of Kubernetes' packages. */
const OF_KUBERNETES = new Set(['kubeadm', 'kubectl', 'kubelet', 'crictl']);
/** What a server has only when its package is installed. */
const OF_PACKAGES = new Set(['docker', 'podman', 'nerdctl', 'strings', 'command-not-found']);
/** Programs that belong into images only. */
const IN_IMAGES =
  /^(busybox|nginx|nginx-.*|httpd-server|http-echo|whoami-server|agnhost|.*-entrypoint|exec-arguments|redis-server|mysqld|postgres|memcached|mongod|pause|stress|kube-apiserver|kube-controller-manager|kube-scheduler|kube-proxy|etcd|coredns|calico-.*|flanneld|cilium-.*|aws-.*|azure-.*|netd|anetd|cni-plugin|metrics-server|local-path-provisioner|host-daemon|systemd|systemd-(?!analyze|run|cat|notify|escape|detect-virt|cgls|cgtop|delta|path).*|dbus-daemon|rsyslogd|rpc\.nfsd|.*\.csi\..*|cephcsi|csi-sidecar|snapshot-controller|nfs-subdir-external-provisioner|metallb-.*)$/;

/** Makes a host's disk: an Ubuntu server with containerd and the Kubernetes packages. */
export function furnishHost(core: Core, kernel: Kernel, profile: Profile, host: ProfileHost): void {
  const now = core.sim.now();
  const installed = now - 20 * 86_400_000;
  const fs = new FileSystem('ext4', installed, { bytes: 1024 * 1024 * 1024, inodes: 200_000 });
  const tree = treeOf(fs, installed);
  layDirectories(tree, { merged: true });
  for (const name of core.programs.names()) {
    if (!IN_IMAGES.test(name) && !OF_PACKAGES.has(name) && !(profile.machinesOnly && isNode(host) && OF_KUBERNETES.has(name)))
      installProgram(tree, `${SYSTEM.has(name) ? '/usr/sbin' : '/usr/bin'}/${name}`, name);
  }
  if (!core.programs.get('rbash')) tree.symlink('bash', '/usr/bin/rbash');
  installProgram(tree, '/usr/bin/dash', 'bash');
  tree.symlink('dash', '/usr/bin/sh');
  for (const name of ['vi', 'vim', 'editor'])
    if (!core.programs.get(name) && core.programs.get('vi')) tree.symlink('vi', `/usr/bin/${name}`);
  if (core.programs.get('command-not-found')) {
    tree.mkdirs('/usr/lib');
    installProgram(tree, '/usr/lib/command-not-found', 'command-not-found');
  }
  for (const name of SETUID) if (tree.tryFind(`/usr/bin/${name}`)) tree.chmod(`/usr/bin/${name}`, 0o4755);
  for (const name of profile.machinesOnly ? ['containerd'] : ['kubelet', 'containerd'])
    if (!tree.tryFind(`/usr/bin/${name}`)) installProgram(tree, `/usr/bin/${name}`, 'host-daemon');
  writeAll(tree, ubuntuFiles(profile, host));
  layRoot(tree);
  layUnits(tree, 'ssh');
  tree.mkdirs('/etc/systemd/system/multi-user.target.wants');
  tree.symlink('/usr/lib/systemd/system/ssh.service', '/etc/systemd/system/multi-user.target.wants/ssh.service');
  tree.symlink('/usr/lib/systemd/system/ssh.service', '/etc/systemd/system/sshd.service');
  laySsh(tree, profile, host.name);
  layStandardUnits(tree);
  layNfs(tree);
  if (isNode(host)) layNode(tree, profile);
  layPackages(tree, { kubernetes: isNode(host) && !profile.machinesOnly ? versionOf(profile) : undefined, containerd: isNode(host) });
  kernel.addStore('root', fs);
  kernel.addStore('dev', deviceFs(installed));
  // The kernel keeps a little of the memory for itself, the file system of the disk.
  kernel.state.settings.set('hardware/memory', String(Math.floor((host.memoryBytes * 0.95) / 1024) * 1024));
  kernel.state.settings.set('hardware/disk', String(Math.floor(host.diskBytes * 0.97)));
  kernel.state.settings.set('hardware/cpus', String(host.cpus));
  kernel.setNet({ id: HOST, addresses: [host.ip] });
  kernel.setNamespaces({
    id: HOST,
    hostname: host.name,
    net: HOST,
    pid: '',
    mounts: standardMounts(rootMount('root', 'ext4', '/dev/vda1'), 'dev'),
  });
}

const isNode = ({ role }: ProfileHost): boolean => role === 'control-plane' || role === 'worker';

function ubuntuFiles(profile: Profile, host: ProfileHost): Record<string, string> {
  const others = profile.hosts.map(({ name, ip }) => `${ip} ${name}\n`).join('');
  return {
    '/etc/os-release': osRelease('ubuntu')!,
    '/etc/lsb-release': 'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=24.04\nDISTRIB_CODENAME=noble\nDISTRIB_DESCRIPTION="Ubuntu 24.04.3 LTS"\n',
    '/etc/hostname': `${host.name}\n`,
    '/etc/hosts': `127.0.0.1 localhost\n127.0.1.1 ${host.name}\n\n# The following lines are desirable for IPv6 capable hosts\n::1 ip6-localhost ip6-loopback\nfe00::0 ip6-localnet\nff00::0 ip6-mcastprefix\nff02::1 ip6-allnodes\nff02::2 ip6-allrouters\n\n${others}`,
    '/etc/resolv.conf': 'nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch .\n',
    '/run/systemd/resolve/resolv.conf': 'nameserver 8.8.8.8\nnameserver 1.1.1.1\nsearch .\n',
    '/etc/passwd':
      'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nbin:x:2:2:bin:/bin:/usr/sbin/nologin\nsys:x:3:3:sys:/dev:/usr/sbin/nologin\nsync:x:4:65534:sync:/bin:/bin/sync\nman:x:6:12:man:/var/cache/man:/usr/sbin/nologin\nmail:x:8:8:mail:/var/mail:/usr/sbin/nologin\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\nsystemd-network:x:998:998:systemd Network Management:/:/usr/sbin/nologin\nsshd:x:101:65534::/run/sshd:/usr/sbin/nologin\nubuntu:x:1000:1000:Ubuntu:/home/ubuntu:/bin/bash\n',
    '/etc/group':
      'root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\nadm:x:4:ubuntu\ntty:x:5:\ndisk:x:6:\nmail:x:8:\nman:x:12:\nsudo:x:27:ubuntu\nwww-data:x:33:\nshadow:x:42:\nusers:x:100:\nnogroup:x:65534:\nubuntu:x:1000:\n',
    '/etc/shells': '/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n',
    '/etc/fstab': 'LABEL=cloudimg-rootfs\t/\t ext4\tdiscard,commit=30,errors=remount-ro\t0 1\n',
    '/run/motd.dynamic':
      'Welcome to Ubuntu 24.04.3 LTS (GNU/Linux 6.8.0-90-generic x86_64)\n\n * Documentation:  https://help.ubuntu.com\n * Management:     https://landscape.canonical.com\n * Support:        https://ubuntu.com/pro\n\n',
    '/etc/issue': 'Ubuntu 24.04.3 LTS \\n \\l\n\n',
    '/etc/timezone': 'Etc/UTC\n',
    '/etc/profile': PROFILE,
    '/etc/bash.bashrc': SYSTEM_BASHRC,
    '/etc/sysctl.d/k8s.conf': 'net.ipv4.ip_forward = 1\n',
    '/etc/modules-load.d/k8s.conf': 'overlay\nbr_netfilter\n',
    '/etc/crictl.yaml':
      'runtime-endpoint: unix:///run/containerd/containerd.sock\nimage-endpoint: unix:///run/containerd/containerd.sock\n',
    '/etc/sudoers': SUDOERS,
    '/etc/sudoers.d/90-cloud-init-users': '# User rules for ubuntu\nubuntu ALL=(ALL) NOPASSWD:ALL\n',
    '/etc/skel/.bashrc': BASHRC,
    '/root/.bashrc': BASHRC,
    '/etc/skel/.profile': USER_PROFILE,
    '/home/ubuntu/.profile': USER_PROFILE,
    '/root/.profile':
      '# ~/.profile: executed by Bourne-compatible login shells.\n\nif [ "$BASH" ]; then\n  if [ -f ~/.bashrc ]; then\n    . ~/.bashrc\n  fi\nfi\n\nmesg n 2> /dev/null || true\n',
    '/home/ubuntu/.bashrc': BASHRC,
  };
}

function layRoot(tree: Tree): void {
  tree.writeFile('/etc/shadow', 'root:*:20100:0:99999:7:::\nnobody:*:20100:0:99999:7:::\nubuntu:!:20100:0:99999:7:::\n', { mode: 0o640 });
  for (const path of ['/etc/sudoers', '/etc/sudoers.d/90-cloud-init-users']) tree.chmod(path, 0o440);
  tree.chown('/home/ubuntu', 1000, 1000);
  tree.symlink('/usr/share/zoneinfo/Etc/UTC', '/etc/localtime');
}

function layNode(tree: Tree, profile: Profile): void {
  const units = profile.machinesOnly ? ['containerd'] : ['kubelet', 'containerd'];
  for (const name of units) layUnits(tree, name);
  for (const path of [
    ...(profile.machinesOnly
      ? []
      : ['/etc/kubernetes/manifests', '/var/lib/kubelet/plugins', '/var/lib/kubelet/plugins_registry', '/var/lib/kubelet/pods']),
    '/etc/cni/net.d',
    '/var/lib/containerd',
    '/var/log/pods',
    '/var/log/containers',
    '/etc/systemd/system/multi-user.target.wants',
  ])
    tree.mkdirs(path);
  if (!profile.machinesOnly) layCniPlugins(tree);
  for (const name of units)
    tree.symlink(`/usr/lib/systemd/system/${name}.service`, `/etc/systemd/system/multi-user.target.wants/${name}.service`);
  writeAll(tree, {
    ...(profile.machinesOnly
      ? {}
      : {
          '/etc/default/kubelet': 'KUBELET_EXTRA_ARGS=\n',
          '/var/lib/kubelet/kubeadm-flags.env': 'KUBELET_KUBEADM_ARGS="--pod-infra-container-image=registry.k8s.io/pause:3.10.1"\n',
        }),
    '/etc/containerd/config.toml':
      "version = 3\n\n[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]\n  SystemdCgroup = true\n",
  });
}
