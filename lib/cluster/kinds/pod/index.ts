import { describePod } from './describe';
import { validatePod } from './validate';
import { validatePodUpdate } from './validate-update';
import { podStrategy } from './strategy';
import { defaultPod } from './defaults';
import type { Column, Kind } from '../kind';
import { podColumns } from './columns';
import { podSubresources } from './subresources';

export const pod: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.Pod' }],
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  defaults: defaultPod,
  namespaced: true,
  strategy: { ...podStrategy, validate: validatePod, validateUpdate: validatePodUpdate },
  columns: podColumns as unknown as readonly Column[],
  subresources: podSubresources,
  describe: describePod,
};
