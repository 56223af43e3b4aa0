import type { Task } from '../command/stdio';
import { readRegister } from './registers-read';
import type { Session } from './session';

const MOST_HISTORY = 200;
const histories = new WeakMap<Session, string[]>();

/** Reads a line at the bottom that begins with `:`, `/` or `?`; undefined when it is given up. */
export function* readLine(session: Session, first: string, begun = ''): Task<string | undefined> {
  const history = histories.get(session) ?? [];
  histories.set(session, history);
  const { mode } = session;
  session.mode = 'command';
  let text = begun;
  let at = [...begun].length;
  let old: string[] = history.filter((line) => line.startsWith(first)).map((line) => line.slice(1));
  let place = old.length;
  const show = () => (session.commandText = first + text);
  const put = (more: string) => {
    const all = [...text];
    all.splice(at, 0, ...more);
    text = all.join('');
    at += [...more].length;
  };
  const remove = (from: number) => {
    const all = [...text];
    all.splice(from, at - from);
    text = all.join('');
    at = from;
  };
  try {
    for (;;) {
      show();
      const key = yield* session.key();
      if (key === '\x1b' || key === '\x03') return undefined;
      if (key === '\r' || key === '\n') {
        history.push(first + text);
        if (history.length > MOST_HISTORY) history.shift();
        return text;
      }
      if (key === '\x7f' || key === '\b') {
        if (text === '') return undefined;
        if (at > 0) remove(at - 1);
      } else if (key === '\x15') remove(0);
      else if (key === '\x17')
        remove(
          [...text]
            .slice(0, at)
            .join('')
            .replace(/(?:[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]+)?\s*$/u, '').length,
        );
      else if (key === '\x02' || key === '<Home>') at = 0;
      else if (key === '\x05' || key === '<End>') at = [...text].length;
      else if (key === '<Left>') at = Math.max(0, at - 1);
      else if (key === '<Right>') at = Math.min([...text].length, at + 1);
      else if (key === '<Up>' || key === '\x10' || key === '<Down>' || key === '\x0e') {
        if (place === old.length) old = history.filter((line) => line.startsWith(first + text)).map((line) => line.slice(1));
        place = Math.max(0, Math.min(old.length, Math.min(place, old.length) + (key === '<Up>' || key === '\x10' ? -1 : 1)));
        text = old[place] ?? '';
        at = [...text].length;
      } else if (key === '\x12') {
        const name = yield* session.key();
        if (name === '\x17') put(/[\p{L}\p{N}_]*$/u.exec(session.editor.line.slice(0, session.editor.cursor.column + 1))![0]);
        else put((readRegister(session, name)?.text ?? '').replace(/\n/g, '\r'));
      } else if (key === '\x16') put(yield* session.key());
      else if (key === '\t' && first === ':') put(completion(session, text));
      else if (key.startsWith('<Paste>')) put(key.slice(7).replaceAll('\n', ' '));
      else if (key >= ' ' && !(key.startsWith('<') && key.length > 1)) put(key);
    }
  } finally {
    session.mode = mode;
    session.commandText = '';
  }
}

/** Tab: the rest of a file name after `:e`, `:w`, `:r`, as far as it is the only one. */
function completion(session: Session, text: string): string {
  const m = /^(?:\S*\s+)(?:.*\s)?(\S*)$/.exec(text);
  if (!m) return '';
  const word = m[1]!;
  const slash = word.lastIndexOf('/') + 1;
  try {
    const names = session.sys.readdir(slash ? word.slice(0, slash) : '.').filter((name) => name.startsWith(word.slice(slash)));
    if (names.length === 0) return '';
    let common = names[0]!;
    for (const name of names) while (!name.startsWith(common)) common = common.slice(0, -1);
    const rest = common.slice(word.length - slash);
    return names.length === 1 && session.sys.stat(word + rest).type === 'dir' ? `${rest}/` : rest;
  } catch {
    return '';
  }
}
