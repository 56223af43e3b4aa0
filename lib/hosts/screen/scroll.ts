import { BLANK, rowOf, type Row } from './row';
import type { Screen } from './screen';
import { erasedStyle } from './style';

/** A row of blanks in the background that is set. */
export function blankRow(screen: Screen): Row {
  const style = erasedStyle(screen.style);
  if (style === '') return BLANK;
  return rowOf({ characters: new Array<string>(screen.columns).fill(' '), styles: new Array<string>(screen.columns).fill(style) });
}

/** Moves the rows `top` to `bottom` up; what goes out at the top of the whole screen becomes history. */
export function scrollUp(screen: Screen, count: number, top = screen.top): void {
  const { lines, bottom } = screen;
  const gone = lines.splice(top, Math.min(count, bottom - top + 1));
  for (const _ of gone) lines.splice(bottom - gone.length + 1, 0, blankRow(screen));
  if (top !== 0 || screen.beneath) return;
  screen.history.push(...gone);
  const surplus = screen.history.length - screen.historyLimit;
  // As tmux does, a tenth goes at once: one row at a time would copy the history for each line.
  if (surplus > 0) screen.history.splice(0, Math.max(surplus, Math.floor(screen.historyLimit / 10)));
}

export function scrollDown(screen: Screen, count: number, top = screen.top): void {
  const { lines, bottom } = screen;
  const moved = Math.min(count, bottom - top + 1);
  lines.splice(bottom - moved + 1, moved);
  lines.splice(top, 0, ...new Array<Row>(moved).fill(blankRow(screen)));
}

/** To the next row, scrolling at the bottom of the region. */
export function lineFeed(screen: Screen): void {
  const { cursor } = screen;
  if (cursor.row === screen.bottom) scrollUp(screen, 1);
  else if (cursor.row < screen.rows - 1) cursor.row++;
  cursor.wrapNext = false;
}

export function reverseLineFeed(screen: Screen): void {
  const { cursor } = screen;
  if (cursor.row === screen.top) scrollDown(screen, 1);
  else if (cursor.row > 0) cursor.row--;
  cursor.wrapNext = false;
}
