import { createPublicKey } from 'node:crypto';
import { duplicate, forbidden, invalid, notSupported, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { isDns1123Label, isDns1123Subdomain } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { parseCertificateRequest } from '../../pki/certificate-request';

interface Condition {
  readonly type?: string;
  readonly status?: string;
}

const USAGES = [
  'any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign', 'data encipherment', 'decipher only',
  'digital signature', 'email protection', 'encipher only', 'ipsec end system', 'ipsec tunnel', 'ipsec user', 'key agreement',
  'key encipherment', 'microsoft sgc', 'netscape sgc', 'ocsp signing', 's/mime', 'server auth', 'signing', 'timestamping',
]; // prettier-ignore
const LEGACY_SIGNER = 'kubernetes.io/legacy-unknown';
const LONGEST_DOMAIN = 253;
const LONGEST_SIGNER = LONGEST_DOMAIN + 1 + LONGEST_DOMAIN + 63 + 1;
const ONLY_TRUE = ['Approved', 'Denied', 'Failed'];

const conditionsOf = (csr: KubeObject | undefined): readonly Condition[] => csr?.status?.conditions ?? [];
const hasDuplicates = (values: readonly string[]) => new Set(values).size < values.length;

const SIGNATURE_ERRORS: Readonly<Record<string, string>> = {
  rsa: 'crypto/rsa: verification error',
  ec: 'x509: ECDSA verification failure',
  ed25519: 'x509: Ed25519 verification failure',
};

/** What is wrong with the request itself. Models validateCSR. */
function requestComplaint(request: string): string | undefined {
  try {
    const parsed = parseCertificateRequest(Buffer.from(request, 'base64').toString('utf8'));
    return parsed.isSigned
      ? undefined
      : (SIGNATURE_ERRORS[createPublicKey(parsed.publicPem).asymmetricKeyType ?? ''] ?? SIGNATURE_ERRORS.rsa);
  } catch (error) {
    return (error as Error).message;
  }
}

/** Models ValidateCertificateSigningRequestSignerName. */
function validateSignerName(name: string, field: string): FieldError[] {
  if (name === '') return [required(field, 'signerName must be provided')];
  const segments = name.split('/');
  if (segments.length !== 2)
    return [invalid(field, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")];
  const [domain, path] = segments as [string, string];
  const found: FieldError[] = domain.length > LONGEST_DOMAIN ? [tooLong(field, LONGEST_DOMAIN)] : [];
  const labels = (text: string, complaintsOf: (label: string) => string[]) => {
    for (const label of text.split('.')) {
      const complaints = complaintsOf(label);
      if (complaints.length === 0) continue;
      for (const complaint of complaints) found.push(invalid(field, text, `validating label ${JSON.stringify(label)}: ${complaint}`));
      return;
    }
  };
  labels(domain, isDns1123Label);
  if (!domain.includes('.')) found.push(invalid(field, domain, 'should be a domain with at least two segments separated by dots'));
  labels(path, isDns1123Subdomain);
  if (name.length > LONGEST_SIGNER) found.push(tooLong(field, LONGEST_SIGNER));
  return found;
}

/** Models validateConditions of certificates. */
function validateConditions(csr: KubeObject, old: KubeObject | undefined): FieldError[] {
  const before = conditionsOf(old).map(({ type = '' }) => type);
  const bothAllowed = before.includes('Approved') && before.includes('Denied');
  const seen = new Set<string>();
  return conditionsOf(csr).flatMap(({ type = '', status = '' }, i) => {
    const at = `status.conditions[${i}]`;
    const found: FieldError[] = [];
    if (type === '' && !before.includes('')) found.push(required(`${at}.type`));
    const allowed = ONLY_TRUE.includes(type) ? ['True'] : ['False', 'True', 'Unknown'];
    if (status === '') found.push(required(`${at}.status`));
    else if (!allowed.includes(status)) found.push(notSupported(`${at}.status`, status, allowed));
    const other = type === 'Approved' ? 'Denied' : type === 'Denied' ? 'Approved' : undefined;
    if (!bothAllowed && other !== undefined && seen.has(other))
      found.push(invalid(`${at}.type`, type, 'Approved and Denied conditions are mutually exclusive'));
    if (seen.has(type) && !hasDuplicates(before)) found.push(duplicate(`${at}.type`, type));
    seen.add(type);
    return found;
  });
}

/** Models validateCertificate: one certificate in PEM or more, or nothing. */
function certificateComplaint(base64: string | undefined): string | undefined {
  const pem = Buffer.from(base64 ?? '', 'base64').toString('utf8');
  if (pem === '') return undefined;
  const types = [...pem.matchAll(/-----BEGIN ([^-\n]+)-----/g)].map(([, type]) => type!);
  const other = types.find((type) => type !== 'CERTIFICATE');
  if (other !== undefined) return `only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(other)}`;
  return types.length === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined;
}

/** Models certificates validation's validateCertificateSigningRequest; what `old` had wrong stays allowed. */
function validateRequest(csr: KubeObject, old?: KubeObject): FieldError[] {
  const {
    request = '',
    usages = [],
    signerName = '',
    expirationSeconds,
  } = (csr.spec ?? {}) as {
    request?: string;
    usages?: readonly string[];
    signerName?: string;
    expirationSeconds?: number;
  };
  const found: FieldError[] = [];
  const complaint = requestComplaint(request);
  if (complaint !== undefined) found.push(invalid('spec.request', request === '' ? null : request, complaint));
  if (usages.length === 0) found.push(required('spec.usages', 'usages must be provided'));
  const known: readonly string[] = old?.spec?.usages ?? [];
  if (known.every((usage) => USAGES.includes(usage)))
    usages.forEach((usage, i) => {
      if (!USAGES.includes(usage)) found.push(notSupported(`spec.usages[${i}]`, usage, USAGES));
    });
  if (!hasDuplicates(known))
    usages.forEach((usage, i) => {
      if (usages.indexOf(usage) < i) found.push(duplicate(`spec.usages[${i}]`, usage));
    });
  if (signerName === LEGACY_SIGNER && old?.spec?.signerName !== LEGACY_SIGNER)
    found.push(invalid('spec.signerName', signerName, 'the legacy signerName is not allowed via this API version'));
  else found.push(...validateSignerName(signerName, 'spec.signerName'));
  if (expirationSeconds !== undefined && expirationSeconds < 600)
    found.push(invalid('spec.expirationSeconds', expirationSeconds, 'may not specify a duration less than 600 seconds (10 minutes)'));
  found.push(...validateConditions(csr, old));
  const certificate = csr.status?.certificate as string | undefined;
  const before = old?.status?.certificate as string | undefined;
  const untouched = old !== undefined && (certificate ?? '') === (before ?? '');
  const wrong = untouched || certificateComplaint(before) !== undefined ? undefined : certificateComplaint(certificate);
  if (wrong !== undefined) found.push(invalid('status.certificate', '<certificate data>', wrong));
  return found;
}

export const validateCsr = (csr: KubeObject): FieldError[] => validateRequest(csr);

/** Which part of the status an update may set: `/approval` the verdict, `/status` the certificate. */
export const validateCsrUpdate =
  (may: 'approve' | 'issue' | 'neither') =>
  (csr: KubeObject, old: KubeObject): FieldError[] => {
    const found = validateRequest(csr, old);
    const of = (object: KubeObject, type: string) => conditionsOf(object).filter((condition) => condition.type === type);
    const complain = (text: string) => found.push(forbidden('status.conditions', text));
    for (const type of ONLY_TRUE)
      if (of(csr, type).length < of(old, type).length) complain(`updates may not remove a condition of type ${JSON.stringify(type)}`);
    if (may !== 'approve')
      for (const type of ['Approved', 'Denied']) {
        const before = of(old, type);
        const after = of(csr, type);
        if (after.length > before.length) complain(`updates may not add a condition of type ${JSON.stringify(type)}`);
        else if (after.length === before.length && !deepEqual(after, before))
          complain(`updates may not modify a condition of type ${JSON.stringify(type)}`);
      }
    const before = (old.status?.certificate ?? '') as string;
    if ((csr.status?.certificate ?? '') !== before) {
      if (may !== 'issue') found.push(forbidden('status.certificate', 'updates may not set certificate content'));
      else if (before !== '') found.push(forbidden('status.certificate', 'updates may not modify existing certificate content'));
    }
    return found;
  };

/** We don't care what you call your certificate requests. Models ValidateCertificateRequestName. */
export const isCsrName = (): string[] => [];
