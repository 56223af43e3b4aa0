import type { Task } from '../command/stdio';
import { newIndent } from './insertion';
import type { Said } from './normal';
import { Beep, type Session } from './session';

/** `r`: the character that follows instead of those under the cursor. Throws Beep when the line is too short. */
export function* replaceCharacters(session: Session, said: Said): Task<void> {
  const { editor } = session;
  const { cursor, line } = editor;
  let c = said.key.slice(1);
  if (c === '\x16') c = yield* session.key();
  const rest = [...line.slice(cursor.column)];
  if (rest.length < said.count) throw new Beep();
  editor.checkpoint();
  const end = cursor.column + rest.slice(0, said.count).join('').length;
  if (c === '\r' || c === '\n') {
    editor.lines[cursor.line] = line.slice(0, cursor.column) + line.slice(end);
    editor.insert(cursor, `\n${newIndent(editor, cursor.line, session.filetypes)}`);
  } else {
    editor.lines[cursor.line] = line.slice(0, cursor.column) + c.repeat(said.count) + line.slice(end);
    editor.cursor = { line: cursor.line, column: cursor.column + c.length * (said.count - 1) };
  }
}
