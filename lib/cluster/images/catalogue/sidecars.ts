import { executable, type Image } from '../image';
import { onlyTags, tags } from '../tags';

/** A controller or sidecar of Kubernetes' own projects: one program that runs, and a port for its health if it has one. */
const sidecar = (repository: string, versions: string, rest: Partial<Image> = {}): Image => {
  const name = repository.split('/').pop()!;
  return {
    repository,
    tags: tags(versions, { prefix: 'v', noLatest: true }),
    base: 'distroless',
    entrypoint: [`/${name}`],
    files: [executable(`/${name}`, 'sidecar')],
    megabytes: 30,
    ...rest,
  };
};
const storage = (name: string, versions: string): Image => sidecar(`registry.k8s.io/sig-storage/${name}`, versions);

/** What add-ons bring along. */
export const SIDECAR_IMAGES: readonly Image[] = [
  storage('local-volume-provisioner', '2.5.0 2.7.0'),
  sidecar('registry.k8s.io/ingress-nginx/kube-webhook-certgen', '1.4.4 1.5.3 1.6.3', {
    tags: {
      latest: 'v1.6.3',
      noLatest: true,
      names: Object.fromEntries(
        'v1.1.1 v1.3.0 v20230312-helm-chart-4.5.2-28-g66a760794 v20231226-1a7112e06 v20231011-8b53cabe0 v1.4.1 v1.4.3 v1.4.4 v1.5.0 v1.5.2 v1.5.3 v1.6.1 v1.6.2 v1.6.3'
          .split(' ')
          .map((tag) => [tag, tag]),
      ),
    },
    files: [executable('/kube-webhook-certgen')],
    user: '65532',
    megabytes: 22,
  }),
  sidecar('registry.k8s.io/autoscaling/cluster-autoscaler', '1.30.4 1.31.2 1.32.1 1.33.0 1.34.1'),
  ...['vpa-recommender', 'vpa-updater', 'vpa-admission-controller'].map((name) =>
    sidecar(`registry.k8s.io/autoscaling/${name}`, '1.2.2 1.3.1 1.4.1 1.5.1', {
      files: [executable(`/${name}`)],
      tags: tags('1.2.2 1.3.1 1.4.1 1.5.1', { noLatest: true }),
    }),
  ),
  sidecar('registry.k8s.io/descheduler/descheduler', '0.31.0 0.32.2 0.33.0 0.34.0'),
  sidecar('registry.k8s.io/external-dns/external-dns', '0.14.2 0.15.1 0.17.0 0.19.0'),
  sidecar('registry.k8s.io/dns/k8s-dns-node-cache', '1.22.28 1.23.1 1.26.4'),
  sidecar('docker.io/kubernetesui/dashboard', '2.4.0 2.5.1 2.6.1 2.7.0', {
    also: ['docker.io/kubernetesui/dashboard-api', 'docker.io/kubernetesui/dashboard-web'],
  }),
  sidecar('docker.io/istio/proxyv2', '1.26.4 1.27.3', {
    tags: onlyTags('1.20.0 1.22.0 1.24.0 1.26.4 1.27.3', { noLatest: true }),
    megabytes: 90,
  }),
  sidecar('docker.io/istio/pilot', '1.26.4', { tags: onlyTags('1.20.0 1.22.0 1.24.0 1.26.4 1.27.3', { noLatest: true }), megabytes: 70 }),
];
