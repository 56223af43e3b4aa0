import { columnsOf } from '../tty';
import { controlSequence } from './control';
import { cellsOf, rowOf, type Cells } from './row';
import { newScreen, type Screen } from './screen';
import { lineFeed, reverseLineFeed } from './scroll';

const SEQUENCE =
  /^\x1b(?:\[([?>=!]?)([0-9;:]*)([ "'$]?)([@-~])|\]([^\x07\x1b]*)(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|k([^\x1b]*)\x1b\\|([()*+])(.)|([ #%])(.)|([0-9<=>A-OQ-Zc-jl-~]))/s;
/** What may still become a sequence. */
const UNFINISHED = /^\x1b(?:\[[?>=!]?[0-9;:]*[ "'$]?|\][^\x07\x1b]*\x1b?|[Pk][^\x1b]*\x1b?|[()*+ #%])?$/s;
const MOST_PENDING = 4096;

const DRAWING: Readonly<Record<string, string>> = Object.fromEntries(
  [...'jklmnqtuvwxa~`fg'].map((letter, i) => [letter, [...'┘┐┌└┼─├┤┴┬│▒·◆°±'][i]!]),
);

/** Writes what a program printed. Returns what the terminal answers (reports of cursor and kind), to be typed to the program. */
export function writeScreen(screen: Screen, given: string): string {
  let text = screen.pending + given;
  screen.pending = '';
  let answer = '';
  while (text !== '') {
    const plain = /^[^\x00-\x1f\x7f]+/u.exec(text);
    if (plain) {
      print(screen, plain[0]);
      text = text.slice(plain[0].length);
      continue;
    }
    if (text[0] !== '\x1b') {
      control(screen, text[0]!);
      text = text.slice(1);
      continue;
    }
    const found = SEQUENCE.exec(text);
    if (found) {
      answer += escape(screen, found);
      text = text.slice(found[0].length);
    } else if (UNFINISHED.test(text) && text.length < MOST_PENDING) {
      screen.pending = text;
      break;
    } else text = text.slice(1);
  }
  return answer;
}

function escape(screen: Screen, found: RegExpExecArray): string {
  const [, prefix, parameters, between, final, osc, name, charset, set, , , letter] = found;
  if (final !== undefined) {
    const numbers = parameters === '' ? [] : parameters!.split(/[;:]/).map(Number);
    return controlSequence(screen, `${prefix}${between}${final}`, numbers);
  }
  if (osc !== undefined) {
    if (/^[02];/.test(osc)) screen.title = osc.slice(2);
    return '';
  }
  if (name !== undefined) return '';
  if (charset !== undefined) {
    if (charset === '(') screen.drawing = set === '0';
    return '';
  }
  switch (letter) {
    case '7':
      screen.saved = { cursor: { ...screen.cursor }, style: screen.style };
      break;
    case '8':
      screen.cursor = { ...(screen.saved?.cursor ?? { row: 0, column: 0, wrapNext: false }) };
      screen.style = screen.saved?.style ?? '';
      break;
    case 'D':
      lineFeed(screen);
      break;
    case 'E':
      screen.cursor.column = 0;
      lineFeed(screen);
      break;
    case 'M':
      reverseLineFeed(screen);
      break;
    case 'c': {
      const { columns, rows, history, historyLimit, bells } = screen;
      Object.assign(screen, newScreen(columns, rows, historyLimit), { history, bells });
      break;
    }
  }
  return '';
}

function control(screen: Screen, character: string): void {
  const { cursor } = screen;
  switch (character) {
    case '\r':
      cursor.column = 0;
      cursor.wrapNext = false;
      return;
    case '\n':
    case '\v':
    case '\f':
      return lineFeed(screen);
    case '\b':
      if (cursor.column > 0) cursor.column--;
      cursor.wrapNext = false;
      return;
    case '\t':
      cursor.column = Math.min(screen.columns - 1, (Math.floor(cursor.column / 8) + 1) * 8);
      return;
    case '\x07':
      screen.bells++;
      return;
    case '\x0e':
      screen.drawing = true;
      return;
    case '\x0f':
      screen.drawing = false;
  }
}

function print(screen: Screen, text: string): void {
  const { cursor, columns } = screen;
  let cells: Cells | undefined;
  let at = cursor.row;
  const keep = (wrapped = screen.lines[at]!.wrapped) => {
    if (cells) screen.lines[at] = rowOf(cells, wrapped);
    cells = undefined;
  };
  for (const raw of text) {
    const character = screen.drawing ? (DRAWING[raw] ?? raw) : raw;
    const width = columnsOf(character);
    if (width === 0) {
      cells ??= cellsOf(screen.lines[(at = cursor.row)]!, columns);
      const before = cursor.wrapNext ? cursor.column : cursor.column - 1;
      const on = cells.characters[before] === '' ? before - 1 : before;
      if (on >= 0) cells.characters[on] += character;
      continue;
    }
    if (cursor.wrapNext || cursor.column + width > columns) {
      if (screen.modes.autoWrap) {
        cells ??= cellsOf(screen.lines[(at = cursor.row)]!, columns);
        keep(true);
        cursor.column = 0;
        lineFeed(screen);
      } else cursor.column = columns - width;
      cursor.wrapNext = false;
    }
    cells ??= cellsOf(screen.lines[(at = cursor.row)]!, columns);
    put(cells, cursor.column, character, width, screen.style, screen.modes.insert);
    cursor.column += width;
    if (cursor.column >= columns) {
      cursor.column = columns - 1;
      cursor.wrapNext = true;
    }
  }
  keep();
}

function put(cells: Cells, column: number, character: string, width: number, style: string, insert: boolean): void {
  const { characters, styles } = cells;
  const { length } = characters;
  if (insert) {
    characters.splice(column, 0, ...new Array<string>(width).fill(' '));
    styles.splice(column, 0, ...new Array<string>(width).fill(''));
    characters.length = styles.length = length;
  }
  // Half of a wide character that is written over becomes a blank.
  if (characters[column] === '' && column > 0) characters[column - 1] = ' ';
  const after = column + width;
  if (after < length && characters[after] === '') characters[after] = ' ';
  characters[column] = character;
  styles[column] = style;
  if (width === 2) {
    characters[column + 1] = '';
    styles[column + 1] = style;
  }
}
