import type { Kernel } from '../process/kernel';
import type { Process } from '../process/process';
import { Definition } from './definition';
import { isStale, readUnit, UNIT_DIRECTORIES, type UnitSource } from './unit-file';
import { INACTIVE, type UnitState } from './unit-state';

/** Queue on which systemd's own timers run: `<machine> <what> <unit>`. */
export const SYSTEMD_QUEUE = 'systemd';

/** What a machine's systemd asks of the world around it. */
export interface SystemdHooks {
  /** Whether an executable has no program of its own here: the world does what the daemon would do. */
  standsFor(unit: string, program: string | undefined): boolean;
  /** Why such a daemon would not start, as it logs it. */
  refusal(kernel: Kernel, unit: string, argv: readonly string[]): string | undefined;
  started(kernel: Kernel, unit: string, process: Process): void;
  stopped(kernel: Kernel, unit: string): void;
  /** Takes a process's end as `unitEnded` will be told it. */
  own(machine: string, pid: number, id: string): void;
  mount(kernel: Kernel, what: string, where: string, type: string, options: readonly string[]): string | undefined;
  unmount(kernel: Kernel, where: string): string | undefined;
  swap(kernel: Kernel, what: string, on: boolean): string | undefined;
  /** A target that ends the machine has been reached. */
  power(kernel: Kernel, how: 'reboot' | 'poweroff' | 'halt'): void;
}

export type JobResult = 'done' | 'failed' | 'dependency' | 'canceled' | 'skipped' | 'timeout';

/** What the parts of a machine's systemd share: states, definitions, the journal, timers. */
export class UnitHost {
  /** A unit has come to where its job wanted it, or has failed to. Set by the queue of jobs. */
  finished: (name: string, result: JobResult) => void = () => {};
  /** A unit has become inactive or failed by itself. */
  ended: (name: string) => void = () => {};

  constructor(
    readonly kernel: Kernel,
    readonly units: Map<string, UnitState>,
    readonly hooks: SystemdHooks,
  ) {}

  now(): number {
    return this.kernel.state.sim.now();
  }

  state(name: string): UnitState {
    return this.units.get(name) ?? INACTIVE;
  }

  isActive(name: string): boolean {
    const { active } = this.state(name);
    return active === 'active' || active === 'reloading';
  }

  /** Changes a unit's state; times of its changes follow from it. */
  set(name: string, change: Partial<UnitState>): void {
    const before = this.state(name);
    const now = this.now();
    const moved = change.active !== undefined && (change.active !== before.active || (change.sub ?? before.sub) !== before.sub);
    const wasOn = before.active === 'active' || before.active === 'reloading';
    const isOn = change.active === undefined ? wasOn : change.active === 'active' || change.active === 'reloading';
    const off = (active: string) => active === 'inactive' || active === 'failed';
    this.units.set(name, {
      ...before,
      ...(moved && change.active !== before.active ? { since: now } : {}),
      ...(isOn && !wasOn ? { activeEnter: now } : {}),
      ...(wasOn && !isOn ? { activeExit: now } : {}),
      ...(change.active !== undefined && off(change.active) && !off(before.active) ? { inactiveEnter: now } : {}),
      ...(change.active !== undefined && !off(change.active) && off(before.active) ? { inactiveExit: now } : {}),
      ...change,
    });
    this.kernel.state.sim.notify(this.channel(name));
  }

  channel(name: string): string {
    return this.kernel.state.channel('unit', name);
  }

  /** What systemd itself writes about a unit. `priority` as syslog numbers it. */
  say(name: string, text: string, priority = 6): void {
    this.kernel.state.writeJournal(name.replace(/\.service$/, ''), 1, text, { identifier: 'systemd', priority });
  }

  private get hostname(): string {
    return this.kernel.state.ns('host').hostname;
  }

  /** What a unit is made of: as it was loaded while systemd holds it, else as its files say now. */
  source(name: string): UnitSource {
    const state = this.units.get(name);
    if (state?.source && this.holds(name, state)) return state.source;
    return readUnit(this.kernel.tree(), name);
  }

  definition(name: string): Definition {
    return new Definition(this.source(name), this.hostname);
  }

  /** Loads a unit and keeps it. */
  load(name: string): Definition {
    const source = this.source(name);
    if (this.units.get(source.id)?.source !== source && source.fragment !== undefined) this.set(source.id, { source });
    return new Definition(source, this.hostname);
  }

  /** A unit is kept in memory while it does something or something wants it. */
  private holds(name: string, state: UnitState): boolean {
    return state.active !== 'inactive' || state.job !== undefined || state.next !== undefined || this.isWanted(name);
  }

  isWanted(name: string): boolean {
    const tree = this.kernel.tree();
    return UNIT_DIRECTORIES.some((directory) => {
      if (tree.tryFind(directory)?.inode.type !== 'dir') return false;
      return tree.readdir(directory).some((one) => /\.(wants|requires)$/.test(one) && tree.tryFind(`${directory}/${one}/${name}`, false));
    });
  }

  /** NeedDaemonReload: files have changed since they were loaded. */
  needsReload(name: string): boolean {
    const state = this.units.get(name);
    return Boolean(state?.source && this.holds(name, state) && isStale(state.source, readUnit(this.kernel.tree(), name)));
  }

  /** Models daemon-reload: every unit that is kept is read anew. */
  reload(): void {
    const tree = this.kernel.tree();
    for (const [name, state] of [...this.units]) {
      if (!state.source || state.source.fragment?.startsWith('/run/systemd/transient/')) continue;
      const source = readUnit(tree, name);
      const idle = state.active === 'inactive' && !state.job;
      if (source.fragment === undefined && idle) this.units.delete(name);
      else this.units.set(name, { ...state, source });
    }
  }

  /** Processes of a unit's control group, by number. */
  processes(name: string): Process[] {
    return [...this.kernel.state.processes.values()].filter(({ unit, status }) => unit === name && status !== 'zombie');
  }

  /** Sets a timer of systemd's own. */
  later(what: string, name: string, ms: number): void {
    this.kernel.state.sim.at(SYSTEMD_QUEUE, `${this.kernel.name} ${what} ${name}`, this.now() + ms, { background: true });
  }

  never(what: string, name: string): void {
    this.kernel.state.sim.cancel(SYSTEMD_QUEUE, `${this.kernel.name} ${what} ${name}`);
  }
}
