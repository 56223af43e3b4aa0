import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { Random } from '@/lib/sim/random';
import { ORDER } from './ecdsa';

/** A P-256 key pair in PEM, as kubeadm makes with `encryptionAlgorithm: ECDSA-P256`. */
export interface Key {
  readonly privatePem: string;
  readonly publicPem: string;
}

/** A key drawn from the world's generator, so that the same seed gives the same key. */
export function newKey(random: Random): Key {
  const scalar = drawScalar(random);
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(scalar);
  const point = ecdh.getPublicKey();
  const key = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: scalar.toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33, 65).toString('base64url'),
    },
  });
  return keyOf(key);
}

function keyOf(key: KeyObject): Key {
  return {
    privatePem: key.export({ format: 'pem', type: key.asymmetricKeyType === 'ec' ? 'sec1' : 'pkcs8' }).toString(),
    publicPem: createPublicKey(key).export({ format: 'pem', type: 'spki' }).toString(),
  };
}

function drawScalar(random: Random): Buffer {
  for (;;) {
    const bytes = Buffer.from(Array.from({ length: 32 }, () => random.int(256)));
    const value = BigInt(`0x${bytes.toString('hex')}`);
    if (value > 0n && value < ORDER) return bytes;
  }
}
