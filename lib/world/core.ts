import { addCommands } from '@/lib/commands';
import { addHelm } from '@/lib/commands/helm';
import { addKubectl } from '@/lib/commands/kubectl';
import type { FileSystem } from '@/lib/hosts/fs/file-system';
import type { Cluster } from '@/lib/cluster/cluster';
import type { ServiceTable } from '@/lib/hosts/net/network';
import { bindProcessQueue, type Kernel } from '@/lib/hosts/process/kernel';
import type { MachineBindings } from '@/lib/hosts/process/machine-state';
import type { Process } from '@/lib/hosts/process/process';
import { ProgramTable } from '@/lib/hosts/process/program';
import type { HostCall } from '@/lib/hosts/process/sys';
import { bash } from '@/lib/shell/machine';
import type { Systemd } from '@/lib/hosts/systemd/systemd';
import type { UnitState } from '@/lib/hosts/systemd/units';
import type { Sim } from '@/lib/sim/sim';
import { addDaemons } from './programs';
import type { NodeState } from './runtime/node-state';
import { sharedStore } from './runtime/disks';
import type { Forward } from './runtime/port-forward';
import type { Session } from './runtime/sessions';
import type { SeenCluster } from '@/lib/cluster/network/frozen-view';
import { LayeredMap } from '@/lib/sim/layered-map';
import type { Affinity, Netfilter } from './network/netfilter';

/** Who waits for the end of a process that the world started. */
export interface Owner {
  readonly kind: 'container' | 'session' | 'probe' | 'script' | 'terminal' | 'unit' | 'init';
  readonly id: string;
}

let table: ProgramTable | undefined;

/** Every program there is: bash, commands, servers. Made once per process. */
export function allPrograms(): ProgramTable {
  if (!table) {
    table = new ProgramTable();
    table.addMachine('bash', bash);
    addCommands(table);
    addKubectl(table);
    addHelm(table);
    addDaemons(table);
  }
  return table;
}

/** What the parts of a world share: its machines, its nodes' runtimes, its open sessions. */
export class Core {
  readonly kernels = new Map<string, Kernel>();
  readonly nodes = new Map<string, NodeState>();
  sessions = new Map<string, Session>();
  /** Ports of pods that clients hold open. */
  forwards = new Map<string, Forward>();
  /** `machine/pid` → who waits for its end. */
  owners = new Map<string, Owner>();
  /** What scripts have written and how they ended; not state. */
  readonly outputs = new Map<string, string>();
  readonly exits = new Map<string, number>();
  /** `machine/pts/0` → exit code of a login that is over. */
  terminalExits = new Map<string, number>();
  /** By machine: states of systemd units. */
  readonly units = new Map<string, Map<string, UnitState>>();
  /** File systems of network disks, which machines share, by `disk/<id>`. */
  readonly disks = new Map<string, FileSystem>();
  nextSession = 1;
  /** By machine: its packet filter. */
  netfilter = new Map<string, Netfilter>();
  /** By node, service port and client: session affinity. */
  affinity = new LayeredMap<Affinity>();
  /** What watchers last saw of the cluster, while its API server is away. */
  lastSeen: SeenCluster | undefined;
  /** The first fault of a program; tests look at it. */
  fault: unknown;
  /** Takes faults of the simulation itself, so that it goes on without the key or request that met one; without it they are thrown. */
  onFault: ((error: unknown) => void) | undefined;
  handlers!: CoreHandlers;
  /** Told of the end of a process that a unit of systemd started. */
  unitEnded: (machine: string, process: Process, id: string) => void = () => {};
  /** Told of the end of any other process of a unit. */
  memberEnded: (machine: string, unit: string) => void = () => {};
  /** The init of a machine. Bound anew after a fork. */
  systemd!: (machine: string) => Systemd;
  /** The cluster of this world; undefined while it is put together. */
  cluster: () => Cluster | undefined = () => undefined;

  constructor(
    readonly sim: Sim,
    readonly programs: ProgramTable,
    readonly services: ServiceTable,
  ) {
    bindProcessQueue(sim, (name) => this.kernels.get(name));
  }

  kernel(name: string): Kernel {
    const kernel = this.kernels.get(name);
    if (!kernel) throw new Error(`no host ${name}`);
    return kernel;
  }

  /** A fault of the simulation itself: remembered, and told or thrown. */
  faulted(error: unknown): void {
    this.fault ??= error;
    if (!this.onFault) throw error;
    this.onFault(error);
  }

  own(machine: string, pid: number, owner: Owner): void {
    this.owners.set(`${machine}/${pid}`, owner);
  }

  bindings(): MachineBindings {
    return {
      programs: this.programs,
      services: this.services,
      network: {
        dial: (...call) => this.handlers.network.dial(...call),
        http: (...call) => this.handlers.network.http(...call),
        serverCertificate: (...call) => this.handlers.network.serverCertificate(...call),
        dns: (...call) => this.handlers.network.dns(...call),
        readStream: (id) => this.handlers.network.readStream(id),
        writeStream: (id, item) => this.handlers.network.writeStream(id, item),
        closeStream: (id) => this.handlers.network.closeStream(id),
      },
      hostCall: (machine, process, call) => this.handlers.hostCall(machine, process, call),
      sink: (machine, sink, text) => this.handlers.sink(machine, sink, text),
      ended: (machine, process) => {
        const key = `${machine}/${process.pid}`;
        const owner = this.owners.get(key);
        this.owners.delete(key);
        if (owner) this.handlers.ended(machine, process, owner);
        else if (process.unit !== undefined) this.memberEnded(machine, process.unit);
      },
      sharedStore: (id) => sharedStore(this, id),
      crashed: (_machine, _process, error) => {
        this.fault ??= error;
      },
    };
  }
}

/** Code of the world that machines call back into. */
export interface CoreHandlers {
  readonly network: MachineBindings['network'];
  hostCall(machine: string, process: Process, call: HostCall): unknown;
  sink(machine: string, sink: string, text: string): void;
  ended(machine: string, process: Process, owner: Owner): void;
}
