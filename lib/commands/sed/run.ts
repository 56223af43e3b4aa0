import { outputOf } from '../command/child';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { Fatal } from '../command/command';
import { strerror, writeAll, type Input, type Io, type Task } from '../command/stdio';
import { displayList } from './list';
import { expand } from './replacement';
import type { Address, SedCommand, Substitution } from './script';

export interface SedSettings {
  readonly quiet: boolean;
  /** Undefined: to standard output; else in place, with that suffix for a copy ('' for none). */
  readonly inPlace: string | undefined;
  readonly separate: boolean;
  readonly end: string;
}

/** Somewhere lines go. A last line without a newline gets it when more follows. */
interface Sink {
  missing: boolean;
  write(text: string): Task<void>;
}

const STEPS_A_MILLISECOND = 2_000;
const MOST_SPACE = 64 * 1024 * 1024;

/** Runs a parsed script over files. */
export class Sed {
  private space = '';
  private hold = '';
  private line = 0;
  private readonly ranges = new Map<number, { end: number | undefined; active: boolean; done?: boolean }>();
  private lastPattern: RegExp | undefined;
  private readonly sinks = new Map<string, Sink>();
  private readonly readers = new Map<string, Input | undefined>();
  private appended: ({ text: string } | { file: string } | { lineOf: string })[] = [];
  private out: Sink;
  private inPlaceText = '';
  private steps = 0;
  private code = 0;
  private file = '-';
  private files: string[] = [];
  private input: Input | undefined;
  private ahead: { line: string; terminated: boolean } | undefined;
  private terminated = true;
  private holdTerminated = true;
  private readonly sys: Sys;

  constructor(
    private readonly io: Io,
    private readonly commands: readonly SedCommand[],
    private readonly settings: SedSettings,
  ) {
    this.sys = io.sys;
    this.out = { missing: false, write: (text) => io.print(text) };
    this.sinks.set('/dev/stdout', this.out);
    this.sinks.set('/dev/stderr', { missing: false, write: (text) => io.stderr(text) });
    for (const command of commands) {
      const file = command.substitution?.file ?? ('wW'.includes(command.name) ? command.text : undefined);
      if (file !== undefined && !this.sinks.has(file)) this.openSink(file);
    }
  }

  *run(files: readonly string[]): Task<number> {
    if (this.settings.inPlace !== undefined) {
      for (const file of files) {
        const code = yield* this.editInPlace(file);
        if (code !== undefined) return code;
      }
      return this.code;
    }
    const groups = this.settings.separate ? files.map((f) => [f]) : [[...files]];
    for (const group of groups) {
      this.files = group;
      this.line = 0;
      const quit = yield* this.cycles();
      if (quit !== undefined) return quit || this.code;
    }
    return this.code;
  }

  private openSink(path: string): void {
    let fd: number;
    try {
      fd = this.sys.open(path, { write: true, create: true, truncate: true }, 0o666);
    } catch (error) {
      throw new Fatal(`couldn't open file ${path}: ${strerror(error)}`, 4);
    }
    const sys = this.sys;
    this.sinks.set(path, { missing: false, write: (text) => writeAll(sys, fd, text) });
  }

  /** The exit code when `q` ended it all. */
  private *editInPlace(file: string): Task<number | undefined> {
    let stat;
    try {
      stat = this.sys.stat(file);
    } catch (error) {
      yield* this.io.error(`can't read ${file}: ${strerror(error)}`);
      this.code = 2;
      return undefined;
    }
    if (stat.type !== 'file') {
      yield* this.io.error(`couldn't edit ${file}: not a regular file`);
      this.code = 4;
      return undefined;
    }
    this.inPlaceText = '';
    this.out = {
      missing: false,
      write: function* (this: Sed, text: string): Task<void> {
        this.inPlaceText += text;
        if (this.inPlaceText.length > MOST_SPACE) throw new Fatal(`couldn't write to output file: No space left on device`, 4);
      }.bind(this),
    };
    this.line = 0;
    this.ranges.clear();
    this.files = [file];
    const quit = yield* this.cycles();
    if (quit !== undefined) {
      // q copies what is left of the file.
      for (let rest = yield* this.next(); rest; rest = yield* this.next()) yield* this.emit(rest.line, rest.terminated);
    }
    const dir = file.includes('/') ? file.slice(0, file.lastIndexOf('/') + 1) : './';
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
    let temporary = `${dir}sed`;
    for (let n = 0; n < 6; n++) temporary += letters[Math.floor(this.sys.random() * letters.length)];
    try {
      this.sys.writeFile(temporary, this.inPlaceText, { mode: stat.mode & 0o777 });
    } catch (error) {
      throw new Fatal(`couldn't open temporary file ${temporary}: ${strerror(error)}`, 4);
    }
    this.sys.chmod(temporary, stat.mode);
    if (this.sys.uid() === 0) this.sys.chown(temporary, stat.uid, stat.gid);
    const suffix = this.settings.inPlace;
    if (suffix) {
      const base = file.slice(file.lastIndexOf('/') + 1);
      const copy = suffix.includes('*') ? suffix.replaceAll('*', base) : base + suffix;
      this.sys.rename(file, copy.includes('/') ? copy : file.slice(0, file.lastIndexOf('/') + 1) + copy);
    }
    try {
      this.sys.rename(temporary, file);
    } catch (error) {
      throw new Fatal(`cannot rename ${temporary}: ${strerror(error)}`, 4);
    }
    return quit;
  }

  private *cycles(): Task<number | undefined> {
    let restart = false;
    for (;;) {
      if (!restart) {
        const next = yield* this.next();
        if (!next) return undefined;
        this.space = next.line;
        this.terminated = next.terminated;
        this.line++;
      }
      restart = false;
      const result = yield* this.script();
      if (result === 'delete') continue;
      if (result === 'restart') {
        yield* this.flushAppended();
        restart = true;
        continue;
      }
      if (typeof result === 'object' && result.silent) return result.quit;
      if (!this.settings.quiet) yield* this.emit(this.space, this.terminated);
      yield* this.flushAppended();
      if (typeof result === 'object') return result.quit;
    }
  }

  private *emit(text: string, terminated = true, sink = this.out): Task<void> {
    const before = sink.missing ? this.settings.end : '';
    sink.missing = !terminated;
    yield* sink.write(before + text + (terminated ? this.settings.end : ''));
  }

  /** Text that brings its own newline. */
  private *emitRaw(text: string): Task<void> {
    const before = this.out.missing ? this.settings.end : '';
    this.out.missing = false;
    yield* this.out.write(before + text);
  }

  private *flushAppended(): Task<void> {
    for (const item of this.appended.splice(0)) {
      if ('text' in item) yield* this.emitRaw(item.text);
      else if ('file' in item) {
        try {
          const text = item.file === '/dev/stdin' ? yield* this.io.stdin.rest() : this.sys.readFile(item.file);
          if (text) yield* this.emitRaw(text);
          if (text && !text.endsWith('\n')) this.out.missing = false;
        } catch (error) {
          if (!(error instanceof Errno)) throw error;
        }
      } else {
        const reader = this.reader(item.lineOf);
        const line = reader ? yield* reader.line(this.settings.end) : null;
        if (line !== null) yield* this.emit(line, reader!.terminated);
      }
    }
  }

  private reader(path: string): Input | undefined {
    if (!this.readers.has(path)) {
      let input: Input | undefined;
      try {
        input = this.io.open(path);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
      }
      this.readers.set(path, input);
    }
    return this.readers.get(path);
  }

  private *next(): Task<{ line: string; terminated: boolean } | undefined> {
    const got = this.ahead ?? (yield* this.readLine());
    this.ahead = undefined;
    return got;
  }

  private *isLast(): Task<boolean> {
    this.ahead ??= yield* this.readLine();
    return this.ahead === undefined;
  }

  private *readLine(): Task<{ line: string; terminated: boolean } | undefined> {
    for (;;) {
      if (!this.input) {
        const file = this.files.shift();
        if (file === undefined) return undefined;
        try {
          this.input = this.io.open(file);
          this.file = file;
        } catch (error) {
          yield* this.io.error(`can't read ${file}: ${strerror(error)}`);
          this.code = 2;
          continue;
        }
      }
      try {
        const line = yield* this.input.line(this.settings.end);
        if (line !== null) return { line, terminated: this.input.terminated };
      } catch (error) {
        yield* this.io.error(
          `couldn't read ${this.file}: ${strerror(error)}`.replace(
            /^couldn't read (.*): Is a directory$/,
            'read error on $1: Is a directory',
          ),
        );
        this.code = 2;
      }
      this.input.close();
      this.input = undefined;
    }
  }

  private test(expression: RegExp | undefined): boolean {
    const used = expression ?? this.lastPattern;
    if (!used) throw new Fatal('-e expression #1, char 0: no previous regular expression');
    this.lastPattern = used;
    used.lastIndex = 0;
    return used.test(this.space);
  }

  private *matches(address: Address): Task<boolean> {
    switch (address.kind) {
      case 'line':
        return this.line === address.line;
      case 'step':
        return address.step <= 0
          ? this.line === address.first
          : this.line >= address.first && (this.line - address.first) % address.step === 0;
      case 'last':
        return yield* this.isLast();
      case 'match':
        return this.test(address.pattern.expression);
    }
  }

  private *selected(command: SedCommand, index: number): Task<boolean> {
    const { from, to } = command;
    if (!from) return true;
    if (!to) return yield* this.matches(from);
    let range = this.ranges.get(index);
    if (!range) this.ranges.set(index, (range = { active: from.kind === 'line' && from.line === 0, end: undefined }));
    if (!range.active) {
      if (!(yield* this.matches(from))) return false;
      if (to.kind === 'line') {
        if (to.line <= this.line) return true;
        range.end = to.line;
      } else if (to.kind === 'count') {
        if (to.count === 0) return true;
        range.end = this.line + to.count;
      } else if (to.kind === 'multiple') {
        if (to.of <= 0 || this.line % to.of === 0) return true;
        range.end = Math.ceil(this.line / to.of) * to.of;
      } else range.end = undefined;
      range.active = true;
      return true;
    }
    if (range.end !== undefined) {
      if (this.line >= range.end) range.active = false;
      return this.line <= range.end;
    }
    if (yield* this.matches(to as Address)) range.active = false;
    return true;
  }

  private *script(): Task<'end' | 'delete' | 'restart' | { quit: number; silent: boolean }> {
    let replaced = false;
    for (let i = 0; i < this.commands.length;) {
      if (++this.steps % STEPS_A_MILLISECOND === 0) yield { channels: [], until: this.sys.now() + 1 };
      if (this.space.length > MOST_SPACE) throw new Fatal('memory exhausted', 4);
      const command = this.commands[i]!;
      if ((yield* this.selected(command, i)) === command.negate) {
        i = command.name === '{' ? command.end! : i + 1;
        continue;
      }
      i++;
      switch (command.name) {
        case '{':
          break;
        case '=':
          yield* this.emitRaw(`${this.line}\n`);
          break;
        case 'a':
          this.appended.push({ text: command.text! });
          break;
        case 'i':
          yield* this.emitRaw(command.text!);
          break;
        case 'c': {
          const range = this.ranges.get(i - 1);
          if (!command.to || command.negate || !range?.active) yield* this.emitRaw(command.text!);
          yield* this.flushAppended();
          return 'delete';
        }
        case 'b':
          i = command.target ?? this.commands.length;
          break;
        case 't':
        case 'T':
          if (replaced === (command.name === 't')) i = command.target ?? this.commands.length;
          replaced = false;
          break;
        case 'd':
          yield* this.flushAppended();
          return 'delete';
        case 'D': {
          const at = this.space.indexOf('\n');
          if (at < 0) {
            yield* this.flushAppended();
            return 'delete';
          }
          this.space = this.space.slice(at + 1);
          return 'restart';
        }
        case 'e':
          if (command.text) yield* this.emitRaw(yield* outputOf(this.io, command.text));
          else this.space = (yield* outputOf(this.io, this.space)).replace(/\n$/, '');
          break;
        case 'F':
          yield* this.emitRaw(`${this.file}\n`);
          break;
        case 'g':
          [this.space, this.terminated] = [this.hold, this.holdTerminated];
          break;
        case 'G':
          this.space += `\n${this.hold}`;
          this.terminated = this.holdTerminated;
          break;
        case 'h':
          [this.hold, this.holdTerminated] = [this.space, this.terminated];
          break;
        case 'H':
          this.hold += `\n${this.space}`;
          this.holdTerminated = this.terminated;
          break;
        case 'l':
          yield* this.emitRaw(displayList(this.space, command.number ?? 70));
          break;
        case 'n':
        case 'N': {
          if (yield* this.isLast()) return { quit: 0, silent: false };
          if (command.name === 'n' && !this.settings.quiet) yield* this.emit(this.space, this.terminated);
          yield* this.flushAppended();
          const next = (yield* this.next())!;
          this.space = command.name === 'n' ? next.line : `${this.space}\n${next.line}`;
          this.terminated = next.terminated;
          this.line++;
          break;
        }
        case 'p':
          yield* this.emit(this.space, this.terminated);
          break;
        case 'P':
          yield* this.emit(this.space.split('\n')[0]!, this.space.includes('\n') || this.terminated);
          break;
        case 'q':
          return { quit: command.number ?? 0, silent: false };
        case 'Q':
          return { quit: command.number ?? 0, silent: true };
        case 'r':
          this.appended.push({ file: command.text! });
          break;
        case 'R':
          this.appended.push({ lineOf: command.text! });
          break;
        case 's':
          if (yield* this.substitute(command.substitution!)) replaced = true;
          break;
        case 'w':
          yield* this.emit(this.space, this.terminated, this.sinks.get(command.text!));
          break;
        case 'W':
          yield* this.emit(this.space.split('\n')[0]!, this.space.includes('\n') || this.terminated, this.sinks.get(command.text!));
          break;
        case 'x':
          [this.space, this.hold] = [this.hold, this.space];
          [this.terminated, this.holdTerminated] = [this.holdTerminated, this.terminated];
          break;
        case 'y':
          this.space = [...this.space].map((c) => command.map!.get(c) ?? c).join('');
          break;
        case 'z':
          this.space = '';
          break;
      }
    }
    return 'end';
  }

  private *substitute(s: Substitution): Task<boolean> {
    const expression = s.pattern.expression ?? this.lastPattern;
    if (!expression) throw new Fatal('-e expression #1, char 0: no previous regular expression');
    this.lastPattern = expression;
    let out = '';
    let at = 0;
    let count = 0;
    let done = false;
    let previousEnd = -1;
    expression.lastIndex = 0;
    for (;;) {
      const m = expression.exec(this.space);
      if (!m) break;
      const end = m.index + m[0].length;
      if (m[0] === '' && m.index === previousEnd) {
        // No empty match right after another match.
        if (expression.lastIndex >= this.space.length) break;
        expression.lastIndex += (this.space.codePointAt(expression.lastIndex) ?? 0) > 0xffff ? 2 : 1;
        continue;
      }
      previousEnd = end;
      count++;
      if (count >= Math.max(1, s.nth)) {
        out += this.space.slice(at, m.index) + expand(s.replacement, m);
        at = end;
        done = true;
        if (!s.global) break;
      }
      if (m[0] === '') {
        if (end >= this.space.length) break;
        expression.lastIndex = end + ((this.space.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
      }
    }
    if (!done) return false;
    this.space = out + this.space.slice(at);
    if (s.evaluate) this.space = (yield* outputOf(this.io, this.space)).replace(/\n$/, '');
    for (let n = 0; n < s.print; n++) yield* this.emit(this.space, this.terminated);
    if (s.file !== undefined) yield* this.emit(this.space, this.terminated, this.sinks.get(s.file));
    return true;
  }
}
