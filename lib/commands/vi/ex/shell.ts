import { waitFor } from '../../command/child';
import { Io, type Task, writeAll } from '../../command/stdio';
import { ViError, type Session } from '../session';
import { withNames } from './file';

const MOST_OUTPUT = 8_000_000;

/** The words after `!`: file names put in, `!` the last such command. */
function commandLine(session: Session, text: string): string {
  const line = withNames(session, text)
    .replace(/(^|[^\\])!/g, (_, before: string) => before + session.lastBang)
    .replace(/\\!/g, '!');
  if (line.trim()) session.lastBang = line;
  if (!session.lastBang) throw new ViError('E34: No previous command');
  return line || session.lastBang;
}

/** Runs a shell command on input and gives what it writes (`:r !`, `:%!`); its exit code with it. */
export function* filterThrough(session: Session, text: string, input: string | undefined): Task<{ output: string; code: number }> {
  const { sys } = session;
  const line = commandLine(session, text);
  const io = new Io(sys, 'vim');
  const out = sys.pipe();
  const inp = input === undefined ? undefined : sys.pipe();
  const pid = sys.spawn({
    argv: ['bash', '-c', line],
    file: session.editor.settings.shell,
    fds: { 0: inp?.[0] ?? 0, 1: out[1], 2: out[1] },
  });
  sys.close(out[1]);
  if (inp) sys.close(inp[0]);
  let output = '';
  let left = input ?? '';
  let open = inp !== undefined;
  for (let ended = false; !ended;) {
    const waits: string[] = [];
    if (open) {
      try {
        const taken = left === '' ? 0 : sys.write(inp![1], left);
        if (typeof taken === 'number') left = left.slice(taken);
        else waits.push(...taken.wait);
      } catch {
        left = '';
      }
      if (left === '') {
        sys.close(inp![1]);
        open = false;
      }
    }
    const got = sys.read(out[0]);
    if (got === null) ended = true;
    else if (typeof got === 'string') {
      output += got;
      if (output.length > MOST_OUTPUT) ended = true;
    } else if (open && waits.length === 0) continue;
    else yield { channels: [...got.wait, ...waits] };
  }
  sys.close(out[0]);
  if (open) sys.close(inp![1]);
  const { code } = yield* waitFor(io, pid);
  return { output, code };
}

/** `:!command` and `:w !command`: the command has the terminal; vi comes back after Enter. */
export function* runShell(session: Session, text: string, input: string | undefined): Task<void> {
  const line = commandLine(session, text);
  if (!session.aside || input !== undefined) {
    const { output, code } = yield* filterThrough(session, line, input ?? '');
    if (session.aside) {
      yield* session.aside(function* () {
        yield* writeAll(session.sys, 1, `:!${line}\n${output}${code ? `\nshell returned ${code}\n` : ''}`);
      });
    } else yield* writeAll(session.sys, 1, output);
    return;
  }
  yield* session.aside(function* () {
    const { sys } = session;
    const io = new Io(sys, 'vim');
    yield* writeAll(sys, 1, `:!${line}\n`);
    const pid = sys.spawn({ argv: ['bash', '-c', line], file: session.editor.settings.shell });
    const { code } = yield* waitFor(io, pid);
    if (code) yield* writeAll(sys, 1, `\nshell returned ${code}\n`);
  });
}
