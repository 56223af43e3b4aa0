import type { Editor, Place } from './editor';
import { type Session, vimPattern } from './ex';
import type { Motion } from './motions';

/** Where the next match of a pattern is, `count` times on; says it on the last line when there is none or it lies round the end. */
export function search(session: Session, pattern: string, forward: boolean, count: number): Motion | undefined {
  const { editor } = session;
  if (!pattern) {
    session.message = 'E35: No previous regular expression';
    return undefined;
  }
  const regex = vimPattern(session, pattern);
  if (!regex) return undefined;
  session.highlight = true;
  let place: Place = { ...editor.cursor };
  for (let n = 0; n < count; n++) {
    const found = nextMatch(editor, regex, place, forward);
    if (!found) {
      session.message = `E486: Pattern not found: ${pattern}`;
      return undefined;
    }
    const wrapped = forward
      ? found.line < place.line || (found.line === place.line && found.column <= place.column)
      : found.line > place.line || (found.line === place.line && found.column >= place.column);
    session.message = wrapped
      ? `search hit ${forward ? 'BOTTOM' : 'TOP'}, continuing at ${forward ? 'TOP' : 'BOTTOM'}`
      : `${forward ? '/' : '?'}${pattern}`;
    place = found;
  }
  return { to: place, linewise: false, inclusive: false };
}

function nextMatch(editor: Editor, regex: RegExp, from: Place, forward: boolean): Place | undefined {
  const { lines } = editor;
  for (let i = 0; i <= lines.length; i++) {
    const n = (((from.line + (forward ? i : -i)) % lines.length) + lines.length) % lines.length;
    regex.lastIndex = 0;
    const columns = [...lines[n]!.matchAll(regex)].map((m) => m.index);
    const fit = columns.filter((c) => i !== 0 || (forward ? c > from.column : c < from.column));
    if (fit.length) return { line: n, column: forward ? fit[0]! : fit.at(-1)! };
  }
  return undefined;
}

/** The word under the cursor, as `*` looks for it. */
export function wordAt(editor: Editor): string | undefined {
  return /[\p{L}\p{N}_]+/u.exec(editor.line.slice(wordStart(editor)))?.[0];
}

function wordStart(editor: Editor): number {
  let at = editor.cursor.column;
  while (at > 0 && /[\p{L}\p{N}_]/u.test(editor.line[at - 1]!)) at--;
  return at;
}
