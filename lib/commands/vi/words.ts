import type { Editor, Place } from './editor';

/** 0: blank or the end of a line, 1: a word's character, above: others, by script. */
export function classOf(c: string | undefined, big: boolean): number {
  if (c === undefined || /[ \t]/.test(c)) return 0;
  if (big) return 1;
  if (/[\u3040-\u30ff]/.test(c)) return 4;
  if (/[\u4e00-\u9fff]/.test(c)) return 3;
  if (/[\uac00-\ud7a3]/.test(c)) return 5;
  return /[\p{L}\p{N}_\ud800-\udfff]/u.test(c) ? 1 : 2;
}

/** A place that walks through the text as vim's inc() and dec() do: the end of a line is a place of its own. */
export class Walker {
  place: Place;

  constructor(
    private readonly editor: Editor,
    from: Place,
    private readonly big = false,
  ) {
    this.place = { ...from };
  }

  get line(): string {
    return this.editor.lines[this.place.line]!;
  }

  get character(): string | undefined {
    return this.line[this.place.column];
  }

  get kind(): number {
    return classOf(this.character, this.big);
  }

  get emptyLine(): boolean {
    return this.line === '';
  }

  get lastLine(): boolean {
    return this.place.line === this.editor.last;
  }

  /** -1: there is no next place; 1: went to the next line; 2: stands at the end of the line; 0: else. */
  next(): -1 | 0 | 1 | 2 {
    const { line, place } = this;
    if (place.column < line.length) {
      place.column++;
      return place.column < line.length ? 0 : 2;
    }
    if (place.line >= this.editor.last) return -1;
    this.place = { line: place.line + 1, column: 0 };
    return 1;
  }

  back(): -1 | 0 | 1 {
    if (this.place.column > 0) {
      this.place.column--;
      return 0;
    }
    if (this.place.line === 0) return -1;
    this.place = { line: this.place.line - 1, column: this.editor.lines[this.place.line - 1]!.length };
    return 1;
  }

  /** Over characters of a class; false at the end of the text. */
  over(kind: number, by: 'next' | 'back'): boolean {
    while (this.kind === kind) if (this[by]() === -1) return false;
    return true;
  }
}

/** `w`: undefined when it starts on the last character of the text. `stop`: an operator waits, so the last word ends with its line. */
export function wordForward(editor: Editor, from: Place, count: number, big: boolean, stop: boolean): { to: Place; failed: boolean } {
  const w = new Walker(editor, from, big);
  for (let n = count - 1; n >= 0; n--) {
    const { kind, lastLine } = w;
    let i = w.next();
    if (i === -1 || (i >= 1 && lastLine)) return { to: w.place, failed: true };
    if (i >= 1 && stop && n === 0) return { to: w.place, failed: false };
    if (kind !== 0)
      while (w.kind === kind) {
        i = w.next();
        if (i === -1 || (i >= 1 && stop && n === 0)) return { to: w.place, failed: false };
      }
    while (w.kind === 0) {
      if (w.place.column === 0 && w.emptyLine) break;
      const last = w.lastLine;
      i = w.next();
      if (i === -1 || (i >= 1 && last)) return { to: w.place, failed: false };
    }
  }
  return { to: w.place, failed: false };
}

/** `b` */
export function wordBack(editor: Editor, from: Place, count: number, big: boolean): { to: Place; failed: boolean } {
  const w = new Walker(editor, from, big);
  for (let n = 0; n < count; n++) {
    if (w.back() === -1) return { to: w.place, failed: true };
    let done = false;
    while (w.kind === 0) {
      if (w.place.column === 0 && w.emptyLine) {
        done = true;
        break;
      }
      if (w.back() === -1) return { to: w.place, failed: false };
    }
    if (done) continue;
    if (!w.over(w.kind, 'back')) return { to: w.place, failed: false };
    w.next();
  }
  return { to: w.place, failed: false };
}

/** `e`; with `stay` (`cw`) the end of the word that the cursor is at the end of counts. */
export function wordEnd(editor: Editor, from: Place, count: number, big: boolean, stay: boolean): { to: Place; failed: boolean } {
  const w = new Walker(editor, from, big);
  let stop = stay;
  for (let n = 0; n < count; n++) {
    const { kind } = w;
    if (w.next() === -1) return { to: w.place, failed: true };
    if (w.kind === kind && kind !== 0) {
      if (!w.over(kind, 'next')) return { to: w.place, failed: true };
    } else if (!stop || kind === 0) {
      while (w.kind === 0) if (w.next() === -1) return { to: w.place, failed: true };
      if (!w.over(w.kind, 'next')) return { to: w.place, failed: true };
    }
    w.back();
    stop = false;
  }
  return { to: w.place, failed: false };
}

/** `ge` */
export function wordEndBack(editor: Editor, from: Place, count: number, big: boolean): { to: Place; failed: boolean } {
  const w = new Walker(editor, from, big);
  for (let n = 0; n < count; n++) {
    const { kind } = w;
    let i = w.back();
    if (i === -1) return { to: w.place, failed: true };
    if (kind !== 0 && w.kind === kind && i !== 1)
      while (w.kind === kind) {
        i = w.back();
        if (i === -1) return { to: w.place, failed: false };
      }
    while (w.kind === 0) {
      if (w.place.column === 0 && w.emptyLine) break;
      if (w.back() === -1) return { to: w.place, failed: false };
    }
  }
  return { to: w.place, failed: false };
}
