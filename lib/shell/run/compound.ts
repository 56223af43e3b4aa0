import type { Step } from '@/lib/hosts/process/program';
import { matchesPattern } from '../words/pattern';
import { lineOf } from '../syntax/source';
import type {
  ArithmeticFrame,
  CaseFrame,
  CountFrame,
  ForFrame,
  Frame,
  IfFrame,
  RedirectedFrame,
  SelectFrame,
  TestFrame,
  WhileFrame,
} from './frame';
import { redirect } from './redirect';
import { runNode } from './run-node';
import type { Shell } from './shell';
import { ShellError } from '../state/variables';
import { testExpression } from './test-expression';
import { trace } from './trace';

type Result = Step | void;

const fail = (node: never): never => {
  throw new Error(`unexpected node ${(node as { type: string }).type}`);
};

export function stepRedirected(shell: Shell, frame: RedirectedFrame): Result {
  const parsed = shell.parsed(frame.s);
  const node = parsed.nodes[frame.n]!;
  if (node.type !== 'Redirected') return fail(node as never);
  if (frame.stage === 'done') return shell.pop();
  shell.state.line = shell.source(frame.s).line + lineOf(parsed, node.pos);
  while (frame.i < node.redirects.length) {
    try {
      if (!redirect(shell, frame, node.redirects[frame.i]!)) return;
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      shell.complain(error.message);
      shell.pop();
      shell.finish(1);
      return;
    }
    frame.i++;
  }
  frame.stage = 'done';
  runNode(shell, frame.s, parsed.numbers.get(node.command)!);
}

export function stepIf(shell: Shell, frame: IfFrame): Result {
  const parsed = shell.parsed(frame.s);
  const node = parsed.nodes[frame.n]!;
  if (node.type !== 'If') return fail(node as never);
  const number = (one: object) => parsed.numbers.get(one as never)!;
  if (frame.stage === 'done') return shell.pop();
  if (frame.i >= 0 && shell.state.status === 0) {
    frame.stage = 'done';
    shell.push(shell.list(frame.s, number(frame.i === 0 ? node.then : node.elif[frame.i - 1]!.then)));
    return;
  }
  frame.i++;
  if (frame.i <= node.elif.length) {
    shell.push(shell.list(frame.s, number(frame.i === 0 ? node.clause : node.elif[frame.i - 1]!.clause), true));
    return;
  }
  frame.stage = 'done';
  if (node.else) shell.push(shell.list(frame.s, number(node.else)));
  else shell.state.status = 0;
}

export function stepWhile(shell: Shell, frame: WhileFrame): Result {
  const parsed = shell.parsed(frame.s);
  const node = parsed.nodes[frame.n]!;
  if (node.type !== 'While') return fail(node as never);
  if (frame.stage === 'body') {
    frame.result = shell.state.status;
    frame.stage = 'condition';
  }
  if (frame.stage === 'condition') {
    frame.stage = 'test';
    shell.push(shell.list(frame.s, parsed.numbers.get(node.clause)!, true));
    return;
  }
  if ((shell.state.status === 0) !== (node.kind === 'while')) {
    shell.state.status = frame.result;
    return shell.pop();
  }
  frame.stage = 'body';
  shell.push(shell.list(frame.s, parsed.numbers.get(node.body)!));
}

/** The words of `for` and `select`; undefined while a substitution runs. */
function items(shell: Shell, frame: Frame, wordlist: readonly { readonly text: string }[] | undefined): string[] | undefined {
  if (!wordlist) return [...shell.params];
  const found = shell.expand(frame, (expander) => wordlist.flatMap((word) => expander.word(word.text)));
  frame.subs = found ? undefined : frame.subs;
  return found?.value;
}

export function stepFor(shell: Shell, frame: ForFrame): Result {
  const parsed = shell.parsed(frame.s);
  const node = parsed.nodes[frame.n]!;
  if (node.type !== 'For') return fail(node as never);
  if (!frame.items) {
    shell.state.line = shell.source(frame.s).line + lineOf(parsed, node.pos);
    if (!/^[A-Za-z_]\w*$/.test(node.name.value)) {
      shell.complain(`\`${node.name.text}': not a valid identifier`);
      shell.pop();
      shell.state.status = 1;
      return;
    }
    frame.items = items(shell, frame, node.wordlist);
    if (frame.items) shell.state.status = 0;
    return;
  }
  if (frame.i >= frame.items.length) return shell.pop();
  const written = `for ${node.name.text} in ${node.wordlist ? node.wordlist.map((one) => one.text).join(' ') : '"$@"'}`;
  if (!frame.debugged && shell.debugTrap(written)) {
    frame.debugged = true;
    return;
  }
  frame.debugged = false;
  if (shell.option('xtrace')) trace(shell, written);
  const item = frame.items[frame.i++]!;
  const variable = shell.variables.raw(node.name.value);
  // A name reference goes over the names instead of what they hold.
  if (variable?.nameref) shell.variables.put(node.name.value, { ...variable, value: item });
  else shell.variables.assign(node.name.value, item);
  shell.push(shell.list(frame.s, parsed.numbers.get(node.body)!));
}

export function stepCount(shell: Shell, frame: CountFrame): Result {
  const parsed = shell.parsed(frame.s);
  const node = parsed.nodes[frame.n]!;
  if (node.type !== 'ArithmeticFor') return fail(node as never);
  const part = frame.stage === 'initialize' ? node.initialize : frame.stage === 'test' ? node.test : node.update;
  if (frame.stage === 'body') {
    frame.result = shell.state.status;
    frame.stage = 'update';
    return;
  }
  let value = 1n;
  if (part) {
    const text = parsed.text.slice(part.pos, part.end);
    if (shell.option('xtrace')) trace(shell, `(( ${text} ))`);
    try {
      const done = shell.expand(frame, (expander) => expander.arithmetic(text));
      if (!done) return;
      frame.subs = undefined;
      value = done.value;
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      shell.complain(`((: ${error.message}`);
      shell.pop();
      shell.finish(1);
      return;
    }
  }
  if (frame.stage !== 'test') {
    frame.stage = 'test';
    return;
  }
  if (value === 0n) {
    shell.state.status = frame.result;
    return shell.pop();
  }
  frame.stage = 'body';
  shell.push(shell.list(frame.s, parsed.numbers.get(node.body)!));
}

export function stepSelect(shell: Shell, frame: SelectFrame): Result {
  const parsed = shell.parsed(frame.s);
  const node = parsed.nodes[frame.n]!;
  if (node.type !== 'Select') return fail(node as never);
  if (frame.stage === 'words') {
    const found = items(shell, frame, node.wordlist);
    if (!found) return;
    frame.items = found;
    frame.stage = 'menu';
    if (found.length === 0) return shell.pop();
    return;
  }
  if (frame.stage === 'body') {
    frame.result = shell.state.status;
    frame.stage = shell.variables.value('REPLY') ? 'read' : 'menu';
  }
  if (frame.stage === 'menu') {
    shell.write(2, menu(frame.items, Number(shell.variables.value('COLUMNS') ?? 80)));
    frame.stage = 'read';
  }
  if (frame.line === '') {
    shell.write(2, shell.variables.value('PS3') ?? '#? ');
    frame.line = '\n';
    return;
  }
  const text = shell.sys.read(0, 1);
  if (text !== null && typeof text !== 'string') return { wait: { channels: [...text.wait, shell.sys.signalChannel()] } };
  if (text === null) {
    shell.write(1, '\n');
    shell.state.status = 1;
    return shell.pop();
  }
  if (text !== '\n') {
    frame.line = frame.line.replace('\n', '') + text + '\n';
    return;
  }
  const reply = frame.line.replace('\n', '');
  frame.line = '';
  if (reply === '') {
    frame.stage = 'menu';
    return;
  }
  shell.variables.assign('REPLY', reply);
  shell.variables.assign(node.name.value, frame.items[/^\s*\d+\s*$/.test(reply) ? Number(reply) - 1 : -1] ?? '');
  frame.stage = 'body';
  shell.push(shell.list(frame.s, parsed.numbers.get(node.body)!));
}

function menu(list: readonly string[], columns: number): string {
  const width = String(list.length).length;
  const longest = Math.max(...list.map((one) => one.length)) + width + 2 + 2;
  const across = Math.max(1, Math.floor(columns / longest));
  const rows = across >= list.length ? list.length : Math.ceil(list.length / across);
  const down = rows === list.length || list.length <= columns / longest ? list.length : rows;
  let out = '';
  for (let row = 0; row < down; row++) {
    const line: string[] = [];
    for (let i = row; i < list.length; i += down) line.push(`${String(i + 1).padStart(width)}) ${list[i]}`);
    out += line.map((one, i) => (i < line.length - 1 ? one.padEnd(longest) : one)).join('') + '\n';
  }
  return out;
}

export function stepCase(shell: Shell, frame: CaseFrame): Result {
  const parsed = shell.parsed(frame.s);
  const node = parsed.nodes[frame.n]!;
  if (node.type !== 'Case') return fail(node as never);
  if (frame.stage === 'word') {
    if (!frame.debugged && shell.debugTrap(`case ${node.word.text} in `)) {
      frame.debugged = true;
      return;
    }
    shell.state.line = shell.source(frame.s).line + lineOf(parsed, node.pos);
    const word = shell.expand(frame, (expander) => expander.text(node.word.text));
    if (!word) return;
    frame.subs = undefined;
    frame.word = word.value;
    frame.stage = 'patterns';
    if (shell.option('xtrace')) trace(shell, `case ${node.word.text} in`);
    shell.state.status = 0;
    return;
  }
  if (frame.stage === 'body') {
    const { terminator } = node.items[frame.i]!;
    if (terminator !== ';&' && terminator !== ';;&') return shell.pop();
    frame.i++;
    frame.j = 0;
    frame.stage = terminator === ';&' ? 'fall' : 'patterns';
  }
  const item = node.items[frame.i];
  if (!item) return shell.pop();
  if (frame.stage === 'patterns') {
    if (frame.j >= item.pattern.length) {
      frame.i++;
      frame.j = 0;
      return;
    }
    const pattern = shell.expand(frame, (expander) => expander.pattern(item.pattern[frame.j]!.text));
    if (!pattern) return;
    frame.subs = undefined;
    if (!matchesPattern(pattern.value, frame.word, { extglob: true, ignoreCase: shell.shopt('nocasematch') })) {
      frame.j++;
      return;
    }
  }
  frame.stage = 'body';
  if (item.body.commands.length > 0) shell.push(shell.list(frame.s, parsed.numbers.get(item.body)!));
  else shell.state.status = 0;
}

export function stepTest(shell: Shell, frame: TestFrame): Result {
  const node = shell.parsed(frame.s).nodes[frame.n]!;
  if (node.type !== 'TestCommand') return fail(node as never);
  if (!frame.debugged && !frame.subs && shell.debugTrap(shell.parsed(frame.s).text.slice(node.pos, node.end))) {
    frame.debugged = true;
    return;
  }
  let status: number;
  try {
    const value = shell.expand(frame, (expander) => testExpression(shell, expander, node.expression));
    if (!value) return;
    status = value.value ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    if (error.fatal) throw error;
    shell.complain(error.message === '' ? '' : `[[: ${error.message}`);
    status = error.status;
  }
  shell.pop();
  shell.state.pipestatus = [status];
  shell.finish(status);
}

export function stepArithmetic(shell: Shell, frame: ArithmeticFrame): Result {
  const node = shell.parsed(frame.s).nodes[frame.n]!;
  if (node.type !== 'ArithmeticCommand') return fail(node as never);
  if (!frame.debugged && !frame.subs && shell.debugTrap(`((${node.body}))`)) {
    frame.debugged = true;
    return;
  }
  let status: number;
  try {
    const value = shell.expand(frame, (expander) => expander.arithmetic(node.body));
    if (!value) return;
    if (shell.option('xtrace')) trace(shell, `(( ${node.body} ))`);
    status = value.value === 0n ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    if (error.fatal) throw error;
    shell.complain(`((: ${error.message}`);
    status = 1;
  }
  shell.pop();
  shell.state.pipestatus = [status];
  shell.finish(status);
}
