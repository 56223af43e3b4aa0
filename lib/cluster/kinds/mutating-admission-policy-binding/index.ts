import { validateMutatingBinding } from '../admission-policy-validation';
import { defaultPolicyBinding } from '../admission-webhook';
import type { Kind } from '../kind';
import { columns } from './columns';

export const mutatingAdmissionPolicyBinding: Kind = {
  group: 'admissionregistration.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicyBinding' }],
  // What etcd holds must be readable by the version before, which knew no v1.
  storageVersion: 'v1beta1',
  kind: 'MutatingAdmissionPolicyBinding',
  plural: 'mutatingadmissionpolicybindings',
  singular: 'mutatingadmissionpolicybinding',
  categories: ['api-extensions'],
  defaults: defaultPolicyBinding,
  namespaced: false,
  strategy: { validate: validateMutatingBinding, validateUpdate: validateMutatingBinding },
  columns,
};
