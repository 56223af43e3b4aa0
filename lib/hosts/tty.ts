import type { TtyMode } from './process/sys';
import type { Signal } from './process/program';

/** A terminal device, as data. */
export interface Tty {
  /** `pts/0` */
  readonly name: string;
  readonly columns: number;
  readonly rows: number;
  readonly mode: TtyMode;
  /** Lines (canonical) or characters (raw) ready to be read. */
  readonly ready: string;
  /** The line being typed, in canonical mode. */
  readonly line: string;
  /** Ctrl-D was typed on an empty line: the next read is at the end. */
  readonly eof: boolean;
  /** What the screen has been sent, the last SCROLLBACK characters. */
  readonly output: string;
  /** Characters written before `output` begins. */
  readonly dropped: number;
  readonly session?: number;
  readonly foreground: number;
  readonly hungUp: boolean;
}

export const SCROLLBACK = 1024 * 1024;
const MOST_INPUT = 65_536;
const MOST_LINE = 4096;

export const COOKED: TtyMode = { canonical: true, echo: true, signals: true };

export function newTty(name: string, columns: number, rows: number): Tty {
  return { name, columns, rows, mode: COOKED, ready: '', line: '', eof: false, output: '', dropped: 0, foreground: 0, hungUp: false };
}

/** What a key press comes to: the terminal after it and the signals for its foreground group. */
export interface Typed {
  readonly tty: Tty;
  readonly signals: readonly Signal[];
}

/** The line discipline: text typed by a person. Input beyond the limits is dropped, as a full tty queue does. */
export function typeInto(start: Tty, text: string): Typed {
  let tty = start;
  const signals: Signal[] = [];
  let echo = '';
  for (const raw of text) {
    const character = raw === '\r' && tty.mode.canonical ? '\n' : raw;
    const signal = tty.mode.signals ? SIGNAL_KEYS[character] : undefined;
    if (signal) {
      signals.push(signal);
      if (tty.mode.echo) echo += caret(character);
      tty = { ...tty, line: '', ready: '' };
    } else if (!tty.mode.canonical) {
      if (tty.ready.length < MOST_INPUT) tty = { ...tty, ready: tty.ready + character };
      if (tty.mode.echo) echo += character;
    } else {
      const edit = editLine(tty, character);
      tty = edit.tty;
      if (tty.mode.echo) echo += edit.echo;
    }
  }
  return { tty: echo ? show(tty, echo) : tty, signals };
}

const SIGNAL_KEYS: Readonly<Record<string, Signal>> = { '\x03': 'INT', '\x1c': 'QUIT', '\x1a': 'TSTP' };

function editLine(tty: Tty, character: string): { tty: Tty; echo: string } {
  switch (character) {
    case '\n':
      return { tty: { ...tty, ready: (tty.ready + tty.line + '\n').slice(0, MOST_INPUT), line: '' }, echo: '\n' };
    case '\x04':
      return tty.line === ''
        ? { tty: { ...tty, eof: true }, echo: '' }
        : { tty: { ...tty, ready: tty.ready + tty.line, line: '' }, echo: '' };
    case '\x7f':
    case '\b': {
      const characters = [...tty.line];
      const erased = characters.pop();
      if (erased === undefined) return { tty, echo: '' };
      return { tty: { ...tty, line: characters.join('') }, echo: erase(erased) };
    }
    case '\x15':
      return { tty: { ...tty, line: '' }, echo: [...tty.line].map(erase).join('') };
    case '\x17': {
      const kept = tty.line.replace(/\S*\s*$/, '');
      return { tty: { ...tty, line: kept }, echo: [...tty.line.slice(kept.length)].map(erase).join('') };
    }
    default:
      if (tty.line.length >= MOST_LINE) return { tty, echo: '\x07' };
      return { tty: { ...tty, line: tty.line + character }, echo: character < ' ' && character !== '\t' ? caret(character) : character };
  }
}

const caret = (character: string): string => '^' + String.fromCharCode(character.charCodeAt(0) ^ 64);

const erase = (character: string): string => '\b \b'.repeat(character < ' ' && character !== '\t' ? 2 : columnsOf(character));

/** Columns a character takes on the screen: 2 for Korean and other wide ones, 0 for combining marks. */
export function columnsOf(character: string): number {
  const code = character.codePointAt(0)!;
  if (code < 0x300) return 1;
  if (code <= 0x36f || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f)) return 0;
  const wide =
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}

/** Text a process writes: newlines become carriage return and newline (ONLCR). */
export function show(tty: Tty, text: string): Tty {
  const output = tty.output + text.replace(/\n/g, '\r\n');
  if (output.length <= SCROLLBACK * 1.25) return { ...tty, output };
  const cut = output.length - SCROLLBACK;
  return { ...tty, output: output.slice(cut), dropped: tty.dropped + cut };
}

/** Takes input for a reader: a line at most in canonical mode; null at the end; undefined when there is nothing yet. */
export function take(tty: Tty, max: number): { readonly tty: Tty; readonly text: string | null | undefined } {
  if (tty.ready !== '') {
    const line = tty.mode.canonical ? tty.ready.indexOf('\n') + 1 || tty.ready.length : tty.ready.length;
    const text = tty.ready.slice(0, Math.min(line, max));
    return { tty: { ...tty, ready: tty.ready.slice(text.length) }, text };
  }
  if (tty.eof) return { tty: { ...tty, eof: false }, text: null };
  return { tty, text: tty.hungUp ? null : undefined };
}

/** Changes modes; a half-typed line becomes readable when canonical mode ends. */
export function setMode(tty: Tty, mode: Partial<TtyMode>): Tty {
  const next = { ...tty.mode, ...mode };
  if (tty.mode.canonical && !next.canonical) return { ...tty, mode: next, ready: tty.ready + tty.line, line: '' };
  return { ...tty, mode: next };
}

/** What was written to the screen from `offset` on, and the offset after it. */
export function readOutput(tty: Tty, offset: number): { readonly text: string; readonly offset: number } {
  const from = Math.max(0, offset - tty.dropped);
  return { text: tty.output.slice(from), offset: tty.dropped + tty.output.length };
}
