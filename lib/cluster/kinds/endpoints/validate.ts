import { invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label, isDns1123Subdomain, isPortNumber, isQualifiedName } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { validateNonSpecialIp, validateLegacyIp } from '../ip-validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** Models core validation.ValidateEndpoints. */
export function validateEndpoints(endpoints: KubeObject, old?: KubeObject): FieldError[] {
  const known = ((old?.subsets ?? []) as readonly any[]).flatMap((subset) =>
    [...(subset.addresses ?? []), ...(subset.notReadyAddresses ?? [])].map((address) => String(address.ip ?? '')),
  );
  return ((endpoints.subsets ?? []) as readonly any[]).flatMap((subset, i) => {
    const at = `subsets[${i}]`;
    const found: FieldError[] = [];
    const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
    if (addresses.length === 0 && notReadyAddresses.length === 0)
      found.push(required(at, 'must specify `addresses` or `notReadyAddresses`'));
    addresses.forEach((each: any, n: number) => found.push(...validateAddress(each, `${at}.addresses[${n}]`, known)));
    notReadyAddresses.forEach((each: any, n: number) => found.push(...validateAddress(each, `${at}.notReadyAddresses[${n}]`, known)));
    ports.forEach((each: any, n: number) => found.push(...validatePort(each, ports.length > 1, `${at}.ports[${n}]`)));
    return found;
  });
}

function validateAddress(address: any, at: string, known: readonly string[]): FieldError[] {
  const found = validateLegacyIp(`${at}.ip`, address.ip, known);
  if (address.hostname) for (const text of isDns1123Label(address.hostname)) found.push(invalid(`${at}.hostname`, address.hostname, text));
  if (address.nodeName !== undefined)
    for (const text of isDns1123Subdomain(address.nodeName)) found.push(invalid(`${at}.nodeName`, address.nodeName, text));
  return [...found, ...validateNonSpecialIp(`${at}.ip`, address.ip)];
}

function validatePort(port: any, named: boolean, at: string): FieldError[] {
  const found: FieldError[] = [];
  const { name = '', port: number = 0, protocol = '', appProtocol } = port;
  if (named && name === '') found.push(required(`${at}.name`));
  else if (name !== '') for (const text of isDns1123Label(name)) found.push(invalid(`${at}.name`, name, text));
  for (const text of isPortNumber(number)) found.push(invalid(`${at}.port`, number, text));
  if (protocol === '') found.push(required(`${at}.protocol`));
  else if (!PROTOCOLS.includes(protocol)) found.push(notSupported(`${at}.protocol`, protocol, PROTOCOLS));
  if (appProtocol !== undefined)
    for (const text of isQualifiedName(appProtocol)) found.push(invalid(`${at}.appProtocol`, appProtocol, text));
  return found;
}
