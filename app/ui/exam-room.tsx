'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef, useState } from 'react';
import { fill } from '@/lib/i18n/messages';
import { Confirm } from './confirm';
import { ExamClock } from './exam-clock';
import { Icon } from './line-icon';
import { Markdown } from './markdown';
import { post, sayError, send } from './post';
import { Split } from './split';
import { TerminalDeck } from './terminal-deck';
import { useText } from './text-provider';

export interface ExamTaskView {
  readonly number: number;
  readonly weight: number;
  readonly host: string;
  readonly title: string;
  readonly html: string;
}

const SAVE_AFTER_MS = 600;

/** An exam under way: tasks, clock, flags, notepad, and the terminals. */
export function ExamRoom({
  attempt,
  session,
  title,
  tasks,
  base,
  endsAt,
  serverNow,
  flags: kept,
  notes: keptNotes,
}: {
  attempt: string;
  session: string;
  title: string;
  tasks: readonly ExamTaskView[];
  base: string;
  endsAt: number;
  serverNow: number;
  flags: readonly number[];
  notes: string;
}) {
  const text = useText();
  const router = useRouter();
  const [at, setAt] = useState(1);
  const [flags, setFlags] = useState(kept);
  const [notes, setNotes] = useState(keptNotes);
  const [asking, setAsking] = useState(false);
  const [ending, setEnding] = useState(false);
  const [problem, setProblem] = useState('');
  const saving = useRef<number>(undefined);
  const task = tasks.find(({ number }) => number === at)!;

  const save = (changes: { flags?: readonly number[]; notes?: string }) =>
    void send('PATCH', `/api/exams/${attempt}`, changes).catch((error: unknown) => setProblem(sayError(text.errors, error)));
  const flag = () => {
    const next = flags.includes(at) ? flags.filter((number) => number !== at) : [...flags, at].sort((a, b) => a - b);
    setFlags(next);
    save({ flags: next });
  };
  const write = (words: string) => {
    setNotes(words);
    window.clearTimeout(saving.current);
    saving.current = window.setTimeout(() => save({ notes: words }), SAVE_AFTER_MS);
  };
  useEffect(() => () => window.clearTimeout(saving.current), []);
  const end = useCallback(async () => {
    setEnding(true);
    try {
      await post(`/api/exams/${attempt}`);
      router.refresh();
    } catch (error) {
      setProblem(sayError(text.errors, error));
      setEnding(false);
      setAsking(false);
    }
  }, [attempt, router, text]);
  const timeUp = useCallback(() => void end(), [end]);
  const lost = useCallback(() => router.refresh(), [router]);

  const command = `ssh ${task.host}`;
  const taskPane = (
    <div className="flex min-h-full flex-col">
      <div className="sticky top-0 z-10 flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-surface px-5 py-2.5">
        <h1 className="min-w-0 flex-1 truncate font-bold">{title}</h1>
        <ExamClock endsAt={endsAt} serverNow={serverNow} onEnd={timeUp} />
        <button type="button" onClick={() => setAsking(true)} className="button button-small">
          {text.exam.end}
        </button>
      </div>
      <nav aria-label={text.exam.review} className="border-b border-line px-5 py-3">
        <ol className="flex flex-wrap gap-1.5">
          {tasks.map(({ number, weight }) => (
            <li key={number}>
              <button
                type="button"
                aria-current={number === at ? 'step' : undefined}
                aria-label={`${fill(text.exam.task, { n: number })}, ${fill(text.exam.weight, { n: weight })}${flags.includes(number) ? `, ${text.exam.flagged}` : ''}`}
                onClick={() => setAt(number)}
                className={`relative min-w-11 rounded-lg border px-2 py-1 text-center ${number === at ? 'border-accent bg-accent-soft text-accent' : 'border-line hover:bg-sunken'}`}
              >
                <span className="block text-sm font-bold">{number}</span>
                <span className="block text-[11px] text-faint">{weight} %</span>
                {flags.includes(number) && (
                  <Icon name="flag" className="absolute -top-1.5 -right-1.5 size-4 rounded-full bg-surface text-warn" />
                )}
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <div className="flex-1 px-5 py-6 sm:px-7">
        <div className="flex flex-wrap items-center gap-2">
          <span className="chip">{fill(text.exam.task, { n: at })}</span>
          <span className="chip">{fill(text.exam.weight, { n: task.weight })}</span>
          <button
            type="button"
            aria-pressed={flags.includes(at)}
            onClick={flag}
            className={`button button-small ml-auto ${flags.includes(at) ? 'text-warn' : ''}`}
          >
            <Icon name="flag" className="size-4" /> {flags.includes(at) ? text.exam.unflag : text.exam.flag}
          </button>
        </div>
        <h2 className="mt-4 text-xl font-bold">{task.title}</h2>
        {task.host !== base && (
          <p className="mt-3 flex flex-wrap items-center gap-x-2.5 gap-y-1 rounded-xl bg-accent-soft px-3.5 py-2.5 text-[15px]">
            {text.exam.host}
            <code className="font-mono font-semibold">{command}</code>
            <button
              type="button"
              aria-label={text.exam.copyCommand}
              onClick={() => void navigator.clipboard?.writeText(command)}
              className="ml-auto rounded-md px-1 py-0.5 text-sm font-semibold text-accent hover:bg-surface"
            >
              {text.lesson.copy}
            </button>
          </p>
        )}
        <Markdown html={task.html} className="compact mt-4" />
        <div className="mt-8 flex justify-between gap-3">
          <button type="button" disabled={at === 1} onClick={() => setAt(at - 1)} className="button button-small">
            {text.exam.previous}
          </button>
          <button type="button" disabled={at === tasks.length} onClick={() => setAt(at + 1)} className="button button-small">
            {text.exam.next}
          </button>
        </div>
        <label className="mt-8 block border-t border-line pt-5">
          <span className="font-semibold">{text.exam.notes}</span>
          <span className="mt-0.5 block text-sm text-faint">{text.exam.notesHint}</span>
          <textarea
            value={notes}
            maxLength={20_000}
            onChange={({ target }) => write(target.value)}
            rows={5}
            className="field mt-2 font-mono text-sm"
          />
        </label>
        <p role="alert" className="mt-3 text-bad empty:hidden">
          {problem}
        </p>
      </div>
      {(asking || ending) && (
        <Confirm
          title={text.exam.endTitle}
          words={fill(text.exam.endText, { n: flags.length })}
          action={ending ? text.exam.ending : text.exam.endDo}
          working={ending}
          onYes={() => void end()}
          onNo={() => setAsking(false)}
        />
      )}
    </div>
  );
  return (
    <Split
      label={text.lab.resize}
      names={[text.lab.task, text.lesson.terminal]}
      left={taskPane}
      right={<TerminalDeck session={session} onLost={lost} />}
    />
  );
}
