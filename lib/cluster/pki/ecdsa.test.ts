import { createECDH, createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { expect, it } from 'vitest';
import { Random } from '@/lib/sim/random';
import { signEs256, signEs256Der } from './ecdsa';
import { newKey } from './key';

it('signs as RFC 6979 says (A.2.5, P-256, SHA-256)', () => {
  const d = Buffer.from('C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721', 'hex');
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(d);
  const point = ecdh.getPublicKey();
  const key = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: d.toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  expect(signEs256(key, Buffer.from('sample')).toString('hex').toUpperCase()).toBe(
    'EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716' + 'F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8',
  );
});

it('makes signatures that hold, the same ones every time', () => {
  const random = new Random(3);
  for (let i = 0; i < 20; i++) {
    const { privatePem } = newKey(random);
    const key = createPrivateKey(privatePem);
    const text = Buffer.from(`text ${i}`);
    expect(verify('sha256', text, { key: createPublicKey(key), dsaEncoding: 'ieee-p1363' }, signEs256(key, text))).toBe(true);
    expect(verify('sha256', text, createPublicKey(key), signEs256Der(key, text))).toBe(true);
    expect(signEs256(createPrivateKey(privatePem), text).equals(signEs256(key, text))).toBe(true);
  }
});
