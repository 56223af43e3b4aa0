import type { Kernel } from '../process/kernel';
import type { Process } from '../process/process';
import { SIGNAL_NUMBERS, type Signal } from '../process/program';
import { Errno } from '../process/sys';
import type { Definition } from './definition';
import { driverOf } from './drivers';
import { writeGenerated } from './fstab';
import { Jobs } from './jobs';
import { notified, processGone, restartService, serviceProcessEnded, serviceTimedOut, serviceTooLong } from './service';
import { arm, elapse } from './timer';
import { UnitHost, type SystemdHooks } from './unit-host';
import { unitName } from './unit-name';
import type { UnitState } from './unit-state';

/** The init of one machine: units and their jobs, over states that the world keeps. Made anew after a fork; it holds nothing itself. */
export class Systemd {
  readonly host: UnitHost;
  readonly jobs: Jobs;

  constructor(kernel: Kernel, units: Map<string, UnitState>, hooks: SystemdHooks) {
    this.host = new UnitHost(kernel, units, hooks);
    this.jobs = new Jobs(this.host, (definition) => driverOf(this.host, definition));
    this.host.ended = (name) => this.afterEnd(name);
  }

  definition(name: string): Definition {
    return this.host.definition(unitName(name));
  }

  /** A unit became inactive or failed: OnFailure=, what is bound to it, and the timers that look at it. */
  private afterEnd(name: string): void {
    const { onFailure, onSuccess } = this.jobs.dependencies(name);
    const { active, stopping } = this.host.state(name);
    if (active === 'failed' && onFailure.length > 0) this.host.say(name, `${name}: Triggering OnFailure= dependencies.`);
    for (const other of active === 'failed' ? onFailure : onSuccess) this.tryStart(other);
    if (!stopping) {
      for (const [other, state] of [...this.host.units]) {
        if (state.active === 'active' && this.jobs.dependencies(other).bindsTo.includes(name)) {
          this.host.say(other, `${other}: Unit is bound to an inactive unit. Stopping, too.`);
          this.jobs.stop(other);
        }
      }
    }
    for (const [other, state] of [...this.host.units]) {
      if (state.active === 'active' && other.endsWith('.timer') && this.jobs.dependencies(other).triggers.includes(name))
        arm(this.host, this.host.definition(other));
    }
  }

  private tryStart(name: string): void {
    try {
      this.jobs.start(name);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      this.host.say(name, `Failed to start ${name}: ${error.message}`, 4);
    }
  }

  /** One key of systemd's queue: `start`, `restart`, `timeout`, `runtime` or `timer` of a unit. */
  due(what: string, name: string): void {
    this.jobs.forget();
    const { host } = this;
    if (what === 'restart') restartService(host, name);
    else if (what === 'start') this.tryStart(name);
    else if (what === 'timeout') serviceTimedOut(host, host.definition(name));
    else if (what === 'runtime') serviceTooLong(host, host.definition(name));
    else if (what === 'rearm') arm(host, host.definition(name), true);
    else if (what === 'timer') {
      const unit = elapse(host, host.definition(name));
      if (unit !== undefined) {
        this.tryStart(unit);
        arm(host, host.definition(name));
      }
    }
    this.jobs.run();
  }

  /** A process that a unit started, or that init has reaped, has ended. `id`: what `own` was told. */
  processEnded(process: Process, id: string): void {
    this.jobs.forget();
    const at = id.lastIndexOf(' ');
    const [name, role] = at < 0 ? [id, 'main'] : [id.slice(0, at), id.slice(at + 1)];
    serviceProcessEnded(this.host, this.host.definition(name), process, role);
    this.jobs.run();
  }

  /** A process of a control group has ended that is neither the main one nor a command of the unit. */
  memberEnded(name: string): void {
    if (!this.host.units.has(name)) return;
    processGone(this.host, this.host.definition(name));
    this.jobs.run();
  }

  notify(name: string, text: string): void {
    notified(this.host, this.host.definition(name), text);
    this.jobs.run();
  }

  /** Models daemon-reload: generators run, files are read anew. */
  reload(): void {
    writeGenerated(this.host.kernel.tree());
    this.host.reload();
    this.jobs.forget();
    for (const [name, { active }] of this.host.units)
      if (active === 'active' && name.endsWith('.timer')) arm(this.host, this.host.definition(name));
  }

  resetFailed(asked?: string): void {
    const { units } = this.host;
    for (const [name, state] of [...units]) {
      if (asked !== undefined && name !== asked) continue;
      if (state.active === 'failed') this.host.set(name, { active: 'inactive', sub: 'dead', result: 'success' });
      this.host.set(name, { starts: [], restarts: 0 });
    }
  }

  /** Sends a signal to processes of a unit. */
  kill(name: string, signal: Signal, whom: string): void {
    const { pid, step } = this.host.state(name);
    const all = this.host.processes(name);
    const chosen =
      whom === 'main' ? all.filter((one) => one.pid === pid) : whom === 'control' ? all.filter((one) => one.pid === step?.pid) : all;
    if (whom !== 'all' && chosen.length === 0) throw new Errno('ESRCH', `No ${whom} process to kill`);
    if (!(signal in SIGNAL_NUMBERS)) throw new Errno('EINVAL', 'Invalid argument');
    for (const process of chosen) this.host.kernel.kill(process, signal);
  }
}
