import { BLANK, type Row } from './row';

/** Where writing goes on. */
export interface Cursor {
  row: number;
  column: number;
  /** The last column was written: the next character goes to the next line. */
  wrapNext: boolean;
}

interface Saved {
  readonly cursor: Cursor;
  readonly style: string;
}

/** Settings that programs make with escape sequences. */
export interface Modes {
  cursorVisible: boolean;
  /** DECCKM: arrow keys send `ESC O A`. */
  applicationKeys: boolean;
  bracketedPaste: boolean;
  autoWrap: boolean;
  insert: boolean;
  origin: boolean;
  /** 1000, 1002 or 1003 when mouse reports are wanted. */
  mouse: number;
  mouseSgr: boolean;
}

/** What a terminal of some size shows for what was written to it. Plain data, changed in place by `writeScreen`. */
export interface Screen {
  columns: number;
  rows: number;
  /** One for each row. */
  lines: Row[];
  /** Rows that went out at the top, oldest first, at most `historyLimit`. */
  history: Row[];
  historyLimit: number;
  cursor: Cursor;
  /** SGR parameters of what is written next. */
  style: string;
  /** DEC line drawing is on (`ESC ( 0`). */
  drawing: boolean;
  saved: Saved | undefined;
  /** First and last row that scroll. */
  top: number;
  bottom: number;
  modes: Modes;
  title: string;
  /** The screen and cursor beneath while the alternate screen is shown. */
  beneath: { readonly lines: Row[]; readonly cursor: Cursor; readonly style: string } | undefined;
  /** An escape sequence whose end has not come yet. */
  pending: string;
  /** Times the bell rang. */
  bells: number;
}

export const plainModes = (): Modes => ({
  cursorVisible: true,
  applicationKeys: false,
  bracketedPaste: false,
  autoWrap: true,
  insert: false,
  origin: false,
  mouse: 0,
  mouseSgr: false,
});

/** An empty screen. */
export function newScreen(columns: number, rows: number, historyLimit = 2000): Screen {
  return {
    columns,
    rows,
    lines: new Array<Row>(rows).fill(BLANK),
    history: [],
    historyLimit,
    cursor: { row: 0, column: 0, wrapNext: false },
    style: '',
    drawing: false,
    saved: undefined,
    top: 0,
    bottom: rows - 1,
    modes: plainModes(),
    title: '',
    beneath: undefined,
    pending: '',
    bells: 0,
  };
}

/** An independent copy; rows are shared, they never change. */
export function copyScreen(screen: Screen): Screen {
  return {
    ...screen,
    lines: [...screen.lines],
    history: [...screen.history],
    cursor: { ...screen.cursor },
    modes: { ...screen.modes },
    beneath: screen.beneath && { ...screen.beneath, lines: [...screen.beneath.lines], cursor: { ...screen.beneath.cursor } },
  };
}

/** Text of the rows, without blanks at their ends. */
export const screenText = (screen: Screen): string[] => screen.lines.map((row) => row.text.trimEnd());
