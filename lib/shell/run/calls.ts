import type { Step } from '@/lib/hosts/process/program';
import type { ShellFunction } from '../state/state';
import type { CallFrame } from './frame';
import { runNode } from './run-node';
import { MOST_CALLS, type Shell } from './shell';

/** Calls a function: its own parameters, a scope for `local`. */
export function callFunction(shell: Shell, name: string, found: ShellFunction, args: readonly string[]): void {
  const { state } = shell;
  const most = Number(shell.variables.value('FUNCNEST') ?? 0) || MOST_CALLS;
  if (state.calls.length > most) {
    shell.complain(`${name}: maximum function nesting level exceeded (${most})`);
    shell.abort(1, false);
    return;
  }
  const hadReturn = state.traps.has('RETURN');
  shell.push({ k: 'call', s: found.source, n: found.node, stage: 'start', params: state.params, scope: true, what: 'function', hadReturn });
  state.calls.push({ name, file: shell.source(found.source).file, line: state.line, kind: 'function' });
  state.scopes.push({ kind: 'function', variables: new Map() });
  state.params = args;
}

export function stepCall(shell: Shell, frame: CallFrame): Step | void {
  if (frame.stage === 'start') {
    if (frame.what === 'function' && !frame.debugged && shell.debugTrap()) {
      frame.debugged = true;
      return;
    }
    frame.stage = 'done';
    if (frame.what === 'function') runNode(shell, frame.s, frame.n);
    return;
  }
  const { state } = shell;
  if (
    state.traps.get('RETURN') &&
    !frame.depth &&
    (frame.what === 'source' || frame.hadReturn !== true || shell.option('functrace')) &&
    !shell.inTrap('RETURN')
  ) {
    frame.depth = 1;
    shell.runTrap('RETURN');
    return;
  }
  const line = state.calls[state.calls.length - 1]?.line;
  shell.pop();
  if (line !== undefined) state.line = line;
}
