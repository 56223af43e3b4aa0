import { createHash } from 'node:crypto';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ROUNDS = 1000;
const md5 = (...parts: readonly (string | Buffer)[]): Buffer => {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** Whether a password is the one of a line of an htpasswd file: apr1 and md5-crypt, {SHA}, plain text. bcrypt's are refused. */
export function isPassword(password: string, stored: string): boolean {
  if (stored.startsWith('{SHA}')) return stored.slice(5) === createHash('sha1').update(password).digest('base64');
  const [, kind = '', salt = ''] = /^\$(apr1|1)\$([^$]{1,8})\$/.exec(stored) ?? [];
  if (kind) return md5Crypt(password, salt, `$${kind}$`) === stored;
  return stored === password || stored === `{PLAIN}${password}`;
}

/** Poul-Henning Kamp's MD5 crypt, which Apache has under a magic of its own. */
function md5Crypt(password: string, salt: string, magic: string): string {
  const secret = Buffer.from(password);
  const mixed = md5(secret, salt, secret);
  const parts: (string | Buffer)[] = [secret, magic, salt];
  for (let left = secret.length; left > 0; left -= 16) parts.push(mixed.subarray(0, Math.min(16, left)));
  for (let bits = secret.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? Buffer.from([0]) : secret.subarray(0, 1));
  let digest = md5(...parts);
  for (let i = 0; i < ROUNDS; i++) {
    const odd = i % 2 === 1;
    const round: (string | Buffer)[] = [odd ? secret : digest];
    if (i % 3) round.push(salt);
    if (i % 7) round.push(secret);
    round.push(odd ? digest : secret);
    digest = md5(...round);
  }
  const groups = [
    [0, 6, 12],
    [1, 7, 13],
    [2, 8, 14],
    [3, 9, 15],
    [4, 10, 5],
  ] as const;
  const text = groups.map(([a, b, c]) => letters((digest[a]! << 16) | (digest[b]! << 8) | digest[c]!, 4)).join('');
  return `${magic}${salt}$${text}${letters(digest[11]!, 2)}`;
}

function letters(value: number, count: number): string {
  return Array.from({ length: count }, (_, i) => ALPHABET[(value >> (6 * i)) & 63]).join('');
}
