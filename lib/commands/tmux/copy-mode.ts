import { cellsOf, widthOfRow, type Row } from '@/lib/hosts/screen/row';
import { cursorRow, selectionIn } from './copy-view';
import type { CopyMode, Pane } from './model';

/** Begins copy mode in a pane. */
export function enterCopyMode(pane: Pane): void {
  if (pane.mode) return;
  const { screen } = pane;
  const rows = screen.beneath ? [...screen.lines] : [...screen.history, ...screen.lines];
  pane.mode = {
    rows,
    scrolled: 0,
    row: screen.cursor.row,
    column: screen.cursor.column,
    anchor: undefined,
    rectangle: false,
    wholeLines: false,
    search: '',
    searchUp: false,
    jump: undefined,
    repeat: '',
  };
}

const SEPARATORS = new Set('!"#$%&\'()*+,-./:;<=>?@[\\]^`{|}~');
const kind = (character: string): 'space' | 'separator' | 'word' =>
  character === ' ' || character === '' ? 'space' : SEPARATORS.has(character) ? 'separator' : 'word';

/** One session of copy mode with the size of its pane. */
class CopyCursor {
  constructor(
    private readonly mode: CopyMode,
    private readonly height: number,
    private readonly width: number,
  ) {}

  private get last(): number {
    return this.mode.rows.length - 1;
  }

  get row(): number {
    return cursorRow(this.mode, this.height);
  }

  private rowAt(row: number): Row {
    return this.mode.rows[row]!;
  }

  private length(row = this.row): number {
    return widthOfRow(this.rowAt(row));
  }

  private characters(row: number): string[] {
    return cellsOf(this.rowAt(row), this.width).characters;
  }

  /** Puts the cursor on a row and scrolls until it is seen. */
  goTo(row: number, column: number): void {
    const { mode, height } = this;
    const to = Math.max(0, Math.min(this.last, row));
    const first = mode.rows.length - height - mode.scrolled;
    if (to < first) mode.scrolled = mode.rows.length - height - to;
    else if (to >= first + height) mode.scrolled = Math.max(0, mode.rows.length - 1 - to);
    mode.row = to - (mode.rows.length - height - mode.scrolled);
    mode.column = Math.max(0, Math.min(this.width - 1, column));
  }

  vertical(rows: number): void {
    const column = this.mode.column;
    this.goTo(this.row + rows, column);
    this.mode.column = Math.min(column, Math.max(0, this.mode.rectangle ? this.width - 1 : this.length()));
  }

  left(): void {
    if (this.mode.column > 0) this.mode.column--;
    else if (this.row > 0) this.goTo(this.row - 1, this.length(this.row - 1));
  }

  right(): void {
    if (this.mode.column < (this.mode.rectangle ? this.width - 1 : this.length())) this.mode.column++;
    else if (this.row < this.last) this.goTo(this.row + 1, 0);
  }

  scroll(rows: number): void {
    const { mode } = this;
    const most = mode.rows.length - this.height;
    const before = mode.scrolled;
    mode.scrolled = Math.max(0, Math.min(most, mode.scrolled + rows));
    const moved = mode.scrolled - before;
    // The cursor stays on its row while that is seen.
    mode.row = Math.max(0, Math.min(this.height - 1, mode.row + (Math.abs(rows) === 1 ? moved : 0)));
  }

  page(rows: number): void {
    const { mode } = this;
    const most = mode.rows.length - this.height;
    const wanted = mode.scrolled + rows;
    mode.scrolled = Math.max(0, Math.min(most, wanted));
    if (wanted < 0) mode.row = this.height - 1;
    else if (wanted > most) mode.row = 0;
    mode.column = Math.min(mode.column, this.length());
  }

  startOfLine(): void {
    let row = this.row;
    while (row > 0 && this.rowAt(row - 1).wrapped) row--;
    this.goTo(row, 0);
  }

  endOfLine(): void {
    let row = this.row;
    while (row < this.last && this.rowAt(row).wrapped) row++;
    this.goTo(row, this.length(row));
  }

  indentation(): void {
    const at = this.characters(this.row).findIndex((character) => character !== ' ');
    this.mode.column = Math.max(0, at);
  }

  nextWord(byKind: boolean): void {
    const same = (a: string, b: string): boolean => (byKind ? kind(a) === kind(b) : (kind(a) === 'space') === (kind(b) === 'space'));
    let row = this.row;
    let { column } = this.mode;
    let line = this.characters(row);
    const start = line[column] ?? ' ';
    while (column < line.length && kind(start) !== 'space' && same(line[column]!, start)) column++;
    for (;;) {
      while (column < this.length(row) && kind(line[column]!) === 'space') column++;
      if (column < this.length(row) || row >= this.last) break;
      row++;
      column = 0;
      line = this.characters(row);
    }
    this.goTo(row, Math.min(column, this.length(row)));
  }

  wordEnd(byKind: boolean, past: boolean): void {
    let row = this.row;
    let column = this.mode.column + (past ? 0 : 1);
    let line = this.characters(row);
    for (;;) {
      while (column < this.length(row) && kind(line[column]!) === 'space') column++;
      if (column < this.length(row) || row >= this.last) break;
      row++;
      column = 0;
      line = this.characters(row);
    }
    const start = line[column] ?? ' ';
    const goesOn = (at: string): boolean => (byKind ? kind(at) === kind(start) : kind(at) !== 'space');
    while (column < line.length && goesOn(line[column]!)) column++;
    this.goTo(row, past ? column : Math.max(0, column - 1));
  }

  previousWord(byKind: boolean): void {
    let row = this.row;
    let column = this.mode.column - 1;
    let line = this.characters(row);
    for (;;) {
      while (column >= 0 && kind(line[column]!) === 'space') column--;
      if (column >= 0 || row === 0) break;
      row--;
      line = this.characters(row);
      column = this.length(row) - 1;
    }
    const start = line[column] ?? ' ';
    const goesOn = (at: string): boolean => (byKind ? kind(at) === kind(start) : kind(at) !== 'space');
    while (column > 0 && goesOn(line[column - 1]!)) column--;
    this.goTo(row, Math.max(0, column));
  }

  paragraph(step: 1 | -1): void {
    let row = this.row;
    while (row + step >= 0 && row + step <= this.last && this.length(row) === 0) row += step;
    while (row + step >= 0 && row + step <= this.last && this.length(row) > 0) row += step;
    this.goTo(row, step < 0 ? 0 : this.length(row));
  }

  /** The next place where the text is; with wrap-search round the end. */
  find(up: boolean, wrap: boolean): boolean {
    const { search } = this.mode;
    if (search === '') return false;
    const ignore = search === search.toLowerCase();
    const line = (row: number): string => (ignore ? this.rowAt(row).text.toLowerCase() : this.rowAt(row).text);
    const total = this.mode.rows.length;
    for (let n = 0; n <= total; n++) {
      const row = this.row + (up ? -n : n);
      if (!wrap && (row < 0 || row >= total)) return false;
      const at = ((row % total) + total) % total;
      const text = line(at);
      const found =
        n === 0
          ? up
            ? this.mode.column === 0
              ? -1
              : text.lastIndexOf(search, this.mode.column - 1)
            : text.indexOf(search, this.mode.column + 1)
          : up
            ? text.lastIndexOf(search)
            : text.indexOf(search);
      if (found >= 0) {
        this.goTo(at, found);
        return true;
      }
    }
    return false;
  }

  jump(again: 'same' | 'reverse' | 'new'): void {
    const { jump } = this.mode;
    if (!jump) return;
    const forward = (jump.kind === 'f' || jump.kind === 't') !== (again === 'reverse');
    const before = jump.kind === 't' || jump.kind === 'T';
    const line = this.characters(this.row);
    const step = forward ? 1 : -1;
    const from = this.mode.column + step * (before && again !== 'new' ? 2 : 1);
    for (let column = from; column >= 0 && column < line.length; column += step) {
      if (line[column] !== jump.character) continue;
      this.mode.column = before ? column - step : column;
      return;
    }
  }

  selection(): string {
    const { mode } = this;
    if (!mode.anchor) return '';
    const rows: string[] = [];
    const [from, to] = [Math.min(mode.anchor.row, this.row), Math.max(mode.anchor.row, this.row)];
    for (let row = from; row <= to; row++) {
      const columns = selectionIn(mode, row, this.height, this.width)!;
      const text = this.characters(row).slice(columns.from, columns.to).join('');
      const wrapped = this.rowAt(row).wrapped && columns.to >= this.width && row < to && !mode.rectangle;
      rows.push(wrapped ? text : `${text.trimEnd()}${row < to ? '\n' : ''}`);
    }
    return rows.join('') + (mode.wholeLines ? '\n' : '');
  }

  toBracket(step: 1 | -1): void {
    const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', ')': '(', ']': '[', '}': '{' };
    const line = this.characters(this.row);
    let { column } = this.mode;
    if (!pairs[line[column] ?? '']) {
      while (column >= 0 && column < line.length && !pairs[line[column]!]) column += step;
      if (!pairs[line[column] ?? '']) return;
    }
    const open = line[column]!;
    const direction = '([{'.includes(open) ? 1 : -1;
    let depth = 0;
    for (let row = this.row, at = column; row >= 0 && row <= this.last; row += direction) {
      const cells = this.characters(row);
      for (; at >= 0 && at < cells.length; at += direction) {
        if (cells[at] === open) depth++;
        else if (cells[at] === pairs[open] && --depth === 0) return this.goTo(row, at);
      }
      at = direction > 0 ? 0 : this.width - 1;
    }
  }
}

/** What a command of copy mode came to. */
export interface CopyOutcome {
  /** Text for a new buffer. */
  readonly copied?: string;
  /** Copy mode is over. */
  readonly over?: boolean;
  /** tmux has no such command. */
  readonly unknown?: boolean;
}

/** Does a command of copy mode (`send-keys -X`). Models window-copy.c. */
export function copyCommand(pane: Pane, command: string, args: readonly string[], wrapSearch: boolean): CopyOutcome {
  const mode = pane.mode!;
  const { columns, rows } = pane.screen;
  const cursor = new CopyCursor(mode, rows, columns);
  const times = Math.max(1, Math.min(10_000, Number(mode.repeat || 1)));
  mode.repeat = '';
  const repeated = (act: () => void): CopyOutcome => {
    for (let i = 0; i < times; i++) act();
    return {};
  };
  const done = (act: () => void): CopyOutcome => (act(), {});
  const copy = (over: boolean, text = cursor.selection()): CopyOutcome => {
    if (!over) mode.anchor = undefined;
    return { ...(text === '' ? {} : { copied: text }), over };
  };
  switch (command) {
    case 'cancel':
      return { over: true };
    case 'cursor-up':
      return repeated(() => cursor.vertical(-1));
    case 'cursor-down':
      return repeated(() => cursor.vertical(1));
    case 'cursor-left':
      return repeated(() => cursor.left());
    case 'cursor-right':
      return repeated(() => cursor.right());
    case 'page-up':
      return repeated(() => cursor.page(rows - 2));
    case 'page-down':
      return repeated(() => cursor.page(-(rows - 2)));
    case 'halfpage-up':
      return repeated(() => cursor.page(Math.floor(rows / 2)));
    case 'halfpage-down':
      return repeated(() => cursor.page(-Math.floor(rows / 2)));
    case 'scroll-up':
      return repeated(() => cursor.scroll(1));
    case 'scroll-down':
      return repeated(() => cursor.scroll(-1));
    case 'history-top':
      return done(() => cursor.goTo(0, 0));
    case 'history-bottom':
      return done(() => {
        cursor.goTo(mode.rows.length - 1, 0);
        cursor.endOfLine();
      });
    case 'top-line':
      return done(() => Object.assign(mode, { row: 0, column: 0 }));
    case 'middle-line':
      return done(() => Object.assign(mode, { row: Math.floor((rows - 1) / 2), column: 0 }));
    case 'bottom-line':
      return done(() => Object.assign(mode, { row: rows - 1, column: 0 }));
    case 'start-of-line':
      return done(() => cursor.startOfLine());
    case 'end-of-line':
      return done(() => cursor.endOfLine());
    case 'back-to-indentation':
      return done(() => cursor.indentation());
    case 'next-word':
      return repeated(() => cursor.nextWord(true));
    case 'next-space':
      return repeated(() => cursor.nextWord(false));
    case 'next-word-end':
      return repeated(() => cursor.wordEnd(true, false));
    case 'next-space-end':
      return repeated(() => cursor.wordEnd(false, false));
    case 'previous-word':
      return repeated(() => cursor.previousWord(true));
    case 'previous-space':
      return repeated(() => cursor.previousWord(false));
    case 'next-paragraph':
      return repeated(() => cursor.paragraph(1));
    case 'previous-paragraph':
      return repeated(() => cursor.paragraph(-1));
    case 'next-matching-bracket':
      return done(() => cursor.toBracket(1));
    case 'previous-matching-bracket':
      return done(() => cursor.toBracket(-1));
    case 'begin-selection':
      return done(() => Object.assign(mode, { anchor: { row: cursor.row, column: mode.column }, wholeLines: false }));
    case 'select-line':
      return done(() => Object.assign(mode, { anchor: { row: cursor.row, column: 0 }, wholeLines: true }));
    case 'clear-selection':
      return done(() => Object.assign(mode, { anchor: undefined, wholeLines: false }));
    case 'rectangle-toggle':
      return done(() => (mode.rectangle = !mode.rectangle));
    case 'other-end':
      return done(() => {
        if (!mode.anchor) return;
        const { anchor } = mode;
        mode.anchor = { row: cursor.row, column: mode.column };
        cursor.goTo(anchor.row, anchor.column);
      });
    case 'copy-selection':
    case 'copy-pipe':
      return copy(false);
    case 'copy-selection-and-cancel':
    case 'copy-pipe-and-cancel':
      return copy(true);
    case 'copy-selection-no-clear':
      return { copied: cursor.selection() };
    case 'copy-end-of-line':
    case 'copy-pipe-end-of-line':
    case 'copy-end-of-line-and-cancel':
    case 'copy-pipe-end-of-line-and-cancel':
      mode.anchor = { row: cursor.row, column: mode.column };
      cursor.endOfLine();
      mode.column = Math.max(0, mode.column - 1);
      return copy(command.endsWith('cancel'));
    case 'copy-line':
    case 'copy-line-and-cancel':
      cursor.startOfLine();
      mode.anchor = { row: cursor.row, column: 0 };
      cursor.endOfLine();
      return copy(command.endsWith('cancel'));
    case 'search-forward':
    case 'search-backward':
    case 'search-forward-incremental':
    case 'search-backward-incremental':
      mode.search = (args[0] ?? mode.search).replace(/^[=+-](?=.*$)/, command.endsWith('incremental') ? '' : '$&');
      mode.searchUp = command.startsWith('search-backward');
      return repeated(() => cursor.find(mode.searchUp, wrapSearch));
    case 'search-again':
      return repeated(() => cursor.find(mode.searchUp, wrapSearch));
    case 'search-reverse':
      return repeated(() => cursor.find(!mode.searchUp, wrapSearch));
    case 'goto-line':
      return done(() => {
        mode.scrolled = Math.max(0, Math.min(mode.rows.length - rows, Number(args[0]) || 0));
      });
    case 'jump-forward':
    case 'jump-backward':
    case 'jump-to-forward':
    case 'jump-to-backward': {
      const letter = command === 'jump-forward' ? 'f' : command === 'jump-backward' ? 'F' : command === 'jump-to-forward' ? 't' : 'T';
      mode.jump = { kind: letter, character: args[0] ?? '' };
      return repeated(() => cursor.jump('new'));
    }
    case 'jump-again':
      return repeated(() => cursor.jump('same'));
    case 'jump-reverse':
      return repeated(() => cursor.jump('reverse'));
    case 'append-selection-and-cancel':
      return copy(true);
    case 'refresh-from-pane':
    case 'toggle-position':
    case 'set-mark':
    case 'jump-to-mark':
      return {};
    default:
      return { unknown: true };
  }
}
