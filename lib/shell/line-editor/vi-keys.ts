import { insert, kill, left, move, replace, right, type Asked } from './edits';
import { beginSearch, recall } from './recall';
import type { EditorState } from './state';

const MOST_COUNT = 1000;
const isWord = (c: string | undefined): boolean => c !== undefined && /[\p{L}\p{N}_]/u.test(c);
const isBlank = (c: string | undefined): boolean => c === undefined || /\s/.test(c);
/** Letters, other signs and blanks are kinds of their own; for W, B and E all that is not blank is one. */
const kindOf = (c: string | undefined, big: boolean): number => (isBlank(c) ? 0 : big || isWord(c) ? 1 : 2);

function nextWord(text: string, from: number, big: boolean): number {
  let at = from;
  const kind = kindOf(text[at], big);
  while (at < text.length && kind !== 0 && kindOf(text[at], big) === kind) at++;
  while (at < text.length && isBlank(text[at])) at++;
  return at;
}

function wordStart(text: string, from: number, big: boolean): number {
  let at = from - 1;
  while (at > 0 && isBlank(text[at])) at--;
  const kind = kindOf(text[at], big);
  while (at > 0 && kindOf(text[at - 1], big) === kind) at--;
  return Math.max(0, at);
}

function wordEnd(text: string, from: number, big: boolean): number {
  let at = from + 1;
  while (at < text.length && isBlank(text[at])) at++;
  const kind = kindOf(text[at], big);
  while (at + 1 < text.length && kindOf(text[at + 1], big) === kind) at++;
  return Math.min(at, Math.max(0, text.length - 1));
}

/** The last character of the word that the cursor is in: what `cw` changes. */
function sameWord(text: string, from: number, big: boolean): number {
  let at = from;
  while (at + 1 < text.length && kindOf(text[at + 1], big) === kindOf(text[from], big)) at++;
  return at;
}

interface Motion {
  readonly to: number;
  /** The character the motion ends on belongs to it. */
  readonly inclusive?: boolean;
}

/** Where a motion leads; undefined when the key is none or it leads nowhere. */
function motion(editor: EditorState, key: string, count: number, pending: string): Motion | undefined {
  const { text } = editor;
  let at = editor.at;
  const many = (step: (at: number) => number): number => {
    for (let i = 0; i < count; i++) at = step(at);
    return at;
  };
  if (pending !== '') return find(editor, pending, key, count);
  switch (key) {
    case 'h':
    case '\x7f':
    case '\b':
    case '\x1b[D':
      return { to: many((one) => left(text, one)) };
    case 'l':
    case ' ':
    case '\x1b[C':
      return { to: many((one) => right(text, one)) };
    case 'w':
    case 'W':
      return { to: many((one) => nextWord(text, one, key === 'W')) };
    case 'b':
    case 'B':
      return { to: many((one) => wordStart(text, one, key === 'B')) };
    case 'e':
    case 'E':
      return { to: many((one) => wordEnd(text, one, key === 'E')), inclusive: true };
    case '0':
    case '\x1b[H':
      return { to: 0 };
    case '^':
      return { to: /^\s*/.exec(text)![0].length };
    case '$':
    case '\x1b[F':
      return { to: text.length };
    case '|':
      return { to: Math.min(count - 1, text.length) };
    case ';':
    case ',': {
      const last = editor.vi!.find;
      if (!last) return undefined;
      const reversed: Record<string, string> = { f: 'F', F: 'f', t: 'T', T: 't' };
      return find(editor, key === ';' ? last.key : reversed[last.key]!, last.c, count, true);
    }
    default:
      return undefined;
  }
}

function find(editor: EditorState, how: string, c: string, count: number, again = false): Motion | undefined {
  const { text } = editor;
  if (!again) editor.vi!.find = { key: how, c };
  let at = editor.at;
  const forward = how === 'f' || how === 't';
  for (let i = 0; i < count; i++) {
    const skip = again && (how === 't' || how === 'T') ? 2 : 1;
    at = forward ? text.indexOf(c, at + skip) : at - skip < 0 ? -1 : text.lastIndexOf(c, at - skip);
    if (at < 0) return undefined;
  }
  if (how === 't') return { to: at - 1, inclusive: true };
  if (how === 'T') return { to: at + 1 };
  return { to: at, inclusive: forward };
}

/** Does a key of `set -o vi`. 'leave': the key means what it means in emacs mode too. */
export function viKey(editor: EditorState, key: string, history: readonly string[]): Asked | 'leave' {
  const vi = editor.vi!;
  if (vi.mode === 'insert') {
    if (key === '\x1b') {
      vi.mode = 'command';
      vi.keys.push(key);
      vi.last = vi.keys;
      vi.keys = [];
      return move(editor, left(editor.text, editor.at));
    }
    if (key >= ' ' && key !== '\x7f' && vi.keys.length > 0 && vi.keys.length < MOST_COUNT) vi.keys.push(key);
    return 'leave';
  }
  if (['\r', '\n', '\x03', '\x0c', '\x12', '\x13', '\x10', '\x0e', '\x1b[A', '\x1b[B'].includes(key)) return 'leave';
  if (vi.operator === '' && /^[1-9]$/.test(key)) return counting(editor, key);
  if (vi.count !== '' && /^\d$/.test(key) && !/^[rfFtT]$/.test(vi.operator.slice(-1))) return counting(editor, key);
  const count = Math.min(MOST_COUNT, Number(vi.count) || 1);
  const pending = vi.operator;
  vi.operator = '';
  if (/[fFtT]$/.test(pending) || /^[dcy]$/.test(pending)) return operate(editor, pending, key, count);
  vi.count = '';
  if (pending === 'r') return changed(editor, ['r', key], substitute(editor, key, count));
  if ('dcyrfFtT'.includes(key)) {
    vi.operator = key;
    if (count > 1) vi.count = String(count);
    return 'nothing';
  }
  const to = motion(editor, key, count, '');
  if (to) return move(editor, Math.min(to.to, key === '$' ? Math.max(0, editor.text.length - 1) : lastPlace(editor)));
  return command(editor, key, count, history);
}

const lastPlace = (editor: EditorState): number => Math.max(0, left(editor.text, editor.text.length));

function counting(editor: EditorState, key: string): Asked {
  editor.vi!.count += key;
  return 'nothing';
}

function changed(editor: EditorState, keys: string[], asked: Asked): Asked {
  editor.vi!.last = keys;
  return asked;
}

function substitute(editor: EditorState, key: string, count: number): Asked {
  if (editor.at + count > editor.text.length) return 'bell';
  const { at } = editor;
  const asked = replace(editor, at, at + count, key.repeat(count));
  editor.at = at + count - 1;
  return asked;
}

/** `dw`, `c$`, `yy`, `f;`, `dtx`. */
function operate(editor: EditorState, pending: string, key: string, count: number): Asked {
  const vi = editor.vi!;
  const operator = /^[dcy]/.exec(pending)?.[0] ?? '';
  const finder = /[fFtT]$/.exec(pending)?.[0] ?? '';
  if (operator && !finder && 'fFtT'.includes(key)) {
    vi.operator = operator + key;
    return 'nothing';
  }
  vi.count = '';
  let from = editor.at;
  let to: number;
  if (operator !== '' && key === operator) [from, to] = [0, editor.text.length];
  else {
    const word = operator === 'c' && (key === 'w' || key === 'W') && !isBlank(editor.text[editor.at]);
    const found =
      word && count === 1
        ? { to: sameWord(editor.text, editor.at, key === 'W'), inclusive: true }
        : motion(editor, word ? (key === 'w' ? 'e' : 'E') : key, count, finder);
    if (!found) return 'bell';
    if (operator === '') return move(editor, found.to);
    to = found.inclusive ? right(editor.text, found.to) : found.to;
    if (to < from) [from, to] = [to, from];
  }
  if (operator === 'y') {
    editor.kills.push(editor.text.slice(from, to));
    return move(editor, from);
  }
  const asked = kill(editor, from, to, false, false) ?? undefined;
  editor.killing = false;
  if (operator === 'c') {
    vi.mode = 'insert';
    vi.keys = [...pending, key];
  } else {
    vi.last = [...pending, key];
    move(editor, Math.min(editor.at, lastPlace(editor)));
  }
  return asked === 'nothing' ? undefined : asked;
}

function command(editor: EditorState, key: string, count: number, history: readonly string[]): Asked {
  const vi = editor.vi!;
  const { text, at } = editor;
  const inserting = (to: number): Asked => {
    vi.mode = 'insert';
    vi.keys = [key];
    return move(editor, to);
  };
  switch (key) {
    case 'i':
      return inserting(at);
    case 'a':
      return inserting(right(text, at));
    case 'I':
      return inserting(/^\s*/.exec(text)![0].length);
    case 'A':
      return inserting(text.length);
    case 'x':
    case 'X': {
      if (key === 'x' ? at >= text.length : at === 0) return 'bell';
      const from = key === 'x' ? at : Math.max(0, at - count);
      kill(editor, from, key === 'x' ? Math.min(text.length, at + count) : at, false, false);
      return changed(editor, [key], move(editor, Math.min(from, lastPlace(editor))));
    }
    case 'D':
    case 'C':
      return operate(editor, key.toLowerCase(), '$', 1);
    case 'Y':
      return operate(editor, 'y', '$', 1);
    case 'S':
      return operate(editor, 'c', 'c', 1);
    case 's':
      return operate(editor, 'c', 'l', count);
    case 'p':
    case 'P': {
      const last = editor.kills[editor.kills.length - 1];
      if (last === undefined) return 'bell';
      if (key === 'p') editor.at = right(text, at);
      insert(editor, last.repeat(count));
      return changed(editor, [key], move(editor, left(editor.text, editor.at)));
    }
    case '~': {
      const c = text[at];
      if (c === undefined) return 'bell';
      replace(editor, at, at + 1, c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase());
      return changed(editor, [key], move(editor, Math.min(at + 1, lastPlace(editor))));
    }
    case 'u':
    case 'U': {
      const before = key === 'u' ? editor.undo.pop() : editor.undo[0];
      if (!before) return 'bell';
      editor.text = before.text;
      if (key === 'U') editor.undo = [];
      return move(editor, Math.min(before.at, lastPlace(editor)));
    }
    case 'k':
    case '-':
      return atStart(editor, recall(editor, editor.place - count, history));
    case 'j':
    case '+':
      return atStart(editor, recall(editor, editor.place + count, history));
    case 'G':
      return atStart(editor, recall(editor, count === 1 ? 0 : count - 1, history));
    case '/':
    case '?':
      return beginSearch(editor, history, key === '?');
    case '#':
      replace(editor, 0, 0, '#');
      return 'accept';
    case '\t':
    case '=':
      return 'list';
    case '\\':
      return 'complete';
    case '*':
      return 'insert-all';
    case 'v':
      return 'editor';
    case '.':
      return again(editor, history);
    default:
      return key === '\x04' ? (text === '' ? 'end' : 'accept') : 'bell';
  }
}

function atStart(editor: EditorState, asked: Asked): Asked {
  if (asked === undefined) editor.at = 0;
  return asked;
}

/** Does the last change again. */
function again(editor: EditorState, history: readonly string[]): Asked {
  const keys = editor.vi!.last;
  if (keys.length === 0) return 'bell';
  for (const key of keys) if (viKey(editor, key, history) === 'leave' && key >= ' ') insert(editor, key);
  editor.vi!.last = keys;
  return undefined;
}
