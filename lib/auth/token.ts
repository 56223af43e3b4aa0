import { decode } from 'next-auth/jwt';

const NAMES = ['__Secure-next-auth.session-token', 'next-auth.session-token'];
const MOST_CHUNKS = 5;

/** The learner that a Cookie header's session token names; undefined if there is none or it is not genuine. */
export async function userOfCookie(header: string | undefined, secret: string): Promise<string | undefined> {
  const cookies = parseCookies(header ?? '');
  for (const name of NAMES) {
    let token = cookies.get(name) ?? '';
    if (!token) for (let chunk = 0; chunk < MOST_CHUNKS; chunk++) token += cookies.get(`${name}.${chunk}`) ?? '';
    if (!token) continue;
    try {
      const claims = await decode({ token, secret });
      if (claims?.sub) return claims.sub;
    } catch {
      // Forged, or signed with another secret.
    }
  }
  return undefined;
}

function parseCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const part of header.slice(0, 16_384).split(';')) {
    const at = part.indexOf('=');
    if (at > 0) cookies.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  return cookies;
}
