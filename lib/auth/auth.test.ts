import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'next-auth/jwt';
import { describe, expect, it } from 'vitest';
import { fieldErrors, newAccount } from './credentials';
import { checkOrigin } from './origin';
import { checkPassword, hashPassword } from './password';
import { RateLimit } from './rate-limit';
import { authSecret } from './secret';
import { userOfCookie } from './token';

describe('the ways in', () => {
  it('says what is wrong with each field of a new account', () => {
    const errors = (value: unknown) => fieldErrors(newAccount.safeParse(value).error!);
    expect(errors({ name: ' ', email: 'nobody', password: 'short' })).toEqual({ name: 'name', email: 'email', password: 'passwordShort' });
    expect(errors({ name: 'a', email: 'a@b.kr', password: 'x'.repeat(201) })).toEqual({ password: 'passwordLong' });
    expect(errors({})).toEqual({ name: 'name', email: 'email', password: 'passwordShort' });
    expect(newAccount.parse({ name: ' 나래 ', email: ' Narae@Example.COM ', password: '여덟글자비밀번호' })).toMatchObject({
      name: '나래',
      email: 'narae@example.com',
    });
  });

  it('knows a right password from a wrong one and from no account', async () => {
    const stored = await hashPassword('correct horse');
    expect(stored).toMatch(/^\$argon2id\$/);
    expect(await checkPassword(stored, 'correct horse')).toBe(true);
    expect(await checkPassword(stored, 'wrong horse')).toBe(false);
    expect(await checkPassword(undefined, 'nobody has this password')).toBe(false);
  });

  it('limits attempts over a window, by key', () => {
    let now = 0;
    const limit = new RateLimit({ attempts: 2, windowMs: 1000 }, () => now);
    expect([limit.take('a'), limit.take('a'), limit.take('a'), limit.take('b')]).toEqual([0, 0, 1000, 0]);
    now = 400;
    expect(limit.take('a')).toBe(600);
    now = 1001;
    expect(limit.take('a')).toBe(0);
  });

  it('takes its own origin only', () => {
    expect(checkOrigin('http://127.0.0.1:3000', '127.0.0.1:3000')).toBe('ok');
    expect(checkOrigin('https://evil.example', '127.0.0.1:3000')).toBe('foreign');
    expect(checkOrigin('null', '127.0.0.1:3000')).toBe('malformed');
    expect(checkOrigin(undefined, 'a', true)).toBe('foreign');
    expect(checkOrigin('http://a.b', undefined)).toBe('foreign');
  });

  it('reads the learner from a genuine token only', async () => {
    const token = await encode({ token: { sub: 'u1' }, secret: 'right' });
    expect(await userOfCookie(`a=b; next-auth.session-token=${token}`, 'right')).toBe('u1');
    expect(
      await userOfCookie(`next-auth.session-token.0=${token.slice(0, 50)}; next-auth.session-token.1=${token.slice(50)}`, 'right'),
    ).toBe('u1');
    expect(await userOfCookie(`next-auth.session-token=${token}`, 'wrong')).toBeUndefined();
    expect(await userOfCookie('next-auth.session-token=forged', 'right')).toBeUndefined();
    expect(await userOfCookie(undefined, 'right')).toBeUndefined();
  });

  it('makes a secret once and keeps it from others', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nekala-auth-'));
    const secret = authSecret(folder);
    expect(authSecret(folder)).toBe(secret);
    expect(statSync(join(folder, 'auth-secret')).mode & 0o077).toBe(0);
    rmSync(folder, { recursive: true });
  });
});
