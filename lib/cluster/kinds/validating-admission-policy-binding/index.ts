import { validateValidatingBinding } from '../admission-policy-validation';
import { defaultPolicyBinding } from '../admission-webhook';
import type { Kind } from '../kind';
import { columns } from './columns';

export const validatingAdmissionPolicyBinding: Kind = {
  group: 'admissionregistration.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding' }],
  kind: 'ValidatingAdmissionPolicyBinding',
  plural: 'validatingadmissionpolicybindings',
  singular: 'validatingadmissionpolicybinding',
  categories: ['api-extensions'],
  defaults: defaultPolicyBinding,
  namespaced: false,
  strategy: { validate: validateValidatingBinding, validateUpdate: validateValidatingBinding },
  columns,
};
