import { forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isPortName, isPortNumber } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { containsIp, parseCidr } from '@/lib/api/ip-address';
import { validateLegacyCidr } from '../ip-validation';
import { validateSelector } from '../validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const SIDES = { ingress: 'from', egress: 'to' } as const;

const rulesOf = (policy: KubeObject, direction: keyof typeof SIDES): readonly any[] => policy.spec?.[direction] ?? [];

/** Blocks that a policy names, exceptions included. */
const blocksOf = (policy: KubeObject): string[] =>
  (['ingress', 'egress'] as const).flatMap((direction) =>
    rulesOf(policy, direction).flatMap((rule) =>
      (rule[SIDES[direction]] ?? []).flatMap((peer: any) => [peer.ipBlock?.cidr, ...(peer.ipBlock?.except ?? [])].filter(Boolean)),
    ),
  );

/** Models networking validation.ValidateNetworkPolicySpec. */
export function validateNetworkPolicy(policy: KubeObject, old?: KubeObject): FieldError[] {
  const known = old ? blocksOf(old) : [];
  const found = validateSelector(policy.spec?.podSelector, 'spec.podSelector');
  for (const direction of ['ingress', 'egress'] as const)
    rulesOf(policy, direction).forEach((rule, i) => {
      const at = `spec.${direction}[${i}]`;
      const side = SIDES[direction];
      (rule.ports ?? []).forEach((port: any, n: number) => found.push(...validatePort(port, `${at}.ports[${n}]`)));
      (rule[side] ?? []).forEach((peer: any, n: number) => found.push(...validatePeer(peer, `${at}.${side}[${n}]`, known)));
    });
  const types: readonly string[] = policy.spec?.policyTypes ?? [];
  if (types.length > 2) return [...found, invalid('spec.policyTypes', types, 'may not specify more than two policyTypes')];
  types.forEach((type, i) => {
    if (!['Ingress', 'Egress'].includes(type)) found.push(notSupported(`spec.policyTypes[${i}]`, type, ['Ingress', 'Egress']));
  });
  return found;
}

/** Models ValidateNetworkPolicyPort. */
function validatePort({ protocol, port, endPort }: any, at: string): FieldError[] {
  const found: FieldError[] = [];
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) found.push(notSupported(`${at}.protocol`, protocol, PROTOCOLS));
  if (typeof port === 'number') {
    for (const text of isPortNumber(port)) found.push(invalid(`${at}.port`, port, text));
    if (endPort !== undefined) {
      if (endPort < port) found.push(invalid(`${at}.endPort`, port, 'must be greater than or equal to `port`'));
      for (const text of isPortNumber(endPort)) found.push(invalid(`${at}.endPort`, endPort, text));
    }
  } else if (typeof port === 'string') {
    if (endPort !== undefined) found.push(invalid(`${at}.endPort`, endPort, 'may not be specified when `port` is non-numeric'));
    for (const text of isPortName(port)) found.push(invalid(`${at}.port`, port, text));
  } else if (endPort !== undefined) found.push(invalid(`${at}.endPort`, endPort, 'may not be specified when `port` is not specified'));
  return found;
}

/** Models ValidateNetworkPolicyPeer. */
function validatePeer(peer: any, at: string, known: readonly string[]): FieldError[] {
  const found: FieldError[] = [];
  let count = 0;
  for (const key of ['podSelector', 'namespaceSelector']) {
    if (peer[key] === undefined) continue;
    count++;
    found.push(...validateSelector(peer[key], `${at}.${key}`));
  }
  if (peer.ipBlock !== undefined) {
    count++;
    found.push(...validateBlock(peer.ipBlock, `${at}.ipBlock`, known));
  }
  if (count === 0) found.push(required(at, 'must specify a peer'));
  else if (count > 1 && peer.ipBlock !== undefined) found.push(forbidden(at, 'may not specify both ipBlock and another peer'));
  return found;
}

/** Models ValidateIPBlock. */
function validateBlock({ cidr, except = [] }: any, at: string, known: readonly string[]): FieldError[] {
  if (!cidr) return [required(`${at}.cidr`)];
  const found = validateLegacyCidr(`${at}.cidr`, cidr, known);
  const block = parseCidr(cidr as string);
  if (!block) return found;
  (except as readonly string[]).forEach((text, i) => {
    const field = `${at}.except[${i}]`;
    found.push(...validateLegacyCidr(field, text, known));
    const inner = parseCidr(text);
    if (inner && (!containsIp(block, inner.address) || block.prefix >= inner.prefix))
      found.push(invalid(field, text, 'must be a strict subset of `cidr`'));
  });
  return found;
}
