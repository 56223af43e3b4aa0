/** The line being edited, as data. Positions are in UTF-16 units. */
export interface EditorState {
  text: string;
  at: number;
  /** Last line of the prompt, with marks around what takes no room. */
  prompt: string;
  /** Row of the cursor on the screen, counted from the row the prompt is on. */
  row: number;
  /** Keys read but not complete: the beginning of an escape sequence. */
  pending: string;
  /** What arrives between the marks of a bracketed paste; undefined outside of one. */
  paste?: string;
  /** Place in the history; its length is the new line. */
  place: number;
  /** The new line, while an older one is shown. */
  kept: string;
  undo: { text: string; at: number }[];
  /** What was killed, the newest last. */
  kills: string[];
  /** The last key killed text: the next kill adds to it. */
  killing: boolean;
  /** Where the last typed character left the cursor, and how many were typed in a row. */
  typed?: { at: number; count: number };
  search?: { query: string; place: number; failed: boolean; before: string; from: number; forward: boolean };
  /** What was looked for last: Ctrl-R Ctrl-R. */
  lastSearch?: string;
  /** Tab was the last key. */
  tabbed: boolean;
  /** What the key that asked for candidates wants of them. */
  wish?: 'complete' | 'list' | 'insert-all';
  /** Alt-.: how far back, and how long the inserted word is. */
  yank?: { back: number; length: number };
  quoted: boolean;
  /** Alt-digits: how often the next command is done. */
  argument?: string;
  mark?: number;
  overwrite?: boolean;
  /** Ctrl-]: the next key is looked for. */
  seeking?: 'forward' | 'backward';
  /** The text that was yanked last, for Alt-y: where it is, and which kill it was. */
  yanked?: { from: number; to: number; place: number };
  /** What is shown of a list of candidates, a screen at a time. */
  listing?: { lines: string[]; at: number; asking: boolean; count: number };
  /** `history-search-backward`: the beginning that is looked for. */
  prefix?: string;
  vi?: ViState;
  /** Ctrl-O: the place in the history to show next. */
  nextPlace?: number;
}

/** `set -o vi` */
export interface ViState {
  mode: 'insert' | 'command';
  count: string;
  /** `d`, `c`, `y`, `r`, `f` … that waits for what it is about. */
  operator: string;
  find?: { key: string; c: string };
  /** Keys of the change that `.` does again, and those being gathered. */
  last: string[];
  keys: string[];
}

export function newEditor(prompt: string, place: number): EditorState {
  return {
    text: '',
    at: 0,
    prompt,
    row: 0,
    pending: '',
    place,
    kept: '',
    undo: [],
    kills: [],
    killing: false,
    tabbed: false,
    quoted: false,
  };
}
