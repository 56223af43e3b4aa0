import { characterWidth } from '../files/ls-columns';
import type { Editor, Place } from './editor';

export interface View {
  readonly columns: number;
  readonly rows: number;
  /** First line shown. */
  top: number;
}

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

function rowsOf(editor: Editor, n: number, columns: number): string[] {
  const width = columns - gutter(editor);
  const rows = [''];
  let used = 0;
  for (const cell of cellsOf(editor, editor.lines[n]! + (editor.settings.list ? '$' : ''))) {
    if (used + cell.width > width) {
      rows.push('');
      used = 0;
    }
    rows[rows.length - 1] += cell.text;
    used += cell.width;
  }
  return rows;
}

/** The whole screen as terminal output: text, `~`, the last line, and the cursor. */
export function paint(
  editor: Editor,
  view: View,
  bottom: string,
  ruler: string,
  selected: ((place: Place) => boolean) | undefined,
  commandLine: boolean,
): string {
  const height = view.rows - 1;
  if (editor.cursor.line < view.top) view.top = editor.cursor.line;
  const heightOf = (n: number) => rowsOf(editor, n, view.columns).length;
  let total = 0;
  for (let n = editor.cursor.line; n >= view.top; n--) total += heightOf(n);
  while (total > height && view.top < editor.cursor.line) total -= heightOf(view.top++);
  const out: string[] = [];
  let cursorRow = 0;
  let cursorColumn = 0;
  for (let n = view.top; n < editor.lines.length && out.length < height; n++) {
    const number = editor.settings.relativenumber && n !== editor.cursor.line ? Math.abs(n - editor.cursor.line) : n + 1;
    const mark = gutter(editor) ? `\x1b[33m${String(number).padStart(gutter(editor) - 1)} \x1b[0m` : '';
    if (n === editor.cursor.line) {
      const width = view.columns - gutter(editor);
      let column = 0;
      let row = 0;
      const units = editor.lines[n]!.slice(0, editor.cursor.column);
      for (const cell of cellsOf(editor, units)) {
        if (column + cell.width > width) [row, column] = [row + 1, 0];
        column += cell.width;
      }
      cursorRow = out.length + row;
      cursorColumn = column + gutter(editor);
    }
    if (selected) out.push(mark + highlighted(editor, n, selected));
    else rowsOf(editor, n, view.columns).forEach((row, i) => out.push((i ? ' '.repeat(gutter(editor)) : mark) + row));
  }
  while (out.length < height) out.push('\x1b[34m~\x1b[0m');
  const space = view.columns - [...bottom].reduce((w, c) => w + characterWidth(c.codePointAt(0)!), 0) - ruler.length - 1;
  const status = commandLine || space < 1 ? bottom : `${bottom}${' '.repeat(space)}${ruler}`;
  const position = commandLine
    ? `\x1b[${view.rows};${[...bottom].reduce((w, c) => w + characterWidth(c.codePointAt(0)!), 0) + 1}H`
    : `\x1b[${cursorRow + 1};${cursorColumn + 1}H`;
  return `\x1b[?25l\x1b[H${out
    .slice(0, height)
    .map((row) => `${row}\x1b[K`)
    .join('\r\n')}\r\n${status}\x1b[K${position}\x1b[?25h`;
}

function highlighted(editor: Editor, n: number, selected: (place: Place) => boolean): string {
  let out = '';
  let column = 0;
  for (const [i, cell] of cellsOf(editor, editor.lines[n]!).entries()) {
    const character = [...editor.lines[n]!][i]!;
    out += selected({ line: n, column }) ? `\x1b[7m${cell.text}\x1b[0m` : cell.text;
    column += character.length;
  }
  return out || (selected({ line: n, column: 0 }) ? '\x1b[7m \x1b[0m' : '');
}
