import { validateNetworkPolicy } from './validate';
import { describeNetworkPolicy } from './describe';
import { defaultNetworkPolicy } from './defaults';
import type { Kind } from '../kind';
import { columns } from './columns';

export const networkPolicy: Kind = {
  group: 'networking.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.networking.v1.NetworkPolicy' }],
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  singular: 'networkpolicy',
  shortNames: ['netpol'],
  defaults: defaultNetworkPolicy,
  namespaced: true,
  strategy: { validate: (policy) => validateNetworkPolicy(policy), validateUpdate: validateNetworkPolicy },
  columns,
  describe: describeNetworkPolicy,
};
