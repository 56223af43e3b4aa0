'use client';

import type { Ref } from 'react';
import { TerminalDeck, type DeckHandle } from './terminal-deck';
import { useText } from './text-provider';
import type { OpenedSession } from './use-session';

/** A session's terminals, or why they are not there yet. */
export function SessionPane({ session, deckRef, closable }: { session: OpenedSession; deckRef?: Ref<DeckHandle>; closable?: boolean }) {
  const text = useText();
  if (session.id) return <TerminalDeck key={session.id} ref={deckRef} session={session.id} onLost={session.open} closable={closable} />;
  return (
    <div className="grid h-full place-content-center justify-items-center gap-4 bg-[#10161f] p-8 text-center text-[#dfe6f1]">
      {session.problem ? (
        <>
          <p role="alert">{session.problem}</p>
          <button type="button" onClick={session.open} className="button">
            {text.common.retry}
          </button>
        </>
      ) : (
        <>
          <span aria-hidden="true" className="size-8 animate-spin rounded-full border-3 border-[#2f3b50] border-t-[#7fb0ff]" />
          <p role="status">{text.terminal.opening}</p>
        </>
      )}
    </div>
  );
}
