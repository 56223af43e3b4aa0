import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label, isDns1123Subdomain, isPortNumber, isQualifiedName } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { internalValue } from '../internal-types';
import { validateNonSpecialIp, validateSloppyIp } from '../ip-validation';
import type { KindContext } from '../kind';
import { validatePortNumOrName } from '../pod/validate-handlers';
import { isGiven, listOf, numberOf, structOf, structsOf, textOf, textsOf } from '../read';
import { validateLabels } from '../validation';
import { allocationErrors, isHeadless, validateAddressUpdate, validateClusterIps } from './validate-addresses';
import { validateBalancer, validateBalancerClass, validateTraffic, needsHealthCheck } from './validate-traffic';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const AFFINITIES = ['ClientIP', 'None'];
const HINTS = 'service.kubernetes.io/topology-aware-hints';
const MODE = 'service.kubernetes.io/topology-mode';
const MOST_SECONDS = 86400;

/** What the allocators refuse goes alone: they are asked first. Models registry/core/service and ValidateServiceCreate. */
export function validateService(service: KubeObject, context: KindContext): FieldError[] {
  const refused = allocationErrors(service, undefined, context);
  return refused.length > 0 ? refused : validate(service);
}

/** Models core validation.validateService. */
function validate(service: KubeObject): FieldError[] {
  const spec: any = structOf(service.spec);
  const annotations = structOf(service.metadata.annotations) as Record<string, string>;
  const ports = structsOf(spec.ports);
  const found: FieldError[] = [];
  if (annotations[HINTS] !== undefined && annotations[MODE] !== undefined && annotations[HINTS] !== annotations[MODE]) {
    const why = `must match annotations[${HINTS}] when both are specified`;
    found.push(invalid(`metadata.annotations[${MODE}]`, annotations[MODE], why));
  }
  if (ports.length === 0 && !isHeadless(spec) && spec.type !== 'ExternalName') found.push(required('spec.ports'));
  found.push(...validateType(spec));
  const names = new Set<string>();
  ports.forEach((port, i) => found.push(...validatePort(port, ports.length > 1, names, `spec.ports[${i}]`)));
  found.push(...validateLabels(structOf(spec.selector) as Record<string, string>, 'spec.selector'));
  found.push(...validateAffinity(spec), ...validateClusterIps(spec));
  textsOf(spec.externalIPs).forEach((ip, i) => {
    const wrong = validateSloppyIp(`spec.externalIPs[${i}]`, ip);
    found.push(...(wrong.length > 0 ? wrong : validateNonSpecialIp(`spec.externalIPs[${i}]`, ip)));
  });
  if (!textOf(spec.type)) found.push(required('spec.type'));
  else if (!TYPES.includes(textOf(spec.type))) found.push(notSupported('spec.type', spec.type, TYPES));
  found.push(...portConflicts(spec, ports), ...validateBalancer(spec, annotations), ...validateTraffic(spec));
  return found;
}

/** What only some types may have. */
function validateType(spec: any): FieldError[] {
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(spec))
    return [invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`)];
  if (spec.type !== 'ExternalName') return [];
  const found: FieldError[] = [];
  for (const key of ['clusterIPs', 'ipFamilies'])
    if (listOf(spec[key]).length > 0) found.push(forbidden(`spec.${key}`, 'may not be set for ExternalName services'));
  if (isGiven(spec.ipFamilyPolicy)) found.push(forbidden('spec.ipFamilyPolicy', 'may not be set for ExternalName services'));
  const name = textOf(spec.externalName).replace(/\.$/, '');
  if (name === '') found.push(required('spec.externalName'));
  else for (const text of isDns1123Subdomain(name)) found.push(invalid('spec.externalName', name, text));
  return found;
}

function validatePort(port: any, several: boolean, names: Set<string>, at: string): FieldError[] {
  const found: FieldError[] = [];
  const name = textOf(port.name);
  if (several && name === '') found.push(required(`${at}.name`));
  else if (name !== '') {
    for (const text of isDns1123Label(name)) found.push(invalid(`${at}.name`, name, text));
    if (names.has(name)) found.push(duplicate(`${at}.name`, name));
    names.add(name);
  }
  for (const text of isPortNumber(numberOf(port.port))) found.push(invalid(`${at}.port`, numberOf(port.port), text));
  const protocol = textOf(port.protocol);
  if (protocol === '') found.push(required(`${at}.protocol`));
  else if (!PROTOCOLS.includes(protocol)) found.push(notSupported(`${at}.protocol`, protocol, PROTOCOLS));
  found.push(...validatePortNumOrName(port.targetPort, `${at}.targetPort`));
  if (isGiven(port.appProtocol))
    for (const text of isQualifiedName(textOf(port.appProtocol))) found.push(invalid(`${at}.appProtocol`, port.appProtocol, text));
  return found;
}

function validateAffinity(spec: any): FieldError[] {
  const at = 'spec.sessionAffinityConfig';
  const affinity = textOf(spec.sessionAffinity);
  if (affinity === '') return [required('spec.sessionAffinity')];
  if (!AFFINITIES.includes(affinity)) return [notSupported('spec.sessionAffinity', affinity, AFFINITIES)];
  if (affinity === 'None')
    return isGiven(spec.sessionAffinityConfig) ? [forbidden(at, 'must not be set when session affinity is None')] : [];
  if (!isGiven(spec.sessionAffinityConfig)) return [required(at, 'when session affinity type is ClientIP')];
  const client = structOf(spec.sessionAffinityConfig).clientIP;
  if (!isGiven(client)) return [required(`${at}.clientIP`, 'when session affinity type is ClientIP')];
  const seconds: unknown = structOf(client).timeoutSeconds;
  if (!isGiven(seconds)) return [required(`${at}.clientIP.timeoutSeconds`, 'when session affinity type is ClientIP')];
  if (numberOf(seconds) > 0 && numberOf(seconds) <= MOST_SECONDS) return [];
  return [invalid(`${at}.clientIP.timeoutSeconds`, seconds, `must be greater than 0 and less than ${MOST_SECONDS}`)];
}

function portConflicts(spec: any, ports: readonly any[]): FieldError[] {
  const found: FieldError[] = [];
  if (spec.type === 'ClusterIP') {
    ports.forEach((port, i) => {
      if (numberOf(port.nodePort) !== 0) found.push(forbidden(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
    });
  }
  const twins = (key: string) => {
    const seen = new Set<string>();
    return ports.map((port) => {
      const id = `${textOf(port.protocol)}/${numberOf(port[key])}`;
      return seen.has(id) || !seen.add(id);
    });
  };
  const nodePortTwins = twins('nodePort');
  ports.forEach(({ nodePort }, i) => {
    if (numberOf(nodePort) !== 0 && nodePortTwins[i]) found.push(duplicate(`spec.ports[${i}].nodePort`, nodePort));
  });
  const portTwins = twins('port');
  ports.forEach(({ protocol, port }, i) => {
    if (portTwins[i]) found.push(duplicate(`spec.ports[${i}]`, internalValue('ServicePort', { protocol, port })));
  });
  return found;
}

/** Models ValidateServiceUpdate. */
export function validateServiceUpdate(service: KubeObject, old: KubeObject, context: KindContext): FieldError[] {
  const spec: any = structOf(service.spec);
  const before: any = structOf(old.spec);
  const refused = allocationErrors(service, old, context);
  if (refused.length > 0) return refused;
  const found = [...validateAddressUpdate(spec, before), ...validateBalancerClass(spec, before)];
  if (needsHealthCheck(spec) && needsHealthCheck(before) && numberOf(spec.healthCheckNodePort) !== numberOf(before.healthCheckNodePort))
    found.push(forbidden('spec.healthCheckNodePort', 'field is immutable'));
  return [...found, ...validate(service)];
}
