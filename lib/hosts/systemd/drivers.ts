import type { Definition } from './definition';
import type { UnitDriver } from './jobs';
import { isMet } from './conditions';
import { reloadService, startService, stopService } from './service';
import { startTimer, stopTimer } from './timer';
import type { UnitHost } from './unit-host';

/** States of units that are simply there or not, and what the journal says of them. */
const PLAIN: Readonly<Record<string, { readonly sub: string; readonly up: string; readonly down: string }>> = {
  target: { sub: 'active', up: 'Reached target', down: 'Stopped target' },
  slice: { sub: 'active', up: 'Created slice', down: 'Removed slice' },
  socket: { sub: 'listening', up: 'Listening on', down: 'Closed' },
  path: { sub: 'waiting', up: 'Started', down: 'Stopped' },
  mount: { sub: 'mounted', up: 'Mounted', down: 'Unmounted' },
  swap: { sub: 'active', up: 'Activated swap', down: 'Deactivated swap' },
  device: { sub: 'plugged', up: 'Found device', down: 'Removed device' },
  scope: { sub: 'running', up: 'Started', down: 'Stopped' },
  automount: { sub: 'waiting', up: 'Set up automount', down: 'Unset automount' },
};
/** Targets at which a machine ends. */
const POWER: Readonly<Record<string, 'reboot' | 'poweroff' | 'halt'>> = {
  'reboot.target': 'reboot',
  'poweroff.target': 'poweroff',
  'halt.target': 'halt',
};

/** What starting and stopping means for a unit, by its type. */
export function driverOf(host: UnitHost, { type }: Definition): UnitDriver {
  if (type === 'service') {
    return {
      start: (definition) => startService(host, definition),
      stop: (definition) => stopService(host, definition),
      reload: (definition) => reloadService(host, definition),
    };
  }
  if (type === 'timer') {
    return { start: (definition) => startTimer(host, definition), stop: (definition) => stopTimer(host, definition), reload: () => false };
  }
  return { start: (definition) => startPlain(host, definition), stop: (definition) => stopPlain(host, definition), reload: () => false };
}

function startPlain(host: UnitHost, definition: Definition): void {
  const { name, type } = definition;
  const condition = isMet(host, definition);
  if (condition) {
    host.say(name, `${definition.title} was skipped because of an unmet condition check (${condition.text}).`);
    return host.finished(name, 'skipped');
  }
  const power = POWER[name];
  const trouble = carryOut(host, definition, true);
  if (trouble !== undefined) {
    const act = type === 'swap' ? 'Failed to activate swap' : type === 'mount' ? 'Failed to mount' : 'Failed to start';
    if (type === 'mount' || type === 'swap') {
      host.say(name, trouble, 3);
      host.say(
        name,
        `${name}: ${type === 'mount' ? 'Mount' : 'Swap'} process exited, code=exited, status=${type === 'mount' ? '32/n/a' : '255/EXCEPTION'}`,
        5,
      );
    } else host.say(name, `${name}: ${trouble}`, 3);
    host.say(name, `${name}: Failed with result '${type === 'mount' || type === 'swap' ? 'exit-code' : 'resources'}'.`, 4);
    host.say(name, `${act} ${definition.title}.`, 3);
    host.set(name, { active: 'failed', sub: 'failed', result: 'exit-code', exitCode: 32 });
    return host.finished(name, 'failed');
  }
  const { sub, up } = PLAIN[type]!;
  host.set(name, { active: 'active', sub, result: 'success' });
  host.say(name, `${up} ${definition.title}.`);
  host.finished(name, 'done');
  if (power) host.hooks.power(host.kernel, power);
}

/** Mounts, unmounts, switches swap on or off. What went wrong, if something did. */
function carryOut(host: UnitHost, definition: Definition, on: boolean): string | undefined {
  const { kernel, hooks } = host;
  const what = definition.own('What') ?? '';
  if (definition.type === 'mount') {
    const where = definition.own('Where')!;
    const isMounted = kernel.state.ns('host').mounts.some(({ path }) => path === where);
    if (isMounted === on) return undefined;
    if (!on) return hooks.unmount(kernel, where);
    if (!kernel.tree().tryFind(where)) kernel.tree().mkdirs(where);
    return hooks.mount(kernel, what, where, definition.own('Type') ?? 'auto', (definition.own('Options') ?? '').split(',').filter(Boolean));
  }
  if (definition.type === 'swap') return hooks.swap(kernel, what, on);
  // What comes with Ubuntu is described, not acted on; a learner's own would do nothing unseen.
  const own = definition.source.fragment?.startsWith('/etc/systemd/') ?? false;
  if (on && own && (definition.type === 'path' || definition.type === 'socket' || definition.type === 'automount'))
    return `${definition.type} units of one's own are not simulated here`;
  return undefined;
}

function stopPlain(host: UnitHost, definition: Definition): void {
  const { name, type } = definition;
  const trouble = carryOut(host, definition, false);
  if (trouble !== undefined) {
    host.say(name, trouble, 3);
    return host.finished(name, 'failed');
  }
  const { down } = PLAIN[type]!;
  if (type === 'mount' || type === 'swap') host.say(name, `${name}: Deactivated successfully.`);
  host.set(name, { active: 'inactive', sub: 'dead' });
  host.say(name, `${down} ${definition.title}.`);
  host.finished(name, 'done');
}
