import { cellsOf, rowOf } from './row';
import { plainModes, type Screen } from './screen';
import { blankRow, scrollDown, scrollUp } from './scroll';
import { erasedStyle, styled } from './style';

type Action = (screen: Screen, numbers: readonly number[]) => string | void;

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));
const count = (numbers: readonly number[]): number => Math.max(1, numbers[0] ?? 1);

function moveTo(screen: Screen, row: number, column: number): void {
  screen.cursor = { row: clamp(row, 0, screen.rows - 1), column: clamp(column, 0, screen.columns - 1), wrapNext: false };
}

/** Up and down stop at the edge of the scrolling region when they begin inside of it. */
function vertically(screen: Screen, rows: number): void {
  const { row, column } = screen.cursor;
  const inside = row >= screen.top && row <= screen.bottom;
  const target = clamp(row + rows, inside ? screen.top : 0, inside ? screen.bottom : screen.rows - 1);
  moveTo(screen, target, column);
}

function eraseCells(screen: Screen, from: number, to: number): void {
  const { cursor, columns } = screen;
  const cells = cellsOf(screen.lines[cursor.row]!, columns);
  const style = erasedStyle(screen.style);
  if (cells.characters[from] === '' && from > 0) cells.characters[from - 1] = ' ';
  if (to < columns && cells.characters[to] === '') cells.characters[to] = ' ';
  cells.characters.fill(' ', from, to);
  cells.styles.fill(style, from, to);
  screen.lines[cursor.row] = rowOf(cells, to >= columns ? false : screen.lines[cursor.row]!.wrapped);
}

function eraseInDisplay(screen: Screen, how: number): void {
  const { cursor, rows, columns } = screen;
  if (how === 3) {
    screen.history = [];
    return;
  }
  const blank = blankRow(screen);
  if (how === 2) {
    // As tmux does by default: what is cleared goes into the history.
    const used = screen.beneath ? 0 : screen.lines.reduce((last, row, i) => (row.text === '' ? last : i + 1), 0);
    screen.history.push(...screen.lines.slice(0, used));
    screen.lines.fill(blank);
  } else if (how === 0) {
    eraseCells(screen, cursor.column, columns);
    screen.lines.fill(blank, cursor.row + 1, rows);
  } else if (how === 1) {
    eraseCells(screen, 0, cursor.column + 1);
    screen.lines.fill(blank, 0, cursor.row);
  }
}

function changeCells(screen: Screen, number: number, insert: boolean): void {
  const { cursor, columns } = screen;
  const cells = cellsOf(screen.lines[cursor.row]!, columns);
  const n = Math.min(number, columns - cursor.column);
  const style = erasedStyle(screen.style);
  const blanks = new Array<string>(n).fill(' ');
  const styles = new Array<string>(n).fill(style);
  if (insert) {
    cells.characters.splice(cursor.column, 0, ...blanks);
    cells.styles.splice(cursor.column, 0, ...styles);
  } else {
    cells.characters.splice(cursor.column, n);
    cells.styles.splice(cursor.column, n);
    cells.characters.push(...blanks);
    cells.styles.push(...styles);
  }
  cells.characters.length = cells.styles.length = columns;
  screen.lines[cursor.row] = rowOf(cells);
}

function privateMode(screen: Screen, mode: number, on: boolean): void {
  const { modes } = screen;
  switch (mode) {
    case 1:
      modes.applicationKeys = on;
      break;
    case 6:
      modes.origin = on;
      moveTo(screen, on ? screen.top : 0, 0);
      break;
    case 7:
      modes.autoWrap = on;
      break;
    case 25:
      modes.cursorVisible = on;
      break;
    case 1000:
    case 1002:
    case 1003:
      modes.mouse = on ? mode : 0;
      break;
    case 1006:
      modes.mouseSgr = on;
      break;
    case 2004:
      modes.bracketedPaste = on;
      break;
    case 47:
    case 1047:
    case 1049:
      alternate(screen, on);
  }
}

function alternate(screen: Screen, on: boolean): void {
  if (on === Boolean(screen.beneath)) return;
  if (on) {
    screen.beneath = { lines: screen.lines, cursor: { ...screen.cursor }, style: screen.style };
    screen.lines = screen.lines.map(() => blankRow(screen));
  } else {
    const { lines, cursor, style } = screen.beneath!;
    screen.beneath = undefined;
    screen.lines = lines;
    screen.style = style;
    moveTo(screen, cursor.row, cursor.column);
  }
  screen.top = 0;
  screen.bottom = screen.rows - 1;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  A: (s, n) => vertically(s, -count(n)),
  B: (s, n) => vertically(s, count(n)),
  e: (s, n) => vertically(s, count(n)),
  C: (s, n) => moveTo(s, s.cursor.row, s.cursor.column + count(n)),
  a: (s, n) => moveTo(s, s.cursor.row, s.cursor.column + count(n)),
  D: (s, n) => moveTo(s, s.cursor.row, s.cursor.column - count(n)),
  E: (s, n) => (vertically(s, count(n)), moveTo(s, s.cursor.row, 0)),
  F: (s, n) => (vertically(s, -count(n)), moveTo(s, s.cursor.row, 0)),
  G: (s, n) => moveTo(s, s.cursor.row, count(n) - 1),
  '`': (s, n) => moveTo(s, s.cursor.row, count(n) - 1),
  d: (s, n) => moveTo(s, count(n) - 1, s.cursor.column),
  H: (s, n) => moveTo(s, (s.modes.origin ? s.top : 0) + count(n) - 1, Math.max(1, n[1] ?? 1) - 1),
  f: (s, n) => moveTo(s, (s.modes.origin ? s.top : 0) + count(n) - 1, Math.max(1, n[1] ?? 1) - 1),
  J: (s, n) => eraseInDisplay(s, n[0] ?? 0),
  K: (s, n) => {
    const { column } = s.cursor;
    const how = n[0] ?? 0;
    eraseCells(s, how === 0 ? column : 0, how === 1 ? column + 1 : s.columns);
  },
  X: (s, n) => eraseCells(s, s.cursor.column, Math.min(s.columns, s.cursor.column + count(n))),
  '@': (s, n) => changeCells(s, count(n), true),
  P: (s, n) => changeCells(s, count(n), false),
  L: (s, n) => inRegion(s) && scrollDown(s, count(n), s.cursor.row),
  M: (s, n) => inRegion(s) && deleteLines(s, count(n)),
  S: (s, n) => scrollUp(s, count(n)),
  T: (s, n) => scrollDown(s, count(n)),
  m: (s, n) => void (s.style = styled(s.style, n)),
  r: (s, n) => {
    const top = Math.max(1, n[0] ?? 1) - 1;
    const bottom = Math.min(s.rows, n[1] || s.rows) - 1;
    if (top >= bottom) return;
    s.top = top;
    s.bottom = bottom;
    moveTo(s, s.modes.origin ? top : 0, 0);
  },
  s: (s) => void (s.saved = { cursor: { ...s.cursor }, style: s.style }),
  u: (s) => s.saved && moveTo(s, s.saved.cursor.row, s.saved.cursor.column),
  h: (s, n) => void (n.includes(4) && (s.modes.insert = true)),
  l: (s, n) => void (n.includes(4) && (s.modes.insert = false)),
  '?h': (s, n) => n.forEach((mode) => privateMode(s, mode, true)),
  '?l': (s, n) => n.forEach((mode) => privateMode(s, mode, false)),
  '!p': (s) => {
    s.modes = plainModes();
    s.style = '';
    s.top = 0;
    s.bottom = s.rows - 1;
  },
  n: (s, n) => (n[0] === 5 ? '\x1b[0n' : n[0] === 6 ? `\x1b[${s.cursor.row + 1};${s.cursor.column + 1}R` : ''),
  c: () => '\x1b[?1;2c',
  '>c': () => '\x1b[>84;0;0c',
} as Readonly<Record<string, Action>>;

const inRegion = (screen: Screen): boolean => screen.cursor.row >= screen.top && screen.cursor.row <= screen.bottom;

function deleteLines(screen: Screen, number: number): void {
  const { cursor, bottom } = screen;
  const n = Math.min(number, bottom - cursor.row + 1);
  screen.lines.splice(cursor.row, n);
  for (let i = 0; i < n; i++) screen.lines.splice(bottom - n + 1 + i, 0, blankRow(screen));
}

/** Does what a control sequence (CSI) asks for; unknown ones do nothing. Returns the terminal's answer. */
export function controlSequence(screen: Screen, name: string, numbers: readonly number[]): string {
  const done = ACTIONS[name]?.(screen, numbers);
  return typeof done === 'string' ? done : '';
}
