import type { ServiceTable } from '@/lib/hosts/net/network';
import type { ProgramTable } from '@/lib/hosts/process/program';
import { coredns, corednsWeb } from './coredns';
import { gatewayProgram, gatewayProxyHealth, gatewayProxyProgram } from './gateway';
import { gatewayProxy } from './gateway-proxy';
import { nginxIngressController } from './ingress-nginx';
import { kubeProxy, kubeProxyHealthCheck, kubeProxyHealthz, kubeProxyMetrics } from './kube-proxy';
import { operatorProgram } from './operator';
import { systemdResolved } from './systemd-resolved';

/** What makes the cluster's network: kube-proxy, CoreDNS. */
export function addNetworkPrograms(programs: ProgramTable): void {
  programs
    .addMachine('kube-proxy', kubeProxy)
    .addMachine('coredns', coredns)
    .add('systemd-resolved', systemdResolved)
    .add('nginx-ingress-controller', nginxIngressController)
    .add('nginx-gateway', gatewayProgram)
    .add('nginx-gateway-proxy', gatewayProxyProgram);
  for (const name of ['controller', 'speaker']) {
    programs.add(
      `metallb-${name}`,
      operatorProgram(`metallb-${name}`, {
        ports: [{ port: 7472 }],
        started: (sys) =>
          `${JSON.stringify({ caller: 'main.go:178', level: 'info', msg: `MetalLB ${name} starting (commit 2c2d6d4, branch v0.15)`, ts: new Date(sys.now()).toISOString(), version: '0.15.2' })}\n`,
      }),
    );
  }
}

/** Their ports. */
export function addNetworkPorts(services: ServiceTable): ServiceTable {
  return services
    .add('coredns', corednsWeb)
    .add('gateway-proxy', gatewayProxy)
    .add('gateway-proxy-health', gatewayProxyHealth)
    .add('kube-proxy-metrics', kubeProxyMetrics)
    .add('kube-proxy-healthz', kubeProxyHealthz)
    .add('kube-proxy-health-check', kubeProxyHealthCheck);
}
