import type { Step } from '@/lib/hosts/process/program';
import { Errno } from '@/lib/hosts/process/sys';
import { addHistory } from '../builtins/history';
import { farewell } from '../builtins/flow';
import { editElsewhere, expandLine, note, readInputFile, resumeLine, runBound } from './line-commands';
import type { InteractiveFrame } from '../run/frame';
import { tellJobs } from '../run/jobs';
import type { Shell } from '../run/shell';
import { isIncomplete } from '../syntax/errors';
import { parseSource } from '../syntax/source';
import { complete, finishCompletion } from './complete';
import { expandHistory } from './history-expansion';
import type { Asked } from './edits';
import { nextKey, press, takePaste } from './keys';
import { answerListing } from './listing';
import { promptEscapes } from './prompt';
import { appended, leave, rawPrompt, redraw } from './screen';
import { newEditor } from './state';

const MOST_KEYS = 200;
const columns = (shell: Shell): number => Math.max(2, shell.sys.ttySize(0).columns);

/** Prompt, edit, run, and again. */
export function stepInteractive(shell: Shell, frame: InteractiveFrame): Step | void {
  switch (frame.stage) {
    case 'start':
    case 'run':
      frame.stage = 'prompt';
      frame.subs = undefined;
      cooked(shell);
      shell.dropSources();
      tellJobs(shell);
      if (shell.shopt('checkwinsize')) tellSize(shell);
      if (frame.text === '') return runPromptCommand(shell, frame);
      return;
    case 'prompt':
      return prompt(shell, frame);
    case 'bound':
      return resumeLine(shell, frame);
    case 'completing':
      raw(shell);
      return finishCompletion(shell, frame);
    case 'edit':
      return edit(shell, frame);
  }
}

/** SIGWINCH: the size is known at once, and a line that is being edited is drawn anew. */
export function windowChanged(shell: Shell): void {
  tellSize(shell);
  const frame = shell.top;
  if (frame?.k === 'interactive' && frame.stage === 'edit' && frame.editor && !frame.editor.listing)
    shell.write(2, redraw(frame.editor, columns(shell)));
}

function tellSize(shell: Shell): void {
  shell.variables.put('COLUMNS', { value: String(columns(shell)) });
  shell.variables.put('LINES', { value: String(shell.sys.ttySize(0).rows) });
}

function runPromptCommand(shell: Shell, frame: InteractiveFrame): void {
  const command = shell.variables.value('PROMPT_COMMAND');
  frame.status = shell.state.status;
  if (!command) return;
  const s = shell.addSource({ text: command, file: '', line: 1 });
  shell.push({
    k: 'trap',
    s,
    n: 0,
    name: 'PROMPT_COMMAND',
    stage: 'done',
    status: shell.state.status,
    pipestatus: shell.state.pipestatus,
    line: shell.state.line,
  });
  shell.push({ k: 'read', s, n: 0, i: 0 });
}

function prompt(shell: Shell, frame: InteractiveFrame): void {
  const text = shell.variables.value(frame.text === '' ? 'PS1' : 'PS2') ?? '';
  const escaped = promptEscapes(shell, text);
  const status = frame.subs ? (frame.status ?? 0) : shell.state.status;
  let value = escaped;
  if (shell.shopt('promptvars') && /[$`]/.test(escaped)) {
    const expanded = shell.expand(frame, (expander) => expander.text(escaped.replace(/"/g, '\\"'), 'quotes'));
    if (!expanded) return;
    value = expanded.value;
  }
  frame.subs = undefined;
  shell.state.status = frame.text === '' ? (frame.status ?? status) : status;
  if (frame.resumed) {
    frame.editor = frame.resumed;
    frame.resumed = undefined;
    frame.editor.row = 0;
    raw(shell);
    shell.write(2, '\x1b[?2004h' + redraw(frame.editor, columns(shell)));
    frame.stage = 'edit';
    return;
  }
  const newline = value.lastIndexOf('\n') + 1;
  frame.editor = newEditor(value.slice(newline), shell.state.history.length);
  frame.editor.kills = [...shell.state.killRing];
  if (shell.option('vi')) frame.editor.vi = { mode: 'insert', count: '', operator: '', last: [], keys: [] };
  if (frame.nextPlace !== undefined && frame.nextPlace < shell.state.history.length) {
    frame.editor.place = frame.nextPlace;
    frame.editor.text = shell.state.history[frame.nextPlace]!;
    frame.editor.at = frame.editor.text.length;
  }
  frame.nextPlace = undefined;
  raw(shell);
  shell.write(2, '\x1b[?2004h' + rawPrompt(value));
  if (frame.editor.text !== '') shell.write(2, redraw(frame.editor, columns(shell)));
  frame.stage = 'edit';
}

function raw(shell: Shell): void {
  try {
    shell.sys.ttyMode(0, { canonical: false, echo: false, signals: false });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

function cooked(shell: Shell): void {
  try {
    shell.sys.ttyMode(0, { canonical: true, echo: true, signals: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

function edit(shell: Shell, frame: InteractiveFrame): Step | void {
  const editor = frame.editor!;
  for (let i = 0; i < MOST_KEYS; i++) {
    let asked: Asked;
    if (editor.paste !== undefined && editor.pending !== '') {
      const taken = takePaste(editor, editor.pending);
      const waits = taken.rest === editor.pending;
      editor.pending = taken.rest;
      if (waits && !more(shell, frame)) return waiting(shell, frame);
      asked = taken.asked;
    } else {
      const key = editor.pending === '' ? undefined : nextKey(editor.pending, editor.vi !== undefined);
      if (key === undefined) {
        const got = more(shell, frame);
        if (got === 'end') return end(shell);
        if (!got) return waiting(shell, frame);
        continue;
      }
      editor.pending = editor.pending.slice(key.length);
      if (editor.listing) {
        answerListing(shell, editor, key);
        continue;
      }
      const { text, at, search } = editor;
      asked = press(editor, key, shell.state.history, shell.state.bindings);
      if (asked === undefined && !search && !editor.search && at === text.length && editor.text === text + key && key >= ' ') {
        const drawn = appended(editor, key, columns(shell));
        if (drawn !== undefined) {
          shell.write(2, drawn);
          continue;
        }
      }
    }
    if (act(shell, frame, asked)) return;
  }
}

/** Reads what was typed. False when there is nothing yet. */
function more(shell: Shell, frame: InteractiveFrame): boolean | 'end' {
  // Outside of a paste no more than a key is taken: what is typed ahead is for the command that runs next.
  const text = shell.sys.read(0, frame.editor!.paste === undefined ? 1 : 4096);
  if (text === null) return 'end';
  if (typeof text !== 'string') {
    frame.waits = [...text.wait];
    return false;
  }
  frame.editor!.pending += text;
  return true;
}

function waiting(shell: Shell, frame: InteractiveFrame): Step {
  return { wait: { channels: [...(frame.waits ?? []), shell.sys.signalChannel()] } };
}

/** Does what a key asked for. True when the editing of this line is over or interrupted. */
function act(shell: Shell, frame: InteractiveFrame, asked: Asked): boolean {
  const editor = frame.editor!;
  switch (asked) {
    case undefined:
      shell.write(2, redraw(editor, columns(shell)));
      return false;
    case 'nothing':
      return false;
    case 'bell':
      shell.write(2, (editor.search ? redraw(editor, columns(shell)) : '') + '\x07');
      return false;
    case 'too-long':
      shell.write(2, `\x07\r\n${shell.state.name}: the line would be longer than 64 KiB: not inserted\n`);
      editor.row = 0;
      shell.write(2, redraw(editor, columns(shell)));
      return false;
    case 'clear':
      editor.row = 0;
      shell.write(2, '\x1b[H\x1b[2J' + redraw(editor, columns(shell)));
      return false;
    case 'complete':
    case 'list':
    case 'insert-all':
      complete(shell, frame, asked);
      return frame.stage !== 'edit';
    case 'version':
      note(shell, editor, 'GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)');
      return false;
    case 'init-file':
      readInputFile(shell);
      return false;
    case 'expand':
    case 'history-expand':
      expandLine(shell, frame, asked === 'expand');
      shell.write(2, redraw(editor, columns(shell)));
      return false;
    case 'editor':
      editElsewhere(shell, frame);
      return true;
    case 'interrupt':
      editor.text += '';
      editor.at = editor.text.length;
      shell.write(2, redraw(editor, columns(shell)) + '^C\x1b[?2004l\r\n');
      frame.text = '';
      shell.state.status = 130;
      frame.stage = 'run';
      return true;
    case 'end':
      if (frame.text !== '') {
        shell.write(2, `\x1b[?2004l\r\n${shell.state.name}: syntax error: unexpected end of file\n`);
        frame.text = '';
        shell.state.status = 2;
        frame.stage = 'run';
        return true;
      }
      end(shell);
      return true;
    case 'accept':
      accept(shell, frame);
      return true;
    default:
      runBound(shell, frame, asked.command);
      return true;
  }
}

function end(shell: Shell): void {
  const { state } = shell;
  shell.write(2, '\x1b[?2004l\r' + (farewell(shell) || '\n'));
  cooked(shell);
  if (state.jobs.some((job) => job.state === 'stopped') && !state.exitWarned) {
    shell.write(2, 'There are stopped jobs.\n');
    state.exitWarned = true;
    const frame = shell.top;
    if (frame?.k === 'interactive') frame.stage = 'run';
    return;
  }
  shell.exit(state.status);
}

function accept(shell: Shell, frame: InteractiveFrame): void {
  const { state } = shell;
  const editor = frame.editor!;
  shell.write(2, leave(editor, columns(shell)) + '\x1b[?2004l\r');
  state.killRing = editor.kills;
  let line = editor.text;
  frame.nextPlace = editor.nextPlace;
  frame.stage = 'run';
  if (shell.option('histexpand') && /[!^]/.test(line)) {
    const expanded = expandHistory(line, state.history, state.historyBase);
    if ('error' in expanded) {
      shell.write(2, `${state.name}: ${expanded.error}\n`);
      frame.text = '';
      return;
    }
    if (expanded.changed) shell.write(1, expanded.text + '\n');
    line = expanded.text;
  }
  const text = frame.text + line + '\n';
  if (text.trim() === '') {
    frame.text = '';
    return;
  }
  if (isIncomplete(parseSource(text))) {
    frame.text = text;
    frame.stage = 'prompt';
    return;
  }
  frame.text = '';
  if (shell.option('history')) addHistory(shell, oneLine(text));
  state.commands++;
  state.exitWarned = false;
  cooked(shell);
  const s = shell.addSource({ text, file: '', line: 1 });
  shell.push({ k: 'read', s, n: 0, i: 0 });
}

/** A command of several lines as one entry (cmdhist): joined by `; ` where that means the same. */
function oneLine(text: string): string {
  const whole = text.replace(/\n+$/, '');
  if (!whole.includes('\n') || /<<|["'`]/.test(whole) || /\\\n/.test(whole)) return whole.replace(/\\\n/g, '');
  return whole
    .split('\n')
    .reduce(
      (joined, line) => joined + (/(?:^|[\s;])(?:do|then|else|in|\{|\()$|[|&;{(]$/.test(joined.trimEnd()) ? ' ' : '; ') + line.trimStart(),
    );
}
