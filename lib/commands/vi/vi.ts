import type { Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { isTerminal, writeAll, type Io, type Task } from '../command/stdio';
import { Editor } from './editor';
import { openFile } from './ex/file';
import { runEx, sourceFile } from './ex/run';
import { splitKeys } from './keys';
import { Normal } from './normal';
import { paint } from './screen';
import { Beep, EndOfKeys, Session, ViError } from './session';

/** The command line of vi. */
interface Started {
  readonly files: string[];
  readonly commands: string[];
  readonly before: string[];
  readonly keys: string;
  readonly readonly: boolean;
  readonly ex: boolean;
  readonly silent: boolean;
  readonly vimrc: string | undefined;
}

const VERSION = 'VIM - Vi IMproved 9.1 (2024 Jan 02)';
const USAGE = `${VERSION}

Usage: vim [arguments] [file ..]       edit specified file(s)

Arguments:
   --\t\t\tOnly file names after this
   -e\t\t\tEx mode (commands are read from standard input)
   -s\t\t\tSilent (batch) mode (only for "ex" and after -e)
   -R\t\t\tReadonly mode (like "view")
   -n\t\t\tNo swap file (there is none here)
   -u <vimrc>\t\tUse <vimrc> instead of any .vimrc (NONE: no .vimrc)
   --cmd <command>\tExecute <command> before loading any vimrc file
   +<lnum>\t\tStart at line <lnum>; + alone: at end of file
   -c <command>\t\tExecute <command> after loading the first file
   -s <scriptin>\tRead Normal mode commands from file <scriptin>
   -h  or  --help\tPrint Help (this message) and exit
   --version\t\tPrint version information and exit
`;

function makeVi(name: string, how: { readonly readonly?: boolean; readonly ex?: boolean }): Command {
  return {
    name,
    usage: USAGE,
    *run(io, options, sys) {
      if (options.operands.some((w) => w === '--help' || w === '-h')) {
        yield* io.print(USAGE);
        return 0;
      }
      if (options.operands.includes('--version')) {
        yield* io.print(`${VERSION} - simulated\n`);
        return 0;
      }
      const started = yield* parse(io, sys, options.operands, how);
      if (typeof started === 'number') return started;
      return yield* edit(io, sys, started);
    },
  };
}

function* parse(
  io: Io,
  sys: Sys,
  args: readonly string[],
  how: { readonly readonly?: boolean; readonly ex?: boolean },
): Task<Started | number> {
  const files: string[] = [];
  const commands: string[] = [];
  const before: string[] = [];
  let keys = '';
  let lock = how.readonly ?? false;
  let ex = how.ex ?? false;
  let silent = false;
  let vimrc: string | undefined;
  const words = [...args];
  while (words.length) {
    const word = words.shift()!;
    if (word === '--') files.push(...words.splice(0));
    else if (word.startsWith('+')) commands.push(word === '+' ? '$' : word.slice(1));
    else if (word === '-c' || word === '--cmd') (word === '-c' ? commands : before).push(words.shift() ?? '');
    else if (word === '-u') vimrc = words.shift() ?? 'NONE';
    else if (/^-[iTUWw]$/.test(word)) words.shift();
    else if (word === '-s' && !ex) {
      const path = words.shift() ?? '';
      if (!sys.exists(path)) {
        yield* io.stderr(`Cannot open for reading: "${path}"\n`);
        return 2;
      }
      keys += sys.readFile(path);
    } else if (/^-[a-zA-Z]+$/.test(word)) {
      for (const letter of word.slice(1))
        if (letter === 'R') lock = true;
        else if (letter === 'e' || letter === 'E') ex = true;
        else if (letter === 's' && ex) silent = true;
        else if (letter === 'd' || letter === 'o' || letter === 'O' || letter === 'p' || letter === 'r' || letter === 'x') {
          yield* io.stderr(`vim: option -${letter} is not simulated here\n`);
          return 1;
        } else if (!/[nNmMbCvylZVq]/.test(letter)) {
          yield* io.stderr(`${VERSION}\nUnknown option argument: "${word}"\nMore info with: "vim -h"\n`);
          return 1;
        }
    } else if (word.startsWith('--') && word !== '--noplugin' && word !== '--not-a-term' && word !== '--clean') {
      yield* io.stderr(`${VERSION}\nUnknown option argument: "${word}"\nMore info with: "vim -h"\n`);
      return 1;
    } else if (word === '-') files.push('-');
    else if (!word.startsWith('--')) files.push(word);
  }
  return { files, commands, before, keys, readonly: lock, ex, silent, vimrc };
}

function* edit(io: Io, sys: Sys, started: Started): Task<number> {
  const editor = new Editor();
  const tty = isTerminal(sys, 0) && !started.ex;
  const screen = tty ? new Screen(sys, () => session) : undefined;
  const script = splitKeys(started.keys);
  let input: string[] | undefined;
  function* keyboard(): Task<string | undefined> {
    if (script.length) return script.shift();
    if (screen) return yield* screen.key();
    input ??= splitKeys((yield* io.stdin.rest()).replace(/\n/g, '\r'));
    return input.shift();
  }
  const session: Session = new Session(sys, editor, started.files, keyboard, screen ? (run) => screen.aside(run) : undefined);
  const normal = new Normal(session);
  function* attempt(task: Task<void>): Task<void> {
    try {
      yield* task;
    } catch (error) {
      if (!(error instanceof ViError) && !(error instanceof Beep)) throw error;
      session.message = error.message;
      if (started.silent && session.failed === 0) session.failed = 1;
    }
  }
  for (const command of started.before) yield* attempt(runEx(normal, command));
  const home = sys.env().HOME ?? '/root';
  const rc = started.vimrc === undefined ? [`${home}/.vimrc`, `${home}/.vim/vimrc`].find((path) => sys.exists(path)) : started.vimrc;
  let trouble = '';
  // defaults.vim turns filetypes on; a vimrc of one's own has to do so itself.
  session.filetypes = rc === undefined;
  if (rc !== undefined && rc !== 'NONE' && rc !== 'NORC' && rc !== 'DEFAULTS') {
    yield* attempt(sourceFile(normal, rc));
    trouble = session.message;
    session.filetypes = sys.exists(rc) && /^\s*filetype\b.*\bindent\b.*\bon\b|^\s*filetype\b.*\bplugin\b.*\bon\b/m.test(sys.readFile(rc));
  } else if (rc === undefined) editor.settings.scrolloff = 5;
  session.message = '';
  const [first] = started.files;
  if (first === '-') {
    editor.load(yield* io.stdin.rest());
    editor.modified = true;
  } else if (first !== undefined) openFile(session, first);
  if (started.readonly) editor.settings.readonly = true;
  for (const command of started.commands) if (session.quit === undefined) yield* attempt(runEx(normal, command));
  if (trouble) session.message = trouble;
  if (started.ex) return yield* exMode(io, session, normal, started.silent);
  if (!tty && script.length === 0 && session.quit === undefined) yield* io.stderr('Vim: Warning: Input is not from a terminal\n');
  if (session.quit !== undefined) return session.quit;
  if (screen) yield* screen.open();
  try {
    while (session.quit === undefined) yield* normal.command();
    return session.quit;
  } catch (error) {
    if (!(error instanceof EndOfKeys)) throw error;
    if (!screen) yield* io.stderr('Vim: Error reading input, exiting...\n');
    return 1;
  } finally {
    if (screen) yield* screen.close();
  }
}

/** `ex` and `vim -es`: commands from standard input, a line each. */
function* exMode(io: Io, session: Session, normal: Normal, silent: boolean): Task<number> {
  const { stdin } = io;
  for (let line = yield* stdin.line(); line !== null && session.quit === undefined; line = yield* stdin.line()) {
    session.message = '';
    try {
      yield* runEx(normal, line);
    } catch (error) {
      if (error instanceof EndOfKeys) break;
      if (!(error instanceof ViError) && !(error instanceof Beep)) throw error;
      session.failed = 1;
      if (!silent) yield* io.stderr(`${error.message}\n`);
    }
    for (const shown of session.printed.splice(0)) yield* io.print(`${shown}\n`);
  }
  return session.quit || session.failed;
}

/** The terminal: draws before it waits for a key. */
class Screen {
  private view: { columns: number; rows: number };
  private before: ReturnType<Sys['ttyMode']> | undefined;
  private keys: string[] = [];
  private pending = '';

  constructor(
    private readonly sys: Sys,
    private readonly session: () => Session,
  ) {
    this.view = sys.ttySize(1);
  }

  *open(): Task<void> {
    const { sys } = this;
    this.before = sys.ttyMode(0, { canonical: false, echo: false, signals: false });
    sys.handleSignal('WINCH', 'handle');
    sys.handleSignal('INT', 'handle');
    yield* writeAll(sys, 1, '\x1b[?1049h\x1b[?2004h\x1b[2J');
  }

  *close(): Task<void> {
    if (!this.before) return;
    this.sys.ttyMode(0, this.before);
    this.before = undefined;
    yield* writeAll(this.sys, 1, `\x1b[?2004l\x1b[${this.view.rows};1H\x1b[K\x1b[?1049l`);
  }

  /** Lets another program have the terminal, then waits for Enter. */
  *aside(run: () => Task<void>): Task<void> {
    if (!this.before) return yield* run();
    yield* this.close();
    try {
      yield* run();
    } finally {
      yield* writeAll(this.sys, 1, '\nPress ENTER or type command to continue');
      this.before = this.sys.ttyMode(0, { canonical: false, echo: false, signals: false });
    }
    const key = yield* this.read();
    yield* writeAll(this.sys, 1, '\x1b[?1049h\x1b[?2004h\x1b[2J');
    if (key === ':') this.keys.unshift(key);
  }

  *key(): Task<string | undefined> {
    const session = this.session();
    session.rows = this.view.rows;
    if (this.keys.length === 0 || session.page.length || session.message.includes('\n')) {
      const page = session.page.length ? session.page.splice(0) : session.message.includes('\n') ? session.message.split('\n') : [];
      if (page.length) {
        // More than the last line holds: it scrolls up, and any key leads back.
        yield* writeAll(
          this.sys,
          1,
          `\x1b[${this.view.rows};1H\r\n${page.join('\r\n')}\r\n\x1b[32mPress ENTER or type command to continue\x1b[0m`,
        );
        session.message = '';
        const key = yield* this.read();
        if (key === undefined) return undefined;
        if (key !== '\r' && key !== '\n' && key !== ' ') this.keys.unshift(key);
      }
      if (this.keys.length === 0) yield* this.draw();
    }
    return yield* this.read();
  }

  private *draw(): Task<void> {
    yield* writeAll(this.sys, 1, paint(this.session(), this.view));
  }

  private *read(): Task<string | undefined> {
    const { sys } = this;
    while (this.keys.length === 0) {
      const got = sys.read(0);
      if (got === null) return undefined;
      if (typeof got !== 'string') {
        // An escape that nothing follows at once is the Esc key itself.
        if (this.pending) {
          this.keys.push(...splitKeys(this.pending));
          this.pending = '';
          continue;
        }
        sys.takeSignals();
        yield { channels: [...got.wait, sys.signalChannel()] };
        const now = sys.ttySize(1);
        if (now.columns !== this.view.columns || now.rows !== this.view.rows) {
          this.view = now;
          this.session().rows = now.rows;
          yield* this.draw();
        }
        continue;
      }
      const text = this.pending + got;
      this.pending = /\x1b(?:\[[0-9;]*|O)?$|\x1b\[200~(?:(?!\x1b\[201~)[^])*$/.exec(text)?.[0] ?? '';
      this.keys.push(...splitKeys(text.slice(0, text.length - this.pending.length)));
    }
    return this.keys.shift();
  }
}

export const viCommands: readonly Command[] = [
  makeVi('vi', {}),
  makeVi('vim', {}),
  makeVi('view', { readonly: true }),
  makeVi('ex', { ex: true }),
];
