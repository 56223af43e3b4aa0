import { createCipheriv, createDecipheriv, createECDH, createPrivateKey, type KeyObject } from 'node:crypto';
import { bcryptPbkdf } from './bcrypt-pbkdf';
import type { PublicKey } from './public-key';
import { field, mpint, uint32, WireReader } from './wire';

/** A private key: its public half and the numbers that only its owner has, as the wire has them. */
export interface PrivateKey extends PublicKey {
  /** The private section's fields after the algorithm's name. */
  readonly secret: Buffer;
}

const MAGIC = 'openssh-key-v1\0';
const CIPHER = 'aes256-ctr';
/** KDF rounds of `ssh-keygen -a` by default. */
export const KDF_ROUNDS = 24;
const CURVES: Readonly<Record<number, string>> = { 256: 'prime256v1', 384: 'secp384r1', 521: 'secp521r1' };

const base64 = (text: string | undefined) => Buffer.from(text ?? '', 'base64url');

/** An OpenSSH key of one of Node's (RSA, EC on NIST's curves, Ed25519). */
export function fromKeyObject(key: KeyObject, comment: string): PrivateKey {
  const jwk = key.export({ format: 'jwk' });
  if (key.asymmetricKeyType === 'ed25519') {
    const open = base64(jwk.x);
    return named('ssh-ed25519', [field(open)], Buffer.concat([field(open), field(Buffer.concat([base64(jwk.d), open]))]), comment);
  }
  if (key.asymmetricKeyType === 'rsa') {
    const [n, e, d, qi, p, q] = [jwk.n, jwk.e, jwk.d, jwk.qi, jwk.p, jwk.q].map((one) => mpint(base64(one)));
    return named('ssh-rsa', [e!, n!], Buffer.concat([n!, e!, d!, qi!, p!, q!]), comment);
  }
  if (key.asymmetricKeyType !== 'ec') throw new TypeError('not a key of OpenSSH');
  const curve = `nistp${String(jwk.crv).slice(2)}`;
  return ecKey(curve, Buffer.concat([Buffer.from([4]), base64(jwk.x), base64(jwk.y)]), base64(jwk.d), comment);
}

const ecKey = (curve: string, point: Buffer, scalar: Buffer, comment: string): PrivateKey =>
  named(`ecdsa-sha2-${curve}`, [field(curve), field(point)], Buffer.concat([field(curve), field(point), mpint(scalar)]), comment);

function named(algorithm: string, open: readonly Buffer[], secret: Buffer, comment: string): PrivateKey {
  return { algorithm, blob: Buffer.concat([field(algorithm), ...open]).toString('base64'), secret, comment };
}

/** A key on a NIST curve from a number (big-endian bytes, as many as wished). */
export function ecdsaKey(bits: number, random: Buffer, comment: string): PrivateKey {
  const ecdh = createECDH(CURVES[bits]!);
  const scalar = Buffer.from(random.subarray(0, Math.ceil(bits / 8)));
  // Below the order of the group, and not nought.
  scalar[0] = bits === 521 ? scalar[0]! & 0 : scalar[0]! & 0x7f;
  scalar[scalar.length - 1]! |= 1;
  ecdh.setPrivateKey(scalar);
  return ecKey(`nistp${bits}`, ecdh.getPublicKey(), scalar, comment);
}

/** An Ed25519 key from 32 bytes. */
export function ed25519Key(seed: Buffer, comment: string): PrivateKey {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  return fromKeyObject(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }), comment);
}

const wrap = (bytes: Buffer) => bytes.toString('base64').replace(/(.{70})(?=.)/g, '$1\n');

export interface Sealing {
  readonly passphrase: string;
  readonly rounds: number;
  /** 16 bytes. */
  readonly salt: Buffer;
}

/** The file of a private key, in OpenSSH's own format. `check` is any number. */
export function* sealPrivateKey(key: PrivateKey, check: number, sealing?: Sealing): Generator<void, string> {
  const section = [uint32(check), uint32(check), field(key.algorithm), key.secret, field(Buffer.from(key.comment))];
  const plain = Buffer.concat(section);
  const block = sealing ? 16 : 8;
  const padding = Buffer.from(Array.from({ length: (block - (plain.length % block)) % block }, (_, i) => i + 1));
  let content = Buffer.concat([plain, padding]);
  let kdf = Buffer.alloc(0);
  if (sealing) {
    kdf = Buffer.concat([field(sealing.salt), uint32(sealing.rounds)]);
    const derived = yield* bcryptPbkdf(sealing.passphrase, sealing.salt, sealing.rounds, 48);
    const cipher = createCipheriv(CIPHER.replace('aes256', 'aes-256'), derived.subarray(0, 32), derived.subarray(32));
    content = Buffer.concat([cipher.update(content), cipher.final()]);
  }
  const whole = Buffer.concat([
    Buffer.from(MAGIC, 'latin1'),
    field(sealing ? CIPHER : 'none'),
    field(sealing ? 'bcrypt' : 'none'),
    field(kdf),
    uint32(1),
    field(Buffer.from(key.blob, 'base64')),
    field(content),
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${wrap(whole)}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** Why a private key cannot be read, in OpenSSH's words where there are any. */
export type KeyFault = 'passphrase' | 'invalid format' | 'error in libcrypto';

/** The public half that an OpenSSH key file shows without its passphrase. */
export function publicHalf(text: string): PublicKey | undefined {
  const head = envelope(text);
  if (!head) return undefined;
  const algorithm = new WireReader(head.open).text();
  return { algorithm, blob: head.open.toString('base64'), comment: '' };
}

function envelope(text: string) {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----\s([\s\S]*?)\s-----END OPENSSH PRIVATE KEY-----/.exec(text)?.[1];
  if (body === undefined) return undefined;
  const bytes = Buffer.from(body, 'base64');
  if (!bytes.subarray(0, MAGIC.length).equals(Buffer.from(MAGIC, 'latin1'))) return undefined;
  try {
    const reader = new WireReader(bytes.subarray(MAGIC.length));
    const [cipher, kdf, options] = [reader.text(), reader.text(), reader.field()];
    if (reader.uint32() !== 1) return undefined;
    return { cipher, kdf, options, open: reader.field(), content: reader.field() };
  } catch {
    return undefined;
  }
}

export const isEncrypted = (text: string): boolean => {
  const head = envelope(text);
  return head ? head.cipher !== 'none' : /ENCRYPTED/.test(text);
};

/** Reads a private key: OpenSSH's format, or PEM (PKCS#1, PKCS#8, SEC 1). */
export function* openPrivateKey(text: string, passphrase?: string): Generator<void, PrivateKey | KeyFault> {
  if (!text.includes('BEGIN OPENSSH')) return openPem(text, passphrase);
  const head = envelope(text);
  if (!head) return 'error in libcrypto';
  let content = head.content;
  try {
    if (head.cipher !== 'none') {
      if (passphrase === undefined || passphrase === '') return 'passphrase';
      const options = new WireReader(head.options);
      const [salt, rounds] = [options.field(), options.uint32()];
      if (head.cipher !== CIPHER || rounds > 512) return 'invalid format';
      const derived = yield* bcryptPbkdf(passphrase, salt, rounds, 48);
      const cipher = createDecipheriv('aes-256-ctr', derived.subarray(0, 32), derived.subarray(32));
      content = Buffer.concat([cipher.update(content), cipher.final()]);
    }
    const reader = new WireReader(content);
    if (reader.uint32() !== reader.uint32()) return head.cipher === 'none' ? 'invalid format' : 'passphrase';
    const algorithm = reader.text();
    const fields = algorithm === 'ssh-rsa' ? 6 : algorithm === 'ssh-ed25519' ? 2 : algorithm.startsWith('ecdsa-') ? 3 : 0;
    if (!fields) return 'invalid format';
    const secret = Buffer.concat(Array.from({ length: fields }, () => field(reader.field())));
    return { algorithm, blob: head.open.toString('base64'), secret, comment: reader.field().toString() };
  } catch {
    return 'invalid format';
  }
}

function openPem(text: string, passphrase?: string): PrivateKey | KeyFault {
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return 'error in libcrypto';
  if (/ENCRYPTED/.test(text) && !passphrase) return 'passphrase';
  try {
    return fromKeyObject(createPrivateKey({ key: text, ...(passphrase && { passphrase }) }), '');
  } catch {
    return /ENCRYPTED/.test(text) ? 'passphrase' : 'error in libcrypto';
  }
}

/** Node's key of an RSA or EC one, for PEM; undefined for Ed25519, which OpenSSH writes in its own format only. */
export function toKeyObject(key: PrivateKey): KeyObject | undefined {
  const reader = new WireReader(key.secret);
  const text = (bytes: Buffer, size?: number) => {
    const trimmed = bytes[0] === 0 ? bytes.subarray(1) : bytes;
    return (size && trimmed.length < size ? Buffer.concat([Buffer.alloc(size - trimmed.length), trimmed]) : trimmed).toString('base64url');
  };
  if (key.algorithm === 'ssh-rsa') {
    const [n, e, d, qi, p, q] = Array.from({ length: 6 }, () => reader.field());
    const big = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);
    const rest = (by: Buffer) => {
      const hex = (big(d!) % (big(by) - 1n)).toString(16);
      return Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex').toString('base64url');
    };
    const jwk = { kty: 'RSA', n: text(n!), e: text(e!), d: text(d!), p: text(p!), q: text(q!), dp: rest(p!), dq: rest(q!), qi: text(qi!) };
    return createPrivateKey({ format: 'jwk', key: jwk });
  }
  if (!key.algorithm.startsWith('ecdsa-')) return undefined;
  const bits = Number(reader.text().slice(5));
  const [point, d] = [reader.field(), reader.field()];
  const size = Math.ceil(bits / 8);
  const jwk = {
    kty: 'EC',
    crv: `P-${bits}`,
    x: text(point.subarray(1, 1 + size), size),
    y: text(point.subarray(1 + size), size),
    d: text(d, size),
  };
  return createPrivateKey({ format: 'jwk', key: jwk });
}
