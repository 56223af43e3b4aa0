import { Cluster, type ClusterBindings, type ClusterSnapshot } from '@/lib/cluster/cluster';
import { newClusterPki } from '@/lib/cluster/pki/cluster-pki';
import { profiles } from '@/lib/cluster/profiles';
import { controlPlanesOf, etcdHostsOf, nodesOf, serverOf, type Profile } from '@/lib/cluster/profiles/profile';
import type { HostCallTable } from '@/lib/hosts/host-calls';
import { FileSystem, type FileSystemSnapshot } from '@/lib/hosts/fs/file-system';
import { dial } from '@/lib/hosts/net/connections';
import { HOST, Kernel } from '@/lib/hosts/process/kernel';
import { restoreMachine, snapshotMachine, type MachineSnapshot } from '@/lib/hosts/process/snapshot';
import { Errno } from '@/lib/hosts/process/sys';
import type { Process } from '@/lib/hosts/process/process';
import type { UnitState } from '@/lib/hosts/systemd/units';
import { Sim, type RunLimits, type Settled, type SimSnapshot } from '@/lib/sim/sim';
import { addApiServer } from './api-server-port';
import { componentChanged, writeAuditLog } from './cluster-link';
import { etcdGateway } from './etcd/gateway';
import { allPrograms, Core, type Owner } from './core';
import { cniCalls } from './cni-calls';
import { watchNetworkConfiguration } from './cni-watch';
import { bindHandlers } from './handlers';
import { layClusterFiles } from './hosts/cluster-files';
import { bringUp } from './hosts/boot';
import { furnishHost } from './hosts/furnish';
import { addKubeletServer } from './kubelet-server';
import { watchManifests } from './manifest-watch';
import { WorldNetwork, type ClusterNetwork } from './network';
import { networkCalls, proxyEnded } from './network/calls';
import { clusterNetwork } from './network/cluster-network';
import { addNetworkServices } from './network/services';
import { forkNetwork, loadNetwork, saveNetwork, type SavedNetwork } from './network/state';
import { WorldNodeProxy, type LogFollow } from './node-proxy';
import { operatorContainers } from './operator-containers';
import { WorldOutbound } from './outbound';
import { daemonServices } from './programs';
import { runScript, type ScriptOptions, type ScriptResult } from './run-script';
import { volumeContents } from './runtime/disks';
import { imageBaseNamed } from './runtime/image-files';
import { bindEngineQueue } from './runtime/engine';
import { bindRuntimeQueue, HostRuntime } from './runtime/node-runtime';
import { bindHollowQueue, HollowRuntime } from './runtime/hollow-runtime';
import { NodeState } from './runtime/node-state';
import type { Forward } from './runtime/port-forward';
import { closeSession, readSession, writeSession, type Session } from './runtime/sessions';
import { addSshForwards } from './ssh/calls';
import { startControlPlane } from './hosts/control-plane-unit';
import { Terminal } from './terminal';
import { worldCalls } from './world-calls';

export interface BootOptions {
  /** Of everything random after the boot. Default 1. */
  readonly seed?: number;
  /** Virtual milliseconds since the epoch at which the booted world is handed over (about). Default a fixed day in 2026. */
  readonly now?: number;
}

export interface WorldSnapshot {
  readonly version: 1;
  readonly profile: string;
  readonly sim: SimSnapshot;
  readonly machines: readonly MachineSnapshot[];
  readonly nodes: readonly ReturnType<NodeState['save']>[];
  readonly sessions: readonly Session[];
  readonly forwards?: readonly Forward[];
  readonly owners: readonly (readonly [string, Owner])[];
  readonly terminalExits: readonly (readonly [string, number])[];
  readonly units: readonly (readonly [string, readonly (readonly [string, UnitState])[]])[];
  readonly follows: readonly (readonly [string, LogFollow])[];
  readonly nextSession: number;
  readonly disks?: readonly (readonly [string, FileSystemSnapshot])[];
  readonly network?: SavedNetwork;
  readonly cluster: ClusterSnapshot;
}

export interface Dialled {
  readonly ok: boolean;
  readonly error?: string;
}

const DEFAULT_NOW = Date.UTC(2026, 0, 15, 9, 0, 0);
/** A booted world lives on with the boots that fork it; for a time further than this from its own boot, the profile boots anew. */
const FRESH_MS = 600_000;
const BOOT_LIMIT_MS = 300_000;
/** Far from the seeds that worlds go on with: what is drawn after the boot (uids above all) must not be what was drawn in it. */
const BOOT_SEED = 0x6e656b61;

const booted = new Map<string, { readonly world: World; readonly at: number }>();

/** One cluster with its hosts on one Sim: the composition root of the simulation. */
export class World {
  readonly hosts: ReadonlyMap<string, Kernel>;
  readonly cluster: Cluster;

  private constructor(
    readonly profile: Profile,
    private readonly core: Core,
    private readonly proxy: WorldNodeProxy,
    link: (bindings: ClusterBindings) => Cluster,
  ) {
    this.hosts = core.kernels;
    let cluster: Cluster | undefined;
    const current = () => cluster;
    core.cluster = current;
    addApiServer(core.services, current).add('etcd', etcdGateway(current));
    addKubeletServer(core.services, current);
    const sessions = {
      readStream: (id: string) => readSession(core, id),
      writeStream: (id: string, item: unknown) => writeSession(core, id, item),
      closeStream: (id: string) => closeSession(core, id),
    };
    let routes: ClusterNetwork | undefined;
    const network = new WorldNetwork(profile, core, () => (routes ??= cluster && clusterNetwork(core, cluster, proxy)), sessions);
    this.calls = cniCalls(networkCalls(worldCalls(core, current), core, current, network), core);
    addNetworkServices(core.services, core, current);
    addSshForwards(core.services, core);
    bindHandlers(core, network, this.calls, (machine, process) => {
      componentChanged(cluster, machine, process.program, false);
      cluster?.operators.stopped(machine, process.pid);
      if (cluster) proxyEnded(core, cluster, machine, process.pid);
    });
    bindRuntimeQueue(core);
    bindEngineQueue(core);
    bindHollowQueue(core);
    const auditLog = (path: string, line: string) => writeAuditLog(core.kernel(profile.controlPlane), path, line);
    const outbound = new WorldOutbound(core, network, current);
    const onFault = (error: unknown) => core.faulted(error);
    core.sim.onFault = onFault;
    this.cluster = cluster = link(
      profile.hollow
        ? { runtime: (node) => new HollowRuntime(core, node), outbound, auditLog, onFault }
        : {
            runtime: (node) => new HostRuntime(core, node),
            nodeProxy: proxy,
            outbound,
            auditLog,
            operators: operatorContainers(core, () => outbound),
            contents: volumeContents(core),
            onFault,
          },
    );
    if (!profile.hollow)
      for (const node of core.nodes.keys()) {
        watchManifests(core.kernel(node));
        watchNetworkConfiguration(core.kernel(node));
      }
  }

  /** The table of host calls, for those who add their own. */
  readonly calls: HostCallTable;

  get sim(): Sim {
    return this.core.sim;
  }

  get defaultHost(): string {
    return this.profile.defaultHost;
  }

  /** The first fault of the simulation itself (a program, controller or request that threw), for tests and logs. */
  get fault(): unknown {
    return this.core.fault;
  }

  /** From now on (and in forks) a fault costs only the request or the key that met it, and is told; otherwise it is thrown. */
  takeFaults(onFault: (error: unknown) => void): void {
    this.core.onFault = onFault;
  }

  /** Names of the profiles there are. */
  static profiles(): string[] {
    return Object.keys(profiles).sort();
  }

  /** A fresh world of a profile. Each profile boots once; later calls fork it. Throws for a profile there is not. */
  static boot(profileName: string, options: BootOptions = {}): World {
    const profile = profiles[profileName];
    if (!profile) throw new Error(`no profile ${profileName}`);
    const now = options.now ?? DEFAULT_NOW;
    const key = options.now === undefined ? profileName : `${profileName} live`;
    let base = booted.get(key);
    if (!base || Math.abs(now - base.at) > FRESH_MS) booted.set(key, (base = { world: World.fresh(profile, now), at: now }));
    if (now > base.world.sim.now()) base.world.sim.runUntil(now);
    return base.world.fork(options.seed ?? 1);
  }

  private static fresh(profile: Profile, now: number): World {
    const sim = new Sim({ seed: BOOT_SEED, now: now - 120_000 });
    const core = new Core(sim, allPrograms(), daemonServices());
    const pki = newClusterPki(
      {
        controlPlane: { name: profile.controlPlane, ip: profile.hosts.find(({ name }) => name === profile.controlPlane)!.ip },
        nodes: nodesOf(profile),
        others: [...controlPlanesOf(profile), ...etcdHostsOf(profile)]
          .filter(({ name }, i, all) => name !== profile.controlPlane && all.findIndex((one) => one.name === name) === i)
          .map(({ name, ip, role }) => ({ name, ip, etcdOnly: role === 'etcd' })),
        extraIpAddresses: [profile.controlPlaneEndpoint?.split(':')[0] ?? ''].filter((name) => /^[\d.]+$/.test(name)),
        serviceIp: profile.serviceIp,
        now: sim.now(),
        ...(profile.hollow || profile.managed ? { adminGroup: 'system:masters' } : {}),
      },
      sim.random,
    );
    const machines = profile.hosts.filter(({ role }) => !profile.hollow || role === 'base');
    for (const host of machines) core.kernels.set(host.name, Kernel.create(host.name, sim, core.bindings()));
    for (const host of nodesOf(profile)) {
      core.nodes.set(host.name, new NodeState(host.name, host.ip, (host.podBlock ?? '192.168.0.0/24').split('.').slice(0, 3).join('.')));
    }
    const world = new World(profile, core, new WorldNodeProxy(core), (bindings) => {
      for (const host of machines) {
        const kernel = core.kernel(host.name);
        furnishHost(core, kernel, profile, host);
        if (!profile.machinesOnly || host.role === 'load-balancer') layClusterFiles(kernel, profile, pki, host);
        bringUp(core, kernel);
      }
      if (profile.hollow || profile.managed) startControlPlane(core.kernel(profile.controlPlane), pki, serverOf(profile));
      return Cluster.boot({ sim, profile, pki, bindings });
    });
    sim.settle({ limitMs: BOOT_LIMIT_MS });
    return world;
  }

  /** A second world in the same state; both go on apart. With a seed, what is random goes on differently. */
  fork(seed?: number): World {
    const snapshot = this.sim.snapshot();
    const sim = Sim.restore(seed === undefined ? snapshot : { ...snapshot, random: seed });
    const from = this.core;
    const core = new Core(sim, from.programs, daemonServices());
    for (const [name, kernel] of from.kernels) core.kernels.set(name, kernel.fork(sim, core.bindings()));
    for (const [name, node] of from.nodes) core.nodes.set(name, node.fork());
    for (const [name, units] of from.units) core.units.set(name, new Map(units));
    for (const [id, disk] of from.disks) core.disks.set(id, disk.fork());
    core.sessions = new Map(from.sessions);
    core.forwards = new Map(from.forwards);
    core.owners = new Map(from.owners);
    core.terminalExits = new Map(from.terminalExits);
    core.nextSession = from.nextSession;
    forkNetwork(from, this.cluster, core);
    core.onFault = from.onFault;
    return new World(this.profile, core, new WorldNodeProxy(core, new Map(this.proxy.follows)), (bindings) =>
      this.cluster.fork(sim, bindings),
    );
  }

  /** The whole state as JSON. */
  snapshot(): WorldSnapshot {
    const { core } = this;
    const baseOf = (name: string) => imageBaseNamed(name, core.programs);
    return {
      version: 1,
      profile: this.profile.name,
      sim: this.sim.snapshot(),
      machines: [...core.kernels.values()].map((kernel) => snapshotMachine(kernel, baseOf)),
      nodes: [...core.nodes.values()].map((node) => node.save()),
      sessions: [...core.sessions.values()],
      forwards: [...core.forwards.values()],
      owners: [...core.owners],
      terminalExits: [...core.terminalExits],
      units: [...core.units].map(([name, units]) => [name, [...units]] as const),
      follows: [...this.proxy.follows],
      nextSession: core.nextSession,
      network: saveNetwork(core, this.cluster),
      disks: [...core.disks].map(([id, disk]) => [id, disk.snapshot(baseOf)] as const),
      cluster: this.cluster.snapshot(),
    };
  }

  static restore(snapshot: WorldSnapshot): World {
    const profile = profiles[snapshot.profile];
    if (!profile) throw new Error(`no profile ${snapshot.profile}`);
    const sim = Sim.restore(snapshot.sim);
    const core = new Core(sim, allPrograms(), daemonServices());
    const baseOf = (name: string) => imageBaseNamed(name, core.programs);
    for (const machine of snapshot.machines) core.kernels.set(machine.name, restoreMachine(machine, sim, core.bindings(), baseOf));
    for (const node of snapshot.nodes) core.nodes.set(node.name, NodeState.load(node));
    for (const [name, units] of snapshot.units) core.units.set(name, new Map(units));
    core.sessions = new Map(snapshot.sessions.map((session) => [session.id, session]));
    core.forwards = new Map(snapshot.forwards?.map((forward) => [forward.id, forward]));
    core.owners = new Map(snapshot.owners);
    core.terminalExits = new Map(snapshot.terminalExits);
    core.nextSession = snapshot.nextSession;
    loadNetwork(core, snapshot.network);
    for (const [id, disk] of snapshot.disks ?? []) core.disks.set(id, FileSystem.restore(disk, baseOf));
    return new World(profile, core, new WorldNodeProxy(core, new Map(snapshot.follows)), (bindings) =>
      Cluster.restore(snapshot.cluster, sim, bindings),
    );
  }

  /** Lets virtual time pass until nothing more will happen, or `limitMs` have passed. */
  settle(options: RunLimits & { limitMs?: number } = {}): Settled {
    return this.sim.settle(options);
  }

  /** Runs `bash SCRIPT` on a host to its end; virtual time passes as far as the script needs it. */
  runScript(options: ScriptOptions): ScriptResult {
    return runScript(this.core, options);
  }

  openTerminal(options: { host: string; user: string; columns: number; rows: number }): Terminal {
    return Terminal.open(this.core, options);
  }

  /** A terminal that was opened before, here or before a fork or a snapshot. */
  terminal(id: string): Terminal | undefined {
    const [host = '', tty = ''] = id.split(':');
    return this.hosts.get(host)?.state.ttys.has(tty) ? new Terminal(this.core, id) : undefined;
  }

  /** Whether a TCP connection from a host gets through; the error is curl's and nc's reason. */
  dialFromHost(host: string, to: string, port: number): Dialled {
    const kernel = this.core.kernel(host);
    return attempt(() => dial(kernel.state, { ns: HOST } as Process, to, port, 'tcp'));
  }

  /** Whether a TCP connection from a pod's network gets through. */
  dialFromPod(namespace: string, pod: string, to: string, port: number): Dialled {
    for (const node of this.core.nodes.values()) {
      const kernel = this.core.kernel(node.name);
      for (const { id, spec, finishedAt } of node.containers.values()) {
        if (spec.namespace !== namespace || spec.pod !== pod || finishedAt !== undefined) continue;
        return attempt(() => dial(kernel.state, { ns: id } as Process, to, port, 'tcp'));
      }
    }
    return { ok: false, error: `pod ${namespace}/${pod} has no running container` };
  }
}

function attempt(call: () => unknown): Dialled {
  try {
    call();
    return { ok: true };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return { ok: false, error: error.message };
  }
}
