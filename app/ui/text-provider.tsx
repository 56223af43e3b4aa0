'use client';

import { createContext, useContext, type ReactNode } from 'react';
import { messagesOf, type Locale, type Messages } from '@/lib/i18n/messages';

const LocaleContext = createContext<Locale>('ko');

/** Gives the page's language to the components below. */
export function TextProvider({ locale, children }: { locale: Locale; children: ReactNode }) {
  return <LocaleContext.Provider value={locale}>{children}</LocaleContext.Provider>;
}

export const useLocale = (): Locale => useContext(LocaleContext);

/** The messages of the page's language. */
export const useText = (): Messages => messagesOf(useContext(LocaleContext));
