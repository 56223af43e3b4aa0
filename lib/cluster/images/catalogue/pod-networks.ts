import { executable, type Image } from '../image';

const CALICO = { latest: '3.31.3', prefix: 'v', series: { '3.26': 4, '3.27': 5, '3.28': 5, '3.29': 6, '3.30': 3, '3.31': 4 } };

/** Calico's own images appear under two registries. */
const calico = (name: string, megabytes: number, more: Partial<Image>): Image => ({
  repository: `docker.io/calico/${name}`,
  also: [`quay.io/calico/${name}`],
  tags: CALICO,
  base: 'distroless',
  entrypoint: [`/usr/bin/${name}`],
  megabytes,
  ...more,
});

const agent = (
  repository: string,
  version: string,
  program: string,
  path: string,
  megabytes: number,
  more: Partial<Image> = {},
): Image => ({
  repository,
  tags: { latest: version, noLatest: true, prefix: 'v', names: { [`v${version}`]: version } },
  base: 'alpine',
  entrypoint: [path],
  files: [executable(path, program)],
  megabytes,
  ...more,
});

const ECR = '602401143452.dkr.ecr.us-east-1.amazonaws.com';
const MCR = 'mcr.microsoft.com/containernetworking';

/** Agents and installers of pod networks. */
export const POD_NETWORK_IMAGES: readonly Image[] = [
  calico('node', 135, {
    entrypoint: ['start_runit'],
    files: [executable('/usr/bin/start_runit', 'calico-node'), executable('/bin/calico-node')],
  }),
  calico('kube-controllers', 48, { files: [executable('/usr/bin/kube-controllers', 'calico-kube-controllers')] }),
  calico('cni', 70, { entrypoint: ['/opt/cni/bin/install'], files: [executable('/opt/cni/bin/install', 'calico-cni')] }),
  {
    repository: 'ghcr.io/flannel-io/flannel',
    also: ['docker.io/flannel/flannel', 'docker.io/rancher/mirrored-flannelcni-flannel'],
    tags: { latest: '0.27.4', prefix: 'v', series: { '0.24': 4, '0.25': 7, '0.26': 7, '0.27': 4 } },
    base: 'alpine',
    entrypoint: ['/opt/bin/flanneld'],
    files: [executable('/opt/bin/flanneld')],
    megabytes: 32,
  },
  {
    repository: 'ghcr.io/flannel-io/flannel-cni-plugin',
    also: ['docker.io/flannel/flannel-cni-plugin'],
    tags: {
      latest: '1.8.0-flannel1',
      names: Object.fromEntries(
        ['v1.5.1-flannel2', 'v1.6.2-flannel1', 'v1.7.1-flannel1', 'v1.8.0-flannel1'].map((tag) => [tag, tag.slice(1)]),
      ),
    },
    base: 'alpine',
    files: [executable('/flannel', 'cni-plugin')],
    megabytes: 5,
  },
  agent('quay.io/cilium/cilium', '1.18.4', 'cilium-agent', '/usr/bin/cilium-agent', 240),
  agent('quay.io/cilium/operator-generic', '1.18.4', 'cilium-operator', '/usr/bin/cilium-operator-generic', 40),
  agent(`${ECR}/amazon-k8s-cni`, '1.20.4', 'aws-k8s-agent', '/app/aws-vpc-cni', 50),
  agent(`${ECR}/amazon-k8s-cni-init`, '1.20.4', 'true', '/init/aws-vpc-cni-init', 60),
  agent(`${ECR}/amazon/aws-network-policy-agent`, '1.2.7', 'aws-eks-nodeagent', '/controller', 40),
  agent(`${MCR}/azure-cns`, '1.7.5', 'azure-cns', '/usr/local/bin/azure-cns', 60),
  agent(`${MCR}/azure-npm`, '1.6.33', 'azure-npm', '/usr/bin/azure-npm', 50),
  agent('gke.gcr.io/netd-gke', '0.4.3', 'netd', '/netd', 30),
  agent('gke.gcr.io/cilium/anetd', '1.16.6', 'anetd', '/usr/bin/cilium-agent', 200),
];
