'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { post, sayError } from './post';
import { useLocale, useText } from './text-provider';

/** Starts the clock, or leads back to an exam under way. */
export function BeginExam({ exam, going }: { exam: string; going: boolean }) {
  const text = useText();
  const locale = useLocale();
  const router = useRouter();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState('');
  const begin = async () => {
    setWorking(true);
    try {
      const { id } = await post<{ id: string }>('/api/exams', { exam });
      router.push(`/${locale}/exams/attempt/${id}`);
    } catch (error) {
      setProblem(sayError(text.errors, error));
      setWorking(false);
    }
  };
  return (
    <div className="mt-8 flex flex-wrap items-center gap-4">
      <button type="button" onClick={() => void begin()} disabled={working} className="button button-main">
        {working ? text.terminal.opening : going ? text.common.resume : text.exams.begin}
      </button>
      {going && <p className="text-soft">{text.exams.going}</p>}
      <p role="alert" className="text-bad empty:hidden">
        {problem}
      </p>
    </div>
  );
}
