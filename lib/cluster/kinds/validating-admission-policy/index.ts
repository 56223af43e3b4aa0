import { validateValidatingPolicy } from '../admission-policy-validation';
import { defaultPolicy } from '../admission-webhook';
import type { Kind } from '../kind';
import { columns } from './columns';
import { joinStrategies, statusSubresource, withStatus } from '../strategy';

export const validatingAdmissionPolicy: Kind = {
  group: 'admissionregistration.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicy' }],
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  singular: 'validatingadmissionpolicy',
  categories: ['api-extensions'],
  defaults: defaultPolicy,
  namespaced: false,
  strategy: joinStrategies(withStatus(), {
    validate: (policy) => validateValidatingPolicy(policy),
    validateUpdate: (policy, old) => validateValidatingPolicy(policy, old),
  }),
  columns,
  subresources: [statusSubresource],
};
