import { before, type Editor, type Place } from './editor';
import { matchOf } from './motions';
import { classOf } from './words';

/** What a text object covers: up to `to`, which belongs to it when `inclusive`. */
export interface TextObject {
  readonly from: Place;
  readonly to: Place;
  readonly kind: 'exclusive' | 'inclusive' | 'linewise';
}

/** iw aw iW aW i" a" i( ab i{ aB i[ i< it at ip ap is as; undefined when there is none here. */
export function textObject(editor: Editor, around: boolean, what: string, count: number): TextObject | undefined {
  if (what === 'w' || what === 'W') return word(editor, around, what === 'W', count);
  if ('"\'`'.includes(what)) return quoted(editor, around, what);
  if (what === 'p') return paragraph(editor, around, count);
  if (what === 't') return tag(editor, around, count);
  const pair = ['()b', '[]', '{}B', '<>'].find((p) => p.includes(what));
  return pair ? block(editor, around, pair[0]!, pair[1]!, count) : undefined;
}

function word(editor: Editor, around: boolean, big: boolean, count: number): TextObject {
  const { line, cursor } = editor;
  const kind = (i: number) => classOf(line[i], big);
  const run = (i: number) => {
    let end = i;
    while (end < line.length && kind(end) === kind(i)) end++;
    return end;
  };
  let from = cursor.column;
  while (from > 0 && kind(from - 1) === kind(cursor.column)) from--;
  let to = from;
  const blankFirst = kind(cursor.column) === 0;
  for (let n = 0; n < count && to < line.length; n++) {
    to = run(to);
    if (around && (blankFirst || (to < line.length && kind(to) === 0))) to = run(to);
    else if (around && n === count - 1) while (from > 0 && kind(from - 1) === 0 && /\S/.test(line.slice(0, from))) from--;
  }
  return {
    from: { line: cursor.line, column: from },
    to: { line: cursor.line, column: Math.max(from, to - 1) },
    kind: line === '' ? 'exclusive' : 'inclusive',
  };
}

function quoted(editor: Editor, around: boolean, mark: string): TextObject | undefined {
  const { line, cursor } = editor;
  const marks = [...line].flatMap((c, i) => (c === mark && line[i - 1] !== '\\' ? [i] : []));
  let pair: [number, number] | undefined;
  if (line[cursor.column] === mark) {
    const n = marks.indexOf(cursor.column);
    const open = n - (n % 2);
    if (marks[open + 1] !== undefined) pair = [marks[open]!, marks[open + 1]!];
  } else {
    const left = marks.filter((i) => i < cursor.column).at(-1);
    const right = marks.find((i) => i > cursor.column);
    if (left !== undefined && right !== undefined) pair = [left, right];
    else if (left === undefined && marks.length > 1) pair = [marks[0]!, marks[1]!];
  }
  if (!pair) return undefined;
  let [from, to] = pair;
  if (!around) return { from: { line: cursor.line, column: from + 1 }, to: { line: cursor.line, column: to }, kind: 'exclusive' };
  to++;
  if (/\s/.test(line[to] ?? '')) while (/\s/.test(line[to] ?? '')) to++;
  else while (/\s/.test(line[from - 1] ?? '')) from--;
  return { from: { line: cursor.line, column: from }, to: { line: cursor.line, column: to }, kind: 'exclusive' };
}

function block(editor: Editor, around: boolean, open: string, close: string, count: number): TextObject | undefined {
  const { cursor } = editor;
  let start: Place | undefined;
  let depth = editor.line[cursor.column] === close ? 0 : 1;
  depth += count - 1;
  if (editor.line[cursor.column] === open) depth--;
  if (editor.line[cursor.column] === open && depth === 0) start = cursor;
  else {
    let skip = editor.line[cursor.column] === close ? count : depth;
    for (let n = cursor.line, i = cursor.column - 1; n >= 0 && !start; n--, i = (editor.lines[n]?.length ?? 0) - 1)
      for (; i >= 0; i--) {
        const c = editor.lines[n]![i];
        if (c === close) skip++;
        else if (c === open && --skip === 0) {
          start = { line: n, column: i };
          break;
        }
      }
  }
  if (!start) return undefined;
  const end = open === '<' ? angle(editor, start) : matchOf(editor, start);
  if (!end || before(end, cursor)) return undefined;
  if (around) return { from: start, to: end, kind: 'inclusive' };
  let from = { line: start.line, column: start.column + 1 };
  if (from.column >= editor.lines[from.line]!.length && from.line < end.line) from = { line: from.line + 1, column: 0 };
  // A closing bracket that stands first in its line leaves that line out.
  if (end.line > start.line && /^\s*$/.test(editor.lines[end.line]!.slice(0, end.column)) && open !== '<')
    return { from, to: { line: end.line, column: 0 }, kind: 'exclusive' };
  return { from, to: end, kind: 'exclusive' };
}

function angle(editor: Editor, start: Place): Place | undefined {
  const column = editor.lines[start.line]!.indexOf('>', start.column);
  return column < 0 ? undefined : { line: start.line, column };
}

function paragraph(editor: Editor, around: boolean, count: number): TextObject | undefined {
  const { lines, last } = editor;
  const empty = (n: number) => /^\s*$/.test(lines[n]!);
  let from = editor.cursor.line;
  const first = empty(from);
  while (from > 0 && empty(from - 1) === first) from--;
  let to = from - 1;
  const run = () => {
    if (to >= last) return false;
    const kind = empty(to + 1);
    while (to < last && empty(to + 1) === kind) to++;
    return true;
  };
  for (let n = 0; n < count; n++) {
    if (!run()) return undefined;
    if (!around) continue;
    if (!run()) {
      if (first) return undefined;
      // No blank lines follow: those before are taken.
      while (from > 0 && empty(from - 1)) from--;
    }
  }
  return { from: { line: from, column: 0 }, to: { line: to, column: 0 }, kind: 'linewise' };
}

function tag(editor: Editor, around: boolean, count: number): TextObject | undefined {
  const text = editor.lines.join('\n');
  const offset = (p: Place) => editor.lines.slice(0, p.line).reduce((sum, l) => sum + l.length + 1, 0) + p.column;
  const place = (at: number): Place => {
    const head = text.slice(0, at).split('\n');
    return { line: head.length - 1, column: head.at(-1)!.length };
  };
  const here = offset(editor.cursor);
  const open: { name: string; start: number; body: number }[] = [];
  let left = count;
  for (const m of text.matchAll(/<(\/?)([A-Za-z][^\s/>]*)[^>]*?(\/?)>/g)) {
    if (m[3]) continue;
    if (!m[1]) open.push({ name: m[2]!, start: m.index, body: m.index + m[0].length });
    else {
      const at = open.findLastIndex((o) => o.name === m[2]);
      if (at < 0) continue;
      const opened = open[at]!;
      open.length = at;
      const end = m.index + m[0].length;
      if (opened.start <= here && here < end && --left === 0)
        return around
          ? { from: place(opened.start), to: place(end), kind: 'exclusive' }
          : { from: place(opened.body), to: place(m.index), kind: 'exclusive' };
    }
  }
  return undefined;
}
