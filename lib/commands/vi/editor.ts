/** A place in the text: line and column, both from 0, in UTF-16 units. */
export interface Place {
  line: number;
  column: number;
}

export interface Register {
  readonly text: string;
  readonly lines: boolean;
}

interface Moment {
  readonly lines: readonly string[];
  readonly cursor: Place;
}

export interface Settings {
  number: boolean;
  relativenumber: boolean;
  expandtab: boolean;
  autoindent: boolean;
  list: boolean;
  paste: boolean;
  ignorecase: boolean;
  hlsearch: boolean;
  shiftwidth: number;
  tabstop: number;
}

const MOST_UNDO = 500;

/** The text being edited, with cursor, registers, undo and settings. */
export class Editor {
  lines: string[] = [''];
  cursor: Place = { line: 0, column: 0 };
  modified = false;
  register: Register = { text: '', lines: false };
  readonly named = new Map<string, Register>();
  readonly marks = new Map<string, Place>();
  readonly settings: Settings = {
    number: false,
    relativenumber: false,
    expandtab: false,
    autoindent: false,
    list: false,
    paste: false,
    ignorecase: false,
    hlsearch: true,
    shiftwidth: 8,
    tabstop: 8,
  };
  private undos: Moment[] = [];
  private redos: Moment[] = [];

  load(text: string): void {
    this.lines = text === '' ? [''] : text.replace(/\n$/, '').split('\n');
    this.cursor = { line: 0, column: 0 };
    this.undos = [];
    this.redos = [];
    this.modified = false;
  }

  get text(): string {
    return this.lines.length === 1 && this.lines[0] === '' ? '' : `${this.lines.join('\n')}\n`;
  }

  get line(): string {
    return this.lines[this.cursor.line] ?? '';
  }

  /** To be called before a change. */
  checkpoint(): void {
    this.undos.push({ lines: [...this.lines], cursor: { ...this.cursor } });
    if (this.undos.length > MOST_UNDO) this.undos.shift();
    this.redos = [];
    this.modified = true;
  }

  undo(): boolean {
    return this.swap(this.undos, this.redos);
  }

  redo(): boolean {
    return this.swap(this.redos, this.undos);
  }

  private swap(from: Moment[], to: Moment[]): boolean {
    const moment = from.pop();
    if (!moment) return false;
    to.push({ lines: [...this.lines], cursor: { ...this.cursor } });
    this.lines = [...moment.lines];
    this.cursor = { ...moment.cursor };
    this.modified = true;
    this.clamp();
    return true;
  }

  /** Keeps the cursor on the text; in insert mode it may stand behind the last character. */
  clamp(insert = false): void {
    if (this.lines.length === 0) this.lines = [''];
    this.cursor.line = Math.max(0, Math.min(this.lines.length - 1, this.cursor.line));
    this.cursor.column = Math.max(0, Math.min(this.line.length - (insert ? 0 : 1), this.cursor.column));
    if (this.cursor.column < 0) this.cursor.column = 0;
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
    this.cursor = { line: Math.min(from, this.lines.length - 1), column: 0 };
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
    this.lines.splice(at.line, 1, head + parts[0], ...parts.slice(1, -1), last + tail);
    this.cursor = { line: at.line + parts.length - 1, column: last.length };
  }

  toIndent(): void {
    this.cursor.column = Math.max(0, this.line.search(/\S|$/));
    this.clamp();
  }

  yank(text: string, lines: boolean, name?: string): void {
    this.register = { text, lines };
    if (name)
      this.named.set(
        name.toLowerCase(),
        /[A-Z]/.test(name) ? { text: (this.named.get(name.toLowerCase())?.text ?? '') + text, lines } : this.register,
      );
  }

  shift(from: number, to: number, by: number): void {
    const width = this.settings.shiftwidth || this.settings.tabstop;
    for (let n = from; n <= to; n++) {
      const line = this.lines[n]!;
      if (line === '') continue;
      const body = line.trimStart();
      let size = 0;
      for (const c of line.slice(0, line.length - body.length))
        size += c === '\t' ? this.settings.tabstop - (size % this.settings.tabstop) : 1;
      size = Math.max(0, size + by * width);
      const tabs = this.settings.expandtab ? 0 : Math.floor(size / this.settings.tabstop);
      this.lines[n] = '\t'.repeat(tabs) + ' '.repeat(size - tabs * this.settings.tabstop) + body;
    }
    this.cursor.line = from;
    this.toIndent();
  }
}
