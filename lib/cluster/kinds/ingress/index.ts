import { describeIngress } from './describe';
import { ingressWarnings, validateIngress, validateIngressStatus, validateIngressUpdate } from './validate';
import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource, withStatus } from '../strategy';

export const ingress: Kind = {
  group: 'networking.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.networking.v1.Ingress' }],
  kind: 'Ingress',
  plural: 'ingresses',
  singular: 'ingress',
  shortNames: ['ing'],
  namespaced: true,
  strategy: {
    ...withStatus({ loadBalancer: {} }),
    validate: validateIngress,
    validateUpdate: validateIngressUpdate,
    validateStatusUpdate: validateIngressStatus,
    warnings: ingressWarnings,
  },
  columns,
  subresources: [statusSubresource],
  describe: describeIngress,
};
