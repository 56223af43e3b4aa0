import { duplicate, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isIpv4, parseIp } from '@/lib/api/ip-address';
import type { KubeObject } from '@/lib/api/object';
import { validateSloppyIp } from '../ip-validation';
import { isGiven, listOf, numberOf, structsOf, structOf, textOf, textsOf } from '../read';
import { held } from './allocate';
import { inServiceRange } from './ranges';
import type { KindContext } from '../kind';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const FAMILIES = ['IPv4', 'IPv6'];
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

/** Of an address that is known to be one. */
const familyOf = (ip: string) => (isIpv4(parseIp(ip)!) ? 'IPv4' : 'IPv6');

export const isHeadless = (spec: any): boolean => listOf(spec.clusterIPs).length === 1 && spec.clusterIPs[0] === 'None';

/** Models ValidateServiceClusterIPsRelatedFields. */
export function validateClusterIps(spec: any): FieldError[] {
  if (spec.type === 'ExternalName') return [];
  const at = 'spec.clusterIPs';
  const ips = textsOf(spec.clusterIPs);
  const families = textsOf(spec.ipFamilies);
  const found: FieldError[] = [];
  if (textOf(spec.clusterIP) !== '') {
    if (ips.length === 0) found.push(required(at));
    else if (ips[0] !== spec.clusterIP) found.push(invalid(at, ips, 'first value must match `clusterIP`'));
  } else if (ips.length > 0) found.push(invalid(at, ips, 'must be empty when `clusterIP` is not specified'));
  families.forEach((family, i) => {
    if (!FAMILIES.includes(family)) found.push(notSupported(`spec.ipFamilies[${i}]`, family, FAMILIES));
    if (families.indexOf(family) < i) found.push(duplicate(`spec.ipFamilies[${i}]`, family));
  });
  if (isGiven(spec.ipFamilyPolicy) && !POLICIES.includes(textOf(spec.ipFamilyPolicy)))
    found.push(notSupported('spec.ipFamilyPolicy', spec.ipFamilyPolicy, POLICIES));
  let skewed = false;
  ips.forEach((ip, i) => {
    const wrong =
      i === 0 && ip === 'None'
        ? ips.length > 1
          ? [invalid(at, ips, "'None' must be the first and only value")]
          : []
        : validateSloppyIp(`${at}[${i}]`, ip);
    skewed ||= wrong.length > 0;
    found.push(...wrong);
  });
  if (ips.length > 2) found.push(invalid(at, ips, 'may only hold up to 2 values'));
  if (skewed) return found;
  if (ips.length > 1 && new Set(ips.map(familyOf)).size < 2)
    found.push(invalid(at, ips, 'may specify no more than one IP for each IP family'));
  if (!isHeadless(spec)) {
    ips.forEach((ip, i) => {
      const family = families[i];
      if (FAMILIES.includes(family ?? '') && familyOf(ip) !== family)
        found.push(invalid(`${at}[${i}]`, ip, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``));
    });
  }
  return found;
}

/** Families that a cluster of IPv4 alone cannot serve. Models the refusals of Allocators.initIPFamilyFields. */
function familyErrors(spec: any): FieldError[] {
  if (spec.type === 'ExternalName') return [];
  const related = validateClusterIps(spec);
  if (related.length > 0) return related;
  const found: FieldError[] = [];
  const ips = textsOf(spec.clusterIPs);
  const families = textsOf(spec.ipFamilies);
  const policy = textOf(spec.ipFamilyPolicy) || 'SingleStack';
  const needsDual = (what: string) =>
    invalid('spec.ipFamilyPolicy', policy, `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`);
  if (policy === 'SingleStack') {
    if (ips.length === 2) found.push(needsDual('cluster IPs'));
    if (families.length === 2) found.push(needsDual('IP families'));
  }
  ips.forEach((ip, i) => {
    if (ip !== 'None' && i >= families.length && familyOf(ip) === 'IPv6')
      found.push(invalid(`spec.clusterIPs[${i}]`, ips, 'IPv6 is not configured on this cluster'));
  });
  if (found.length > 0) return found;
  if (spec.clusterIP === 'None' && Object.keys(structOf(spec.selector) as object).length === 0) return [];
  if (policy === 'RequireDualStack')
    found.push(invalid('spec.ipFamilyPolicy', policy, 'this cluster is not configured for dual-stack services'));
  families.forEach((family, i) => {
    if (family !== 'IPv4') found.push(invalid(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster'));
  });
  return found;
}

const usesNodePorts = (spec: any): boolean => spec.type === 'NodePort' || spec.type === 'LoadBalancer';

function nodePortError(spec: any, before: any, taken: ReadonlyMap<number, string>, context: KindContext): FieldError[] {
  const { first, last } = context.nodePorts ?? { first: 30000, last: 32767 };
  if (!usesNodePorts(spec)) return [];
  const earlier = new Set(structsOf(before?.ports).map(({ nodePort }) => numberOf(nodePort)));
  const holders = new Map<number, number>();
  for (const [i, port] of structsOf(spec.ports).entries()) {
    const number = numberOf(port.nodePort);
    if (number === 0 || earlier.has(number)) continue;
    const refuse = (why: string) => [invalid(`spec.ports[${i}].nodePort`, number, why)];
    if (number < first || number > last)
      return refuse(`provided port is not in the valid range. The range of valid ports is ${first}-${last}`);
    const twin = before ? port.port : holders.get(number);
    if (taken.has(number) || (holders.has(number) && twin !== port.port)) return refuse('provided port is already allocated');
    holders.set(number, port.port as number);
  }
  return [];
}

/** The first thing that the allocators of addresses and ports refuse; they are asked before all validation. */
export function allocationErrors(service: KubeObject, old: KubeObject | undefined, context: KindContext): FieldError[] {
  const spec: any = structOf(service.spec);
  const before: any = old && structOf(old.spec);
  const families = familyErrors(spec);
  if (families.length > 0) return families;
  const { ips, ports } = held(service, context);
  const ip = textsOf(spec.clusterIPs)[0];
  const allocates = before === undefined || before.type === 'ExternalName';
  if (allocates && spec.type !== 'ExternalName' && ip && ip !== 'None') {
    const refuse = (why: string) => [invalid('spec.clusterIPs', spec.clusterIPs, `failed to allocate IP ${ip}: ${why}`)];
    if (!inServiceRange(ip, context)) return refuse('the provided network does not match the current range');
    if (ips.has(ip)) return refuse('provided IP is already allocated');
  }
  return nodePortError(spec, before, ports, context);
}

/** A service keeps its addresses, and its families. Models validateUpgradeDowngradeClusterIPs and …IPFamilies. */
export function validateAddressUpdate(spec: any, before: any): FieldError[] {
  if (spec.type === 'ExternalName' || before.type === 'ExternalName') return [];
  const found: FieldError[] = [];
  const headless = isHeadless(spec);
  const wasHeadless = isHeadless(before);
  const ips = textsOf(spec.clusterIPs);
  const old = textsOf(before.clusterIPs);
  const changed = (i: number) => invalid(`spec.clusterIPs[${i}]`, ips, 'may not change once set');
  const release = (what: string) => {
    if (spec.ipFamilyPolicy !== 'SingleStack')
      found.push(
        invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy ?? null, `must be set to 'SingleStack' when releasing the secondary ${what}`),
      );
  };
  if (!(headless && wasHeadless)) {
    if (old.length === ips.length) {
      old.forEach((ip, i) => {
        if (ip !== ips[i]) found.push(changed(i));
      });
    } else {
      if (ips.length === 0) found.push(invalid('spec.clusterIPs[0]', spec.clusterIPs ?? null, 'primary clusterIP can not be unset'));
      if (old.length > 0 && ips.length > 0 && ips[0] !== old[0]) found.push(changed(0));
      if (old.length > ips.length && ips.length === 1) release('clusterIP');
    }
  }
  if (headless || wasHeadless) return found;
  const families = textsOf(spec.ipFamilies);
  const oldFamilies = textsOf(before.ipFamilies);
  const familyError = (value: unknown, text = 'may not change once set') => invalid('spec.ipFamilies[0]', value, text);
  if (families.length === oldFamilies.length) {
    oldFamilies.forEach((family, i) => {
      if (family !== families[i]) found.push(familyError(families));
    });
    return found;
  }
  if (oldFamilies.length > families.length && ips.length === 0)
    found.push(familyError(spec.ipFamilies ?? null, 'primary ipFamily can not be unset'));
  if (families.length > 0 && oldFamilies.length > 0 && families[0] !== oldFamilies[0]) found.push(familyError(ips));
  if (oldFamilies.length > families.length && families.length === 1) release('ipFamily');
  return found;
}
