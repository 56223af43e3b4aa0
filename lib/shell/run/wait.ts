import type { Step } from '@/lib/hosts/process/program';
import { Errno } from '@/lib/hosts/process/sys';
import { addJob, describeSignal, jobLine } from './jobs';
import type { WaitFrame } from './frame';
import type { Shell } from './shell';

/** Waits for the processes in the foreground; a stop makes them a job. */
export function stepWait(shell: Shell, frame: WaitFrame): Step | void {
  const { state, sys } = shell;
  if (frame.pgid && !frame.signalled) {
    takeTerminal(shell, frame.pgid);
    frame.signalled = 'given';
  }
  const channels: string[] = [];
  for (const pid of frame.pids) {
    if (pid in frame.codes) continue;
    let status;
    try {
      status = sys.waitpid(pid);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      frame.codes[pid] = 127;
      continue;
    }
    if ('wait' in status) {
      channels.push(...status.wait);
      continue;
    }
    if (status.state === 'stopped' && state.jobControl) return stopped(shell, frame);
    if (status.state === 'exited') {
      frame.codes[pid] = status.code;
      if (status.signal && pid === frame.pids[frame.pids.length - 1]) frame.signalled = status.signal;
      else if (status.signal === 'INT') frame.signalled = 'INT';
    }
  }
  if (frame.pids.some((pid) => !(pid in frame.codes)))
    return channels.length > 0 ? { wait: { channels: [...channels, sys.signalChannel()] } } : undefined;
  ended(shell, frame);
}

function ended(shell: Shell, frame: WaitFrame): void {
  const { state } = shell;
  if (frame.pgid) takeTerminal(shell, shell.sys.processes().find((one) => one.pid === shell.sys.pid)?.pgid ?? shell.sys.pid);
  if (frame.job !== undefined) state.jobs = state.jobs.filter((job) => job.id !== frame.job);
  const codes = frame.pids.map((pid) => frame.codes[pid]!);
  if (frame.ownLast) codes.push(state.status);
  let status = codes[codes.length - 1] ?? 0;
  if (shell.option('pipefail')) for (const code of codes) if (code !== 0) status = code;
  state.pipestatus = codes;
  const signal = frame.signalled && frame.signalled !== 'given' ? frame.signalled : undefined;
  const pid = frame.pids[frame.pids.length - 1]!;
  shell.pop();
  state.status = status;
  if (signal && status > 128) {
    if (state.interactive && state.subshell === 0) {
      if (signal === 'INT') {
        shell.write(2, '\n');
        shell.abort(130, false);
        return;
      }
      if (signal !== 'PIPE') shell.write(2, describeSignal(signal as never) + '\n');
    } else if (signal === 'TERM') shell.write(2, `${describeSignal(signal)}\n`);
    else if (signal !== 'INT' && signal !== 'PIPE') {
      shell.write(2, `${shell.prefix()}${String(pid).padStart(5)} ${describeSignal(signal as never).padEnd(24)}${frame.command}\n`);
    }
  }
  if (!frame.pipeline && shell.parsed(frame.s).nodes[frame.n]?.type === 'Subshell') shell.finish(status);
}

function stopped(shell: Shell, frame: WaitFrame): void {
  const { state } = shell;
  takeTerminal(shell, shell.sys.processes().find((one) => one.pid === shell.sys.pid)?.pgid ?? shell.sys.pid);
  let job = frame.job === undefined ? undefined : state.jobs.find((one) => one.id === frame.job);
  if (!job) job = addJob(state, { pgid: frame.pgid, pids: frame.pids, command: frame.command });
  job.state = 'stopped';
  job.signal = 'TSTP';
  job.codes = { ...frame.codes };
  job.told = true;
  shell.write(2, `\n${jobLine(state, job)}\n`);
  shell.pop();
  shell.abort(148, false);
}

export function takeTerminal(shell: Shell, pgid: number): void {
  try {
    shell.sys.ttyForeground(shell.isOpen(255) ? 255 : 0, pgid);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}
