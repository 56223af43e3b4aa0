import { duplicate, invalid, notSupported, required, tooMany, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label, isDns1123Subdomain, isLabelValue, isQualifiedName } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { isIpv4, parseIp } from '@/lib/api/ip-address';
import { ipComplaints, legacyIpComplaints, validateNonSpecialIp } from '../ip-validation';
import { isImmutable, validateLabels } from '../validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const MOST = { labels: 16, addresses: 100, ports: 20_000, endpoints: 1000, hints: 8 };

/** Models discovery validation.ValidateEndpointSlice. */
export function validateEndpointSlice(slice: KubeObject): FieldError[] {
  const type: string = slice.addressType ?? '';
  const found: FieldError[] = [];
  if (type === '') found.push(required('addressType'));
  else if (!ADDRESS_TYPES.includes(type)) found.push(notSupported('addressType', type, ADDRESS_TYPES));
  const endpoints: readonly any[] = slice.endpoints ?? [];
  if (endpoints.length > MOST.endpoints) found.push(tooMany('endpoints', endpoints.length, MOST.endpoints));
  else endpoints.forEach((endpoint, i) => found.push(...validateEndpoint(endpoint, type, `endpoints[${i}]`)));
  return [...found, ...validatePorts(slice.ports ?? [])];
}

export const validateEndpointSliceUpdate = (slice: KubeObject, old: KubeObject): FieldError[] => [
  ...validateEndpointSlice(slice),
  ...isImmutable(slice.addressType, old.addressType, 'addressType'),
];

function validateEndpoint(endpoint: any, type: string, at: string): FieldError[] {
  const found: FieldError[] = [];
  const addresses: readonly string[] = endpoint.addresses ?? [];
  if (addresses.length === 0) found.push(required(`${at}.addresses`, 'must contain at least 1 address'));
  else if (addresses.length > MOST.addresses) found.push(tooMany(`${at}.addresses`, addresses.length, MOST.addresses));
  addresses.forEach((address, i) => found.push(...validateAddress(address, type, `${at}.addresses`, i)));
  if (endpoint.nodeName !== undefined)
    for (const text of isDns1123Subdomain(endpoint.nodeName)) found.push(invalid(`${at}.nodeName`, endpoint.nodeName, text));
  const topology = endpoint.deprecatedTopology ?? {};
  const count = Object.keys(topology as object).length;
  if (count > MOST.labels) found.push(tooMany(`${at}.deprecatedTopology`, count, MOST.labels));
  found.push(...validateLabels(topology, `${at}.deprecatedTopology`));
  if (endpoint.hostname !== undefined)
    for (const text of isDns1123Label(endpoint.hostname)) found.push(invalid(`${at}.hostname`, endpoint.hostname, text));
  if (endpoint.hints) {
    found.push(...validateHints(endpoint.hints.forZones ?? [], `${at}.hints.forZones`, isLabelValue));
    found.push(...validateHints(endpoint.hints.forNodes ?? [], `${at}.hints.forNodes`, isDns1123Subdomain));
  }
  return found;
}

/** Addresses of another family are complained about at the list, unlike anything else. */
function validateAddress(address: string, type: string, field: string, i: number): FieldError[] {
  const at = `${field}[${i}]`;
  if (type === 'IPv4' || type === 'IPv6') {
    const found = legacyIpComplaints(address).map((text) => invalid(at, address, text));
    const ip = parseIp(address);
    if (ip && isIpv4(ip) !== (type === 'IPv4')) found.push(invalid(field, address, `must be an ${type} address`));
    return [...found, ...validateNonSpecialIp(at, address)];
  }
  return type === 'FQDN' ? validateDomain(address, at) : [];
}

/** Models validation.IsFullyQualifiedDomainName. */
function validateDomain(name: string, at: string): FieldError[] {
  if (name === '') return [required(at)];
  const plain = name.endsWith('.') ? name.slice(0, -1) : name;
  const found = isDns1123Subdomain(plain);
  if (found.length > 0) return [invalid(at, plain, found.join(','))];
  const labels = plain.split('.');
  if (labels.length < 2) return [invalid(at, plain, 'should be a domain with at least two segments separated by dots')];
  for (const label of labels) {
    const complaints = isDns1123Label(label);
    if (complaints.length > 0) return [invalid(at, label, complaints.join(','))];
  }
  return [];
}

function validatePorts(ports: readonly any[]): FieldError[] {
  if (ports.length > MOST.ports) return [tooMany('ports', ports.length, MOST.ports)];
  const seen = new Set<string>();
  return ports.flatMap((port, i) => {
    const at = `ports[${i}]`;
    const found: FieldError[] = [];
    const { name = '', protocol, appProtocol } = port;
    if (name !== '') for (const text of isDns1123Label(name)) found.push(invalid(`${at}.name`, name, text));
    if (seen.has(name)) found.push(duplicate(`${at}.name`, name));
    seen.add(name);
    if (protocol === undefined) found.push(required(`${at}.protocol`));
    else if (!PROTOCOLS.includes(protocol)) found.push(notSupported(`${at}.protocol`, protocol, PROTOCOLS));
    if (appProtocol !== undefined)
      for (const text of isQualifiedName(appProtocol)) found.push(invalid(`${at}.appProtocol`, appProtocol, text));
    return found;
  });
}

function validateHints(hints: readonly { name?: string }[], at: string, complaintsOf: (name: string) => string[]): FieldError[] {
  if (hints.length > MOST.hints) return [tooMany(at, hints.length, MOST.hints)];
  const seen = new Set<string>();
  return hints.flatMap(({ name = '' }, i) => {
    const found: FieldError[] = seen.has(name) ? [duplicate(`${at}[${i}].name`, name)] : [];
    seen.add(name);
    return [...found, ...complaintsOf(name).map((text) => invalid(`${at}[${i}].name`, name, text))];
  });
}

const OUR_CONTROLLERS = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'];

/** Models endpointSliceStrategy's warnings. */
export function endpointSliceWarnings(slice: KubeObject): string[] {
  const found = slice.addressType === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : [];
  if (OUR_CONTROLLERS.includes(slice.metadata.labels?.['endpointslice.kubernetes.io/managed-by'] ?? '')) return found;
  ((slice.endpoints ?? []) as readonly any[]).forEach((endpoint, i) =>
    (endpoint.addresses ?? []).forEach((address: string, n: number) => {
      const ip = parseIp(address);
      const [canonical] = ip && legacyIpComplaints(address).length === 0 ? ipComplaints(address) : [];
      if (canonical)
        found.push(
          `endpoints[${i}].addresses[${n}]: IPv6 address ${JSON.stringify(address)} should be in RFC 5952 canonical format${canonical.replace('must be in canonical form', '')}`,
        );
    }),
  );
  return found;
}
