import type { Editor, Place, Register } from './editor';
import type { Session } from './ex';

/** Does what an operator does to the text between two places. True when text is to be inserted there now (`c`). */
export function applyOperator(session: Session, operator: string, from: Place, to: Place, linewise: boolean, register?: string): boolean {
  const { editor } = session;
  const text = linewise ? `${editor.lines.slice(from.line, to.line + 1).join('\n')}\n` : editor.slice(from, to);
  const lines = to.line - from.line + 1;
  switch (operator) {
    case 'y':
      editor.yank(text, linewise, register);
      editor.cursor = { ...from, column: linewise ? editor.cursor.column : from.column };
      if (linewise && lines > 2) session.message = `${lines} lines yanked`;
      return false;
    case 'd':
      editor.checkpoint();
      editor.yank(text, linewise, register);
      if (linewise) editor.removeLines(from.line, to.line);
      else editor.remove(from, to);
      if (linewise && lines > 2) session.message = `${lines} fewer lines`;
      return false;
    case 'c':
      editor.checkpoint();
      editor.yank(text, linewise, register);
      if (linewise) {
        const indent = editor.settings.autoindent ? /^\s*/.exec(editor.lines[from.line]!)![0] : '';
        editor.lines.splice(from.line, lines, indent);
        editor.cursor = { line: from.line, column: indent.length };
      } else editor.remove(from, to);
      return true;
    case '>':
    case '<':
      editor.checkpoint();
      editor.shift(from.line, to.line, operator === '>' ? 1 : -1);
      if (lines > 2) session.message = `${lines} lines ${operator}ed 1 time`;
      return false;
    case 'gu':
    case 'gU':
    case 'g~': {
      editor.checkpoint();
      const turned = operator === 'gu' ? text.toLowerCase() : operator === 'gU' ? text.toUpperCase() : flip(text);
      if (linewise) editor.lines.splice(from.line, lines, ...turned.slice(0, -1).split('\n'));
      else {
        editor.remove(from, to);
        editor.insert(from, turned);
      }
      editor.cursor = { ...from };
      return false;
    }
    default:
      return false;
  }
}

/** Joins the next line to this one (`J`). */
export function join(editor: Editor): void {
  const { line } = editor.cursor;
  const next = editor.lines[line + 1];
  if (next === undefined) return;
  const left = editor.lines[line]!;
  const right = next.trimStart();
  const glue = left === '' || /\s$/.test(left) || right === '' || right.startsWith(')') ? '' : ' ';
  editor.lines.splice(line, 2, left + glue + right);
  editor.cursor = { line, column: left.length + (glue ? 0 : -1) };
}

/** Puts a register's text before or after the cursor. */
export function put(session: Session, register: Register, after: boolean, count: number): void {
  const { editor } = session;
  if (!register.text) return;
  const { cursor } = editor;
  if (register.lines) {
    const lines = register.text.slice(0, -1).split('\n');
    const at = cursor.line + (after ? 1 : 0);
    const all = Array.from({ length: Math.min(count, 10_000) }, () => lines).flat();
    editor.lines.splice(at, 0, ...all);
    editor.cursor = { line: at, column: 0 };
    editor.toIndent();
    if (all.length > 2) session.message = `${all.length} more lines`;
    return;
  }
  const place = { line: cursor.line, column: after && editor.line !== '' ? cursor.column + 1 : cursor.column };
  editor.insert(place, register.text.repeat(Math.min(count, 10_000)));
  if (register.text.includes('\n')) editor.cursor = place;
  else editor.cursor.column--;
}

/** Lower case to upper case and back (`~`). */
export function flip(text: string): string {
  return [...text].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('');
}
