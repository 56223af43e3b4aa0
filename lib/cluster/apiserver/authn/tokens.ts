import { createHash, createHmac, createPrivateKey, createPublicKey, sign, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import { isP256, signEs256 } from '../../pki/ecdsa';

/** Claims of a service account token. Models the private claims of pkg/serviceaccount. */
export interface TokenClaims {
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly iss: string;
  readonly jti: string;
  readonly 'kubernetes.io': {
    readonly namespace: string;
    /** Seconds: from then on the token is only good for want of a newer one. */
    readonly warnafter?: number;
    readonly node?: { readonly name: string; readonly uid: string };
    readonly pod?: { readonly name: string; readonly uid: string };
    readonly secret?: { readonly name: string; readonly uid: string };
    readonly serviceaccount: { readonly name: string; readonly uid: string };
  };
  readonly nbf: number;
  readonly sub: string;
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

let parsed: { readonly pem: string; readonly key: KeyObject; readonly id: string } | undefined;

/** Parsing a PEM costs more than signing with it: the last one is kept. Derived. */
function signingKey(pem: string): { readonly key: KeyObject; readonly id: string } {
  if (parsed?.pem !== pem) {
    const key = createPrivateKey(pem);
    parsed = { pem, key, id: keyIdOf(createPublicKey(key)) };
  }
  return parsed;
}

/** `kid` of a key: the digest of its public half. Models serviceaccount.keyIDFromPublicKey. */
const keyIdOf = (key: KeyObject) =>
  createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('base64url');

/** A signed JWT. The algorithm follows the key: RS256, ES256, or HS256 for a key that is no PEM. */
export function signToken(claims: object, keyPem: string): string {
  if (!keyPem.includes('-----BEGIN')) {
    const text = `${encode({ alg: 'HS256' })}.${encode(claims)}`;
    return `${text}.${createHmac('sha256', keyPem).update(text).digest('base64url')}`;
  }
  const { key, id } = signingKey(keyPem);
  const ec = key.asymmetricKeyType === 'ec';
  const text = `${encode({ alg: ec ? 'ES256' : 'RS256', kid: id })}.${encode(claims)}`;
  const bytes = Buffer.from(text);
  const signature = isP256(key) ? signEs256(key, bytes) : sign('sha256', bytes, ec ? { key, dsaEncoding: 'ieee-p1363' } : key);
  return `${text}.${signature.toString('base64url')}`;
}

/** The public keys as a JSON Web Key Set, for those who check tokens themselves. Models openIDKeyset. */
export function jsonWebKeys(pems: readonly string[]): { readonly keys: readonly object[]; readonly algorithms: readonly string[] } {
  const keys = pems.filter((pem) => pem.includes('-----BEGIN')).map((pem) => createPublicKey(pem));
  const algorithm = (key: KeyObject) => (key.asymmetricKeyType === 'ec' ? 'ES256' : 'RS256');
  const shown = keys.map((key) => {
    const { kty, crv, x, y, n, e } = key.export({ format: 'jwk' });
    const kid = keyIdOf(key);
    return kty === 'EC' ? { use: 'sig', kty, kid, crv, alg: 'ES256', x, y } : { use: 'sig', kty, kid, alg: 'RS256', n, e };
  });
  return { keys: shown, algorithms: [...new Set(keys.map(algorithm))].sort() };
}

/** The payload of a token, unchecked; undefined when it is no JWT. */
export function payloadOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const [head, body, signature, ...more] = token.split('.');
  if (!head || !body || !signature || more.length > 0) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The claims of a JWT whose signature one of the keys made; undefined otherwise. Expiry is the caller's to check. */
export function verifyToken(token: string, keys: readonly string[]): TokenClaims | undefined {
  const [head, body, signature, ...more] = token.split('.');
  if (!head || !body || !signature || more.length > 0) return undefined;
  const text = `${head}.${body}`;
  const bytes = Buffer.from(signature, 'base64url');
  for (const key of keys) {
    if (!signedBy(text, bytes, key)) continue;
    try {
      return JSON.parse(Buffer.from(body, 'base64url').toString()) as TokenClaims;
    } catch {
      return undefined;
    }
  }
  return undefined;
}

function signedBy(text: string, signature: Buffer, keyPem: string): boolean {
  try {
    if (!keyPem.includes('-----BEGIN')) {
      const expected = createHmac('sha256', keyPem).update(text).digest();
      return expected.length === signature.length && timingSafeEqual(expected, signature);
    }
    const key = createPublicKey(keyPem);
    const options = key.asymmetricKeyType === 'ec' ? ({ key, dsaEncoding: 'ieee-p1363' } as const) : key;
    return verify('sha256', Buffer.from(text), options, signature);
  } catch {
    return false;
  }
}

/** Claims of a token that lives in a secret and does not expire. Models serviceaccount.LegacyClaims. */
export const legacyClaims = (
  namespace: string,
  account: { readonly name: string; readonly uid?: string },
  secret: string,
): Readonly<Record<string, string>> => ({
  iss: LEGACY_ISSUER,
  [`${LEGACY_ISSUER}/namespace`]: namespace,
  [`${LEGACY_ISSUER}/secret.name`]: secret,
  [`${LEGACY_ISSUER}/service-account.name`]: account.name,
  [`${LEGACY_ISSUER}/service-account.uid`]: account.uid ?? '',
  sub: `system:serviceaccount:${namespace}:${account.name}`,
});

export const LEGACY_ISSUER = 'kubernetes/serviceaccount';
