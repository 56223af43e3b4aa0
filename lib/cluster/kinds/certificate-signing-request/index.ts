import { describeCertificateSigningRequest } from './describe';
import { approvalSubresource, csrStrategy } from './strategy';
import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource } from '../strategy';

export const certificateSigningRequest: Kind = {
  group: 'certificates.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.certificates.v1.CertificateSigningRequest' }],
  kind: 'CertificateSigningRequest',
  plural: 'certificatesigningrequests',
  singular: 'certificatesigningrequest',
  shortNames: ['csr'],
  namespaced: false,
  strategy: csrStrategy,
  columns,
  subresources: [statusSubresource, approvalSubresource],
  selectableFields: { 'spec.signerName': (object) => String(object.spec?.signerName ?? '') },
  describe: describeCertificateSigningRequest,
};
