import { templateWarnings } from '../pod/warnings';
import { describeDaemonSet } from './describe';
import { validateDaemonSet, withFixedSelector } from '../workload-validation';
import { daemonSetStrategy } from './strategy';
import { defaultDaemonSet } from './defaults';
import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource } from '../strategy';

export const daemonSet: Kind = {
  group: 'apps',
  versions: [{ name: 'v1', schema: 'io.k8s.api.apps.v1.DaemonSet' }],
  kind: 'DaemonSet',
  plural: 'daemonsets',
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  defaults: defaultDaemonSet,
  namespaced: true,
  strategy: {
    ...daemonSetStrategy,
    warnings: templateWarnings,
    validate: validateDaemonSet,
    validateUpdate: withFixedSelector(validateDaemonSet),
  },
  columns,
  subresources: [statusSubresource],
  describe: describeDaemonSet,
};
