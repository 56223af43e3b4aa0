import { byteLength } from '@/lib/hosts/text';
import type { Sys } from '@/lib/hosts/process/sys';
import { strerror } from '../command/stdio';
import { compilePosix, PatternError } from '@/lib/hosts/regex/posix';
import { expand, parseReplacement } from '../sed/replacement';
import type { Editor, Settings } from './editor';

/** The file side of an editing session, and what ex commands change. */
export interface Session {
  readonly sys: Sys;
  readonly editor: Editor;
  file: string | undefined;
  readonly files: readonly string[];
  fileIndex: number;
  isNew: boolean;
  readonly: boolean;
  message: string;
  quit: number | undefined;
  pattern: string;
  highlight: boolean;
}

const NAMES: Record<string, keyof Settings> = {
  nu: 'number',
  number: 'number',
  rnu: 'relativenumber',
  relativenumber: 'relativenumber',
  et: 'expandtab',
  expandtab: 'expandtab',
  ai: 'autoindent',
  autoindent: 'autoindent',
  list: 'list',
  paste: 'paste',
  ic: 'ignorecase',
  ignorecase: 'ignorecase',
  hls: 'hlsearch',
  hlsearch: 'hlsearch',
  sw: 'shiftwidth',
  shiftwidth: 'shiftwidth',
  ts: 'tabstop',
  tabstop: 'tabstop',
};
const IGNORED =
  /^(no)?(syntax|filetype|smartindent|si|sts|softtabstop|cursorline|cul|cursorcolumn|cuc|mouse|compatible|cp|nocp|encoding|enc|background|bg|wrap|showmode|ruler|ru|incsearch|is|smartcase|scs|backspace|bs|laststatus|ls|belloff|bo|clipboard|cb|ttimeoutlen|pastetoggle|pt|fileencodings|term|visualbell|vb|showmatch|sm|smarttab|sta|wildmenu|history|hidden)\b/;

/** A vim pattern as a regular expression: `\v` very magic, else vim's magic, which is near to BRE. */
export function vimPattern(session: Session, source: string): RegExp | undefined {
  try {
    const very = source.startsWith('\\v');
    const ignoreCase = session.editor.settings.ignorecase || source.includes('\\c');
    const plain = source
      .replace(/^\\v/, '')
      .replace(/\\[cC]/g, '')
      .replace(/\\[ze]s/g, '');
    return compilePosix(very ? plain : plain.replace(/\\=/g, '\\?').replace(/\\\{(\d*,?\d*)\}/g, '\\{$1\\}'), {
      extended: very,
      ignoreCase,
      flags: 'g',
    });
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    session.message = `E486: Pattern not found: ${source}`;
    return undefined;
  }
}

/** Writes lines to a file and says so as vim does; false when it did not. */
export function writeFile(session: Session, path: string | undefined, force: boolean, from?: number, to?: number): boolean {
  const { sys, editor } = session;
  const target = path ?? session.file;
  if (target === undefined) {
    session.message = 'E32: No file name';
    return false;
  }
  if (session.readonly && !force && path === undefined) {
    session.message = "E45: 'readonly' option is set (add ! to override)";
    return false;
  }
  if (path !== undefined && path !== session.file && sys.exists(path) && !force) {
    session.message = 'E13: File exists (add ! to override)';
    return false;
  }
  const lines = from === undefined ? editor.lines : editor.lines.slice(from, to! + 1);
  const text = from === undefined ? editor.text : `${lines.join('\n')}\n`;
  const existed = sys.exists(target);
  try {
    sys.writeFile(target, text);
  } catch (error) {
    const reason = strerror(error);
    session.message = reason === 'Is a directory' ? `"${target}" is a directory` : `"${target}" E212: Can't open file for writing`;
    return false;
  }
  session.message = `"${target}"${existed ? '' : ' [New]'} ${text === '' ? 0 : lines.length}L, ${byteLength(text)}B written`;
  if (from === undefined && (path === undefined || session.file === undefined || path === session.file)) {
    session.file = target;
    editor.modified = false;
    session.isNew = false;
  }
  return true;
}

/** Reads a file into the editor and says what vim says. */
export function openFile(session: Session, path: string): void {
  const { sys, editor } = session;
  session.file = path;
  session.readonly = false;
  if (!sys.exists(path)) {
    editor.load('');
    session.isNew = true;
    session.message = `"${path}" [New]`;
    return;
  }
  session.isNew = false;
  try {
    if (sys.stat(path).type === 'dir') {
      editor.load('');
      session.message = `"${path}" is a directory`;
      return;
    }
    const text = sys.readFile(path);
    editor.load(text);
    session.readonly = !sys.access(path, 'w');
    session.message = `"${path}" ${session.readonly ? '[readonly] ' : ''}${text !== '' && !text.endsWith('\n') ? '[noeol] ' : ''}${text === '' ? 0 : editor.lines.length}L, ${byteLength(text)}B`;
  } catch (error) {
    strerror(error);
    editor.load('');
    session.message = `"${path}" [Permission Denied]`;
  }
}

function address(session: Session, text: string): { line: number; rest: string } | undefined {
  const { editor } = session;
  let m = /^(\d+|[.$]|'[a-z<>])/.exec(text);
  let line: number;
  let rest = text;
  if (m) {
    const mark = m[1]!;
    line =
      mark === '.'
        ? editor.cursor.line
        : mark === '$'
          ? editor.lines.length - 1
          : mark.startsWith("'")
            ? (editor.marks.get(mark[1]!)?.line ?? editor.cursor.line)
            : Number(mark) - 1;
    rest = text.slice(mark.length);
  } else {
    m = /^\/((?:\\.|[^/])*)\/?/.exec(text);
    const regex = m && vimPattern(session, m[1]!);
    if (m && regex) {
      const found = [...editor.lines.keys()]
        .map((i) => (editor.cursor.line + 1 + i) % editor.lines.length)
        .find((n) => ((regex.lastIndex = 0), regex.test(editor.lines[n]!)));
      if (found === undefined) return undefined;
      line = found;
      rest = text.slice(m[0].length);
    } else if (/^[-+]/.test(text)) line = editor.cursor.line;
    else return undefined;
  }
  const shift = /^([-+])(\d*)/.exec(rest);
  if (shift) {
    line += (shift[1] === '+' ? 1 : -1) * Number(shift[2] || 1);
    rest = rest.slice(shift[0].length);
  }
  return { line, rest };
}

/** Runs one command line (without the colon). */
export function runEx(session: Session, text: string): void {
  const { editor } = session;
  let rest = text.trim().replace(/^:+/, '');
  if (rest === '' || rest.startsWith('"')) return;
  let from: number | undefined;
  let to: number | undefined;
  if (rest.startsWith('%')) {
    [from, to, rest] = [0, editor.lines.length - 1, rest.slice(1)];
  } else {
    const first = address(session, rest);
    if (first) {
      [from, to, rest] = [first.line, first.line, first.rest];
      if (rest.startsWith(',')) {
        const second = address(session, rest.slice(1));
        if (second) [to, rest] = [second.line, second.rest];
      }
    }
  }
  rest = rest.trim();
  const last = editor.lines.length - 1;
  if (from !== undefined && (from < 0 || to! > last) && rest !== '') {
    session.message = 'E16: Invalid range';
    return;
  }
  if (rest === '') {
    editor.cursor = { line: Math.max(0, Math.min(last, to ?? 0)), column: 0 };
    editor.toIndent();
    return;
  }
  const start = from ?? editor.cursor.line;
  const end = to ?? editor.cursor.line;
  const substitute = /^s(?:ubstitute)?([^\w\s"|])(.*)$/.exec(rest);
  if (substitute) return substituteLines(session, start, end, substitute[1]!, substitute[2]!);
  const global = /^(g|v)(?:lobal)?(!?)\/((?:\\.|[^/])*)\/(.*)$/.exec(rest);
  if (global) return globalCommand(session, from ?? 0, to ?? last, global[3]!, global[1] === 'v' || global[2] === '!', global[4] || 'p');
  const m = /^([a-zA-Z]+|[><=!&])(!?)\s*(.*)$/.exec(rest);
  if (!m) {
    session.message = `E492: Not an editor command: ${rest}`;
    return;
  }
  const [, name, bang, argument] = m as unknown as [string, string, string, string];
  const force = bang === '!';
  switch (name) {
    case 'w':
    case 'write':
      writeFile(session, argument || undefined, force, from, to);
      return;
    case 'wq':
    case 'x':
    case 'xit':
    case 'exit':
      if (name === 'wq' || editor.modified || argument) {
        if (!writeFile(session, argument || undefined, force)) return;
      }
      session.quit = 0;
      return;
    case 'wa':
    case 'wall':
      writeFile(session, undefined, force);
      return;
    case 'q':
    case 'quit':
    case 'qa':
    case 'qall':
    case 'quitall':
      if (editor.modified && !force) session.message = 'E37: No write since last change (add ! to override)';
      else session.quit = 0;
      return;
    case 'wqa':
    case 'wqall':
    case 'xa':
    case 'xall':
      if (writeFile(session, undefined, force)) session.quit = 0;
      return;
    case 'cq':
    case 'cquit':
      session.quit = 1;
      return;
    case 'e':
    case 'edit':
      if (editor.modified && !force) session.message = 'E37: No write since last change (add ! to override)';
      else if (argument || session.file) openFile(session, argument || session.file!);
      else session.message = 'E32: No file name';
      return;
    case 'n':
    case 'next': {
      const next = session.files[session.fileIndex + 1];
      if (next === undefined) session.message = 'E165: Cannot go beyond last file';
      else if (editor.modified && !force) session.message = 'E37: No write since last change (add ! to override)';
      else {
        session.fileIndex++;
        openFile(session, next);
      }
      return;
    }
    case 'r':
    case 'read':
      try {
        const content = session.sys
          .readFile(argument || session.file || '')
          .replace(/\n$/, '')
          .split('\n');
        editor.checkpoint();
        editor.lines.splice(end + 1, 0, ...content);
        editor.cursor = { line: end + 1, column: 0 };
      } catch (error) {
        strerror(error);
        session.message = `E484: Can't open file ${argument}`;
      }
      return;
    case 'd':
    case 'delete':
      editor.checkpoint();
      editor.yank(`${editor.lines.slice(start, end + 1).join('\n')}\n`, true);
      editor.removeLines(start, end);
      if (end - start + 1 > 2) session.message = `${end - start + 1} fewer lines`;
      return;
    case 'y':
    case 'yank':
      editor.yank(`${editor.lines.slice(start, end + 1).join('\n')}\n`, true);
      return;
    case 'm':
    case 'move':
    case 't':
    case 'co':
    case 'copy': {
      const target = argument === '0' ? -1 : address(session, argument)?.line;
      if (target === undefined) {
        session.message = 'E14: Invalid address';
        return;
      }
      editor.checkpoint();
      const block = editor.lines.slice(start, end + 1);
      const moving = name.startsWith('m');
      if (moving) editor.lines.splice(start, block.length);
      const at = (moving && target > end ? target - block.length : target) + 1;
      editor.lines.splice(at, 0, ...block);
      editor.cursor = { line: at + block.length - 1, column: 0 };
      return;
    }
    case '>':
    case '<':
      editor.checkpoint();
      editor.shift(start, end, (name === '>' ? 1 : -1) * (1 + (rest.match(/^[><]+/)?.[0].length ?? 1) - 1));
      return;
    case 'normal':
    case 'norm':
      session.message = 'E319: :normal is not simulated here';
      return;
    case 'u':
    case 'undo':
      if (!editor.undo()) session.message = 'Already at oldest change';
      return;
    case 'red':
    case 'redo':
      if (!editor.redo()) session.message = 'Already at newest change';
      return;
    case 'noh':
    case 'nohl':
    case 'nohlsearch':
      session.highlight = false;
      return;
    case 'f':
    case 'file':
      session.message = `"${session.file ?? '[No Name]'}"${editor.modified ? ' [Modified]' : ''} ${editor.lines.length} lines --${Math.round(((editor.cursor.line + 1) / editor.lines.length) * 100)}%--`;
      return;
    case 'se':
    case 'set':
    case 'setlocal':
    case 'setl':
      for (const word of argument.split(/\s+/).filter(Boolean)) setOption(session, word);
      return;
    case 'syntax':
    case 'syn':
    case 'filetype':
    case 'colorscheme':
    case 'colo':
    case 'let':
    case 'autocmd':
    case 'au':
    case 'map':
    case 'nnoremap':
    case 'inoremap':
    case 'noremap':
    case 'highlight':
    case 'hi':
    case 'retab':
      if (name === 'retab') {
        editor.checkpoint();
        editor.lines = editor.lines.map((l) => l.replaceAll('\t', ' '.repeat(editor.settings.tabstop)));
      }
      return;
    default:
      session.message = name === '!' ? 'running shell commands from vi is not simulated here' : `E492: Not an editor command: ${rest}`;
  }
}

/** `nu`, `nonu`, `nu!`, `sw=2`, `list?`. */
export function setOption(session: Session, word: string): void {
  const { settings } = session.editor;
  const m = /^(no|inv)?([a-z]+)(!|\?|[=:](.*))?$/.exec(word);
  const direct = m && NAMES[(m[1] ?? '') + m[2]!];
  const name = direct ?? (m ? NAMES[m[2]!] : undefined);
  if (!m || !name) {
    if (!IGNORED.test(word)) session.message = `E518: Unknown option: ${word}`;
    return;
  }
  if (m[3] === '?')
    session.message = typeof settings[name] === 'number' ? `  ${name}=${settings[name]}` : `${settings[name] ? '  ' : 'no'}${name}`;
  else if (name === 'shiftwidth' || name === 'tabstop') {
    const value = Number(m[4]);
    if (!Number.isInteger(value) || value < (name === 'tabstop' ? 1 : 0) || value > 100)
      session.message = `E521: Number required after =: ${word}`;
    else settings[name] = value;
  } else settings[name] = m[3] === '!' || (m[1] === 'inv' && !direct) ? !settings[name] : !(m[1] === 'no' && !direct);
}

function substituteLines(session: Session, from: number, to: number, delimiter: string, text: string): void {
  const { editor } = session;
  const parts: string[] = [''];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\' && i + 1 < text.length) {
      parts[parts.length - 1] += text[i + 1] === delimiter ? delimiter : `\\${text[i + 1]}`;
      i++;
    } else if (text[i] === delimiter && parts.length < 3) parts.push('');
    else parts[parts.length - 1] = parts[parts.length - 1]! + text[i]!;
  }
  const [source, replacement = '', flags = ''] = parts as [string, string?, string?];
  const wanted = source || session.pattern;
  session.pattern = wanted;
  const regex = vimPattern(session, flags.includes('i') ? `${wanted}\\c` : wanted);
  if (!regex) return;
  const { parts: right } = parseReplacement(replacement.replace(/\\r/g, '\\n'));
  let changes = 0;
  let touched = 0;
  let lastLine = from;
  editor.checkpoint();
  for (let n = from; n <= Math.min(to, editor.lines.length - 1); n++) {
    const line = editor.lines[n]!;
    let out = '';
    let at = 0;
    regex.lastIndex = 0;
    let here = 0;
    for (let m = regex.exec(line); m; m = regex.exec(line)) {
      here++;
      out += line.slice(at, m.index) + expand(right, m);
      at = m.index + m[0].length;
      if (m[0] === '') regex.lastIndex++;
      if (!flags.includes('g') || regex.lastIndex > line.length) break;
    }
    if (!here) continue;
    changes += here;
    touched++;
    const made = (out + line.slice(at)).split('\n');
    if (!flags.includes('n')) editor.lines.splice(n, 1, ...made);
    n += made.length - 1;
    to += made.length - 1;
    lastLine = n;
  }
  if (changes === 0) {
    editor.undo();
    if (!flags.includes('e')) session.message = `E486: Pattern not found: ${wanted}`;
    return;
  }
  editor.cursor = { line: lastLine, column: 0 };
  editor.toIndent();
  session.highlight = true;
  if (changes > 2) session.message = `${changes} substitutions on ${touched} line${touched > 1 ? 's' : ''}`;
}

function globalCommand(session: Session, from: number, to: number, source: string, negate: boolean, command: string): void {
  const { editor } = session;
  const regex = vimPattern(session, source || session.pattern);
  if (!regex) return;
  session.pattern = source || session.pattern;
  const test = (line: string) => ((regex.lastIndex = 0), regex.test(line)) !== negate;
  const before = editor.lines.length;
  if (/^d(elete)?$/.test(command)) {
    editor.checkpoint();
    editor.lines = editor.lines.filter((line, n) => n < from || n > to || !test(line));
    editor.clamp();
    if (before - editor.lines.length > 2) session.message = `${before - editor.lines.length} fewer lines`;
    return;
  }
  if (!/^s\W/.test(command)) {
    session.message = `:g with ${command} is not simulated here`;
    return;
  }
  for (let n = to; n >= from; n--) if (test(editor.lines[n]!)) runEx(session, `${n + 1}${command}`);
}
