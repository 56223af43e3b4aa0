/** What `.` does again: the keys of a change after its count and register, and in visual mode the size of what it changed. */
export interface Change {
  readonly keys: readonly string[];
  readonly count: number | undefined;
  readonly register: string | undefined;
  readonly area?: { readonly mode: 'visual' | 'visual-line' | 'visual-block'; readonly lines: number; readonly columns: number };
}
