import type { EditorState } from './state';

/** What a key asks of the shell; undefined: the line was edited, draw it anew. */
export type Asked =
  | 'accept'
  | 'interrupt'
  | 'end'
  | 'complete'
  | 'list'
  | 'insert-all'
  | 'clear'
  | 'bell'
  | 'too-long'
  | 'editor'
  | 'version'
  | 'init-file'
  | 'expand'
  | 'history-expand'
  | 'nothing'
  | { readonly command: string }
  | undefined;

export const MOST_LINE = 64 * 1024;
const MOST_UNDO = 200;
const MOST_KILLS = 10;

export function insert(editor: EditorState, text: string): Asked {
  const to = editor.overwrite ? Math.min(editor.text.length, editor.at + text.length) : editor.at;
  return replace(editor, editor.at, to, text);
}

export function replace(editor: EditorState, from: number, to: number, text: string): Asked {
  if (editor.text.length - (to - from) + text.length > MOST_LINE) return 'too-long';
  editor.undo.push({ text: editor.text, at: editor.at });
  if (editor.undo.length > MOST_UNDO) editor.undo.shift();
  editor.text = editor.text.slice(0, from) + text + editor.text.slice(to);
  editor.at = from + text.length;
  return undefined;
}

export function move(editor: EditorState, to: number): Asked {
  editor.at = Math.max(0, Math.min(editor.text.length, to));
  return undefined;
}

export const left = (text: string, at: number): number => Math.max(0, at - ([...text.slice(0, at)].pop()?.length ?? 0));
export const right = (text: string, at: number): number => at + (at < text.length ? String.fromCodePoint(text.codePointAt(at)!).length : 0);
export const wordLeft = (text: string, at: number): number => at - /[\p{L}\p{N}]*[^\p{L}\p{N}]*$/u.exec(text.slice(0, at))![0].length;
export const wordRight = (text: string, at: number): number => at + /^[^\p{L}\p{N}]*[\p{L}\p{N}]*/u.exec(text.slice(at))![0].length;
const blankLeft = (text: string, at: number): number => at - /\S*\s*$/.exec(text.slice(0, at))![0].length;
const blankRight = (text: string, at: number): number => at + /^\s*\S*/.exec(text.slice(at))![0].length;

/** Takes text away and keeps it; kills in a row make one. */
export function kill(editor: EditorState, from: number, to: number, before: boolean, joins: boolean): Asked {
  const text = editor.text.slice(from, to);
  editor.killing = true;
  if (text === '') return 'nothing';
  const last = joins ? (editor.kills.pop() ?? '') : '';
  editor.kills.push(before ? text + last : last + text);
  if (editor.kills.length > MOST_KILLS) editor.kills.shift();
  return replace(editor, from, to, '');
}

function yank(editor: EditorState, place: number, from: number, to: number): Asked {
  const text = editor.kills[place];
  if (text === undefined) return 'bell';
  const asked = replace(editor, from, to, text);
  editor.yanked = { from, to: from + text.length, place };
  return asked;
}

function transpose(editor: EditorState): Asked {
  const { text } = editor;
  const at = editor.at === text.length ? left(text, editor.at) : editor.at;
  const before = left(text, at);
  if (before === at) return 'bell';
  const after = right(text, at);
  return replace(editor, before, after, text.slice(at, after) + text.slice(before, at));
}

function transposeWords(editor: EditorState): Asked {
  const { text } = editor;
  const end = wordRight(text, editor.at);
  const start = wordLeft(text, end);
  const first = wordLeft(text, start);
  const firstEnd = wordRight(text, first);
  if (first === start || firstEnd > start) return 'bell';
  return replace(editor, first, end, text.slice(start, end) + text.slice(firstEnd, start) + text.slice(first, firstEnd));
}

function undo(editor: EditorState): Asked {
  const last = editor.undo.pop();
  if (!last) return 'bell';
  editor.text = last.text;
  editor.at = last.at;
  return undefined;
}

function changeCase(editor: EditorState, how: string): Asked {
  const end = wordRight(editor.text, editor.at);
  const word = editor.text.slice(editor.at, end);
  const lower = word.toLowerCase();
  const changed = how === 'u' ? word.toUpperCase() : how === 'd' ? lower : lower.replace(/\p{L}/u, (c) => c.toUpperCase());
  return replace(editor, editor.at, end, changed);
}

function deleteBlanks(editor: EditorState): Asked {
  const before = /[ \t]*$/.exec(editor.text.slice(0, editor.at))![0].length;
  const after = /^[ \t]*/.exec(editor.text.slice(editor.at))![0].length;
  return replace(editor, editor.at - before, editor.at + after, '');
}

/** Looks for a character (Ctrl-]). */
export function seek(editor: EditorState, c: string, forward: boolean): Asked {
  const at = forward ? editor.text.indexOf(c, editor.at + 1) : editor.at === 0 ? -1 : editor.text.lastIndexOf(c, editor.at - 1);
  return at < 0 ? 'bell' : move(editor, at);
}

/** Readline's functions that change the line or move in it. `before`: what the key before this one left behind. */
export type Edit = (editor: EditorState, before: Pick<EditorState, 'killing' | 'yanked'>) => Asked;

export const EDITS: Readonly<Record<string, Edit>> = {
  'beginning-of-line': (editor) => move(editor, 0),
  'end-of-line': (editor) => move(editor, editor.text.length),
  'backward-char': (editor) => move(editor, left(editor.text, editor.at)),
  'forward-char': (editor) => move(editor, right(editor.text, editor.at)),
  'backward-word': (editor) => move(editor, wordLeft(editor.text, editor.at)),
  'forward-word': (editor) => move(editor, wordRight(editor.text, editor.at)),
  'shell-backward-word': (editor) => move(editor, blankLeft(editor.text, editor.at)),
  'shell-forward-word': (editor) => move(editor, blankRight(editor.text, editor.at)),
  'delete-char': (editor) => (editor.at < editor.text.length ? replace(editor, editor.at, right(editor.text, editor.at), '') : 'bell'),
  'backward-delete-char': (editor) => (editor.at > 0 ? replace(editor, left(editor.text, editor.at), editor.at, '') : 'bell'),
  'kill-line': (editor, { killing }) => kill(editor, editor.at, editor.text.length, false, killing),
  'backward-kill-line': (editor, { killing }) => kill(editor, 0, editor.at, true, killing),
  'unix-line-discard': (editor, { killing }) => kill(editor, 0, editor.at, true, killing),
  'kill-whole-line': (editor, { killing }) => kill(editor, 0, editor.text.length, false, killing),
  'unix-word-rubout': (editor, { killing }) => kill(editor, blankLeft(editor.text, editor.at), editor.at, true, killing),
  'unix-filename-rubout': (editor, { killing }) =>
    kill(editor, editor.at - /[^\s/]*[\s/]*$/.exec(editor.text.slice(0, editor.at))![0].length, editor.at, true, killing),
  'backward-kill-word': (editor, { killing }) => kill(editor, wordLeft(editor.text, editor.at), editor.at, true, killing),
  'kill-word': (editor, { killing }) => kill(editor, editor.at, wordRight(editor.text, editor.at), false, killing),
  yank: (editor) => yank(editor, editor.kills.length - 1, editor.at, editor.at),
  'yank-pop': (editor, { yanked }) =>
    yanked ? yank(editor, (yanked.place + editor.kills.length - 1) % editor.kills.length, yanked.from, yanked.to) : 'bell',
  'transpose-chars': transpose,
  'transpose-words': transposeWords,
  undo,
  'revert-line': (editor) => {
    const [first] = editor.undo;
    if (first) {
      editor.text = first.text;
      editor.at = first.text.length;
      editor.undo = [];
    }
    return undefined;
  },
  'upcase-word': (editor) => changeCase(editor, 'u'),
  'downcase-word': (editor) => changeCase(editor, 'd'),
  'capitalize-word': (editor) => changeCase(editor, 'c'),
  'delete-horizontal-space': deleteBlanks,
  'tab-insert': (editor) => insert(editor, '\t'),
  'insert-comment': (editor) => {
    replace(editor, 0, 0, '#');
    return 'accept';
  },
  'set-mark': (editor) => {
    editor.mark = editor.at;
    return 'nothing';
  },
  'exchange-point-and-mark': (editor) => {
    const to = Math.min(editor.mark ?? 0, editor.text.length);
    editor.mark = editor.at;
    return move(editor, to);
  },
  'overwrite-mode': (editor) => {
    editor.overwrite = !editor.overwrite;
    return 'nothing';
  },
};
