import { defaultSettings, type Settings } from './options';
import { Registers } from './registers';
import { UndoTree } from './undo-tree';

/** A place in the text: line and column, both from 0, in UTF-16 units. */
export interface Place {
  line: number;
  column: number;
}

/** The column a vertical motion strives for when the cursor sticks to the ends of lines (`$`). */
export const LINE_END = Number.MAX_SAFE_INTEGER;

/** Whether one place comes before another. */
export const before = (a: Place, b: Place): boolean => a.line < b.line || (a.line === b.line && a.column < b.column);

/** The text being edited, with cursor, registers, marks, undo and settings. */
export class Editor {
  lines: string[] = [''];
  cursor: Place = { line: 0, column: 0 };
  /** The column that j and k strive for. */
  wanted = 0;
  modified = false;
  /** Whether the last line of the file ends in a newline. */
  endOfLine = true;
  readonly registers = new Registers();
  readonly marks = new Map<string, Place>();
  readonly settings: Settings = defaultSettings();
  private undos = new UndoTree();
  /** What `U` brings back: a line as it was before the latest changes to it. */
  private lineBefore: { readonly line: number; readonly text: string } | undefined;

  load(text: string): void {
    this.lines = text === '' ? [''] : text.replace(/\n$/, '').split('\n');
    this.endOfLine = text === '' || text.endsWith('\n');
    this.cursor = { line: 0, column: 0 };
    this.wanted = 0;
    this.undos = new UndoTree();
    this.lineBefore = undefined;
    this.modified = false;
  }

  /** The text as it goes into a file. */
  get text(): string {
    if (this.lines.length === 1 && this.lines[0] === '') return '';
    return this.lines.join('\n') + (this.endOfLine ? '\n' : '');
  }

  get line(): string {
    return this.lines[this.cursor.line] ?? '';
  }

  get last(): number {
    return this.lines.length - 1;
  }

  /** While above 0, checkpoints begin no change of their own: `:g` is undone as one. */
  grouped = 0;

  /** To be called before a change. */
  checkpoint(): void {
    if (this.grouped > 0) return void (this.modified = true);
    this.undos.begin(this.lines, this.cursor);
    if (this.lineBefore?.line !== this.cursor.line) this.lineBefore = { line: this.cursor.line, text: this.line };
    this.modified = true;
  }

  /** Takes back a checkpoint that no change followed. */
  forget(modified: boolean): void {
    if (this.grouped > 0) return;
    this.undos.forget();
    this.modified = modified;
  }

  /** `u`; false when nothing is left to undo. */
  undo(): boolean {
    return this.becomes(this.undos.undo(this.lines));
  }

  /** `Ctrl-R`. */
  redo(): boolean {
    return this.becomes(this.undos.redo());
  }

  /** `g-` and `g+`: the state before or after this one in time, also on other branches. */
  wander(by: number): boolean {
    return this.becomes(this.undos.wander(this.lines, by));
  }

  private becomes(state: { lines: readonly string[]; cursor: Place } | undefined): boolean {
    if (!state) return false;
    const { lines } = this;
    let first = 0;
    while (first < lines.length && first < state.lines.length && lines[first] === state.lines[first]) first++;
    let rest = 0;
    while (rest < state.lines.length - first && rest < lines.length - first && lines.at(-1 - rest) === state.lines.at(-1 - rest)) rest++;
    const size = state.lines.length - rest - first;
    this.lines = [...state.lines];
    this.modified = true;
    this.lineBefore = undefined;
    const { line } = state.cursor;
    if (line >= first - 1 && line <= first + size) this.cursor = { ...state.cursor };
    else {
      this.cursor = { line: Math.min(first, this.last), column: 0 };
      this.toIndent();
    }
    this.clamp();
    return true;
  }

  /** `U`: undoes (or does again) all the latest changes to one line. */
  undoLine(): boolean {
    const saved = this.lineBefore;
    if (!saved || saved.line > this.last) return false;
    this.undos.begin(this.lines, this.cursor);
    this.modified = true;
    this.lineBefore = { line: saved.line, text: this.lines[saved.line]! };
    this.lines[saved.line] = saved.text;
    this.cursor = { line: saved.line, column: 0 };
    return true;
  }

  /** Keeps the cursor on the text; in insert mode it may stand behind the last character. */
  clamp(behind = false): void {
    if (this.lines.length === 0) this.lines = [''];
    const line = Math.max(0, Math.min(this.last, this.cursor.line));
    const text = this.lines[line]!;
    let column = Math.max(0, Math.min(behind ? text.length : text.length - 1, this.cursor.column));
    if (/[\udc00-\udfff]/.test(text[column] ?? '') && /[\ud800-\udbff]/.test(text[column - 1] ?? '')) column--;
    this.cursor = { line, column };
  }

  slice(from: Place, to: Place): string {
    if (from.line === to.line) return this.lines[from.line]!.slice(from.column, to.column);
    return [
      this.lines[from.line]!.slice(from.column),
      ...this.lines.slice(from.line + 1, to.line),
      this.lines[to.line]!.slice(0, to.column),
    ].join('\n');
  }

  remove(from: Place, to: Place): void {
    const joined = this.lines[from.line]!.slice(0, from.column) + this.lines[to.line]!.slice(to.column);
    this.lines.splice(from.line, to.line - from.line + 1, joined);
    this.cursor = { ...from };
  }

  removeLines(from: number, to: number): void {
    this.lines.splice(from, to - from + 1);
    if (this.lines.length === 0) this.lines = [''];
    this.cursor = { line: Math.min(from, this.last), column: 0 };
    this.toIndent();
  }

  /** Inserts at a place; the cursor goes behind it. */
  insert(at: Place, text: string): void {
    const parts = text.split('\n');
    const line = this.lines[at.line]!;
    const [head, tail] = [line.slice(0, at.column), line.slice(at.column)];
    if (parts.length === 1) {
      this.lines[at.line] = head + text + tail;
      this.cursor = { line: at.line, column: at.column + text.length };
      return;
    }
    const last = parts.at(-1)!;
    this.lines = [...this.lines.slice(0, at.line), head + parts[0]!, ...parts.slice(1, -1), last + tail, ...this.lines.slice(at.line + 1)];
    this.cursor = { line: at.line + parts.length - 1, column: last.length };
  }

  /** Puts whole lines before line `at`. */
  insertLines(at: number, lines: readonly string[]): void {
    this.lines = [...this.lines.slice(0, at), ...lines, ...this.lines.slice(at)];
  }

  indentOf(line: number): string {
    return /^[ \t]*/.exec(this.lines[line] ?? '')![0];
  }

  /** To the first character of the line that is no blank. */
  toIndent(): void {
    this.cursor = { line: this.cursor.line, column: this.indentOf(this.cursor.line).length };
    this.clamp();
  }
}
