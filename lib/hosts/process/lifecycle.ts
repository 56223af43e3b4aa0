import { release } from './descriptors';
import { errno } from './errno';
import { PROCESS_QUEUE, type MachineState } from './machine-state';
import type { Process } from './process';
import { SIGNAL_NUMBERS, type Signal } from './program';
import type { ChildStatus } from './sys';
import { spendOf } from './usage';

const STOPPING: ReadonlySet<Signal> = new Set<Signal>(['STOP', 'TSTP', 'TTIN', 'TTOU']);
const IGNORED_BY_DEFAULT: ReadonlySet<Signal> = new Set<Signal>(['CHLD', 'WINCH', 'CONT', 'URG']);

/** Channel on which the parent of a process waits for its children. */
export const childChannel = (state: MachineState, ppid: number): string => state.channel('child', ppid);
export const signalChannel = (state: MachineState, pid: number): string => state.channel('signal', pid);

/** Stops waiting: the process is about to run or to end. */
export function clearWaits(state: MachineState, process: Process): void {
  const key = state.queueKey(process.pid);
  for (const channel of process.waits) state.sim.unwait(channel, PROCESS_QUEUE, key);
  process.waits = [];
  state.sim.cancel(PROCESS_QUEUE, key);
}

/** Ends a process. `code` is the exit status; with a signal it is 128 plus its number. */
export function endProcess(state: MachineState, process: Process, code: number, signal?: Signal): void {
  if (process.status === 'zombie') return;
  clearWaits(state, process);
  spendOf(state, process);
  process.status = 'zombie';
  process.state = undefined;
  process.change = { pid: process.pid, code: code & 0xff, state: 'exited', ...(signal ? { signal } : {}) };
  for (const file of process.fds.values()) release(state, file);
  process.fds.clear();
  state.listeners = state.listeners.filter((listener) => listener.pid !== process.pid);
  const { pid: pidNs } = state.ns(process.ns);
  if (state.isInit(process) && pidNs !== '') {
    for (const other of [...state.processes.values()]) {
      if (other !== process && state.ns(other.ns).pid === pidNs) endProcess(state, other, 137, 'KILL');
    }
  }
  adoptChildren(state, process, pidNs);
  if (process.sid === process.pid && process.tty) hangUp(state, process);
  tellParent(state, process);
}

/** The exit status, a stop or a continue reaches the parent; nobody's children vanish at once. */
function tellParent(state: MachineState, process: Process): void {
  const parent = state.process(process.ppid);
  if (process.status === 'zombie') {
    if (process.ppid === 0) {
      state.processes.delete(process.pid);
      state.bindings.ended(state.name, process);
      return;
    }
    if (!parent || parent.status === 'zombie' || parent.dispositions.CHLD === 'ignore') {
      state.processes.delete(process.pid);
      if (parent) state.sim.notify(childChannel(state, parent.pid));
      // What init reaps may be a unit's.
      if (process.ppid === 1) state.bindings.ended(state.name, process);
      return;
    }
  }
  if (!parent) return;
  state.sim.notify(childChannel(state, parent.pid));
  sendSignal(state, parent, 'CHLD');
}

/** Orphans go to the init of their pid namespace, which reaps those that have ended already. */
function adoptChildren(state: MachineState, process: Process, pidNs: string): void {
  const init = pidNs === '' ? state.process(1) : state.byNsPid(pidNs, 1);
  const heir = init && init !== process && init.status !== 'zombie' ? init : undefined;
  for (const child of [...state.processes.values()]) {
    if (child.ppid !== process.pid) continue;
    if (child.status === 'zombie' && !heir) state.processes.delete(child.pid);
    else {
      child.ppid = heir?.pid ?? 0;
      if (child.status === 'zombie') tellParent(state, child);
    }
  }
}

function hangUp(state: MachineState, leader: Process): void {
  const tty = state.ttys.get(leader.tty!);
  for (const process of state.processes.values()) {
    if (process.sid !== leader.sid || process === leader) continue;
    process.tty = undefined;
    if (tty && process.pgid === tty.foreground) sendSignal(state, process, 'HUP');
    else if (process.status === 'stopped') {
      sendSignal(state, process, 'HUP');
      sendSignal(state, process, 'CONT');
    }
  }
  if (tty) state.setTty({ ...tty, session: undefined, foreground: 0, hungUp: true });
}

/** Delivers a signal to one process, doing at once what its disposition says. */
export function sendSignal(state: MachineState, process: Process, signal: Signal): void {
  if (process.status === 'zombie') return;
  if (signal === 'CONT') {
    if (process.status === 'stopped') {
      process.status = 'ready';
      process.change = { pid: process.pid, code: 0, state: 'continued' };
      state.wake(process);
      tellParent(state, process);
    }
  }
  if (signal === 'KILL') return endProcess(state, process, 137, 'KILL');
  if (signal === 'STOP') return stop(state, process, 'STOP');
  const disposition = process.dispositions[signal];
  if (disposition === 'ignore') return;
  if (disposition === 'handle') {
    if (!process.pending.includes(signal)) process.pending = [...process.pending, signal];
    state.sim.notify(signalChannel(state, process.pid));
    if (process.status !== 'stopped') state.wake(process);
    return;
  }
  if (IGNORED_BY_DEFAULT.has(signal)) {
    if (signal === 'WINCH' || signal === 'CHLD') state.sim.notify(signalChannel(state, process.pid));
    return;
  }
  // The first process of a pid namespace is spared what it does not handle.
  if (state.isInit(process)) return;
  if (STOPPING.has(signal)) return stop(state, process, signal);
  endProcess(state, process, 128 + SIGNAL_NUMBERS[signal], signal);
}

function stop(state: MachineState, process: Process, signal: Signal): void {
  if (process.status === 'stopped') return;
  clearWaits(state, process);
  process.status = 'stopped';
  process.change = { pid: process.pid, code: 128 + SIGNAL_NUMBERS[signal], signal, state: 'stopped' };
  tellParent(state, process);
}

/** Sends a signal to every process of a group. False when there is none. */
export function signalGroup(state: MachineState, pgid: number, signal: Signal): boolean {
  const members = [...state.processes.values()].filter((process) => process.pgid === pgid && process.status !== 'zombie');
  for (const member of members) sendSignal(state, member, signal);
  return members.length > 0;
}

/** wait4(2): takes the news of a child, or says what to wait on. */
export function waitChild(
  state: MachineState,
  parent: Process,
  which: (child: Process) => boolean,
): ChildStatus | { readonly wait: readonly string[] } {
  let any = false;
  for (const child of state.processes.values()) {
    if (child.ppid !== parent.pid || !which(child)) continue;
    any = true;
    if (!child.change) continue;
    const change = child.change;
    if (child.status === 'zombie') state.processes.delete(child.pid);
    else child.change = undefined;
    return { ...change, pid: state.pidSeenBy(parent, child.pid) || child.nspid };
  }
  if (!any) throw errno('ECHILD');
  return { wait: [childChannel(state, parent.pid)] };
}
