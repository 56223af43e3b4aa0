import { screenColumn } from './columns';
import { before, LINE_END, type Editor, type Place } from './editor';
import type { Motion } from './motions';
import type { Area } from './operators';
import type { Session } from './session';

/** What an operator takes of a motion, by vim's rules of exclusive motions (`:help exclusive`, `:help d-special`). */
export function areaOf(editor: Editor, start: Place, found: Motion, operator: string, force: string): Area {
  const [from, end] = before(found.to, start) ? [found.to, start] : [start, found.to];
  let { kind } = found;
  if (force === 'V') kind = 'linewise';
  else if (force === 'v') kind = kind === 'exclusive' ? 'inclusive' : 'exclusive';
  if (force === '\x16') {
    const a = screenColumn(editor.lines[from.line]!, from.column, editor.settings);
    const b = screenColumn(editor.lines[end.line]!, end.column, editor.settings);
    return { kind: 'block', from: from.line, to: end.line, left: Math.min(a, b), right: Math.max(a, b) };
  }
  if (kind === 'linewise') return { kind: 'lines', from: from.line, to: end.line };
  const step = (p: Place): Place => ({
    line: p.line,
    column: Math.min(editor.lines[p.line]!.length, p.column + ([...editor.lines[p.line]!.slice(p.column)][0]?.length ?? 0)),
  });
  let to = kind === 'inclusive' ? step(end) : end;
  const inIndent = from.column <= editor.indentOf(from.line).length;
  if (kind === 'exclusive' && !force && end.column === 0 && end.line > from.line) {
    if (inIndent) return { kind: 'lines', from: from.line, to: end.line - 1 };
    to = { line: end.line - 1, column: editor.lines[end.line - 1]!.length };
  }
  if (operator === 'd' && !force && to.line > from.line && inIndent && /^[ \t]*$/.test(editor.lines[to.line]!.slice(to.column)))
    return { kind: 'lines', from: from.line, to: to.line };
  return { kind: 'characters', from, to };
}

/** The visual area as operators take it. */
export function visualArea(session: Session): Area {
  const { editor } = session;
  const [from, to] = before(editor.cursor, session.anchor) ? [editor.cursor, session.anchor] : [session.anchor, editor.cursor];
  if (session.mode === 'visual-line') return { kind: 'lines', from: from.line, to: to.line };
  if (session.mode === 'visual-block') {
    const column = (p: Place) => screenColumn(editor.lines[p.line]!, Math.min(p.column, editor.lines[p.line]!.length), editor.settings);
    const [a, b] = [column(from), column(to)];
    return {
      kind: 'block',
      from: from.line,
      to: to.line,
      left: Math.min(a, b),
      right: editor.wanted === LINE_END ? LINE_END : Math.max(a, b),
    };
  }
  const line = editor.lines[to.line]!;
  // `$` takes the line break with it.
  if (to.column >= line.length && to.line < editor.last)
    return { kind: 'characters', from: { ...from }, to: { line: to.line + 1, column: 0 } };
  return {
    kind: 'characters',
    from: { ...from },
    to: { line: to.line, column: Math.min(line.length, to.column + ([...line.slice(to.column)][0]?.length ?? 0)) },
  };
}
