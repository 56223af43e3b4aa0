import type { Sim } from '@/lib/sim/sim';
import { FileSystem, type FileSystemSnapshot } from '../fs/file-system';
import type { Tty } from '../tty';
import { AnswerLog, type SavedAnswers } from './answer-log';
import { Kernel } from './kernel';
import { MachineState, type JournalEntry, type MachineBindings, type MachineLimits, type Spent } from './machine-state';
import type { OpenFile, Pipe } from './open-files';
import type { Listener, Namespaces, NetworkNamespace, Process } from './process';

type SavedProcess = Omit<Process, 'log' | 'fds' | 'stateShared' | 'state'> & {
  readonly log: SavedAnswers;
  readonly fds: readonly (readonly [number, number])[];
  readonly state?: unknown;
};

/** A machine as JSON. */
export interface MachineSnapshot {
  readonly name: string;
  readonly bootedAt: number;
  readonly limits: MachineLimits;
  readonly stores: readonly (readonly [string, FileSystemSnapshot])[];
  readonly namespaces: readonly Namespaces[];
  readonly nets: readonly NetworkNamespace[];
  readonly processes: readonly SavedProcess[];
  readonly openFiles: readonly (readonly [number, OpenFile])[];
  readonly pipes: readonly Pipe[];
  readonly fifos: readonly (readonly [string, number])[];
  readonly ttys: readonly Tty[];
  readonly listeners: readonly Listener[];
  readonly journal: readonly JournalEntry[];
  readonly settings?: readonly (readonly [string, string])[];
  readonly nsPids: readonly (readonly [string, number])[];
  readonly spent?: readonly (readonly [string, Spent])[];
  readonly next: readonly [pid: number, file: number, pipe: number, pty: number];
}

/** `baseOf` finds the file systems that others began as (images): they are saved by name. */
export function snapshotMachine(kernel: Kernel, baseOf: (name: string) => FileSystem | undefined): MachineSnapshot {
  const { state } = kernel;
  return {
    name: state.name,
    bootedAt: state.bootedAt,
    limits: state.limits,
    stores: [...state.stores].map(([id, store]) => [id, (store as FileSystem).snapshot(baseOf)]),
    namespaces: [...state.namespaces.values()],
    nets: [...state.nets.values()],
    processes: [...state.processes.values()].map((process) => saveProcess(state, process)),
    openFiles: [...state.openFiles],
    pipes: [...state.pipes.values()],
    fifos: [...state.fifos],
    ttys: [...state.ttys.values()],
    listeners: state.listeners,
    journal: state.journal.slice(),
    settings: [...state.settings],
    nsPids: [...state.nsPids],
    spent: [...state.spent],
    next: [state.nextPid, state.nextFile, state.nextPipe, state.nextPty],
  };
}

export function restoreMachine(
  saved: MachineSnapshot,
  sim: Sim,
  bindings: MachineBindings,
  baseOf: (name: string) => FileSystem | undefined,
): Kernel {
  const state = new MachineState(saved.name, sim, bindings, saved.bootedAt, saved.limits);
  for (const [id, store] of saved.stores) state.stores.set(id, FileSystem.restore(store, baseOf));
  state.namespaces = new Map(saved.namespaces.map((ns) => [ns.id, ns]));
  state.nets = new Map(saved.nets.map((net) => [net.id, net]));
  state.processes = new Map(saved.processes.map((process) => [process.pid, loadProcess(state, process)]));
  state.openFiles = new Map(saved.openFiles);
  state.pipes = new Map(saved.pipes.map((pipe) => [pipe.id, pipe]));
  state.fifos = new Map(saved.fifos);
  state.ttys = new Map(saved.ttys.map((tty) => [tty.name, tty]));
  state.listeners = saved.listeners;
  state.journal = saved.journal.slice();
  state.settings = new Map(saved.settings ?? []);
  state.nsPids = new Map(saved.nsPids);
  state.spent = new Map(saved.spent ?? []);
  [state.nextPid, state.nextFile, state.nextPipe, state.nextPty] = saved.next;
  return new Kernel(state);
}

function saveProcess(state: MachineState, process: Process): SavedProcess {
  const { log, fds, stateShared: _, state: own, ...rest } = process;
  const program = state.bindings.programs.get(process.program);
  const save = program?.kind === 'machine' ? program.machine.save : undefined;
  return { ...rest, log: log.save(), fds: [...fds], ...(own === undefined ? {} : { state: save ? save(own) : own }) };
}

function loadProcess(state: MachineState, saved: SavedProcess): Process {
  const { log, fds, state: own, ...rest } = saved;
  const program = state.bindings.programs.get(saved.program);
  const load = program?.kind === 'machine' ? program.machine.load : undefined;
  const loaded = own === undefined ? undefined : load ? load(own) : structuredClone(own);
  return { ...rest, log: AnswerLog.load(log), fds: new Map(fds), state: loaded, stateShared: false };
}
