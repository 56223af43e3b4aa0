import { blanks, indexAt, screenColumn } from './columns';
import { LINE_END, type Editor, type Place } from './editor';
import { shiftWidth } from './options';
import type { Register } from './registers';
import { Beep, type Session } from './session';

/** What an operator works on: characters up to `to` (exclusive), whole lines, or a rectangle of screen columns (inclusive). */
export type Area =
  | { readonly kind: 'characters'; readonly from: Place; readonly to: Place }
  | { readonly kind: 'lines'; readonly from: number; readonly to: number }
  | { readonly kind: 'block'; readonly from: number; readonly to: number; readonly left: number; readonly right: number };

const firstLine = (area: Area): number => (area.kind === 'characters' ? area.from.line : area.from);
const lastLine = (area: Area): number => (area.kind === 'characters' ? area.to.line : area.to);

/** The part of a line that a block covers, as indices. */
export function blockPart(editor: Editor, area: Extract<Area, { kind: 'block' }>, n: number): [number, number] {
  const line = editor.lines[n]!;
  const start = indexAt(line, area.left, editor.settings);
  return [start, area.right === LINE_END ? line.length : Math.max(start, indexAt(line, area.right + 1, editor.settings))];
}

export function contents(editor: Editor, area: Area): Register {
  if (area.kind === 'lines') return { text: `${editor.lines.slice(area.from, area.to + 1).join('\n')}\n`, kind: 'lines' };
  if (area.kind === 'characters') return { text: editor.slice(area.from, area.to), kind: 'characters' };
  const rows: string[] = [];
  for (let n = area.from; n <= area.to; n++) rows.push(editor.lines[n]!.slice(...blockPart(editor, area, n)));
  return {
    text: rows.join('\n'),
    kind: 'block',
    width: area.right === LINE_END ? Math.max(...rows.map((r) => r.length)) : area.right - area.left + 1,
  };
}

/** Replaces the text of an area piece by piece (case, ROT13, `r`). */
export function mapArea(editor: Editor, area: Area, change: (text: string) => string): void {
  for (let n = firstLine(area); n <= lastLine(area); n++) {
    const line = editor.lines[n]!;
    const [from, to] =
      area.kind === 'lines'
        ? [0, line.length]
        : area.kind === 'block'
          ? blockPart(editor, area, n)
          : [n === area.from.line ? area.from.column : 0, n === area.to.line ? area.to.column : line.length];
    editor.lines[n] = line.slice(0, from) + change(line.slice(from, to)) + line.slice(to);
  }
}

function remove(editor: Editor, area: Area): void {
  if (area.kind === 'lines') return editor.removeLines(area.from, area.to);
  if (area.kind === 'characters') return editor.remove(area.from, area.to);
  mapArea(editor, area, () => '');
  editor.cursor = { line: area.from, column: indexAt(editor.lines[area.from]!, area.left, editor.settings) };
}

export function flip(text: string): string {
  return [...text].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('');
}

const rot13 = (text: string) =>
  text.replace(/[a-z]/gi, (c) => {
    const base = c <= 'Z' ? 65 : 97;
    return String.fromCharCode(((c.charCodeAt(0) - base + 13) % 26) + base);
  });

/** Shifts lines by `by` steps of shiftwidth. */
export function shiftLines(editor: Editor, from: number, to: number, by: number): void {
  const width = shiftWidth(editor.settings);
  for (let n = from; n <= to; n++) {
    const line = editor.lines[n]!;
    if (line === '') continue;
    const indent = editor.indentOf(n);
    const size = screenColumn(indent, indent.length, editor.settings);
    let wanted = size + by * width;
    if (editor.settings.shiftround && size % width)
      wanted = by > 0 ? (Math.floor(size / width) + by) * width : (Math.ceil(size / width) + by) * width;
    editor.lines[n] = blanks(Math.max(0, wanted), editor.settings) + line.slice(indent.length);
  }
}

const plural = (n: number, word = 'line') => `${n} ${word}${n === 1 ? '' : 's'}`;

/** Says how many lines came or went when they are more than two, as option `report` has it. */
export function tellLines(session: Session, before: number): void {
  const more = session.editor.lines.length - before;
  if (Math.abs(more) > 2) session.message = more > 0 ? `${more} more lines` : `${-more} fewer lines`;
}

/** Does what an operator does to an area, but for the insertion that `c` begins: then it is true. */
export function operate(session: Session, operator: string, area: Area, register: string | undefined, count = 1, large = false): boolean {
  const { editor } = session;
  const first = firstLine(area);
  const last = lastLine(area);
  const before = editor.lines.length;
  if (operator === 'y') {
    editor.registers.yank(register, contents(editor, area));
    editor.cursor =
      area.kind === 'characters'
        ? { ...area.from }
        : area.kind === 'block'
          ? { line: first, column: indexAt(editor.lines[first]!, area.left, editor.settings) }
          : {
              line: first,
              column: Math.min(editor.cursor.line === first ? editor.cursor.column : editor.cursor.column, editor.lines[first]!.length),
            };
    if (last - first + 1 > 2)
      session.message = area.kind === 'block' ? `block of ${last - first + 1} lines yanked` : `${last - first + 1} lines yanked`;
    setChangeMarks(editor, first, last);
    return false;
  }
  editor.checkpoint();
  switch (operator) {
    case 'd':
      editor.registers.delete(register, contents(editor, area), large);
      remove(editor, area);
      tellLines(session, before);
      break;
    case 'c':
      editor.registers.delete(register, contents(editor, area), large);
      if (area.kind === 'lines') {
        const indent = editor.settings.autoindent ? editor.indentOf(first) : '';
        editor.lines.splice(first, last - first + 1, indent);
        editor.cursor = { line: first, column: indent.length };
      } else remove(editor, area);
      return true;
    case '>':
    case '<': {
      if (area.kind === 'block') {
        const width = shiftWidth(editor.settings) * count;
        for (let n = first; n <= last; n++) {
          const line = editor.lines[n]!;
          const [at] = blockPart(editor, area, n);
          if (operator === '>' && line.length > at) editor.lines[n] = line.slice(0, at) + blanks(width, editor.settings) + line.slice(at);
          if (operator === '<') editor.lines[n] = line.slice(0, at) + line.slice(at).replace(new RegExp(`^ {0,${width}}`), '');
        }
        editor.cursor = { line: first, column: indexAt(editor.lines[first]!, area.left, editor.settings) };
        break;
      }
      shiftLines(editor, first, last, operator === '>' ? count : -count);
      editor.cursor = { line: first, column: 0 };
      editor.toIndent();
      if (last - first + 1 > 2) session.message = `${plural(last - first + 1)} ${operator}ed ${plural(count, 'time')}`;
      break;
    }
    case 'gu':
    case 'gU':
    case 'g~':
    case 'g?':
      mapArea(editor, area, { gu: (t: string) => t.toLowerCase(), gU: (t: string) => t.toUpperCase(), 'g~': flip, 'g?': rot13 }[operator]);
      editor.cursor =
        area.kind === 'characters'
          ? { ...area.from }
          : area.kind === 'block'
            ? { line: first, column: indexAt(editor.lines[first]!, area.left, editor.settings) }
            : { line: first, column: editor.cursor.line === first ? editor.cursor.column : 0 };
      break;
    case '=':
      reindent(editor, first, last);
      editor.cursor = { line: first, column: 0 };
      editor.toIndent();
      if (last - first + 1 > 2) session.message = `${plural(last - first + 1)} indented `;
      break;
    default:
      editor.forget(editor.modified);
      throw new Beep();
  }
  setChangeMarks(editor, first, Math.min(last, editor.last));
  return false;
}

function setChangeMarks(editor: Editor, from: number, to: number): void {
  editor.marks.set('[', { line: from, column: 0 });
  editor.marks.set(']', { line: to, column: 0 });
}

/** `=` without indentexpr: the indent of the line before (vim's fallback with autoindent alone), one step more after an open bracket. */
function reindent(editor: Editor, from: number, to: number): void {
  const width = shiftWidth(editor.settings);
  for (let n = from; n <= to; n++) {
    const body = editor.lines[n]!.trimStart();
    let before = n - 1;
    while (before >= 0 && editor.lines[before]!.trim() === '') before--;
    let size = 0;
    if (before >= 0) {
      const indent = editor.indentOf(before);
      size = screenColumn(indent, indent.length, editor.settings);
      if (/[{[(]\s*$/.test(editor.lines[before]!)) size += width;
    }
    if (/^[}\])]/.test(body)) size -= width;
    editor.lines[n] = body === '' ? '' : blanks(Math.max(0, size), editor.settings) + body;
  }
}

/** `J` (with a blank between) and `gJ`: joins `count` lines. */
export function join(session: Session, from: number, count: number, spaced: boolean): void {
  const { editor } = session;
  if (from >= editor.last) throw new Beep();
  const to = Math.min(editor.last, from + Math.max(2, count) - 1);
  editor.checkpoint();
  let line = editor.lines[from]!;
  let column = line.length;
  for (let n = from + 1; n <= to; n++) {
    let next = editor.lines[n]!;
    if (!spaced) {
      column = line.length;
      line += next;
      continue;
    }
    next = next.trimStart();
    column = line.length;
    const gap = next === '' || next.startsWith(')') || line === '' || /[ \t]$/.test(line) ? '' : ' ';
    line += gap + next;
    if (next === '' || (gap === '' && column > 0 && /[ \t]$/.test(line.slice(0, column))))
      column = Math.max(0, column - (next === '' ? 1 : 0));
  }
  editor.lines.splice(from, to - from + 1, line);
  editor.cursor = { line: from, column };
}

const MOST_PUT = 4_000_000;

/** `p` and `P`; `behind` leaves the cursor after the new text (`gp`). */
export function put(session: Session, register: Register | undefined, after: boolean, count: number, behind = false): void {
  const { editor } = session;
  if (!register || register.text === '') throw new Beep();
  if (register.text.length * count > MOST_PUT) throw new Beep();
  const { cursor } = editor;
  const lines = editor.lines.length;
  editor.checkpoint();
  if (register.kind === 'lines') {
    const block = register.text.replace(/\n$/, '').split('\n');
    const all = Array.from({ length: count }, () => block).flat();
    const at = cursor.line + (after ? 1 : 0);
    editor.insertLines(at, all);
    editor.cursor = { line: behind ? Math.min(editor.last, at + all.length) : at, column: 0 };
    if (!behind) editor.toIndent();
    setChangeMarks(editor, at, at + all.length - 1);
  } else if (register.kind === 'block') putBlock(editor, register, after, count, behind);
  else {
    const place = { line: cursor.line, column: after && editor.line !== '' ? cursor.column + 1 : cursor.column };
    editor.insert(place, register.text.repeat(count));
    if (behind) return tellLines(session, lines);
    if (register.text.includes('\n')) editor.cursor = place;
    else editor.cursor = { line: place.line, column: Math.max(0, editor.cursor.column - 1) };
  }
  tellLines(session, lines);
}

function putBlock(editor: Editor, register: Register, after: boolean, count: number, behind: boolean): void {
  const rows = register.text.split('\n');
  const width = Math.max(register.width ?? 0, ...rows.map((r) => r.length));
  const { cursor, settings } = editor;
  const at = screenColumn(editor.line, cursor.column + (after && editor.line !== '' ? 1 : 0), settings);
  for (const [i, row] of rows.entries()) {
    const n = cursor.line + i;
    if (n > editor.last) editor.lines.push('');
    const line = editor.lines[n]!;
    const size = screenColumn(line, line.length, settings);
    const padded = line + ' '.repeat(Math.max(0, at - size));
    const index = indexAt(padded, at, settings);
    const tail = padded.slice(index);
    const piece = Array.from({ length: count }, (_, k) => (tail === '' && k === count - 1 ? row : row.padEnd(width))).join('');
    editor.lines[n] = padded.slice(0, index) + piece + tail;
  }
  const index = indexAt(editor.lines[cursor.line]!, at, settings);
  editor.cursor = behind ? { line: cursor.line + rows.length - 1, column: index + width } : { line: cursor.line, column: index };
}

/** Ctrl-A and Ctrl-X: adds to the number at or after the cursor. */
export function addToNumber(session: Session, by: number): void {
  const { editor } = session;
  const { line, cursor } = editor;
  const wanted = /\b0x[0-9a-fA-F]+|\b0b[01]+|-?\d+/g;
  for (const m of line.matchAll(wanted)) {
    if (m.index + m[0].length <= cursor.column) continue;
    const digits = /^0[xb]/i.test(m[0]) ? m[0].slice(2) : m[0].replace('-', '');
    let text: string;
    if (/^0x/i.test(m[0])) text = `0x${(BigInt(m[0]) + BigInt(by)).toString(16).padStart(digits.length, '0')}`;
    else if (/^0b/i.test(m[0])) text = `0b${(BigInt(m[0]) + BigInt(by)).toString(2).padStart(digits.length, '0')}`;
    else {
      const value = BigInt(m[0]) + BigInt(by);
      const size = (value < 0n ? -value : value).toString();
      text = (value < 0n ? '-' : '') + (digits.startsWith('0') ? size.padStart(digits.length, '0') : size);
    }
    editor.checkpoint();
    editor.lines[cursor.line] = line.slice(0, m.index) + text + line.slice(m.index + m[0].length);
    editor.cursor = { line: cursor.line, column: m.index + text.length - 1 };
    return;
  }
  throw new Beep();
}
