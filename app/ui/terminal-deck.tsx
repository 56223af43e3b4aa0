'use client';

import dynamic from 'next/dynamic';
import { useCallback, useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { flushSync } from 'react-dom';
import { fill } from '@/lib/i18n/messages';
import { ClusterPanel } from './cluster-panel';
import { Icon } from './line-icon';
import type { TerminalHandle } from './terminal-screen';
import { useText } from './text-provider';

// xterm.js needs a browser.
const TerminalScreen = dynamic(() => import('./terminal-screen').then((module) => module.TerminalScreen), { ssr: false });

const MOST = 6;
const CLUSTER = 'cluster-panel';
const SHORTCUT = 'Ctrl+Shift+L';

export interface DeckHandle {
  /** Types a command into the terminal in front and runs it. */
  run(command: string): void;
}

/** A session's terminals as tabs, and beside them the live picture of its cluster (Ctrl+Shift+L). Which tabs there are is kept over a reload. */
export function TerminalDeck({
  session,
  onLost,
  closable = false,
  ref,
}: {
  session: string;
  onLost: () => void;
  /** Leaves room for a close button at the end of the tabs. */
  closable?: boolean | undefined;
  ref?: Ref<DeckHandle>;
}) {
  const text = useText();
  const key = `terminals-${session}`;
  const [names, setNames] = useState<readonly string[]>(['t1']);
  const [front, setFront] = useState('t1');
  const screens = useRef(new Map<string, TerminalHandle>());
  const waiting = useRef<{ name: string; text: string }>(undefined);
  const loaded = useRef(false);
  const [cluster, setCluster] = useState(false);
  const panel = useRef<HTMLElement>(null);
  const toggle = useRef<HTMLButtonElement>(null);
  const terminals = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const kept = (sessionStorage.getItem(key) ?? '').split(',').filter((name) => /^t\d+$/.test(name));
    // eslint-disable-next-line react-hooks/set-state-in-effect -- what was open is known in the browser only
    if (kept.length > 0) setNames(kept);
    if (kept[0]) setFront(kept[0]);
    loaded.current = true;
  }, [key]);
  useEffect(() => {
    if (loaded.current) sessionStorage.setItem(key, names.join(','));
  }, [key, names]);

  const nextName = (all: readonly string[]) => `t${Math.max(0, ...all.map((name) => Number(name.slice(1)))) + 1}`;
  const add = () => {
    const name = nextName(names);
    setNames([...names, name]);
    setFront(name);
  };
  const remove = (name: string) => {
    const left = names.filter((other) => other !== name);
    screens.current.get(name)?.type('\u0003\u0004');
    const kept = left.length > 0 ? left : [nextName(names)];
    setNames(kept);
    if (front === name) setFront(kept.at(-1)!);
  };
  const replace = (name: string) => {
    const fresh = nextName(names);
    setNames(names.map((other) => (other === name ? fresh : other)));
    setFront(fresh);
  };
  const lost = useCallback(() => onLost(), [onLost]);

  const takeScreen = (name: string, handle: TerminalHandle | null) => {
    if (handle) screens.current.set(name, handle);
    else screens.current.delete(name);
    if (handle && waiting.current?.name === name) {
      handle.typeAtPrompt(waiting.current.text);
      handle.focus();
      waiting.current = undefined;
    }
  };

  useImperativeHandle(ref, () => ({
    run: (command) => {
      const name = front;
      // Where there is no room for both, the cluster lies over the terminals.
      if (terminals.current && getComputedStyle(terminals.current).visibility === 'hidden') flushSync(() => setCluster(false));
      const typed = `${command.replace(/\n+$/, '').replaceAll('\n', '\r')}\r`;
      const screen = screens.current.get(name);
      // The screen is loaded a moment after the deck.
      if (!screen) waiting.current = { name, text: typed };
      screen?.typeAtPrompt(typed);
      screen?.focus();
    },
  }));

  // Before xterm gets the key.
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (!event.ctrlKey || !event.shiftKey || event.altKey || event.code !== 'KeyL') return;
      event.preventDefault();
      event.stopPropagation();
      flushSync(() => setCluster(!cluster));
      if (cluster) screens.current.get(front)?.focus();
      else panel.current?.focus();
    };
    window.addEventListener('keydown', key, { capture: true });
    return () => window.removeEventListener('keydown', key, { capture: true });
  }, [cluster, front]);

  const move = (by: number) => {
    const to = names[(names.indexOf(front) + by + names.length) % names.length]!;
    setFront(to);
    document.getElementById(`tab-${to}`)?.focus();
  };
  return (
    <div className="flex h-full min-h-0 flex-col bg-[#10161f] text-[#dfe6f1]">
      <div className={`flex h-11 shrink-0 items-center border-b border-[#263142] bg-[#0b1018] ${closable ? 'pr-12' : 'pr-2'}`}>
        <div
          role="tablist"
          aria-label={text.terminal.tabs}
          className="flex min-w-0 items-stretch self-stretch overflow-x-auto"
          onKeyDown={({ key }) => (key === 'ArrowRight' ? move(1) : key === 'ArrowLeft' ? move(-1) : undefined)}
        >
          {names.map((name, index) => {
            return (
              <span
                key={name}
                className={`flex shrink-0 items-center border-b-2 ${front === name ? 'border-[#7fb0ff] bg-[#10161f]' : 'border-transparent text-[#8592a8]'}`}
              >
                <button
                  type="button"
                  role="tab"
                  id={`tab-${name}`}
                  aria-selected={front === name}
                  aria-controls={`panel-${name}`}
                  tabIndex={front === name ? 0 : -1}
                  onClick={() => {
                    setFront(name);
                    screens.current.get(name)?.focus();
                  }}
                  className="flex h-full items-center gap-2 px-3 text-sm font-medium whitespace-nowrap focus-visible:-outline-offset-2"
                >
                  <Icon name="terminal" className="size-4" />
                  {fill(text.terminal.label, { n: index + 1 })}
                </button>
                {names.length > 1 && (
                  <button
                    type="button"
                    aria-label={fill(text.terminal.close, { n: index + 1 })}
                    onClick={() => remove(name)}
                    className="mr-1.5 grid size-6 place-items-center rounded hover:bg-[#263142]"
                  >
                    <Icon name="close" className="size-3.5" />
                  </button>
                )}
              </span>
            );
          })}
        </div>
        {names.length < MOST && (
          <button
            type="button"
            aria-label={text.terminal.add}
            title={text.terminal.add}
            onClick={add}
            className="ml-1 grid size-8 shrink-0 place-items-center rounded-md text-[#a9b5c9] hover:bg-[#263142]"
          >
            <Icon name="plus" className="size-4" />
          </button>
        )}
        <span className="ml-auto hidden pl-3 text-xs whitespace-nowrap text-[#8592a8] xl:inline">{text.terminal.escape}</span>
        <button
          ref={toggle}
          type="button"
          aria-expanded={cluster}
          aria-controls={cluster ? CLUSTER : undefined}
          aria-keyshortcuts="Control+Shift+L"
          title={`${cluster ? text.cluster.close : text.cluster.open} (${SHORTCUT})`}
          onClick={() => setCluster(!cluster)}
          className={`ml-auto flex h-8 shrink-0 items-center gap-2 rounded-md px-3 text-sm font-medium whitespace-nowrap xl:ml-3 ${cluster ? 'bg-[#263142] text-[#dfe6f1]' : 'text-[#a9b5c9] hover:bg-[#263142]'}`}
        >
          <Icon name="nodes" className="size-4" />
          {text.cluster.title}
        </button>
      </div>
      <div className="deck-body min-h-0 flex-1">
        <div className="deck-split">
          {cluster && (
            <ClusterPanel
              ref={panel}
              id={CLUSTER}
              session={session}
              onClose={() => {
                setCluster(false);
                toggle.current?.focus();
              }}
            />
          )}
          <div ref={terminals} className="deck-terminals">
            {names.map((name, index) => (
              <TerminalScreen
                key={name}
                ref={(handle) => {
                  takeScreen(name, handle);
                }}
                session={session}
                name={name}
                label={fill(text.terminal.label, { n: index + 1 })}
                shown={front === name}
                onReopen={() => replace(name)}
                onLost={lost}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}
