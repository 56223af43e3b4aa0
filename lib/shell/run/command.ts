import type { Assignment, Command } from 'unbash';
import type { Step } from '@/lib/hosts/process/program';
import { BUILTINS, DECLARATIONS, SPECIAL } from '../builtins/table';
import { LineAbandoned, ShellError } from '../state/variables';
import { lineOf } from '../syntax/source';
import { printNode } from '../syntax/print';
import type { Expander } from '../words/expand';
import { quoteWhenNeeded } from '../words/quote';
import { indexEnd } from '../words/template';
import { assignArray } from './arrays';
import { callFunction } from './calls';
import { runExternal } from './external';
import type { ArrayElement, CommandFrame } from './frame';
import { pollJobs } from './jobs';
import { makePermanent, redirect } from './redirect';
import type { Shell } from './shell';
import { trace, traceWords } from './trace';

/** A simple command: words, redirections, assignments, then a function, a builtin or a program. */
export function stepCommand(shell: Shell, frame: CommandFrame): Step | void {
  const parsed = shell.parsed(frame.s);
  const node = parsed.nodes[frame.n] as Command;
  switch (frame.stage) {
    case 'words':
      if (!frame.subs) begin(shell, frame, node);
      if (shell.top !== frame) return;
      return words(shell, frame, node);
    case 'redirects':
      return redirects(shell, frame, node);
    case 'assignments':
      return assignments(shell, frame, node);
    case 'run':
      return run(shell, frame, node);
    case 'done': {
      const { status } = shell.state;
      shell.pop();
      if (frame.words.length > 0) shell.state.last = frame.words[frame.words.length - 1]!;
      if (!frame.pipe) shell.state.pipestatus = [status];
      return shell.finish(status);
    }
  }
}

function begin(shell: Shell, frame: CommandFrame, node: Command): void {
  const { state } = shell;
  state.line = shell.source(frame.s).line + lineOf(shell.parsed(frame.s), node.pos);
  if (state.jobs.length > 0 && !state.interactive) pollJobs(shell);
  if (!state.frames.some((one) => one.k === 'trap'))
    state.command =
      state.traps.has('DEBUG') || state.traps.has('ERR') || state.traps.has('EXIT')
        ? printNode(shell.parsed(frame.s), node)
        : shell.parsed(frame.s).text.slice(node.pos, node.end);
  if (!frame.debugged && shell.debugTrap()) frame.debugged = true;
}

function words(shell: Shell, frame: CommandFrame, node: Command): void {
  const list = node.name ? [node.name, ...node.args] : [];
  const arrays: Record<number, ArrayElement[]> = {};
  const done = shell.expand(frame, (expander) => {
    const out: string[] = [];
    let declares = false;
    for (const one of list) {
      if (one.type === 'Assignment') {
        if (one.value.type === 'ArrayValue')
          arrays[out.length] = one.value.elements.flatMap((element) => arrayElement(expander, element.text));
        out.push(
          declares
            ? `${one.name}${one.index ? `[${one.index.text}]` : ''}${one.append ? '+' : ''}=${one.value.type === 'ArrayValue' ? '(…)' : expander.text(one.value.text, 'word', true)}`
            : expander.word(one.text).join(' '),
        );
        continue;
      }
      const assignment = declares && /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/.exec(one.text);
      if (assignment) out.push(assignment[0] + expander.text(one.text.slice(assignment[0].length), 'word', true));
      else out.push(...expander.word(one.text));
      if (!declares && DECLARATIONS.has(out[0] ?? '') && (out.length === 1 || out[0] === 'command' || out[0] === 'builtin'))
        declares = true;
      if (out.length === 2 && (out[0] === 'command' || out[0] === 'builtin') && DECLARATIONS.has(out[1]!)) declares = true;
    }
    return out;
  });
  if (!done) return;
  frame.subs = undefined;
  frame.words = done.value;
  if (Object.keys(arrays).length > 0) frame.arrays = arrays;
  frame.i = 0;
  // Assignments that stand alone come before what they are traced with.
  frame.stage = node.name && done.value.length > 0 ? 'redirects' : 'redirects';
}

/** An element of `(…)`: `[key]=value`, or a word that may become several. */
export function arrayElement(expander: Expander, text: string): ArrayElement[] {
  if (text.startsWith('[')) {
    const end = indexEnd(text, 0);
    const append = text[end + 1] === '+' && text[end + 2] === '=';
    if (end > 0 && (append || text[end + 1] === '=')) {
      return [
        {
          key: expander.text(text.slice(1, end)),
          value: expander.text(text.slice(end + (append ? 3 : 2)), 'word', true),
          ...(append ? { append } : {}),
        },
      ];
    }
  }
  return expander.word(text).map((value) => ({ value }));
}

function redirects(shell: Shell, frame: CommandFrame, node: Command): void {
  const list = node.redirects;
  const special = SPECIAL.has(frame.words[0] ?? '');
  while (frame.i < list.length) {
    try {
      if (!redirect(shell, frame, list[frame.i]!)) return;
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      shell.complain(error.message);
      shell.pop();
      shell.state.status = 1;
      if (error.fatal || (special && shell.option('posix') && !shell.state.interactive)) shell.abort(1, true);
      else shell.finish(1);
      return;
    }
    frame.i++;
  }
  frame.i = 0;
  frame.stage = 'assignments';
}

function assignments(shell: Shell, frame: CommandFrame, node: Command): void {
  const list = node.prefix.filter((one): one is Assignment => one.type === 'Assignment');
  const alone = frame.words.length === 0;
  while (frame.i < list.length) {
    const one = list[frame.i]!;
    if (!assign(shell, frame, one, alone)) return;
    frame.i++;
  }
  frame.stage = 'run';
}

function assign(shell: Shell, frame: CommandFrame, node: Assignment, alone: boolean): boolean {
  const { value } = node;
  if (value.type === 'ArrayValue') {
    const elements = shell.expand(frame, (expander) => value.elements.flatMap((one) => arrayElement(expander, one.text)));
    if (!elements) return false;
    frame.subs = undefined;
    if (shell.option('xtrace')) trace(shell, node.text);
    assignArray(shell, node.name, elements.value, node.append ?? false);
    return true;
  }
  const index = node.index?.text;
  const done = shell.expand(frame, (expander) => ({
    index: index === undefined ? undefined : expander.text(index, shell.variables.get(node.name)?.assoc ? 'word' : 'operand'),
    value: expander.text(value.text, 'word', true),
  }));
  if (!done) return false;
  frame.subs = undefined;
  if (shell.option('xtrace'))
    trace(shell, `${node.name}${index === undefined ? '' : `[${index}]`}${node.append ? '+' : ''}=${quoteWhenNeeded(done.value.value)}`);
  try {
    if (alone) {
      shell.variables.assign(node.name, done.value.value, {
        ...(done.value.index === undefined ? {} : { index: done.value.index }),
        append: node.append ?? false,
      });
      if (shell.option('allexport')) exportName(shell, node.name);
    } else temporary(shell, frame, node, done.value.value);
  } catch (error) {
    if (!(error instanceof ShellError) || alone) throw error;
    shell.complain(error.message);
    shell.state.status = 1;
  }
  return true;
}

function exportName(shell: Shell, name: string): void {
  const variable = shell.variables.raw(name);
  if (variable && !variable.exported) shell.variables.put(name, { ...variable, exported: true });
}

/** `name=value command`: seen by the command only. */
function temporary(shell: Shell, frame: CommandFrame, node: Assignment, value: string): void {
  const old = shell.variables.get(node.name);
  if (old?.readonly) throw new ShellError(`${node.name}: readonly variable`);
  if (!frame.temporary) {
    shell.state.scopes.push({ kind: 'temporary', variables: new Map() });
    frame.temporary = true;
  }
  const scope = shell.state.scopes[shell.state.scopes.length - 1]!;
  shell.variables.put(node.name, { value: node.append ? (old?.value ?? '') + value : value, exported: true }, scope);
  if (node.name === 'PATH') shell.state.hash.clear();
}

function run(shell: Shell, frame: CommandFrame, node: Command): Step | void {
  const { state } = shell;
  frame.stage = 'done';
  if (frame.words.length === 0) {
    state.status = frame.subStatus ?? 0;
    if (node.prefix.some((one) => one.type === 'Assignment')) state.last = '';
    return;
  }
  if (shell.option('xtrace')) trace(shell, traceWords(traced(frame, node)));
  const name = frame.words[0]!;
  const found = state.functions.get(name);
  if (found && !(shell.option('posix') && SPECIAL.has(name))) return callFunction(shell, name, found, frame.words.slice(1));
  return runBuiltinOrProgram(shell, frame, frame.words);
}

/** The words for `set -x`; array values as they were written. */
function traced(frame: CommandFrame, node: Command): string[] {
  if (!frame.arrays) return frame.words;
  const written = node.args.filter((one) => one.type === 'Assignment' && one.value.type === 'ArrayValue').map((one) => one.text);
  return frame.words.map((word, i) => (frame.arrays![i] ? (written.shift() ?? word) : word));
}

/** Also what `command` and `builtin` come to. */
export function runBuiltinOrProgram(shell: Shell, frame: CommandFrame, list: readonly string[]): Step | void {
  const { state } = shell;
  const name = list[0]!;
  const builtin = state.disabled.includes(name) ? undefined : BUILTINS[name];
  if (!builtin) return runExternal(shell, frame, list);
  // Assignments before a special builtin stay, in POSIX mode.
  if (name === 'exec' && list.length === 1) makePermanent(shell, frame);
  const args = list.slice(1);
  try {
    const status = builtin(shell, args, frame);
    if (typeof status === 'number' && state.frames.includes(frame)) state.status = status;
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    if (error instanceof LineAbandoned) {
      shell.complain(`${name}: ${error.message}`);
      shell.abort(1, false);
      return;
    }
    shell.complain(
      error.fatal && error.status === 127
        ? error.message
        : error.message.startsWith('\0')
          ? error.message.slice(1)
          : `${name}: ${error.message}`,
    );
    state.status = error.status;
    if (error.fatal && SPECIAL.has(name) && shell.option('posix')) shell.abort(error.status, true);
  }
}
