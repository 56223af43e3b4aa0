import type { Signal } from '@/lib/hosts/process/program';
import { Errno, type ChildStatus } from '@/lib/hosts/process/sys';
import type { Job, ShellState } from '../state/state';
import type { Shell } from './shell';

const MOST_JOBS = 1000;

/** Adds a job to the table, with the next number. */
export function addJob(state: ShellState, job: { pgid: number; pids: readonly number[]; command: string; state?: Job['state'] }): Job {
  const id = state.jobs.reduce((most, one) => Math.max(most, one.id), 0) + 1;
  const added: Job = { id, codes: {}, told: false, foreground: false, ...job, state: job.state ?? 'running' };
  state.jobs.push(added);
  if (state.jobs.length > MOST_JOBS) forget(state, state.jobs.find((one) => one.state === 'done') ?? state.jobs[0]!);
  return added;
}

export function announceStart(shell: Shell, job: Job, pid: number): void {
  shell.write(2, `[${job.id}] ${pid}\n`);
}

/** Removes a job; what its processes ended with stays known to `wait`. */
export function forget(state: ShellState, job: Job): void {
  for (const [pid, code] of Object.entries(job.codes)) state.ended.set(Number(pid), code);
  while (state.ended.size > MOST_JOBS) state.ended.delete(state.ended.keys().next().value!);
  state.jobs = state.jobs.filter((one) => one !== job);
}

/** The jobs `%+` and `%-`: stopped ones first, then the newest. */
export function currentJobs(state: ShellState): readonly [Job | undefined, Job | undefined] {
  const stopped = state.jobs.filter((job) => job.state === 'stopped');
  const order = [...state.jobs.filter((job) => job.state !== 'stopped' && job.state !== 'done'), ...stopped];
  const all = [...state.jobs.filter((job) => job.state === 'done'), ...order];
  return [all[all.length - 1], all[all.length - 2]];
}

/** Exit code of a job: that of its last process. */
export function jobCode(job: Job): number {
  return job.codes[job.pids[job.pids.length - 1]!] ?? 0;
}

/** Takes the news of a job's processes without waiting. */
export function pollJob(shell: Shell, job: Job): void {
  for (const pid of job.pids) {
    if (pid in job.codes) continue;
    for (;;) {
      let status: ChildStatus | { readonly wait: readonly string[] };
      try {
        status = shell.sys.waitpid(pid);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        job.codes[pid] = 127;
        break;
      }
      if ('wait' in status) break;
      note(job, pid, status);
      if (status.state === 'exited') break;
    }
  }
  if (job.pids.every((pid) => pid in job.codes) && job.state !== 'done') {
    job.state = 'done';
    job.told = false;
  }
}

/** Keeps what a child's status says of its job. */
export function note(job: Job, pid: number, status: ChildStatus): void {
  if (status.state === 'stopped') {
    job.state = 'stopped';
    job.told = false;
    job.signal = status.signal;
  } else if (status.state === 'continued') {
    job.state = 'running';
    job.signal = undefined;
  } else {
    job.codes[pid] = status.code;
    if (pid === job.pids[job.pids.length - 1]) job.signal = status.signal;
  }
}

export function pollJobs(shell: Shell): void {
  for (const job of shell.state.jobs) if (job.state !== 'done') pollJob(shell, job);
  endCoprocs(shell);
}

/** Closes what a coprocess that has ended was spoken to through, and forgets its names. */
function endCoprocs(shell: Shell): void {
  const { state } = shell;
  for (const one of state.coprocs ?? []) {
    const job = state.jobs.find((other) => other.pids.includes(one.pid));
    if (job ? !(one.pid in job.codes) : !state.ended.has(one.pid)) continue;
    shell.close(one.read);
    shell.close(one.write);
    shell.variables.unset(one.name);
    shell.variables.unset(`${one.name}_PID`);
    state.coprocs = state.coprocs!.filter((other) => other !== one);
  }
}

const ENDINGS: Partial<Record<Signal, string>> = {
  HUP: 'Hangup',
  INT: 'Interrupt',
  QUIT: 'Quit',
  KILL: 'Killed',
  USR1: 'User defined signal 1',
  USR2: 'User defined signal 2',
  PIPE: 'Broken pipe',
  ALRM: 'Alarm clock',
  TERM: 'Terminated',
  ILL: 'Illegal instruction',
  TRAP: 'Trace/breakpoint trap',
  ABRT: 'Aborted',
  BUS: 'Bus error',
  FPE: 'Floating point exception',
  SEGV: 'Segmentation fault',
  STKFLT: 'Stack fault',
  XCPU: 'CPU time limit exceeded',
  XFSZ: 'File size limit exceeded',
  VTALRM: 'Virtual timer expired',
  PROF: 'Profiling timer expired',
  IO: 'I/O possible',
  PWR: 'Power failure',
  SYS: 'Bad system call',
};

export const describeSignal = (signal: Signal): string => ENDINGS[signal] ?? `SIG${signal}`;

/** `Running`, `Done`, `Exit 1`, `Stopped`, `Terminated` … */
export function describeJob(job: Job): string {
  if (job.state === 'running') return 'Running';
  if (job.state === 'stopped') return job.signal === 'TSTP' || job.signal === undefined ? 'Stopped' : `Stopped(SIG${job.signal})`;
  if (job.signal) return describeSignal(job.signal);
  const code = jobCode(job);
  return code === 0 ? 'Done' : `Exit ${code}`;
}

/** `[1]+  Running                 sleep 10 &` */
export function jobLine(state: ShellState, job: Job, long = false): string {
  const [current, previous] = currentJobs(state);
  const mark = job === current ? '+' : job === previous ? '-' : ' ';
  const pid = long ? `${String(job.pids[0]).padStart(5)} ` : '';
  return `[${job.id}]${mark}  ${pid}${describeJob(job).padEnd(24)}${job.command}${job.state === 'running' ? ' &' : ''}`;
}

/** Tells of jobs that have ended or stopped since the last prompt, and forgets ended ones. */
export function tellJobs(shell: Shell): void {
  pollJobs(shell);
  for (const job of [...shell.state.jobs]) {
    if (job.told || job.state === 'running') continue;
    job.told = true;
    if (shell.state.interactive && shell.state.subshell === 0) shell.write(2, jobLine(shell.state, job) + '\n');
  }
  for (const job of [...shell.state.jobs]) if (job.state === 'done') forget(shell.state, job);
}

/** Finds the job of `%1`, `%+`, `%-`, `%name`, `%?text`, or of a process number. */
export function findJob(state: ShellState, spec: string): Job | 'ambiguous' | undefined {
  const [current, previous] = currentJobs(state);
  if (spec === '' || spec === '%' || spec === '%%' || spec === '%+') return current;
  if (spec === '%-') return previous ?? current;
  if (/^\d+$/.test(spec)) return state.jobs.find((job) => job.pids.includes(Number(spec)));
  if (/^%\d+$/.test(spec)) return state.jobs.find((job) => job.id === Number(spec.slice(1)));
  const text = spec.replace(/^%/, '');
  const found = state.jobs.filter((job) => (text.startsWith('?') ? job.command.includes(text.slice(1)) : job.command.startsWith(text)));
  return found.length > 1 ? 'ambiguous' : found[0];
}
