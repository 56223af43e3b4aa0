import { within } from '../fill';
import { defaultClaimSpec } from '../resource-claim/defaults';
import type { Kind } from '../kind';
import { columns } from './columns';
import { validateResourceClaim, validateResourceClaimStatus, validateResourceClaimUpdate } from './validate';
import { statusSubresource, withStatus } from '../strategy';

export const resourceClaim: Kind = {
  group: 'resource.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.resource.v1.ResourceClaim' }],
  kind: 'ResourceClaim',
  plural: 'resourceclaims',
  singular: 'resourceclaim',
  defaults: (object) => within(object, 'spec', defaultClaimSpec),
  namespaced: true,
  strategy: {
    ...withStatus(),
    generation: false,
    returnsDeleted: true,
    validate: validateResourceClaim,
    validateUpdate: validateResourceClaimUpdate,
    validateStatusUpdate: validateResourceClaimStatus,
  },
  columns,
  subresources: [statusSubresource],
};
