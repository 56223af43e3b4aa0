import type { Statement, SyntaxNode } from 'unbash';
import { arrayOf } from '../state/variables';
import { lineOf } from '../syntax/source';
import { printNode } from '../syntax/print';
import { addJob, announceStart } from './jobs';
import type { Shell } from './shell';

/** Puts the work of a node on the stack. `last`: the shell ends after it. */
export function runNode(shell: Shell, s: number, n: number, options: { quiet?: boolean; last?: boolean } = {}): void {
  const parsed = shell.parsed(s);
  const node = parsed.nodes[n]!;
  const quiet = options.quiet ? { quiet: true } : {};
  switch (node.type) {
    case 'Statement':
      if (node.background) return startBackground(shell, s, node);
      return runNode(shell, s, parsed.numbers.get(node.command)!, options);
    case 'AndOr':
      return shell.push({ k: 'andor', s, n, i: 0, ...quiet });
    case 'Pipeline':
      return shell.push({
        k: 'pipeline',
        s,
        n,
        stage: 'start',
        negated: node.prefixes.filter((one) => one.type === 'Negation').length % 2 === 1,
        ...quiet,
      });
    case 'Command':
      return shell.push({ k: 'command', s, n, stage: 'words', i: 0, words: [], ...quiet, ...(options.last ? { last: true } : {}) });
    case 'Redirected':
      return shell.push({ k: 'redirected', s, n, stage: 'redirects', i: 0, ...quiet });
    case 'CompoundList':
      return shell.push({ k: 'list', s, n, i: 0, ...quiet });
    case 'BraceGroup':
      return shell.push({ k: 'list', s, n: parsed.numbers.get(node.body)!, i: 0, ...quiet });
    case 'If':
      return shell.push({ k: 'if', s, n, i: -1, stage: 'condition', ...quiet });
    case 'While':
      return shell.push({ k: 'while', s, n, stage: 'condition', result: 0, ...quiet });
    case 'For':
      return shell.push({ k: 'for', s, n, i: 0, result: 0, ...quiet });
    case 'ArithmeticFor':
      return shell.push({ k: 'count', s, n, stage: 'initialize', result: 0, ...quiet });
    case 'Select':
      return shell.push({ k: 'select', s, n, stage: 'words', items: [], line: '', result: 0, ...quiet });
    case 'Case':
      return shell.push({ k: 'case', s, n, i: 0, j: 0, stage: 'word', word: '', ...quiet });
    case 'TestCommand':
      shell.state.line = shell.source(s).line + lineOf(parsed, node.pos);
      return shell.push({ k: 'test', s, n, ...quiet });
    case 'ArithmeticCommand':
      shell.state.line = shell.source(s).line + lineOf(parsed, node.pos);
      return shell.push({ k: 'arithmetic', s, n, ...quiet });
    case 'Subshell':
      return subshell(shell, s, n, node);
    case 'Function':
      if (/[$<>`]/.test(node.name.text)) {
        shell.complain(`\`${node.name.text}': not a valid identifier`);
        shell.state.status = 1;
        return;
      }
      if (shell.state.functions.get(node.name.value)?.readonly) {
        shell.complain(`${node.name.value}: readonly function`);
        shell.state.status = 1;
        return;
      }
      shell.state.functions.set(node.name.value, { source: s, node: parsed.numbers.get(node.body)! });
      shell.state.status = 0;
      return;
    case 'Coproc':
      return startCoproc(shell, s, node);
    default:
      throw new Error(`a ${node.type} is not a command`);
  }
}

/** `( list )`: a copy of the shell runs it. */
function subshell(shell: Shell, s: number, n: number, node: SyntaxNode & { type: 'Subshell' }): void {
  const body = shell.parsed(s).numbers.get(node.body)!;
  if (shell.state.traps.has('ERR') && !shell.state.frames.some((frame) => frame.k === 'trap'))
    shell.state.command = printNode(shell.parsed(s), node);
  const control = shell.state.jobControl;
  const pid = shell.fork([{ k: 'list', s, n: body, i: 0 }], control ? { pgid: 0 } : {});
  shell.push({
    k: 'wait',
    s,
    n,
    pids: [pid],
    codes: {},
    pgid: control ? pid : 0,
    command: printNode(shell.parsed(s), node),
    pipeline: false,
  });
}

/** `coproc NAME command`: a background job whose input and output are ours to write and read. */
function startCoproc(shell: Shell, s: number, node: SyntaxNode & { type: 'Coproc' }): void {
  const { state, sys } = shell;
  const name = node.name?.text ?? 'COPROC';
  const parsed = shell.parsed(s);
  const [theirInput, ourOutput] = sys.pipe();
  const [ourInput, theirOutput] = sys.pipe();
  const fds: Record<number, number> = { ...shell.inherited(), 0: theirInput, 1: theirOutput };
  for (const fd of [theirInput, ourOutput, ourInput, theirOutput]) if (fd > 1) delete fds[fd];
  const control = state.jobControl;
  const inner = parsed.numbers.get(node.body)!;
  const pid = shell.fork([{ k: 'run', s, n: inner }], { fds, ...(control ? { pgid: 0 } : { ignore: ['INT', 'QUIT'] }) });
  const high = (fd: number): number => {
    const used = new Set(sys.fds());
    let to = 63;
    while (used.has(to) && to > 10) to--;
    sys.dup2(fd, to);
    sys.close(fd);
    state.own.push(to);
    return to;
  };
  sys.close(theirInput);
  sys.close(theirOutput);
  const read = high(ourInput);
  const write = high(ourOutput);
  shell.variables.put(name, { array: arrayOf([String(read), String(write)]) });
  shell.variables.put(`${name}_PID`, { value: String(pid) });
  state.coprocs = [...(state.coprocs ?? []), { name, pid, read, write }];
  state.lastBackground = pid;
  const job = addJob(state, { pgid: control ? pid : 0, pids: [pid], command: printNode(parsed, node) });
  if (state.interactive && state.subshell === 0) announceStart(shell, job, pid);
  state.status = 0;
}

/** `command &` */
function startBackground(shell: Shell, s: number, node: Statement): void {
  const { state } = shell;
  const parsed = shell.parsed(s);
  const control = state.jobControl;
  const inner = parsed.numbers.get(node.command)!;
  const frames = [{ k: 'run' as const, s, n: inner }];
  const fds = shell.inherited();
  let empty: number | undefined;
  if (!control && !shell.state.frames.some((frame) => frame.undo?.some((undo) => undo.fd === 0))) {
    try {
      empty = shell.sys.open('/dev/null', { read: true });
      delete fds[empty];
      fds[0] = empty;
    } catch {
      // no /dev/null on this machine: the job keeps the shell's input
    }
  }
  const pid = shell.fork(frames, { fds, ...(control ? { pgid: 0 } : { ignore: ['INT', 'QUIT'] }) });
  if (empty !== undefined) shell.sys.close(empty);
  state.lastBackground = pid;
  const job = addJob(state, { pgid: control ? pid : 0, pids: [pid], command: printNode(parsed, node.command) });
  if (state.interactive && state.subshell === 0) announceStart(shell, job, pid);
  state.status = 0;
}
