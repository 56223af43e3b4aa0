import type { KubeObject } from '@/lib/api/object';
import { structOf, textOf } from '../read';

/** What crypto/tls says of a certificate or key that is no PEM. Whether the two fit is not looked at. */
function pemComplaint(encoded: unknown, what: string, wanted: RegExp, name: string): string | undefined {
  const text = Buffer.from(textOf(encoded), 'base64').toString('latin1');
  const types = [...text.matchAll(/-----BEGIN ([^-]+)-----[^-]*-----END \1-----/g)].map((match) => match[1]!);
  if (types.some((type) => wanted.test(type))) return undefined;
  if (types.length === 0) return `tls: failed to find any PEM data in ${what} input`;
  if (what === 'certificate' && types.length === 1 && types[0]!.endsWith('PRIVATE KEY')) {
    return 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched';
  }
  if (what === 'key' && types.length === 1 && types[0] === 'CERTIFICATE')
    return 'tls: found a certificate rather than a key in the PEM for the private key';
  return `tls: failed to find ${name} in ${what} input after skipping PEM blocks of the following types: [${types.join(' ')}]`;
}

/** Models registry/core/secret's warningsForSecret. */
export function secretWarnings(secret: KubeObject): string[] {
  if (secret.type !== 'kubernetes.io/tls') return [];
  const data = structOf(secret.data);
  const complaint =
    pemComplaint(data['tls.crt'], 'certificate', /^CERTIFICATE$/, '"CERTIFICATE" PEM block') ??
    pemComplaint(data['tls.key'], 'key', /(^| )PRIVATE KEY$/, 'PEM block with type ending in "PRIVATE KEY"');
  return complaint === undefined ? [] : [complaint];
}
