import { columnsOf } from '@/lib/hosts/tty';
import { HIDE, SHOW } from './prompt';
import type { EditorState } from './state';

interface Place {
  readonly row: number;
  readonly column: number;
}

/** How a character is shown: control characters as `^X`, tabs as blanks. */
function shown(c: string): string {
  if (c === '\n' || c >= ' ') return c === '\x7f' ? '^?' : c;
  return '^' + String.fromCharCode(c.charCodeAt(0) + 64);
}

/** Where the cursor stands after the text, on a screen of so many columns. Wide characters do not straddle its edge. */
export function measure(text: string, columns: number, from: Place = { row: 0, column: 0 }): Place {
  let { row, column } = from;
  for (const c of text) {
    if (c === '\n') {
      row++;
      column = 0;
      continue;
    }
    const width = columnsOf(c);
    if (column + width > columns) {
      row++;
      column = 0;
    }
    column += width;
  }
  return column >= columns ? { row: row + 1, column: 0 } : { row, column };
}

const visible = (prompt: string): string => prompt.replace(/\x01[^\x02]*\x02/g, '').replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '');

/** The prompt as it is written. */
export const rawPrompt = (prompt: string): string => prompt.replaceAll(HIDE, '').replaceAll(SHOW, '');

/** What redraws the line: from the prompt's row down, with the cursor put in its place. */
export function redraw(editor: EditorState, columns: number): string {
  let prompt = editor.prompt;
  let text = [...editor.text].map(shown).join('');
  let before = [...editor.text.slice(0, editor.at)].map(shown).join('');
  if (editor.search) {
    const { query, failed, forward } = editor.search;
    prompt = `(${failed ? 'failed ' : ''}${forward ? '' : 'reverse-'}i-search)\`${query}': `;
  }
  const start = measure(visible(prompt), columns);
  const end = measure(text, columns, start);
  const cursor = measure(before, columns, start);
  let out = '\r' + (editor.row > 0 ? `\x1b[${editor.row}A` : '') + '\x1b[J' + rawPrompt(prompt) + text.replaceAll('\n', '\r\n');
  // The terminal keeps the cursor at the edge until the next character: make it wrap.
  if (end.column === 0 && end.row > 0 && !text.endsWith('\n')) out += ' \r';
  const up = end.row - cursor.row;
  if (up > 0) out += `\x1b[${up}A`;
  out += '\r' + (cursor.column > 0 ? `\x1b[${cursor.column}C` : '');
  editor.row = cursor.row;
  text = before = '';
  return out;
}

/** What shows one more character at the end of the line; undefined when the line comes near the edge and is drawn anew. */
export function appended(editor: EditorState, key: string, columns: number): string | undefined {
  const end = measure(editor.text, columns, measure(visible(editor.prompt), columns));
  return end.row === editor.row && end.column > 0 ? key : undefined;
}

/** Moves the cursor after the end of the text, for a new line to begin. */
export function leave(editor: EditorState, columns: number): string {
  editor.at = editor.text.length;
  return redraw(editor, columns) + '\n';
}
