import { defaultPolicy } from '../admission-webhook';
import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource, withStatus } from '../strategy';

export const validatingAdmissionPolicy: Kind = {
  group: 'admissionregistration.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicy' }],
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  singular: 'validatingadmissionpolicy',
  categories: ['api-extensions'],
  defaults: defaultPolicy,
  namespaced: false,
  strategy: withStatus(),
  columns,
  subresources: [statusSubresource],
};
