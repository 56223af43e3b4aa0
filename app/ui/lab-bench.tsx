'use client';

import Link from 'next/link';
import { useRef, useState } from 'react';
import { fill } from '@/lib/i18n/messages';
import type { Report, TaskResult } from '@/lib/labs/types';
import { CheckList } from './check-list';
import { Confirm } from './confirm';
import { Icon } from './line-icon';
import { Markdown } from './markdown';
import { post, sayError } from './post';
import { SessionPane } from './session-pane';
import { Split } from './split';
import type { TaskView } from './task-view';
import type { DeckHandle } from './terminal-deck';
import { useText } from './text-provider';
import { useSession } from './use-session';

/** A lab: its tasks beside the terminals of its cluster. */
export function LabBench({
  slug,
  title,
  minutes,
  points,
  intro,
  tasks,
  lesson,
}: {
  slug: string;
  title: string;
  minutes: number;
  points: number;
  intro: string;
  tasks: readonly TaskView[];
  lesson: { href: string; label: string } | undefined;
}) {
  const text = useText();
  const session = useSession('lab', slug);
  const deck = useRef<DeckHandle>(null);
  const [results, setResults] = useState<ReadonlyMap<string, TaskResult>>(new Map());
  const [busy, setBusy] = useState<string>();
  const [problem, setProblem] = useState('');
  const [asking, setAsking] = useState(false);
  const run = (command: string) => deck.current?.run(command);

  const work = async (what: string, action: () => Promise<void>) => {
    setBusy(what);
    setProblem('');
    try {
      await action();
    } catch (error) {
      setProblem(sayError(text.errors, error));
    } finally {
      setBusy(undefined);
    }
  };
  const check = (task?: string) =>
    work(task ?? 'all', async () => {
      const report = await post<Report>(`/api/sessions/${session.id}/check`, task ? { task } : {});
      setResults((before) => new Map([...before, ...report.tasks.map((result) => [result.id, result] as const)]));
    });
  const reset = () =>
    work('reset', async () => {
      setAsking(false);
      await session.reset();
      setResults(new Map());
    });

  const earned = [...results.values()].reduce((sum, result) => sum + result.earned, 0);
  const checkedAll = results.size === tasks.length;
  const full = checkedAll && earned === points;
  const taskPane = (
    <div className="flex min-h-full flex-col">
      <div className="flex-1 px-5 py-7 sm:px-7">
        {lesson && (
          <Link href={lesson.href} className="text-sm font-medium text-faint hover:text-accent">
            {lesson.label}
          </Link>
        )}
        <h1 className="mt-1 text-2xl font-bold tracking-tight">{title}</h1>
        <p className="mt-3 flex gap-2">
          <span className="chip">{fill(text.common.minutes, { n: minutes })}</span>
          <span className="chip">{fill(text.common.points, { n: points })}</span>
        </p>
        <Markdown html={intro} onRun={run} className="compact mt-5" />
        {tasks.map((task, index) => (
          <TaskCard
            key={task.id}
            task={task}
            number={index + 1}
            result={results.get(task.id)}
            checking={busy === task.id}
            disabled={!session.id || busy !== undefined}
            onCheck={() => void check(task.id)}
            onRun={run}
          />
        ))}
      </div>
      <div className="sticky bottom-0 border-t border-line bg-surface/95 px-5 py-3 backdrop-blur sm:px-7">
        <p role="status" className={`text-[15px] font-semibold not-empty:mb-2.5 ${full ? 'text-good' : 'text-soft'}`}>
          {results.size > 0 && (full ? text.lab.full : fill(text.lab.partial, { score: earned, maximum: points }))}
        </p>
        <p role="alert" className="text-sm text-bad not-empty:mb-2.5">
          {problem}
        </p>
        <div className="flex flex-wrap gap-2 max-sm:*:px-3 max-sm:[&_svg]:hidden">
          <button type="button" disabled={!session.id || busy !== undefined} onClick={() => void check()} className="button button-main">
            <Icon name="check" /> {busy === 'all' ? text.lab.checking : text.lab.check}
          </button>
          <button
            type="button"
            title={text.lab.skipNote}
            disabled={!session.id || busy !== undefined}
            onClick={() => void work('skip', async () => void (await post(`/api/sessions/${session.id}/skip`)))}
            className="button"
          >
            <Icon name="skip" /> {text.lab.skip}
          </button>
          <button type="button" disabled={busy !== undefined} onClick={() => setAsking(true)} className="button ml-auto">
            <Icon name="reset" /> {text.lab.reset}
          </button>
        </div>
      </div>
      {asking && (
        <Confirm
          title={text.lab.resetTitle}
          words={text.lab.resetText}
          action={text.lab.resetDo}
          onYes={() => void reset()}
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
      right={<SessionPane session={session} deckRef={deck} />}
    />
  );
}

function TaskCard({
  task,
  number,
  result,
  checking,
  disabled,
  onCheck,
  onRun,
}: {
  task: TaskView;
  number: number;
  result: TaskResult | undefined;
  checking: boolean;
  disabled: boolean;
  onCheck: () => void;
  onRun: (command: string) => void;
}) {
  const text = useText();
  const [hints, setHints] = useState(0);
  return (
    <section aria-labelledby={`task-${task.id}`} className="mt-8 border-t border-line pt-6">
      <h2 id={`task-${task.id}`} className="flex gap-3 text-lg font-bold">
        <span className="text-accent">{number}</span>
        <span className="flex-1">{task.title}</span>
        <span className={`chip h-6 self-start ${result && result.earned === result.points ? 'bg-good-soft text-good' : ''}`}>
          {result ? `${result.earned}/${task.points}` : fill(text.common.points, { n: task.points })}
        </span>
      </h2>
      <Markdown html={task.html} onRun={onRun} className="compact mt-3" />
      {task.hints.slice(0, hints).map((hint, index) => (
        <div key={index} className="mt-3 rounded-xl bg-warn-soft px-4 py-3">
          <p className="flex items-center gap-2 text-sm font-bold text-warn">
            <Icon name="bulb" className="size-4" /> {fill(text.lab.hintTitle, { n: index + 1 })}
          </p>
          <Markdown html={hint} onRun={onRun} className="compact mt-1" />
        </div>
      ))}
      <div className="mt-4 flex flex-wrap gap-2">
        {hints < task.hints.length && (
          <button type="button" onClick={() => setHints(hints + 1)} className="button button-small">
            <Icon name="bulb" className="size-4" /> {fill(text.lab.hint, { n: hints + 1, all: task.hints.length })}
          </button>
        )}
        <button type="button" onClick={onCheck} disabled={disabled} className="button button-small">
          {checking ? text.lab.checking : text.lab.checkTask}
        </button>
      </div>
      {result && (
        <div aria-label={text.lab.result} role="group" className="mt-4 rounded-xl border border-line bg-surface p-4">
          <CheckList result={result} />
          {task.explanation && (
            <details className="mt-4 border-t border-line pt-3" open={result.earned === result.points}>
              <summary className="font-semibold">{text.lab.explanation}</summary>
              <Markdown html={task.explanation} onRun={onRun} className="compact mt-2" />
            </details>
          )}
        </div>
      )}
    </section>
  );
}
