import { characterWidth } from '../files/ls-columns';
import { screenColumn, widthOf } from './columns';
import { before, LINE_END, type Editor, type Place } from './editor';
import { nextMatch } from './search';
import type { Session } from './session';

/** What stands where a line's characters do, tabs and wide characters counted. */
function cellsOf(editor: Editor, line: string): { text: string; width: number }[] {
  let column = 0;
  return [...line].map((c) => {
    const size = c === '\t' ? editor.settings.tabstop - (column % editor.settings.tabstop) : characterWidth(c.codePointAt(0)!);
    const text =
      c === '\t'
        ? editor.settings.list
          ? '^I'
          : ' '.repeat(size)
        : /[\x00-\x1f\x7f]/.test(c)
          ? `^${String.fromCharCode(c.charCodeAt(0) ^ 64)}`
          : c;
    const width = c === '\t' && !editor.settings.list ? size : /[\x00-\x1f\x7f]/.test(c) ? 2 : size;
    column += width;
    return { text, width };
  });
}

const gutter = (editor: Editor) =>
  editor.settings.number || editor.settings.relativenumber ? Math.max(4, String(editor.lines.length).length + 1) : 0;

function rowsOf(editor: Editor, n: number, columns: number, marked?: (place: Place, line: string) => '7' | '43' | undefined): string[] {
  const width = columns - gutter(editor);
  const line = editor.lines[n]!;
  const rows = [''];
  let used = 0;
  let index = 0;
  const characters = [...line];
  for (const [i, cell] of cellsOf(editor, line + (editor.settings.list ? '$' : '')).entries()) {
    if (used + cell.width > width) {
      rows.push('');
      used = 0;
    }
    const how = marked?.({ line: n, column: index }, line);
    rows[rows.length - 1] += how ? `\x1b[${how}m${cell.text}\x1b[0m` : cell.text;
    used += cell.width;
    index += characters[i]?.length ?? 1;
  }
  if (line === '' && marked?.({ line: n, column: 0 }, line) === '7') rows[0] = '\x1b[7m \x1b[0m';
  return rows;
}

const MODES: Readonly<Record<string, string>> = {
  insert: 'INSERT',
  replace: 'REPLACE',
  visual: 'VISUAL',
  'visual-line': 'VISUAL LINE',
  'visual-block': 'VISUAL BLOCK',
};

/** What the last line shows: what is typed, the last message, or the mode. */
export function bottomLine(session: Session): string {
  if (session.mode === 'command') return session.commandText;
  if (session.message) return session.message;
  const name = MODES[session.mode];
  const { settings } = session.editor;
  const recording = session.recording ? `recording @${session.recording.register}` : '';
  if (!name || !settings.showmode) return recording;
  return `-- ${name}${settings.paste && /insert|replace/.test(session.mode) ? ' (paste)' : ''} --${recording}`;
}

/** `3,7-9         All` at the right of the last line. */
export function ruler(session: Session, rows: number): string {
  const { editor, top } = session;
  if (!editor.settings.ruler) return '';
  const column = screenColumn(
    editor.line,
    editor.cursor.column + (/[\t]/.test(editor.line[editor.cursor.column] ?? '') && session.mode !== 'insert' ? 1 : 0),
    editor.settings,
  );
  const shown = /[\t]/.test(editor.line[editor.cursor.column] ?? '') && session.mode !== 'insert' ? column : column + 1;
  const cursor = editor.line === '' ? '0-1' : shown === editor.cursor.column + 1 ? String(shown) : `${editor.cursor.column + 1}-${shown}`;
  const height = rows - 1;
  const where =
    editor.lines.length <= height
      ? 'All'
      : top === 0
        ? 'Top'
        : top + height >= editor.lines.length
          ? 'Bot'
          : `${Math.floor((top * 100) / (editor.lines.length - height))}%`;
  const text = editor.text === '' && !editor.modified ? '0,0-1' : `${editor.cursor.line + 1},${cursor}`;
  return `${text.padEnd(14)}${where}`;
}

/** Which characters are shown as selected or found. */
function marks(session: Session): ((place: Place, line: string) => '7' | '43' | undefined) | undefined {
  const { editor, anchor, mode } = session;
  if (mode === 'visual' || mode === 'visual-line' || mode === 'visual-block') {
    const [from, to] = before(editor.cursor, anchor) ? [editor.cursor, anchor] : [anchor, editor.cursor];
    if (mode === 'visual-line') return (p) => (p.line >= from.line && p.line <= to.line ? '7' : undefined);
    if (mode === 'visual') return (p) => (!before(p, from) && !before(to, p) ? '7' : undefined);
    const column = (p: Place) => screenColumn(editor.lines[p.line]!, p.column, editor.settings);
    const [a, b] = [column(from), column(to)];
    const right = editor.wanted === LINE_END ? LINE_END : Math.max(a, b);
    return (p) => {
      if (p.line < from.line || p.line > to.line) return undefined;
      const at = column(p);
      return at >= Math.min(a, b) && at <= right ? '7' : undefined;
    };
  }
  const typed =
    mode === 'command' && editor.settings.incsearch && /^[/?]./.test(session.commandText) ? session.commandText.slice(1) : undefined;
  const wanted = typed ?? (session.highlight && editor.settings.hlsearch ? session.pattern : '');
  if (!wanted) return undefined;
  try {
    const regex = session.regex(wanted);
    const first = typed === undefined ? undefined : nextMatch(editor, regex, editor.cursor, session.commandText.startsWith('/'));
    return (p, line) => {
      for (let at = 0; at <= p.column;) {
        regex.lastIndex = at;
        const m = regex.exec(line);
        if (!m || m.index > p.column) return undefined;
        if (p.column < m.index + m[0].length)
          return first?.line === p.line && first.column === m.index ? '7' : editor.settings.hlsearch ? '43' : undefined;
        at = m.index + Math.max(1, m[0].length);
      }
      return undefined;
    };
  } catch {
    return undefined;
  }
}

/** The whole screen as terminal output: text, `~`, the last line, and the cursor. */
export function paint(session: Session, view: { readonly columns: number; readonly rows: number }): string {
  const { editor } = session;
  const height = view.rows - 1;
  const margin = Math.min(editor.settings.scrolloff, Math.floor((height - 1) / 2));
  if (editor.cursor.line - margin < session.top) session.top = Math.max(0, editor.cursor.line - margin);
  const heightOf = (n: number) => (editor.settings.wrap ? rowsOf(editor, n, view.columns).length : 1);
  const bottomMost = Math.min(editor.last, editor.cursor.line + margin);
  let total = 0;
  // A line far below is brought into the middle of the screen.
  if (bottomMost - session.top > height * 2) session.top = Math.max(0, bottomMost - Math.floor(height / 2));
  for (let n = bottomMost; n >= session.top; n--) total += heightOf(n);
  while (total > height && session.top < editor.cursor.line) total -= heightOf(session.top++);
  const marked = marks(session);
  const out: string[] = [];
  let cursorRow = 0;
  let cursorColumn = 0;
  const width = view.columns - gutter(editor);
  for (let n = session.top; n < editor.lines.length && out.length < height; n++) {
    const relative = editor.settings.relativenumber && (n !== editor.cursor.line || !editor.settings.number);
    const number = relative ? Math.abs(n - editor.cursor.line) : n + 1;
    const sign = gutter(editor) ? `\x1b[33m${String(number).padStart(gutter(editor) - 1)} \x1b[0m` : '';
    if (n === editor.cursor.line) {
      let column = 0;
      let row = 0;
      for (const cell of cellsOf(editor, editor.lines[n]!.slice(0, editor.cursor.column))) {
        if (column + cell.width > width && editor.settings.wrap) [row, column] = [row + 1, 0];
        column += cell.width;
      }
      const under = editor.line[editor.cursor.column];
      // The cursor stands at the end of a tab, but in insert mode.
      if (under === '\t' && session.mode !== 'insert' && !editor.settings.list) column += widthOf('\t', column, editor.settings) - 1;
      cursorRow = out.length + row;
      cursorColumn = Math.min(view.columns - 1, column + gutter(editor));
    }
    const rows = rowsOf(editor, n, view.columns, marked);
    for (const [i, row] of (editor.settings.wrap ? rows : rows.slice(0, 1)).entries())
      out.push((i ? ' '.repeat(gutter(editor)) : sign) + row);
  }
  while (out.length < height) out.push('\x1b[34m~\x1b[0m');
  const bottom = bottomLine(session).split('\n').at(-1)!;
  const right = ruler(session, view.rows);
  const size = [...bottom].reduce((w, c) => w + characterWidth(c.codePointAt(0)!), 0);
  const commanding = session.mode === 'command';
  const space = Math.max(view.columns - 18, size + 1) - size;
  const status =
    commanding || size > view.columns - 19 || !right
      ? bottom
      : `${/^E\d+:/.test(bottom) ? `\x1b[41m${bottom}\x1b[0m` : bottom}${' '.repeat(space)}${right}`;
  const position = commanding ? `\x1b[${view.rows};${Math.min(view.columns, size + 1)}H` : `\x1b[${cursorRow + 1};${cursorColumn + 1}H`;
  return `\x1b[?25l\x1b[H${out
    .slice(0, height)
    .map((row) => `${row}\x1b[K`)
    .join('\r\n')}\r\n${status}\x1b[K${position}\x1b[?25h`;
}
