import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { verifyCertificate } from '@/lib/cluster/pki/certificate';
import type { HttpTarget, Sys } from '@/lib/hosts/process/sys';

const CA_FOLDER = '/etc/ssl/certs';
export const CA_FILE = `${CA_FOLDER}/ca-certificates.crt`;

/** What curl was told of the certificates that it trusts. */
export interface Trust {
  /** Path of the bundle. */
  readonly caFile: string;
  readonly insecure: boolean;
}

function certificateOf(sys: Sys, target: HttpTarget): X509Certificate | undefined {
  const pem = sys.serverCertificate(target.host, target.port, target.serverName);
  return pem === undefined ? undefined : new X509Certificate(pem);
}

/** What OpenSSL finds wrong with a certificate's chain: X509_V_ERR_*, its words, and the TLS alert that the server is sent. */
interface Problem {
  readonly code: number;
  readonly text: string;
  readonly alert: string;
}

/** Models X509_verify_cert. */
function chainProblem(certificate: X509Certificate, ca: string, now: number): Problem | undefined {
  const complaint = verifyCertificate(certificate.toString(), ca, now);
  if (complaint === undefined) return undefined;
  if (complaint.includes(' is before ')) return { code: 9, text: 'certificate is not yet valid', alert: 'bad certificate (554)' };
  if (complaint.includes(' is after ')) return { code: 10, text: 'certificate has expired', alert: 'certificate expired (557)' };
  const own = certificate.subject === certificate.issuer;
  const [code, text] = own ? ([18, 'self-signed certificate'] as const) : ([20, 'unable to get local issuer certificate'] as const);
  return { code, text, alert: 'unknown CA (560)' };
}

/** What curl says when TLS failed in `message` (Go's words): OpenSSL's of the certificate that the server shows. */
export function tlsProblem(sys: Sys, target: HttpTarget, message: string): { readonly text: string; readonly alert: string } {
  const certificate = message.startsWith('tls: failed to verify certificate') ? certificateOf(sys, target) : undefined;
  if (!certificate) return { text: message, alert: 'handshake failure (552)' };
  const problem = chainProblem(certificate, target.ca ?? '', sys.now());
  if (problem) return { text: `SSL certificate problem: ${problem.text}`, alert: problem.alert };
  const name = target.serverName ?? target.host;
  const kind = isIP(name) ? 'ipv4 address' : 'host name';
  return { text: `SSL: no alternative certificate subject name matches target ${kind} '${name}'`, alert: 'close notify (256)' };
}

const lines = (texts: readonly string[]): string => texts.map((text) => `* ${text}\n`).join('');

/** `curl -v` of a TLS handshake up to the server's certificate. Models ossl_trace. */
export const greeting = ({ caFile, insecure }: Trust): string =>
  lines([
    'ALPN: curl offers h2,http/1.1',
    'TLSv1.3 (OUT), TLS handshake, Client hello (1):',
    ...(insecure ? [] : [` CAfile: ${caFile}`, ` CApath: ${CA_FOLDER}`]),
    ...['Server hello (2)', 'Encrypted Extensions (8)', 'Certificate (11)'].map((what) => `TLSv1.3 (IN), TLS handshake, ${what}:`),
  ]);

/** `curl -v` of a handshake that came to an end: what the server shows, and what is thought of it. */
export function agreement(sys: Sys, target: HttpTarget, { insecure }: Trust): string {
  const certificate = certificateOf(sys, target);
  return lines([
    'TLSv1.3 (IN), TLS handshake, CERT verify (15):',
    'TLSv1.3 (IN), TLS handshake, Finished (20):',
    'TLSv1.3 (OUT), TLS change cipher, Change cipher spec (1):',
    'TLSv1.3 (OUT), TLS handshake, Finished (20):',
    'SSL connection using TLSv1.3 / TLS_AES_256_GCM_SHA384 / X25519 / id-ecPublicKey',
    'ALPN: server accepted http/1.1',
    ...(certificate ? shown(sys, certificate, target, insecure) : []),
    'using HTTP/1.x',
  ]);
}

function shown(sys: Sys, certificate: X509Certificate, target: HttpTarget, insecure: boolean): string[] {
  const name = (text: string) => text.replaceAll('\n', '; ');
  const host = target.serverName ?? target.host;
  const matched = isIP(host) ? certificate.checkIP(host) && 'IP address!' : quoted(certificate.checkHost(host));
  const problem = chainProblem(certificate, target.ca ?? systemAuthorities(sys), sys.now());
  return [
    'Server certificate:',
    ` subject: ${name(certificate.subject)}`,
    ` start date: ${certificate.validFrom}`,
    ` expire date: ${certificate.validTo}`,
    ...(!insecure && matched ? [` subjectAltName: host "${host}" matched cert's ${matched}`] : []),
    ` issuer: ${name(certificate.issuer)}`,
    problem ? ` SSL certificate verify result: ${problem.text} (${problem.code}), continuing anyway.` : ' SSL certificate verify ok.',
    '  Certificate level 0: Public key type EC/prime256v1 (256/128 Bits/secBits), signed using ecdsa-with-SHA256',
  ];
}

const quoted = (text: string | undefined): string | undefined => text && `"${text}"`;

/** The authorities that a machine trusts; '' when it has none. */
export const systemAuthorities = (sys: Sys): string => (sys.exists(CA_FILE) ? sys.readFile(CA_FILE) : '');
