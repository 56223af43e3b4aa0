'use client';

import { useText } from '../ui/text-provider';

export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  const text = useText();
  return (
    <div role="alert" className="m-auto px-4 py-16 text-center">
      <h1 className="text-2xl font-bold">{text.common.failed}</h1>
      <p className="mt-2 text-soft">{text.common.failedText}</p>
      <button type="button" onClick={reset} className="button mt-6">
        {text.common.retry}
      </button>
    </div>
  );
}
