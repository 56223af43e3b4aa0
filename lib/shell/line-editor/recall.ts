import { move, replace, type Asked } from './edits';
import type { EditorState } from './state';

/** Shows another line of the history; its length is the new line. */
export function recall(editor: EditorState, to: number, history: readonly string[]): Asked {
  if (to < 0 || to > history.length || to === editor.place) return 'bell';
  if (editor.place === history.length) editor.kept = editor.text;
  editor.place = to;
  editor.text = to === history.length ? editor.kept : history[to]!;
  editor.at = editor.text.length;
  editor.undo = [];
  return undefined;
}

/** Alt-. : the last word of the line before, and of those before it. */
export function lastWord(editor: EditorState, previous: EditorState['yank'], history: readonly string[]): Asked {
  const back = (previous?.back ?? 0) + 1;
  const line = history[history.length - back];
  if (line === undefined) return 'bell';
  const words = line.trim().match(/(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s\\'"])+/g) ?? [''];
  const word = editor.argument === undefined ? words[words.length - 1]! : (words[Number(editor.argument)] ?? '');
  const from = editor.at - (previous?.length ?? 0);
  const asked = replace(editor, from, editor.at, word);
  editor.yank = { back, length: word.length };
  return asked;
}

/** `history-search-backward`: lines that begin with what is before the cursor. */
export function searchPrefix(editor: EditorState, history: readonly string[], step: 1 | -1, anywhere: boolean): Asked {
  const prefix = editor.prefix ?? editor.text.slice(0, editor.at);
  for (let i = editor.place + step; i >= 0 && i < history.length; i += step) {
    const line = history[i]!;
    if (line === editor.text || (anywhere ? !line.includes(prefix) : !line.startsWith(prefix))) continue;
    recall(editor, i, history);
    if (!anywhere) move(editor, prefix.length);
    editor.prefix = prefix;
    return undefined;
  }
  editor.prefix = prefix;
  if (step > 0 && editor.place < history.length) {
    recall(editor, history.length, history);
    editor.prefix = prefix;
    return undefined;
  }
  return 'bell';
}

/** Begins Ctrl-R or Ctrl-S. */
export function beginSearch(editor: EditorState, history: readonly string[], forward: boolean): Asked {
  editor.search = { query: '', place: editor.place, failed: false, before: editor.text, from: editor.place, forward };
  if (editor.place > history.length) editor.search.place = history.length;
  return undefined;
}

/** Keys of Ctrl-R and Ctrl-S. 'leave': the search is over and the key is to be handled as usual. */
export function searchKey(editor: EditorState, key: string, history: readonly string[]): Asked | 'leave' {
  const search = editor.search!;
  const find = (from: number): Asked => {
    const step = search.forward ? 1 : -1;
    for (let i = search.forward ? Math.max(0, from) : Math.min(from, history.length - 1); i >= 0 && i < history.length; i += step) {
      const at = search.forward ? history[i]!.indexOf(search.query) : history[i]!.lastIndexOf(search.query);
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
  if (key === '\x12' || key === '\x13') {
    search.forward = key === '\x13';
    if (search.query === '') {
      if (!editor.lastSearch) return undefined;
      search.query = editor.lastSearch;
      return find(search.place);
    }
    return find(search.place + (search.forward ? 1 : -1));
  }
  if (key === '\x7f' || key === '\b') {
    search.query = [...search.query].slice(0, -1).join('');
    search.failed = false;
    if (search.query !== '') return find(search.from);
    editor.text = search.before;
    editor.place = search.from;
    editor.at = editor.text.length;
    search.place = search.from;
    return undefined;
  }
  if (key === '\x07' || key === '\x03') {
    editor.search = undefined;
    editor.text = search.before;
    editor.at = editor.text.length;
    editor.place = search.from;
    return key === '\x03' ? 'leave' : undefined;
  }
  if (key === '\x19' || key === '\x17') return 'nothing';
  if (key >= ' ' && key !== '\x7f' && key[0] !== '\x1b') {
    search.query += key;
    return find(search.place);
  }
  if (search.query !== '') editor.lastSearch = search.query;
  editor.search = undefined;
  return key === '\x1b' ? undefined : 'leave';
}
