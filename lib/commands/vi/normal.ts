import type { Task } from '../command/stdio';
import { screenColumn } from './columns';
import { readLine } from './command-line';
import { areaOf } from './areas';
import type { Change } from './dot';
import { before, type Editor, type Place } from './editor';
import { runEx } from './ex/run';
import { writeFile } from './ex/file';
import { insertMode, newIndent } from './insertion';
import { motion, type Motion } from './motions';
import { addToNumber, flip, join, operate, put, type Area } from './operators';
import { readRegister } from './registers-read';
import { replaceCharacters } from './replace';
import { scroll } from './scroll';
import { searchFor } from './search';
import { Beep, ViError, type Session } from './session';
import { textObject } from './text-objects';
import { visualCommand } from './visual';

const [MOST_COUNT, MOST_MACRO] = [99_999, 10_000];
/** Keys of which another one follows. */
const TWO_KEYS = /^[fFtTr'`mgzZ@q[\]]$|^\x17$/;
const LARGE = /^[%(){}nN`/?]/;
const SWAPPED: Readonly<Record<string, string>> = {
  s: 'cl',
  S: 'cc',
  C: 'c$',
  D: 'd$',
  Y: 'yy',
  x: 'dl',
  X: 'dh',
  '<Del>': 'dl',
  '&': ':s\r',
};

/** A command as it was typed up to its key: `"a2d3w` is register a, count 6, operator d, key w. */
export interface Said {
  readonly register: string | undefined;
  readonly count: number;
  readonly given: boolean;
  readonly key: string;
}

/** Normal and visual mode: reads commands and does them. */
export class Normal {
  private change: Change | undefined;
  private lastMacro = '';
  lastVisual:
    | { readonly mode: 'visual' | 'visual-line' | 'visual-block'; readonly anchor: Place; readonly cursor: Place; readonly wanted: number }
    | undefined;
  private repeating = false;

  constructor(readonly session: Session) {}

  get editor(): Editor {
    return this.session.editor;
  }

  /** Reads one command and does it. What cannot be done ends in a message or a beep, and stops macros. */
  *command(): Task<void> {
    const { session } = this;
    try {
      yield* this.take();
    } catch (error) {
      if (error instanceof ViError) session.message = error.message;
      else if (!(error instanceof Beep)) throw error;
      session.dropPlayed();
      if (session.mode !== 'visual' && session.mode !== 'visual-line' && session.mode !== 'visual-block') session.mode = 'normal';
    }
    this.editor.clamp(session.mode === 'visual' || session.mode === 'visual-block');
  }

  /** Several commands, for `:normal` and `.`. */
  *execute(keys: readonly string[]): Task<void> {
    const stop = { failed: undefined as Beep | ViError | undefined };
    yield* this.session.execute(keys, () => this.strict(stop));
    if (this.session.mode !== 'normal') this.leaveVisual();
    if (stop.failed) throw stop.failed;
  }

  private *strict(stop: { failed: Beep | ViError | undefined }): Task<void> {
    if (stop.failed) {
      yield* this.session.key();
      return;
    }
    try {
      yield* this.take();
    } catch (error) {
      if (!(error instanceof ViError) && !(error instanceof Beep)) throw error;
      stop.failed = error;
      this.session.mode = 'normal';
    }
    this.editor.clamp();
  }

  /** Count and register, then the key with those that belong to it. */
  private *read(): Task<Said> {
    const { session } = this;
    let register: string | undefined;
    let digits = '';
    for (;;) {
      const key = yield* session.key();
      if (key === '"') {
        register = yield* session.key();
        if (!/^[-a-zA-Z0-9"_+*%#/:.]$/.test(register)) throw new Beep();
        if (register === '+' || register === '*') register = '"';
      } else if (/^[1-9]$/.test(key) || (key === '0' && digits)) digits += key;
      else {
        const whole = TWO_KEYS.test(key) && !(key === 'q' && session.recording) ? key + (yield* session.key()) : key;
        if (whole.length > 1 && whole.endsWith('\x1b') && !whole.startsWith('<')) throw new Beep();
        return { register, count: Math.min(MOST_COUNT, Number(digits || 1)), given: digits !== '', key: whole };
      }
    }
  }

  private *take(): Task<void> {
    const { session } = this;
    if (session.taken) session.taken = [];
    const said = yield* this.read();
    session.message = session.idle ? '' : session.message;
    // What `.` repeats are the keys after count and register.
    const { key } = said;
    if (session.taken) session.taken = key.startsWith('<') ? [key] : [...key];
    if (key.startsWith('<Paste>')) {
      session.play([...key.slice(7)].map((c) => (c === '\n' ? '\r' : c)));
      return;
    }
    if (session.mode === 'normal') yield* this.normal(said);
    else yield* visualCommand(this, said);
  }

  /** Keeps the keys of the change just made for `.`. */
  remember(said: Pick<Said, 'count' | 'given' | 'register'>, area?: Change['area']): void {
    const { taken } = this.session;
    if (taken && !this.repeating)
      this.change = { keys: [...taken], count: said.given ? said.count : undefined, register: said.register, area };
  }

  go(found: Motion): void {
    const { editor } = this;
    editor.cursor = { ...found.to };
    editor.clamp(this.session.mode === 'visual' || this.session.mode === 'visual-block');
    editor.wanted = found.wanted ?? screenColumn(editor.line, editor.cursor.column, editor.settings);
  }

  /** A motion with those that ask for a line (`/`, `?`); undefined when the key is none. */
  *motion(key: string, count: number, given: boolean, operator?: string): Task<Motion | undefined> {
    const { session, editor } = this;
    if (key === '/' || key === '?') {
      const typed = yield* readLine(session, key);
      if (typed === undefined) throw new Beep();
      const here = { ...editor.cursor };
      const found = searchFor(session, typed, key === '/', count);
      editor.marks.set("'", here);
      return found;
    }
    if (/^(?:G|gg|[nN%*#HML(){}]|['`].)$/u.test(key)) {
      const here = { ...editor.cursor };
      const found = motion(session, key, count, given, operator);
      editor.marks.set("'", here);
      return found;
    }
    return motion(session, key, count, given, operator);
  }

  *insert(replacing: boolean, count: number, opened = false): Task<void> {
    yield* insertMode(this.session, replacing, count, opened, () => this.command());
    const { editor } = this;
    editor.wanted = screenColumn(editor.line, editor.cursor.column, editor.settings);
  }

  private writable(): void {
    if (!this.editor.settings.modifiable) throw new ViError("E21: Cannot make changes, 'modifiable' is off");
    if (this.editor.settings.readonly && !this.editor.modified) this.session.message = 'W10: Warning: Changing a readonly file';
  }

  private *normal(said: Said): Task<void> {
    const { session, editor } = this;
    const { key, count, register } = said;
    if (/^(?:[dcy><=!]|g[uU~?qw])$/.test(key)) return yield* this.operator(said, key);
    const swapped = SWAPPED[key];
    if (swapped !== undefined && key !== '&') {
      if (/^[xX]|<Del>/.test(key) && editor.line === '') throw new Beep();
      if (key === 'X' && editor.cursor.column === 0) throw new Beep();
      // The motion's keys are read as if typed after the operator.
      session.play([...swapped.slice(1)]);
      const { taken } = session;
      session.taken = undefined;
      try {
        if (taken) session.taken = [];
        yield* this.operator({ ...said, key: swapped[0]! }, swapped[0]!, taken);
      } finally {
        if (!taken) session.taken = undefined;
      }
      return;
    }
    const cursor = { ...editor.cursor };
    const begin = () => {
      this.writable();
      editor.checkpoint();
    };
    const done = () => {
      this.remember(said);
      editor.clamp();
      editor.wanted = screenColumn(editor.line, editor.cursor.column, editor.settings);
    };
    switch (key) {
      case '\x0c':
        return;
      case '\x1b':
      case '\x03':
        return void (session.message = key === '\x03' ? 'Type  :qa!  and press <Enter> to abandon all changes and exit Vim' : '');
      case 'i':
      case '<Insert>':
      case 'a':
      case 'I':
      case 'A':
      case 'gI':
      case 'gi': {
        begin();
        if (key === 'a' && editor.line !== '') cursor.column += [...editor.line.slice(cursor.column)][0]?.length ?? 0;
        if (key === 'I') cursor.column = editor.indentOf(cursor.line).length;
        if (key === 'gI') cursor.column = 0;
        if (key === 'A') cursor.column = editor.line.length;
        editor.cursor = key === 'gi' ? { ...(editor.marks.get('^') ?? cursor) } : cursor;
        editor.clamp(true);
        yield* this.insert(false, count);
        return this.remember(said);
      }
      case 'o':
      case 'O': {
        begin();
        const at = cursor.line + (key === 'o' ? 1 : 0);
        const indent =
          key === 'o'
            ? newIndent(editor, cursor.line, session.filetypes)
            : !editor.settings.paste && (editor.settings.autoindent || (session.filetypes && editor.settings.filetype === 'yaml'))
              ? editor.indentOf(cursor.line)
              : '';
        editor.insertLines(at, [indent]);
        editor.cursor = { line: at, column: indent.length };
        yield* this.insert(false, count, true);
        return this.remember(said);
      }
      case 'R':
        begin();
        yield* this.insert(true, count);
        return this.remember(said);
      case 'p':
      case 'P':
      case 'gp':
      case 'gP':
      case ']p':
      case '[p':
        this.writable();
        put(session, readRegister(session, register), key === 'p' || key === 'gp' || key === ']p', count, key.startsWith('g'));
        return done();
      case 'J':
      case 'gJ':
        this.writable();
        join(session, cursor.line, count, key === 'J');
        return done();
      case '~': {
        if (editor.line === '') throw new Beep();
        begin();
        const end = Math.min(editor.line.length, cursor.column + count);
        editor.lines[cursor.line] =
          editor.line.slice(0, cursor.column) + flip(editor.line.slice(cursor.column, end)) + editor.line.slice(end);
        editor.cursor = { line: cursor.line, column: end };
        return done();
      }
      case '\x01':
      case '\x18':
        this.writable();
        addToNumber(session, key === '\x01' ? count : -count);
        return done();
      case '.':
        return yield* this.repeat(said);
      case 'u':
      case '\x12':
      case 'U':
      case 'g-':
      case 'g+':
        for (let n = 0; n < count; n++) {
          const moved =
            key === 'u'
              ? editor.undo()
              : key === 'U'
                ? editor.undoLine()
                : key === '\x12'
                  ? editor.redo()
                  : editor.wander(key === 'g-' ? -1 : 1);
          if (moved) continue;
          if (key === 'U') throw new Beep();
          session.message = key === 'u' || key === 'g-' ? 'Already at oldest change' : 'Already at newest change';
          break;
        }
        return;
      case ':': {
        const range = said.given ? `.${count > 1 ? `,.+${count - 1}` : ''}` : '';
        const line = yield* readLine(session, ':', range);
        if (line === undefined) return;
        yield* runEx(this, line);
        if (line.trim()) session.lastCommand = line;
        return;
      }
      case 'v':
      case 'V':
      case '\x16':
        session.anchor = { ...cursor };
        session.mode = key === 'v' ? 'visual' : key === 'V' ? 'visual-line' : 'visual-block';
        return;
      case 'gv':
        if (!this.lastVisual) throw new Beep();
        session.anchor = { ...this.lastVisual.anchor };
        editor.cursor = { ...this.lastVisual.cursor };
        editor.wanted = this.lastVisual.wanted;
        session.mode = this.lastVisual.mode;
        return;
      case 'ZZ':
        if (!editor.modified || writeFile(session, undefined, { force: false })) session.quit = 0;
        return;
      case 'ZQ':
        return void (session.quit = 0);
      case 'g&':
        return yield* runEx(this, '%s//~/&');
      case '&':
        yield* runEx(this, 's');
        return this.remember(said);
      case 'q':
        return this.stopRecording();
      case '\x07':
      case 'g\x07':
        return yield* runEx(this, 'file');
      case 'ga': {
        const c = editor.line.codePointAt(cursor.column);
        session.message =
          c === undefined
            ? 'NUL'
            : `<${String.fromCodePoint(c)}>  ${c},  Hex ${c.toString(16).padStart(2, '0')},  Oct ${c.toString(8).padStart(3, '0')}`;
        return;
      }
      case '\x1a':
        throw new ViError('suspending vi is not simulated here');
      case '@:':
        this.lastMacro = ':';
        return yield* runEx(this, session.lastCommand);
    }
    if (/^r[^]+$/u.test(key)) {
      this.writable();
      yield* replaceCharacters(session, said);
      return this.remember(said);
    }
    if (/^m./u.test(key)) {
      if (!/^m[a-zA-Z'`[\]<>]$/.test(key)) throw new Beep();
      editor.marks.set(key[1]!, cursor);
      return;
    }
    if (/^q./u.test(key)) {
      if (!/^q[a-zA-Z0-9"]$/.test(key)) throw new Beep();
      session.recording = { register: key[1]!, keys: [] };
      return;
    }
    if (/^@./u.test(key)) return this.playMacro(key[1]!, count);
    if (scroll(session, key, count, said.given)) return;
    if (key.startsWith('\x17') || key === '\x1d' || key === '\x14' || key === 'K')
      throw new ViError('windows and tags are not simulated here');
    const found = yield* this.motion(key, count, said.given);
    if (!found) throw new Beep();
    this.go(found);
  }

  private stopRecording(): void {
    const { recording } = this.session;
    if (!recording) throw new Beep();
    this.session.recording = undefined;
    this.editor.registers.set(recording.register, { text: recording.keys.slice(0, -1).slice(0, MOST_MACRO).join(''), kind: 'characters' });
  }

  private playMacro(name: string, count: number): void {
    const register = name === '@' ? this.lastMacro : name;
    if (register === ':') return this.session.play(['@', ':']);
    const text = readRegister(this.session, register)?.text;
    if (!register || !text) {
      if (name === '@') throw new ViError('E748: No previously used register');
      throw new Beep();
    }
    this.lastMacro = register;
    const keys = text.match(/<(?:Paste|Up|Down|Left|Right|Home|End|Del|PageUp|PageDown|Insert)>|[^]/gu) ?? [];
    for (let n = 0; n < Math.min(count, MOST_MACRO); n++) this.session.play(keys);
  }

  private *repeat(said: Said): Task<void> {
    const { change, session, editor } = this;
    if (!change) throw new Beep();
    const count = said.given ? said.count : change.count;
    if (said.given) this.change = { ...change, count: said.count };
    let { register } = change;
    // Repeating a put from "1 takes "2 next, and so on.
    if (register && /[1-8]/.test(register)) {
      register = String(Number(register) + 1);
      this.change = { ...this.change!, register };
    }
    const prefix = [...(register ? `"${register}` : ''), ...(count === undefined ? '' : String(count))];
    this.repeating = true;
    try {
      if (change.area) {
        const { mode, lines, columns } = change.area;
        session.mode = mode;
        session.anchor = { ...editor.cursor };
        const line = Math.min(editor.last, editor.cursor.line + lines);
        editor.cursor = { line, column: lines === 0 || mode === 'visual-block' ? editor.cursor.column + columns : columns };
        editor.clamp(true);
      }
      yield* this.execute([...prefix, ...change.keys]);
    } finally {
      this.repeating = false;
    }
  }

  private *operator(said: Said, operator: string, keysOfAlias?: string[]): Task<void> {
    const { session, editor } = this;
    let force = '';
    let next = yield* this.read();
    while (/^[vV\x16]$/.test(next.key) && operator !== '!') {
      force = next.key;
      next = yield* this.read();
    }
    const count = Math.min(MOST_COUNT, said.count * next.count);
    const given = said.given || next.given;
    let { key } = next;
    if (key === '\x1b' || key === '\x03') throw new Beep();
    const start = { ...editor.cursor };
    let area: Area;
    const doubled = key === operator || (operator.length > 1 && (key === operator[1] || key === operator));
    let large = false;
    if (doubled) {
      if (start.line + count - 1 > editor.last && operator !== 'y' && count > 1 && editor.last === start.line) throw new Beep();
      area = { kind: 'lines', from: start.line, to: Math.min(editor.last, start.line + count - 1) };
    } else if (/^[ia]$/.test(key)) {
      const what = yield* session.key();
      key += what;
      const object = textObject(editor, key[0] === 'a', what, count);
      if (!object) throw new Beep();
      area = areaOf(editor, object.from, { to: object.to, kind: object.kind }, operator, force);
    } else {
      const found = yield* this.motion(key, count, given, operator);
      if (!found) throw new Beep();
      large = LARGE.test(key);
      area = areaOf(editor, start, found, operator, force);
    }
    // The keys for `.`: the operator and its motion, counts left out.
    if (session.taken && !this.repeating)
      session.taken = keysOfAlias ?? [
        ...operator,
        ...(key.startsWith('<') ? [key] : key === '/' || key === '?' ? [...key, ...session.pattern, '\r'] : key),
      ];
    if (operator === '!') {
      const [from, to] = area.kind === 'characters' ? [area.from.line, area.to.line] : [area.from, area.to];
      const line = yield* readLine(session, ':', from === to ? '.!' : `.,.+${to - from}!`);
      editor.cursor = { line: from, column: 0 };
      if (line !== undefined) yield* runEx(this, line);
      return;
    }
    if (/^g[qw]$/.test(operator)) throw new ViError(`${operator} is not simulated here`);
    if (operator !== 'y') this.writable();
    const empty = area.kind === 'characters' && !before(area.from, area.to);
    if (empty && operator !== 'c') {
      if (operator === 'd' && editor.line === '') throw new Beep();
      return;
    }
    if (operator === 'y' && area.kind === 'lines')
      editor.cursor =
        doubled || before(start, { line: area.from, column: 0 })
          ? start
          : { line: area.from, column: start.line === area.from ? start.column : editor.cursor.column };
    if (/^g/.test(operator) && area.kind === 'lines') editor.cursor = start;
    const inserts = operate(session, operator, area, said.register, 1, large);
    if (inserts) {
      editor.clamp(true);
      yield* this.insert(false, 1);
    }
    if (operator !== 'y') this.remember({ count, given, register: said.register });
    editor.clamp();
    editor.wanted = screenColumn(editor.line, editor.cursor.column, editor.settings);
  }

  leaveVisual(): void {
    const { session, editor } = this;
    if (session.mode === 'visual' || session.mode === 'visual-line' || session.mode === 'visual-block') {
      this.lastVisual = { mode: session.mode, anchor: { ...session.anchor }, cursor: { ...editor.cursor }, wanted: editor.wanted };
      const [from, to] = before(editor.cursor, session.anchor) ? [editor.cursor, session.anchor] : [session.anchor, editor.cursor];
      const lines = session.mode === 'visual-line';
      editor.marks.set('<', lines ? { line: from.line, column: 0 } : { ...from });
      editor.marks.set('>', lines ? { line: to.line, column: Number.MAX_SAFE_INTEGER } : { ...to });
    }
    session.mode = 'normal';
  }
}
