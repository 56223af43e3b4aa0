import type { Sim } from '@/lib/sim/sim';
import type { NodeProxy, Outbound, Watches, WatchesSnapshot } from './apiserver';
import type { ClusterState, ClusterStateSnapshot } from './cluster-state';
import type { KindTable } from './kinds/kind-table';
import type { NodeRuntime } from './kubelet/runtime';
import type { OperatorContainers } from './operators';
import type { ClusterPki } from './pki/cluster-pki';
import type { Profile } from './profiles/profile';
import type { VolumeContents } from './storage/disks';
import type { Etcd, EtcdSnapshot, Store, StoreSnapshot } from './store';

/** Code of the world around a cluster; never state. */
export interface ClusterBindings {
  runtime(node: string): NodeRuntime;
  /** The kubelets' servers; without it logs are answered from the runtimes and nothing can be executed. */
  readonly nodeProxy?: NodeProxy;
  /** Appends a line to the API server's audit log; without it none is kept. */
  readonly auditLog?: (path: string, line: string) => void;
  /** The API server's way to webhooks; without it none can be reached. */
  readonly outbound?: Outbound;
  /** The insides of add-ons' containers; without it their controllers write to nowhere. */
  readonly operators?: OperatorContainers;
  /** What is on disks and shares outside of nodes; without it nothing is kept there. */
  readonly contents?: VolumeContents;
  /** Told of exceptions inside the API server; when it returns, the request alone fails. Without it they go to the caller. */
  readonly onFault?: (error: unknown) => void;
}

export interface ClusterOptions {
  readonly sim: Sim;
  readonly profile: Profile;
  readonly pki: ClusterPki;
  readonly bindings: ClusterBindings;
}

export interface ClusterSnapshot {
  readonly profile: string;
  readonly pki: ClusterPki;
  readonly store: StoreSnapshot;
  readonly etcd?: EtcdSnapshot;
  readonly watches: WatchesSnapshot;
  readonly state: ClusterStateSnapshot;
}

/** What a cluster goes on with: of a fork, or of a snapshot. */
export interface Parts {
  readonly store: Store;
  readonly etcd: Etcd;
  readonly kinds: KindTable;
  readonly state: ClusterState;
  readonly watches?: Watches | WatchesSnapshot;
}
