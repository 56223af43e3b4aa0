import type { ServiceTable } from '@/lib/hosts/net/network';
import type { ProgramTable } from '@/lib/hosts/process/program';
import { kubeProxy, kubeProxyHealthCheck, kubeProxyHealthz, kubeProxyMetrics } from './kube-proxy';

/** What makes the cluster's network: kube-proxy, CoreDNS. */
export function addNetworkPrograms(programs: ProgramTable): void {
  programs.addMachine('kube-proxy', kubeProxy);
}

/** Their ports. */
export function addNetworkPorts(services: ServiceTable): ServiceTable {
  return services
    .add('kube-proxy-metrics', kubeProxyMetrics)
    .add('kube-proxy-healthz', kubeProxyHealthz)
    .add('kube-proxy-health-check', kubeProxyHealthCheck);
}
