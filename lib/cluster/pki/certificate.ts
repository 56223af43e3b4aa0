import { createHash, createPrivateKey, createPublicKey, sign, X509Certificate } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import * as asn1 from '@peculiar/asn1-x509';
import type { Random } from '@/lib/sim/random';
import { newKey, type Key } from './key';
import { isP256, signEs256Der } from './ecdsa';

export interface Certificate {
  readonly certificatePem: string;
  readonly key: Key;
}

export interface CertificateRequest {
  readonly commonName: string;
  readonly organizations?: readonly string[];
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly usages: readonly ('server' | 'client')[];
  /** Virtual milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

const ECDSA_SHA256 = '1.2.840.10045.4.3.2';

/** A self-signed certificate authority. */
export function newAuthority(commonName: string, validity: { notBefore: number; notAfter: number }, random: Random): Certificate {
  const key = newKey(random);
  const name = nameOf(commonName, []);
  const extensions = [
    extension(
      asn1.id_ce_keyUsage,
      new asn1.KeyUsage(asn1.KeyUsageFlags.digitalSignature | asn1.KeyUsageFlags.keyEncipherment | asn1.KeyUsageFlags.keyCertSign),
      true,
    ),
    extension(asn1.id_ce_basicConstraints, new asn1.BasicConstraints({ cA: true }), true),
    extension(asn1.id_ce_subjectKeyIdentifier, new asn1.SubjectKeyIdentifier(keyIdentifier(key.publicPem))),
    extension(asn1.id_ce_subjectAltName, new asn1.SubjectAlternativeName([new asn1.GeneralName({ dNSName: commonName })])),
  ];
  return {
    key,
    certificatePem: signed(
      { subject: name, issuer: name, publicPem: key.publicPem, signerPem: key.privatePem, extensions, ...validity },
      random,
    ),
  };
}

/** A certificate with a new key, signed by `authority`. */
export function issue(authority: Certificate, request: CertificateRequest, random: Random): Certificate {
  const key = newKey(random);
  return { key, certificatePem: certify(authority, request, key.publicPem, random) };
}

/** A certificate for a public key that somebody else holds (a CertificateSigningRequest). */
function certify(authority: Certificate, request: CertificateRequest, publicPem: string, random: Random): string {
  const names = [
    ...(request.dnsNames ?? []).map((dNSName) => new asn1.GeneralName({ dNSName })),
    ...(request.ipAddresses ?? []).map((iPAddress) => new asn1.GeneralName({ iPAddress })),
  ];
  const purposes = request.usages.map((usage) => (usage === 'server' ? asn1.id_kp_serverAuth : asn1.id_kp_clientAuth));
  const extensions = [
    extension(asn1.id_ce_keyUsage, new asn1.KeyUsage(asn1.KeyUsageFlags.digitalSignature | asn1.KeyUsageFlags.keyEncipherment), true),
    extension(asn1.id_ce_extKeyUsage, new asn1.ExtendedKeyUsage(purposes)),
    extension(asn1.id_ce_basicConstraints, new asn1.BasicConstraints({ cA: false }), true),
    extension(
      asn1.id_ce_authorityKeyIdentifier,
      new asn1.AuthorityKeyIdentifier({ keyIdentifier: keyIdentifier(authority.key.publicPem) }),
    ),
    ...(names.length > 0 ? [extension(asn1.id_ce_subjectAltName, new asn1.SubjectAlternativeName(names))] : []),
  ];
  const issuer = AsnConvert.parse(new X509Certificate(authority.certificatePem).raw, asn1.Certificate).tbsCertificate.subject;
  return signed(
    {
      subject: nameOf(request.commonName, request.organizations ?? []),
      issuer,
      publicPem,
      signerPem: authority.key.privatePem,
      extensions,
      notBefore: request.notBefore,
      notAfter: request.notAfter,
    },
    random,
  );
}

/** A certificate on the terms of a signer of the CSR API. */
export interface SigningTerms {
  /** DER of the subject. */
  readonly subject: Buffer;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly emailAddresses: readonly string[];
  readonly uris: readonly string[];
  readonly publicPem: string;
  /** Bits of asn1.KeyUsageFlags. */
  readonly keyUsages: number;
  /** Object identifiers. */
  readonly extendedKeyUsages: readonly string[];
  readonly notBefore: number;
  readonly notAfter: number;
}

/** Signs what a request asks for; it never outlives the authority. Models pkg/controller/certificates/authority.Sign. */
export function signRequest(authority: Certificate, terms: SigningTerms, random: Random): string {
  const ca = new X509Certificate(authority.certificatePem);
  const names = [
    ...terms.dnsNames.map((dNSName) => new asn1.GeneralName({ dNSName })),
    ...terms.emailAddresses.map((rfc822Name) => new asn1.GeneralName({ rfc822Name })),
    ...terms.ipAddresses.map((iPAddress) => new asn1.GeneralName({ iPAddress })),
    ...terms.uris.map((uniformResourceIdentifier) => new asn1.GeneralName({ uniformResourceIdentifier })),
  ];
  const { keyUsages, extendedKeyUsages } = terms;
  const extensions = [
    ...(keyUsages ? [extension(asn1.id_ce_keyUsage, new asn1.KeyUsage(keyUsages as asn1.KeyUsageFlags), true)] : []),
    ...(extendedKeyUsages.length > 0 ? [extension(asn1.id_ce_extKeyUsage, new asn1.ExtendedKeyUsage([...extendedKeyUsages]))] : []),
    extension(asn1.id_ce_basicConstraints, new asn1.BasicConstraints({ cA: false }), true),
    extension(
      asn1.id_ce_authorityKeyIdentifier,
      new asn1.AuthorityKeyIdentifier({ keyIdentifier: keyIdentifier(authority.key.publicPem) }),
    ),
    ...(names.length > 0 ? [extension(asn1.id_ce_subjectAltName, new asn1.SubjectAlternativeName(names))] : []),
  ];
  return signed(
    {
      subject: AsnConvert.parse(terms.subject, asn1.Name),
      issuer: AsnConvert.parse(ca.raw, asn1.Certificate).tbsCertificate.subject,
      publicPem: terms.publicPem,
      signerPem: authority.key.privatePem,
      extensions,
      notBefore: terms.notBefore,
      notAfter: Math.min(terms.notAfter, Date.parse(ca.validTo)),
    },
    random,
  );
}

/** What does not depend on the time: whether `caPem` vouches for a certificate, and from when till when it holds. */
type Verdict =
  | { readonly complaint: string }
  | {
      readonly notBefore: number;
      readonly notAfter: number;
      readonly signer: { readonly name: string; readonly notBefore: number; readonly notAfter: number };
    };

/** Verdicts by the two texts: parsing and checking a signature takes longer than a whole request. */
const verdicts = new Map<string, Verdict>();
const VERDICT_LIMIT = 512;

/** Why a certificate is not good for TLS with a peer who trusts `caPem`, in Go's crypto/x509 words; undefined if it is. */
export function verifyCertificate(certificatePem: string, caPem: string, now: number): string | undefined {
  const key = `${certificatePem}\n${caPem}`;
  let verdict = verdicts.get(key);
  if (!verdict) {
    if (verdicts.size >= VERDICT_LIMIT) verdicts.clear();
    verdicts.set(key, (verdict = verdictOn(certificatePem, caPem)));
  }
  if ('complaint' in verdict) return verdict.complaint;
  const own = validity(verdict, now);
  if (own) return own;
  const { signer } = verdict;
  const hint = validity(signer, now);
  return hint && unknownAuthority(hint, signer.name);
}

function validity({ notBefore, notAfter }: { readonly notBefore: number; readonly notAfter: number }, now: number): string | undefined {
  const expired = 'x509: certificate has expired or is not yet valid: current time';
  const seconds = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;
  if (now < notBefore) return `${expired} ${seconds(now)} is before ${seconds(notBefore)}`;
  if (now > notAfter) return `${expired} ${seconds(now)} is after ${seconds(notAfter)}`;
  return undefined;
}

/** An authority that was found, but is not good. Models x509.UnknownAuthorityError with a hint. */
const unknownAuthority = (hint: string, name: string) =>
  `x509: certificate signed by unknown authority (possibly because of ${JSON.stringify(hint)} while trying to verify candidate authority certificate ${JSON.stringify(name)})`;

const commonNameOf = (name: string) => /^CN=(.*)$/m.exec(name)?.[1] ?? '';

function verdictOn(certificatePem: string, caPem: string): Verdict {
  let certificate: X509Certificate;
  let authorities: X509Certificate[];
  try {
    certificate = new X509Certificate(certificatePem);
    authorities = splitPem(caPem).map((pem) => new X509Certificate(pem));
  } catch {
    return { complaint: 'x509: malformed certificate' };
  }
  const signer = authorities.find((ca) => ca.subject === certificate.issuer && certificate.verify(ca.publicKey));
  if (!signer) {
    const namesake = authorities.some((ca) => ca.subject === certificate.issuer);
    const complaint = namesake
      ? unknownAuthority('x509: ECDSA verification failure', commonNameOf(certificate.issuer))
      : 'x509: certificate signed by unknown authority';
    return { complaint };
  }
  const dates = (of: X509Certificate) => ({ notBefore: Date.parse(of.validFrom), notAfter: Date.parse(of.validTo) });
  return { ...dates(certificate), signer: { name: commonNameOf(signer.subject), ...dates(signer) } };
}

/** The certificates in a PEM bundle. */
export function splitPem(bundle: string): string[] {
  return bundle.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
}

interface ToSign {
  subject: asn1.Name;
  issuer: asn1.Name;
  publicPem: string;
  signerPem: string;
  extensions: asn1.Extension[];
  notBefore: number;
  notAfter: number;
}

function signed(request: ToSign, random: Random): string {
  const algorithm = new asn1.AlgorithmIdentifier({ algorithm: ECDSA_SHA256 });
  const serial = Uint8Array.from({ length: 8 }, (_, i) => (i === 0 ? 1 + random.int(126) : random.int(256)));
  const body = new asn1.TBSCertificate({
    version: asn1.Version.v3,
    serialNumber: serial.buffer,
    signature: algorithm,
    issuer: request.issuer,
    subject: request.subject,
    validity: new asn1.Validity({ notBefore: new Date(request.notBefore), notAfter: new Date(request.notAfter) }),
    subjectPublicKeyInfo: AsnConvert.parse(spki(request.publicPem), asn1.SubjectPublicKeyInfo),
    extensions: new asn1.Extensions(request.extensions),
  });
  const der = AsnConvert.serialize(body);
  const key = createPrivateKey(request.signerPem);
  const signature = isP256(key) ? signEs256Der(key, Buffer.from(der)) : sign('sha256', Buffer.from(der), key);
  const certificate = new asn1.Certificate({ tbsCertificate: body, signatureAlgorithm: algorithm, signatureValue: arrayBuffer(signature) });
  return pem('CERTIFICATE', Buffer.from(AsnConvert.serialize(certificate)));
}

/** A distinguished name in the order that Go writes. */
export function nameOf(commonName: string, organizations: readonly string[]): asn1.Name {
  const part = (type: string, value: string) =>
    new asn1.RelativeDistinguishedName([new asn1.AttributeTypeAndValue({ type, value: new asn1.AttributeValue({ utf8String: value }) })]);
  return new asn1.Name([...organizations.map((value) => part('2.5.4.10', value)), part('2.5.4.3', commonName)]);
}

function extension(extnID: string, value: object, critical = false): asn1.Extension {
  return new asn1.Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function keyIdentifier(publicPem: string): asn1.KeyIdentifier {
  const info = AsnConvert.parse(spki(publicPem), asn1.SubjectPublicKeyInfo);
  const digest = createHash('sha1').update(Buffer.from(info.subjectPublicKey)).digest();
  return new asn1.KeyIdentifier(arrayBuffer(digest));
}

function spki(publicPem: string): Buffer {
  return createPublicKey(publicPem).export({ format: 'der', type: 'spki' });
}

function arrayBuffer(bytes: Buffer): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/** DER in its armour. */
export function pem(label: string, der: Buffer): string {
  return `-----BEGIN ${label}-----\n${der.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END ${label}-----\n`;
}
