import { secretWarnings } from './warnings';
import { describeSecret } from './describe';
import { validateSecret, validateSecretUpdate } from './validate';
import { fill } from '../fill';
import { mergeStringData } from './string-data';
import type { Kind } from '../kind';
import { columns } from './columns';

export const secret: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.Secret' }],
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  defaults: (object) => fill(mergeStringData(object), { type: 'Opaque' }),
  namespaced: true,
  strategy: { generation: false, validate: validateSecret, warnings: secretWarnings, validateUpdate: validateSecretUpdate },
  columns,
  describe: describeSecret,
  selectableFields: { type: (object) => String(object.type ?? '') },
};
