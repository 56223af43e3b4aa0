import { en } from './en';
import { ko, type Messages } from './ko';

export type { Messages };

export const LOCALES = ['ko', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

export const isLocale = (text: string | undefined): text is Locale => text === 'ko' || text === 'en';

export const messagesOf = (locale: Locale): Messages => (locale === 'ko' ? ko : en);

/** Puts values into a message's `{name}`s. */
export const fill = (message: string, values: Readonly<Record<string, string | number>>): string =>
  message.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
