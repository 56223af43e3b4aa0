import type { KubeObject } from '@/lib/api/object';
import type { BootstrapRanges } from '../kind';
import { firstAddress } from './ranges';

/** The service of the API server itself, at the first address of the service network. Models controlplane's reconciler. */
export const kubernetesService = ({ serviceCidr, securePort }: BootstrapRanges): readonly KubeObject[] => [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      type: 'ClusterIP',
      clusterIP: firstAddress(serviceCidr),
      clusterIPs: [firstAddress(serviceCidr)],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: securePort }],
      sessionAffinity: 'None',
    },
  },
];
