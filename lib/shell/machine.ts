import './builtins/all';
import { SIGNAL_NUMBERS, type Machine, type Signal, type Step } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { stepBuiltin } from './builtins/frames';
import { stepInteractive, windowChanged } from './line-editor/interactive';
import { stepCall } from './run/calls';
import { stepCommand } from './run/command';
import { stepArithmetic, stepCase, stepCount, stepFor, stepIf, stepRedirected, stepSelect, stepTest, stepWhile } from './run/compound';
import type { Frame } from './run/frame';
import {
  stepAndOr,
  stepExit,
  stepList,
  stepLoad,
  stepPipeline,
  stepRead,
  stepRun,
  stepStartup,
  stepSubstitution,
  stepTrap,
} from './run/lists';
import { Shell } from './run/shell';
import { stepStream } from './run/stream';
import { stepWait } from './run/wait';
import { copyShell, fromSaved, toSaved } from './state/copy';
import type { ShellState } from './state/state';
import { ShellError } from './state/variables';
import { startShell } from './start';

const SLICE = 400;

const STEPS: { readonly [K in Frame['k']]: (shell: Shell, frame: Extract<Frame, { k: K }>) => Step | void } = {
  read: stepRead,
  run: stepRun,
  list: stepList,
  andor: stepAndOr,
  pipeline: stepPipeline,
  command: stepCommand,
  redirected: stepRedirected,
  if: stepIf,
  while: stepWhile,
  for: stepFor,
  count: stepCount,
  select: stepSelect,
  case: stepCase,
  test: stepTest,
  arithmetic: stepArithmetic,
  call: stepCall,
  wait: stepWait,
  substitution: stepSubstitution,
  exit: stepExit,
  trap: stepTrap,
  builtin: stepBuiltin,
  interactive: stepInteractive,
  stream: stepStream,
  load: stepLoad,
  startup: stepStartup,
};

/** Bash as a process whose whole state is data: a stack of frames, worked off a few hundred at a time. */
export const bash: Machine<ShellState> = {
  start: (sys, argv) => startShell(sys, argv),
  step: (sys, state) => step(sys, state, SLICE),
  signal: (_sys, state, signal) => takeSignal(state, signal),
  copy: copyShell,
  save: toSaved,
  load: (saved) => fromSaved(saved) as ShellState,
};

/** Works off at most `operations` frames. Exported for tests, which stop a shell anywhere. */
export function step(sys: Sys, state: ShellState, operations: number): Step {
  const shell = new Shell(sys, state);
  for (let i = 0; i === 0 || i + shell.work < operations; i++) {
    const blocked = flush(shell);
    if (blocked) return blocked;
    if (state.signals.length > 0 && handleSignals(shell)) continue;
    const frame = shell.top;
    if (!frame) return { exit: state.status };
    let result: Step | void = undefined;
    try {
      result = (STEPS[frame.k] as (shell: Shell, frame: Frame) => Step | void)(shell, frame);
    } catch (error) {
      if (error instanceof ShellError) {
        shell.complain(error.message.startsWith('\0') ? error.message.slice(1) : error.message);
        shell.abort(error.status, error.fatal);
      } else if (error instanceof Errno) {
        shell.complain(error.message);
        shell.abort(1, false);
      } else throw error;
    }
    if (result && result !== 'again') {
      const unwritten = flush(shell);
      if (unwritten && !('exit' in result)) return unwritten;
      return result;
    }
  }
  return 'again';
}

/** Writes what waits to be written; says what to wait on when a pipe is full. */
function flush(shell: Shell): Step | undefined {
  const { out } = shell.state;
  while (out.length > 0) {
    const next = out[0]!;
    try {
      const taken = shell.sys.write(next.fd, next.text);
      if (typeof taken !== 'number') return { wait: { channels: [...taken.wait, shell.sys.signalChannel()] } };
      if (taken < next.text.length) next.text = next.text.slice(taken);
      else out.shift();
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      out.shift();
      if (next.fd === 2) continue;
      const command = shell.top?.k === 'command' ? `${shell.top.words[0]}: ` : '';
      shell.complain(`${command}write error: ${error.message}`);
      shell.state.status = 1;
    }
  }
  return undefined;
}

const MOST_SIGNALS = 64;

function takeSignal(state: ShellState, signal: Signal): void {
  if (state.signals.length < MOST_SIGNALS) state.signals.push(signal);
}

/** Between commands: traps run, and Ctrl-C brings an interactive shell back to its prompt. True when the stack changed. */
function handleSignals(shell: Shell): boolean {
  const { state } = shell;
  const frame = shell.top!;
  const waiting = frame.k === 'builtin' && (frame.name === 'wait' || frame.name === 'read');
  const between =
    frame.k === 'read' ||
    frame.k === 'list' ||
    frame.k === 'interactive' ||
    frame.k === 'stream' ||
    frame.k === 'exit' ||
    (frame.k === 'command' && frame.stage === 'done' && shell.state.signals.length > 0) ||
    waiting;
  const interrupt = state.signals.indexOf('INT');
  if (interrupt >= 0 && state.interactive && !state.traps.get('INT') && frame.k !== 'wait') {
    state.signals.splice(interrupt, 1);
    if (frame.k === 'interactive' && frame.stage !== 'run') return false;
    shell.write(2, '\n');
    shell.abort(130, false);
    return true;
  }
  if (!between) return false;
  const signal = state.signals.shift()!;
  if (signal === 'WINCH' && state.interactive) windowChanged(shell);
  if (!state.traps.get(signal)) return false;
  if (waiting) {
    const code = 128 + SIGNAL_NUMBERS[signal];
    if (frame.name === 'wait') {
      shell.pop();
      state.status = code;
    }
  }
  shell.runTrap(signal);
  return true;
}
