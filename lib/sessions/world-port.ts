import type { Sim } from '@/lib/sim/sim';

/** What a session needs of a world's terminal. */
export interface TerminalPort {
  readonly id: string;
  readonly channel: string;
  readonly closed: boolean;
  readonly exitCode?: number | undefined;
  input(text: string): void;
  resize(columns: number, rows: number): void;
  /** What was written from `offset` on (or from the oldest that is kept), and the offset after it. */
  read(offset: number): { readonly text: string; readonly offset: number };
}

export interface TerminalOptions {
  readonly host: string;
  readonly user: string;
  readonly columns: number;
  readonly rows: number;
}

/** What a session needs of a world; `World` has it. */
export interface WorldPort {
  readonly sim: Sim;
  openTerminal(options: TerminalOptions): TerminalPort;
  /** A terminal that was opened before, here or before a snapshot. */
  terminal(id: string): TerminalPort | undefined;
  settle(options: { limitMs?: number }): unknown;
  snapshot(): unknown;
}
