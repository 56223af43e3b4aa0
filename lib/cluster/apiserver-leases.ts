import type { Sim } from '@/lib/sim/sim';
import { bindEventTtl } from './apiserver/event-ttl';
import type { ServerConfiguration } from './apiserver/flags';
import { bindIdentityLeases } from './apiserver-identity';
import type { Client } from './client';
import type { Components } from './components';
import type { Profile } from './profiles/profile';
import type { Store } from './store';

/** `--event-ttl` */
const EVENT_TTL_MS = 3_600_000;

export interface ServerLeaseParts {
  readonly sim: Sim;
  readonly store: Store;
  readonly profile: Profile;
  readonly components: Components;
  client(): Client;
  configuration(): ServerConfiguration | undefined;
}

/** What the API servers keep for a time: events, and the leases that tell of themselves. */
export function bindServerLeases({ sim, store, profile, components, client, configuration }: ServerLeaseParts): void {
  const isServing = () => components.isUp('kube-apiserver');
  bindEventTtl({ sim, store, ttlMs: () => configuration()?.storage?.eventTtlMs ?? EVENT_TTL_MS, isServing });
  if (profile.hollow) return;
  bindIdentityLeases({ sim, client, hosts: () => components.hostsOf('kube-apiserver'), isServing });
}
