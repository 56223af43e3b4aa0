'use client';

import { useRouter } from 'next/navigation';
import { useRef, useState, type ReactNode } from 'react';
import { GuestButton } from './guest-button';
import { Icon } from './line-icon';
import { Markdown } from './markdown';
import { post, sayError } from './post';
import { SessionPane } from './session-pane';
import type { DeckHandle } from './terminal-deck';
import { useText } from './text-provider';
import { useSession } from './use-session';

/** Opening the terminal lays the page out anew: what was clicked stays in sight. */
function keepInSight(element: Element | null): void {
  if (!(element instanceof HTMLButtonElement)) return;
  // On a narrow screen the terminal covers the lower half.
  element.style.scrollMarginTop = '6rem';
  requestAnimationFrame(() => element.scrollIntoView({ block: window.innerWidth < 1024 ? 'start' : 'center' }));
}

/** A lesson, and beside it (below it, on a narrow screen) a terminal that opens when first wanted. */
export function LessonReader({
  html,
  head,
  foot,
  track,
  chapter,
  signedIn,
  done: wasDone,
}: {
  html: string;
  head: ReactNode;
  foot: ReactNode;
  track: string;
  chapter: string;
  signedIn: boolean;
  done: boolean;
}) {
  const text = useText();
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [done, setDone] = useState(wasDone);
  const [problem, setProblem] = useState('');
  const session = useSession('lesson', `${track}/${chapter}`, true);
  const deck = useRef<DeckHandle>(null);
  const waiting = useRef<string>(undefined);

  const show = () => {
    setOpen(true);
    if (signedIn && !session.id) session.open();
  };
  const run = (command: string) => {
    if (open && deck.current) return deck.current.run(command);
    waiting.current = command;
    show();
    keepInSight(document.activeElement);
  };
  const takeDeck = (handle: DeckHandle | null) => {
    deck.current = handle;
    if (handle && waiting.current !== undefined) {
      const command = waiting.current;
      waiting.current = undefined;
      handle.run(command);
    }
  };
  const mark = async () => {
    try {
      await post('/api/lessons', { track, chapter, done: !done });
      setDone(!done);
      router.refresh();
    } catch (error) {
      setProblem(sayError(text.errors, error));
    }
  };

  return (
    <div className={`flex flex-1 ${open ? 'flex-col lg:h-[calc(100dvh-3.5rem)] lg:flex-none lg:flex-row' : ''}`}>
      <article className={`min-w-0 flex-1 px-4 py-10 sm:px-8 ${open ? 'pb-[52dvh] lg:overflow-y-auto lg:pb-10' : ''}`}>
        <div className="mx-auto max-w-[46rem]">
          {head}
          <Markdown html={html} onRun={run} className="mt-10" />
          <div className="mt-12 flex flex-wrap items-center gap-4 border-t border-line pt-8">
            {signedIn && (
              <button type="button" onClick={() => void mark()} aria-pressed={done} className={`button ${done ? '' : 'button-main'}`}>
                <Icon name="check" /> {done ? text.lesson.completed : text.lesson.complete}
              </button>
            )}
            {!open && (
              <button type="button" onClick={show} className="button">
                <Icon name="terminal" /> {text.lesson.openTerminal}
              </button>
            )}
            <p role="alert" className="text-sm text-bad empty:hidden">
              {problem}
            </p>
          </div>
          {foot}
        </div>
      </article>
      {open && (
        <aside
          aria-label={text.lesson.terminal}
          className="fixed inset-x-0 bottom-0 z-20 h-[50dvh] border-t border-[#263142] bg-[#10161f] lg:relative lg:inset-auto lg:z-0 lg:h-auto lg:w-[46%] lg:border-t-0"
        >
          <button
            type="button"
            aria-label={text.common.close}
            onClick={() => setOpen(false)}
            className="absolute top-1.5 right-2 z-10 grid size-8 place-items-center rounded-md bg-[#0b1018] text-[#a9b5c9] hover:bg-[#263142]"
          >
            <Icon name="close" className="size-4" />
          </button>
          {signedIn ? (
            <SessionPane session={session} deckRef={takeDeck} closable />
          ) : (
            <div className="grid h-full place-content-center gap-4 p-8 text-center text-[#dfe6f1]">
              <p>{text.lesson.signInToRun}</p>
              <GuestButton label={text.auth.guest} className="button button-main" />
            </div>
          )}
        </aside>
      )}
    </div>
  );
}
