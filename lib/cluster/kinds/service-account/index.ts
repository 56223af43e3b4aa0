import { serviceAccountWarnings } from './warnings';
import { describeServiceAccount } from './describe';
import type { Kind } from '../kind';
import { columns } from './columns';

export const serviceAccount: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.ServiceAccount' }],
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  namespaced: true,
  strategy: { generation: false, returnsDeleted: true, warnings: serviceAccountWarnings },
  columns,
  describe: describeServiceAccount,
  subresources: [{ name: 'token', speaks: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' }, verbs: ['create'] }],
};
