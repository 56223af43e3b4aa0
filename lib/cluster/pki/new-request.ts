import { createPrivateKey, createPublicKey } from 'node:crypto';
import { AsnConvert } from '@peculiar/asn1-schema';
import { nameOf, pem } from './certificate';
import { signEs256Der } from './ecdsa';
import type { Key } from './key';

/** ecdsa-with-SHA256 as an AlgorithmIdentifier, DER. */
const ALGORITHM = Buffer.from('300a06082a8648ce3d040302', 'hex');

/** A PKCS#10 request in PEM for the holder of a P-256 key. Models certificate.MakeCSRFromTemplate without names of hosts. */
export function newCertificateRequest(key: Key, commonName: string, organizations: readonly string[]): string {
  const subject = Buffer.from(AsnConvert.serialize(nameOf(commonName, organizations)));
  const spki = createPublicKey(key.publicPem).export({ format: 'der', type: 'spki' });
  const info = der(0x30, Buffer.from([0x02, 0x01, 0x00]), subject, spki, Buffer.from([0xa0, 0x00]));
  const signature = signEs256Der(createPrivateKey(key.privatePem), info);
  return pem('CERTIFICATE REQUEST', der(0x30, info, ALGORITHM, der(0x03, Buffer.from([0]), signature)));
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}
