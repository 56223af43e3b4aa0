import { createHash, createPublicKey, verify, X509Certificate, type KeyObject } from 'node:crypto';
import { pem } from '@/lib/cluster/pki/certificate';
import { elements } from '@/lib/cluster/pki/der';
import { bits, der, dotted, integer, sequence, time, timeOf } from './der';
import { extensionsDer, extensionText, parseExtensions, type Extension } from './extensions';
import { publicKeyText } from './key-text';
import { signatureOf } from './keys';
import { nameParts, nameText } from './names';

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';
const SIGNATURES: Readonly<Record<string, readonly [name: string, digest: string | null]>> = {
  '1.2.840.113549.1.1.5': ['sha1WithRSAEncryption', 'sha1'],
  '1.2.840.113549.1.1.11': ['sha256WithRSAEncryption', 'sha256'],
  '1.2.840.113549.1.1.12': ['sha384WithRSAEncryption', 'sha384'],
  '1.2.840.113549.1.1.13': ['sha512WithRSAEncryption', 'sha512'],
  '1.2.840.10045.4.3.2': ['ecdsa-with-SHA256', 'sha256'],
  '1.2.840.10045.4.3.3': ['ecdsa-with-SHA384', 'sha384'],
  '1.2.840.10045.4.3.4': ['ecdsa-with-SHA512', 'sha512'],
  '1.3.101.112': ['ED25519', null],
};

/** What is signed, as a certificate or a request carries it. */
interface Signed {
  /** DER of everything. */
  readonly whole: Buffer;
  readonly body: Buffer;
  readonly algorithm: string;
  readonly signature: Buffer;
  /** DER of the subject. */
  readonly subject: Buffer;
  /** DER of the SubjectPublicKeyInfo. */
  readonly spki: Buffer;
  readonly extensions: readonly Extension[];
}

export interface ParsedCertificate extends Signed {
  readonly version: number;
  readonly serial: Buffer;
  readonly issuer: Buffer;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

/** DER in the first block of a label. Undefined: there is none. */
export function blockOf(text: string, label: string): Buffer | undefined {
  const body = new RegExp(
    `-----BEGIN (?:TRUSTED |X509 |NEW )?${label}-----([\\s\\S]*?)-----END (?:TRUSTED |X509 |NEW )?${label}-----`,
  ).exec(text)?.[1];
  return body === undefined ? undefined : Buffer.from(body, 'base64');
}

/** A certificate in DER. Undefined for what is none. */
export function parseCertificate(bytes: Buffer): ParsedCertificate | undefined {
  try {
    const [body, algorithm, signature] = elements(elements(bytes)[0]!.content);
    const parts = elements(body!.content);
    const version = parts[0]!.tag === 0xa0 ? elements(parts.shift()!.content)[0]!.content[0]! + 1 : 1;
    const [serial, , issuer, validity, subject, spki, ...rest] = parts;
    const [notBefore, notAfter] = elements(validity!.content);
    const extensions = rest.find(({ tag }) => tag === 0xa3);
    return {
      whole: bytes,
      body: Buffer.from(body!.whole),
      algorithm: dotted(elements(algorithm!.content)[0]!.content),
      signature: Buffer.from(signature!.content.subarray(1)),
      subject: Buffer.from(subject!.whole),
      spki: Buffer.from(spki!.whole),
      extensions: extensions ? parseExtensions(elements(extensions.content)[0]!.content) : [],
      version,
      serial: Buffer.from(serial!.content),
      issuer: Buffer.from(issuer!.whole),
      notBefore: timeOf(notBefore!),
      notAfter: timeOf(notAfter!),
    };
  } catch {
    return undefined;
  }
}

/** A PKCS#10 request in DER. Undefined for what is none. */
export function parseRequest(bytes: Buffer): Signed | undefined {
  try {
    const [body, algorithm, signature] = elements(elements(bytes)[0]!.content);
    const [, subject, spki, attributes] = elements(body!.content);
    let extensions: Extension[] = [];
    for (const attribute of elements(attributes?.content ?? Buffer.alloc(0))) {
      const [type, set] = elements(attribute.content);
      if (dotted(type!.content) === EXTENSION_REQUEST) extensions = parseExtensions(elements(set!.content)[0]!.content);
    }
    return {
      whole: bytes,
      body: Buffer.from(body!.whole),
      algorithm: dotted(elements(algorithm!.content)[0]!.content),
      signature: Buffer.from(signature!.content.subarray(1)),
      subject: Buffer.from(subject!.whole),
      spki: Buffer.from(spki!.whole),
      extensions,
    };
  } catch {
    return undefined;
  }
}

export const keyOf = ({ spki }: Pick<Signed, 'spki'>): KeyObject => createPublicKey({ key: spki, format: 'der', type: 'spki' });

/** Whether the holder of `key` has signed it. */
export function isSignedBy(signed: Signed, key: KeyObject): boolean {
  const digest = SIGNATURES[signed.algorithm]?.[1];
  if (digest === undefined) return false;
  try {
    return verify(digest, signed.body, key, signed.signature);
  } catch {
    return false;
  }
}

/** `Nov  1 15:53:38 2026 GMT`. */
export function dateText(at: number): string {
  const [, day, month, year, clock] = new Date(at).toUTCString().split(' ');
  return `${month} ${String(Number(day)).padStart(2)} ${clock} ${year} GMT`;
}

export const serialText = ({ serial }: ParsedCertificate): string =>
  (serial[0] === 0 && serial.length > 1 ? serial.subarray(1) : serial).toString('hex').toUpperCase();

const colons = (bytes: Buffer) => bytes.toString('hex').replace(/..(?=.)/g, '$&:');

/** Bytes with colons, so many on a line. */
export const hexLines = (bytes: Buffer, indent: number, perLine: number): string =>
  colons(bytes)
    .match(new RegExp(`.{1,${perLine * 3}}`, 'g'))!
    .map((line) => `${' '.repeat(indent)}${line}\n`)
    .join('');

function serialLines(certificate: ParsedCertificate): string {
  const { serial } = certificate;
  const bytes = serial[0] === 0 && serial.length > 1 ? serial.subarray(1) : serial;
  if (bytes.length <= 8) {
    const value = BigInt(`0x${bytes.toString('hex')}`);
    return `        Serial Number: ${value} (0x${value.toString(16)})\n`;
  }
  return `        Serial Number:\n            ${colons(bytes)}\n`;
}

const signatureLines = (signed: Signed) =>
  `    Signature Algorithm: ${SIGNATURES[signed.algorithm]?.[0] ?? signed.algorithm}\n    Signature Value:\n${hexLines(signed.signature, 8, 18)}`;

/** What `x509 -text` shows. */
export function certificateText(certificate: ParsedCertificate, nameOption?: string): string {
  const { algorithm, extensions, issuer, notAfter, notBefore, spki, subject, version } = certificate;
  return (
    `Certificate:\n    Data:\n        Version: ${version} (0x${version - 1})\n${serialLines(certificate)}` +
    `        Signature Algorithm: ${SIGNATURES[algorithm]?.[0] ?? algorithm}\n        Issuer: ${nameText(nameParts(issuer), nameOption)}\n` +
    `        Validity\n            Not Before: ${dateText(notBefore)}\n            Not After : ${dateText(notAfter)}\n` +
    `        Subject: ${nameText(nameParts(subject), nameOption)}\n        Subject Public Key Info:\n${publicKeyText(spki)}` +
    (extensions.length ? `        X509v3 extensions:\n${extensions.map((one) => extensionText(one, 12)).join('')}` : '') +
    signatureLines(certificate)
  );
}

/** What `req -text` shows. */
export function requestText(request: Signed): string {
  const { extensions, spki, subject } = request;
  return (
    `Certificate Request:\n    Data:\n        Version: 1 (0x0)\n        Subject: ${nameText(nameParts(subject))}\n` +
    `        Subject Public Key Info:\n${publicKeyText(spki)}        Attributes:\n` +
    (extensions.length
      ? `            Requested Extensions:\n${extensions.map((one) => extensionText(one, 16)).join('')}`
      : '            (none)\n            Requested Extensions:\n') +
    signatureLines(request)
  );
}

/** OpenSSL's hash of a name, by which directories of authorities are looked up: of the canonical encoding. */
export function nameHash(name: Buffer): string {
  const canonical = elements(elements(name)[0]!.content).map((set) =>
    der(
      0x31,
      ...elements(set.content).map((pair) => {
        const [type, value] = elements(pair.content);
        const text = value!.content
          .toString('utf8')
          .trim()
          .replace(/\s+/g, ' ')
          .replace(/[A-Z]/g, (c) => c.toLowerCase());
        return sequence(type!.whole, der(0x0c, Buffer.from(text)));
      }),
    ),
  );
  return createHash('sha1').update(Buffer.concat(canonical)).digest().readUInt32LE(0).toString(16).padStart(8, '0');
}

export interface CertificateTerms {
  readonly serial: Buffer;
  /** DER of the names and of the SubjectPublicKeyInfo. */
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly spki: Buffer;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly extensions: readonly Extension[];
}

/** A certificate in PEM, signed by a key. Throws Fatal for keys and digests that are not simulated. */
export function signCertificate(terms: CertificateTerms, key: KeyObject, digest: string): string {
  const { algorithm, sign } = signatureOf(key, digest);
  const { extensions } = terms;
  const body = sequence(
    ...(extensions.length ? [der(0xa0, integer(Buffer.from([2])))] : []),
    integer(terms.serial),
    algorithm,
    terms.issuer,
    sequence(time(terms.notBefore), time(terms.notAfter)),
    terms.subject,
    terms.spki,
    ...(extensions.length ? [der(0xa3, extensionsDer(extensions))] : []),
  );
  return pem('CERTIFICATE', sequence(body, algorithm, bits(sign(body))));
}

/** A request in PEM, signed by the key it is for. */
export function signRequest(subject: Buffer, spki: Buffer, extensions: readonly Extension[], key: KeyObject, digest: string): string {
  const { algorithm, sign } = signatureOf(key, digest);
  const wanted = extensions.length ? [sequence(Buffer.from('06092a864886f70d01090e', 'hex'), der(0x31, extensionsDer(extensions)))] : [];
  const body = sequence(integer(Buffer.from([0])), subject, spki, der(0xa0, ...wanted));
  return pem('CERTIFICATE REQUEST', sequence(body, algorithm, bits(sign(body))));
}

/** Whether a certificate is good for a name or an address (-checkhost, -checkip). */
export function isFor(certificate: ParsedCertificate, what: 'host' | 'ip' | 'email', value: string): boolean {
  const own = new X509Certificate(certificate.whole);
  const found = what === 'host' ? own.checkHost(value) : what === 'ip' ? own.checkIP(value) : own.checkEmail(value);
  return found !== undefined;
}
