import { podWarnings } from '../pod/warnings';
import { validatePodTemplate } from '../class-validation';
import { fill, within } from '../fill';
import { defaultPodTemplate } from '../pod/defaults';
import type { Kind } from '../kind';
import { columns } from './columns';

export const podTemplate: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.PodTemplate' }],
  kind: 'PodTemplate',
  plural: 'podtemplates',
  singular: 'podtemplate',
  defaults: (object) => within(fill(object, { template: {} }), 'template', defaultPodTemplate),
  namespaced: true,
  strategy: {
    returnsDeleted: true,
    warnings: (object) => podWarnings(object.template, 'template'),
    validate: validatePodTemplate,
    validateUpdate: validatePodTemplate,
  },
  columns,
};
