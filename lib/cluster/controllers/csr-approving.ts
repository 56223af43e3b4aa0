import type { KubeObject } from '@/lib/api/object';
import { parseCertificateRequest, type ParsedRequest } from '../pki/certificate-request';
import { isApproved, isDenied, isKubeletClient, requestPem, type CertificateSigningRequest } from './csr-request';
import { bindQueue, type ControllerContext } from './context';
import { CERTIFICATE_SIGNING_REQUESTS, SUBJECT_ACCESS_REVIEWS } from '../client/resources';

const GROUP = 'certificates.k8s.io';
const KUBELET_SIGNER = 'kubernetes.io/kube-apiserver-client-kubelet';
/** Asked again when the requester was not allowed: rights may come. */
const AGAIN_MS = 10_000;

const RECOGNIZED = [
  {
    subresource: 'selfnodeclient',
    isSelf: true,
    message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
  },
  { subresource: 'nodeclient', isSelf: false, message: 'Auto approving kubelet client certificate after SubjectAccessReview.' },
] as const;

/** Approves the client certificates of kubelets, if their requesters may have them. Models pkg/controller/certificates/approver. */
export function csrApprovingController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const enqueue = bindQueue(context, 'csrapproving', (name) => {
    const request = client.get<CertificateSigningRequest>(CERTIFICATE_SIGNING_REQUESTS, '', name);
    if (!request || request.status?.certificate || isApproved(request) || isDenied(request)) return;
    if (request.spec.signerName !== KUBELET_SIGNER) return;
    const parsed = parsedOf(request);
    if (!parsed || !isKubeletClient(parsed, request.spec.usages ?? [])) return;
    for (const { subresource, isSelf, message } of RECOGNIZED) {
      if (isSelf && request.spec.username !== parsed.commonName) continue;
      if (!isAllowed(request, subresource)) continue;
      const condition = { type: 'Approved', status: 'True', reason: 'AutoApproved', message };
      const conditions = [...(request.status?.conditions ?? []), condition];
      client.update(CERTIFICATE_SIGNING_REQUESTS, { ...request, status: { ...request.status, conditions } } as KubeObject, 'approval');
      return;
    }
    sim.after('controller/csrapproving', name, AGAIN_MS, { background: true });
  });
  informers.informer(CERTIFICATE_SIGNING_REQUESTS).onChange(({ type, object }) => {
    if (type !== 'DELETED') enqueue(object.metadata.name);
  });

  function isAllowed({ spec }: CertificateSigningRequest, subresource: string): boolean {
    const review = client.create<KubeObject>(SUBJECT_ACCESS_REVIEWS, {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user: spec.username ?? '',
        ...(spec.uid && { uid: spec.uid }),
        ...(spec.groups && { groups: spec.groups }),
        ...(spec.extra && { extra: spec.extra }),
        resourceAttributes: { group: GROUP, resource: 'certificatesigningrequests', verb: 'create', subresource },
      },
    });
    return review.status?.allowed === true;
  }
}

function parsedOf(request: CertificateSigningRequest): ParsedRequest | undefined {
  try {
    return parseCertificateRequest(requestPem(request));
  } catch {
    return undefined;
  }
}
