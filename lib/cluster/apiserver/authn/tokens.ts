import { createHmac, createPrivateKey, createPublicKey, sign, timingSafeEqual, verify, type KeyObject } from 'node:crypto';

/** Claims of a service account token. Models the private claims of pkg/serviceaccount. */
export interface TokenClaims {
  readonly aud: readonly string[];
  readonly exp: number;
  readonly iat: number;
  readonly iss: string;
  readonly jti: string;
  readonly 'kubernetes.io': {
    readonly namespace: string;
    readonly node?: { readonly name: string; readonly uid: string };
    readonly pod?: { readonly name: string; readonly uid: string };
    readonly secret?: { readonly name: string; readonly uid: string };
    readonly serviceaccount: { readonly name: string; readonly uid: string };
  };
  readonly nbf: number;
  readonly sub: string;
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

let parsed: { readonly pem: string; readonly key: KeyObject } | undefined;

/** Parsing a PEM costs more than signing with it: the last one is kept. Derived. */
function signingKey(pem: string): KeyObject {
  if (parsed?.pem !== pem) parsed = { pem, key: createPrivateKey(pem) };
  return parsed.key;
}

/** A signed JWT. The algorithm follows the key: RS256, ES256, or HS256 for a key that is no PEM. */
export function signToken(claims: object, keyPem: string, keyId: string): string {
  if (!keyPem.includes('-----BEGIN')) {
    const text = `${encode({ alg: 'HS256', kid: keyId })}.${encode(claims)}`;
    return `${text}.${createHmac('sha256', keyPem).update(text).digest('base64url')}`;
  }
  const key = signingKey(keyPem);
  const ec = key.asymmetricKeyType === 'ec';
  const text = `${encode({ alg: ec ? 'ES256' : 'RS256', kid: keyId })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(text), ec ? { key, dsaEncoding: 'ieee-p1363' } : key);
  return `${text}.${signature.toString('base64url')}`;
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
