import { forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isPortName, isPortNumber } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { validateSelector } from '../validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const CIDR = /^(\d{1,3}(\.\d{1,3}){3}\/([0-9]|[12]\d|3[0-2])|[0-9a-fA-F:]+\/(\d|[1-9]\d|1[01]\d|12[0-8]))$/;

/** Models networking validation.ValidateNetworkPolicySpec. */
export function validateNetworkPolicy(policy: KubeObject): FieldError[] {
  const spec: any = policy.spec ?? {};
  const found = validateSelector(spec.podSelector, 'spec.podSelector');
  (spec.ingress ?? []).forEach((rule: any, i: number) => found.push(...validateRule(rule, 'from', `spec.ingress[${i}]`)));
  (spec.egress ?? []).forEach((rule: any, i: number) => found.push(...validateRule(rule, 'to', `spec.egress[${i}]`)));
  const types: readonly string[] = spec.policyTypes ?? [];
  if (types.length > 2) return [...found, invalid('spec.policyTypes', types, 'may not specify more than two policyTypes')];
  types.forEach((type, i) => {
    if (!['Ingress', 'Egress'].includes(type)) found.push(notSupported(`spec.policyTypes[${i}]`, type, ['Ingress', 'Egress']));
  });
  return found;
}

function validateRule(rule: any, side: 'from' | 'to', at: string): FieldError[] {
  const found: FieldError[] = [];
  (rule.ports ?? []).forEach((port: any, i: number) => {
    const where = `${at}.ports[${i}]`;
    if (port.protocol !== undefined && !PROTOCOLS.includes(port.protocol))
      found.push(notSupported(`${where}.protocol`, port.protocol, PROTOCOLS));
    if (typeof port.port === 'number') for (const text of isPortNumber(port.port)) found.push(invalid(`${where}.port`, port.port, text));
    if (typeof port.port === 'string') for (const text of isPortName(port.port)) found.push(invalid(`${where}.port`, port.port, text));
    if (port.endPort === undefined) return;
    if (port.port === undefined) found.push(required(`${where}.port`, 'must be specified when `endPort` is specified'));
    else if (typeof port.port === 'string') found.push(forbidden(`${where}.endPort`, 'may not be specified when `port` is non-numeric'));
    else if (port.endPort < port.port) found.push(invalid(`${where}.endPort`, port.endPort, 'must be greater than or equal to `port`'));
  });
  (rule[side] ?? []).forEach((peer: any, i: number) => {
    const where = `${at}.${side}[${i}]`;
    let count = 0;
    for (const key of ['podSelector', 'namespaceSelector']) {
      if (peer[key] === undefined) continue;
      count++;
      found.push(...validateSelector(peer[key], `${where}.${key}`));
    }
    if (peer.ipBlock) {
      const mixed = count > 0;
      count++;
      if (!peer.ipBlock.cidr) found.push(required(`${where}.ipBlock.cidr`));
      else if (!CIDR.test(peer.ipBlock.cidr))
        found.push(invalid(`${where}.ipBlock.cidr`, peer.ipBlock.cidr, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'));
      if (mixed) found.push(forbidden(where, 'may not specify both ipBlock and another peer'));
    }
    if (count === 0) found.push(required(where, 'must specify a peer'));
  });
  return found;
}
