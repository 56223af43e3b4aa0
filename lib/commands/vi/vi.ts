import type { Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { isTerminal, writeAll, type Io, type Task } from '../command/stdio';
import { Editor } from './editor';
import { openFile, runEx, type Session } from './ex';
import { splitKeys } from './keys';
import { Normal } from './normal';
import { paint, type View } from './screen';

function makeVi(name: string, readonly: boolean): Command {
  return {
    name,
    usage: `VIM - Vi IMproved 9.1 (2024 Jan 02)\n\nUsage: ${name} [arguments] [file ..]       edit specified file(s)\n`,
    *run(io, options, sys) {
      const files: string[] = [];
      const commands: string[] = [];
      let words = [...options.operands];
      let lock = readonly;
      while (words.length) {
        const word = words.shift()!;
        if (word === '--') {
          files.push(...words);
          words = [];
        } else if (word === '--help' || word === '-h') {
          yield* io.print(this.usage);
          return 0;
        } else if (word === '--version') {
          yield* io.print('VIM - Vi IMproved 9.1 (2024 Jan 02) - simulated\n');
          return 0;
        } else if (word.startsWith('+')) commands.push(word === '+' ? '$' : word.slice(1));
        else if (word === '-c') commands.push(words.shift() ?? '');
        else if (word === '-R') lock = true;
        else if (/^-[a-zA-Z]+$/.test(word)) {
          if (word === '-u' || word === '-i' || word === '-T') words.shift();
        } else files.push(word);
      }
      const editor = new Editor();
      const session: Session = {
        sys,
        editor,
        file: undefined,
        files,
        fileIndex: 0,
        isNew: false,
        readonly: false,
        message: '',
        quit: undefined,
        pattern: '',
        highlight: false,
      };
      const rc = `${sys.env().HOME ?? '/root'}/.vimrc`;
      if (sys.exists(rc) && sys.stat(rc).type === 'file')
        for (const line of sys.readFile(rc).split('\n')) runEx(session, line.replace(/\s+".*$/, ''));
      session.message = '';
      if (files[0] !== undefined) openFile(session, files[0]);
      else session.message = '';
      session.readonly ||= lock;
      for (const command of commands) if (session.quit === undefined) runEx(session, command);
      if (session.quit !== undefined) return session.quit;
      if (!isTerminal(sys, 0)) return yield* scripted(io, session);
      return yield* interactive(sys, session);
    },
  };
}

/** Input is no terminal: the text is taken as keys, as vim does after its warning. */
function* scripted(io: Io, session: Session): Task<number> {
  yield* io.stderr('Vim: Warning: Input is not from a terminal\n');
  const keys = new Normal(session);
  const text = yield* io.stdin.rest();
  for (const key of splitKeys(text.replace(/\n/g, '\r'))) {
    keys.press(key);
    if (session.quit !== undefined) return session.quit;
  }
  yield* io.stderr('Vim: Error reading input, exiting...\n');
  return 1;
}

function* interactive(sys: Sys, session: Session): Task<number> {
  const before = sys.ttyMode(0, { canonical: false, echo: false, signals: false });
  sys.handleSignal('WINCH', 'handle');
  sys.handleSignal('INT', 'handle');
  const normal = new Normal(session);
  const size = sys.ttySize(1);
  let view: View = { ...size, top: 0 };
  yield* writeAll(sys, 1, '\x1b[?1049h\x1b[?2004h\x1b[2J');
  let pending = '';
  try {
    while (session.quit === undefined) {
      const { editor } = session;
      normal.rows = view.rows;
      const cursor = `${editor.cursor.line + 1},${editor.line === '' ? '0-1' : editor.cursor.column + 1}`;
      const where =
        editor.lines.length <= view.rows - 1
          ? 'All'
          : view.top === 0
            ? 'Top'
            : view.top + view.rows - 1 >= editor.lines.length
              ? 'Bot'
              : `${Math.round((view.top / (editor.lines.length - view.rows + 1)) * 100)}%`;
      yield* writeAll(
        sys,
        1,
        paint(editor, view, normal.bottom(), `${cursor.padEnd(14)}${where}`, normal.selection(), normal.mode === 'command'),
      );
      const got = sys.read(0);
      if (got === null) return 1;
      if (typeof got !== 'string') {
        // An escape that nothing follows at once is the Esc key itself.
        if (pending) {
          const keys = pending;
          pending = '';
          for (const key of splitKeys(keys)) if (session.quit === undefined) normal.press(key);
          continue;
        }
        sys.takeSignals();
        yield { channels: [...got.wait, sys.signalChannel()] };
        view = { ...sys.ttySize(1), top: view.top };
        continue;
      }
      const text = pending + got;
      pending = /\x1b(?:\[[0-9;]*|O)?$/.exec(text)?.[0] ?? '';
      for (const key of splitKeys(text.slice(0, text.length - pending.length))) if (session.quit === undefined) normal.press(key);
    }
    return session.quit;
  } finally {
    sys.ttyMode(0, before);
    yield* writeAll(sys, 1, `\x1b[?2004l\x1b[${view.rows};1H\x1b[K\x1b[?1049l`);
  }
}

export const viCommands: readonly Command[] = [makeVi('vi', false), makeVi('vim', false), makeVi('view', true)];
