import { isIP } from 'node:net';
import { X509Certificate } from 'node:crypto';

interface Subject {
  readonly names: readonly (readonly [kind: string, value: string])[];
  readonly hasCommonName: boolean;
}

/** Whom certificates speak for, by their PEM: each connection asks. */
const known = new Map<string, Subject | undefined>();
const MOST_KNOWN = 500;

function subjectOf(pem: string): Subject | undefined {
  if (known.has(pem)) return known.get(pem);
  if (known.size >= MOST_KNOWN) known.clear();
  const subject = readSubject(pem);
  known.set(pem, subject);
  return subject;
}

function readSubject(pem: string): Subject | undefined {
  try {
    const certificate = new X509Certificate(pem);
    const names = (certificate.subjectAltName ?? '').split(', ').flatMap((text) => {
      const colon = text.indexOf(':');
      return colon < 0 ? [] : [[text.slice(0, colon), text.slice(colon + 1)] as const];
    });
    return { names, hasCommonName: /^CN=./m.test(certificate.subject) };
  } catch {
    return undefined;
  }
}

/** Why a certificate does not speak for a host, in Go's words; undefined if it does. Models x509.Certificate.VerifyHostname. */
export function verifyHostname(certificatePem: string, host: string): string | undefined {
  const subject = subjectOf(certificatePem);
  if (!subject) return 'x509: malformed certificate';
  const { names, hasCommonName } = subject;
  const of = (kind: string) => names.filter(([one]) => one === kind).map(([, value]) => value);
  if (isIP(host)) {
    const addresses = of('IP Address');
    if (addresses.includes(host)) return undefined;
    if (addresses.length === 0) return `x509: cannot validate certificate for ${host} because it doesn't contain any IP SANs`;
    return `x509: certificate is valid for ${addresses.join(', ')}, not ${host}`;
  }
  const dns = of('DNS');
  if (dns.some((pattern) => matches(pattern.toLowerCase(), host.toLowerCase()))) return undefined;
  if (names.length === 0 && hasCommonName) return 'x509: certificate relies on legacy Common Name field, use SANs instead';
  if (dns.length === 0) return `x509: certificate is not valid for any names, but wanted to match ${host}`;
  return `x509: certificate is valid for ${dns.join(', ')}, not ${host}`;
}

/** A star stands for the whole first label. */
function matches(pattern: string, host: string): boolean {
  const wanted = pattern.split('.');
  const given = host.replace(/\.$/, '').split('.');
  return wanted.length === given.length && wanted.every((part, i) => part === given[i] || (i === 0 && part === '*'));
}
