import { validateIngressClass, validateIngressClassUpdate } from './validate';
import { describeIngressClass } from './describe';
import { fill, within } from '../fill';
import type { Kind } from '../kind';
import { columns } from './columns';

export const ingressClass: Kind = {
  group: 'networking.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.networking.v1.IngressClass' }],
  kind: 'IngressClass',
  plural: 'ingressclasses',
  singular: 'ingressclass',
  defaults: (object) =>
    within(object, 'spec', (spec) => within(spec, 'parameters', (parameters) => fill(parameters, { scope: 'Cluster' }))),
  namespaced: false,
  strategy: { validate: validateIngressClass, validateUpdate: validateIngressClassUpdate },
  columns,
  describe: describeIngressClass,
};
