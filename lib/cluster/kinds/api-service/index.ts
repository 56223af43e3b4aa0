import { fill, within } from '../fill';
import type { Kind } from '../kind';
import { bootstrapApiServices } from './bootstrap';
import { columns } from './columns';
import { isPathSegmentName } from '@/lib/api/names';
import { validateApiService, validateApiServiceStatus } from './validate';
import { statusSubresource, withStatus } from '../strategy';

export const apiService: Kind = {
  group: 'apiregistration.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService' }],
  kind: 'APIService',
  plural: 'apiservices',
  singular: 'apiservice',
  categories: ['api-extensions'],
  defaults: (object) => within(object, 'spec', (spec) => within(spec, 'service', (service) => fill(service, { port: 443 }))),
  namespaced: false,
  strategy: {
    ...withStatus(),
    generation: false,
    validateName: isPathSegmentName,
    validate: validateApiService,
    validateUpdate: validateApiService,
    validateStatusUpdate: validateApiServiceStatus,
  },
  columns,
  subresources: [statusSubresource],
  bootstrap: bootstrapApiServices,
};
