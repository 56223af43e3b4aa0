import type { Kind } from '../kind';
import { columns } from './columns';
import { validateServiceCidr, validateServiceCidrUpdate } from './validate';
import { describeServiceCidr } from './describe';
import { statusSubresource, withStatus } from '../strategy';

export const serviceCIDR: Kind = {
  group: 'networking.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.networking.v1.ServiceCIDR' }],
  kind: 'ServiceCIDR',
  plural: 'servicecidrs',
  singular: 'servicecidr',
  namespaced: false,
  strategy: { ...withStatus(), generation: false, validate: validateServiceCidr, validateUpdate: validateServiceCidrUpdate },
  columns,
  describe: describeServiceCidr,
  subresources: [statusSubresource],
  bootstrap: ({ serviceCidr }) => [
    { apiVersion: 'networking.k8s.io/v1', kind: 'ServiceCIDR', metadata: { name: 'kubernetes' }, spec: { cidrs: [serviceCidr] } },
  ],
};
