import { writeOpenFile } from './descriptors';
import { clearWaits, endProcess, sendSignal } from './lifecycle';
import { exceeds } from './limits';
import { PROCESS_QUEUE, ProcessGone, type MachineState } from './machine-state';
import type { Process } from './process';
import { ProcessSys, SLICE } from './process-sys';
import type { AnyProgram, Machine, Wait } from './program';
import { recordedSys } from './recorded-sys';
import { Errno, type Sys } from './sys';

/** What is derived of a running process: rebuilt by replay after a fork. */
export interface Live {
  readonly generation: number;
  readonly sys: Sys;
  readonly generator?: Generator<Wait, number, void>;
}

/** Lets a process run until it waits, ends, or has used up its time slice. */
export function stepProcess(state: MachineState, live: Map<number, Live>, pid: number): void {
  const process = state.process(pid);
  if (!process || process.status === 'zombie' || process.status === 'stopped') return;
  clearWaits(state, process);
  process.status = 'ready';
  state.calls = 0;
  const { generation } = process;
  try {
    run(state, live, process);
  } catch (error) {
    if (!(error instanceof ProcessGone)) fail(state, process, error);
  }
  process.cpuMs += state.calls / 2000;
  if (process.limits?.cpu && !ended(process) && exceeds(process, 'cpu', process.cpuMs / 1000)) sendSignal(state, process, 'XCPU');
  if (state.process(pid) !== process || ended(process)) live.delete(pid);
  else if (process.generation !== generation) {
    live.delete(pid);
    state.wake(process);
  }
}

function run(state: MachineState, live: Map<number, Live>, process: Process): void {
  const program = state.bindings.programs.get(process.program);
  if (!program) {
    complain(state, process, `${process.argv[0]}: the program '${process.program}' is not simulated here\n`);
    endProcess(state, process, 126);
    return;
  }
  if (program.kind === 'machine') runMachine(state, live, process, program.machine);
  else runGenerator(state, live, process, program);
}

function runMachine(state: MachineState, live: Map<number, Live>, process: Process, machine: Machine): void {
  let own = live.get(process.pid);
  if (own?.generation !== process.generation) {
    own = { generation: process.generation, sys: new ProcessSys(state, process) };
    live.set(process.pid, own);
  }
  const { sys, generation } = own!;
  if (process.stateShared) {
    process.state = machine.copy ? machine.copy(process.state) : structuredClone(process.state);
    process.stateShared = false;
  }
  if (process.state === undefined) process.state = machine.start(sys, process.argv);
  if (machine.signal) for (const signal of sys.takeSignals()) machine.signal(sys, process.state, signal);
  if (process.generation !== generation || process.status !== 'ready') return;
  const step = machine.step(sys, process.state);
  if (process.generation !== generation || process.status !== 'ready') return;
  if (step === 'again') yieldSlice(state, process);
  else if ('exit' in step) endProcess(state, process, step.exit);
  else wait(state, process, step.wait);
}

function runGenerator(state: MachineState, live: Map<number, Live>, process: Process, program: AnyProgram & { kind: 'generator' }): void {
  let own = live.get(process.pid);
  if (own?.generation !== process.generation) {
    own = replay(state, process, program);
    live.set(process.pid, own);
  }
  const result = own!.generator!.next();
  if (process.generation !== own!.generation || process.status !== 'ready') return;
  if (result.done) {
    endProcess(state, process, result.value);
    return;
  }
  process.yields++;
  if (process.log.full) {
    complain(state, process, 'Killed\n');
    endProcess(state, process, 137, 'KILL');
    return;
  }
  wait(state, process, result.value);
}

/** A generator at the point where the process rests. */
function replay(state: MachineState, process: Process, program: AnyProgram & { kind: 'generator' }): Live {
  const sys = recordedSys(new ProcessSys(state, process), process.log);
  process.log.beginReplay();
  const generator = program.run(sys, process.argv);
  for (let i = 0; i < process.yields; i++) {
    if (generator.next().done) throw new Error(`${process.program}: ended while it was replayed: it is not a pure function of sys`);
  }
  if (process.log.replaying)
    throw new Error(`${process.program}: took another way while it was replayed: it is not a pure function of sys`);
  return { generation: process.generation, sys, generator };
}

function wait(state: MachineState, process: Process, { channels, until }: Wait): void {
  if (channels.includes(SLICE)) {
    yieldSlice(state, process);
    return;
  }
  process.status = 'waiting';
  process.waits = channels;
  const key = state.queueKey(process.pid);
  for (const channel of channels) state.sim.wait(channel, PROCESS_QUEUE, key);
  if (until !== undefined) state.sim.at(PROCESS_QUEUE, key, Math.max(until, state.sim.now()), { background: process.background });
}

/** A busy process goes on after a millisecond of virtual time, so that others run and time passes. */
function yieldSlice(state: MachineState, process: Process): void {
  process.cpuMs += 1;
  // A cgroup's quota lets it run for its part of each period only.
  const limit = state.ns(process.ns).cpuLimitMillis ?? 1000;
  const turn = limit < 1000 ? Math.ceil(1000 / Math.max(1, limit)) : 1;
  if (turn > 1) process.throttledMs = (process.throttledMs ?? 0) + turn - 1;
  state.sim.after(PROCESS_QUEUE, state.queueKey(process.pid), turn, { background: process.background });
}

const ended = (process: Process): boolean => process.status === 'zombie';

function fail(state: MachineState, process: Process, error: unknown): void {
  if (process.status === 'zombie') return;
  const name = (process.argv[0] ?? process.program).split('/').pop();
  if (error instanceof Errno) {
    complain(state, process, `${name}: ${error.message}\n`);
    endProcess(state, process, 1);
    return;
  }
  complain(state, process, `${name}: fault in the simulation: ${error instanceof Error ? error.message : String(error)}\n`);
  endProcess(state, process, 134, 'KILL');
  state.bindings.crashed(state.name, process, error);
}

function complain(state: MachineState, process: Process, text: string): void {
  const fd = process.fds.get(2);
  if (fd === undefined) return;
  try {
    writeOpenFile(state, fd, text);
  } catch {
    // standard error leads nowhere: nobody to tell
  }
}
