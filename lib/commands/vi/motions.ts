import { LINE_END, type Editor, type Place } from './editor';
import { indexAt } from './columns';
import { search, searchWord } from './search';
import { Beep, ViError, type Session } from './session';
import { wordBack, wordEnd, wordEndBack, wordForward } from './words';

/** Where a motion leads, and how an operator takes what lies between. */
export interface Motion {
  readonly to: Place;
  readonly kind: 'exclusive' | 'inclusive' | 'linewise';
  /** The column that j and k strive for from now on, when it is not the one reached. */
  readonly wanted?: number;
}

interface Find {
  readonly kind: string;
  readonly character: string;
}

const finds = new WeakMap<Session, Find>();

const PAIRS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', ')': '(', ']': '[', '}': '{' };

/** The bracket that belongs to the first one at or after a place of its line; undefined when there is none. */
export function matching(editor: Editor, from: Place): Place | undefined {
  const column = editor.lines[from.line]!.slice(from.column).search(/[()[\]{}]/);
  return column < 0 ? undefined : matchOf(editor, { line: from.line, column: from.column + column });
}

/** The bracket that belongs to the one at a place. */
export function matchOf(editor: Editor, at: Place): Place | undefined {
  const open = editor.lines[at.line]![at.column]!;
  const close = PAIRS[open];
  if (close === undefined) return undefined;
  const by = '([{'.includes(open) ? 1 : -1;
  let depth = 0;
  for (let n = at.line; n >= 0 && n <= editor.last; n += by) {
    const line = editor.lines[n]!;
    for (let i = n === at.line ? at.column : by > 0 ? 0 : line.length - 1; i >= 0 && i < line.length; i += by) {
      if (line[i] === open) depth++;
      else if (line[i] === close && --depth === 0) return { line: n, column: i };
    }
  }
  return undefined;
}

function inLine(editor: Editor, find: Find, count: number, again: boolean): Place {
  const { line, cursor } = editor;
  let { column } = cursor;
  const forward = find.kind === 'f' || find.kind === 't';
  // `;` after `t` does not stay before the character it stands before.
  if (again && count === 1 && find.kind === 't' && line[column + 1] === find.character) column++;
  if (again && count === 1 && find.kind === 'T' && line[column - 1] === find.character) column--;
  for (let n = 0; n < count; n++) {
    column = forward ? line.indexOf(find.character, column + 1) : column === 0 ? -1 : line.lastIndexOf(find.character, column - 1);
    if (column < 0) throw new Beep();
  }
  return { line: cursor.line, column: find.kind === 't' ? column - 1 : find.kind === 'T' ? column + 1 : column };
}

function paragraph(editor: Editor, count: number, by: 1 | -1): Motion {
  let n = editor.cursor.line;
  for (let left = count; left > 0; left--) {
    let skipped = false;
    for (let first = true; ; first = false) {
      if (editor.lines[n] !== '') skipped = true;
      if (!first && skipped && editor.lines[n] === '') break;
      n += by;
      if (n < 0 || n > editor.last) {
        if (left > 1) throw new Beep();
        n -= by;
        break;
      }
    }
  }
  const length = editor.lines[n]!.length;
  if (n === editor.last && by > 0 && length) return { to: { line: n, column: length - 1 }, kind: 'inclusive' };
  return { to: { line: n, column: 0 }, kind: 'exclusive' };
}

/** Beginnings of sentences, for `(` and `)`. */
function sentence(editor: Editor, count: number, by: 1 | -1): Motion {
  const starts: Place[] = [];
  for (const [line, text] of editor.lines.entries()) {
    if (text === '') {
      if (line === 0 || editor.lines[line - 1] !== '') starts.push({ line, column: 0 });
      continue;
    }
    const previous = editor.lines[line - 1];
    const first = text.search(/\S/);
    if (first >= 0 && (previous === undefined || previous === '' || /[.!?][)\]"']*\s*$/.test(previous)))
      starts.push({ line, column: first });
    for (const m of text.matchAll(/[.!?][)\]"']*\s+(?=\S)/g)) starts.push({ line, column: m.index + m[0].length });
  }
  const { cursor } = editor;
  const after = starts.filter((p) =>
    by > 0
      ? p.line > cursor.line || (p.line === cursor.line && p.column > cursor.column)
      : p.line < cursor.line || (p.line === cursor.line && p.column < cursor.column),
  );
  const to = by > 0 ? after[count - 1] : after.at(-count);
  if (to) return { to, kind: 'exclusive' };
  if (by > 0) return { to: { line: editor.last, column: Math.max(0, editor.lines[editor.last]!.length - 1) }, kind: 'inclusive' };
  return { to: { line: 0, column: 0 }, kind: 'exclusive' };
}

/** A motion by its key (with the character it takes: `fx`, `'a`); undefined when the key is none. Throws Beep when it leads nowhere. */
export function motion(session: Session, key: string, count: number, given: boolean, operator: string | undefined): Motion | undefined {
  const { editor } = session;
  const { cursor, line, last } = editor;
  const exclusive = (to: Place): Motion => ({ to, kind: 'exclusive' });
  const lines = (n: number): Motion => {
    const to = Math.max(0, Math.min(last, n));
    return {
      to: { line: to, column: indexAt(editor.lines[to]!, editor.wanted, editor.settings) },
      kind: 'linewise',
      wanted: editor.wanted,
    };
  };
  const toIndent = (n: number): Motion => {
    const to = Math.max(0, Math.min(last, n));
    return { to: { line: to, column: Math.min(editor.indentOf(to).length, Math.max(0, editor.lines[to]!.length - 1)) }, kind: 'linewise' };
  };
  const find = /^([fFtT])([^]+)$/u.exec(key);
  if (find) {
    const wanted = { kind: find[1]!, character: find[2]! };
    finds.set(session, wanted);
    return { to: inLine(editor, wanted, count, false), kind: /[ft]/.test(wanted.kind) ? 'inclusive' : 'exclusive' };
  }
  if (/^['`]./u.test(key)) {
    const mark = key[1] === "'" || key[1] === '`' ? editor.marks.get("'") : editor.marks.get(key[1]!);
    if (!mark || mark.line > last) throw new ViError('E20: Mark not set');
    return key[0] === "'"
      ? toIndent(mark.line)
      : exclusive({ line: mark.line, column: Math.min(mark.column, editor.lines[mark.line]!.length) });
  }
  switch (key) {
    case 'h':
    case '<Left>':
    case '\x7f':
    case '\b':
      if (cursor.column === 0 && operator === undefined && key !== '\x7f' && key !== '\b') throw new Beep();
      if ((key === '\x7f' || key === '\b') && cursor.column < count && cursor.line > 0)
        return exclusive({ line: cursor.line - 1, column: Math.max(0, editor.lines[cursor.line - 1]!.length - (count - cursor.column)) });
      return exclusive({ line: cursor.line, column: Math.max(0, cursor.column - count) });
    case 'l':
    case '<Right>':
    case ' ': {
      if (key === ' ' && cursor.column >= line.length - 1 && cursor.line < last && operator === undefined)
        return exclusive({ line: cursor.line + 1, column: 0 });
      if (cursor.column >= line.length - 1 && operator === undefined && session.mode === 'normal') throw new Beep();
      return exclusive({ line: cursor.line, column: Math.min(line.length, cursor.column + count) });
    }
    case 'j':
    case '<Down>':
    case '\x0e':
    case '\n':
    case 'gj':
      if (cursor.line >= last) throw new Beep();
      return lines(cursor.line + count);
    case 'k':
    case '<Up>':
    case '\x10':
    case 'gk':
      if (cursor.line === 0) throw new Beep();
      return lines(cursor.line - count);
    case '\r':
    case '+':
      if (cursor.line >= last) throw new Beep();
      return toIndent(cursor.line + count);
    case '-':
      if (cursor.line === 0) throw new Beep();
      return toIndent(cursor.line - count);
    case '_':
      return toIndent(cursor.line + count - 1);
    case '0':
    case '<Home>':
    case 'g0':
      return exclusive({ line: cursor.line, column: 0 });
    case '^':
      return exclusive({ line: cursor.line, column: Math.min(editor.indentOf(cursor.line).length, Math.max(0, line.length - 1)) });
    case '$':
    case '<End>': {
      if (count > 1 && cursor.line >= last) throw new Beep();
      const to = Math.min(last, cursor.line + count - 1);
      return { to: { line: to, column: Math.max(0, editor.lines[to]!.length - 1) }, kind: 'inclusive', wanted: LINE_END };
    }
    case 'g_': {
      const to = Math.min(last, cursor.line + count - 1);
      return { to: { line: to, column: Math.max(0, editor.lines[to]!.trimEnd().length - 1) }, kind: 'inclusive' };
    }
    case 'gm':
      return exclusive({ line: cursor.line, column: Math.min(line.length, 40) });
    case 'gM':
      return exclusive({ line: cursor.line, column: Math.floor(line.length / 2) });
    case '|':
      return { ...exclusive({ line: cursor.line, column: indexAt(line, count - 1, editor.settings) }), wanted: count - 1 };
    case 'w':
    case 'W':
    case '<S-Right>': {
      const big = key === 'W';
      if (operator === 'c' && !/^[ \t]?$/.test(line[cursor.column] ?? '')) {
        const { to } = wordEnd(editor, cursor, count, big, true);
        return { to, kind: 'inclusive' };
      }
      const { to, failed } = wordForward(editor, cursor, count, big, operator !== undefined);
      if (failed && operator === undefined && to.line === cursor.line && to.column - cursor.column <= 1) throw new Beep();
      const length = editor.lines[to.line]!.length;
      if (to.column >= length && length > 0) return { to: { line: to.line, column: length - 1 }, kind: 'inclusive' };
      return exclusive(to);
    }
    case 'e':
    case 'E': {
      const { to, failed } = wordEnd(editor, cursor, count, key === 'E', false);
      if (failed && operator === undefined && to.line === cursor.line && to.column - cursor.column <= 1) throw new Beep();
      return { to: { line: to.line, column: Math.max(0, Math.min(to.column, editor.lines[to.line]!.length - 1)) }, kind: 'inclusive' };
    }
    case 'b':
    case 'B':
    case '<S-Left>': {
      const { to, failed } = wordBack(editor, cursor, count, key === 'B');
      if (failed && to.line === cursor.line && to.column === cursor.column) throw new Beep();
      return exclusive(to);
    }
    case 'ge':
    case 'gE': {
      const { to, failed } = wordEndBack(editor, cursor, count, key === 'gE');
      if (failed) throw new Beep();
      return { to: { line: to.line, column: Math.max(0, to.column) }, kind: 'inclusive' };
    }
    case 'G':
    case '<C-End>':
      return toIndent(given ? count - 1 : last);
    case 'gg':
    case '<C-Home>':
      return toIndent(given ? count - 1 : 0);
    case 'H':
      return toIndent(session.top + count - 1);
    case 'L':
      return toIndent(Math.min(last, session.top + session.rows - 2) - count + 1);
    case 'M':
      return toIndent(session.top + Math.floor((Math.min(last, session.top + session.rows - 2) - session.top) / 2));
    case '%': {
      if (given) {
        if (count > 100) throw new Beep();
        return toIndent(Math.floor((count * (last + 1) + 99) / 100) - 1);
      }
      const to = matching(editor, cursor);
      if (!to) throw new Beep();
      return { to, kind: 'inclusive' };
    }
    case '}':
      return paragraph(editor, count, 1);
    case '{':
      return paragraph(editor, count, -1);
    case ')':
      return sentence(editor, count, 1);
    case '(':
      return sentence(editor, count, -1);
    case ';':
    case ',': {
      const wanted = finds.get(session);
      if (!wanted) throw new Beep();
      const kind =
        key === ';' ? wanted.kind : wanted.kind === wanted.kind.toLowerCase() ? wanted.kind.toUpperCase() : wanted.kind.toLowerCase();
      const to = inLine(editor, { kind, character: wanted.character }, count, true);
      return { to, kind: /[ft]/.test(kind) ? 'inclusive' : 'exclusive' };
    }
    case 'n':
    case 'N':
      return search(session, (key === 'n') === session.searchForward, count);
    case '*':
    case '#':
    case 'g*':
    case 'g#':
      return searchWord(session, key.endsWith('*'), !key.startsWith('g'), count);
    default:
      return undefined;
  }
}
