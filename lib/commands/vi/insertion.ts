import type { Editor } from './editor';
import { motion } from './motions';

/** One stay in insert or replace mode. */
export class Insertion {
  /** What was typed so far: Esc repeats it when a count was given. */
  private text = '';
  /** `o` and `O`: each repetition begins a line. */
  openedLine = false;

  constructor(
    private readonly count: number,
    private readonly replacing: boolean,
  ) {}

  /** Esc. */
  finish(editor: Editor): void {
    for (let n = 1; n < this.count; n++) editor.insert({ ...editor.cursor }, (this.openedLine ? '\n' : '') + this.text);
    editor.cursor.column = Math.max(0, editor.cursor.column - 1);
  }

  /** Any other key. */
  type(editor: Editor, key: string): void {
    const { cursor } = editor;
    if (key.startsWith('<Paste>')) {
      editor.insert({ ...cursor }, key.slice(7));
      return;
    }
    if (key.startsWith('<') && key.length > 1) {
      if (key === '<Del>') {
        if (cursor.column < editor.line.length) editor.remove({ ...cursor }, { line: cursor.line, column: cursor.column + 1 });
        else if (cursor.line + 1 < editor.lines.length) editor.remove({ ...cursor }, { line: cursor.line + 1, column: 0 });
        return;
      }
      const found =
        key === '<End>' ? { to: { line: cursor.line, column: editor.line.length } } : motion(editor, key, 1, false, cursor.column);
      if (found) editor.cursor = { ...found.to };
      editor.clamp(true);
      return;
    }
    if (key === '\x7f' || key === '\b') {
      if (cursor.column > 0) {
        const size = [...editor.line.slice(0, cursor.column)].at(-1)!.length;
        editor.remove({ line: cursor.line, column: cursor.column - size }, { ...cursor });
      } else if (cursor.line > 0) editor.remove({ line: cursor.line - 1, column: editor.lines[cursor.line - 1]!.length }, { ...cursor });
      this.text = this.text.slice(0, -1);
      return;
    }
    if (key === '\x17' || key === '\x15') {
      const from = key === '\x15' ? 0 : editor.line.slice(0, cursor.column).replace(/\S+\s*$/, '').length;
      editor.remove({ line: cursor.line, column: from }, { ...cursor });
      return;
    }
    if (key === '\r' || key === '\n') {
      const indent = editor.settings.autoindent && !editor.settings.paste ? /^\s*/.exec(editor.line)![0] : '';
      editor.insert({ ...cursor }, `\n${indent}`);
      this.text += '\n';
      return;
    }
    if (key < ' ' && key !== '\t') return;
    const { settings } = editor;
    const width = settings.shiftwidth || settings.tabstop;
    const text =
      key === '\t' && settings.expandtab && !settings.paste
        ? ' '.repeat(settings.tabstop - (cursor.column % (settings.tabstop || width)))
        : key;
    if (this.replacing && cursor.column < editor.line.length)
      editor.lines[cursor.line] = editor.line.slice(0, cursor.column) + editor.line.slice(cursor.column + 1);
    editor.insert({ ...cursor }, text);
    this.text += text;
  }
}
