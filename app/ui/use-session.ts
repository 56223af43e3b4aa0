'use client';

import { useCallback, useEffect, useState } from 'react';
import { post, sayError } from './post';
import { useText } from './text-provider';

export interface OpenedSession {
  readonly id: string | undefined;
  readonly problem: string;
  open(): void;
  reset(): Promise<void>;
}

/** The learner's session for a target; with `wait`, only once `open` is called. */
export function useSession(kind: 'lab' | 'lesson' | 'playground', slug: string, wait = false): OpenedSession {
  const text = useText();
  const [id, setId] = useState<string>();
  const [problem, setProblem] = useState('');
  const [turn, setTurn] = useState(wait ? 0 : 1);

  useEffect(() => {
    if (turn === 0) return;
    let over = false;
    post<{ id: string }>('/api/sessions', { kind, slug }).then(
      (session) => {
        if (over) return;
        setProblem('');
        setId(session.id);
      },
      (error: unknown) => over || setProblem(sayError(text.errors, error)),
    );
    return () => {
      over = true;
    };
  }, [kind, slug, turn, text]);

  const open = useCallback(() => {
    setId(undefined);
    setProblem('');
    setTurn((n) => n + 1);
  }, []);
  const reset = useCallback(async () => {
    if (!id) return open();
    try {
      setId((await post<{ id: string }>(`/api/sessions/${id}/reset`)).id);
    } catch (error) {
      setProblem(sayError(text.errors, error));
    }
  }, [id, open, text]);
  return { id, problem, open, reset };
}
