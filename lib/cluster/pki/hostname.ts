import { isIP } from 'node:net';
import { X509Certificate } from 'node:crypto';

/** Why a certificate does not speak for a host, in Go's words; undefined if it does. Models x509.Certificate.VerifyHostname. */
export function verifyHostname(certificatePem: string, host: string): string | undefined {
  let names: readonly (readonly [kind: string, value: string])[];
  let hasCommonName: boolean;
  try {
    const certificate = new X509Certificate(certificatePem);
    names = (certificate.subjectAltName ?? '').split(', ').flatMap((text) => {
      const colon = text.indexOf(':');
      return colon < 0 ? [] : [[text.slice(0, colon), text.slice(colon + 1)] as const];
    });
    hasCommonName = /^CN=./m.test(certificate.subject);
  } catch {
    return 'x509: malformed certificate';
  }
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
