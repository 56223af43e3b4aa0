import { validateMutatingPolicy } from '../admission-policy-validation';
import { defaultPolicy } from '../admission-webhook';
import type { Kind } from '../kind';
import { columns } from './columns';

export const mutatingAdmissionPolicy: Kind = {
  group: 'admissionregistration.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicy' }],
  // What etcd holds must be readable by the version before, which knew no v1.
  storageVersion: 'v1beta1',
  kind: 'MutatingAdmissionPolicy',
  plural: 'mutatingadmissionpolicies',
  singular: 'mutatingadmissionpolicy',
  categories: ['api-extensions'],
  defaults: defaultPolicy,
  namespaced: false,
  strategy: {
    validate: (policy) => validateMutatingPolicy(policy),
    validateUpdate: (policy, old) => validateMutatingPolicy(policy, old),
  },
  columns,
};
