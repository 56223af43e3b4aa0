import type { ServiceTable } from '@/lib/hosts/net/network';
import type { ProgramTable } from '@/lib/hosts/process/program';
import { coredns, corednsWeb } from './coredns';
import { kubeProxy, kubeProxyHealthCheck, kubeProxyHealthz, kubeProxyMetrics } from './kube-proxy';
import { systemdResolved } from './systemd-resolved';

/** What makes the cluster's network: kube-proxy, CoreDNS. */
export function addNetworkPrograms(programs: ProgramTable): void {
  programs.addMachine('kube-proxy', kubeProxy).addMachine('coredns', coredns).add('systemd-resolved', systemdResolved);
}

/** Their ports. */
export function addNetworkPorts(services: ServiceTable): ServiceTable {
  return services
    .add('coredns', corednsWeb)
    .add('kube-proxy-metrics', kubeProxyMetrics)
    .add('kube-proxy-healthz', kubeProxyHealthz)
    .add('kube-proxy-health-check', kubeProxyHealthCheck);
}
