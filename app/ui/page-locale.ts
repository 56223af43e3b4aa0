import { notFound } from 'next/navigation';
import { isLocale, messagesOf, type Locale, type Messages } from '@/lib/i18n/messages';

/** A page's language and its messages, from its address. */
export async function pageLocale(params: Promise<{ locale: string }>): Promise<{ locale: Locale; text: Messages }> {
  const { locale } = await params;
  if (!isLocale(locale)) notFound();
  return { locale, text: messagesOf(locale) };
}
