import type { KubeObject } from '@/lib/api/object';
import type { ParsedRequest } from '../pki/certificate-request';

export interface CertificateSigningRequestCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastUpdateTime?: string;
}

/** The parts of a CertificateSigningRequest that its controllers read. */
export type CertificateSigningRequest = KubeObject & {
  readonly spec: {
    readonly request: string;
    readonly signerName: string;
    readonly usages?: readonly string[];
    readonly expirationSeconds?: number;
    readonly username?: string;
    readonly uid?: string;
    readonly groups?: readonly string[];
    readonly extra?: Readonly<Record<string, readonly string[]>>;
  };
  readonly status?: { readonly certificate?: string; readonly conditions?: readonly CertificateSigningRequestCondition[] };
};

const has = (request: CertificateSigningRequest, type: string) =>
  (request.status?.conditions ?? []).some((condition) => condition.type === type && condition.status !== 'False');

export const isApproved = (request: CertificateSigningRequest): boolean => has(request, 'Approved');
export const isDenied = (request: CertificateSigningRequest): boolean => has(request, 'Denied');
export const isFailed = (request: CertificateSigningRequest): boolean => has(request, 'Failed');

export const requestPem = ({ spec }: CertificateSigningRequest): string => Buffer.from(spec.request, 'base64').toString('utf8');

const sameSet = (given: readonly string[], wanted: readonly string[]) =>
  new Set(given).size === wanted.length && wanted.every((usage) => given.includes(usage));
const matches = (usages: readonly string[], purpose: string) =>
  sameSet(usages, ['digital signature', 'key encipherment', purpose]) || sameSet(usages, ['digital signature', purpose]);
const isOfNodes = ({ organizations }: ParsedRequest) => organizations.length === 1 && organizations[0] === 'system:nodes';

/** Why a request is not for a kubelet's client certificate. Models certificates.ValidateKubeletClientCSR. */
export function kubeletClientComplaint(request: ParsedRequest, usages: readonly string[]): string | undefined {
  if (!isOfNodes(request)) return 'subject organization is not system:nodes';
  if (request.dnsNames.length > 0) return 'DNS subjectAltNames are not allowed';
  if (request.emailAddresses.length > 0) return 'Email subjectAltNames are not allowed';
  if (request.ipAddresses.length > 0) return 'IP subjectAltNames are not allowed';
  if (request.uris.length > 0) return 'URI subjectAltNames are not allowed';
  if (!request.commonName.startsWith('system:node:')) return 'subject common name does not begin with system:node:';
  if (!matches(usages, 'client auth')) return 'usages did not match [client auth digital signature key encipherment]';
  return undefined;
}

export const isKubeletClient = (request: ParsedRequest, usages: readonly string[]): boolean =>
  kubeletClientComplaint(request, usages) === undefined;

/** Why a request is not for a kubelet's serving certificate. Models certificates.ValidateKubeletServingCSR. */
export function kubeletServingComplaint(request: ParsedRequest, usages: readonly string[]): string | undefined {
  if (!isOfNodes(request)) return 'subject organization is not system:nodes';
  if (request.dnsNames.length === 0 && request.ipAddresses.length === 0) return 'DNS or IP subjectAltName is required';
  if (request.emailAddresses.length > 0) return 'Email subjectAltNames are not allowed';
  if (request.uris.length > 0) return 'URI subjectAltNames are not allowed';
  if (!matches(usages, 'server auth')) return 'usages did not match [digital signature key encipherment server auth]';
  if (!request.commonName.startsWith('system:node:')) return 'subject common name does not begin with system:node:';
  return undefined;
}

const CLIENT_USAGES = ['digital signature', 'key encipherment', 'client auth'];

/** Why usages do not fit a client certificate. Models signer.validAPIServerClientUsages. */
export function clientUsageComplaint(usages: readonly string[]): string | undefined {
  const bad = usages.find((usage) => !CLIENT_USAGES.includes(usage));
  if (bad !== undefined) return `invalid usage for client certificate: ${bad}`;
  return usages.includes('client auth') ? undefined : 'missing required usage for client certificate: client auth';
}
