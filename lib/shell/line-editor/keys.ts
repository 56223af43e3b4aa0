import { EDITS, insert, move, seek, MOST_LINE, type Asked } from './edits';
import { EMACS_KEYS } from './key-names';
import { beginSearch, lastWord, recall, searchKey, searchPrefix } from './recall';
import type { EditorState } from './state';
import { viKey } from './vi-keys';

const PASTE = '\x1b[200~';
const PASTE_END = '\x1b[201~';
const MOST_REPEAT = 1000;
const NO_BINDINGS: Readonly<Record<string, string>> = {};

/** Takes one key off the input: a character, a control character, or a whole escape sequence. Undefined when it is not complete. */
export function nextKey(input: string, vi = false): string | undefined {
  if (input[0] === '\x18') return input.length > 1 ? input.slice(0, 2) : undefined;
  if (input[0] !== '\x1b') {
    const code = input.codePointAt(0);
    // Half of a surrogate pair: the other half is still to come.
    if (code === undefined || (input.length === 1 && code >= 0xd800 && code < 0xdc00)) return undefined;
    return String.fromCodePoint(code);
  }
  // Escape itself is a key in vi mode; no more than what arrived with it can follow.
  if (input.length === 1) return vi ? input : undefined;
  if (vi && !/^\x1b[[O]/.test(input)) return '\x1b';
  const sequence = /^\x1b(?:\[[0-9;?]*[A-Za-z~]|O[A-Za-z]|[^[O])/s.exec(input);
  if (sequence) return sequence[0];
  return input.length > 16 ? input[0] : undefined;
}

/** Edits the line as readline does. `history` is read only; `bindings` are those of `bind`. */
export function press(
  editor: EditorState,
  key: string,
  history: readonly string[],
  bindings: Readonly<Record<string, string>> = NO_BINDINGS,
): Asked {
  const before = { killing: editor.killing, yanked: editor.yanked };
  const { tabbed, yank, prefix } = editor;
  if (key < ' ' || key === '\x7f') editor.typed = undefined;
  editor.killing = false;
  editor.tabbed = false;
  editor.yank = undefined;
  editor.yanked = undefined;
  editor.prefix = undefined;
  if (key === PASTE) {
    editor.paste = '';
    return 'nothing';
  }
  if (editor.quoted) {
    editor.quoted = false;
    return insert(editor, key);
  }
  if (editor.seeking) {
    const forward = editor.seeking === 'forward';
    editor.seeking = undefined;
    return seek(editor, key, forward);
  }
  if (editor.search) {
    const done = searchKey(editor, key, history);
    if (done !== 'leave') return done;
  }
  if (editor.vi) {
    const done = viKey(editor, key, history);
    if (done !== 'leave') return done;
  }
  const digit = /^\x1b([0-9-])$/.exec(key)?.[1] ?? (editor.argument !== undefined && /^\d$/.test(key) ? key : undefined);
  if (digit !== undefined) {
    editor.argument = (editor.argument ?? '') + digit;
    return 'nothing';
  }
  const name = bindings[key] ?? EMACS_KEYS[key];
  editor.tabbed = tabbed && (name === 'complete' || name === 'menu-complete');
  if (name === 'yank-last-arg' || name === 'yank-nth-arg') {
    const asked = lastWord(editor, yank, history);
    editor.argument = undefined;
    return asked;
  }
  if (name?.startsWith('history-s')) editor.prefix = prefix;
  const times = Math.min(MOST_REPEAT, editor.argument === undefined ? 1 : Number(editor.argument.replace(/^-$/, '-1')) || 1);
  editor.argument = undefined;
  if (times === 1) return run(editor, key, name, history, before);
  let asked: Asked = 'nothing';
  const opposite = times < 0 ? (OPPOSITES[name ?? ''] ?? name) : name;
  for (let i = 0; i < Math.abs(times); i++) {
    asked = run(editor, key, opposite, history, i === 0 ? before : { killing: editor.killing, yanked: editor.yanked });
    if (asked !== undefined && asked !== 'nothing') break;
  }
  return asked;
}

/** What a negative argument makes of a function. */
const OPPOSITES: Readonly<Record<string, string>> = {
  'forward-char': 'backward-char',
  'backward-char': 'forward-char',
  'forward-word': 'backward-word',
  'backward-word': 'forward-word',
  'kill-line': 'backward-kill-line',
  'kill-word': 'backward-kill-word',
  'backward-kill-word': 'kill-word',
  'delete-char': 'backward-delete-char',
  'backward-delete-char': 'delete-char',
};

function run(
  editor: EditorState,
  key: string,
  name: string | undefined,
  history: readonly string[],
  before: Pick<EditorState, 'killing' | 'yanked'>,
): Asked {
  if (name === undefined || name === 'self-insert') {
    if (key[0] === '\x1b' || key < ' ' || key[0] === '\x18') return 'nothing';
    return typed(editor, key);
  }
  if (name === '') return 'nothing';
  if (name.startsWith('"')) {
    editor.pending = name.slice(1) + editor.pending;
    return 'nothing';
  }
  if (name.startsWith('!')) return { command: name.slice(1) };
  if (name === 'delete-char' && key === '\x04' && editor.text === '') return 'end';
  const edit = EDITS[name];
  if (edit) return edit(editor, before);
  return SHELL[name] ?? historyFunction(editor, name, history);
}

const MOST_GROUPED = 20;

/** A character that is typed: those in a row are undone together. */
function typed(editor: EditorState, key: string): Asked {
  const run = editor.typed?.at === editor.at && editor.typed.count < MOST_GROUPED ? editor.typed.count : 0;
  const asked = insert(editor, key);
  if (run > 0) editor.undo.pop();
  editor.typed = { at: editor.at, count: run + 1 };
  return asked;
}

/** Functions that the shell does. */
const SHELL: Readonly<Record<string, Asked>> = {
  'accept-line': 'accept',
  interrupt: 'interrupt',
  complete: 'complete',
  'menu-complete': 'complete',
  'possible-completions': 'list',
  'insert-completions': 'insert-all',
  'clear-screen': 'clear',
  'clear-display': 'clear',
  abort: 'bell',
  'edit-and-execute-command': 'editor',
  'display-shell-version': 'version',
  're-read-init-file': 'init-file',
  'shell-expand-line': 'expand',
  'history-expand-line': 'history-expand',
};

function historyFunction(editor: EditorState, name: string, history: readonly string[]): Asked {
  switch (name) {
    case 'previous-history':
      return recall(editor, editor.place - 1, history);
    case 'next-history':
      return recall(editor, editor.place + 1, history);
    case 'beginning-of-history':
      return recall(editor, 0, history);
    case 'end-of-history':
      return recall(editor, history.length, history);
    case 'reverse-search-history':
      return beginSearch(editor, history, false);
    case 'forward-search-history':
      return beginSearch(editor, history, true);
    case 'history-search-backward':
    case 'history-substring-search-backward':
      return searchPrefix(editor, history, -1, name.includes('substring'));
    case 'history-search-forward':
    case 'history-substring-search-forward':
      return searchPrefix(editor, history, 1, name.includes('substring'));
    case 'operate-and-get-next':
      editor.nextPlace = editor.place < history.length ? editor.place + 1 : undefined;
      return 'accept';
    case 'quoted-insert':
      editor.quoted = true;
      return 'nothing';
    case 'character-search':
    case 'character-search-backward':
      editor.seeking = name === 'character-search' ? 'forward' : 'backward';
      return 'nothing';
    case 'vi-movement-mode':
      if (editor.vi) editor.vi.mode = 'command';
      return 'nothing';
    case 'vi-editing-mode':
      editor.vi ??= { mode: 'insert', count: '', operator: '', last: [], keys: [] };
      return 'nothing';
    case 'emacs-editing-mode':
      editor.vi = undefined;
      return 'nothing';
    default:
      return 'bell';
  }
}

/** The text of a bracketed paste so far; the rest of the input after its end. */
export function takePaste(editor: EditorState, input: string): { rest: string; asked: Asked } {
  const interrupt = editor.paste!.length > MOST_LINE ? input.indexOf('\x03') : -1;
  if (interrupt >= 0) {
    editor.paste = undefined;
    return { rest: input.slice(interrupt), asked: 'nothing' };
  }
  const end = input.indexOf(PASTE_END);
  if (end < 0) {
    // The mark may have arrived by half.
    const half = input.lastIndexOf('\x1b');
    const whole = half >= 0 && PASTE_END.startsWith(input.slice(half)) ? half : input.length;
    const before = editor.paste!.length;
    editor.paste = (editor.paste! + input.slice(0, whole)).slice(0, MOST_LINE + 1);
    // Refused at once; what is left of it is thrown away up to its end, or to Ctrl-C.
    return { rest: input.slice(whole), asked: before <= MOST_LINE && editor.paste.length > MOST_LINE ? 'too-long' : 'nothing' };
  }
  const text = (editor.paste! + input.slice(0, end)).replace(/\r\n?/g, '\n');
  const refused = editor.paste!.length > MOST_LINE;
  editor.paste = undefined;
  if (refused) return { rest: input.slice(end + PASTE_END.length), asked: 'nothing' };
  if (editor.search) {
    editor.search = undefined;
    move(editor, editor.text.length);
  }
  return { rest: input.slice(end + PASTE_END.length), asked: insert(editor, text) };
}
