'use client';

import { useText } from '../ui/text-provider';

export default function Loading() {
  const text = useText();
  return (
    <div role="status" className="page" aria-label={text.common.loading}>
      <div className="h-10 w-64 animate-pulse rounded-lg bg-sunken" />
      <div className="mt-4 h-5 w-96 max-w-full animate-pulse rounded bg-sunken" />
      <div className="mt-10 h-56 animate-pulse rounded-2xl bg-sunken" />
    </div>
  );
}
