'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { signIn } from 'next-auth/react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { GuestButton } from './guest-button';
import { post, Refusal, sayError } from './post';
import { useLocale, useText } from './text-provider';

/** Sign in, sign up, or make an account of a guest. */
export function AuthForm({ mode, next }: { mode: 'sign-in' | 'sign-up' | 'upgrade'; next: string }) {
  const text = useText();
  const locale = useLocale();
  const router = useRouter();
  const errors: Readonly<Record<string, string>> = text.errors;
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState('');
  const [fields, setFields] = useState<Readonly<Record<string, string>>>({});

  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(fields).length > 0) form.current?.querySelector<HTMLInputElement>('[aria-invalid]')?.focus();
  }, [fields]);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>;
    setWorking(true);
    setProblem('');
    setFields({});
    try {
      if (mode !== 'sign-in') await post('/api/account', data);
      const { email, password } = data;
      const result = await signIn('password', { email, password, redirect: false });
      if (!result?.ok) throw new Refusal(result?.error === 'tooMany' ? 'tooMany' : 'credentials');
      router.push(next);
      router.refresh();
    } catch (error) {
      if (error instanceof Refusal && Object.keys(error.fields).length > 0) setFields(error.fields);
      else setProblem(sayError(errors, error));
      setWorking(false);
    }
  };

  const field = (name: string, type: string, label: string, autoComplete: string, hint?: string) => {
    const wrong = fields[name] && (errors[fields[name]] ?? errors.malformed);
    const note = wrong ?? hint;
    return (
      <label className="block">
        <span className="mb-1.5 block text-sm font-semibold">{label}</span>
        <input
          name={name}
          type={type}
          autoComplete={autoComplete}
          required
          maxLength={type === 'password' ? 200 : 254}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={note ? `${name}-note` : undefined}
          className={`field ${wrong ? 'border-bad' : ''}`}
        />
        {note && (
          <span id={`${name}-note`} className={`mt-1.5 block text-sm ${wrong ? 'text-bad' : 'text-faint'}`}>
            {note}
          </span>
        )}
      </label>
    );
  };

  const title = { 'sign-in': text.auth.signInTitle, 'sign-up': text.auth.signUpTitle, upgrade: text.auth.upgradeTitle }[mode];
  const lead = { 'sign-in': text.auth.signInLead, 'sign-up': text.auth.signUpLead, upgrade: text.auth.upgradeLead }[mode];
  const label = { 'sign-in': text.auth.submitSignIn, 'sign-up': text.auth.submitSignUp, upgrade: text.auth.submitUpgrade }[mode];
  return (
    <div className="mx-auto my-auto w-full max-w-md px-4 py-10">
      <div className="card p-6 sm:p-8">
        <h1 className="text-2xl font-bold tracking-tight">{title}</h1>
        <p className="mt-2 text-soft">{lead}</p>
        <form ref={form} onSubmit={(event) => void submit(event)} className="mt-6 space-y-4" noValidate={mode !== 'sign-in'}>
          {mode !== 'sign-in' && field('name', 'text', text.auth.name, 'name')}
          {field('email', 'email', text.auth.email, 'email')}
          {field(
            'password',
            'password',
            text.auth.password,
            mode === 'sign-in' ? 'current-password' : 'new-password',
            mode === 'sign-in' ? undefined : text.auth.passwordHint,
          )}
          <p role="alert" className="text-sm text-bad empty:hidden">
            {problem}
          </p>
          <button type="submit" disabled={working} className="button button-main w-full">
            {working ? text.auth.working : label}
          </button>
        </form>
        {mode !== 'upgrade' && (
          <>
            <p className="my-5 flex items-center gap-3 text-sm text-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
              {text.auth.or}
            </p>
            <GuestButton next={next} className="button w-full" label={text.auth.guest} />
            <p className="mt-2 text-center text-sm text-faint">{text.auth.guestNote}</p>
          </>
        )}
      </div>
      {mode !== 'upgrade' && (
        <p className="mt-5 text-center text-soft">
          {mode === 'sign-in' ? text.auth.noAccount : text.auth.haveAccount}{' '}
          <Link
            href={`/${locale}/${mode === 'sign-in' ? 'sign-up' : 'sign-in'}`}
            className="font-semibold text-accent underline underline-offset-4"
          >
            {mode === 'sign-in' ? text.nav.signUp : text.nav.signIn}
          </Link>
        </p>
      )}
    </div>
  );
}
