import { BLANK, cellsOf, rowOf, widthOfRow, type Row } from './row';
import type { Screen } from './screen';

/** Gives a screen another size; lines that were broken at the edge are joined and broken anew, as tmux does. */
export function resizeScreen(screen: Screen, columns: number, rows: number): void {
  if (columns === screen.columns && rows === screen.rows) return;
  if (screen.beneath) {
    const beneath: Screen = { ...screen, ...screen.beneath, beneath: undefined, cursor: { ...screen.beneath.cursor } };
    resizeScreen(beneath, columns, rows);
    screen.history = beneath.history;
    screen.beneath = { lines: beneath.lines, cursor: beneath.cursor, style: screen.beneath.style };
    screen.lines = screen.lines.slice(0, rows).map((row) => cutRow(row, columns));
    while (screen.lines.length < rows) screen.lines.push(BLANK);
  } else {
    if (columns !== screen.columns) reflow(screen, columns);
    fitRows(screen, rows);
  }
  screen.columns = columns;
  screen.rows = rows;
  screen.cursor.row = Math.max(0, Math.min(screen.cursor.row, rows - 1));
  screen.cursor.column = Math.max(0, Math.min(screen.cursor.column, columns - 1));
  screen.cursor.wrapNext = false;
  screen.top = 0;
  screen.bottom = rows - 1;
}

const cutRow = (row: Row, columns: number): Row => (widthOfRow(row) <= columns ? row : rowOf(cellsOf(row, columns)));

/** Fewer rows: blank ones below the cursor go first, then the upper ones into history; more: history comes back. */
function fitRows(screen: Screen, rows: number): void {
  const { cursor, lines } = screen;
  while (lines.length > rows && lines.length - 1 > cursor.row) lines.pop();
  while (lines.length > rows) {
    screen.history.push(lines.shift()!);
    cursor.row--;
  }
  while (lines.length < rows && screen.history.length > 0) {
    lines.unshift(screen.history.pop()!);
    cursor.row++;
  }
  while (lines.length < rows) lines.push(BLANK);
}

function reflow(screen: Screen, columns: number): void {
  const all = [...screen.history, ...screen.lines];
  const at = screen.history.length + screen.cursor.row;
  let last = all.length - 1;
  while (last > at && all[last]!.text === '') last--;
  const made: Row[] = [];
  const cursor = { row: 0, column: 0 };
  for (let i = 0; i <= last;) {
    let end = i;
    while (end < last && all[end]!.wrapped) end++;
    const group = all.slice(i, end + 1);
    const offset = at >= i && at <= end ? group.slice(0, at - i).reduce((sum, row) => sum + widthOfRow(row), 0) + screen.cursor.column : -1;
    const rows = breakLine(group, columns);
    if (offset >= 0) {
      const row = Math.min(rows.length - 1, Math.floor(offset / columns));
      cursor.row = made.length + row;
      cursor.column = offset - row * columns;
    }
    made.push(...rows);
    i = end + 1;
  }
  const first = Math.max(0, Math.max(cursor.row, made.length - 1) - screen.lines.length + 1);
  screen.history = made.slice(0, first);
  screen.lines = made.slice(first);
  while (screen.lines.length < screen.rows) screen.lines.push(BLANK);
  screen.cursor = { row: cursor.row - first, column: Math.min(cursor.column, columns - 1), wrapNext: false };
}

function breakLine(group: readonly Row[], columns: number): Row[] {
  if (group.length === 1 && widthOfRow(group[0]!) <= columns) return [{ ...group[0]!, wrapped: false }];
  const characters: string[] = [];
  const styles: string[] = [];
  for (const row of group) {
    const cells = cellsOf(row, widthOfRow(row));
    characters.push(...cells.characters);
    styles.push(...cells.styles);
  }
  const rows: Row[] = [];
  for (let from = 0; from < characters.length || rows.length === 0;) {
    let to = Math.min(characters.length, from + columns);
    // A wide character is not cut in two.
    if (to < characters.length && characters[to] === '' && to - from > 1) to--;
    rows.push(rowOf({ characters: characters.slice(from, to), styles: styles.slice(from, to) }, to < characters.length));
    if (to === from) break;
    from = to;
  }
  return rows;
}
