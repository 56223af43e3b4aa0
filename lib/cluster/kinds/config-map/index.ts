import { describeConfigMap } from './describe';
import { immutableComplaints, validateConfigMap } from './validate';
import type { Kind } from '../kind';
import { columns } from './columns';

export const configMap: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.ConfigMap' }],
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  namespaced: true,
  strategy: {
    generation: false,
    validate: validateConfigMap,
    validateUpdate: (next, old) => [...immutableComplaints(next, old, ['data', 'binaryData']), ...validateConfigMap(next)],
  },
  columns,
  describe: describeConfigMap,
};
