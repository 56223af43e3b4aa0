import type { KubeObject } from '@/lib/api/object';
import { formatTime } from '@/lib/api/time';
import { signRequest, type Certificate } from '../pki/certificate';
import { authorityFrom } from '../pki/renew';
import { parseCertificateRequest, type ParsedRequest } from '../pki/certificate-request';
import {
  clientUsageComplaint,
  isApproved,
  isFailed,
  kubeletClientComplaint,
  kubeletServingComplaint,
  requestPem,
  type CertificateSigningRequest,
} from './csr-request';
import { bindQueue, type ControllerContext } from './context';
import { CERTIFICATE_SIGNING_REQUESTS } from '../client/resources';

/** --cluster-signing-duration */
const LONGEST_SECONDS = 365 * 24 * 3600;
const SHORTEST_SECONDS = 600;
const BACKDATE_MS = 300_000;
/** Certificates that hold for less are not backdated at their end. */
const SHORT_MS = 8 * 3_600_000;

type Complain = (request: ParsedRequest, usages: readonly string[]) => string | undefined;

/** The built-in signers and what they refuse. */
const SIGNERS: Readonly<Record<string, Complain>> = {
  'kubernetes.io/kube-apiserver-client': (_, usages) => clientUsageComplaint(usages),
  'kubernetes.io/kube-apiserver-client-kubelet': kubeletClientComplaint,
  'kubernetes.io/kubelet-serving': kubeletServingComplaint,
  'kubernetes.io/legacy-unknown': () => undefined,
};

/** Bits of a BIT STRING as asn1.KeyUsageFlags counts them. */
const KEY_USAGES: Readonly<Record<string, number>> = {
  signing: 1,
  'digital signature': 1,
  'content commitment': 2,
  'key encipherment': 4,
  'data encipherment': 8,
  'key agreement': 16,
  'cert sign': 32,
  'crl sign': 64,
  'encipher only': 128,
  'decipher only': 256,
};

/** In the order of Go's x509.ExtKeyUsage. */
const EXTENDED_USAGES: readonly (readonly [string, string])[] = [
  ['any', '2.5.29.37.0'],
  ['server auth', '1.3.6.1.5.5.7.3.1'],
  ['client auth', '1.3.6.1.5.5.7.3.2'],
  ['code signing', '1.3.6.1.5.5.7.3.3'],
  ['email protection', '1.3.6.1.5.5.7.3.4'],
  ['s/mime', '1.3.6.1.5.5.7.3.4'],
  ['ipsec end system', '1.3.6.1.5.5.7.3.5'],
  ['ipsec tunnel', '1.3.6.1.5.5.7.3.6'],
  ['ipsec user', '1.3.6.1.5.5.7.3.7'],
  ['timestamping', '1.3.6.1.5.5.7.3.8'],
  ['ocsp signing', '1.3.6.1.5.5.7.3.9'],
  ['microsoft sgc', '1.3.6.1.4.1.311.10.3.3'],
  ['netscape sgc', '2.16.840.1.113730.4.1'],
];

/** Signs approved requests of the built-in signers with the cluster's authority. Models pkg/controller/certificates/signer. */
export function csrSigningController(context: ControllerContext, authority: Certificate): void {
  const { client, informers, sim } = context;
  const enqueue = bindQueue(context, 'csrsigning', (name) => {
    const request = client.get<CertificateSigningRequest>(CERTIFICATE_SIGNING_REQUESTS, '', name);
    if (!request || request.status?.certificate || !isApproved(request) || isFailed(request)) return;
    const complain = SIGNERS[request.spec.signerName];
    if (!complain) return;
    const parsed = parsedOf(request);
    if (!parsed) return;
    const usages = request.spec.usages ?? [];
    const complaint = complain(parsed, usages);
    const flags = context.configuration?.();
    if (flags && !flags.signs) return;
    if (complaint !== undefined) fail(request, complaint);
    else write(request, { certificate: Buffer.from(sign(parsed, usages, request.spec.expirationSeconds)).toString('base64') });
  });
  informers.informer(CERTIFICATE_SIGNING_REQUESTS).onChange(({ type, object }) => {
    if (type !== 'DELETED') enqueue(object.metadata.name);
  });

  function write(request: CertificateSigningRequest, change: object): void {
    client.update(CERTIFICATE_SIGNING_REQUESTS, { ...request, status: { ...request.status, ...change } } as KubeObject, 'status');
  }

  function fail(request: CertificateSigningRequest, message: string): void {
    const lastUpdateTime = formatTime(sim.now());
    const failed = { type: 'Failed', status: 'True', reason: 'SignerValidationFailure', message, lastUpdateTime };
    write(request, { conditions: [...(request.status?.conditions ?? []), failed] });
  }

  function sign(request: ParsedRequest, usages: readonly string[], asked: number | undefined): string {
    const flags = context.configuration?.();
    const longest = flags?.signingDurationMs === undefined ? LONGEST_SECONDS : Math.floor(flags.signingDurationMs / 1000);
    const seconds = asked === undefined ? longest : Math.max(SHORTEST_SECONDS, Math.min(asked, longest));
    const now = Math.floor(sim.now() / 1000) * 1000;
    const lasts = seconds * 1000;
    return signRequest(
      flags?.signing ? authorityFrom(flags.signing) : authority,
      {
        subject: request.subject,
        dnsNames: request.dnsNames,
        ipAddresses: request.ipAddresses,
        emailAddresses: request.emailAddresses,
        uris: request.uris,
        publicPem: request.publicPem,
        keyUsages: usages.reduce((bits, usage) => bits | (KEY_USAGES[usage] ?? 0), 0),
        extendedKeyUsages: [...new Set(EXTENDED_USAGES.filter(([usage]) => usages.includes(usage)).map(([, id]) => id))],
        notBefore: now - BACKDATE_MS,
        notAfter: now + lasts - (lasts < SHORT_MS ? 0 : BACKDATE_MS),
      },
      sim.random,
    );
  }
}

function parsedOf(request: CertificateSigningRequest): ParsedRequest | undefined {
  try {
    return parseCertificateRequest(requestPem(request));
  } catch {
    return undefined;
  }
}
