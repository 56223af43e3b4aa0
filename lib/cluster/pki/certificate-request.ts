import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import * as asn1 from '@peculiar/asn1-x509';
import { elements } from './der';

/** What a PKCS#10 request asks for. */
export interface ParsedRequest {
  /** DER of the subject, as it stands in the request. */
  readonly subject: Buffer;
  readonly commonName: string;
  readonly organizations: readonly string[];
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly emailAddresses: readonly string[];
  readonly uris: readonly string[];
  /** PEM of the key that the certificate is for. */
  readonly publicPem: string;
  /** The holder of the key has signed the request. */
  readonly isSigned: boolean;
}

const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';
const EXTENSION_REQUEST = '2a864886f70d01090e';
const SUBJECT_ALT_NAME = '551d11';

/** Reads a request in PEM. Throws an Error in the words of certificates.ParseCSR. */
export function parseCertificateRequest(pem: string): ParsedRequest {
  const body = /-----BEGIN CERTIFICATE REQUEST-----([\s\S]*?)-----END CERTIFICATE REQUEST-----/.exec(pem)?.[1];
  if (body === undefined) throw new Error('PEM block type must be CERTIFICATE REQUEST');
  const [request] = elements(Buffer.from(body, 'base64'));
  const [info, algorithm, signature] = elements(request?.content ?? Buffer.alloc(0));
  if (!info || !algorithm || !signature) throw new Error("asn1: structure error: tags don't match");
  const [, subject, key, attributes] = elements(info.content);
  if (!subject || !key) throw new Error("asn1: structure error: tags don't match");
  const name = AsnConvert.parse(subject.whole, asn1.Name);
  const values = (type: string) =>
    name.flatMap((part) => part.filter((attribute) => attribute.type === type).map((attribute) => attribute.value.toString()));
  const names = attributes ? alternativeNames(attributes.content) : [];
  const publicKey = createPublicKey({ key: key.whole, format: 'der', type: 'spki' });
  return {
    subject: Buffer.from(subject.whole),
    commonName: values(COMMON_NAME).at(-1) ?? '',
    organizations: values(ORGANIZATION),
    dnsNames: names.flatMap(({ dNSName }) => (dNSName === undefined ? [] : [dNSName])),
    ipAddresses: names.flatMap(({ iPAddress }) => (iPAddress === undefined ? [] : [iPAddress])),
    emailAddresses: names.flatMap(({ rfc822Name }) => (rfc822Name === undefined ? [] : [rfc822Name])),
    uris: names.flatMap(({ uniformResourceIdentifier: uri }) => (uri === undefined ? [] : [uri])),
    publicPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    isSigned: isSignedBy(publicKey, info.whole, Buffer.from(signature.content.subarray(1)), algorithm.content),
  };
}

function alternativeNames(attributes: Buffer): asn1.GeneralName[] {
  for (const attribute of elements(attributes)) {
    const [type, set] = elements(attribute.content);
    if (type?.content.toString('hex') !== EXTENSION_REQUEST || !set) continue;
    for (const extensions of elements(set.content)) {
      for (const extension of elements(extensions.content)) {
        const parts = elements(extension.content);
        if (parts[0]?.content.toString('hex') !== SUBJECT_ALT_NAME) continue;
        return [...AsnConvert.parse(parts[parts.length - 1]!.content, asn1.SubjectAlternativeName)];
      }
    }
  }
  return [];
}

/** Digest of a signature algorithm, by the hexadecimal of its identifier; null for those that have none (Ed25519). */
const DIGESTS: Readonly<Record<string, string | null>> = {
  '2a864886f70d010105': 'sha1',
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
  '2b6570': null,
};

function isSignedBy(key: KeyObject, data: Buffer, signature: Buffer, algorithm: Buffer): boolean {
  const digest = DIGESTS[elements(algorithm)[0]?.content.toString('hex') ?? ''];
  if (digest === undefined) return false;
  try {
    return verify(digest, data, key, signature);
  } catch {
    return false;
  }
}
