'use client';

import { useRouter } from 'next/navigation';
import { signIn } from 'next-auth/react';
import { useState } from 'react';
import { useText } from './text-provider';

/** One click: a guest, and on to `next` (or the same page, now with somebody on it). */
export function GuestButton({ next, label, className }: { next?: string; label: string; className: string }) {
  const text = useText();
  const router = useRouter();
  const [state, setState] = useState<'ready' | 'working' | 'tooMany' | 'network'>('ready');
  const start = async () => {
    setState('working');
    const result = await signIn('guest', { redirect: false }).catch(() => undefined);
    if (!result?.ok) return setState(result?.error === 'tooMany' ? 'tooMany' : 'network');
    if (next) router.push(next);
    router.refresh();
  };
  return (
    <>
      <button type="button" onClick={() => void start()} disabled={state === 'working'} className={className}>
        {state === 'working' ? text.auth.working : label}
      </button>
      {(state === 'tooMany' || state === 'network') && (
        <p role="alert" className="mt-2 text-sm text-bad">
          {text.errors[state]}
        </p>
      )}
    </>
  );
}
