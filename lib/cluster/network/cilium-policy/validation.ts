import { CelRuntimeError } from '@/lib/api/cel/errors';
import { compileRegex } from '@/lib/api/cel/regex';
import { parseCidr, parseIp } from '@/lib/api/ip-address';
import type { KubeObject } from '@/lib/api/object';
import { inCidr } from '../network-policy';
import { rulesOf, type CidrRule, type CiliumRule, type DirectedRule, type PortRule } from './rule';

const ENTITIES = new Set(
  'all world world-ipv4 world-ipv6 cluster host init ingress unmanaged remote-node health none kube-apiserver'.split(' '),
);
const MOST_PORTS = 40;

/** Thrown with upstream's words for a rule that is not valid. */
class RuleError extends Error {}

const complaints = new WeakMap<KubeObject, { readonly text: string | undefined }>();

/** Why Cilium does not take a policy; undefined when it does. Models pkg/policy/api Rule.Sanitize. */
export function complaintOf(policy: KubeObject): string | undefined {
  const known = complaints.get(policy);
  if (known) return known.text;
  const text = firstComplaint(rulesOf(policy));
  complaints.set(policy, { text });
  return text;
}

function firstComplaint(rules: readonly CiliumRule[]): string | undefined {
  try {
    if (rules.length === 0) throw new RuleError('policy is empty');
    rules.forEach(checkRule);
    return undefined;
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return error.message;
  }
}

function checkRule(rule: CiliumRule): void {
  if (!rule.endpointSelector && !rule.nodeSelector) throw new RuleError('rule must have one of EndpointSelector or NodeSelector');
  if (rule.endpointSelector && rule.nodeSelector) throw new RuleError('rule cannot have both EndpointSelector and NodeSelector');
  for (const one of rule.ingress ?? []) checkDirected(one, 'From');
  for (const one of rule.egress ?? []) checkDirected(one, 'To');
  for (const one of rule.ingressDeny ?? []) checkDirected(one, 'From');
  for (const one of rule.egressDeny ?? []) checkDirected(one, 'To');
}

function checkDirected(rule: DirectedRule, way: 'From' | 'To'): void {
  const members = ['Endpoints', 'CIDR', 'CIDRSet', 'Entities', 'Services', 'FQDNs'].filter(
    (member) => (rule[`${way.toLowerCase()}${member}` as keyof DirectedRule] as readonly unknown[] | undefined)?.length,
  );
  const [first, second] = members;
  if (second) throw new RuleError(`Combining ${way}${first} and ${way}${second} is not supported yet`);
  const ports = rule.toPorts ?? [];
  if (first === 'Services' && ports.length > 0) throw new RuleError('Combining ToServices and ToPorts is not supported yet');
  if (rule.icmps?.length && ports.length > 0)
    throw new RuleError('The ICMPs block may only be present without ToPorts. Define a separate rule to use ToPorts.');
  for (const entry of ports) checkPorts(entry, way);
  for (const block of (way === 'From' ? rule.fromCIDR : rule.toCIDR) ?? []) checkBlock(block);
  for (const set of (way === 'From' ? rule.fromCIDRSet : rule.toCIDRSet) ?? []) checkSet(set);
  for (const entity of (way === 'From' ? rule.fromEntities : rule.toEntities) ?? [])
    if (!ENTITIES.has(entity)) throw new RuleError(`unsupported entity: ${entity}`);
}

function checkPorts({ ports = [], rules }: PortRule, way: 'From' | 'To'): void {
  const dns = rules?.dns !== undefined && rules.dns.length > 0;
  const http = rules?.http !== undefined && rules.http.length > 0;
  if (way === 'From' && dns) throw new RuleError('L7 protocol DNS is not supported on ingress yet');
  if (ports.length > MOST_PORTS) throw new RuleError(`too many ports, the max is ${MOST_PORTS}`);
  for (const { port, protocol } of ports) {
    if (!port) throw new RuleError('Port must be specified');
    if (/^\d+$/.test(port) && Number(port) > 65_535)
      throw new RuleError(`Unable to parse port: strconv.ParseUint: parsing ${JSON.stringify(port)}: value out of range`);
    if (http && (protocol || 'ANY').toUpperCase() !== 'TCP')
      throw new RuleError(`L7 rules can only apply to TCP (not ${(protocol || 'ANY').toUpperCase()}) except for DNS rules`);
    if ((http || dns) && port === '0') throw new RuleError('L7 rules can not be used when a port is 0');
  }
  for (const { path, method, host } of rules?.http ?? []) for (const text of [path, method, host]) checkExpression(text);
  if (dns && ports.length === 0) throw new RuleError('Port 53 must be specified for DNS rules');
  if (dns && http) throw new RuleError('multiple L7 protocol rule types specified in single rule');
}

function checkExpression(text: string | undefined): void {
  if (!text) return;
  try {
    compileRegex(text);
  } catch (error) {
    if (!(error instanceof CelRuntimeError)) throw error;
    throw new RuleError(error.message);
  }
}

function checkBlock(block: string): void {
  if (block === '') throw new RuleError('IP must be specified');
  if (!parseCidr(block) && !parseIp(block))
    throw new RuleError(`unable to parse CIDR: ParseAddr(${JSON.stringify(block)}): unable to parse IP`);
}

function checkSet({ cidr = '', cidrGroupRef, except = [] }: CidrRule): void {
  if (cidrGroupRef) return;
  if (!parseCidr(cidr))
    throw new RuleError(`Unable to parse CIDRRule ${JSON.stringify(cidr)}: netip.ParsePrefix(${JSON.stringify(cidr)}): no '/'`);
  for (const one of except)
    if (!inCidr(one.split('/')[0]!, cidr)) throw new RuleError(`allow CIDR prefix ${cidr} does not contain exclude CIDR prefix ${one}`);
}
