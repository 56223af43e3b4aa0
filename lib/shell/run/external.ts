import type { Step } from '@/lib/hosts/process/program';
import { Errno } from '@/lib/hosts/process/sys';
import { ShellError } from '../state/variables';
import { callFunction } from './calls';
import type { CommandFrame } from './frame';
import type { Shell } from './shell';
import { printNode } from '../syntax/print';

const SPAWN_WORK = 20;

/** Where PATH finds a program: an executable file, else a file that is not one. */
export function findProgram(
  shell: Shell,
  name: string,
  path = shell.variables.value('PATH') ?? '',
): { path: string; executable: boolean } | undefined {
  let other: string | undefined;
  for (const directory of path.split(':')) {
    const file = `${directory || '.'}/${name}`.replace(/^\/\//, '/');
    try {
      const { type } = shell.sys.stat(file);
      if (type === 'dir') continue;
      if (shell.sys.access(file, 'x')) return { path: file, executable: true };
      other ??= file;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  return other === undefined ? undefined : { path: other, executable: false };
}

/** Looks a program up in the hash table, then in PATH. */
export function lookUp(shell: Shell, name: string): string | undefined {
  const known = shell.state.hash.get(name);
  if (known && shell.sys.exists(known.path)) {
    known.hits++;
    return known.path;
  }
  const found = findProgram(shell, name);
  if (found?.executable && shell.option('hashall')) shell.state.hash.set(name, { path: found.path, hits: 1 });
  return found?.path;
}

export function runExternal(shell: Shell, frame: CommandFrame, words: readonly string[]): Step | void {
  const { state, sys } = shell;
  const name = words[0]!;
  const file = name.includes('/') ? name : name === '' ? undefined : lookUp(shell, name);
  if (file === undefined) {
    const handler = state.functions.get('command_not_found_handle');
    if (handler) return callFunction(shell, 'command_not_found_handle', handler, words);
    shell.complain(`${name}: ${state.personality === 'dash' || state.personality === 'ash' ? 'not found' : 'command not found'}`);
    state.status = 127;
    return;
  }
  const env = { ...shell.variables.environment(), ...exportedFunctions(shell), _: file };
  const fds = shell.inherited();
  shell.flushNow();
  shell.work += SPAWN_WORK;
  try {
    if (frame.last && !state.jobControl) sys.exec({ argv: words, file, env, fds });
    const control = state.jobControl;
    const pid = sys.spawn({ argv: words, file, env, fds, ...(control ? { pgid: 0 } : {}) });
    const node = shell.parsed(frame.s).nodes[frame.n]!;
    shell.push({
      k: 'wait',
      s: frame.s,
      n: frame.n,
      pids: [pid],
      codes: {},
      pgid: control ? pid : 0,
      pipeline: false,
      command: printNode(shell.parsed(frame.s), node),
    });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    state.status = explain(shell, name, file, error, words);
  }
}

/** Says why a program cannot be run; a text without `#!` is run as a script. */
function explain(shell: Shell, name: string, file: string, error: Errno, words: readonly string[]): number {
  const { sys, state } = shell;
  if (error.code === 'EAGAIN') throw new ShellError('\0fork: retry: Resource temporarily unavailable', 254, true);
  if (error.code === 'ENOEXEC') {
    const interpreter = sys.exists('/bin/bash') ? '/bin/bash' : '/bin/sh';
    const pid = sys.spawn({
      argv: [name, file, ...words.slice(1)],
      file: interpreter,
      env: shell.variables.environment(),
      fds: shell.inherited(),
      ...(state.jobControl ? { pgid: 0 } : {}),
    });
    const top = shell.top!;
    shell.push({
      k: 'wait',
      s: top.s,
      n: top.n,
      pids: [pid],
      codes: {},
      pgid: state.jobControl ? pid : 0,
      pipeline: false,
      command: words.join(' '),
    });
    return 0;
  }
  if (error.code === 'ENOMEM') {
    shell.complain(`${file}: Argument list too long`);
    return 126;
  }
  let directory = false;
  let there = true;
  try {
    directory = sys.stat(file).type === 'dir';
  } catch {
    there = false;
  }
  if (directory) {
    shell.complain(`${name}: Is a directory`);
    return 126;
  }
  if (error.code === 'ENOENT' && there) {
    const line = /^#!\s*(\S+)/.exec(sys.readFile(file));
    if (line) {
      shell.complain(`${file}: cannot execute: required file not found`);
      return 127;
    }
  }
  shell.complain(`${file}: ${error.message}`);
  return error.code === 'ENOENT' ? 127 : 126;
}

/** `export -f`: functions ride in the environment. */
function exportedFunctions(shell: Shell): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, one] of shell.state.functions) {
    if (!one.exported) continue;
    const parsed = shell.parsed(one.source);
    out[`BASH_FUNC_${name}%%`] = `() ${printNode(parsed, parsed.nodes[one.node]!).replace(/^\{ /, '{  ')}`;
  }
  return out;
}
