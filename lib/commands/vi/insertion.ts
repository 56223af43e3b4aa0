import type { Task } from '../command/stdio';
import { blanks, indexAt, screenColumn } from './columns';
import type { Editor, Place } from './editor';
import { motion } from './motions';
import { shiftWidth, softTab } from './options';
import { shiftLines } from './operators';
import { readRegister } from './registers-read';
import { Beep, ViError, type Session } from './session';
import { classOf } from './words';
import { yamlIndent } from './yaml-indent';

/** The indent of a line that is begun after line `n`. */
export function newIndent(editor: Editor, n: number, filetypes: boolean): string {
  const { settings } = editor;
  if (settings.paste) return '';
  if (filetypes && settings.filetype === 'yaml') return yamlIndent(editor, n);
  if (!settings.autoindent && !settings.smartindent) return '';
  const more = settings.smartindent && /\{\s*$/.test(editor.lines[n]!);
  const indent = editor.indentOf(n);
  return more ? blanks(screenColumn(indent, indent.length, settings) + shiftWidth(settings), settings) : indent;
}

/** Reads keys until Esc; the text typed is `session.lastInserted`. `once`: does one normal command (Ctrl-O). */
export function* insertMode(session: Session, replacing: boolean, count: number, opened: boolean, once: () => Task<void>): Task<void> {
  const { editor } = session;
  session.mode = replacing ? 'replace' : 'insert';
  let start: Place = { ...editor.cursor };
  let typed = '';
  let repeat = count;
  const replaced: (string | undefined)[] = [];
  /** An indent that nothing was typed behind is taken away again. */
  let bareIndent = opened && /^[ \t]+$/.test(editor.line);
  const add = (text: string) => {
    for (const c of text) {
      if (replacing && c !== '\n') {
        const old = editor.line[editor.cursor.column];
        replaced.push(old);
        if (old !== undefined) editor.remove(editor.cursor, { line: editor.cursor.line, column: editor.cursor.column + 1 });
      } else if (replacing) replaced.push('\n');
      editor.insert(editor.cursor, c);
    }
    typed += text;
  };
  const dropIndent = () => {
    if (bareIndent && /^[ \t]+$/.test(editor.line)) {
      editor.lines[editor.cursor.line] = '';
      editor.cursor = { line: editor.cursor.line, column: 0 };
    }
    bareIndent = false;
  };
  const back = (to: number) => {
    const { line, column } = editor.cursor;
    const same = line === start.line;
    const can = editor.settings.backspace.includes('start') || editor.settings.backspace === '2';
    const limit = same && !can ? Math.min(start.column, column) : 0;
    const from = Math.max(to, same && column > start.column ? Math.max(limit, to < start.column ? start.column : to) : limit);
    if (from === column) throw new Beep();
    typed = typed.slice(0, Math.max(0, typed.length - (column - from)));
    editor.remove({ line, column: from }, { line, column });
  };
  for (;;) {
    let key: string;
    try {
      key = yield* session.key();
    } catch (error) {
      session.mode = 'normal';
      throw error;
    }
    const { cursor, settings } = editor;
    try {
      if (key === '\x1b' || key === '\x03') {
        if (key === '\x1b')
          for (let n = 1; n < repeat; n++) {
            if (opened) editor.insert({ line: editor.cursor.line, column: editor.line.length }, '\n');
            const all = typed;
            add(all);
            typed = all;
          }
        dropIndent();
        session.mode = 'normal';
        if (typed) session.lastInserted = typed;
        editor.marks.set('^', { ...editor.cursor });
        if (editor.cursor.column > 0) editor.cursor = { line: editor.cursor.line, column: editor.cursor.column - 1 };
        editor.clamp();
        return;
      }
      if (key.startsWith('<Paste>')) {
        bareIndent = false;
        add(key.slice(7));
      } else if (key === '\x7f' || key === '\b') {
        if (replacing) {
          if (replaced.length === 0) {
            if (cursor.column > 0) editor.cursor = { line: cursor.line, column: cursor.column - 1 };
          } else {
            const old = replaced.pop();
            typed = typed.slice(0, -1);
            if (old === '\n') editor.remove({ line: cursor.line - 1, column: editor.lines[cursor.line - 1]!.length }, cursor);
            else {
              const at = { line: cursor.line, column: cursor.column - 1 };
              editor.remove(at, cursor);
              if (old !== undefined) editor.insert(at, old);
              editor.cursor = at;
            }
          }
        } else if (cursor.column === 0) {
          if (cursor.line === 0 || !/eol|2|1/.test(settings.backspace)) throw new Beep();
          const up = { line: cursor.line - 1, column: editor.lines[cursor.line - 1]!.length };
          editor.remove(up, cursor);
          typed = typed.slice(0, -1);
        } else {
          const head = editor.line.slice(0, cursor.column);
          const column = screenColumn(editor.line, cursor.column, settings);
          const soft = settings.softtabstop !== 0 && /[ ]+$/.test(head) ? softTab(settings) : 0;
          if (soft && settings.expandtab) {
            const wanted = Math.floor((column - 1) / soft) * soft;
            const room = / *$/.exec(head)![0].length;
            back(cursor.column - Math.min(room, Math.max(1, column - wanted)));
          } else back(cursor.column - [...head].at(-1)!.length);
        }
      } else if (key === '\x17') {
        if (cursor.column === 0) {
          if (cursor.line === 0) throw new Beep();
          editor.remove({ line: cursor.line - 1, column: editor.lines[cursor.line - 1]!.length }, cursor);
        } else {
          let at = cursor.column;
          while (at > 0 && classOf(editor.line[at - 1], false) === 0) at--;
          const kind = classOf(editor.line[at - 1], false);
          while (at > 0 && classOf(editor.line[at - 1], false) === kind) at--;
          back(at);
        }
      } else if (key === '\x15')
        back(
          cursor.column > start.column && cursor.line === start.line
            ? start.column
            : settings.autoindent && cursor.column > editor.indentOf(cursor.line).length
              ? editor.indentOf(cursor.line).length
              : 0,
        );
      else if (key === '\r' || key === '\n') {
        const indent = newIndent(editor, cursor.line, session.filetypes);
        if (bareIndent) dropIndent();
        const at = editor.cursor;
        // What stood behind the cursor moves down without its leading blanks.
        if (indent) {
          const rest = editor.line.slice(at.column);
          editor.lines[at.line] = editor.line.slice(0, at.column) + rest.trimStart();
          if (settings.autoindent || settings.filetype === 'yaml') {
            const head = editor.lines[at.line]!.slice(0, at.column);
            if (head.trim() === '' && rest.trim() === '') editor.lines[at.line] = editor.lines[at.line]!.slice(at.column);
          }
        }
        const column = Math.min(at.column, editor.lines[at.line]!.length);
        editor.insert({ line: at.line, column }, `\n${indent}`);
        if (replacing) replaced.push('\n');
        typed += '\n';
        bareIndent = indent !== '' && editor.line.trim() === '';
      } else if (key === '\x0f') {
        const mode: Session['mode'] = session.mode;
        session.mode = 'normal';
        if (editor.cursor.column >= editor.line.length && editor.line !== '')
          editor.cursor = { line: cursor.line, column: editor.line.length };
        const atEnd = editor.cursor.column === editor.line.length;
        yield* once();
        session.mode = mode;
        if (atEnd && editor.cursor.line === cursor.line && editor.cursor.column === editor.line.length - 1)
          editor.cursor = { line: cursor.line, column: editor.line.length };
        editor.clamp(true);
        editor.checkpoint();
        start = { ...editor.cursor };
        typed = '';
      } else if (key === '\x12') {
        let name = yield* session.key();
        if (name === '\x12' || name === '\x0f' || name === '\x10') name = yield* session.key();
        add(readRegister(session, name)?.text ?? '');
      } else if (key === '\x01' || key === '\x00') add(session.lastInserted);
      else if (key === '\x14' || key === '\x04') {
        const size = editor.indentOf(cursor.line).length;
        const text = editor.line.length;
        shiftLines(editor, cursor.line, cursor.line, key === '\x14' ? 1 : -1);
        if (editor.line === '' && key === '\x14') editor.lines[cursor.line] = blanks(shiftWidth(settings), settings);
        editor.cursor = {
          line: cursor.line,
          column: Math.max(editor.indentOf(cursor.line).length, cursor.column + editor.line.length - text),
        };
        if (cursor.column < size) editor.toIndent();
      } else if (key === '\x05' || key === '\x19') {
        const other = editor.lines[cursor.line + (key === '\x05' ? 1 : -1)];
        const c = other?.[indexAt(other, screenColumn(editor.line, cursor.column, settings), settings)];
        if (c === undefined) throw new Beep();
        add(c);
      } else if (key === '\x16') {
        let code = yield* session.key();
        if (/\d/.test(code)) for (let n = 0; n < 2; n++) code += yield* session.key();
        else if (code === 'u') code = `0x${yield* session.key()}${yield* session.key()}${yield* session.key()}${yield* session.key()}`;
        add(/^(?:\d{3}|0x)/.test(code) ? String.fromCodePoint(Number(code) || 0) : code);
      } else if (key === '\x0e' || key === '\x10') yield* complete(session, key === '\x0e');
      else if (key === '\x0b') throw new ViError('digraphs are not simulated here');
      else if (key.startsWith('<') && key.length > 1) {
        bareIndent = false;
        if (key === '<Del>') {
          if (cursor.column < editor.line.length) editor.remove(cursor, { line: cursor.line, column: cursor.column + 1 });
          else if (cursor.line < editor.last) editor.remove(cursor, { line: cursor.line + 1, column: 0 });
        } else {
          // A cursor key begins another insertion: what was typed so far is a change of its own.
          if (typed) session.lastInserted = typed;
          if (key === '<End>') editor.cursor = { line: cursor.line, column: editor.line.length };
          else if (key === '<Right>') {
            if (cursor.column >= editor.line.length) throw new Beep();
            editor.cursor = { line: cursor.line, column: cursor.column + 1 };
          } else if (key === '<PageDown>' || key === '<PageUp>')
            editor.cursor = { line: cursor.line + (key === '<PageUp>' ? -1 : 1) * (session.rows - 3), column: cursor.column };
          else {
            editor.wanted = screenColumn(editor.line, cursor.column, settings);
            const found = motion(session, key, 1, false, undefined);
            if (found) editor.cursor = { ...found.to };
          }
          editor.clamp(true);
          editor.checkpoint();
          start = { ...editor.cursor };
          typed = '';
          repeat = 1;
        }
      } else if (key === '\t') {
        bareIndent = false;
        const width = softTab(settings);
        const column = screenColumn(editor.line, cursor.column, settings);
        if (settings.paste || (!settings.expandtab && settings.softtabstop === 0)) add('\t');
        else if (settings.expandtab) add(' '.repeat(width - (column % width)));
        else {
          const head = editor.line.slice(0, cursor.column).replace(/ +$/, '');
          const base = screenColumn(head, head.length, settings);
          const goal = column + width - (column % width);
          editor.remove({ line: cursor.line, column: head.length }, cursor);
          let at = base;
          let text = '';
          while (at - (at % settings.tabstop) + settings.tabstop <= goal) {
            text += '\t';
            at += settings.tabstop - (at % settings.tabstop);
          }
          add(text + ' '.repeat(goal - at));
        }
      } else if (key >= ' ') {
        bareIndent = false;
        add(key);
        wrapText(session);
      }
    } catch (error) {
      if (!(error instanceof Beep) && !(error instanceof ViError)) throw error;
      if (error instanceof ViError) session.message = error.message;
    }
  }
}

/** With 'textwidth', a line that has become too long is broken at its last blank. */
function wrapText(session: Session): void {
  const { editor } = session;
  const { textwidth, paste } = editor.settings;
  const { cursor, line } = editor;
  if (textwidth === 0 || paste || screenColumn(line, line.length, editor.settings) <= textwidth) return;
  const at = line.slice(0, textwidth + 1).search(/\s+\S*$/);
  if (at <= editor.indentOf(cursor.line).length) return;
  const rest = line.slice(at).trimStart();
  const indent = newIndent(editor, cursor.line, false);
  editor.lines.splice(cursor.line, 1, line.slice(0, at), indent + rest);
  editor.cursor = { line: cursor.line + 1, column: indent.length + rest.length - (line.length - cursor.column) };
}

/** Ctrl-N and Ctrl-P: words of the text that begin like the one before the cursor, one after the other. */
function* complete(session: Session, forward: boolean): Task<void> {
  const { editor } = session;
  const { cursor } = editor;
  const stem = /[\p{L}\p{N}_]*$/u.exec(editor.line.slice(0, cursor.column))![0];
  const from = cursor.column - stem.length;
  const order = [...editor.lines.slice(cursor.line), ...editor.lines.slice(0, cursor.line)].map((line, i) =>
    i === 0 ? `${line.slice(0, from)} ${line.slice(cursor.column)}` : line,
  );
  const words = [...new Set(order.join('\n').match(/[\p{L}\p{N}_]+/gu) ?? [])].filter((w) => w.startsWith(stem) && w !== stem);
  if (words.length === 0) throw new ViError('E486: Pattern not found');
  const choices = [...(forward ? words : words.reverse()), stem];
  let at = 0;
  for (let length = stem.length; ;) {
    const word = choices[at]!;
    editor.remove({ line: cursor.line, column: from }, { line: cursor.line, column: from + length });
    editor.insert({ line: cursor.line, column: from }, word);
    length = word.length;
    const key = yield* session.key();
    if (key !== '\x0e' && key !== '\x10') {
      session.play([key]);
      session.taken?.pop();
      if (session.recording && session.recording.keys.at(-1) === key) session.recording.keys.pop();
      return;
    }
    at = (at + (key === (forward ? '\x0e' : '\x10') ? 1 : -1) + choices.length) % choices.length;
  }
}
