import type { ClusterPki } from '@/lib/cluster/pki/cluster-pki';
import { controlPlanesOf, etcdHostsOf, type Profile, type ProfileHost } from '@/lib/cluster/profiles/profile';
import { installProgram } from '@/lib/hosts/base-system';
import type { Kernel } from '@/lib/hosts/process/kernel';
import { writeAll } from './write-all';

const WANTS = '/etc/systemd/system/multi-user.target.wants';

/** A host with HAProxy in front of the API servers. */
export function layBalancer(kernel: Kernel, profile: Profile): void {
  const tree = kernel.tree();
  const servers = controlPlanesOf(profile).map(({ name, ip }) => `    server ${name} ${ip}:6443 check\n`);
  installProgram(tree, '/usr/sbin/haproxy', 'haproxy');
  writeAll(tree, {
    '/etc/haproxy/haproxy.cfg': `global
    log /dev/log local0
    daemon

defaults
    mode tcp
    log global
    option tcplog
    timeout connect 5s
    timeout client 1h
    timeout server 1h

frontend kube-apiserver
    bind *:6443
    default_backend kube-apiserver

backend kube-apiserver
    balance roundrobin
    option tcp-check
${servers.join('')}`,
    '/usr/lib/systemd/system/haproxy.service': `[Unit]
Description=HAProxy Load Balancer
After=network-online.target

[Service]
ExecStart=/usr/sbin/haproxy -Ws -f /etc/haproxy/haproxy.cfg -p /run/haproxy.pid
Restart=always

[Install]
WantedBy=multi-user.target
`,
  });
  tree.mkdirs(WANTS);
  tree.symlink('/usr/lib/systemd/system/haproxy.service', `${WANTS}/haproxy.service`);
}

/** A host that runs etcd under systemd, with the certificates of kubeadm's guide for external etcd. */
export function layEtcdHost(kernel: Kernel, profile: Profile, pki: ClusterPki, host: ProfileHost): void {
  const tree = kernel.tree();
  const directory = '/etc/kubernetes/pki';
  installProgram(tree, '/usr/local/bin/etcd', 'etcd');
  const own = { ...pki.certificates, ...pki.hosts?.[host.name] };
  writeAll(tree, { [`${directory}/etcd/ca.crt`]: pki.etcdCa.certificatePem });
  for (const name of ['etcd/server', 'etcd/peer', 'etcd/healthcheck-client', 'apiserver-etcd-client']) {
    const certificate = own[name];
    if (!certificate) continue;
    writeAll(tree, { [`${directory}/${name}.crt`]: certificate.certificatePem });
    writeAll(tree, { [`${directory}/${name}.key`]: certificate.key.privatePem }, 0o600);
  }
  const members = etcdHostsOf(profile).map(({ name, ip }) => `${name}=https://${ip}:2380`);
  const flags = [
    `--name=${host.name}`,
    '--data-dir=/var/lib/etcd',
    `--listen-client-urls=https://127.0.0.1:2379,https://${host.ip}:2379`,
    `--advertise-client-urls=https://${host.ip}:2379`,
    `--listen-peer-urls=https://${host.ip}:2380`,
    `--initial-advertise-peer-urls=https://${host.ip}:2380`,
    `--initial-cluster=${members.join(',')}`,
    '--initial-cluster-token=etcd-cluster',
    '--initial-cluster-state=new',
    `--cert-file=${directory}/etcd/server.crt`,
    `--key-file=${directory}/etcd/server.key`,
    '--client-cert-auth=true',
    `--trusted-ca-file=${directory}/etcd/ca.crt`,
    `--peer-cert-file=${directory}/etcd/peer.crt`,
    `--peer-key-file=${directory}/etcd/peer.key`,
    '--peer-client-cert-auth=true',
    `--peer-trusted-ca-file=${directory}/etcd/ca.crt`,
    '--listen-metrics-urls=http://127.0.0.1:2381',
  ];
  writeAll(tree, {
    '/etc/systemd/system/etcd.service': `[Unit]
Description=etcd
Documentation=https://github.com/etcd-io/etcd
After=network-online.target

[Service]
Type=notify
ExecStart=/usr/local/bin/etcd ${flags.join(' \\\n  ')}
Restart=always
RestartSec=10s
LimitNOFILE=40000

[Install]
WantedBy=multi-user.target
`,
  });
  tree.mkdirs('/var/lib/etcd', 0o700);
  tree.chmod('/var/lib/etcd', 0o700);
  tree.mkdirs(WANTS);
  tree.symlink('/etc/systemd/system/etcd.service', `${WANTS}/etcd.service`);
}
