import type { Cluster } from '@/lib/cluster/cluster';
import type { SeenCluster } from '@/lib/cluster/network/frozen-view';
import { LayeredMap } from '@/lib/sim/layered-map';
import type { Core } from '../core';
import { lastSeen } from './cluster-network';
import type { Affinity, Netfilter } from './netfilter';

/** The network's own state as JSON. */
export interface SavedNetwork {
  readonly netfilter: readonly (readonly [machine: string, netfilter: Netfilter])[];
  readonly affinity: readonly (readonly [key: string, affinity: Affinity])[];
  readonly lastSeen?: SeenCluster;
}

/** Gives a fork's core what the network knows. */
export function forkNetwork(from: Core, cluster: Cluster, to: Core): void {
  to.netfilter = new Map(from.netfilter);
  to.affinity = from.affinity.fork();
  to.lastSeen = lastSeen(from, cluster);
}

export function saveNetwork(core: Core, cluster: Cluster): SavedNetwork {
  const seen = lastSeen(core, cluster);
  return {
    netfilter: [...core.netfilter],
    affinity: [...core.affinity],
    ...(seen ? { lastSeen: seen } : {}),
  };
}

export function loadNetwork(core: Core, saved: SavedNetwork | undefined): void {
  if (!saved) return;
  core.netfilter = new Map(saved.netfilter);
  core.affinity = new LayeredMap(saved.affinity);
  core.lastSeen = saved.lastSeen;
}
