import type { Cluster } from '@/lib/cluster/cluster';
import { resolveClusterName } from '@/lib/cluster/network/cluster-dns';
import { viewOfSeen } from '@/lib/cluster/network/frozen-view';
import type { ServiceTable } from '@/lib/hosts/net/network';
import type { Core } from '../core';

/** Services whose answers come from the cluster: its DNS. */
export function addNetworkServices(services: ServiceTable, core: Core, cluster: () => Cluster | undefined): void {
  services.addDns('healthy', (_, { name, type }) => {
    const found = cluster();
    const view = found && (found.isServing() || !core.lastSeen ? found.view : viewOfSeen(core.lastSeen));
    const answer = view ? resolveClusterName(view, name, type) : { kind: 'nxdomain' as const };
    if (answer.kind === 'answer') return { status: 'NOERROR', answers: answer.records };
    return { status: answer.kind === 'empty' ? 'NOERROR' : 'NXDOMAIN', answers: [] };
  });
}
