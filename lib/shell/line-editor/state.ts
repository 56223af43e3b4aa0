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
  killed: string;
  /** The last key killed text: the next kill adds to it. */
  killing: boolean;
  search?: { query: string; place: number; failed: boolean; before: string };
  /** Tab was the last key. */
  tabbed: boolean;
  /** Alt-.: how far back, and how long the inserted word is. */
  yank?: { back: number; length: number };
  quoted: boolean;
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
    killed: '',
    killing: false,
    tabbed: false,
    quoted: false,
  };
}
