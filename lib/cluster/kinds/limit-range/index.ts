import { describeLimitRange } from './describe';
import { validateLimitRange } from './validate';
import { defaultLimitRange } from './defaults';
import type { Kind } from '../kind';
import { plainColumns } from '../columns';

export const limitRange: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.LimitRange' }],
  kind: 'LimitRange',
  plural: 'limitranges',
  singular: 'limitrange',
  shortNames: ['limits'],
  defaults: defaultLimitRange,
  namespaced: true,
  strategy: { generation: false, createOnUpdate: true, validate: validateLimitRange, validateUpdate: validateLimitRange },
  columns: plainColumns,
  describe: describeLimitRange,
};
