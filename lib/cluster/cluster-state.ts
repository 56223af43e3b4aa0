import { LayeredMap } from '@/lib/sim/layered-map';
import type { KubeObject } from '@/lib/api/object';
import type { EncryptionEra } from './apiserver/encryption';
import type { ServerConfiguration } from './apiserver/flags';
import type { ControllerManagerConfiguration } from './controllers/configuration';
import type { OperatorInstance } from './addons/addon';
import type { EventMemory } from './controllers/event-recorder';
import type { FailedDaemonPods } from './controllers/failed-daemon-pods';
import type { ScalingMemory } from './controllers/horizontal-behavior';
import type { LogStream } from './kubelet/node-server';
import type { PodRecord } from './kubelet/pod-record';
import type { SchedulerConfiguration } from './scheduler/configuration';
import type { Decision } from './scheduler/cycle';
import type { Disk } from './storage/disks';

type Entries<V> = readonly (readonly [string, V])[];

/** What components of a cluster remember besides the objects in its store. */
export interface ClusterState {
  /** True while a component is up, by name: `kube-apiserver`, `etcd`, `kubelet/node01` … */
  readonly components: LayeredMap<boolean>;
  /** Keys that came for a component that was down: `component\nqueue\nkey`. */
  readonly parked: LayeredMap<true>;
  readonly events: LayeredMap<EventMemory>;
  readonly attempts: LayeredMap<number>;
  readonly decisions: LayeredMap<Decision>;
  /** Recommendations and changes of each autoscaler's target, by namespace and name. */
  readonly autoscaling: LayeredMap<ScalingMemory>;
  /** By DaemonSet, generation and node. */
  readonly failedDaemonPods: LayeredMap<FailedDaemonPods>;
  /** Pods of each kubelet by uid, and static pods, by node. */
  readonly pods: ReadonlyMap<string, LayeredMap<PodRecord>>;
  readonly statics: ReadonlyMap<string, LayeredMap<KubeObject>>;
  readonly logStreams: LayeredMap<LogStream>;
  /** Running containers of add-ons' operators, by operator. */
  readonly operators: LayeredMap<readonly OperatorInstance[]>;
  /** Disks of the storage around the cluster, by `driver/handle`. */
  readonly disks: LayeredMap<Disk>;
  /** Under `kube-apiserver`: what its flags came to when it was started last. */
  readonly configurations: LayeredMap<ServerConfiguration>;
  /** Under `kube-controller-manager`: likewise. */
  readonly controllerManagers: LayeredMap<ControllerManagerConfiguration>;
  /** What was written with which key, by number. */
  readonly encryption: LayeredMap<EncryptionEra>;
  /** Under `kube-scheduler`: the configuration it was started with last. */
  readonly schedulers: LayeredMap<SchedulerConfiguration>;
}

export type ClusterStateSnapshot = Readonly<Record<string, Entries<unknown> | Readonly<Record<string, Entries<unknown>>>>>;

const PLAIN = [
  'components',
  'parked',
  'events',
  'attempts',
  'decisions',
  'autoscaling',
  'failedDaemonPods',
  'logStreams',
  'operators',
  'disks',
  'configurations',
  'controllerManagers',
  'encryption',
  'schedulers',
] as const;
const BY_NODE = ['pods', 'statics'] as const;

export function newState(nodes: readonly string[]): ClusterState {
  const byNode = <V>() => new Map(nodes.map((node) => [node, new LayeredMap<V>()]));
  return {
    components: new LayeredMap(),
    parked: new LayeredMap(),
    events: new LayeredMap(),
    attempts: new LayeredMap(),
    decisions: new LayeredMap(),
    autoscaling: new LayeredMap(),
    failedDaemonPods: new LayeredMap(),
    pods: byNode(),
    statics: byNode(),
    logStreams: new LayeredMap(),
    operators: new LayeredMap(),
    disks: new LayeredMap(),
    configurations: new LayeredMap(),
    controllerManagers: new LayeredMap(),
    encryption: new LayeredMap(),
    schedulers: new LayeredMap(),
  };
}

export function forkState(state: ClusterState): ClusterState {
  const fork = <V>(maps: ReadonlyMap<string, LayeredMap<V>>) => new Map([...maps].map(([node, map]) => [node, map.fork()]));
  return {
    components: state.components.fork(),
    parked: state.parked.fork(),
    events: state.events.fork(),
    attempts: state.attempts.fork(),
    decisions: state.decisions.fork(),
    autoscaling: state.autoscaling.fork(),
    failedDaemonPods: state.failedDaemonPods.fork(),
    pods: fork(state.pods),
    statics: fork(state.statics),
    logStreams: state.logStreams.fork(),
    operators: state.operators.fork(),
    disks: state.disks.fork(),
    configurations: state.configurations.fork(),
    controllerManagers: state.controllerManagers.fork(),
    encryption: state.encryption.fork(),
    schedulers: state.schedulers.fork(),
  };
}

export function snapshotState(state: ClusterState): ClusterStateSnapshot {
  const out: Record<string, Entries<unknown> | Record<string, Entries<unknown>>> = {};
  for (const name of PLAIN) out[name] = [...state[name].entries()];
  for (const name of BY_NODE) out[name] = Object.fromEntries([...state[name]].map(([node, map]) => [node, [...map.entries()]]));
  return out;
}

export function restoreState(snapshot: ClusterStateSnapshot, nodes: readonly string[]): ClusterState {
  const state = newState(nodes);
  for (const name of PLAIN) for (const [key, value] of (snapshot[name] ?? []) as Entries<never>) state[name].set(key, value);
  for (const name of BY_NODE) {
    for (const [node, entries] of Object.entries(snapshot[name] as Record<string, Entries<never>>)) {
      for (const [key, value] of entries) state[name].get(node)?.set(key, value);
    }
  }
  return state;
}
