'use client';

import { FitAddon } from '@xterm/addon-fit';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { fill } from '@/lib/i18n/messages';
import { TerminalLink, type LinkState } from './terminal-link';
import { useText } from './text-provider';

export interface TerminalHandle {
  /** Types text, as if by hand. */
  type(text: string): void;
  focus(): void;
  /** Types text as soon as the shell has shown a prompt. */
  typeAtPrompt(text: string): void;
}

/** Characters of one paste. */
const MOST_PASTE = 64 * 1024;
const FONTS = '"JetBrains Mono Variable", "Nanum Gothic Coding", monospace';

// Dark in both themes: a terminal's colours are made for it.
const COLOURS = {
  background: '#10161f',
  foreground: '#dfe6f1',
  cursor: '#7fb0ff',
  cursorAccent: '#10161f',
  selectionBackground: '#2f4a7a',
  black: '#1b2432',
  red: '#ff8b82',
  green: '#6fd6a6',
  yellow: '#efc574',
  blue: '#82b3ff',
  magenta: '#d0a2f7',
  cyan: '#6fd3e0',
  white: '#dfe6f1',
  brightBlack: '#7b889d',
  brightRed: '#ffaaa3',
  brightGreen: '#8fe6bd',
  brightYellow: '#f7d898',
  brightBlue: '#a8caff',
  brightMagenta: '#e0c1fb',
  brightCyan: '#98e4ee',
  brightWhite: '#ffffff',
};

/** One terminal of a session, drawn by xterm.js. Ctrl+Shift+Esc gives the focus back to the page. */
export function TerminalScreen({
  session,
  name,
  label,
  shown,
  onReopen,
  onLost,
  ref,
}: {
  session: string;
  name: string;
  label: string;
  shown: boolean;
  onReopen: () => void;
  onLost: () => void;
  ref?: Ref<TerminalHandle>;
}) {
  const text = useText();
  const place = useRef<HTMLDivElement>(null);
  const terminal = useRef<Terminal>(null);
  const link = useRef<TerminalLink>(null);
  const fit = useRef<FitAddon>(null);
  const [state, setState] = useState<LinkState>('connecting');
  const [exitCode, setExitCode] = useState(0);
  const [problem, setProblem] = useState('');

  const prompted = useRef(false);
  const early = useRef('');

  useImperativeHandle(ref, () => ({
    typeAtPrompt: (typed) => {
      if (prompted.current) link.current?.input(typed);
      else early.current += typed;
    },
    type: (typed) => link.current?.input(typed),
    focus: () => terminal.current?.focus(),
  }));

  useEffect(() => {
    const host = place.current!;
    const xterm = new Terminal({
      allowProposedApi: true,
      cursorBlink: true,
      fontFamily: FONTS,
      fontSize: 14,
      lineHeight: 1.25,
      scrollback: 10_000,
      theme: COLOURS,
      screenReaderMode: false,
      rightClickSelectsWord: true,
    });
    const fitting = new FitAddon();
    xterm.loadAddon(fitting);
    xterm.loadAddon(new Unicode11Addon());
    xterm.loadAddon(new WebLinksAddon());
    xterm.unicode.activeVersion = '11';
    xterm.open(host);
    xterm.textarea?.setAttribute('aria-label', label);
    const made = new TerminalLink(session, name, {
      output: (data, reset) => {
        if (reset) xterm.reset();
        xterm.write(data.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'));
        if (prompted.current || !/[#$] /.test(data)) return;
        prompted.current = true;
        if (early.current) made.input(early.current);
        early.current = '';
      },
      state: (now, code) => {
        setState(now);
        setExitCode(code ?? 0);
      },
      error: setProblem,
    });
    xterm.attachCustomKeyEventHandler((event) => {
      if (!event.ctrlKey || !event.shiftKey || event.type !== 'keydown') return true;
      if (event.code === 'Escape') {
        event.preventDefault();
        document.getElementById(`tab-${name}`)?.focus();
        return false;
      }
      if (event.code === 'KeyC') {
        event.preventDefault();
        if (xterm.hasSelection()) void navigator.clipboard?.writeText(xterm.getSelection());
        return false;
      }
      // Ctrl+Shift+V arrives as a paste event.
      return event.code !== 'KeyV';
    });
    const paste = (event: ClipboardEvent) => {
      if ((event.clipboardData?.getData('text') ?? '').length <= MOST_PASTE) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      setProblem('paste');
    };
    host.addEventListener('paste', paste, { capture: true });
    xterm.onData((data) => {
      setProblem('');
      made.input(data);
    });
    xterm.onResize(({ cols, rows }) => made.resize(cols, rows));
    terminal.current = xterm;
    link.current = made;
    fit.current = fitting;
    let gone = false;
    const watch = new ResizeObserver(() => {
      if (host.offsetWidth > 0) fitting.fit();
    });
    // Cell widths are measured once: with the fonts there.
    void document.fonts.load(`14px ${FONTS}`, 'Aa한').finally(() => {
      if (gone) return;
      xterm.options.fontFamily = `${FONTS}, ui-monospace`;
      if (host.offsetWidth > 0) fitting.fit();
      watch.observe(host);
      made.open(xterm.cols, xterm.rows);
    });
    return () => {
      gone = true;
      watch.disconnect();
      host.removeEventListener('paste', paste, { capture: true });
      made.close();
      xterm.dispose();
    };
  }, [session, name, label]);

  useEffect(() => {
    if (shown && place.current?.offsetWidth) fit.current?.fit();
  }, [shown]);

  useEffect(() => {
    if (state === 'lost') onLost();
  }, [state, onLost]);

  const errors: Readonly<Record<string, string>> = text.errors;
  const says = problem === 'paste' ? text.terminal.pasteTooLong : problem && (errors[problem] ?? errors.internal);
  const status = {
    connecting: text.terminal.connecting,
    connected: '',
    reconnecting: text.terminal.reconnecting,
    ended: '',
    lost: text.terminal.lost,
  }[state];
  return (
    <div
      role="tabpanel"
      id={`panel-${name}`}
      aria-labelledby={`tab-${name}`}
      data-state={state}
      className={`absolute inset-0 flex-col bg-[#10161f] ${shown ? 'flex' : 'hidden'}`}
    >
      <div ref={place} className="terminal-screen min-h-0 flex-1 px-3 pt-2" />
      <div role="status" className="flex shrink-0 flex-wrap items-center gap-3 px-4 text-sm text-[#efc574] not-empty:py-2">
        {says || status}
        {state === 'ended' && (
          <>
            <span>{fill(text.terminal.ended, { code: exitCode })}</span>
            <button
              type="button"
              onClick={onReopen}
              className="rounded-md border border-[#3a475c] px-3 py-1 font-semibold text-[#dfe6f1] hover:bg-[#1b2432]"
            >
              {text.terminal.reopen}
            </button>
          </>
        )}
      </div>
    </div>
  );
}
