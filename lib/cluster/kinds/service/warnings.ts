import { formatIp, isIpv4, isMapped, parseIp } from '@/lib/api/ip-address';
import type { KubeObject } from '@/lib/api/object';
import { listOf, structOf, textOf, textsOf } from '../read';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests */

/** Addresses that other programs may read differently. Models GetWarningsForIP. */
function ipWarnings(text: string, field: string): string[] {
  const ip = parseIp(text);
  if (!ip) return [];
  const canonical = formatIp(ip);
  if (ip.leadingZeros || isMapped(ip))
    return [`${field}: non-standard IP address "${text}" will be considered invalid in a future Kubernetes release: use "${canonical}"`];
  if (!isIpv4(ip) && canonical !== text)
    return [`${field}: IPv6 address "${text}" should be in RFC 5952 canonical format ("${canonical}")`];
  return [];
}

/** Models api/service.GetWarningsForService. */
export function serviceWarnings(service: KubeObject): string[] {
  const spec: any = structOf(service.spec);
  const found: string[] = [];
  const external = textsOf(spec.externalIPs);
  const headless = spec.type === 'ClusterIP' && spec.clusterIP === 'None';
  if (service.metadata.annotations?.['service.kubernetes.io/topology-aware-hints'] !== undefined) {
    found.push(
      'annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead',
    );
  }
  if (spec.clusterIP !== 'None') textsOf(spec.clusterIPs).forEach((ip, i) => found.push(...ipWarnings(ip, `spec.clusterIPs[${i}]`)));
  if (headless) {
    if (textOf(spec.loadBalancerIP)) found.push('spec.loadBalancerIP is ignored for headless services');
    if (external.length > 0) found.push('spec.externalIPs is ignored for headless services');
    if (spec.sessionAffinity !== 'None') found.push('spec.SessionAffinity is ignored for headless services');
  }
  external.forEach((ip, i) => found.push(...ipWarnings(ip, `spec.externalIPs[${i}]`)));
  if (external.length > 0 && !headless && spec.type !== 'ExternalName')
    found.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  if (textOf(spec.loadBalancerIP)) found.push(...ipWarnings(textOf(spec.loadBalancerIP), 'spec.loadBalancerIP'));
  if (spec.type === 'ExternalName' && listOf(spec.externalIPs).length > 0)
    found.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (spec.type !== 'ExternalName' && textOf(spec.externalName))
    found.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (spec.trafficDistribution === 'PreferClose') found.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return found;
}
