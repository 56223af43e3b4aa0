import { CommandLine } from './command-line';
import type { Editor, Place } from './editor';
import { runEx, type Session, writeFile } from './ex';
import { Insertion } from './insertion';
import { parseKeys } from './key-sequence';
import { type Find, findCharacter, motion, type Motion, textObject } from './motions';
import { PatternError } from '@/lib/hosts/regex/pattern-error';
import { applyOperator, flip, join, put } from './operators';
import { search, wordAt } from './search';

type Mode = 'normal' | 'insert' | 'replace' | 'visual' | 'visual-line' | 'command';

/** vi's modes: takes keys one at a time. */
export class Normal {
  mode: Mode = 'normal';
  rows = 24;
  private pending = '';
  private readonly commandLine = new CommandLine();
  private wanted = 0;
  private anchor: Place = { line: 0, column: 0 };
  private find: Find | undefined;
  private searchForward = true;
  private change: string[] = [];
  private recording: string[] | undefined;
  private replaying = false;
  private insertion = new Insertion(1, false);

  constructor(private readonly session: Session) {}

  private get editor(): Editor {
    return this.session.editor;
  }

  /** What the last line of the screen shows. */
  bottom(): string {
    if (this.mode === 'command') return this.commandLine.text;
    if (this.session.message) return this.session.message;
    const paste = this.editor.settings.paste ? ' (paste)' : '';
    return {
      normal: '',
      insert: `-- INSERT${paste ? ' (paste)' : ''} --`,
      replace: '-- REPLACE --',
      visual: '-- VISUAL --',
      'visual-line': '-- VISUAL LINE --',
      command: '',
    }[this.mode];
  }

  selection(): ((place: Place) => boolean) | undefined {
    if (this.mode !== 'visual' && this.mode !== 'visual-line') return undefined;
    const [from, to] = this.ordered(this.anchor, this.editor.cursor);
    if (this.mode === 'visual-line') return (p) => p.line >= from.line && p.line <= to.line;
    return (p) =>
      (p.line > from.line || (p.line === from.line && p.column >= from.column)) &&
      (p.line < to.line || (p.line === to.line && p.column <= to.column));
  }

  private ordered(a: Place, b: Place): [Place, Place] {
    return a.line < b.line || (a.line === b.line && a.column <= b.column) ? [a, b] : [b, a];
  }

  press(key: string): void {
    if (this.recording && !this.replaying) this.recording.push(key);
    try {
      this.take(key);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      this.session.message = `E363: ${error.message}`;
      this.done();
    }
  }

  private take(key: string): void {
    if (this.mode === 'command') return this.pressCommand(key);
    if (this.mode === 'insert' || this.mode === 'replace') return this.pressInsert(key);
    this.session.message = '';
    if (key.startsWith('<Paste>')) {
      for (const c of key.slice(7)) this.press(c === '\n' ? '\r' : c);
      return;
    }
    if (key === '\x1b' || key === '\x03') {
      if (this.mode !== 'normal') this.mode = 'normal';
      this.pending = '';
      this.recording = undefined;
      this.editor.clamp();
      return;
    }
    this.pending += key;
    this.interpret();
  }

  private done(): void {
    this.pending = '';
    if (this.mode === 'normal' || this.mode === 'visual' || this.mode === 'visual-line') this.editor.clamp();
  }

  private interpret(): void {
    const visual = this.mode !== 'normal';
    const said = parseKeys(this.pending, visual);
    if (!said) return;
    const { operator, key, count, given, register } = said;
    if (visual) return this.visual(key, count, given, register);
    if (operator) return this.operate(operator, key, count, given, register);
    this.simple(key, count, given, register);
  }

  private move(key: string, count: number, given: boolean): Motion | undefined {
    const { editor } = this;
    const find = /^([fFtT])([^]+)$/u.exec(key);
    if (find) this.find = { kind: find[1] as Find['kind'], character: find[2]! };
    if (find || key === ';' || key === ',') {
      if (!this.find) return undefined;
      const flipped = { f: 'F', F: 'f', t: 'T', T: 't' } as const;
      const used: Find = key === ',' ? { ...this.find, kind: flipped[this.find.kind] } : this.find;
      const to = findCharacter(editor, used, count);
      return to && { to, linewise: false, inclusive: used.kind === 'f' || used.kind === 't' };
    }
    if (key === 'n' || key === 'N') return search(this.session, this.session.pattern, (key === 'n') === this.searchForward, count);
    if (key === '*' || key === '#') {
      const word = wordAt(editor);
      if (!word) return undefined;
      this.session.pattern = `\\<${word}\\>`;
      this.searchForward = key === '*';
      return search(this.session, this.session.pattern, this.searchForward, count);
    }
    if (/^['`]./.test(key)) {
      const mark = editor.marks.get(key[1]!);
      if (!mark) {
        this.session.message = 'E20: Mark not set';
        return undefined;
      }
      return key[0] === "'"
        ? { to: { line: mark.line, column: Math.max(0, editor.lines[mark.line]?.search(/\S|$/) ?? 0) }, linewise: true, inclusive: false }
        : { to: mark, linewise: false, inclusive: false };
    }
    if (key === 'H' || key === 'L' || key === 'M') return undefined;
    return motion(editor, key, count, given, this.wanted);
  }

  private go(found: Motion, key: string): void {
    this.editor.cursor = { ...found.to };
    if (!/^(j|k|<Down>|<Up>|\x0e|\x10)$/.test(key))
      this.wanted = key === '$' || key === '<End>' ? Number.MAX_SAFE_INTEGER : this.editor.cursor.column;
    if (key === 'G' || key === 'gg') this.editor.toIndent();
  }

  private scroll(by: number): void {
    const { cursor, lines } = this.editor;
    this.go({ to: { line: Math.max(0, Math.min(lines.length - 1, cursor.line + by)), column: 0 }, linewise: true, inclusive: false }, 'j');
  }

  private operate(operator: string, key: string, count: number, given: boolean, register?: string): void {
    const { editor } = this;
    const start = { ...editor.cursor };
    let from: Place;
    let to: Place;
    let linewise: boolean;
    const object = /^([ia])([^]+)$/.exec(key);
    if (key === operator || (operator.startsWith('g') && key === operator[1])) {
      [from, to, linewise] = [
        { line: start.line, column: 0 },
        { line: Math.min(editor.lines.length - 1, start.line + count - 1), column: 0 },
        true,
      ];
    } else if (object) {
      const found = textObject(editor, object[1] === 'a', object[2]!);
      if (!found) return this.done();
      ({ from, to, linewise } = found);
    } else {
      const used =
        operator === 'c' && (key === 'w' || key === 'W') && /\S/.test(editor.line[start.column] ?? '') ? (key === 'w' ? 'e' : 'E') : key;
      const kind = (c: string | undefined) => (c === undefined || /\s/.test(c) ? 0 : key === 'W' || /[\p{L}\p{N}_]/u.test(c) ? 1 : 2);
      const atEnd = used !== key && count === 1 && kind(editor.line[start.column]) !== kind(editor.line[start.column + 1]);
      const found: Motion | undefined = atEnd ? { to: start, linewise: false, inclusive: true } : this.move(used, count, given);
      if (!found) return this.done();
      [from, to] = this.ordered(start, found.to);
      linewise = found.linewise;
      if (found.inclusive) to = { line: to.line, column: to.column + 1 };
      // dw on the last word of a line stays on the line.
      if ((key === 'w' || key === 'W') && to.line > from.line && !found.inclusive)
        to = { line: to.line - 1, column: editor.lines[to.line - 1]!.length };
    }
    // An exclusive motion that ends in the first column takes whole lines or ends before the line break.
    if (/^[{}]$/.test(key) && to.column === 0 && to.line > from.line) {
      linewise = from.column <= Math.max(0, editor.lines[from.line]!.search(/\S|$/));
      to = { line: to.line - 1, column: editor.lines[to.line - 1]!.length };
    }
    this.remember();
    this.apply(operator, from, to, linewise, register);
    this.done2();
  }

  private done2(): void {
    this.pending = '';
    if (this.mode === 'normal') this.editor.clamp();
  }

  /** Keeps the keys of a change for `.`. */
  private remember(): void {
    if (this.replaying) return;
    this.change = [...this.pending];
    this.recording = undefined;
  }

  private apply(operator: string, from: Place, to: Place, linewise: boolean, register?: string): void {
    if (applyOperator(this.session, operator, from, to, linewise, register)) this.startInsert(1, false);
  }

  private visual(key: string, count: number, given: boolean, register?: string): void {
    const { editor } = this;
    const linewise = this.mode === 'visual-line';
    if (key === 'v' || key === 'V') {
      const mode = key === 'v' ? 'visual' : 'visual-line';
      this.mode = this.mode === mode ? 'normal' : mode;
      return this.done();
    }
    if (key === ':') {
      this.mode = 'command';
      this.commandLine.open(":'<,'>");
      const [from, to] = this.ordered(this.anchor, editor.cursor);
      editor.marks.set('<', { ...from });
      editor.marks.set('>', { ...to });
      this.pending = '';
      return;
    }
    if (key === 'o') {
      [this.anchor, editor.cursor] = [{ ...editor.cursor }, { ...this.anchor }];
      return this.done();
    }
    const operator = {
      d: 'd',
      x: 'd',
      X: 'd',
      D: 'd',
      y: 'y',
      Y: 'y',
      c: 'c',
      s: 'c',
      '>': '>',
      '<': '<',
      u: 'gu',
      U: 'gU',
      '~': 'g~',
      '<Del>': 'd',
    }[key];
    const object = /^([ia])([^]+)$/.exec(key);
    if (object) {
      const found = textObject(editor, object[1] === 'a', object[2]!);
      if (found) {
        this.anchor = found.from;
        editor.cursor = { line: found.to.line, column: Math.max(0, found.to.column - (found.linewise ? 0 : 1)) };
      }
      return this.done();
    }
    const [from, to] = this.ordered(this.anchor, editor.cursor);
    if (operator) {
      const end = linewise ? to : { line: to.line, column: Math.min(editor.lines[to.line]!.length, to.column + 1) };
      this.mode = 'normal';
      for (let n = 0; n < (operator === '>' || operator === '<' ? count : 1); n++) this.apply(operator, from, end, linewise, register);
      return this.done2();
    }
    if (key === 'J') {
      this.mode = 'normal';
      editor.checkpoint();
      editor.cursor = { ...from };
      for (let n = 0; n < Math.max(1, to.line - from.line); n++) join(editor);
      return this.done();
    }
    if (/^r./u.test(key)) {
      editor.checkpoint();
      this.mode = 'normal';
      for (let n = from.line; n <= to.line; n++) {
        const line = editor.lines[n]!;
        const a = linewise || n > from.line ? 0 : from.column;
        const b = linewise || n < to.line ? line.length : to.column + 1;
        editor.lines[n] = line.slice(0, a) + key.slice(1).repeat(Math.max(0, b - a)) + line.slice(b);
      }
      editor.cursor = { ...from };
      return this.done();
    }
    if (key === 'p') {
      const stored = editor.register;
      this.mode = 'normal';
      this.apply('d', from, linewise ? to : { line: to.line, column: to.column + 1 }, linewise);
      put(this.session, stored, !linewise && stored.lines, 1);
      return this.done();
    }
    const found = this.move(key, count, given);
    if (found) this.go(found, key);
    this.done();
  }

  private startInsert(count: number, checkpoint = true, mode: Mode = 'insert'): void {
    if (checkpoint) this.editor.checkpoint();
    if (!this.replaying) {
      this.change = this.change.length && !checkpoint ? this.change : [...this.pending];
      this.recording = [];
    }
    this.mode = mode;
    this.insertion = new Insertion(count, mode === 'replace');
    this.pending = '';
  }

  private simple(key: string, count: number, given: boolean, register?: string): void {
    const { editor, session } = this;
    const { cursor } = editor;
    const stored = register ? (editor.named.get(register.toLowerCase()) ?? editor.register) : editor.register;
    const change = (action: () => void) => {
      this.remember();
      editor.checkpoint();
      action();
    };
    switch (key) {
      case 'i':
      case '<Insert>':
        return this.startInsert(count);
      case 'a':
        this.startInsert(count);
        cursor.column = Math.min(editor.line.length, cursor.column + 1);
        return;
      case 'I':
        this.startInsert(count);
        editor.cursor.column = Math.max(0, editor.line.search(/\S|$/));
        return;
      case 'A':
        this.startInsert(count);
        cursor.column = editor.line.length;
        return;
      case 'o':
      case 'O': {
        this.startInsert(count);
        this.insertion.openedLine = true;
        const indent = editor.settings.autoindent && !editor.settings.paste ? /^\s*/.exec(editor.line)![0] : '';
        const at = cursor.line + (key === 'o' ? 1 : 0);
        editor.lines.splice(at, 0, indent);
        editor.cursor = { line: at, column: indent.length };
        return;
      }
      case 'R':
        return this.startInsert(count, true, 'replace');
      case 's':
        this.pending = `${count}cl`;
        return this.interpret();
      case 'S':
        this.pending = `${count}cc`;
        return this.interpret();
      case 'C':
        this.pending = 'c$';
        return this.interpret();
      case 'D':
        this.pending = 'd$';
        return this.interpret();
      case 'Y':
        this.pending = `${count}yy`;
        return this.interpret();
      case 'x':
      case '<Del>':
        if (editor.line !== '') {
          this.remember();
          this.apply(
            'd',
            { ...cursor },
            { line: cursor.line, column: Math.min(editor.line.length, cursor.column + count) },
            false,
            register,
          );
        }
        break;
      case 'X':
        if (cursor.column > 0) {
          this.remember();
          this.apply('d', { line: cursor.line, column: Math.max(0, cursor.column - count) }, { ...cursor }, false, register);
        }
        break;
      case 'p':
      case 'P':
        change(() => put(session, stored, key === 'p', count));
        break;
      case 'J':
        change(() => {
          for (let n = 0; n < Math.max(1, count - 1); n++) join(editor);
        });
        break;
      case '~':
        change(() => {
          const end = Math.min(editor.line.length, cursor.column + count);
          editor.lines[cursor.line] =
            editor.line.slice(0, cursor.column) + flip(editor.line.slice(cursor.column, end)) + editor.line.slice(end);
          cursor.column = end;
        });
        break;
      case 'u':
        for (let n = 0; n < count; n++) if (!editor.undo()) session.message = 'Already at oldest change';
        break;
      case '\x12':
        for (let n = 0; n < count; n++) if (!editor.redo()) session.message = 'Already at newest change';
        break;
      case '.': {
        this.pending = '';
        const keys = [...this.change];
        this.replaying = true;
        for (const k of keys) this.press(k);
        this.replaying = false;
        return;
      }
      case 'v':
      case 'V':
        this.anchor = { ...cursor };
        this.mode = key === 'v' ? 'visual' : 'visual-line';
        break;
      case ':':
      case '/':
      case '?':
        this.mode = 'command';
        this.commandLine.open(given && key === ':' ? `:.,.+${count - 1}` : key);
        this.pending = '';
        return;
      case 'ZZ':
        if (!editor.modified || writeFile(session, undefined, false)) session.quit = 0;
        break;
      case 'ZQ':
        session.quit = 0;
        break;
      case '\x06':
      case '<PageDown>':
        this.scroll(this.rows - 3);
        break;
      case '\x04':
        this.scroll(Math.floor(this.rows / 2));
        break;
      case '\x02':
      case '<PageUp>':
        this.scroll(3 - this.rows);
        break;
      case '\x15':
        this.scroll(-Math.floor(this.rows / 2));
        break;
      case '\x07':
        runEx(session, 'f');
        break;
      default: {
        if (/^r[^]/u.test(key) && key.length > 1) {
          const c = key.slice(1);
          if (cursor.column + count <= editor.line.length) {
            change(() => {
              editor.lines[cursor.line] =
                editor.line.slice(0, cursor.column) + (c === '\r' ? '' : c.repeat(count)) + editor.line.slice(cursor.column + count);
              if (c === '\r') editor.insert({ ...cursor }, '\n');
              else cursor.column += count - 1;
            });
          }
          break;
        }
        if (/^m./.test(key)) {
          editor.marks.set(key[1]!, { ...cursor });
          break;
        }
        const found = this.move(key, count, given);
        if (found) this.go(found, key);
      }
    }
    this.done();
  }

  private pressCommand(key: string): void {
    const { session } = this;
    const line = this.commandLine.press(key);
    if (line === undefined) return;
    this.mode = 'normal';
    if (line === '') return;
    session.message = '';
    if (line.startsWith(':')) runEx(session, line.slice(1));
    else {
      const pattern = line.slice(1).replace(/\/[^/]*$/, (m) => (m === '/' ? '' : m)) || session.pattern;
      session.pattern = pattern;
      this.searchForward = line.startsWith('/');
      const found = search(session, pattern, this.searchForward, 1);
      if (found) this.go(found, 'n');
    }
    this.editor.clamp();
  }

  private pressInsert(key: string): void {
    const { editor } = this;
    this.session.message = '';
    if (key !== '\x1b' && key !== '\x03') return this.insertion.type(editor, key);
    this.insertion.finish(editor);
    this.mode = 'normal';
    if (this.recording && !this.replaying) this.change = [...this.change, ...this.recording];
    this.recording = undefined;
    this.wanted = editor.cursor.column;
    editor.clamp();
  }
}
