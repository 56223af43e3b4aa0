import { Errno } from '@/lib/hosts/process/sys';
import { SIGNAL_NUMBERS, type Signal } from '@/lib/hosts/process/program';
import { findProgram, lookUp } from '../run/external';
import { descriptorPath, makePermanent } from '../run/redirect';
import type { Shell } from '../run/shell';
import { LineAbandoned, ShellError } from '../state/variables';
import { lineOf } from '../syntax/source';
import { quoteSingle } from '../words/quote';
import { readOptions } from './arguments';
import { normalize } from './directories';
import type { Builtin } from './table';

function loopCount(shell: Shell, name: string, args: readonly string[]): number | undefined {
  if (!shell.inLoop()) {
    shell.complain(`${name}: only meaningful in a \`for', \`while', or \`until' loop`);
    return undefined;
  }
  const text = args[0] ?? '1';
  if (!/^[+-]?\d+$/.test(text)) {
    shell.complain(`${name}: ${text}: numeric argument required`);
    shell.abort(128, true);
    return undefined;
  }
  if (Number(text) < 1) throw new ShellError(`${text}: loop count out of range`);
  return Number(text);
}

const break_: Builtin = (shell, args) => {
  const n = loopCount(shell, 'break', args);
  if (n !== undefined) shell.unwindLoop(n, false);
  return 0;
};

const continue_: Builtin = (shell, args) => {
  const n = loopCount(shell, 'continue', args);
  if (n !== undefined) shell.unwindLoop(n, true);
  return 0;
};

const return_: Builtin = (shell, args) => {
  let status = shell.state.status;
  const trap = [...shell.state.frames].reverse().find((frame) => frame.k === 'trap');
  if (args.length === 0 && trap && trap.k === 'trap') status = trap.status;
  if (args[0] !== undefined) {
    if (!/^\s*[+-]?\d+\s*$/.test(args[0])) {
      shell.complain(`return: ${args[0]}: numeric argument required`);
      status = 2;
    } else status = Number(args[0]) & 255;
  }
  if (args.length > 1) throw new LineAbandoned('too many arguments');
  if (!shell.state.frames.some((frame) => frame.k === 'call') && !shell.state.calls.length) {
    throw new ShellError("can only `return' from a function or sourced script", 2);
  }
  if (!shell.returnFrom(status)) {
    // A function that runs in a subshell of its own: the subshell ends.
    if (shell.state.subshell > 0) shell.exit(status);
    else throw new ShellError("can only `return' from a function or sourced script", 2);
  }
  return undefined;
};

/** What an interactive shell says when it ends; BusyBox' and dash say nothing. */
export const farewell = ({ state }: Shell): string =>
  state.personality === 'dash' || state.personality === 'ash' ? '' : state.login && state.personality === 'bash' ? 'logout\n' : 'exit\n';

const exit: Builtin = (shell, args) => {
  let code = shell.state.status;
  const trap = shell.state.frames.find((frame) => frame.k === 'trap');
  if (args[0] === undefined && trap?.k === 'trap') code = trap.status;
  if (args[0] !== undefined) {
    if (!/^\s*[+-]?\d+\s*$/.test(args[0])) {
      shell.complain(`exit: ${args[0]}: numeric argument required`);
      code = 2;
    } else if (args.length > 1) throw new LineAbandoned('too many arguments');
    else code = Number(args[0]) & 255;
  }
  if (shell.state.interactive && shell.state.subshell === 0) {
    shell.write(2, farewell(shell));
    if (shell.state.jobs.some((job) => job.state === 'stopped') && !shell.state.exitWarned) {
      shell.write(2, 'There are stopped jobs.\n');
      shell.state.exitWarned = true;
      return 1;
    }
  }
  shell.exit(code);
  return undefined;
};

const eval_: Builtin = (shell, args, frame) => {
  const list = readOptions(args, '', 'eval: usage: eval [arg ...]').rest;
  const text = list.join(' ');
  if (text.trim() === '') return 0;
  const call = shell.state.calls[shell.state.calls.length - 1];
  // Its lines are counted from the last one of the command.
  const parsed = shell.parsed(frame.s);
  const node = parsed.nodes[frame.n];
  const lines = node ? lineOf(parsed, node.end) - lineOf(parsed, node.pos) : 0;
  const s = shell.addSource({ text, file: call?.file ?? '', line: shell.state.line + lines });
  shell.push({ k: 'builtin', s, n: 0, name: 'eval', args: [], stage: 'start', data: {} });
  shell.push({ k: 'read', s, n: 0, i: 0 });
  shell.state.status = 0;
};

const source: Builtin = (shell, args, frame) => {
  const called = frame.words[0] ?? '.';
  const usage = `${called}: usage: ${called} filename [arguments]`;
  const list = readOptions(args, '', usage).rest;
  const name = list[0];
  if (name === undefined) throw new ShellError(`filename argument required\n${usage}`, 2);
  let path = name;
  if (!name.includes('/')) {
    const found = shell.shopt('sourcepath') ? (findProgram(shell, name)?.path ?? undefined) : undefined;
    if (found) path = found;
  }
  let fd: number;
  try {
    const given = descriptorPath(path);
    if (given !== undefined && shell.isOpen(given)) {
      fd = shell.freeFd(10);
      shell.sys.dup2(given, fd);
    } else if (shell.sys.stat(path).type === 'dir') throw new ShellError(`${name}: is a directory`);
    else fd = shell.sys.open(path, { read: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new ShellError(`\0${name}: ${error.message}`);
  }
  const high = shell.freeFd(10);
  shell.sys.dup2(fd, high);
  shell.sys.close(fd);
  shell.state.own.push(high);
  const given = list.slice(1);
  shell.push({
    k: 'call',
    s: -1,
    n: 0,
    stage: 'start',
    scope: false,
    what: 'source',
    ...(given.length > 0 ? { params: shell.params } : {}),
  });
  shell.state.calls.push({ name: 'source', file: path, line: shell.state.line, kind: 'source' });
  if (given.length > 0) shell.state.params = given;
  shell.state.status = 0;
  shell.push({ k: 'load', s: -1, n: 0, fd: high, text: '', file: path, main: false });
};

const exec: Builtin = (shell, args, frame) => {
  const { flags, rest } = readOptions(args, 'cla:', 'exec: usage: exec [-cl] [-a name] [command [argument ...]] [redirection ...]');
  if (rest.length === 0) {
    makePermanent(shell, frame);
    return 0;
  }
  const name = rest[0]!;
  const file = name.startsWith('/') ? name : name.includes('/') ? normalize(shell.sys.cwd(), name) : lookUp(shell, name);
  const fail = (message: string, status: number): number => {
    shell.complain(message);
    if (!shell.state.interactive && !shell.shopt('execfail')) shell.exit(status);
    return status;
  };
  if (file === undefined) return fail(`exec: ${name}: not found`, 127);
  shell.flushNow();
  const argv = [('l' in flags ? '-' : '') + (flags.a ?? name), ...rest.slice(1)];
  const env = 'c' in flags ? {} : { ...shell.variables.environment(), _: file };
  try {
    for (const signal of Object.keys(SIGNAL_NUMBERS) as Signal[])
      if (shell.state.traps.get(signal)) shell.sys.handleSignal(signal, 'default');
    shell.sys.exec({ argv, file, env, fds: shell.inherited() });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'ENOENT') return fail(`${file}: ${error.message}`, 127);
    fail(`${file}: ${error.message}`, 126);
    return fail(`exec: ${file}: cannot execute: ${error.message}`, 126);
  }
};

const PSEUDO = ['EXIT', 'DEBUG', 'ERR', 'RETURN'];

/** `INT`, `SIGINT`, `2`, `0`, `exit` → the trap's name. */
export function signalName(text: string): string | undefined {
  if (text === '0') return 'EXIT';
  const upper = text.toUpperCase().replace(/^SIG/, '');
  if (PSEUDO.includes(upper) || upper in SIGNAL_NUMBERS) return upper;
  return Object.keys(SIGNAL_NUMBERS).find((name) => SIGNAL_NUMBERS[name as Signal] === Number(text));
}

const shown = (name: string): string => (PSEUDO.includes(name) ? name : `SIG${name}`);

const trap: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'lp', 'trap: usage: trap [-lp] [[arg] signal_spec ...]');
  const { state } = shell;
  if ('l' in flags) {
    shell.write(1, signalList());
    return 0;
  }
  const order = (name: string): number => (name === 'EXIT' ? 0 : (SIGNAL_NUMBERS[name as Signal] ?? 100 + PSEUDO.indexOf(name)));
  if (rest.length === 1 && rest[0] !== '-' && !signalName(rest[0]!)) {
    shell.write(2, 'trap: usage: trap [-lp] [[arg] signal_spec ...]\n');
    return 2;
  }
  if (rest.length === 0 || 'p' in flags) {
    const traps = state.parentTraps ?? state.traps;
    const wanted = rest.map((one) => signalName(one));
    const names = [...traps.keys()].filter((name) => wanted.length === 0 || wanted.includes(name)).sort((a, b) => order(a) - order(b));
    for (const name of names) shell.write(1, `trap -- ${quoteSingle(traps.get(name)!)} ${shown(name)}\n`);
    return 0;
  }
  delete state.parentTraps;
  const alone = rest.length === 1;
  const resets = alone || rest[0] === '-' || /^\d+$/.test(rest[0]!);
  const action = resets ? undefined : rest[0]!;
  let status = 0;
  for (const word of resets && rest[0] !== '-' ? rest : rest.slice(1)) {
    const name = signalName(word);
    if (!name) {
      shell.complain(`trap: ${word}: invalid signal specification`);
      status = 1;
      continue;
    }
    if (state.ignored.includes(name)) continue;
    if (action === undefined) state.traps.delete(name);
    else state.traps.set(name, action);
    if (!PSEUDO.includes(name) && name !== 'KILL' && name !== 'STOP') {
      const own =
        state.interactive && state.subshell === 0 && ['INT', 'TERM', 'QUIT', 'TSTP', 'TTIN', 'TTOU', 'WINCH', 'CHLD'].includes(name);
      shell.sys.handleSignal(name as Signal, action === undefined ? (own ? 'handle' : 'default') : action === '' ? 'ignore' : 'handle');
    }
  }
  return status;
};

const NAMES = [
  'HUP',
  'INT',
  'QUIT',
  'ILL',
  'TRAP',
  'ABRT',
  'BUS',
  'FPE',
  'KILL',
  'USR1',
  'SEGV',
  'USR2',
  'PIPE',
  'ALRM',
  'TERM',
  'STKFLT',
  'CHLD',
  'CONT',
  'STOP',
  'TSTP',
  'TTIN',
  'TTOU',
  'URG',
  'XCPU',
  'XFSZ',
  'VTALRM',
  'PROF',
  'WINCH',
  'IO',
  'PWR',
  'SYS',
];

/** `kill -l` */
export function signalList(): string {
  const all: (readonly [number, string])[] = NAMES.map((name, i) => [i + 1, 'SIG' + name]);
  for (let n = 34; n <= 64; n++)
    all.push([n, n === 34 ? 'SIGRTMIN' : n === 64 ? 'SIGRTMAX' : n <= 49 ? `SIGRTMIN+${n - 34}` : `SIGRTMAX-${64 - n}`]);
  let out = '';
  all.forEach(([n, name], i) => {
    out += `${String(n).padStart(2)}) ${name}${i % 5 === 4 || i === all.length - 1 ? '\n' : '\t'}`;
  });
  return out;
}

export const signalNumberName = (n: number): string | undefined => NAMES[n - 1];

export const flowBuiltins = {
  break: break_,
  continue: continue_,
  return: return_,
  exit,
  eval: eval_,
  source,
  '.': source,
  exec,
  trap,
  ':': (() => 0) as Builtin,
  true: (() => 0) as Builtin,
  false: (() => 1) as Builtin,
  logout: ((shell, args, frame) => {
    if (!shell.state.login) throw new ShellError("not login shell: use `exit'");
    return exit(shell, args, frame);
  }) as Builtin,
};
