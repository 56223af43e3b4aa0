import { Errno } from '@/lib/hosts/process/sys';
import { bindLine } from '../builtins/bind';
import type { InteractiveFrame } from '../run/frame';
import type { Shell } from '../run/shell';
import { Expander, NeedsCommand } from '../words/expand';
import { expandHistory } from './history-expansion';
import { leave, redraw } from './screen';
import type { EditorState } from './state';

const columns = (shell: Shell): number => Math.max(2, shell.sys.ttySize(0).columns);

/** Shows a message below the line, and the line again. */
export function note(shell: Shell, editor: EditorState, text: string): void {
  const { at } = editor;
  shell.write(2, leave(editor, columns(shell)) + text + '\n');
  editor.at = at;
  editor.row = 0;
  shell.write(2, redraw(editor, columns(shell)));
}

/** Reads ~/.inputrc (or INPUTRC), as readline does when it starts. */
export function readInputFile(shell: Shell): void {
  const file = shell.variables.value('INPUTRC') ?? `${shell.variables.value('HOME') ?? ''}/.inputrc`;
  let text: string;
  try {
    text = shell.sys.readFile(file);
  } catch (error) {
    if (error instanceof Errno) return;
    throw error;
  }
  let skips = false;
  for (const line of text.split('\n').slice(0, 1000)) {
    const condition = /^\s*\$(if|else|endif)\s*(.*)$/.exec(line);
    if (condition?.[1] === 'if') skips = !/^(mode=emacs|term=.*|bash|Bash|application.*)$/.test(condition[2]!.trim());
    else if (condition?.[1] === 'else') skips = !skips;
    else if (condition) skips = false;
    else if (!skips) bindLine(shell, line);
  }
}

/** Ctrl-X Ctrl-E: the line in an editor; what it comes back with is run. */
export function editElsewhere(shell: Shell, frame: InteractiveFrame): void {
  const editor = frame.editor!;
  const file = `/tmp/bash-fc.${Math.floor(shell.sys.random() * 36 ** 6).toString(36)}`;
  shell.sys.writeFile(file, frame.text + editor.text + '\n', { mode: 0o600 });
  shell.write(2, leave(editor, columns(shell)) + '\x1b[?2004l\r');
  frame.text = '';
  frame.stage = 'run';
  cooked(shell);
  const text = `${'$'}{VISUAL:-${'$'}{EDITOR:-vi}} ${file} && { history -s "$(<${file})"; set -o verbose; . ${file}; set +o verbose; }; rm -f ${file}`;
  push(shell, text);
}

/** The command of `bind -x`: it sees the line as READLINE_LINE and may change it. */
export function runBound(shell: Shell, frame: InteractiveFrame, command: string): void {
  const editor = frame.editor!;
  const { variables } = shell;
  shell.write(2, '\r\x1b[K');
  variables.put('READLINE_LINE', { value: editor.text });
  variables.put('READLINE_POINT', { value: String(editor.at) });
  frame.resumed = editor;
  frame.stage = 'bound';
  cooked(shell);
  push(shell, command);
}

/** After the command of `bind -x`: the line as it left it. */
export function resumeLine(shell: Shell, frame: InteractiveFrame): void {
  const { variables } = shell;
  const editor = frame.resumed!;
  editor.text = variables.value('READLINE_LINE') ?? editor.text;
  editor.at = Math.max(0, Math.min(editor.text.length, Number(variables.value('READLINE_POINT') ?? editor.at) || 0));
  variables.unset('READLINE_LINE');
  variables.unset('READLINE_POINT');
  frame.stage = 'prompt';
}

function cooked(shell: Shell): void {
  shell.sys.ttyMode(0, { canonical: true, echo: true, signals: true });
}

function push(shell: Shell, text: string): void {
  const s = shell.addSource({ text, file: '', line: 1 });
  shell.push({ k: 'read', s, n: 0, i: 0 });
}

/** Alt-Ctrl-E and Alt-^: the line with its variables, aliases and history events replaced. */
export function expandLine(shell: Shell, frame: InteractiveFrame, words: boolean): void {
  const editor = frame.editor!;
  const events = expandHistory(editor.text, shell.state.history, shell.state.historyBase);
  let text = 'error' in events ? editor.text : events.text;
  if (words) {
    const [first = ''] = text.split(' ');
    const alias = shell.state.aliases.get(first);
    if (alias !== undefined) text = alias + text.slice(first.length);
    try {
      text = new Expander(shell).word(text).join(' ');
    } catch (error) {
      if (!(error instanceof NeedsCommand)) throw error;
    }
  }
  editor.text = text;
  editor.at = text.length;
}
