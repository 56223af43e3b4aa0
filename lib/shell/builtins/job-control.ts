import { SIGNAL_NUMBERS, type Signal, type Step } from '@/lib/hosts/process/program';
import { Errno } from '@/lib/hosts/process/sys';
import type { BuiltinFrame } from '../run/frame';
import { currentJobs, findJob, forget, jobCode, jobLine, pollJob, pollJobs } from '../run/jobs';
import type { Shell } from '../run/shell';
import type { Job } from '../state/state';
import { ShellError } from '../state/variables';
import { readOptions } from './arguments';
import { signalList, signalName, signalNumberName } from './flow';
import type { Builtin } from './table';

function need(shell: Shell, spec: string): Job {
  const job = findJob(shell.state, spec);
  if (job === 'ambiguous') throw new ShellError(`${spec}: ambiguous job spec`);
  if (!job) throw new ShellError(`${spec || 'current'}: no such job`);
  return job;
}

const jobs: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'lnprs', 'jobs: usage: jobs [-lnprs] [jobspec ...] or jobs -x command [args]');
  pollJobs(shell);
  const { parentJobs } = shell.state;
  if (parentJobs && shell.state.jobs.length === 0 && rest.length === 0) {
    const seen = { ...shell.state, jobs: parentJobs };
    for (const job of parentJobs)
      if (!('r' in flags && job.state !== 'running') && !('s' in flags && job.state !== 'stopped'))
        shell.write(1, ('p' in flags ? String(job.pids[0]) : jobLine(seen, job, 'l' in flags)) + '\n');
    return 0;
  }
  const list = rest.length > 0 ? rest.map((spec) => need(shell, spec)) : [...shell.state.jobs];
  for (const job of list) {
    if ('r' in flags && job.state !== 'running') continue;
    if ('s' in flags && job.state !== 'stopped') continue;
    shell.write(1, ('p' in flags ? String(job.pids[0]) : jobLine(shell.state, job, 'l' in flags)) + '\n');
    job.told = true;
  }
  for (const job of list) if (job.state === 'done') forget(shell.state, job);
  return 0;
};

/** Sends CONT to a job's group. */
function resume(shell: Shell, job: Job): void {
  try {
    if (job.pgid) shell.sys.kill(-job.pgid, 'CONT');
    else for (const pid of job.pids) if (!(pid in job.codes)) shell.sys.kill(pid, 'CONT');
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  job.state = 'running';
  job.signal = undefined;
}

const fg: Builtin = (shell, args) => {
  if (!shell.state.jobControl) throw new ShellError('no job control');
  pollJobs(shell);
  const job = need(shell, args[0] ?? '');
  if (job.state === 'done') {
    forget(shell.state, job);
    throw new ShellError('job has terminated');
  }
  shell.write(1, job.command + '\n');
  shell.flushNow();
  shell.push({ k: 'builtin', s: -1, n: 0, name: 'fg', args: [], stage: 'start', data: { job: job.id } });
};

export function stepForeground(shell: Shell, frame: BuiltinFrame): Step | void {
  if (frame.stage === 'done') return shell.pop();
  frame.stage = 'done';
  const job = shell.state.jobs.find((one) => one.id === frame.data.job);
  if (!job) return shell.pop();
  const below = [...shell.state.frames].reverse().find((one) => one.k === 'command')!;
  shell.push({
    k: 'wait',
    s: below.s,
    n: below.n,
    pids: [...job.pids],
    codes: { ...job.codes },
    pgid: job.pgid,
    command: job.command,
    job: job.id,
    pipeline: true,
  });
  try {
    shell.sys.ttyForeground(shell.isOpen(255) ? 255 : 0, job.pgid);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
  resume(shell, job);
}

const bg: Builtin = (shell, args) => {
  if (!shell.state.jobControl) throw new ShellError('no job control');
  const job = need(shell, args[0] ?? '');
  if (job.state === 'running') {
    shell.complain(`bg: job ${job.id} already in background`);
    return 0;
  }
  resume(shell, job);
  const [current, previous] = currentJobs(shell.state);
  shell.write(1, `[${job.id}]${job === current ? '+' : job === previous ? '-' : ' '} ${job.command} &\n`);
  return 0;
};

interface WaitData {
  pids: number[];
  jobs: number[];
  any: boolean;
  all: boolean;
  variable?: string;
}

const wait: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'fnp:', 'wait: usage: wait [-fn] [-p var] [id ...]');
  const data: WaitData = {
    pids: [],
    jobs: [],
    any: 'n' in flags,
    all: rest.length === 0,
    ...(flags.p === undefined ? {} : { variable: flags.p }),
  };
  pollJobs(shell);
  let status = 0;
  for (const spec of rest) {
    if (spec.startsWith('%')) {
      const job = findJob(shell.state, spec);
      if (!job || job === 'ambiguous') {
        shell.complain(`wait: ${spec}: no such job`);
        status = 127;
      } else data.jobs.push(job.id);
      continue;
    }
    if (!/^\d+$/.test(spec)) throw new ShellError(`\`${spec}': not a pid or valid job spec`);
    const pid = Number(spec);
    if (!shell.state.ended.has(pid) && !shell.state.jobs.some((job) => job.pids.includes(pid)) && !isChild(shell, pid)) {
      shell.complain(`wait: pid ${pid} is not a child of this shell`);
      status = 127;
    } else data.pids.push(pid);
  }
  if (rest.length > 0 && data.pids.length + data.jobs.length === 0) return status;
  if (data.any && data.all && shell.state.jobs.every((job) => job.told && job.state === 'done')) return 127;
  shell.state.status = status;
  shell.push({ k: 'builtin', s: -1, n: 0, name: 'wait', args: [], stage: 'wait', data: data as unknown as Record<string, unknown> });
};

function isChild(shell: Shell, pid: number): boolean {
  try {
    return shell.sys.processes().some((one) => one.pid === pid && one.ppid === shell.sys.pid);
  } catch {
    return false;
  }
}

export function stepWaitBuiltin(shell: Shell, frame: BuiltinFrame): Step | void {
  const data = frame.data as unknown as WaitData;
  const { state } = shell;
  pollJobs(shell);
  const end = (status: number, pid?: number): void => {
    shell.pop();
    state.status = status;
    if (data.variable && pid !== undefined) shell.variables.assign(data.variable, String(pid));
  };
  const channels = (): string[] => {
    const out: string[] = [shell.sys.signalChannel()];
    const pids = [...state.jobs.flatMap((job) => job.pids.filter((pid) => !(pid in job.codes))), ...data.pids];
    for (const pid of pids) {
      try {
        const status = shell.sys.waitpid(pid);
        if ('wait' in status) out.push(...status.wait);
        else if (status.state === 'exited') {
          const job = state.jobs.find((one) => one.pids.includes(pid));
          if (job) job.codes[pid] = status.code;
          else state.ended.set(pid, status.code);
        }
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
      }
    }
    return out;
  };
  if (data.any) {
    const candidates = state.jobs.filter(
      (job) => data.all || data.jobs.includes(job.id) || job.pids.some((pid) => data.pids.includes(pid)),
    );
    const done = candidates.find((job) => job.state === 'done');
    if (done) {
      const code = jobCode(done);
      forget(state, done);
      return end(code, done.pids[done.pids.length - 1]);
    }
    if (candidates.length === 0) return end(127);
    return { wait: { channels: channels() } };
  }
  if (data.all) {
    if (state.jobs.some((job) => job.state === 'running')) return { wait: { channels: channels() } };
    if (!state.interactive) for (const job of [...state.jobs]) if (job.state === 'done') forget(state, job);
    return end(0);
  }
  for (const pid of data.pids) {
    const job = state.jobs.find((one) => one.pids.includes(pid));
    if (state.ended.has(pid) || (job && pid in job.codes)) continue;
    const found = channels();
    const now = state.jobs.find((one) => one.pids.includes(pid));
    if (state.ended.has(pid) || (now && pid in now.codes)) continue;
    return { wait: { channels: found } };
  }
  for (const id of data.jobs) {
    const job = state.jobs.find((one) => one.id === id);
    if (job?.state === 'running') return { wait: { channels: channels() } };
  }
  const lastPid = data.pids[data.pids.length - 1];
  let status = state.status;
  if (lastPid !== undefined) {
    const job = state.jobs.find((one) => one.pids.includes(lastPid));
    status = job ? (job.codes[lastPid] ?? 127) : (state.ended.get(lastPid) ?? 127);
    if (job && !state.interactive) {
      pollJob(shell, job);
      if (job.state === 'done') forget(state, job);
    }
  }
  const lastJob = data.jobs[data.jobs.length - 1];
  if (lastJob !== undefined) {
    const job = state.jobs.find((one) => one.id === lastJob);
    if (job) status = jobCode(job);
  }
  return end(status, lastPid);
}

const KILL_USAGE = 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]';

const kill: Builtin = (shell, args) => {
  let signal: string = 'TERM';
  let i = 0;
  const first = args[0];
  if (first === undefined) {
    shell.write(2, KILL_USAGE + '\n');
    return 2;
  }
  if (first === '-l' || first === '-L') {
    if (args.length === 1) shell.write(1, signalList());
    for (const one of args.slice(1)) {
      const n = Number(one) > 128 ? Number(one) - 128 : Number(one);
      const name = /^\d+$/.test(one) ? signalNumberName(n) : signalName(one);
      if (!name) throw new ShellError(`${one}: invalid signal specification`);
      shell.write(1, (/^\d+$/.test(one) ? name : String(SIGNAL_NUMBERS[name as Signal])) + '\n');
    }
    return 0;
  }
  if (first === '-s' || first === '-n') {
    if (args[1] === undefined) throw new ShellError(`${first}: option requires an argument`);
    signal = args[1];
    i = 2;
  } else if (/^-./.test(first) && first !== '--') {
    signal = first.slice(1);
    i = 1;
  }
  if (args[i] === '--') i++;
  const name = signal === '0' ? '0' : signalName(signal);
  if (!name || (name !== '0' && !(name in SIGNAL_NUMBERS))) throw new ShellError(`${signal}: invalid signal specification`);
  if (i >= args.length) {
    shell.write(2, KILL_USAGE + '\n');
    return 2;
  }
  let status = 0;
  for (const word of args.slice(i)) {
    const targets: number[] = [];
    if (word.startsWith('%')) {
      const job = need(shell, word);
      targets.push(...(job.pgid ? [-job.pgid] : job.pids));
      if (job.state === 'stopped' && (name === 'TERM' || name === 'HUP')) {
        shell.sys.kill(targets[0]!, name as Signal);
        resume(shell, job);
        continue;
      }
    } else if (/^-?\d+$/.test(word)) targets.push(Number(word));
    else {
      shell.complain(`kill: ${word}: arguments must be process or job IDs`);
      status = 1;
      continue;
    }
    shell.flushNow();
    for (const pid of targets) {
      try {
        shell.sys.kill(pid, name as Signal | '0');
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        shell.complain(`kill: (${pid}) - ${error.message}`);
        status = 1;
      }
    }
  }
  // A signal to the shell itself is dealt with right after this command.
  shell.state.signals.push(...shell.sys.takeSignals());
  return status;
};

const disown: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'ahr', 'disown: usage: disown [-h] [-ar] [jobspec ... | pid ...]');
  const list =
    'a' in flags || ('r' in flags && rest.length === 0)
      ? [...shell.state.jobs]
      : rest.length > 0
        ? rest.map((spec) => need(shell, spec))
        : [need(shell, '')];
  for (const job of list) {
    if ('r' in flags && job.state !== 'running') continue;
    if ('h' in flags) job.nohup = true;
    else shell.state.jobs = shell.state.jobs.filter((one) => one !== job);
  }
  return 0;
};

const times: Builtin = (shell) => {
  shell.write(1, '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
  return 0;
};

const suspend: Builtin = (shell) => {
  if (!shell.state.jobControl || shell.state.login)
    throw new ShellError(shell.state.login ? 'cannot suspend a login shell' : 'cannot suspend: no job control');
  shell.sys.kill(shell.sys.pid, 'STOP');
  return 0;
};

export const jobBuiltins = { jobs, fg, bg, wait, kill, disown, times, suspend };
