import type { Task } from '../../command/stdio';
import type { Normal } from '../normal';
import { tellLines } from '../operators';
import { Beep, ViError } from '../session';

/**
 * `:g/pattern/command` and `:v`: first marks the lines, then runs the command on each that is still there; all of it is one change.
 * Throws ViError.
 */
export function* globalCommand(
  normal: Normal,
  from: number,
  to: number,
  text: string,
  negate: boolean,
  run: (command: string) => Task<void>,
): Task<void> {
  const { session } = normal;
  const { editor } = session;
  const delimiter = text[0];
  if (delimiter === undefined || /[\w\s]/.test(delimiter)) throw new ViError('E148: Regular expression missing from :global');
  let end = 1;
  while (end < text.length && text[end] !== delimiter) end += text[end] === '\\' ? 2 : 1;
  const source = text.slice(1, end).replaceAll(`\\${delimiter}`, delimiter);
  const command = text.slice(end + 1) || 'p';
  if (/^\s*(?:g|v)(?:lobal)?\b/.test(command)) throw new ViError('E147: Cannot do :global recursive with a range');
  const regex = session.regex(source);
  if (source) session.pattern = source;
  const test = (line: string) => ((regex.lastIndex = 0), regex.test(line)) !== negate;
  const chosen: number[] = [];
  for (let n = from; n <= to; n++) if (test(editor.lines[n]!)) chosen.push(n);
  if (chosen.length === 0) {
    session.message = negate ? `E538: Pattern found in every line: ${source}` : `E486: Pattern not found: ${source}`;
    if (!negate) throw new ViError(session.message);
    return;
  }
  const size = editor.lines.length;
  // Lines are followed by tokens beside them, as commands move and delete lines.
  const before = editor.lines;
  editor.checkpoint();
  if (/^\s*d(?:elete)?\s*$/.test(command)) {
    const gone = new Set(chosen);
    const last = chosen.at(-1)!;
    editor.registers.delete(undefined, { text: `${before[last]!}\n`, kind: 'lines' });
    editor.lines = before.filter((_, n) => !gone.has(n));
    if (editor.lines.length === 0) editor.lines = [''];
    editor.cursor = { line: Math.min(editor.last, last - chosen.length + 1), column: 0 };
    editor.toIndent();
    tellLines(session, size);
    return;
  }
  let tracked: (number | undefined)[] = before.map((_, n) => n);
  for (const id of chosen) {
    const at = tracked.indexOf(id);
    if (at < 0) continue;
    const old = [...editor.lines];
    editor.cursor = { line: at, column: 0 };
    editor.grouped++;
    try {
      yield* run(command);
    } catch (error) {
      if (error instanceof Beep || (error instanceof ViError && error.message.startsWith('E486'))) continue;
      throw error;
    } finally {
      editor.grouped--;
    }
    if (session.quit !== undefined) return;
    tracked = follow(old, editor.lines, tracked);
  }
  tellLines(session, size);
}

/** Where lines went: those before and after what changed keep their tokens; a moved line is found by its text. */
function follow(old: readonly string[], now: readonly string[], tracked: readonly (number | undefined)[]): (number | undefined)[] {
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const left = old.slice(head, old.length - tail).map((line, i) => ({ line, token: tracked[head + i] }));
  const middle = now.slice(head, now.length - tail).map((line, i) => {
    const same =
      left.length === now.length - tail - head && left[i]?.line !== line && !now.includes(left[i]?.line ?? '')
        ? i
        : left.findIndex((l) => l.line === line);
    if (same < 0) return undefined;
    const { token } = left[same]!;
    left[same] = { line: '\0', token: undefined };
    return token;
  });
  return [...tracked.slice(0, head), ...middle, ...tracked.slice(tracked.length - tail)];
}
