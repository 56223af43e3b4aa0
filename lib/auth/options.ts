import type { NextAuthOptions } from 'next-auth';
import CredentialsProvider from 'next-auth/providers/credentials';
import { createGuest, findAccount } from './accounts';
import { rateLimits } from './rate-limit';

const MONTH_S = 30 * 86_400;

/** The address a request came from, as far as a proxy tells. */
export const addressOf = (headers: Record<string, unknown> | undefined): string =>
  String(headers?.['x-forwarded-for'] ?? 'local')
    .split(',')[0]!
    .trim()
    .slice(0, 64);

/** next-auth's options: address and password, or a guest at one click; the session is a signed cookie. */
export const authOptions: NextAuthOptions = {
  session: { strategy: 'jwt', maxAge: MONTH_S },
  pages: { signIn: '/ko/sign-in', error: '/ko/sign-in' },
  providers: [
    CredentialsProvider({
      id: 'password',
      name: 'password',
      credentials: { email: {}, password: {} },
      async authorize(credentials, request) {
        const email = String(credentials?.email ?? '').slice(0, 254);
        const password = String(credentials?.password ?? '').slice(0, 200);
        if (!email || !password) return null;
        const key = `${addressOf(request.headers)} ${email.trim().toLowerCase()}`;
        if (rateLimits().signIn.take(key) > 0) throw new Error('tooMany');
        const learner = await findAccount(email, password);
        if (!learner) return null;
        rateLimits().signIn.clear(key);
        return { id: learner.id, name: learner.name };
      },
    }),
    CredentialsProvider({
      id: 'guest',
      name: 'guest',
      credentials: {},
      async authorize(_credentials, request) {
        if (rateLimits().guest.take(addressOf(request.headers)) > 0) throw new Error('tooMany');
        const learner = await createGuest();
        return { id: learner.id, name: learner.name };
      },
    }),
  ],
  callbacks: {
    session: ({ session, token }) => ({ ...session, user: { ...session.user, id: token.sub } }),
  },
};
