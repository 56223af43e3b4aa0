import type { Sim } from '@/lib/sim/sim';
import type { ClusterOptions, ClusterSnapshot, Parts } from './cluster-options';
import { newState, restoreState } from './cluster-state';
import { CONTROL_PLANE } from './components';
import { kinds } from './kinds';
import { KindTable } from './kinds/kind-table';
import { controlPlanesOf, etcdHostsOf, nodesOf, type Profile } from './profiles/profile';
import { Etcd, Store } from './store';

/** What a new cluster of a profile begins with. */
export function freshParts({ sim, profile }: ClusterOptions): Parts {
  const store = new Store(sim);
  const state = newState(nodesOf(profile).map(({ name }) => name));
  if (profile.machinesOnly) {
    // Nothing runs yet: processes will say when they do.
    for (const { name } of controlPlanesOf(profile))
      for (const component of CONTROL_PLANE) if (component !== 'etcd') state.components.set(`${component}/${name}`, false);
    for (const { name } of nodesOf(profile)) state.components.set(`kubelet/${name}`, false);
  }
  const stores = profile.machinesOnly ? [] : etcdHostsOf(profile);
  return { store, etcd: new Etcd(sim, store, stores), kinds: new KindTable(kinds), state };
}

/** What a cluster of a snapshot goes on with. */
export function restoredParts(snapshot: ClusterSnapshot, sim: Sim, profile: Profile): Parts {
  const nodes = nodesOf(profile).map(({ name }) => name);
  const store = Store.restore(snapshot.store, sim);
  const etcd = snapshot.etcd ? Etcd.restore(snapshot.etcd, sim, store) : new Etcd(sim, store, etcdHostsOf(profile));
  return { store, etcd, kinds: new KindTable(kinds), state: restoreState(snapshot.state, nodes), watches: snapshot.watches };
}
