import type { Step } from '@/lib/hosts/process/program';
import { Errno } from '@/lib/hosts/process/sys';
import { expandAliases } from '../syntax/aliases';
import { saveHistory } from '../builtins/history';
import { explainSyntax } from '../syntax/errors';
import { printNode } from '../syntax/print';
import { lineOf, type Parsed } from '../syntax/source';
import type {
  AndOrFrame,
  ExitFrame,
  Frame,
  ListFrame,
  LoadFrame,
  PipelineFrame,
  ReadFrame,
  RunFrame,
  StartupFrame,
  SubstitutionFrame,
  TrapFrame,
} from './frame';
import { runNode } from './run-node';
import type { Shell } from './shell';

type Result = Step | void;

/** Runs the statements of a text, as far as it parses; those of one line stand or fall together. */
export function stepRead(shell: Shell, frame: ReadFrame): Result {
  const parsed = shell.parsed(frame.s);
  const { commands } = parsed.script;
  const limit = runnable(parsed);
  if (frame.i >= limit) {
    shell.pop();
    if (parsed.error) complainOfSyntax(shell, frame.s, parsed);
    return;
  }
  const statement = commands[frame.i]!;
  if (!frame.expanded && frame.i >= (frame.checked ?? 0) && shell.shopt('expand_aliases') && commands.length > 0) {
    const to = groupEnd(parsed, frame.i, limit);
    frame.checked = to;
    const next = commands[to];
    const text = parsed.text.slice(statement.pos, next ? next.pos : parsed.text.length);
    const expanded = shell.state.aliases.size > 0 ? expandAliases(text, shell.state.aliases) : text;
    if (expanded !== text) {
      const source = shell.source(frame.s);
      const s = shell.addSource({ text: expanded, file: source.file, line: source.line + lineOf(parsed, statement.pos) });
      frame.i = to;
      shell.push({ k: 'read', s, n: 0, i: 0, expanded: true });
      return;
    }
  }
  frame.i++;
  if (shell.option('noexec') && !shell.state.interactive) return;
  if (shell.option('verbose') && frame.expanded === undefined && (frame.i === 1 || !sameLine(parsed, frame.i - 2))) {
    const before = frame.i === 1 ? 0 : parsed.text.indexOf('\n', commands[frame.i - 2]!.end) + 1;
    const after = parsed.text.indexOf('\n', commands[groupEnd(parsed, frame.i - 1, limit) - 1]!.end);
    shell.write(2, parsed.text.slice(before, after < 0 ? parsed.text.length : after) + '\n');
  }
  warnOfHereDocument(shell, frame, parsed, statement);
  runNode(shell, frame.s, parsed.numbers.get(statement)!);
}

/** A here-document that the end of the text ended. */
function warnOfHereDocument(shell: Shell, frame: ReadFrame, parsed: Parsed, statement: { pos: number; end: number }): void {
  if (!parsed.text.includes('<<') || statement.end < parsed.text.lastIndexOf('<<')) return;
  for (const node of parsed.nodes) {
    const redirects = node.type === 'Command' || node.type === 'Redirected' ? node.redirects : [];
    for (const one of redirects) {
      if (one.type !== 'HereDoc' || one.closing || !one.delimiter || one.pos < statement.pos || one.pos > statement.end) continue;
      const source = shell.source(frame.s);
      const from = source.line + lineOf(parsed, one.pos);
      const to = source.line + lineOf(parsed, parsed.text.length) - (parsed.text.endsWith('\n') ? 1 : 0);
      const name = shell.prefix().replace(/(: line )\d+/, `$1${to}`);
      shell.write(2, `${name}warning: here-document at line ${from} delimited by end-of-file (wanted \`${one.delimiter.value}')\n`);
    }
  }
}

/** How many statements may run before the line with the first syntax error. */
function runnable(parsed: Parsed): number {
  const { commands } = parsed.script;
  if (!parsed.error) return commands.length;
  const { pos } = parsed.error;
  const line = lineOf(parsed, Math.min(pos, parsed.text.length));
  let limit = commands.findIndex((one) => one.end > pos || one.pos >= pos || one.end === one.pos || lineOf(parsed, one.end) === line);
  if (limit < 0) limit = commands.length;
  // A statement that the error cut short was recovered as one that ends before it.
  const last = commands[limit - 1];
  if (
    last &&
    /expected|unterminated/.test(parsed.error.message) &&
    parsed.text.slice(last.end, pos).trim() === '' &&
    !/[\n;]/.test(parsed.text.slice(last.end, pos))
  )
    limit--;
  while (limit > 0 && limit < commands.length && sameLine(parsed, limit - 1)) limit--;
  return limit;
}

const sameLine = (parsed: Parsed, i: number): boolean => {
  const [a, b] = [parsed.script.commands[i]!, parsed.script.commands[i + 1]!];
  return !parsed.text.slice(a.end, b.pos).includes('\n');
};

function groupEnd(parsed: Parsed, from: number, limit: number): number {
  let to = from + 1;
  while (to < limit && sameLine(parsed, to - 1)) to++;
  return to;
}

function complainOfSyntax(shell: Shell, s: number, parsed: Parsed): void {
  const source = shell.source(s);
  const complaint = explainSyntax(parsed)!;
  const evaluated = shell.state.frames.some((frame) => frame.k === 'builtin' && frame.name === 'eval');
  const name = source.file || shell.state.name;
  const label = shell.state.commandString && !evaluated && source.file === '' ? `${name}: -c` : evaluated ? `${name}: eval` : name;
  for (const { line, text } of complaint.messages) {
    const at = source.line + line;
    if (shell.state.interactive && shell.state.subshell === 0 && source.file === '') shell.write(2, `${shell.state.name}: ${text}\n`);
    else shell.write(2, `${label}: line ${at}: ${text}\n`);
  }
  shell.state.status = 2;
  const main = !shell.state.frames.some(
    (frame) => frame.k === 'call' || frame.k === 'builtin' || frame.k === 'interactive' || frame.k === 'trap',
  );
  if (main) shell.exit(2);
  else if (shell.top?.k === 'call') shell.state.status = 1;
}

export function stepRun(shell: Shell, frame: RunFrame): Result {
  shell.state.frames.pop();
  const last = shell.state.frames.length === 1 && !shell.state.traps.get('EXIT');
  runNode(shell, frame.s, frame.n, { last });
}

export function stepList(shell: Shell, frame: ListFrame): Result {
  const parsed = shell.parsed(frame.s);
  const node = parsed.nodes[frame.n] as unknown as { commands: readonly never[] };
  if (frame.i >= node.commands.length) {
    shell.pop();
    return;
  }
  const statement = node.commands[frame.i++]!;
  runNode(shell, frame.s, parsed.numbers.get(statement)!);
}

export function stepAndOr(shell: Shell, frame: AndOrFrame): Result {
  const parsed = shell.parsed(frame.s);
  const node = parsed.nodes[frame.n]!;
  if (node.type !== 'AndOr') throw new Error('not a list');
  const { commands, operators } = node;
  const ok = shell.state.status === 0;
  while (frame.i > 0 && frame.i < commands.length && (operators[frame.i - 1] === '&&') !== ok) frame.i++;
  if (frame.i >= commands.length) {
    shell.pop();
    return;
  }
  const n = parsed.numbers.get(commands[frame.i]!)!;
  const last = frame.i === commands.length - 1;
  frame.i++;
  // What is not the last command of the list does not end the shell by failing.
  frame.outer ??= frame.quiet ?? false;
  frame.quiet = last ? frame.outer : true;
  runNode(shell, frame.s, n);
}

export function stepPipeline(shell: Shell, frame: PipelineFrame): Result {
  const { state, sys } = shell;
  const parsed = shell.parsed(frame.s);
  const node = parsed.nodes[frame.n]!;
  if (node.type !== 'Pipeline') throw new Error('not a pipeline');
  const several = node.commands.length > 1;
  if (frame.stage === 'start') {
    frame.stage = 'waiting';
    if (frame.negated) frame.quiet = true;
    const time = node.prefixes.find((one) => one.type === 'Time');
    if (time?.type === 'Time') frame.timed = { posix: time.posix !== undefined, at: sys.now() };
    if (node.commands.length === 0) {
      state.status = 0;
      return;
    }
    if (!several) {
      runNode(shell, frame.s, parsed.numbers.get(node.commands[0]!)!, {});
      return;
    }
    return startPipeline(shell, frame, parsed, node);
  }
  if (frame.timed) shell.write(2, timeReport(shell, sys.now() - frame.timed.at, frame.timed.posix));
  const negated = frame.negated;
  shell.pop();
  if (negated) state.status = state.status === 0 ? 1 : 0;
  else if (several) shell.finish(state.status);
}

function startPipeline(
  shell: Shell,
  frame: PipelineFrame,
  parsed: Parsed,
  node: { readonly commands: readonly never[] | readonly object[]; readonly operators: readonly string[] },
): Result {
  const { state, sys } = shell;
  const control = state.jobControl;
  const pids: number[] = [];
  let input: number | undefined;
  let pgid = 0;
  const count = node.commands.length;
  const ownLast = shell.shopt('lastpipe') && !control;
  for (let i = 0; i < count; i++) {
    const n = parsed.numbers.get(node.commands[i] as never)!;
    const last = i === count - 1;
    if (last && ownLast) {
      if (input !== undefined) lastPipe(shell, frame, n, pids, input);
      return;
    }
    const fds = shell.inherited();
    let pair: readonly [number, number] | undefined;
    if (!last) {
      pair = sys.pipe();
      fds[1] = pair[1];
      if (node.operators[i] === '|&') fds[2] = pair[1];
    }
    if (input !== undefined) {
      delete fds[input];
      fds[0] = input;
    }
    const pid = shell.fork([{ k: 'run', s: frame.s, n }], {
      fds,
      lists: (node.commands[i] as { type: string }).type === 'Command',
      ...(control ? { pgid: pgid } : {}),
    });
    if (pgid === 0) pgid = pid;
    pids.push(pid);
    if (input !== undefined) shell.close(input);
    if (pair) {
      sys.close(pair[1]);
      input = pair[0];
      state.own.push(input);
    }
  }
  shell.push({
    k: 'wait',
    s: frame.s,
    n: frame.n,
    pids,
    codes: {},
    pgid: control ? pgid : 0,
    pipeline: true,
    command: printNode(parsed, node as never),
  });
}

/** `shopt -s lastpipe`: the last command runs in this shell. */
function lastPipe(shell: Shell, frame: Frame, n: number, pids: number[], input: number): void {
  shell.push({ k: 'wait', s: frame.s, n: frame.n, pids, codes: {}, pgid: 0, pipeline: true, command: '', ownLast: true });
  const holder: Frame = { k: 'list', s: frame.s, n: 0, i: Number.MAX_SAFE_INTEGER, undo: [] };
  const saved = shell.isOpen(0) ? shell.freeFd() : null;
  if (saved !== null) {
    shell.sys.dup2(0, saved);
    shell.state.own.push(saved);
  }
  holder.undo!.push({ fd: 0, saved });
  shell.sys.dup2(input, 0);
  shell.close(input);
  shell.push(holder);
  runNode(shell, frame.s, n);
}

function timeReport(shell: Shell, ms: number, posix: boolean): string {
  const seconds = ms / 1000;
  const long = (s: number) => `${Math.floor(s / 60)}m${(s % 60).toFixed(3)}s`;
  const format = shell.variables.value('TIMEFORMAT');
  if (format !== undefined && !posix) {
    if (format === '') return '';
    const wrong = /%(?!%)(?:\d?l?[RUS]|P)|%%|%(?:\d?l?)(.)/gs;
    for (const match of format.matchAll(wrong))
      if (match[1] !== undefined) {
        shell.complain(`TIMEFORMAT: \`${match[1]}': invalid format character`);
        return '';
      }
    return (
      format.replace(/%(?:(\d)?(l)?([RUSP])|%)/g, (_, digits: string | undefined, l: string | undefined, what: string | undefined) => {
        if (!what) return '%';
        if (what === 'P') return '0.00';
        const value = what === 'R' ? seconds : 0;
        return l ? `${Math.floor(value / 60)}m${(value % 60).toFixed(Number(digits ?? 3))}s` : value.toFixed(Number(digits ?? 3));
      }) + '\n'
    );
  }
  if (posix) return `real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n`;
  return `\nreal\t${long(seconds)}\nuser\t${long(0)}\nsys\t${long(0)}\n`;
}

/** Gathers what a command substitution writes, then its status. */
export function stepSubstitution(shell: Shell, frame: SubstitutionFrame): Result {
  const { state, sys } = shell;
  if (frame.fd >= 0) {
    const text = sys.read(frame.fd, 65_536);
    if (text !== null && typeof text !== 'string') return { wait: { channels: [...text.wait, sys.signalChannel()] } };
    if (text === null) {
      shell.close(frame.fd);
      frame.fd = -1;
    } else {
      frame.text += text;
      if (frame.text.length > MOST_SUBSTITUTED) {
        shell.complain('xrealloc: cannot allocate memory');
        shell.exit(2);
      }
    }
    return;
  }
  try {
    const status = sys.waitpid(frame.pid);
    if ('wait' in status) return { wait: { channels: [...status.wait, sys.signalChannel()] } };
    if (status.state !== 'exited') return;
    state.status = status.code;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  shell.state.frames.pop();
  const below = shell.top!;
  (below.subs ??= []).push(frame.text.replace(/\0/g, ''));
  if (below.k === 'command') below.subStatus = state.status;
}

const MOST_SUBSTITUTED = 32 * 1024 * 1024;

/** The bottom of the stack: the EXIT trap, then the end of the process. */
export function stepExit(shell: Shell, frame: ExitFrame): Result {
  const { state } = shell;
  if (frame.code === undefined) frame.code = state.status;
  const trap = state.traps.get('EXIT');
  if (trap && !state.exitTrapRun) {
    state.exitTrapRun = true;
    state.status = frame.code;
    shell.runTrap('EXIT', frame.code);
    return;
  }
  if (state.subshell === 0 && shell.option('history')) saveHistory(shell);
  shell.flushNow();
  return { exit: frame.code & 255 };
}

/** Runs a trap's text; $? is afterwards what it was before. */
export function stepTrap(shell: Shell, frame: TrapFrame): Result {
  const { state } = shell;
  if (frame.stage === 'start') {
    frame.stage = 'done';
    const text = state.traps.get(frame.name);
    if (!text) return;
    const s = shell.addSource({
      text,
      file: state.calls[state.calls.length - 1]?.file ?? '',
      line: frame.name === 'EXIT' ? 1 : state.line,
    });
    frame.s = s;
    shell.push({ k: 'read', s, n: 0, i: 0 });
    return;
  }
  shell.pop();
  state.status = frame.status;
  state.pipestatus = frame.pipestatus;
}

/** Reads a script or a sourced file to its end, then runs it. */
export function stepLoad(shell: Shell, frame: LoadFrame): Result {
  const text = shell.sys.read(frame.fd, 65_536);
  if (text !== null && typeof text !== 'string') return { wait: { channels: [...text.wait, shell.sys.signalChannel()] } };
  if (text !== null) {
    frame.text += text;
    return;
  }
  shell.pop();
  const s = shell.addSource({ text: frame.text.replace(/\0/g, ''), file: frame.file, line: 1 });
  shell.push({ k: 'read', s, n: 0, i: 0 });
}

/** A start-up file is sourced: `return` in it ends it. */
export function stepStartup(shell: Shell, frame: StartupFrame): Result {
  shell.state.frames.pop();
  shell.push({ k: 'call', s: -1, n: 0, stage: 'done', scope: false, what: 'source' });
  shell.state.calls.push({ name: 'source', file: frame.file, line: 0, kind: 'source' });
  shell.push({ k: 'load', s: -1, n: 0, fd: frame.fd, text: '', file: frame.file, main: false });
}
