import { createECDH, createHash, createHmac, type KeyObject } from 'node:crypto';

/** Order of the group of P-256. */
export const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
const BYTES = 32;

/** Private scalars of keys: exporting one costs more than signing with it. Derived. */
const scalars = new WeakMap<KeyObject, bigint>();

/**
 * An ECDSA signature over P-256 and SHA-256 whose nonce follows from the key and the text (RFC 6979): the same every time, as
 * everything else in a world is. Returns r and s, 32 bytes each. Throws for a key that is no P-256 key.
 */
export function signEs256(key: KeyObject, text: Buffer): Buffer {
  const secret = scalarOf(key);
  const digest = createHash('sha256').update(text).digest();
  const hash = toNumber(digest);
  for (const nonce of nonces(secret, digest)) {
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey(toBytes(nonce));
    const r = toNumber(ecdh.getPublicKey().subarray(1, 1 + BYTES)) % ORDER;
    const s = (inverse(nonce) * ((hash + r * secret) % ORDER)) % ORDER;
    if (r !== 0n && s !== 0n) return Buffer.concat([toBytes(r), toBytes(s)]);
  }
  throw new Error('no nonce would do');
}

/** The same in DER, as certificates carry it. */
export function signEs256Der(key: KeyObject, text: Buffer): Buffer {
  const signature = signEs256(key, text);
  const body = Buffer.concat([derInteger(signature.subarray(0, BYTES)), derInteger(signature.subarray(BYTES))]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

/** Whether a key is one that `signEs256` takes. */
export const isP256 = (key: KeyObject): boolean => key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';

function scalarOf(key: KeyObject): bigint {
  let scalar = scalars.get(key);
  if (scalar === undefined) {
    if (!isP256(key)) throw new TypeError('not a P-256 key');
    scalar = toNumber(Buffer.from(key.export({ format: 'jwk' }).d!, 'base64url'));
    scalars.set(key, scalar);
  }
  return scalar;
}

/** RFC 6979, section 3.2. Practically the first one does. */
function* nonces(secret: bigint, digest: Buffer): Generator<bigint> {
  const seed = Buffer.concat([toBytes(secret), toBytes(toNumber(digest) % ORDER)]);
  const mac = (key: Buffer, ...parts: Buffer[]) => {
    const hmac = createHmac('sha256', key);
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  };
  let key: Buffer = Buffer.alloc(BYTES, 0);
  let value: Buffer = Buffer.alloc(BYTES, 1);
  for (const tag of [0, 1]) {
    key = mac(key, value, Buffer.from([tag]), seed);
    value = mac(key, value);
  }
  for (let tries = 0; tries < 64; tries++) {
    value = mac(key, value);
    const nonce = toNumber(value);
    if (nonce > 0n && nonce < ORDER) yield nonce;
    key = mac(key, value, Buffer.from([0]));
    value = mac(key, value);
  }
}

/** The inverse modulo the order, by Euclid. */
function inverse(value: bigint): bigint {
  let [a, b] = [ORDER, value];
  let [x, y] = [0n, 1n];
  while (b > 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return x < 0n ? x + ORDER : x;
}

const toNumber = (bytes: Buffer): bigint => BigInt(`0x${bytes.toString('hex')}`);
const toBytes = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(2 * BYTES, '0'), 'hex');

function derInteger(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const digits = bytes[start]! & 0x80 ? Buffer.concat([Buffer.from([0]), bytes.subarray(start)]) : bytes.subarray(start);
  return Buffer.concat([Buffer.from([0x02, digits.length]), digits]);
}
