import type { Cluster } from '@/lib/cluster/cluster';
import { answerQuestion } from '@/lib/cluster/network/dns/server';
import { Dropped, type DnsEnvironment } from '@/lib/cluster/network/dns/plugin';
import { viewOfSeen } from '@/lib/cluster/network/frozen-view';
import type { DnsService, ServiceContext, ServiceTable } from '@/lib/hosts/net/network';
import { errno } from '@/lib/hosts/process/errno';
import type { Core } from '../core';
import type { CoreDnsPort } from '../programs/coredns';
import { readIfThere } from '../programs/daemon';
import { ingressAdmission } from './ingress-admission';
import { ingressService } from './ingress-nginx';
import { resolved } from './resolved';

/** DNS servers of this world: CoreDNS, and the stub resolver of each host. */
export function addNetworkServices(services: ServiceTable, core: Core, cluster: () => Cluster | undefined): void {
  services.add('ingress-nginx', ingressService(cluster)).add('ingress-nginx-admission', ingressAdmission(cluster));
  services.addDns('coredns', coreDns(core, cluster)).addDns('systemd-resolved', resolved);
}

function coreDns(core: Core, cluster: () => Cluster | undefined): DnsService {
  return (context, { name, type, protocol, peer }) => {
    const { sys, data, port } = context;
    const { configuration, loop } = data as CoreDnsPort;
    const env = environment(core, cluster, context);
    // Its own question has come round: says so to the one who waits for it (plugin/loop).
    if (type === 'HINFO' && name.startsWith(loop)) return { status: 'NOERROR', answers: [{ name, type, ttl: 0, data: sys.hostname() }] };
    try {
      return answerQuestion(configuration, port, { name: name.replace(/\.$/, ''), type, protocol, peer }, env);
    } catch (error) {
      if (!(error instanceof Dropped)) throw error;
      throw errno('ETIMEDOUT');
    }
  };
}

function environment(core: Core, cluster: () => Cluster | undefined, { sys, data }: ServiceContext): DnsEnvironment {
  return {
    now: () => sys.now(),
    random: () => sys.random(),
    view() {
      const found = cluster();
      if (!found || !(data as CoreDnsPort).synced) return undefined;
      return found.isServing() || !core.lastSeen ? found.view : viewOfSeen(core.lastSeen);
    },
    ask(server, { name, type }, options) {
      const answer = sys.resolve(name === '' ? '.' : name, type, server, options);
      if (answer.status === 'TIMEOUT' || answer.status === 'UNREACHABLE') return { failed: answer.status };
      return { ...answer, status: answer.status };
    },
    read: (path) => readIfThere(sys, path),
    address: sys.addresses()[0] ?? '127.0.0.1',
    log: (line) => void sys.write(1, line),
  };
}
