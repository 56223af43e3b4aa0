import type { Sys } from './sys';

/**
 * Why a process cannot go on: it sleeps until one of the channels is notified or the time comes. A wake-up may be
 * spurious, so a program asks again after each yield (as with a condition variable).
 */
export interface Wait {
  readonly channels: readonly string[];
  /** Virtual milliseconds since the epoch. */
  readonly until?: number;
}

/**
 * A program as a generator: it computes, calls `sys`, and yields a `Wait` where it would block; it returns its exit
 * code. It must be a pure function of its arguments and of what `sys` returned: no clock, no randomness, no variable
 * outside of itself. Then the kernel can copy a running process (fork of the world, snapshot, restore) by running the
 * program anew against the recorded answers of `sys`.
 */
export type Program = (sys: Sys, argv: readonly string[]) => Generator<Wait, number, void>;

/** What one step of a Machine came to. */
export type Step = { readonly wait: Wait } | { readonly exit: number } | 'again';

/**
 * A program whose whole state is plain data, for what runs long and does much: bash, editors, pagers. `step` goes on
 * for a bounded number of operations and changes the state in place; 'again' means it used up its slice.
 */
export interface Machine<State = unknown> {
  start(sys: Sys, argv: readonly string[]): State;
  step(sys: Sys, state: State): Step;
  /** Called when a signal with a handler of the program's own arrives (see `sys.handleSignal`). */
  signal?(sys: Sys, state: State, signal: Signal): void;
  /** An independent copy; the default is structuredClone. */
  copy?(state: State): State;
  /** To and from JSON; the default takes the state as it is. */
  save?(state: State): unknown;
  load?(saved: unknown): State;
}

export type AnyProgram = { readonly kind: 'generator'; readonly run: Program } | { readonly kind: 'machine'; readonly machine: Machine };

/** Programs by name. An executable file names the program that it is (`Inode.program`). */
export class ProgramTable {
  private readonly programs = new Map<string, AnyProgram>();

  add(name: string, run: Program): this {
    return this.put(name, { kind: 'generator', run });
  }

  addMachine<State>(name: string, machine: Machine<State>): this {
    return this.put(name, { kind: 'machine', machine: machine as Machine });
  }

  get(name: string): AnyProgram | undefined {
    return this.programs.get(name);
  }

  names(): string[] {
    return [...this.programs.keys()].sort();
  }

  private put(name: string, program: AnyProgram): this {
    if (this.programs.has(name)) throw new Error(`program ${name} is there already`);
    this.programs.set(name, program);
    return this;
  }
}

export type Signal =
  | 'HUP'
  | 'INT'
  | 'QUIT'
  | 'KILL'
  | 'USR1'
  | 'USR2'
  | 'PIPE'
  | 'ALRM'
  | 'TERM'
  | 'CHLD'
  | 'CONT'
  | 'STOP'
  | 'TSTP'
  | 'TTIN'
  | 'TTOU'
  | 'WINCH'
  | 'ILL'
  | 'TRAP'
  | 'ABRT'
  | 'BUS'
  | 'FPE'
  | 'SEGV'
  | 'STKFLT'
  | 'URG'
  | 'XCPU'
  | 'XFSZ'
  | 'VTALRM'
  | 'PROF'
  | 'IO'
  | 'PWR'
  | 'SYS';

export const SIGNAL_NUMBERS: Readonly<Record<Signal, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  KILL: 9,
  USR1: 10,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  WINCH: 28,
  ILL: 4,
  TRAP: 5,
  ABRT: 6,
  BUS: 7,
  FPE: 8,
  SEGV: 11,
  STKFLT: 16,
  URG: 23,
  XCPU: 24,
  XFSZ: 25,
  VTALRM: 26,
  PROF: 27,
  IO: 29,
  PWR: 30,
  SYS: 31,
};
