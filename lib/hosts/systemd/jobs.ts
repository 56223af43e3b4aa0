import { Errno } from '../process/sys';
import type { Definition } from './definition';
import { dependenciesOf, type Dependencies } from './dependencies';
import type { JobResult, UnitHost } from './unit-host';
import type { Job } from './unit-state';

/** What is done with a unit of any type. Each ends with `host.finished`. */
export interface UnitDriver {
  start(definition: Definition): void;
  stop(definition: Definition): void;
  /** False: it cannot be reloaded. */
  reload(definition: Definition): boolean;
}

export type JobType = Job['type'];
const MOST_UNITS = 500;
const MOST_ROUNDS = 2000;
/** Setting of a machine: the last job's number. */
const LAST_JOB = 'systemd/job';

/** systemd's queue of jobs: what has to be started and stopped, and in which order. Models transaction.c and job.c. */
export class Jobs {
  private running = false;
  private again = false;
  private known = new Map<string, Dependencies>();

  constructor(
    private readonly host: UnitHost,
    private readonly driver: (definition: Definition) => UnitDriver,
  ) {
    host.finished = (name, result) => this.finish(name, result);
  }

  dependencies(name: string): Dependencies {
    let found = this.known.get(name);
    if (!found) this.known.set(name, (found = dependenciesOf(this.host.kernel.tree(), this.host.definition(name))));
    return found;
  }

  /** Files or states have changed: what was read of dependencies is read anew. */
  forget(): void {
    this.known.clear();
  }

  /** Units that a unit may be started with; throws Errno in systemd's words when it cannot be. */
  private check(name: string): Definition {
    const definition = this.host.load(name);
    const { source } = definition;
    if (source.masked) throw new Errno('EPERM', `Unit ${definition.name} is masked.`);
    if (source.fragment === undefined) throw new Errno('ENOENT', `Unit ${definition.name} not found.`);
    if (definition.refusal !== undefined) throw new Errno('EINVAL', `Unit ${definition.name} has a bad unit file setting.`);
    return definition;
  }

  /** Starts a unit and all that it needs. Returns its own name. */
  start(asked: string, type: 'start' | 'restart' = 'start'): string {
    this.forget();
    const { name } = this.check(asked);
    const wanted = new Map<string, boolean>();
    const stops = new Set<string>();
    this.gather(name, true, wanted, stops, type === 'restart');
    if (type === 'restart')
      for (const one of this.dependants(name, true)) if (this.host.state(one).active !== 'inactive') this.post(one, 'restart');
    for (const one of stops) if (!wanted.has(one) && this.host.state(one).active !== 'inactive') this.post(one, 'stop');
    for (const one of wanted.keys()) if (one !== name) this.post(one, 'start');
    this.post(name, type);
    this.run();
    return name;
  }

  private gather(name: string, needed: boolean, wanted: Map<string, boolean>, stops: Set<string>, first = false): void {
    if (wanted.has(name) || wanted.size >= MOST_UNITS) return;
    if (!first && this.host.isActive(name) && !needed) return;
    wanted.set(name, needed);
    const { requires, wants, bindsTo, conflicts, requisite } = this.dependencies(name);
    for (const other of requisite) if (!this.host.isActive(other)) wanted.set(name, needed);
    for (const other of [...requires, ...bindsTo]) {
      if (wanted.has(other) || this.host.isActive(other)) continue;
      const definition = this.host.definition(other);
      if (definition.source.masked) throw new Errno('EPERM', `Unit ${other} is masked.`);
      if (definition.source.fragment === undefined) throw new Errno('ENOENT', `Unit ${other} not found.`);
      if (definition.refusal !== undefined) throw new Errno('EINVAL', `Unit ${other} has a bad unit file setting.`);
      this.host.load(other);
      this.gather(definition.name, false, wanted, stops);
    }
    for (const other of wants) {
      if (wanted.has(other) || this.host.isActive(other)) continue;
      const definition = this.host.definition(other);
      if (definition.source.masked || definition.source.fragment === undefined || definition.refusal !== undefined) {
        if (definition.refusal !== undefined) this.complain(definition);
        continue;
      }
      this.host.load(other);
      try {
        this.gather(definition.name, false, wanted, stops);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        wanted.delete(definition.name);
      }
    }
    for (const other of conflicts) if (this.host.state(other).active !== 'inactive' || this.host.state(other).job) stops.add(other);
  }

  /** What loading a unit's files tells the journal. */
  complain(definition: Definition): void {
    for (const { path, line, text } of definition.problems) this.host.say(definition.name, `${path}:${line}: ${text}`, 4);
    if (definition.refusal !== undefined) this.host.say(definition.name, `${definition.name}: ${definition.refusal}`, 3);
  }

  /** Units that go when this one does: they require it, are bound to it, or part of it. */
  dependants(name: string, onlyStopped = false): string[] {
    const found: string[] = [];
    for (const [other, state] of this.host.units) {
      if (other === name || state.active === 'inactive' || state.active === 'failed') continue;
      const { requires, bindsTo, partOf } = this.dependencies(other);
      if (partOf.includes(name) || requires.includes(name) || bindsTo.includes(name)) found.push(other);
    }
    void onlyStopped;
    return found;
  }

  /** Stops a unit and what cannot be without it. */
  stop(asked: string): string {
    this.forget();
    const definition = this.host.definition(asked);
    const { name } = definition;
    const state = this.host.state(name);
    if (definition.source.fragment === undefined && !this.host.units.has(name)) throw new Errno('ENOENT', `Unit ${name} not loaded.`);
    if (state.active === 'inactive' && !state.job) return name;
    const seen = new Set<string>();
    const take = (one: string) => {
      if (seen.has(one) || seen.size >= MOST_UNITS) return;
      seen.add(one);
      for (const other of this.dependants(one)) take(other);
    };
    take(name);
    for (const one of seen) this.post(one, 'stop');
    this.run();
    return name;
  }

  /** Stops whatever is not needed by a target, and starts it. */
  isolate(asked: string): string {
    this.forget();
    const { name } = this.check(asked);
    const wanted = new Map<string, boolean>();
    const stops = new Set<string>();
    this.gatherAll(name, wanted);
    for (const [other, state] of [...this.host.units]) {
      if (wanted.has(other) || state.active === 'inactive' || state.active === 'failed') continue;
      const definition = this.host.definition(other);
      const stays = definition.type === 'slice' || definition.type === 'mount' || definition.type === 'swap';
      if (!definition.flag('Unit.IgnoreOnIsolate', stays) && !stays) stops.add(other);
    }
    for (const one of stops) this.post(one, 'stop');
    for (const one of wanted.keys()) if (!this.host.isActive(one)) this.post(one, 'start');
    this.run();
    return name;
  }

  private gatherAll(name: string, wanted: Map<string, boolean>): void {
    if (wanted.has(name) || wanted.size >= MOST_UNITS) return;
    const definition = this.host.definition(name);
    if (definition.source.masked || definition.source.fragment === undefined || definition.refusal !== undefined) return;
    this.host.load(name);
    wanted.set(name, true);
    const { requires, wants, bindsTo } = this.dependencies(name);
    for (const other of [...requires, ...wants, ...bindsTo]) this.gatherAll(other, wanted);
  }

  reload(asked: string): string {
    this.forget();
    const { name } = this.check(asked);
    if (!this.host.isActive(name)) throw new Errno('EINVAL', `${name} is not active, cannot reload.`);
    const number = this.number();
    this.host.set(name, { job: { id: number, type: 'reload', running: true } });
    if (!this.driver(this.host.definition(name)).reload(this.host.definition(name))) {
      this.host.set(name, { job: undefined });
      throw new Errno('EAGAIN', `Job type reload is not applicable for unit ${name}.`);
    }
    return name;
  }

  private number(): number {
    const { settings } = this.host.kernel.state;
    const next = Number(settings.get(LAST_JOB) ?? 100) + 1;
    settings.set(LAST_JOB, String(next));
    return next;
  }

  private post(name: string, type: JobType): void {
    const { job, active } = this.host.state(name);
    if (job?.type === type && !(job.running && type === 'restart')) return;
    if (type === 'start' && active === 'active' && !job) return;
    if (job) this.host.set(name, { done: { id: job.id, result: 'canceled' } });
    this.host.set(name, { job: { id: this.number(), type } });
  }

  /** Runs the jobs that wait for no other. */
  run(): void {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    try {
      for (let round = 0; round < MOST_ROUNDS; round++) {
        this.again = false;
        if (!this.step() && !this.again) break;
      }
    } finally {
      this.running = false;
    }
  }

  /** Begins one job; false when none can. */
  private step(): boolean {
    const queued = [...this.host.units].filter(([, { job }]) => job);
    const waiting = queued.filter(([, { job }]) => !job!.running);
    const ready = waiting.find(
      ([name]) =>
        !this.waits(
          name,
          queued.map(([other]) => other),
        ),
    );
    const first = ready ?? (waiting.length === queued.length ? waiting[0] : undefined);
    if (!first) return false;
    this.begin(first[0], first[1].job!);
    return true;
  }

  /** Whether another job has to end first. Models job_is_runnable(). */
  private waits(name: string, queued: readonly string[]): boolean {
    const mine = this.dependencies(name);
    const stops = (one: string) => ['stop', 'restart'].includes(this.host.state(one).job?.type ?? '');
    return queued.some((other) => {
      if (other === name) return false;
      const theirs = this.dependencies(other);
      const iAmLater = mine.after.includes(other) || theirs.before.includes(name);
      const iAmEarlier = mine.before.includes(other) || theirs.after.includes(name);
      // What stops goes in the reverse order, and before anything that starts.
      if (stops(name)) return stops(other) ? iAmEarlier : false;
      return stops(other) ? iAmLater || iAmEarlier : iAmLater;
    });
  }

  private begin(name: string, job: Job): void {
    this.host.set(name, { job: { ...job, running: true } });
    const definition = this.host.load(name);
    const { active } = this.host.state(name);
    if (job.type === 'stop' || (job.type === 'restart' && active !== 'inactive' && active !== 'failed')) {
      if (job.type === 'restart') this.host.set(name, { job: { ...job, running: true, then: 'start' } });
      return this.driver(definition).stop(definition);
    }
    if (active === 'active' || active === 'reloading') return this.finish(name, 'done');
    const { requires, requisite, bindsTo, after } = this.dependencies(name);
    const failed = [...requires, ...bindsTo].some((other) => after.includes(other) && this.hasFailed(other));
    if (failed || requisite.some((other) => !this.host.isActive(other))) {
      this.host.say(name, `Dependency failed for ${definition.title}.`, 3);
      this.host.say(name, `${name}: Job ${name}/start failed with result 'dependency'.`, 5);
      return this.finish(name, 'dependency');
    }
    if (definition.problems.length > 0) this.complain(definition);
    this.driver(definition).start(definition);
  }

  private hasFailed(name: string): boolean {
    const { active, done, sub } = this.host.state(name);
    if (active === 'active' || active === 'reloading') return false;
    return active === 'failed' || sub === 'auto-restart' || done?.result === 'failed' || done?.result === 'dependency';
  }

  /** A job is over. */
  finish(name: string, result: JobResult): void {
    const { job } = this.host.state(name);
    if (!job?.running) return;
    if (job.then === 'start') {
      // The second half of a restart waits its turn anew.
      this.host.set(name, { job: { id: job.id, type: 'start' } });
    } else this.host.set(name, { job: undefined, done: { id: job.id, result } });
    this.run();
  }
}
