'use client';

import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { signOut } from 'next-auth/react';
import { useEffect, useRef, useState } from 'react';
import { Icon } from './line-icon';
import { useLocale, useText } from './text-provider';
import { THEMES, type Theme } from './theme';

const YEAR_S = 365 * 86_400;
const remember = (name: string, value: string) => {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_S}; samesite=lax`;
};

/** Name, ways through the site, language, theme and account. */
export function SiteHeader({ learner, theme }: { learner: { name: string; guest: boolean } | undefined; theme: Theme }) {
  const text = useText();
  const locale = useLocale();
  const path = usePathname();
  const [openAt, setOpenAt] = useState<string>();
  const open = openAt === path;
  const links = [
    ['tracks', text.nav.tracks],
    ['labs', text.nav.labs],
    ['exams', text.nav.exams],
    ['playground', text.nav.playground],
  ] as const;
  const link = ([slug, label]: (typeof links)[number]) => {
    const here = path.startsWith(`/${locale}/${slug}`);
    return (
      <Link
        key={slug}
        href={`/${locale}/${slug}`}
        aria-current={here ? 'page' : undefined}
        className={`rounded-lg px-3 py-2 text-[15px] font-medium hover:bg-sunken ${here ? 'text-accent' : 'text-soft'}`}
      >
        {label}
      </Link>
    );
  };
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-surface/95 backdrop-blur">
      <div className="flex h-14 items-center gap-1 px-4 sm:px-6">
        <Link href={`/${locale}`} className="mr-3 flex items-center gap-2 rounded-lg text-lg font-bold tracking-tight">
          <Icon name="logo" className="size-6 text-accent" />
          {text.brand}
        </Link>
        <nav aria-label={text.nav.main} className="hidden items-center md:flex">
          {links.map(link)}
        </nav>
        <div className="ml-auto flex items-center gap-1">
          <LanguageLink path={path} />
          <ThemeButton theme={theme} />
          <span className="hidden items-center gap-1 md:flex">
            <Account learner={learner} />
          </span>
          <button
            type="button"
            aria-expanded={open}
            aria-controls="menu"
            aria-label={text.nav.menu}
            onClick={() => setOpenAt(open ? undefined : path)}
            className="grid size-10 place-items-center rounded-lg text-soft hover:bg-sunken md:hidden"
          >
            <Icon name={open ? 'close' : 'menu'} />
          </button>
        </div>
      </div>
      {open && (
        <nav id="menu" aria-label={text.nav.main} className="flex flex-col gap-1 border-t border-line px-4 py-3 md:hidden">
          {links.map(link)}
          <span className="mt-2 flex flex-wrap gap-2 border-t border-line pt-3">
            <Account learner={learner} />
          </span>
        </nav>
      )}
    </header>
  );
}

function Account({ learner }: { learner: { name: string; guest: boolean } | undefined }) {
  const text = useText();
  const locale = useLocale();
  if (!learner) {
    return (
      <>
        <Link href={`/${locale}/sign-in`} className="rounded-lg px-3 py-2 text-[15px] font-medium text-soft hover:bg-sunken">
          {text.nav.signIn}
        </Link>
        <Link href={`/${locale}/sign-up`} className="button button-main button-small">
          {text.nav.signUp}
        </Link>
      </>
    );
  }
  return (
    <>
      <Link
        href={`/${locale}/profile`}
        title={text.nav.profile}
        className="flex max-w-40 items-center gap-2 rounded-lg px-3 py-2 text-[15px] font-medium text-soft hover:bg-sunken"
      >
        <Icon name="person" className="size-5 shrink-0" />
        <span className="truncate">{learner.name}</span>
      </Link>
      {learner.guest ? (
        <Link href={`/${locale}/sign-up`} className="button button-small">
          {text.nav.signUp}
        </Link>
      ) : (
        <button
          type="button"
          onClick={() => void signOut({ callbackUrl: `/${locale}` })}
          className="rounded-lg px-3 py-2 text-[15px] font-medium text-soft hover:bg-sunken"
        >
          {text.nav.signOut}
        </button>
      )}
    </>
  );
}

function LanguageLink({ path }: { path: string }) {
  const text = useText();
  const other = useLocale() === 'ko' ? 'en' : 'ko';
  return (
    <Link
      href={path.replace(/^\/(ko|en)/, `/${other}`)}
      hrefLang={other}
      lang={other}
      onClick={() => remember('locale', other)}
      className="rounded-lg px-3 py-2 text-sm font-medium text-soft hover:bg-sunken"
    >
      {text.language.other}
    </Link>
  );
}

const ICONS = { system: 'screen', light: 'sun', dark: 'moon' } as const;

function ThemeButton({ theme: first }: { theme: Theme }) {
  const text = useText();
  const router = useRouter();
  const [theme, setTheme] = useState(first);
  const shown = useRef(first);
  useEffect(() => {
    if (shown.current === theme) return;
    shown.current = theme;
    remember('theme', theme);
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    window.dispatchEvent(new Event('themechange'));
    router.refresh();
  }, [theme, router]);
  const label = `${text.theme.label}: ${text.theme[theme]}`;
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      onClick={() => setTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!)}
      className="grid size-10 place-items-center rounded-lg text-soft hover:bg-sunken"
    >
      <Icon name={ICONS[theme]} className="size-5" />
    </button>
  );
}
