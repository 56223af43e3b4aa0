import { nextElapse, parseCalendar } from './calendar';
import type { Definition } from './definition';
import { triggeredBy } from './dependencies';
import { parseTimespan } from './timespan';
import type { UnitHost } from './unit-host';

/** Where systemd keeps when a Persistent= timer last fired: the time of the file. */
const STAMPS = '/var/lib/systemd/timers';

/** Starts a timer: it waits for its moment. */
export function startTimer(host: UnitHost, definition: Definition): void {
  const { name } = definition;
  const trigger = triggeredBy(definition)!;
  if (host.definition(trigger).source.fragment === undefined) {
    host.say(name, `${name}: Refusing to start, unit ${trigger} to trigger not loaded.`, 3);
    host.say(name, `Failed to start ${definition.title}.`, 3);
    host.set(name, { active: 'failed', sub: 'failed', result: 'resources' });
    return host.finished(name, 'failed');
  }
  host.set(name, { active: 'active', sub: 'waiting', result: 'success' });
  const stamp = stampOf(host, definition);
  if (stamp !== undefined) host.set(name, { last: stamp });
  host.say(name, `Started ${definition.title}.`);
  arm(host, definition, true);
  host.finished(name, 'done');
}

function stampOf(host: UnitHost, definition: Definition): number | undefined {
  if (!definition.flag('Timer.Persistent', false)) return undefined;
  return host.kernel.tree().tryFind(`${STAMPS}/stamp-${definition.name}`)?.inode.mtime;
}

/** When a timer is due next; undefined: never. Virtual milliseconds. Models timer_enter_waiting(). */
function nextOf(host: UnitHost, definition: Definition, isStart: boolean): number | undefined {
  const { name } = definition;
  const now = host.now();
  const state = host.state(name);
  const unit = host.state(triggeredBy(definition)!);
  const dues: number[] = [];
  for (const text of definition.list('Timer.OnCalendar')) {
    const calendar = parseCalendar(text);
    if (!calendar) continue;
    // What was missed while the machine was off is made up for.
    const from = isStart && definition.flag('Timer.Persistent', false) && state.last !== undefined ? state.last : now;
    const next = nextElapse(calendar, from);
    if (next !== undefined) dues.push(Math.max(next, isStart ? now : next));
  }
  const relative = (key: string, base: number | undefined, once: boolean) => {
    for (const text of definition.list(`Timer.${key}`)) {
      const span = parseTimespan(text);
      if (span === undefined || span === Infinity || base === undefined) continue;
      const due = base + span / 1000;
      if (due > now) dues.push(due);
      else if (isStart || !once) dues.push(now);
    }
  };
  const booted = host.kernel.state.bootedAt;
  relative('OnActiveSec', state.activeEnter ?? now, true);
  relative('OnBootSec', booted, true);
  relative('OnStartupSec', booted, true);
  const isBusy = unit.active !== 'inactive' && unit.active !== 'failed';
  relative('OnUnitActiveSec', unit.inactiveExit ?? state.last, false);
  if (!isBusy) relative('OnUnitInactiveSec', unit.inactiveEnter, false);
  return dues.length > 0 ? Math.min(...dues) : undefined;
}

/** Sets the timer of systemd's for the next moment. */
export function arm(host: UnitHost, definition: Definition, isStart = false): void {
  const { name } = definition;
  const next = nextOf(host, definition, isStart);
  host.never('timer', name);
  if (next === undefined) return host.set(name, { next: undefined, sub: 'elapsed' });
  host.set(name, { next, sub: 'waiting' });
  // Not twice at one instant.
  host.later('timer', name, Math.max(next - host.now(), isStart || next > host.now() ? 0 : 1));
}

/** The moment has come: returns the unit to start. */
export function elapse(host: UnitHost, definition: Definition): string | undefined {
  const { name } = definition;
  if (host.state(name).active !== 'active') return undefined;
  host.set(name, { last: host.now(), next: undefined, sub: 'running' });
  if (definition.flag('Timer.Persistent', false)) {
    const tree = host.kernel.tree();
    tree.mkdirs(STAMPS);
    tree.writeFile(`${STAMPS}/stamp-${name}`, '', { mode: 0o644 });
  }
  return triggeredBy(definition);
}

export function stopTimer(host: UnitHost, definition: Definition): void {
  const { name } = definition;
  host.never('timer', name);
  host.say(name, `${name}: Deactivated successfully.`);
  host.say(name, `Stopped ${definition.title}.`);
  host.set(name, { active: 'inactive', sub: 'dead', next: undefined });
  host.finished(name, 'done');
}
