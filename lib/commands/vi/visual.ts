import type { Task } from '../command/stdio';
import { visualArea } from './areas';
import { indexAt, screenColumn } from './columns';
import { readLine } from './command-line';
import { before, LINE_END, type Place } from './editor';
import { runEx } from './ex/run';
import type { Normal, Said } from './normal';
import { blockPart, contents, join, mapArea, operate, put, type Area } from './operators';
import { readRegister } from './registers-read';
import { Beep } from './session';
import { textObject } from './text-objects';

const OPERATORS: Readonly<Record<string, string>> = {
  d: 'd',
  x: 'd',
  '<Del>': 'd',
  X: 'd',
  D: 'd',
  y: 'y',
  Y: 'y',
  c: 'c',
  s: 'c',
  C: 'c',
  S: 'c',
  R: 'c',
  '>': '>',
  '<': '<',
  u: 'gu',
  U: 'gU',
  '~': 'g~',
  gu: 'gu',
  gU: 'gU',
  'g~': 'g~',
  'g?': 'g?',
  '=': '=',
};

/** One command of visual mode. */
export function* visualCommand(normal: Normal, said: Said): Task<void> {
  const { session, editor } = normal;
  const { key, count } = said;
  const modes = { v: 'visual', V: 'visual-line', '\x16': 'visual-block' } as const;
  if (key === '\x1b' || key === '\x03') return normal.leaveVisual();
  if (key === 'v' || key === 'V' || key === '\x16') {
    if (session.mode === modes[key]) normal.leaveVisual();
    else session.mode = modes[key];
    return;
  }
  if (key === 'o' || key === 'O') {
    if (key === 'O' && session.mode === 'visual-block') {
      const { cursor } = editor;
      editor.cursor = { line: cursor.line, column: session.anchor.column };
      session.anchor = { line: session.anchor.line, column: cursor.column };
    } else [session.anchor, editor.cursor] = [{ ...editor.cursor }, { ...session.anchor }];
    return;
  }
  if (key === ':') {
    normal.leaveVisual();
    const line = yield* readLine(session, ':', "'<,'>");
    if (line === undefined) return;
    yield* runEx(normal, line);
    session.lastCommand = line;
    return;
  }
  if (key === 'gv' && normal.lastVisual) {
    const old = normal.lastVisual;
    normal.leaveVisual();
    session.anchor = { ...old.anchor };
    editor.cursor = { ...old.cursor };
    session.mode = old.mode;
    return;
  }
  const { mode } = session as { mode: 'visual' | 'visual-line' | 'visual-block' };
  if (key === 'i' || key === 'a') {
    const what = yield* session.key();
    const object = textObject(editor, key === 'a', what, count);
    if (!object) throw new Beep();
    if (object.kind === 'linewise') session.mode = 'visual-line';
    session.anchor = { ...object.from };
    editor.cursor = object.kind === 'exclusive' ? backOne(normal, object.to) : { ...object.to };
    return;
  }
  const area = visualArea(session);
  const size = sizeOf(normal, mode);
  const finish = () => {
    normal.remember(said, size);
    editor.clamp();
    editor.wanted = screenColumn(editor.line, editor.cursor.column, editor.settings);
  };
  if ((key === 'I' || key === 'A') && area.kind === 'block') {
    normal.leaveVisual();
    yield* insertBlock(normal, area, key === 'A' ? 'append' : 'insert');
    return finish();
  }
  if (key === 'I' || key === 'A') {
    normal.leaveVisual();
    editor.checkpoint();
    const [from, to] =
      area.kind === 'characters'
        ? [area.from, area.to]
        : [
            { line: area.from, column: 0 },
            { line: area.to as number, column: editor.lines[area.to as number]!.length },
          ];
    editor.cursor = key === 'I' ? { ...from } : { ...to };
    yield* normal.insert(false, 1);
    return finish();
  }
  const operator = OPERATORS[key];
  if (operator) {
    normal.leaveVisual();
    let used: Area = area;
    const lines = (): Area =>
      area.kind === 'characters'
        ? {
            kind: 'lines',
            from: area.from.line,
            to: area.to.column === 0 && area.to.line > area.from.line ? area.to.line - 1 : area.to.line,
          }
        : { kind: 'lines', from: area.from, to: area.to };
    if (/^[XYDCSR]$/.test(key))
      used = area.kind === 'block' ? (/^[DC]$/.test(key) ? { ...area, right: LINE_END } : /^[Y]$/.test(key) ? area : lines()) : lines();
    if (/^[><=]$/.test(operator) && area.kind !== 'block') used = lines();
    if (operator === 'y' && used.kind === 'lines')
      editor.cursor = { line: used.from, column: before(session.anchor, editor.cursor) ? session.anchor.column : editor.cursor.column };
    if (operator === 'y' && used.kind === 'lines' && mode === 'visual-line')
      editor.cursor = {
        line: used.from,
        column:
          session.anchor.line <= editor.cursor.line && used.from === session.anchor.line ? session.anchor.column : editor.cursor.column,
      };
    if (/^g/.test(operator) && used.kind === 'lines')
      editor.cursor = { line: used.from, column: session.anchor.line === used.from ? session.anchor.column : editor.cursor.column };
    if (operator === 'c' && used.kind === 'block') {
      editor.registers.delete(said.register, contents(editor, used));
      editor.checkpoint();
      mapArea(editor, used, () => '');
      editor.forget(true);
      yield* insertBlock(normal, used, 'change');
      return finish();
    }
    if (operate(session, operator, used, said.register, /^[><]$/.test(operator) ? count : 1)) {
      editor.clamp(true);
      yield* normal.insert(false, 1);
    }
    if (operator !== 'y') finish();
    editor.clamp();
    editor.wanted = screenColumn(editor.line, editor.cursor.column, editor.settings);
    return;
  }
  if (/^r[^]+$/u.test(key)) {
    const c = key.slice(1);
    editor.checkpoint();
    mapArea(editor, area, (text) => (c === '\r' ? '\n' : [...text].map((old) => (old === '\n' ? old : c)).join('')));
    normal.leaveVisual();
    editor.cursor =
      area.kind === 'characters'
        ? { ...area.from }
        : { line: area.from, column: area.kind === 'block' ? indexAt(editor.lines[area.from]!, area.left, editor.settings) : 0 };
    return finish();
  }
  if (key === 'J' || key === 'gJ') {
    const [from, to] =
      area.kind === 'characters'
        ? [area.from.line, editor.cursor.line > session.anchor.line ? editor.cursor.line : session.anchor.line]
        : [area.from, area.to];
    normal.leaveVisual();
    join(session, from, to - from + 1, key === 'J');
    return finish();
  }
  if (key === 'p' || key === 'P') {
    const stored = readRegister(session, said.register);
    const old = editor.registers.get('"');
    normal.leaveVisual();
    const { last } = editor;
    operate(session, 'd', area, undefined);
    if (key === 'P' && old) editor.registers.yank('"', old);
    if (area.kind === 'lines') {
      const behind = area.to === last;
      if (area.from === 0 && area.to === last) {
        put(session, stored?.kind === 'lines' ? stored : stored && { ...stored, text: `${stored.text}\n`, kind: 'lines' }, true, count);
        editor.lines.shift();
        editor.cursor = { line: 0, column: 0 };
      } else put(session, stored?.kind === 'lines' ? stored : stored && { text: `${stored.text}\n`, kind: 'lines' }, behind, count);
    } else if (stored?.kind === 'lines') {
      editor.insert(editor.cursor, '\n');
      const at = editor.cursor.line;
      editor.insertLines(at, Array.from({ length: count }, () => stored.text.replace(/\n$/, '').split('\n')).flat());
      editor.cursor = { line: at, column: 0 };
      editor.toIndent();
    } else {
      const atEnd = area.kind === 'characters' && area.from.column >= editor.line.length && editor.line !== '';
      editor.clamp();
      put(session, stored, atEnd, count);
    }
    return finish();
  }
  if (key === '\x01' || key === '\x18' || key === 'g\x01') throw new Beep();
  const found = yield* normal.motion(key === 'G' ? 'G' : key, count, said.given);
  if (!found) throw new Beep();
  normal.go(found);
  if (found.wanted === LINE_END && mode === 'visual') editor.cursor = { line: editor.cursor.line, column: editor.line.length };
}

function backOne(normal: Normal, to: Place): Place {
  if (to.column > 0) return { line: to.line, column: to.column - 1 };
  return to.line > 0 ? { line: to.line - 1, column: normal.editor.lines[to.line - 1]!.length } : to;
}

/** How much the visual area covers, for `.`. */
function sizeOf(normal: Normal, mode: 'visual' | 'visual-line' | 'visual-block') {
  const { session, editor } = normal;
  const [from, to] = before(editor.cursor, session.anchor) ? [editor.cursor, session.anchor] : [session.anchor, editor.cursor];
  const lines = to.line - from.line;
  return {
    mode,
    lines,
    columns: mode === 'visual-block' ? Math.abs(to.column - from.column) : lines === 0 ? to.column - from.column : to.column,
  };
}

/** I, A and c on a block: what is typed in the first line goes into the others when the insertion ends. */
function* insertBlock(normal: Normal, area: Extract<Area, { kind: 'block' }>, how: 'insert' | 'append' | 'change'): Task<void> {
  const { editor } = normal;
  editor.checkpoint();
  const { settings } = editor;
  const place = (n: number): number | undefined => {
    const line = editor.lines[n]!;
    const size = screenColumn(line, line.length, settings);
    if (how !== 'append')
      return size < area.left || (how === 'insert' && size <= area.left && n !== area.from && size < area.left + 1)
        ? undefined
        : indexAt(line, area.left, settings);
    if (area.right === LINE_END) return line.length;
    if (size < area.right + 1) editor.lines[n] = line + ' '.repeat(area.right + 1 - size);
    return blockPart(editor, area, n)[1];
  };
  const first = place(area.from) ?? editor.lines[area.from]!.length;
  editor.cursor = { line: area.from, column: first };
  const before = editor.lines[area.from]!;
  const height = editor.lines.length;
  yield* normal.insert(false, 1);
  const grown = editor.lines[area.from]!.length - before.length;
  if (grown > 0 && editor.lines.length === height && editor.cursor.line === area.from) {
    const text = editor.lines[area.from]!.slice(first, first + grown);
    for (let n = area.from + 1; n <= area.to; n++) {
      const at = place(n);
      if (at !== undefined) editor.lines[n] = editor.lines[n]!.slice(0, at) + text + editor.lines[n]!.slice(at);
    }
  }
  editor.cursor = { line: area.from, column: how === 'change' ? editor.cursor.column : how === 'insert' ? first : first };
}
