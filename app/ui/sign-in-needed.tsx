import Link from 'next/link';
import { messagesOf, type Locale } from '@/lib/i18n/messages';
import { GuestButton } from './guest-button';

/** Stands in for what needs to know who the learner is. */
export function SignInNeeded({ locale, title }: { locale: Locale; title?: string }) {
  const text = messagesOf(locale);
  return (
    <div className="m-auto w-full max-w-lg px-4 py-12 text-center">
      {title && <p className="mb-2 font-semibold text-accent">{title}</p>}
      <h1 className="text-2xl font-bold tracking-tight">{text.auth.needed}</h1>
      <p className="mt-3 text-soft">{text.auth.neededText}</p>
      <div className="mt-6 flex flex-wrap justify-center gap-3">
        <GuestButton label={text.auth.guest} className="button button-main" />
        <Link href={`/${locale}/sign-in`} className="button">
          {text.nav.signIn}
        </Link>
      </div>
    </div>
  );
}
