import type { Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { isTerminal, strerror, writeAll, type Task } from '../command/stdio';

const KEYS = /\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z]|.)|./gsu;

/** A line asked for at the bottom; undefined when it was cancelled. */
interface Question {
  readonly label: string;
  text: string;
  /** Keys that answer at once (Y, N). */
  readonly keys?: string;
  then(answer: string): void;
}

/** The state of one editing session. */
class Nano {
  lines: string[] = [''];
  row = 0;
  column = 0;
  top = 0;
  modified = false;
  message = '';
  done = false;
  question: Question | undefined;
  private clip: string[] = [];
  private cutting = false;
  private pattern = '';

  constructor(
    private readonly sys: Sys,
    public path: string,
  ) {
    if (path === '') return;
    if (!sys.exists(path)) {
      this.message = '[ New File ]';
      return;
    }
    try {
      const text = sys.readFile(path);
      this.lines = text.replace(/\n$/, '').split('\n');
      this.message = `[ Read ${text === '' ? 0 : this.lines.length} line${this.lines.length === 1 ? '' : 's'} ]`;
    } catch (error) {
      this.message = `[ Error reading ${path}: ${strerror(error)} ]`;
    }
  }

  private save(path: string, leave: boolean): void {
    if (path === '') return void (this.message = '[ Cancelled ]');
    try {
      const body = this.lines.join('\n');
      this.sys.writeFile(path, body === '' || body.endsWith('\n') ? body : `${body}\n`);
      this.path = path;
      this.modified = false;
      this.message = `[ Wrote ${this.lines.length} line${this.lines.length === 1 ? '' : 's'} ]`;
      this.done ||= leave;
    } catch (error) {
      this.message = `[ Error writing ${path}: ${strerror(error)} ]`;
    }
  }

  private askName(leave: boolean): void {
    this.question = { label: 'File Name to Write: ', text: this.path, then: (name) => this.save(name, leave) };
  }

  private leave(): void {
    if (!this.modified) return void (this.done = true);
    this.question = {
      label: 'Save modified buffer? ',
      text: '',
      keys: 'yn',
      then: (key) => (key === 'n' ? (this.done = true) : this.askName(true)),
    };
  }

  private search(): void {
    this.question = {
      label: `Search${this.pattern ? ` [${this.pattern}]` : ''}: `,
      text: '',
      then: (text) => {
        this.pattern = text || this.pattern;
        const wanted = this.pattern.toLowerCase();
        for (let i = 0; wanted && i <= this.lines.length; i++) {
          const row = (this.row + i) % this.lines.length;
          const at = this.lines[row]!.toLowerCase().indexOf(wanted, i === 0 ? this.column + 1 : 0);
          if (at >= 0) {
            [this.row, this.column] = [row, at];
            return;
          }
        }
        this.message = `[ "${this.pattern}" not found ]`;
      },
    };
  }

  private ask(key: string): void {
    const { question } = this;
    if (!question) return;
    if (key === '\x03' || key === '\x1b') {
      this.question = undefined;
      this.message = '[ Cancelled ]';
    } else if (question.keys) {
      if (!question.keys.includes(key.toLowerCase())) return;
      this.question = undefined;
      question.then(key.toLowerCase());
    } else if (key === '\r' || key === '\n') {
      this.question = undefined;
      question.then(question.text);
    } else if (key === '\x7f' || key === '\b') question.text = question.text.slice(0, -1);
    else if (key >= ' ' && !key.startsWith('\x1b')) question.text += key;
  }

  press(key: string, height: number): void {
    if (this.question) return this.ask(key);
    this.message = '';
    const cut = this.cutting;
    this.cutting = false;
    const line = () => this.lines[this.row]!;
    const move = (rows: number) => {
      this.row = Math.max(0, Math.min(this.lines.length - 1, this.row + rows));
      this.column = Math.min(this.column, line().length);
    };
    switch (key) {
      case '\x18':
        return this.leave();
      case '\x0f':
        return this.askName(false);
      case '\x13':
        return this.path ? this.save(this.path, false) : this.askName(false);
      case '\x17':
        return this.search();
      case '\x0b':
        this.clip = [...(cut ? this.clip : []), line()];
        this.cutting = true;
        this.lines.splice(this.row, 1);
        if (this.lines.length === 0) this.lines = [''];
        this.modified = true;
        this.column = 0;
        return move(0);
      case '\x15':
        this.lines.splice(this.row, 0, ...this.clip);
        this.modified ||= this.clip.length > 0;
        this.column = 0;
        return move(this.clip.length);
      case '\x1b[A':
      case '\x1bOA':
      case '\x10':
        return move(-1);
      case '\x1b[B':
      case '\x1bOB':
      case '\x0e':
        return move(1);
      case '\x1b[5~':
      case '\x19':
        return move(-height + 2);
      case '\x1b[6~':
      case '\x16':
        return move(height - 2);
      case '\x1b[D':
      case '\x1bOD':
      case '\x02':
        if (this.column > 0) this.column--;
        else if (this.row > 0) this.column = this.lines[--this.row]!.length;
        return;
      case '\x1b[C':
      case '\x1bOC':
      case '\x06':
        if (this.column < line().length) this.column++;
        else if (this.row < this.lines.length - 1) [this.row, this.column] = [this.row + 1, 0];
        return;
      case '\x1b[H':
      case '\x1bOH':
      case '\x1b[1~':
      case '\x01':
        this.column = 0;
        return;
      case '\x1b[F':
      case '\x1bOF':
      case '\x1b[4~':
      case '\x05':
        this.column = line().length;
        return;
      case '\x1b\\':
        this.row = this.column = 0;
        return;
      case '\x1b/':
        this.row = this.lines.length - 1;
        this.column = line().length;
        return;
      case '\x03':
        this.message = `[ line ${this.row + 1}/${this.lines.length}, col ${this.column + 1}/${line().length + 1} ]`;
        return;
      case '\x7f':
      case '\b':
        if (this.column === 0 && this.row === 0) return;
        if (this.column === 0) {
          this.column = this.lines[this.row - 1]!.length;
          this.lines.splice(this.row - 1, 2, this.lines[this.row - 1]! + line());
          this.row--;
        } else {
          this.lines[this.row] = line().slice(0, this.column - 1) + line().slice(this.column);
          this.column--;
        }
        this.modified = true;
        return;
      case '\x1b[3~':
      case '\x04':
        if (this.column < line().length) this.lines[this.row] = line().slice(0, this.column) + line().slice(this.column + 1);
        else if (this.row < this.lines.length - 1) this.lines.splice(this.row, 2, line() + this.lines[this.row + 1]!);
        this.modified = true;
        return;
      case '\r':
      case '\n':
        this.lines.splice(this.row, 1, line().slice(0, this.column), line().slice(this.column));
        this.row++;
        this.column = 0;
        this.modified = true;
        return;
      default:
        if (key !== '\t' && (key < ' ' || key.startsWith('\x1b'))) return;
        this.lines[this.row] = line().slice(0, this.column) + key + line().slice(this.column);
        this.column += key.length;
        this.modified = true;
    }
  }

  paint(columns: number, rows: number): string {
    const height = Math.max(1, rows - 4);
    if (this.row < this.top || this.row >= this.top + height) this.top = Math.max(0, this.row - Math.floor(height / 2));
    const fit = (text: string) => text.replace(/\t/g, '        ').slice(0, columns);
    const title = this.path || 'New Buffer';
    const head = '  GNU nano 7.2';
    const left = Math.max(head.length + 2, Math.floor((columns - title.length) / 2));
    const bar = `${head.padEnd(left)}${title}`.padEnd(columns - 11) + (this.modified ? 'Modified   ' : '           ');
    const body: string[] = [];
    for (let i = 0; i < height; i++) body.push(fit(this.lines[this.top + i] ?? ''));
    const status = this.question
      ? `\x1b[7m${`${this.question.label}${this.question.text}`.padEnd(columns).slice(0, columns)}\x1b[m`
      : this.message
        ? `${' '.repeat(Math.max(0, Math.floor((columns - this.message.length) / 2)))}\x1b[7m${this.message}\x1b[m`
        : '';
    const hints = this.question?.keys
      ? [' Y Yes', ' N No           ^C Cancel']
      : ['^G Help      ^O Write Out ^W Where Is  ^K Cut       ^C Location', '^X Exit      ^S Save      ^U Paste     ^A Home      ^E End'];
    const before = (this.lines[this.row] ?? '').slice(0, this.column).replace(/\t/g, '        ').length;
    const cursor = this.question
      ? `\x1b[${rows - 2};${this.question.label.length + this.question.text.length + 1}H`
      : `\x1b[${this.row - this.top + 2};${Math.min(before, columns - 1) + 1}H`;
    const screen = [`\x1b[7m${bar.slice(0, columns)}\x1b[m`, ...body, status, ...hints.map((h) => h.slice(0, columns))];
    return `\x1b[?25l\x1b[H${screen.map((row) => `${row}\x1b[K`).join('\r\n')}${cursor}\x1b[?25h`;
  }
}

export const nano: Command = {
  name: 'nano',
  options: 'l,linenumbers w,nowrap E,tabstospaces T,tabsize: v,view i,autoindent m,mouse B,backup c,constantshow',
  prepare: (args) => args.filter((a) => !/^\+\d*(,\d+)?$/.test(a)),
  version: ' GNU nano, version 7.2',
  usage: 'Usage: nano [OPTIONS] [[+LINE[,COLUMN]] FILE]...\n',
  *run(io, options, sys): Task<number> {
    if (!isTerminal(sys, 0)) {
      yield* io.stderr('Standard input is not a terminal\n');
      return 1;
    }
    const path = options.operands[0] ?? '';
    if (path && sys.exists(path) && sys.stat(path).type === 'dir') {
      yield* io.stderr(`"${path}" is a directory\n`);
      return 1;
    }
    const editor = new Nano(sys, path);
    const before = sys.ttyMode(0, { canonical: false, echo: false, signals: false });
    sys.handleSignal('WINCH', 'handle');
    yield* writeAll(sys, 1, '\x1b[?1049h\x1b[2J');
    try {
      while (!editor.done) {
        const size = sys.ttySize(1);
        yield* writeAll(sys, 1, editor.paint(size.columns, size.rows));
        const got = sys.read(0);
        if (got === null) return 1;
        if (typeof got === 'string') {
          for (const key of got.match(KEYS) ?? []) if (!editor.done) editor.press(key, size.rows - 4);
        } else {
          sys.takeSignals();
          yield { channels: [...got.wait, sys.signalChannel()] };
        }
      }
      return 0;
    } finally {
      sys.ttyMode(0, before);
      yield* writeAll(sys, 1, '\x1b[2J\x1b[?1049l');
    }
  },
};
