import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { labelLines } from '../description/metadata';
import { headLines, mapLines } from '../description/workload';
import { Description } from '../description/writer';
import { loadBalancerText } from '../ingress/format';
import type { DescribeContext } from '../kind';

/* eslint-disable @typescript-eslint/no-explicit-any -- a service's many optional parts */

const MOST_ENDPOINTS = 3;

/** Models describeService. */
export function describeService(service: KubeObject, context: DescribeContext): string {
  const out = new Description();
  const spec: any = service.spec ?? {};
  headLines(out, service);
  mapLines(out, service);
  labelLines(out, 'Selector', spec.selector);
  out.line(0, `Type:\t${spec.type ?? ''}`);
  if (spec.ipFamilyPolicy) out.line(0, `IP Family Policy:\t${spec.ipFamilyPolicy}`);
  if (spec.ipFamilies?.length > 0) out.line(0, `IP Families:\t${spec.ipFamilies.join(',')}`);
  else out.line(0, `IP Families:\t<none>`);
  out.line(0, `IP:\t${spec.clusterIP ?? ''}`);
  out.line(0, `IPs:\t${spec.clusterIPs?.length > 0 ? spec.clusterIPs.join(',') : '<none>'}`);
  if (spec.externalIPs?.length > 0) out.line(0, `External IPs:\t${spec.externalIPs.join(',')}`);
  if (spec.loadBalancerIP) out.line(0, `Desired LoadBalancer IP:\t${spec.loadBalancerIP}`);
  if (spec.externalName) out.line(0, `External Name:\t${spec.externalName}`);
  const ingress = service.status?.loadBalancer?.ingress ?? [];
  if (ingress.length > 0)
    out.line(
      0,
      `LoadBalancer Ingress:\t${ingress.map((point: any) => (point.ip ? `${point.ip}${point.ipMode ? ` (${point.ipMode})` : ''}` : point.hostname)).join(', ') || loadBalancerText(ingress)}`,
    );
  const slices = context.list('discovery.k8s.io', 'endpointslices', service.metadata.namespace ?? '', {
    labels: `kubernetes.io/service-name=${service.metadata.name}`,
  });
  for (const port of spec.ports ?? []) {
    const name = port.name || '<unset>';
    out.line(0, `Port:\t${name}\t${port.port}/${port.protocol}`);
    out.line(0, `TargetPort:\t${port.targetPort ?? port.port}/${port.protocol}`);
    if (port.nodePort) out.line(0, `NodePort:\t${name}\t${port.nodePort}/${port.protocol}`);
    out.line(0, `Endpoints:\t${endpointsText(slices, port.name ?? '')}`);
  }
  out.line(0, `Session Affinity:\t${spec.sessionAffinity ?? ''}`);
  if (spec.externalTrafficPolicy) out.line(0, `External Traffic Policy:\t${spec.externalTrafficPolicy}`);
  if (spec.internalTrafficPolicy) out.line(0, `Internal Traffic Policy:\t${spec.internalTrafficPolicy}`);
  if (spec.trafficDistribution) out.line(0, `Traffic Distribution:\t${spec.trafficDistribution}`);
  if (spec.healthCheckNodePort) out.line(0, `HealthCheck NodePort:\t${spec.healthCheckNodePort}`);
  if (spec.loadBalancerSourceRanges?.length > 0) out.line(0, `LoadBalancer Source Ranges:\t${spec.loadBalancerSourceRanges.join(',')}`);
  eventLines(out, service, context);
  return out.toString();
}

/** Ready addresses behind a port of that name. Models formatEndpointSlices. */
export function endpointsText(slices: readonly KubeObject[], portName: string): string {
  if (slices.length === 0) return '';
  const list: string[] = [];
  let count = 0;
  for (const slice of slices) {
    for (const port of (slice.ports ?? []) as readonly any[]) {
      if ((port.name ?? '') !== portName) continue;
      for (const endpoint of (slice.endpoints ?? []) as readonly any[]) {
        if (endpoint.conditions?.ready === false) continue;
        for (const address of endpoint.addresses ?? []) {
          if (list.length < MOST_ENDPOINTS)
            list.push(String(address).includes(':') ? `[${address}]:${port.port}` : `${address}:${port.port}`);
          count++;
        }
      }
    }
  }
  return count > MOST_ENDPOINTS ? `${list.join(',')} + ${count - MOST_ENDPOINTS} more...` : list.join(',');
}
