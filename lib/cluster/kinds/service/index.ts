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
  strategy: { ...serviceStrategy, returnsDeleted: true, validate: validateService, validateUpdate: validateServiceUpdate },
  columns,
  bootstrap: kubernetesService,
  describe: describeService,
  selectableFields: {
    'spec.clusterIP': (object) => String(object.spec?.clusterIP ?? ''),
    'spec.type': (object) => String(object.spec?.type ?? ''),
  },
  subresources: [
    {
      name: 'proxy',
      speaks: { group: '', version: 'v1', kind: 'ServiceProxyOptions' },
      verbs: ['create', 'delete', 'get', 'patch', 'update'],
    },
    statusSubresource,
  ],
};
