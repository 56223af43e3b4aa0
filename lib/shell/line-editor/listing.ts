import { columnsOf } from '@/lib/hosts/tty';
import type { Shell } from '../run/shell';
import { redraw } from './screen';
import type { EditorState } from './state';

const QUERY_ITEMS = 100;
const MOST_LISTED = 20_000;
const MORE = '--More--';

const wide = (text: string): number => [...text].reduce((sum, c) => sum + columnsOf(c), 0);

/** Names in columns, sorted down. */
function inColumns(names: readonly string[], columns: number): string[] {
  const width = Math.max(...names.map(wide)) + 2;
  const across = Math.max(1, Math.floor(columns / width));
  const rows = Math.ceil(names.length / across);
  return Array.from({ length: rows }, (_, row) => {
    let line = '';
    for (let i = row; i < names.length; i += rows)
      line += i + rows < names.length ? names[i]! + ' '.repeat(width - wide(names[i]!)) : names[i]!;
    return line;
  });
}

/** Shows candidates below the line: asks first when they are many, and stops after each screen. */
export function openListing(shell: Shell, editor: EditorState, names: readonly string[]): void {
  const { columns } = shell.sys.ttySize(0);
  const most = Number(shell.state.editing['completion-query-items'] ?? QUERY_ITEMS);
  const { at } = editor;
  editor.at = editor.text.length;
  shell.write(2, redraw(editor, columns) + '\n');
  editor.at = at;
  editor.row = 0;
  editor.listing = {
    lines: inColumns(names.slice(0, MOST_LISTED), columns),
    at: 0,
    asking: most > 0 && names.length >= most,
    count: names.length,
  };
  if (editor.listing.asking) shell.write(2, `Display all ${names.length} possibilities? (y or n)`);
  else show(shell, editor, shell.sys.ttySize(0).rows - 1);
}

/** Shows so many lines more; the prompt again after the last. */
function show(shell: Shell, editor: EditorState, lines: number): void {
  const listing = editor.listing!;
  const pages = shell.state.editing['page-completions'] !== 'off';
  const to = pages ? Math.min(listing.lines.length, listing.at + Math.max(1, lines)) : listing.lines.length;
  shell.write(
    2,
    listing.lines
      .slice(listing.at, to)
      .map((line) => `${line}\n`)
      .join(''),
  );
  listing.at = to;
  if (to < listing.lines.length) shell.write(2, MORE);
  else close(shell, editor);
}

function close(shell: Shell, editor: EditorState): void {
  editor.listing = undefined;
  shell.write(2, redraw(editor, shell.sys.ttySize(0).columns));
}

/** A key while candidates are asked about or shown. */
export function answerListing(shell: Shell, editor: EditorState, key: string): void {
  const listing = editor.listing!;
  const { rows } = shell.sys.ttySize(0);
  if (listing.asking) {
    if (/^[yY ]$/.test(key)) {
      listing.asking = false;
      shell.write(2, '\n');
      return show(shell, editor, rows - 1);
    }
    if (/^[nN\x7f\x07\x03]$/.test(key)) {
      shell.write(2, '\n');
      return close(shell, editor);
    }
    shell.write(2, '\x07');
    return;
  }
  const wipe = `\r${' '.repeat(MORE.length)}\r`;
  if (/^[yY \t]$/.test(key)) {
    shell.write(2, wipe);
    return show(shell, editor, rows - 1);
  }
  if (key === '\r' || key === '\n') {
    shell.write(2, wipe);
    return show(shell, editor, 1);
  }
  if (/^[nNqQ\x7f\x07\x03]$/.test(key)) {
    shell.write(2, wipe);
    return close(shell, editor);
  }
  shell.write(2, '\x07');
}
