import type { Sim } from '@/lib/sim/sim';
import type { LayeredMap } from '@/lib/sim/layered-map';
import { OutboundError } from './apiserver/outbound';
import type { BoundOperator, Operator, OperatorContext, OperatorInstance } from './addons/addon';
import { accountUserIn } from './controllers/controller-accounts';
import type { ControllerContext } from './controllers/context';
import { PODS } from './client/resources';
import { newRecorder, type EventMemory } from './controllers/event-recorder';
import { newClient, type ApiDoor, type InformerFactory, type UserInfo } from './client';
import type { KindTable } from './kinds/kind-table';
import type { Profile } from './profiles/profile';
import type { Disks } from './storage/disks';

/** The insides of an operator's containers, which the world has. */
export interface OperatorContainers {
  log(instance: OperatorInstance, text: string): void;
  read(instance: OperatorInstance, path: string): string | undefined;
  write(instance: OperatorInstance, path: string, text: string): void;
  /** Throws OutboundError. */
  http: OperatorContext['http'];
}

export interface OperatorsOptions {
  readonly sim: Sim;
  readonly door: ApiDoor;
  readonly kinds: KindTable;
  readonly informers: InformerFactory;
  readonly profile: Profile;
  readonly events: LayeredMap<EventMemory>;
  /** Running instances by operator, oldest first; an operator that has once run stays here, if with none. State. */
  readonly disks: Disks;
  readonly running: LayeredMap<readonly OperatorInstance[]>;
  readonly containers: OperatorContainers;
  isServing(): boolean;
  /** Operators there are, by name. */
  readonly known: ReadonlyMap<string, Operator>;
}

/** For clusters without a world around them: containers that nothing comes out of. */
export const NO_CONTAINERS: OperatorContainers = {
  log: () => {},
  read: () => undefined,
  write: () => {},
  http: () => {
    throw new OutboundError('dial tcp: no network is simulated around this cluster');
  },
};

/** How long a key waits while the API server is away. */
const AWAY_MS = 2_000;

/** Runs the controllers of add-ons while their containers run. */
export class Operators {
  private readonly bound = new Map<string, BoundOperator>();

  constructor(private readonly options: OperatorsOptions) {
    for (const name of options.running.keys()) this.bind(name);
  }

  /** An instance has started. Throws for an operator there is not. */
  started(instance: OperatorInstance): void {
    const { running, known, informers } = this.options;
    const pod = informers.informer(PODS).get(instance.namespace, instance.pod);
    if (known.get(instance.operator)?.takes?.(instance, pod) === false) return;
    const before = running.get(instance.operator) ?? [];
    running.set(instance.operator, [...before, instance]);
    this.bind(instance.operator);
    if (before.length === 0) this.bound.get(instance.operator)!.resync();
  }

  /** Running instances of an operator, oldest first. */
  instances(name: string): readonly OperatorInstance[] {
    return this.options.running.get(name) ?? [];
  }

  /** A process has ended; when it led an operator, the next instance takes over. */
  stopped(machine: string, pid: number): void {
    const { running } = this.options;
    for (const [name, instances] of [...running.entries()]) {
      const left = instances.filter((instance) => instance.machine !== machine || instance.pid !== pid);
      if (left.length === instances.length) continue;
      running.set(name, left);
      if (left.length > 0 && instances[0] !== left[0]) this.bound.get(name)!.resync();
    }
  }

  private bind(name: string): void {
    if (this.bound.has(name)) return;
    const operator = this.options.known.get(name);
    if (!operator) throw new Error(`no operator ${name}`);
    this.bound.set(name, operator.bind(this.contextOf(name)));
  }

  private contextOf(name: string): OperatorContext {
    const { sim, door, kinds, informers, profile, running, containers, events } = this.options;
    const instances = () => running.get(name) ?? [];
    const userOf = (instance: OperatorInstance | undefined): UserInfo =>
      instance
        ? accountUserIn(instance.namespace, instance.serviceAccount)
        : { name: 'system:anonymous', groups: ['system:unauthenticated'] };
    // Who asks is decided anew for each request: the leader may change, and its account with it.
    const asLeader: ApiDoor = {
      handle: (request) => door.handle({ ...request, as: userOf(instances()[0]) }),
      readStream: (id, after) => door.readStream(id, after),
      writeStream: (id, item) => door.writeStream(id, item),
      closeStream: (id) => door.closeStream(id),
    };
    const client = newClient(asLeader, userOf(undefined), { kinds, userAgent: `${name}/v0.0.0` });
    const isUp = () => instances().length > 0 && this.options.isServing();
    const context: ControllerContext = {
      sim,
      client,
      informers,
      as: () => context,
      events: (component) => newRecorder({ sim, client, memory: events, component }),
      isUp,
      // Whoever starts looks at everything there is (`resync`); only what came while the API server was away has to wait.
      park: (queue, key) => {
        if (instances().length > 0) sim.after(queue, key, AWAY_MS, { background: true });
      },
    };
    return {
      ...context,
      profile,
      disks: this.options.disks,
      instances,
      log: (text, instance = instances()[0]) => instance && containers.log(instance, text),
      readFile: (path, instance = instances()[0]) => instance && containers.read(instance, path),
      writeFile: (path, text, instance = instances()[0]) => instance && containers.write(instance, path, text),
      http: (...call) => containers.http(...call),
    };
  }
}
