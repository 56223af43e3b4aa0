import { Beep, ViError, type Session } from './session';

/** Ctrl-D and its kin, `zt zz zb`; false when the key is none of them. Throws Beep at the ends of the text. */
export function scroll(session: Session, key: string, count: number, given: boolean): boolean {
  const { editor } = session;
  const half = given ? count : Math.max(1, Math.floor((session.rows - 1) / 2));
  const page = Math.max(1, session.rows - 3) * count;
  const by = {
    '\x04': half,
    '\x15': -half,
    '\x06': page,
    '<PageDown>': page,
    '<S-Down>': page,
    '\x02': -page,
    '<PageUp>': -page,
    '<S-Up>': -page,
  }[key];
  if (by !== undefined) {
    if ((by > 0 && editor.cursor.line >= editor.last) || (by < 0 && editor.cursor.line === 0)) throw new Beep();
    editor.cursor = { line: Math.max(0, Math.min(editor.last, editor.cursor.line + by)), column: 0 };
    session.top = Math.max(0, Math.min(editor.last, session.top + by));
    editor.toIndent();
    return true;
  }
  if (key === '\x05' || key === '\x19') {
    session.top = Math.max(0, Math.min(editor.last, session.top + (key === '\x05' ? count : -count)));
    const line = Math.max(session.top, Math.min(session.top + session.rows - 2, editor.cursor.line));
    editor.cursor = { line: Math.min(editor.last, line), column: editor.cursor.column };
    return true;
  }
  if (/^z[tzb\r.\-]$/.test(key)) {
    if (given) editor.cursor = { line: Math.min(editor.last, count - 1), column: 0 };
    const { line } = editor.cursor;
    const height = session.rows - 1;
    session.top = Math.max(
      0,
      /[t\r]/.test(key[1]!) ? line : /[z.]/.test(key[1]!) ? line - Math.floor((height - 1) / 2) : line - height + 1,
    );
    if (/[\r.\-]/.test(key[1]!)) editor.toIndent();
    return true;
  }
  if (/^z[a-zA-Z]$/.test(key)) throw new ViError('E490: No fold found');
  return false;
}
