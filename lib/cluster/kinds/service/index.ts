import { describeService } from './describe';
import { validateService, validateServiceUpdate } from './validate';
import { kubernetesService } from './bootstrap';
import { defaultService } from './defaults';
import { serviceStrategy } from './strategy';
import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource } from '../strategy';

export const service: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.Service' }],
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  defaults: defaultService,
  namespaced: true,
  strategy: { ...serviceStrategy, validate: validateService, validateUpdate: validateServiceUpdate },
  columns,
  subresources: [statusSubresource],
  bootstrap: kubernetesService,
  describe: describeService,
};
