'use client';

import { useState } from 'react';
import { Confirm } from './confirm';
import { Icon } from './line-icon';
import { SessionPane } from './session-pane';
import { useText } from './text-provider';
import { useSession } from './use-session';

/** A cluster and nothing else. */
export function Playground() {
  const text = useText();
  const session = useSession('playground', 'kubeadm');
  const [asking, setAsking] = useState(false);
  return (
    <div className="flex h-[calc(100dvh-3.5rem)] flex-col">
      <div className="flex items-center gap-4 border-b border-line bg-surface px-4 py-2 sm:px-6">
        <h1 className="font-bold">{text.playground.title}</h1>
        <p className="hidden text-[15px] text-soft sm:block">{text.playground.lead}</p>
        <button type="button" onClick={() => setAsking(true)} className="button button-small ml-auto">
          <Icon name="reset" className="size-4" /> {text.lab.reset}
        </button>
      </div>
      <div className="min-h-0 flex-1">
        <SessionPane session={session} />
      </div>
      {asking && (
        <Confirm
          title={text.lab.resetTitle}
          words={text.lab.resetText}
          action={text.lab.resetDo}
          onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false);
            void session.reset();
          }}
        />
      )}
    </div>
  );
}
