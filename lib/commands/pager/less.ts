import type { Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { isTerminal, strerror, writeAll, type Task } from '../command/stdio';

const MOST_LINES = 200_000;

/** Cuts lines to what fits into a row of the terminal; escape sequences take no room. */
function rowsOf(text: string, columns: number, chop: boolean, numbers: boolean): string[] {
  const rows: string[] = [];
  const lines = text.replace(/\n$/, '').split('\n');
  for (const [n, raw] of lines.entries()) {
    const line = (numbers ? `${String(n + 1).padStart(7)} ` : '') + raw.replace(/\r/g, '^M').replace(/\t/g, '        ');
    const cells = line.match(/\x1b\[[0-9;]*[A-Za-z]|./gsu) ?? [''];
    let row = '';
    let width = 0;
    for (const cell of cells) {
      if (!cell.startsWith('\x1b') && width === columns) {
        rows.push(row);
        row = '';
        width = 0;
        if (chop) break;
      }
      row += cell;
      if (!cell.startsWith('\x1b')) width++;
    }
    if (!(chop && row === '' && width === 0 && cells.length > columns)) rows.push(row);
    if (rows.length > MOST_LINES) break;
  }
  return rows;
}

const plain = (row: string) => row.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '');

/** Keys come from the terminal itself when standard input is what is shown. */
function keyboard(sys: Sys): number {
  return isTerminal(sys, 0) ? 0 : sys.open('/dev/tty', { read: true });
}

/** Shows rows page by page; `more` leaves at the end, less waits for q. */
function* page(
  sys: Sys,
  name: string,
  title: string,
  text: string,
  how: { chop: boolean; numbers: boolean; pattern?: string; end: boolean },
): Task<number> {
  const fd = keyboard(sys);
  const before = sys.ttyMode(fd, { canonical: false, echo: false, signals: false });
  let size = sys.ttySize(1);
  let rows = rowsOf(text, size.columns, how.chop, how.numbers);
  let top = 0;
  let message = title;
  let prompt: string | undefined;
  let pattern = how.pattern;
  const height = () => Math.max(1, size.rows - 1);
  const last = () => Math.max(0, rows.length - height());
  const move = (to: number) => (top = Math.max(0, Math.min(last(), to)));
  const search = (step: 1 | -1, from: number) => {
    if (pattern === undefined) return void (message = 'No previous regular expression');
    let found: RegExp;
    try {
      found = new RegExp(pattern, /[A-Z]/.test(pattern) ? '' : '');
    } catch {
      return void (message = 'Invalid pattern');
    }
    for (let i = from; i >= 0 && i < rows.length; i += step)
      if (found.test(plain(rows[i]!))) return void (top = Math.min(i, Math.max(last(), i)));
    message = 'Pattern not found  (press RETURN)';
  };
  if (how.end) move(rows.length);
  if (pattern !== undefined) search(1, 0);
  yield* writeAll(sys, 1, '\x1b[?1049h\x1b[?1h\x1b=');
  sys.handleSignal('WINCH', 'handle');
  try {
    for (;;) {
      const shown = rows.slice(top, top + height());
      while (shown.length < height()) shown.push('~');
      const lit = (row: string) => {
        if (pattern === undefined) return row;
        try {
          return plain(row).replace(new RegExp(pattern, 'g'), (m) => (m ? `\x1b[7m${m}\x1b[27m` : m));
        } catch {
          return row;
        }
      };
      const atEnd = top >= last();
      const status =
        prompt ??
        (message
          ? `\x1b[7m${message}${atEnd && message === title && title ? ' (END)' : ''}\x1b[27m`
          : atEnd
            ? '\x1b[7m(END)\x1b[27m'
            : name === 'more'
              ? `\x1b[7m--More--(${Math.round(((top + height()) / rows.length) * 100)}%)\x1b[27m`
              : ':');
      yield* writeAll(sys, 1, `\x1b[H${shown.map((row) => `${lit(row)}\x1b[m\x1b[K`).join('\r\n')}\r\n${status}\x1b[K`);
      message = '';
      const got = sys.read(fd);
      if (got === null) return 0;
      if (typeof got !== 'string') {
        sys.takeSignals();
        yield { channels: [...got.wait, sys.signalChannel()] };
        const now = sys.ttySize(1);
        if (now.columns !== size.columns || now.rows !== size.rows) {
          size = now;
          rows = rowsOf(text, size.columns, how.chop, how.numbers);
        }
        continue;
      }
      for (const key of got.match(/\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z])|./gsu) ?? []) {
        if (prompt !== undefined) {
          if (key === '\r' || key === '\n') {
            const mark = prompt[0];
            const body = prompt.slice(1);
            prompt = undefined;
            if (mark === ':') {
              if (body === 'q' || body === 'Q') return 0;
              if (/^\d+$/.test(body)) move(Number(body) - 1);
            } else {
              if (body) pattern = body;
              search(mark === '/' ? 1 : -1, mark === '/' ? top : top - 1);
            }
          } else if (key === '\x7f' || key === '\b') prompt = prompt.length > 1 ? prompt.slice(0, -1) : undefined;
          else if (key === '\x03' || key === '\x1b') prompt = undefined;
          else prompt += key;
          continue;
        }
        const half = Math.floor(height() / 2);
        if (key === 'q' || key === 'Q' || (name === 'more' && key === '\x03')) return 0;
        else if (key === ' ' || key === 'f' || key === '\x06' || key === '\x1b[6~' || key === 'z') {
          if (name === 'more' && top >= last()) return 0;
          move(top + height());
        } else if (key === 'b' || key === '\x02' || key === '\x1b[5~' || key === 'w') move(top - height());
        else if (['\r', '\n', 'j', 'e', '\x0e', '\x1b[B', '\x1bOB'].includes(key)) {
          if (name === 'more' && top >= last()) return 0;
          move(top + 1);
        } else if (['k', 'y', '\x10', '\x1b[A', '\x1bOA'].includes(key)) move(top - 1);
        else if (key === 'd' || key === '\x04') move(top + half);
        else if (key === 'u' || key === '\x15') move(top - half);
        else if (key === 'g' || key === '<' || key === '\x1b[H' || key === '\x1b[1~') move(0);
        else if (key === 'G' || key === '>' || key === '\x1b[F' || key === '\x1b[4~') move(rows.length);
        else if (key === '/' || key === '?' || key === ':') prompt = key;
        else if (key === 'n') search(1, top + 1);
        else if (key === 'N') search(-1, top - 1);
        else if (key === 'h') message = 'q quit  SPACE b pages  g G ends  /text n N search  (press any key)';
      }
    }
  } finally {
    sys.ttyMode(fd, before);
    yield* writeAll(sys, 1, `\x1b[${size.rows};1H\x1b[K\x1b[?1l\x1b>\x1b[?1049l`);
  }
}

function makePager(name: string, aliases: readonly string[]): Command {
  return {
    name,
    aliases,
    options:
      'N,LINE-NUMBERS S,chop-long-lines R,RAW-CONTROL-CHARS r F,quit-if-one-screen X,no-init i,ignore-case I,IGNORE-CASE e E M m n K Q s w p: d f l c u',
    prepare: (args) =>
      args.flatMap((a) => (a.startsWith('+') ? [a === '+G' ? '\0G' : a.startsWith('+/') ? `-p${a.slice(2)}` : '\0'] : [a])),
    version: name === 'less' ? 'less 590 (GNU regular expressions)' : 'more from util-linux 2.39.3',
    usage:
      name === 'less'
        ? '                   SUMMARY OF LESS COMMANDS\n\n  q quit   SPACE b pages   g G ends   /pattern n N search\n'
        : 'Usage:\n more [options] <file>...\n',
    *run(io, options, sys) {
      const files = options.operands.filter((w) => !w.startsWith('\0'));
      if (files.length === 0 && isTerminal(sys, 0)) {
        yield* io.stderr(
          name === 'less' ? 'Missing filename ("less --help" for help)\n' : "more: bad usage\nTry 'more --help' for more information.\n",
        );
        return 1;
      }
      let code = 0;
      const texts: string[] = [];
      for (const path of files.length ? files : ['-']) {
        try {
          if (path !== '-' && sys.stat(path).type === 'dir') {
            yield* io.stderr(name === 'less' ? `${path} is a directory\n` : `\n*** ${path}: directory ***\n\n`);
            code = 1;
          } else texts.push(yield* io.open(path).rest());
        } catch (error) {
          yield* io.stderr(name === 'less' ? `${path}: ${strerror(error)}\n` : `more: cannot open ${path}: ${strerror(error)}\n`);
          code = 1;
        }
      }
      if (texts.length === 0) return code;
      const text = texts.join('');
      if (!isTerminal(sys, 1)) {
        yield* io.print(text);
        return code;
      }
      const size = sys.ttySize(1);
      const how = { chop: options.has('S'), numbers: options.has('N'), pattern: options.value('p'), end: options.operands.includes('\0G') };
      if ((options.has('F') || name === 'more') && rowsOf(text, size.columns, how.chop, how.numbers).length < size.rows) {
        yield* io.print(text);
        return code;
      }
      yield* io.flush();
      return yield* page(sys, name, files[0] ?? '', text, how);
    },
  };
}

export const pagerCommands: readonly Command[] = [makePager('less', ['pager']), makePager('more', [])];
