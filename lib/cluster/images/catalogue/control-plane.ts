import type { Image } from '../image';

const KUBERNETES = { '1.31': 13, '1.32': 9, '1.33': 5, '1.34': 3, '1.35': 3, '1.36': 3 };

const component = (name: string, megabytes: number): Image => ({
  repository: `registry.k8s.io/${name}`,
  tags: { latest: '1.36.3', noLatest: true, prefix: 'v', series: KUBERNETES },
  base: () => 'distroless',
  entrypoint: ['/go-runner'],
  files: () => [
    { path: '/go-runner', program: 'exec-arguments' },
    { path: `/usr/local/bin/${name}`, program: name },
  ],
  megabytes,
});

export const CONTROL_PLANE_IMAGES: readonly Image[] = [
  component('kube-apiserver', 28),
  component('kube-controller-manager', 23),
  component('kube-scheduler', 17),
  component('kube-proxy', 26),
  {
    repository: 'registry.k8s.io/etcd',
    tags: {
      latest: '3.6.8-0',
      noLatest: true,
      names: Object.fromEntries(
        '3.5.15-0 3.5.16-0 3.5.21-0 3.5.24-0 3.6.4-0 3.6.5-0 3.6.6-0 3.6.8-0 3.6.10-0'.split(' ').map((tag) => [tag, tag]),
      ),
    },
    base: () => 'distroless',
    cmd: ['etcd'],
    files: () => [
      { path: '/usr/local/bin/etcd', program: 'etcd' },
      { path: '/usr/local/bin/etcdctl', program: 'etcdctl' },
      { path: '/usr/local/bin/etcdutl', program: 'etcdutl' },
    ],
    megabytes: 22,
  },
  {
    repository: 'registry.k8s.io/coredns/coredns',
    tags: { latest: '1.14.2', noLatest: true, prefix: 'v', series: { '1.11': 4, '1.12': 4, '1.13': 2, '1.14': 3 } },
    base: () => 'distroless',
    entrypoint: ['/coredns'],
    ports: ['53/tcp', '53/udp'],
    files: () => [{ path: '/coredns', program: 'coredns' }],
    megabytes: 21,
  },
  {
    repository: 'registry.k8s.io/pause',
    tags: {
      latest: '3.10.1',
      noLatest: true,
      names: Object.fromEntries('3.1 3.2 3.3 3.4.1 3.5 3.6 3.7 3.8 3.9 3.10 3.10.1 3.10.2'.split(' ').map((tag) => [tag, tag])),
    },
    base: () => 'distroless',
    entrypoint: ['/pause'],
    user: '65535:65535',
    files: () => [{ path: '/pause', program: 'pause' }],
    megabytes: 1,
  },
  {
    repository: 'registry.k8s.io/metrics-server/metrics-server',
    tags: { latest: '0.8.0', noLatest: true, prefix: 'v', series: { '0.6': 4, '0.7': 2, '0.8': 0 } },
    base: () => 'distroless',
    entrypoint: ['/metrics-server'],
    user: '65534',
    files: () => [{ path: '/metrics-server', program: 'metrics-server' }],
    megabytes: 22,
  },
  {
    repository: 'registry.k8s.io/ingress-nginx/controller',
    tags: { latest: '1.13.3', noLatest: true, prefix: 'v', series: { '1.10': 6, '1.11': 8, '1.12': 7, '1.13': 3 } },
    base: () => 'alpine',
    entrypoint: ['/usr/bin/dumb-init', '--'],
    cmd: ['/nginx-ingress-controller'],
    files: () => [
      { path: '/usr/bin/dumb-init', program: 'exec-arguments' },
      { path: '/nginx-ingress-controller', program: 'nginx-ingress-controller' },
    ],
    megabytes: 105,
  },
  {
    repository: 'docker.io/rancher/local-path-provisioner',
    tags: { latest: '0.0.32', prefix: 'v', series: { '0.0': 32 } },
    base: () => 'alpine',
    cmd: ['local-path-provisioner'],
    files: () => [{ path: '/usr/bin/local-path-provisioner', program: 'local-path-provisioner' }],
    megabytes: 20,
  },
];
