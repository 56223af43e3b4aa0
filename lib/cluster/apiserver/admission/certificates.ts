import { deepEqual } from '@/lib/api/freeze';
import { forbiddenStatus } from '@/lib/api/status';
import { decide } from '../authz/authorize';
import { requestSubject } from '../../kinds/certificate-signing-request/request-subject';
import type { AdmissionPlugin, Attributes } from './chain';
import { isCreationOf } from './pod';

const GROUP = 'certificates.k8s.io';
const REQUESTS = 'certificatesigningrequests';
const CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client';

/** Who approves must be allowed to approve for the signer. Models plugin/pkg/admission/certificates/approval. */
export const certificateApproval: AdmissionPlugin = {
  name: 'CertificateApproval',
  validate(attributes) {
    if (!isUpdateOf(attributes, 'approval')) return;
    const signer = signerOf(attributes);
    if (!isAuthorizedForSigner(attributes, 'approve', signer)) {
      throw refused(attributes, `user not permitted to approve requests with signerName ${JSON.stringify(signer)}`);
    }
  },
};

/** Who sets a certificate or conditions must be allowed to sign for the signer. Models plugin/pkg/admission/certificates/signing. */
export const certificateSigning: AdmissionPlugin = {
  name: 'CertificateSigning',
  validate(attributes) {
    if (!isUpdateOf(attributes, 'status')) return;
    const { object, old } = attributes;
    const same = (field: string) => deepEqual(object?.status?.[field], old?.status?.[field]);
    if (same('certificate') && same('conditions')) return;
    const signer = signerOf(attributes);
    if (!isAuthorizedForSigner(attributes, 'sign', signer)) {
      throw refused(attributes, `user not permitted to sign requests with signerName ${JSON.stringify(signer)}`);
    }
  },
};

/** Nobody becomes system:masters by a request. Models plugin/pkg/admission/certificates/subjectrestriction. */
export const certificateSubjectRestriction: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  validate(attributes) {
    const { object } = attributes;
    if (!object || !isCreationOf(attributes as Attributes & { object: typeof object }, GROUP, REQUESTS)) return;
    if (object.spec?.signerName !== CLIENT_SIGNER) return;
    if (requestSubject((object.spec.request as string | undefined) ?? '')?.organization.includes('system:masters')) {
      throw refused(attributes, `use of ${CLIENT_SIGNER} signer with system:masters group is not allowed`);
    }
  },
};

function isUpdateOf({ call, operation, subresource }: Attributes, wanted: string): boolean {
  const { group, resource } = call.served.resource;
  return operation === 'UPDATE' && subresource === wanted && group === GROUP && resource === REQUESTS;
}

const signerOf = ({ old }: Attributes) => String(old?.spec?.signerName ?? '');
const refused = ({ call, object }: Attributes, why: string) => forbiddenStatus(call.served.resource, object?.metadata.name ?? '', why);

/** By the signer's whole name, or for all signers of its domain. Models certificates.IsAuthorizedForSignerName. */
function isAuthorizedForSigner({ call }: Attributes, verb: string, signer: string): boolean {
  return [signer, `${signer.split('/')[0]}/*`].some((name) => {
    const what = { verb, isResource: true, group: GROUP, resource: 'signers', subresource: '', namespace: '', name, path: '' };
    return decide(call.server, call.user, what).allowed;
  });
}
