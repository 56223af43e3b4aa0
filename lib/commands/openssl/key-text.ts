import { createPublicKey, type KeyObject } from 'node:crypto';

const hex = (bytes: Buffer) => bytes.toString('hex').replace(/..(?=.)/g, '$&:');

/** The content of an INTEGER: with a zero in front where the first bit is set. */
function whole(text: string | undefined): Buffer {
  const bytes = Buffer.from(text ?? '', 'base64url');
  return bytes[0]! & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}

const block = (bytes: Buffer, indent: number) =>
  `${hex(bytes)}`
    .match(/.{1,45}/g)!
    .map((line) => `${' '.repeat(indent)}${line}\n`)
    .join('');

/** Lines of the key in `-text` of a certificate or request. `spki`: DER. */
export function publicKeyText(spki: Buffer): string {
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const names: Readonly<Record<string, string>> = { rsa: 'rsaEncryption', ec: 'id-ecPublicKey', ed25519: 'ED25519' };
  return `            Public Key Algorithm: ${names[key.asymmetricKeyType!] ?? key.asymmetricKeyType}\n${publicPart(key, 16, 'Public-Key')}`;
}

/** `Public-Key: (2048 bit)` and what follows it. */
export function publicPart(key: KeyObject, indent: number, title: string): string {
  const pad = ' '.repeat(indent);
  const jwk = key.export({ format: 'jwk' });
  if (key.asymmetricKeyType === 'rsa') {
    const modulus = whole(jwk.n);
    const exponent = Number(`0x${Buffer.from(jwk.e!, 'base64url').toString('hex')}`);
    return `${pad}${title}: (${key.asymmetricKeyDetails!.modulusLength} bit)\n${pad}Modulus:\n${block(modulus, indent + 4)}${pad}Exponent: ${exponent} (0x${exponent.toString(16)})\n`;
  }
  if (key.asymmetricKeyType === 'ec') return `${pad}${title}: (${curve(key).bits} bit)\n${point(key, indent)}`;
  return `${pad}ED25519 ${title}:\n${pad}pub:\n${block(Buffer.from(jwk.x!, 'base64url'), indent + 4)}`;
}

function curve(key: KeyObject): { readonly bits: number; readonly oid: string; readonly nist: string } {
  const name = key.asymmetricKeyDetails?.namedCurve ?? '';
  if (name === 'prime256v1') return { bits: 256, oid: name, nist: 'P-256' };
  return name === 'secp384r1' ? { bits: 384, oid: name, nist: 'P-384' } : { bits: 521, oid: name, nist: 'P-521' };
}

function point(key: KeyObject, indent: number): string {
  const { nist, oid } = curve(key);
  const { x, y } = key.export({ format: 'jwk' });
  const bytes = Buffer.concat([Buffer.from([4]), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')]);
  const pad = ' '.repeat(indent);
  return `${pad}pub:\n${block(bytes, indent + 4)}${pad}ASN1 OID: ${oid}\n${pad}NIST CURVE: ${nist}\n`;
}

/** What `pkey -text` and `rsa -text` show of a private key. */
export function privateKeyText(key: KeyObject): string {
  const jwk = key.export({ format: 'jwk' });
  if (key.asymmetricKeyType === 'rsa') {
    const part = (title: string, text: string | undefined) => `${title}:\n${block(whole(text), 4)}`;
    const exponent = Number(`0x${Buffer.from(jwk.e!, 'base64url').toString('hex')}`);
    return (
      `Private-Key: (${key.asymmetricKeyDetails!.modulusLength} bit, 2 primes)\n${part('modulus', jwk.n)}publicExponent: ${exponent} (0x${exponent.toString(16)})\n` +
      `${part('privateExponent', jwk.d)}${part('prime1', jwk.p)}${part('prime2', jwk.q)}${part('exponent1', jwk.dp)}${part('exponent2', jwk.dq)}${part('coefficient', jwk.qi)}`
    );
  }
  const secret = Buffer.from(jwk.d!, 'base64url');
  if (key.asymmetricKeyType === 'ec') return `Private-Key: (${curve(key).bits} bit)\npriv:\n${block(secret, 4)}${point(key, 0)}`;
  return `ED25519 Private-Key:\npriv:\n${block(secret, 4)}pub:\n${block(Buffer.from(jwk.x!, 'base64url'), 4)}`;
}
