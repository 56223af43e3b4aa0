import '@fontsource-variable/jetbrains-mono';
import '@fontsource/nanum-gothic-coding/400.css';
import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
import '@xterm/xterm/css/xterm.css';
import '../globals.css';
import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { currentLearner } from '@/lib/auth/current-learner';
import { isLocale, messagesOf } from '@/lib/i18n/messages';
import { SiteHeader } from '../ui/site-header';
import { TextProvider } from '../ui/text-provider';
import { isTheme } from '../ui/theme';

export async function generateMetadata({ params }: { params: Promise<{ locale: string }> }): Promise<Metadata> {
  const { locale } = await params;
  if (!isLocale(locale)) return {};
  const { brand, tagline } = messagesOf(locale);
  return { title: { default: `${brand} · ${tagline}`, template: `%s · ${brand}` }, description: tagline };
}

export default async function RootLayout({ children, params }: { children: ReactNode; params: Promise<{ locale: string }> }) {
  const { locale } = await params;
  if (!isLocale(locale)) notFound();
  const text = messagesOf(locale);
  const chosen = (await cookies()).get('theme')?.value;
  const learner = await currentLearner();
  return (
    <html lang={locale} data-theme={isTheme(chosen) && chosen !== 'system' ? chosen : undefined} suppressHydrationWarning>
      <body className="flex min-h-dvh flex-col font-sans">
        <a
          href="#content"
          className="sr-only z-50 rounded-lg bg-accent px-4 py-2 font-semibold text-accent-ink focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
        >
          {text.skip}
        </a>
        <TextProvider locale={locale}>
          <SiteHeader
            learner={learner && { name: learner.name || text.common.guest, guest: learner.guest }}
            theme={isTheme(chosen) ? chosen : 'system'}
          />
          <main id="content" tabIndex={-1} className="flex flex-1 flex-col outline-none">
            {children}
          </main>
        </TextProvider>
      </body>
    </html>
  );
}
