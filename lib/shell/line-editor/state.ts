/** The line being edited, as data. */
export interface EditorState {
  text: string;
  /** Cursor, in UTF-16 units. */
  at: number;
}
