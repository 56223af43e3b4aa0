import { forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { parseIp } from '@/lib/api/ip-address';
import { isDns1123Subdomain, isPortNumber, isQualifiedName } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { validateSloppyCidr, validateSloppyIp } from '../ip-validation';
import { isGiven, numberOf, structOf, structsOf, textOf, textsOf } from '../read';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const POLICIES = ['Cluster', 'Local'];
const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const ONLY_BALANCERS = "may only be used when `type` is 'LoadBalancer'";

/** Models api/service.ExternallyAccessible. */
export const isExposed = (spec: any): boolean =>
  spec.type === 'LoadBalancer' || spec.type === 'NodePort' || (spec.type === 'ClusterIP' && textsOf(spec.externalIPs).length > 0);

/** Models api/service.NeedsHealthCheck. */
export const needsHealthCheck = (spec: any): boolean => spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

/** What only load balancers have. */
export function validateBalancer(spec: any, annotations: Readonly<Record<string, string>>): FieldError[] {
  const found: FieldError[] = [];
  const isBalancer = spec.type === 'LoadBalancer';
  const ranges = textsOf(spec.loadBalancerSourceRanges);
  if (ranges.length > 0) {
    if (!isBalancer) found.push(forbidden('spec.LoadBalancerSourceRanges', ONLY_BALANCERS));
    ranges.forEach((range, i) => found.push(...validateSloppyCidr(`spec.LoadBalancerSourceRanges[${i}]`, range.trim())));
  } else if (annotations[SOURCE_RANGES] !== undefined) {
    const at = `metadata.annotations[${SOURCE_RANGES}]`;
    const text = textOf(annotations[SOURCE_RANGES]).trim();
    if (!isBalancer) found.push(forbidden(at, ONLY_BALANCERS));
    if (text !== '') for (const range of text.split(',')) found.push(...validateSloppyCidr(at, range.trim()));
  }
  if (isGiven(spec.allocateLoadBalancerNodePorts) && !isBalancer)
    found.push(forbidden('spec.allocateLoadBalancerNodePorts', ONLY_BALANCERS));
  if (isBalancer && !isGiven(spec.allocateLoadBalancerNodePorts)) found.push(required('allocateLoadBalancerNodePorts'));
  return [...found, ...validateBalancerClass(spec)];
}

/** Models validateLoadBalancerClassField. */
export function validateBalancerClass(spec: any, before?: any): FieldError[] {
  const at = 'spec.loadBalancerClass';
  const given: unknown = spec.loadBalancerClass;
  if (spec.type !== 'LoadBalancer') return isGiven(given) ? [forbidden(at, ONLY_BALANCERS)] : [];
  const found: FieldError[] = [];
  if (before?.type === 'LoadBalancer' && (before.loadBalancerClass ?? null) !== (given ?? null))
    found.push(invalid(at, given ?? null, 'may not change once set'));
  if (isGiven(given)) for (const text of isQualifiedName(textOf(given))) found.push(invalid(at, given, text));
  return found;
}

/** Policies of traffic from outside and inside. Models validateServiceExternalTrafficPolicy and its siblings. */
export function validateTraffic(spec: any): FieldError[] {
  const found: FieldError[] = [];
  const policy = textOf(spec.externalTrafficPolicy);
  if (!isExposed(spec)) {
    if (policy !== '') found.push(invalid('spec.externalTrafficPolicy', policy, 'may only be set for externally-accessible services'));
  } else if (policy === '') found.push(required('spec.externalTrafficPolicy'));
  else if (!POLICIES.includes(policy)) found.push(notSupported('spec.externalTrafficPolicy', policy, POLICIES));
  const port = numberOf(spec.healthCheckNodePort);
  if (!needsHealthCheck(spec)) {
    if (port !== 0) {
      const why = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
      found.push(invalid('spec.healthCheckNodePort', port, why));
    }
  } else if (port === 0) found.push(required('spec.healthCheckNodePort'));
  else for (const text of isPortNumber(port)) found.push(invalid('spec.healthCheckNodePort', port, text));
  const internal: unknown = spec.internalTrafficPolicy;
  if (!isGiven(internal)) {
    if (['NodePort', 'LoadBalancer', 'ClusterIP'].includes(textOf(spec.type))) found.push(required('spec.internalTrafficPolicy'));
  } else if (!POLICIES.includes(textOf(internal))) found.push(notSupported('spec.internalTrafficPolicy', internal, POLICIES));
  const distribution: unknown = spec.trafficDistribution;
  if (isGiven(distribution) && !DISTRIBUTIONS.includes(textOf(distribution)))
    found.push(notSupported('spec.trafficDistribution', distribution, DISTRIBUTIONS));
  return found;
}

/** Models ValidateServiceStatusUpdate's ValidateLoadBalancerStatus. */
export function validateServiceStatus(service: KubeObject): FieldError[] {
  const at = 'status.loadBalancer.ingress';
  const ingress = structsOf(structOf(structOf(service.status).loadBalancer).ingress);
  if (ingress.length === 0) return [];
  const found: FieldError[] = [];
  if (structOf(service.spec).type !== 'LoadBalancer') found.push(forbidden(at, "may only be used when `spec.type` is 'LoadBalancer'"));
  ingress.forEach((one, i) => {
    const ip = textOf(one.ip);
    const host = textOf(one.hostname);
    if (ip !== '') found.push(...validateSloppyIp(`${at}[${i}].ip`, ip));
    if (ip !== '' && !isGiven(one.ipMode)) found.push(required(`${at}[${i}].ipMode`, 'must be specified when `ip` is set'));
    if (ip === '' && isGiven(one.ipMode)) found.push(forbidden(`${at}[${i}].ipMode`, 'may not be specified when `ip` is not set'));
    if (ip !== '' && isGiven(one.ipMode) && !['Proxy', 'VIP'].includes(textOf(one.ipMode)))
      found.push(notSupported(`${at}[${i}].ipMode`, one.ipMode, ['Proxy', 'VIP']));
    if (host !== '') {
      for (const text of isDns1123Subdomain(host)) found.push(invalid(`${at}[${i}].hostname`, host, text));
      if (parseIp(host)) found.push(invalid(`${at}[${i}].hostname`, host, 'must be a DNS name, not an IP address'));
    }
  });
  return found;
}
