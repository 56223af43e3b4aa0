import type { Task } from '../../command/stdio';
import { strerror } from '../../command/stdio';
import type { Normal } from '../normal';
import { shiftLines, join, tellLines } from '../operators';
import { listOptions, setOption } from '../options';
import { readRegister } from '../registers-read';
import { Beep, ViError } from '../session';
import { address, range } from './address';
import { openFile, withNames, writeFile } from './file';
import { globalCommand } from './global';
import { fullName, NOT_SIMULATED, WITHOUT_EFFECT } from './names';
import { filterThrough, runShell } from './shell';
import { sortLines } from './sort';
import { splitSubstitution, substitute } from './substitute';

const NOT_WRITTEN = 'E37: No write since last change (add ! to override)';
/** Commands that take a bar as part of their argument. */
const TAKES_BAR = new Set(['global', 'vglobal', 'normal', 'help', 'autocmd', 'map', 'nnoremap', 'inoremap', 'command']);

/** Runs a command line (without the colon): commands between bars, each with its range. Throws ViError. */
export function* runEx(normal: Normal, text: string): Task<void> {
  let rest: string | undefined = text;
  for (let n = 0; rest !== undefined && n < 1000 && normal.session.quit === undefined; n++) rest = yield* one(normal, rest);
}

/** Runs the first command; gives what follows its bar. */
function* one(normal: Normal, text: string): Task<string | undefined> {
  const { session } = normal;
  const { editor } = session;
  const line = text.replace(/^[\s:]+/, '');
  if (line === '' || line.startsWith('"')) return undefined;
  const where = range(session, line);
  const command = where.rest.trimStart();
  const check = () => {
    if (where.from !== undefined && (where.from < -1 || where.to! > editor.last)) throw new ViError('E16: Invalid range');
  };
  if (command === '' || command.startsWith('|')) {
    if (where.to !== undefined) {
      editor.marks.set("'", { ...editor.cursor });
      editor.cursor = { line: Math.max(0, Math.min(editor.last, where.to)), column: 0 };
      editor.toIndent();
    }
    return command === '' ? undefined : command.slice(1);
  }
  const m = /^(?:(s|k|g|v)(?=[^\w\s"|!])|([a-zA-Z]+|&&?|~|[><]+|[=!@#*]))(!?)/.exec(command);
  if (!m) throw new ViError(`E492: Not an editor command: ${line}`);
  const typed = m[1] ?? m[2]!;
  const flagged = m[3] === '!' && typed !== '!';
  let body = command.slice(typed.length + (flagged ? 1 : 0));
  // `:dl`, `:s` with flags (`:sg`) and marks (`:ka`) are no names.
  let name = /^[a-zA-Z]+$/.test(typed) ? fullName(typed) : typed;
  if (name === undefined && /^s[cegiIn&]+$/.test(typed)) [name, body] = ['substitute', typed.slice(1) + body];
  if (name === undefined && /^k[a-z]$/.test(typed)) [name, body] = ['k', typed.slice(1)];
  if (name === undefined) throw new ViError(`E492: Not an editor command: ${line}`);
  check();
  const from = Math.max(0, where.from ?? editor.cursor.line);
  const to = Math.max(0, where.to ?? editor.cursor.line);
  if (name === 'substitute') {
    if (body === '' || /^[cegriIp\s\d|"]/.test(body)) {
      const last = session.substitution;
      if (!last) throw new ViError('E35: No previous regular expression');
      const bar = body.indexOf('|');
      yield* substitute(session, from, to, [last.pattern, last.replacement], bar < 0 ? body : body.slice(0, bar));
      return bar < 0 ? undefined : body.slice(bar + 1);
    }
    const { parts, flags, bar } = splitSubstitution(body);
    yield* substitute(session, from, to, parts, flags);
    return bar;
  }
  if (name === '&' || name === '&&' || name === '~') {
    const last = session.substitution;
    if (!last) throw new ViError('E35: No previous regular expression');
    yield* substitute(
      session,
      from,
      to,
      [name === '~' ? session.pattern : last.pattern, last.replacement],
      (name === '&&' ? last.flags : '') + body,
    );
    return undefined;
  }
  if (name === 'global' || name === 'vglobal') {
    yield* globalCommand(normal, where.from ?? 0, where.to ?? editor.last, body, name === 'vglobal' || flagged, (inner) =>
      runEx(normal, inner),
    );
    return undefined;
  }
  if (name === '!') {
    if (where.from === undefined) yield* runShell(session, body, undefined);
    else yield* filterLines(normal, from, to, body);
    return undefined;
  }
  const shell = (name === 'read' || name === 'write') && /^\s*!/.test(body);
  const bar = shell || TAKES_BAR.has(name) ? -1 : body.search(/(?<!\\)\|/);
  const after = bar < 0 ? undefined : body.slice(bar + 1);
  const argument = (bar < 0 ? body : body.slice(0, bar)).trim();
  yield* plain(normal, name, flagged, argument, { from, to, given: where.from !== undefined, zero: where.to === -1 });
  return after;
}

interface Place {
  readonly from: number;
  readonly to: number;
  readonly given: boolean;
  readonly zero: boolean;
}

function* plain(normal: Normal, name: string, force: boolean, argument: string, where: Place): Task<void> {
  const { session } = normal;
  const { editor, sys } = session;
  let { from, to } = where;
  const modifiedStop = () => {
    if (editor.modified && !force) throw new ViError(NOT_WRITTEN);
  };
  /** `:d a 3`: a register and a count. */
  const operands = (): string | undefined => {
    const m = /^([a-zA-Z"_+*-]?)\s*(\d*)$/.exec(argument);
    if (!m) throw new ViError(`E488: Trailing characters: ${argument}`);
    if (m[2]) [from, to] = [to, Math.min(editor.last, to + Number(m[2]) - 1)];
    return m[1] === '+' || m[1] === '*' ? '"' : m[1] || undefined;
  };
  const block = () => `${editor.lines.slice(from, to + 1).join('\n')}\n`;
  const goTo = (line: number) => {
    editor.cursor = { line: Math.max(0, Math.min(editor.last, line)), column: 0 };
    editor.toIndent();
  };
  switch (name) {
    case 'write':
    case 'update': {
      if (argument.startsWith('!')) return yield* runShell(session, argument.slice(1), where.given ? block() : editor.text);
      if (name === 'update' && !editor.modified) return;
      const append = argument.startsWith('>>');
      const path = withNames(session, argument.replace(/^>>\s*/, '').replace(/^\+\+\S+\s*/, '')) || undefined;
      writeFile(session, path, { force, append, ...(where.given ? { from, to } : {}) });
      return;
    }
    case 'saveas':
      if (!argument) throw new ViError('E471: Argument required');
      writeFile(session, withNames(session, argument), { force });
      session.file = withNames(session, argument);
      editor.modified = false;
      return;
    case 'wq':
    case 'xit':
    case 'exit':
      if (name === 'wq' || editor.modified || argument)
        writeFile(session, withNames(session, argument) || undefined, { force, ...(where.given ? { from, to } : {}) });
      if (!force && session.fileIndex + 1 < session.files.length && !session.quitAsked) {
        session.quitAsked = true;
        const left = session.files.length - session.fileIndex - 1;
        throw new ViError(`E173: ${left} more file${left === 1 ? '' : 's'} to edit`);
      }
      session.quit = 0;
      return;
    case 'wall':
      if (editor.modified) writeFile(session, undefined, { force });
      return;
    case 'quit':
    case 'close':
      modifiedStop();
      if (!force && session.fileIndex + 1 < session.files.length && !session.quitAsked) {
        session.quitAsked = true;
        const left = session.files.length - session.fileIndex - 1;
        throw new ViError(`E173: ${left} more file${left === 1 ? '' : 's'} to edit`);
      }
      session.quit = 0;
      return;
    case 'qall':
    case 'quitall':
      if (editor.modified && !force)
        throw new ViError(`E37: No write since last change\nE162: No write since last change for buffer "${session.file ?? '[No Name]'}"`);
      session.quit = 0;
      return;
    case 'wqall':
    case 'xall':
      if (name === 'wqall' || editor.modified) writeFile(session, undefined, { force });
      session.quit = 0;
      return;
    case 'cquit':
      session.quit = argument ? Number(argument) || 1 : 1;
      return;
    case 'edit':
    case 'visual':
    case 'view':
    case 'ex': {
      if (argument === '#' && session.alternate === undefined) throw new ViError('E23: No alternate file');
      const path = withNames(session, argument.replace(/^\+\S*\s*/, '')) || session.file;
      modifiedStop();
      if (path === undefined) return;
      openFile(session, path);
      if (name === 'view') editor.settings.readonly = true;
      return;
    }
    case 'enew':
      modifiedStop();
      editor.load('');
      session.file = undefined;
      return;
    case 'next':
    case 'wnext':
    case 'Next':
    case 'previous':
    case 'rewind':
    case 'first':
    case 'last': {
      if (name === 'wnext') writeFile(session, undefined, { force });
      modifiedStop();
      const at =
        name === 'rewind' || name === 'first'
          ? 0
          : name === 'last'
            ? session.files.length - 1
            : session.fileIndex + (name === 'Next' || name === 'previous' ? -1 : 1);
      const path = session.files[at];
      if (path === undefined)
        throw new ViError(
          session.files.length < 2
            ? 'E163: There is only one file to edit'
            : at < 0
              ? 'E164: Cannot go before first file'
              : 'E165: Cannot go beyond last file',
        );
      session.fileIndex = at;
      openFile(session, path);
      return;
    }
    case 'args':
      session.message = session.files.map((f, i) => (i === session.fileIndex ? `[${f}]` : f)).join(' ');
      return;
    case 'ls':
      session.page = [
        `  1 %a${editor.modified ? ' +' : '  '} "${session.file ?? '[No Name]'}"${' '.repeat(20)}line ${editor.cursor.line + 1}`,
      ];
      return;
    case 'read': {
      let text: string;
      if (argument.startsWith('!')) text = (yield* filterThrough(session, argument.slice(1), undefined)).output;
      else {
        const path = withNames(session, argument) || session.file;
        if (path === undefined) throw new ViError('E32: No file name');
        try {
          text = sys.readFile(path);
        } catch (error) {
          strerror(error);
          throw new ViError(`E484: Can't open file ${path}`);
        }
      }
      if (text === '') return;
      editor.checkpoint();
      const lines = text.replace(/\n$/, '').split('\n');
      const at = where.zero ? 0 : to + 1;
      editor.insertLines(at, lines);
      goTo(at);
      tellLines(session, editor.lines.length - lines.length);
      return;
    }
    case 'delete': {
      const register = operands();
      editor.checkpoint();
      const size = editor.lines.length;
      editor.registers.delete(register, { text: block(), kind: 'lines' });
      editor.removeLines(from, to);
      tellLines(session, size);
      return;
    }
    case 'yank': {
      const register = operands();
      editor.registers.yank(register, { text: block(), kind: 'lines' });
      if (to - from + 1 > 2) session.message = `${to - from + 1} lines yanked`;
      return;
    }
    case 'put': {
      const stored = readRegister(session, argument === '+' || argument === '*' ? undefined : argument || undefined);
      if (!stored || stored.text === '') throw new ViError(`E353: Nothing in register ${argument || '"'}`);
      editor.checkpoint();
      const lines = stored.text.replace(/\n$/, '').split('\n');
      const at = force || where.zero ? to : to + 1;
      editor.insertLines(at, lines);
      goTo(at + lines.length - 1);
      return;
    }
    case 'move':
    case 't':
    case 'copy': {
      const target = argument === '0' ? { line: -1 } : address(session, argument, editor.cursor.line);
      if (!argument || !target) throw new ViError('E14: Invalid address');
      if (target.line > editor.last) throw new ViError('E16: Invalid range');
      const moving = name === 'move';
      if (moving && target.line >= from && target.line < to) throw new ViError('E134: Cannot move a range of lines into itself');
      editor.checkpoint();
      const lines = editor.lines.slice(from, to + 1);
      if (moving) editor.lines.splice(from, lines.length);
      const at = (moving && target.line >= to ? target.line - lines.length : target.line) + 1;
      editor.insertLines(at, lines);
      goTo(at + lines.length - 1);
      if (moving && lines.length > 2) session.message = `${lines.length} lines moved`;
      if (!moving && lines.length > 2) session.message = `${lines.length} more lines`;
      return;
    }
    case 'join':
      if (/^\d+$/.test(argument)) [from, to] = [to, Math.min(editor.last, to + Number(argument) - 1)];
      if (from === to && !where.given) to = Math.min(editor.last, from + 1);
      else if (from === to) to = Math.min(editor.last, from + 1);
      join(session, from, to - from + 1, !force);
      return editor.toIndent();
    case 'normal':
      if (!argument && !force) throw new ViError('E471: Argument required');
      if (!where.given) return yield* normal.execute([...argument]);
      for (let n = from; n <= Math.min(to, editor.last); n++) {
        editor.cursor = { line: n, column: 0 };
        try {
          yield* normal.execute([...argument]);
        } catch (error) {
          if (!(error instanceof Beep)) throw error;
        }
      }
      return;
    case 'sort':
      editor.checkpoint();
      sortLines(session, where.given ? from : 0, where.given ? to : editor.last, argument, force);
      return goTo(where.given ? from : 0);
    case 'undo':
      if (!editor.undo()) session.message = 'Already at oldest change';
      return;
    case 'redo':
      if (!editor.redo()) session.message = 'Already at newest change';
      return;
    case 'earlier':
    case 'later':
      if (argument && !/^\d+$/.test(argument)) throw new ViError(`:${name} by time is not simulated here`);
      for (let n = 0; n < Math.min(1000, Number(argument || 1)); n++) editor.wander(name === 'earlier' ? -1 : 1);
      return;
    case 'nohlsearch':
      session.highlight = false;
      return;
    case 'file':
      if (argument) session.file = argument;
      session.message = `"${session.file ?? '[No Name]'}"${editor.modified ? ' [Modified]' : ''}${editor.settings.readonly ? ' [readonly]' : ''} ${editor.text === '' && !editor.modified ? '--No lines in buffer--' : `${editor.lines.length} line${editor.lines.length === 1 ? '' : 's'} --${Math.floor(((editor.cursor.line + 1) * 100) / editor.lines.length)}%--`}`;
      return;
    case 'set':
    case 'setlocal':
    case 'setglobal': {
      if (argument === '' || argument === 'all') return void (session.page = listOptions(editor.settings, argument === 'all'));
      for (const word of argument.split(/\s+/)) {
        if (word.startsWith('"')) break;
        const said = setOption(editor.settings, word);
        if (/^E\d/.test(said)) throw new ViError(said);
        if (said) session.message = said;
      }
      return;
    }
    case 'retab': {
      editor.checkpoint();
      const width = Number(argument) || editor.settings.tabstop;
      for (let n = where.given ? from : 0; n <= (where.given ? to : editor.last); n++) {
        let column = 0;
        editor.lines[n] = [...editor.lines[n]!]
          .map((c) => {
            const size = c === '\t' ? width - (column % width) : 1;
            column += size;
            return c === '\t' && editor.settings.expandtab ? ' '.repeat(size) : c;
          })
          .join('');
      }
      return;
    }
    case 'k':
    case 'mark':
      editor.marks.set(argument[0] ?? 'a', { line: to, column: 0 });
      return;
    case 'marks':
      session.page = [
        'mark line  col file/text',
        ...[...editor.marks].map(
          ([mark, p]) =>
            ` ${mark}${String(p.line + 1).padStart(7)}${String(Math.min(p.column, 9999)).padStart(5)} ${editor.lines[p.line]?.trim() ?? ''}`,
        ),
      ];
      return;
    case 'registers':
    case 'display':
      session.page = [
        'Type Name Content',
        ...editor.registers
          .list()
          .map(([n, r]) => `  ${r.kind === 'lines' ? 'l' : r.kind === 'block' ? 'b' : 'c'}  "${n}   ${r.text.replace(/\n/g, '^J')}`),
      ];
      return;
    case 'print':
    case 'number':
    case '#':
    case 'list': {
      const shown = editor.lines
        .slice(from, to + 1)
        .map((l, i) =>
          name === 'print' ? l : name === 'list' ? `${l.replaceAll('\t', '^I')}$` : `${String(from + i + 1).padStart(3)} ${l}`,
        );
      session.printed.push(...shown);
      if (shown.length === 1) session.message = shown[0]!;
      else session.page = shown;
      return goTo(to);
    }
    case '=':
      session.message = String(where.given ? to + 1 : editor.lines.length);
      session.printed.push(session.message);
      return;
    case 'pwd':
      session.message = sys.cwd();
      return;
    case 'cd':
      try {
        sys.chdir(argument || (sys.env().HOME ?? '/'));
      } catch (error) {
        strerror(error);
        throw new ViError(`E344: Can't find directory "${argument}" in cdpath`);
      }
      return;
    case 'echo':
      session.message = argument.replace(/^(["'])(.*)\1$/, '$2');
      return;
    case 'silent':
    case 'keeppatterns':
      yield* runEx(normal, argument);
      session.message = '';
      return;
    case 'source':
      return yield* sourceFile(normal, withNames(session, argument));
    case 'shell':
      return yield* runShell(session, editor.settings.shell, undefined);
    case 'only':
      return;
    case 'version':
      session.message = 'VIM - Vi IMproved 9.1 (2024 Jan 02) - simulated';
      return;
    case '@':
      return yield* normal.execute([...`@${argument || '@'}`]);
  }
  if (/^[><]+$/.test(name)) {
    editor.checkpoint();
    shiftLines(editor, from, to, (name[0] === '>' ? 1 : -1) * name.length);
    return goTo(to);
  }
  if (WITHOUT_EFFECT.has(name)) return;
  if (NOT_SIMULATED.has(name)) throw new ViError(`:${name} is not simulated here`);
  throw new ViError(`E492: Not an editor command: ${name}${argument ? ` ${argument}` : ''}`);
}

/** `:source` and ~/.vimrc: one command a line; what is wrong is said once, as vim does when it starts. */
export function* sourceFile(normal: Normal, path: string): Task<void> {
  const { session } = normal;
  let text: string;
  try {
    text = session.sys.readFile(path);
  } catch (error) {
    strerror(error);
    throw new ViError(`E484: Can't open file ${path}`);
  }
  let wrong: string | undefined;
  for (const [n, line] of text.split('\n').entries())
    try {
      // A comment may follow `set` and its like.
      yield* runEx(normal, line.replace(/^(\s*(?:set?|syntax|filetype)\b[^"]*)\s".*$/, '$1'));
    } catch (error) {
      if (!(error instanceof ViError)) throw error;
      wrong ??= `Error detected while processing ${path}:\nline ${String(n + 1).padStart(4)}:\n${error.message}`;
    }
  if (wrong) throw new ViError(wrong);
}

/** `:%!sort`: lines are replaced by what a command makes of them. */
function* filterLines(normal: Normal, from: number, to: number, command: string): Task<void> {
  const { session } = normal;
  const { editor } = session;
  const { output, code } = yield* filterThrough(session, command, `${editor.lines.slice(from, to + 1).join('\n')}\n`);
  editor.checkpoint();
  const lines = output === '' ? [] : output.replace(/\n$/, '').split('\n');
  editor.lines = [...editor.lines.slice(0, from), ...lines, ...editor.lines.slice(to + 1)];
  editor.clamp();
  editor.cursor = { line: Math.min(editor.last, from), column: 0 };
  editor.toIndent();
  if (code) session.message = `shell returned ${code}`;
  else if (to - from + 1 > 2) session.message = `${to - from + 1} lines filtered`;
}
