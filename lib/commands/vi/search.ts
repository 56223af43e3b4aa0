import type { Editor, Place } from './editor';
import type { Motion } from './motions';
import { ViError, type Session } from './session';

/** Takes what was typed after / or ?: the pattern up to the delimiter, then an offset. */
export function searchFor(session: Session, typed: string, forward: boolean, count: number): Motion {
  const mark = forward ? '/' : '?';
  let end = 0;
  for (let inside = false; end < typed.length; end++) {
    if (typed[end] === '\\') end++;
    else if (typed[end] === '[' && typed.includes(']', end)) inside = true;
    else if (typed[end] === ']') inside = false;
    else if (typed[end] === mark && !inside) break;
  }
  const pattern = typed.slice(0, end).replaceAll(`\\${mark}`, mark);
  if (pattern || !session.pattern) session.pattern = pattern;
  if (pattern || end < typed.length) session.searchOffset = typed.slice(end + 1);
  session.searchForward = forward;
  return search(session, forward, count);
}

/** Where the next match of the last pattern is, `count` times on; by its offset. Throws ViError E486. */
export function search(session: Session, forward: boolean, count: number): Motion {
  const { editor } = session;
  const regex = session.regex('');
  session.highlight = true;
  const offset = /^(?:([esb])?([+-]?\d*))/.exec(session.searchOffset)!;
  const number = offset[2] === '' || offset[2] === undefined ? 0 : /^[+-]$/.test(offset[2]) ? Number(`${offset[2]}1`) : Number(offset[2]);
  let place: Place = { ...editor.cursor };
  for (let n = 0; n < count; n++) {
    const found = nextMatch(editor, regex, place, forward);
    if (!found) throw new ViError(`E486: Pattern not found: ${session.pattern}`);
    const wrapped = forward
      ? found.line < place.line || (found.line === place.line && found.column <= place.column)
      : found.line > place.line || (found.line === place.line && found.column >= place.column);
    if (wrapped && !editor.settings.wrapscan)
      throw new ViError(
        `${forward ? 'E385: Search hit BOTTOM without match for: ' : 'E384: Search hit TOP without match for: '}${session.pattern}`,
      );
    session.message = wrapped
      ? `search hit ${forward ? 'BOTTOM' : 'TOP'}, continuing at ${forward ? 'TOP' : 'BOTTOM'}`
      : `${forward ? '/' : '?'}${session.pattern}${session.searchOffset ? `${forward ? '/' : '?'}${session.searchOffset}` : ''}`;
    place = { line: found.line, column: found.column };
    if (n === count - 1 && offset[1] === 'e') place.column = Math.max(0, found.column + found.length - 1 + number);
  }
  if (offset[1] === 's' || offset[1] === 'b') place.column = Math.max(0, place.column + number);
  if (!offset[1] && offset[2])
    return { to: { line: Math.max(0, Math.min(editor.last, place.line + number)), column: 0 }, kind: 'linewise' };
  return { to: place, kind: offset[1] === 'e' ? 'inclusive' : 'exclusive' };
}

/** The next match in a direction, around the end of the text, the cursor's own place last. */
export function nextMatch(editor: Editor, regex: RegExp, from: Place, forward: boolean): (Place & { length: number }) | undefined {
  const { lines } = editor;
  for (let i = 0; i <= lines.length; i++) {
    const n = (((from.line + (forward ? i : -i)) % lines.length) + lines.length) % lines.length;
    const fit = matchesOf(regex, lines[n]!).filter((m) => i !== 0 || (forward ? m.column > from.column : m.column < from.column));
    const found = forward ? fit[0] : fit.at(-1);
    if (found) return { line: n, ...found };
  }
  return undefined;
}

/** Matches in one line; every place is tried, as matches of a search may overlap. */
export function matchesOf(regex: RegExp, line: string): { column: number; length: number }[] {
  const out: { column: number; length: number }[] = [];
  for (let at = 0; at <= line.length && out.length < 10_000;) {
    regex.lastIndex = at;
    const m = regex.exec(line);
    if (!m) break;
    // A place behind the last character is none where the cursor could be.
    if (m.index >= line.length && line !== '') break;
    out.push({ column: m.index, length: m[0].length });
    at = m.index + 1;
  }
  return out;
}

/** `*` and `#`: the word under or after the cursor. */
export function searchWord(session: Session, forward: boolean, whole: boolean, count: number): Motion {
  const { editor } = session;
  const { line, cursor } = editor;
  let start = cursor.column;
  const isWord = (c: string | undefined) => c !== undefined && /[\p{L}\p{N}_]/u.test(c);
  if (isWord(line[start])) while (isWord(line[start - 1])) start--;
  else {
    const ahead = line.slice(start).search(/[\p{L}\p{N}_]/u);
    start = ahead < 0 ? start : start + ahead;
  }
  const word = /^[\p{L}\p{N}_]+/u.exec(line.slice(start))?.[0] ?? /^[^\s]+/u.exec(line.slice(start))?.[0];
  if (!word) throw new ViError('E348: No string under cursor');
  const text = word.replace(/[\\.*[\]^$~/]/g, '\\$&');
  session.pattern = whole && isWord(word[0]) ? `\\<${text}\\>` : text;
  session.searchOffset = '';
  session.searchForward = forward;
  editor.cursor = { line: cursor.line, column: start };
  try {
    return search(session, forward, count);
  } catch (error) {
    editor.cursor = cursor;
    throw error;
  }
}
