import { nextMatch } from '../search';
import { ViError, type Session } from '../session';

/** Lines that a command works on (from 0, both included), and the text after the range. */
export interface Range {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly rest: string;
}

/** One address: `3` `.` `$` `'a` `/pat/` `?pat?` `\/`, each with `+n` and `-n` behind; undefined when there is none. `line` may be -1 (`0`). */
export function address(session: Session, text: string, current: number): { line: number; rest: string } | undefined {
  const { editor } = session;
  let rest = text.trimStart();
  let line: number | undefined;
  const number = /^\d+/.exec(rest);
  const mark = /^'([a-zA-Z<>[\]'`^])/.exec(rest);
  const pattern = /^([/?])((?:\\[^]|(?!\1)[^])*)(?:\1|$)/.exec(rest);
  if (number) {
    line = Number(number[0]) - 1;
    rest = rest.slice(number[0].length);
  } else if (rest.startsWith('.')) [line, rest] = [current, rest.slice(1)];
  else if (rest.startsWith('$')) [line, rest] = [editor.last, rest.slice(1)];
  else if (mark) {
    line = editor.marks.get(mark[1]!)?.line;
    if (line === undefined) throw new ViError('E20: Mark not set');
    rest = rest.slice(2);
  } else if (pattern || /^\\[/?&]/.test(rest)) {
    const forward = pattern ? pattern[1] === '/' : rest[1] !== '?';
    if (pattern?.[2]) session.pattern = pattern[2].replaceAll(`\\${pattern[1]}`, pattern[1]!);
    const from = { line: current, column: forward ? Number.MAX_SAFE_INTEGER : 0 };
    const found = nextMatch(editor, session.regex(''), from, forward);
    if (!found) throw new ViError(`E486: Pattern not found: ${session.pattern}`);
    line = found.line;
    rest = rest.slice(pattern ? pattern[0].length : 2);
  } else if (/^[-+]/.test(rest)) line = current;
  if (line === undefined) return undefined;
  for (let m = /^\s*(?:([-+])\s*(\d*)|(\d+))/.exec(rest); m; m = /^\s*(?:([-+])\s*(\d*)|(\d+))/.exec(rest)) {
    line += (m[1] === '-' ? -1 : 1) * Number(m[3] ?? (m[2] || 1));
    rest = rest.slice(m[0].length);
  }
  return { line, rest };
}

/** The range in front of a command. Throws ViError. */
export function range(session: Session, text: string): Range {
  const { editor } = session;
  let rest = text.trimStart();
  if (rest.startsWith('%')) return { from: 0, to: editor.last, rest: rest.slice(1) };
  if (/^\*(?!\w*[&])/.test(rest)) rest = `'<,'>${rest.slice(1)}`;
  let current = editor.cursor.line;
  const found: number[] = [];
  for (let n = 0; n < 20; n++) {
    const one = address(session, rest, current);
    const after = (one?.rest ?? rest).trimStart();
    const separator = /^[,;]/.exec(after)?.[0];
    if (!one && separator === undefined && found.length === 0) break;
    found.push(one?.line ?? current);
    rest = after;
    if (separator === undefined) break;
    if (separator === ';') current = found.at(-1)!;
    rest = after.slice(1);
  }
  if (found.length === 0) return { from: undefined, to: undefined, rest };
  const to = found.at(-1)!;
  const from = found.at(-2) ?? to;
  return from <= to ? { from, to, rest } : { from: to, to: from, rest };
}
