import { SIGNAL_NUMBERS, type Signal } from '../process/program';
import type { Process } from '../process/process';
import type { Definition } from './definition';
import type { UnitHost } from './unit-host';
import { exitName, type ExecStatus } from './unit-state';

/** Signals that are no failure of a daemon. */
const CLEAN: readonly number[] = [1, 2, 13, 15];

/** TimeoutStartSec= in microseconds. */
export function startTimeout(definition: Definition): number {
  const given = definition.span('Service.TimeoutStartSec', definition.span('Service.TimeoutSec', -1));
  if (given >= 0) return given === 0 ? Infinity : given;
  return definition.serviceType === 'oneshot' ? Infinity : 90_000_000;
}

/** TimeoutStopSec= in microseconds. */
export const stopTimeout = (definition: Definition): number => {
  const given = definition.span('Service.TimeoutStopSec', definition.span('Service.TimeoutSec', 90_000_000));
  return given === 0 ? Infinity : given;
};

/** Whether a command ended as it should: SuccessExitStatus=, and signals that are no failure. */
export const isSuccess = (definition: Definition, exec: ExecStatus): boolean => {
  const allowed = definition.words('Service.SuccessExitStatus');
  if (exec.signal !== undefined) {
    const name = (Object.keys(SIGNAL_NUMBERS) as Signal[]).find((one) => SIGNAL_NUMBERS[one] === exec.signal);
    return CLEAN.includes(exec.signal) || allowed.includes(`SIG${name}`) || allowed.includes(name ?? '');
  }
  return exec.code === 0 || allowed.includes(String(exec.code));
};

/** `x.service: Main process exited, code=exited, status=1/FAILURE` */
export function tellEnd(host: UnitHost, name: string, what: string, exec: ExecStatus, priority: number): void {
  const signalName = (Object.keys(SIGNAL_NUMBERS) as Signal[]).find((one) => SIGNAL_NUMBERS[one] === exec.signal);
  const how =
    exec.signal !== undefined
      ? `code=killed, status=${exec.signal}/${signalName}`
      : `code=exited, status=${exec.code}/${exitName(exec.code ?? 0)}`;
  host.say(name, `${name}: ${what}, ${how}`, priority);
}

/** Processes that stopping kills: all, or by KillMode= only the main one. */
export function victims(host: UnitHost, definition: Definition): Process[] {
  const mode = definition.value('Service.KillMode') ?? 'control-group';
  const { pid, step } = host.state(definition.name);
  if (mode === 'none') return [];
  if (mode === 'process') return [pid, step?.pid].flatMap((one) => (one === undefined ? [] : (host.kernel.state.process(one) ?? [])));
  return host.processes(definition.name);
}

/** Whether nothing is left of what stopping kills. */
export const isGone = (host: UnitHost, definition: Definition): boolean =>
  victims(host, definition).filter(({ status }) => status !== 'zombie').length === 0;

/** KillSignal= */
export const signalOf = (definition: Definition): Signal => {
  const name = (definition.value('Service.KillSignal') ?? 'SIGTERM').replace(/^SIG/, '');
  return name in SIGNAL_NUMBERS ? (name as Signal) : 'TERM';
};

/** Removes a directory with what is in it. */
export function removeAll(host: UnitHost, path: string): void {
  const tree = host.kernel.tree();
  const found = tree.tryFind(path, false);
  if (!found) return;
  if (found.inode.type === 'dir') {
    for (const name of tree.readdir(path)) removeAll(host, `${path}/${name}`);
    tree.rmdir(path);
  } else tree.unlink(path);
}
