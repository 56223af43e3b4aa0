import type { EditorState } from './state';

/** What a key asks of the shell; undefined: the line was edited, draw it anew. */
export type Asked = 'accept' | 'interrupt' | 'end' | 'complete' | 'clear' | 'bell' | 'too-long' | 'nothing' | undefined;

export const MOST_LINE = 64 * 1024;
const MOST_UNDO = 200;
const PASTE = '\x1b[200~';
const PASTE_END = '\x1b[201~';

/** Takes one key off the input: a character, a control character, or a whole escape sequence. Undefined when it is not complete. */
export function nextKey(input: string): string | undefined {
  if (input[0] !== '\x1b') {
    const code = input.codePointAt(0);
    // Half of a surrogate pair: the other half is still to come.
    if (code === undefined || (input.length === 1 && code >= 0xd800 && code < 0xdc00)) return undefined;
    return String.fromCodePoint(code);
  }
  if (input.length === 1) return undefined;

  const sequence = /^\x1b(?:\[[0-9;?]*[A-Za-z~]|O[A-Za-z]|[^[O])/s.exec(input);
  if (sequence) return sequence[0];
  return input.length > 16 ? input[0] : undefined;
}

/** Edits the line as readline's emacs mode does. `history` is read only. */
export function press(editor: EditorState, key: string, history: readonly string[]): Asked {
  const { killing, tabbed, yank } = editor;
  editor.killing = false;
  editor.tabbed = false;
  editor.yank = undefined;
  if (key === PASTE) {
    editor.paste = '';
    return 'nothing';
  }
  if (editor.quoted) {
    editor.quoted = false;
    return insert(editor, key);
  }
  if (editor.search) {
    const done = searchKey(editor, key, history);
    if (done !== 'leave') return done;
  }
  const kill = (from: number, to: number, before: boolean): Asked => {
    const text = editor.text.slice(from, to);
    editor.killed = killing ? (before ? text + editor.killed : editor.killed + text) : text;
    editor.killing = true;
    return replace(editor, from, to, '');
  };
  const { text, at } = editor;
  switch (key) {
    case '\r':
    case '\n':
      return 'accept';
    case '\x03':
      return 'interrupt';
    case '\x04':
      return text === '' ? 'end' : at < text.length ? replace(editor, at, right(text, at), '') : 'bell';
    case '\t':
      editor.tabbed = tabbed;
      return 'complete';
    case '\x0c':
      return 'clear';
    case '\x01':
    case '\x1b[H':
    case '\x1bOH':
    case '\x1b[1~':
      return move(editor, 0);
    case '\x05':
    case '\x1b[F':
    case '\x1bOF':
    case '\x1b[4~':
      return move(editor, text.length);
    case '\x02':
    case '\x1b[D':
    case '\x1bOD':
      return move(editor, left(text, at));
    case '\x06':
    case '\x1b[C':
    case '\x1bOC':
      return move(editor, right(text, at));
    case '\x1bb':
    case '\x1b[1;5D':
    case '\x1b[1;3D':
      return move(editor, wordLeft(text, at));
    case '\x1bf':
    case '\x1b[1;5C':
    case '\x1b[1;3C':
      return move(editor, wordRight(text, at));
    case '\x7f':
    case '\b':
      return at > 0 ? replace(editor, left(text, at), at, '') : 'bell';
    case '\x1b[3~':
      return at < text.length ? replace(editor, at, right(text, at), '') : 'bell';
    case '\x0b':
      return kill(at, text.length, false);
    case '\x15':
      return kill(0, at, true);
    case '\x17':
      return kill(at - /\S*\s*$/.exec(text.slice(0, at))![0].length, at, true);
    case '\x1b\x7f':
    case '\x1b\b':
      return kill(wordLeft(text, at), at, true);
    case '\x1bd':
      return kill(at, wordRight(text, at), false);
    case '\x19':
      return insert(editor, editor.killed);
    case '\x14':
      return transpose(editor);
    case '\x1f':
    case '\x18\x15':
      return undo(editor);
    case '\x10':
    case '\x1b[A':
    case '\x1bOA':
      return recall(editor, editor.place - 1, history);
    case '\x0e':
    case '\x1b[B':
    case '\x1bOB':
      return recall(editor, editor.place + 1, history);
    case '\x1b<':
      return recall(editor, 0, history);
    case '\x1b>':
      return recall(editor, history.length, history);
    case '\x12':
      editor.search = { query: '', place: history.length, failed: false, before: text };
      return undefined;
    case '\x1b.':
    case '\x1b_':
      return lastWord(editor, yank, history);
    case '\x1bu':
    case '\x1bl':
    case '\x1bc':
      return changeCase(editor, key[1]!);
    case '\x16':
    case '\x11':
      editor.quoted = true;
      return 'nothing';
    case '\x07':
      return 'bell';
    default:
      if (key[0] === '\x1b' || key < ' ') return 'nothing';
      return insert(editor, key);
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
  return { rest: input.slice(end + PASTE_END.length), asked: insert(editor, text) };
}

export function insert(editor: EditorState, text: string): Asked {
  return replace(editor, editor.at, editor.at, text);
}

export function replace(editor: EditorState, from: number, to: number, text: string): Asked {
  if (editor.text.length - (to - from) + text.length > MOST_LINE) return 'too-long';
  editor.undo.push({ text: editor.text, at: editor.at });
  if (editor.undo.length > MOST_UNDO) editor.undo.shift();
  editor.text = editor.text.slice(0, from) + text + editor.text.slice(to);
  editor.at = from + text.length;
  return undefined;
}

function move(editor: EditorState, to: number): Asked {
  editor.at = to;
  return undefined;
}

const left = (text: string, at: number): number => Math.max(0, at - ([...text.slice(0, at)].pop()?.length ?? 0));
const right = (text: string, at: number): number => at + (at < text.length ? String.fromCodePoint(text.codePointAt(at)!).length : 0);
const wordLeft = (text: string, at: number): number => at - /[\p{L}\p{N}]*[^\p{L}\p{N}]*$/u.exec(text.slice(0, at))![0].length;
const wordRight = (text: string, at: number): number => at + /^[^\p{L}\p{N}]*[\p{L}\p{N}]*/u.exec(text.slice(at))![0].length;

function transpose(editor: EditorState): Asked {
  const { text } = editor;
  const at = editor.at === text.length ? left(text, editor.at) : editor.at;
  const before = left(text, at);
  if (before === at) return 'bell';
  const after = right(text, at);
  return replace(editor, before, after, text.slice(at, after) + text.slice(before, at));
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
  const changed = how === 'u' ? word.toUpperCase() : how === 'l' ? lower : lower.replace(/\p{L}/u, (c) => c.toUpperCase());
  return replace(editor, editor.at, end, changed);
}

function recall(editor: EditorState, to: number, history: readonly string[]): Asked {
  if (to < 0 || to > history.length || to === editor.place) return 'bell';
  if (editor.place === history.length) editor.kept = editor.text;
  editor.place = to;
  editor.text = to === history.length ? editor.kept : history[to]!;
  editor.at = editor.text.length;
  editor.undo = [];
  return undefined;
}

function lastWord(editor: EditorState, previous: EditorState['yank'], history: readonly string[]): Asked {
  const back = (previous?.back ?? 0) + 1;
  const line = history[history.length - back];
  if (line === undefined) return 'bell';
  const word = line.trim().split(/\s+/).pop() ?? '';
  const from = editor.at - (previous?.length ?? 0);
  const asked = replace(editor, from, editor.at, word);
  editor.yank = { back, length: word.length };
  return asked;
}

/** Keys of Ctrl-R. 'leave': the search is over and the key is to be handled as usual. */
function searchKey(editor: EditorState, key: string, history: readonly string[]): Asked | 'leave' {
  const search = editor.search!;
  const find = (from: number): Asked => {
    for (let i = Math.min(from, history.length - 1); i >= 0; i--) {
      const at = history[i]!.lastIndexOf(search.query);
      if (at < 0) continue;
      search.place = i;
      search.failed = false;
      editor.place = i;
      editor.text = history[i]!;
      editor.at = at;
      return undefined;
    }
    search.failed = true;
    return 'bell';
  };
  if (key === '\x12') return search.query === '' ? 'nothing' : find(search.place - 1);
  if (key === '\x7f' || key === '\b') {
    search.query = [...search.query].slice(0, -1).join('');
    return search.query === '' ? undefined : find(history.length - 1);
  }
  if (key === '\x07' || key === '\x03') {
    editor.search = undefined;
    editor.text = search.before;
    editor.at = editor.text.length;
    editor.place = history.length;
    return key === '\x03' ? 'leave' : undefined;
  }
  if (key >= ' ' && key !== '\x7f' && key[0] !== '\x1b') {
    search.query += key;
    return find(search.place);
  }
  editor.search = undefined;
  return key === '\x1b' ? undefined : 'leave';
}
