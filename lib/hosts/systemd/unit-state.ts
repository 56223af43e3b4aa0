import type { UnitSource } from './unit-file';

export type ActiveState = 'active' | 'reloading' | 'inactive' | 'failed' | 'activating' | 'deactivating';
export type UnitResult =
  'success' | 'exit-code' | 'signal' | 'core-dump' | 'timeout' | 'protocol' | 'resources' | 'start-limit-hit' | 'oom-kill';

/** A command of a service that has run, or runs. */
export interface ExecStatus {
  /** `ExecStart`, `ExecStartPre` … */
  readonly setting: string;
  readonly text: string;
  readonly path: string;
  readonly pid: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly code?: number;
  /** Number of the signal that ended it. */
  readonly signal?: number;
}

/** What a service is at: which of its commands runs. */
export interface ServiceStep {
  readonly phase: 'start-pre' | 'start' | 'start-post' | 'reload' | 'stop' | 'stop-post';
  readonly index: number;
  /** Absent: nothing runs. */
  readonly pid?: number;
}

export interface Job {
  readonly id: number;
  readonly type: 'start' | 'stop' | 'restart' | 'reload';
  /** Being worked at, not only queued. */
  readonly running?: boolean;
  /** The job that starts it again after a stop. */
  readonly then?: 'start';
}

/** State of a unit beyond its files: plain data, replaced when it changes. */
export interface UnitState {
  readonly active: ActiveState;
  /** `running`, `exited`, `dead`, `auto-restart` … Absent in worlds saved before there was one. */
  readonly sub?: string;
  /** When it came into this state. Virtual milliseconds. */
  readonly since: number;
  readonly pid?: number;
  readonly exitCode?: number;
  readonly signal?: number;
  readonly result?: UnitResult;
  /** How often systemd has started it again by itself. */
  readonly restarts?: number;
  readonly source?: UnitSource;
  readonly step?: ServiceStep;
  readonly exec?: readonly ExecStatus[];
  readonly job?: Job;
  /** How the last job ended. */
  readonly done?: { readonly id: number; readonly result: 'done' | 'failed' | 'dependency' | 'canceled' | 'skipped' | 'timeout' };
  /** When it was started within the interval of the start limit. */
  readonly starts?: readonly number[];
  readonly invocation?: string;
  readonly activeEnter?: number;
  readonly activeExit?: number;
  readonly inactiveEnter?: number;
  readonly inactiveExit?: number;
  /** Of a timer. */
  readonly next?: number;
  readonly last?: number;
  readonly status?: string;
  /** Of a unit that was skipped: the condition that was not met, and when. */
  readonly condition?: { readonly text: string; readonly at: number };
  /** What the main process has used of the CPU once it has ended. Milliseconds. */
  readonly cpuMs?: number;
  /** A stop that was asked for: no restart follows. */
  readonly stopping?: boolean;
}

export const INACTIVE: UnitState = { active: 'inactive', sub: 'dead', since: 0 };

const LIBC: Readonly<Record<number, string>> = { 0: 'SUCCESS', 1: 'FAILURE' };
const LSB: Readonly<Record<number, string>> = {
  2: 'INVALIDARGUMENT',
  3: 'NOTIMPLEMENTED',
  4: 'NOPERMISSION',
  5: 'NOTINSTALLED',
  6: 'NOTCONFIGURED',
  7: 'NOTRUNNING',
};
const SYSTEMD: Readonly<Record<number, string>> = {
  200: 'CHDIR',
  201: 'NICE',
  202: 'FDS',
  203: 'EXEC',
  204: 'MEMORY',
  205: 'LIMITS',
  209: 'STDOUT',
  216: 'GROUP',
  217: 'USER',
};
const BSD: Readonly<Record<number, string>> = {
  64: 'USAGE',
  65: 'DATAERR',
  66: 'NOINPUT',
  67: 'NOUSER',
  68: 'NOHOST',
  69: 'UNAVAILABLE',
  70: 'SOFTWARE',
  71: 'OSERR',
  72: 'OSFILE',
  73: 'CANTCREAT',
  74: 'IOERR',
  75: 'TEMPFAIL',
  76: 'PROTOCOL',
  77: 'NOPERM',
  78: 'CONFIG',
};

/** Name of an exit status as the journal has it: all that there are. */
export const exitName = (code: number): string => LIBC[code] ?? SYSTEMD[code] ?? LSB[code] ?? BSD[code] ?? 'n/a';

/** Name of an exit status as `systemctl status` shows it: only the C library's and systemd's own. */
export const shortExitName = (code: number): string | undefined => LIBC[code] ?? SYSTEMD[code];
