import { SIGNAL_NUMBERS, type Signal } from '../process/program';
import type { Definition } from './definition';
import { SYSTEMD_QUEUE, type UnitHost } from './unit-host';
import type { UnitResult, UnitState } from './unit-state';

/** Defaults of system.conf: five starts within ten seconds. */
const INTERVAL_USEC = 10_000_000;
const BURST = 5;

/** Whether a service has been started too often. Models unit_test_start_limit(). */
export function startLimitHit(host: UnitHost, definition: Definition): boolean {
  const interval = definition.span(
    'Unit.StartLimitIntervalSec',
    definition.span('Unit.StartLimitInterval', definition.span('Service.StartLimitInterval', INTERVAL_USEC)),
  );
  const burst = Number(definition.value('Unit.StartLimitBurst') ?? definition.value('Service.StartLimitBurst') ?? BURST);
  if (interval === 0 || burst === 0) return false;
  const since = interval === Infinity ? -Infinity : host.now() - interval / 1000;
  return (host.state(definition.name).starts ?? []).filter((at) => at > since).length >= burst;
}

/** Models service_shall_restart(). */
export function wantsRestart(definition: Definition, result: UnitResult, state: UnitState): boolean {
  const matches = (setting: string) => {
    const name = (Object.keys(SIGNAL_NUMBERS) as Signal[]).find((one) => SIGNAL_NUMBERS[one] === state.signal);
    const listed = definition.words(`Service.${setting}`);
    return (
      listed.includes(String(state.exitCode ?? '')) || (name !== undefined && (listed.includes(name) || listed.includes(`SIG${name}`)))
    );
  };
  if (matches('RestartPreventExitStatus')) return false;
  if (matches('RestartForceExitStatus')) return true;
  switch (definition.own('Restart') ?? 'no') {
    case 'always':
      return true;
    case 'on-success':
      return result === 'success';
    case 'on-failure':
      return result !== 'success';
    case 'on-abnormal':
      return result !== 'success' && result !== 'exit-code';
    case 'on-abort':
      return result === 'signal' || result === 'core-dump';
    default:
      return false;
  }
}

/** Puts the start of a unit on systemd's queue: it goes through its jobs like any other. */
export function restartAllowed(host: UnitHost, name: string): void {
  host.kernel.state.sim.enqueue(SYSTEMD_QUEUE, `${host.kernel.name} start ${name}`);
}
