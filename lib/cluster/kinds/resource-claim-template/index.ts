import { within } from '../fill';
import { defaultClaimSpec } from '../resource-claim/defaults';
import type { Kind } from '../kind';
import { columns } from './columns';
import { validateResourceClaimTemplate, validateResourceClaimTemplateUpdate } from './validate';

export const resourceClaimTemplate: Kind = {
  group: 'resource.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.resource.v1.ResourceClaimTemplate' }],
  kind: 'ResourceClaimTemplate',
  plural: 'resourceclaimtemplates',
  singular: 'resourceclaimtemplate',
  defaults: (object) => within(object, 'spec', (spec) => within(spec, 'spec', defaultClaimSpec)),
  namespaced: true,
  strategy: {
    generation: false,
    returnsDeleted: true,
    validate: validateResourceClaimTemplate,
    validateUpdate: validateResourceClaimTemplateUpdate,
  },
  columns,
};
