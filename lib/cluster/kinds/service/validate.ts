import { duplicate, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label, isDns1123Subdomain, isPortName, isPortNumber } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import type { KindContext } from '../kind';
import { validateLabels } from '../validation';
import { held, inServiceRange } from './allocate';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** Models core validation.ValidateService, then what the allocators of addresses and ports refuse. */
export function validateService(service: KubeObject, context: KindContext): FieldError[] {
  const spec: any = service.spec ?? {};
  const found: FieldError[] = [];
  const ports: readonly any[] = spec.ports ?? [];
  const headless = spec.clusterIP === 'None';
  if (ports.length === 0 && !headless && spec.type !== 'ExternalName') found.push(required('spec.ports'));
  if (spec.type === 'ExternalName') {
    const name = String(spec.externalName ?? '').replace(/\.$/, '');
    if (name === '') found.push(required('spec.externalName'));
    else for (const text of isDns1123Subdomain(name)) found.push(invalid('spec.externalName', spec.externalName, text));
  }
  const names = new Set<string>();
  ports.forEach((port, i) => found.push(...validatePort(port, ports.length > 1, names, `spec.ports[${i}]`)));
  found.push(...validateLabels(spec.selector, 'spec.selector'));
  if (!spec.sessionAffinity) found.push(required('spec.sessionAffinity'));
  else if (!['ClientIP', 'None'].includes(spec.sessionAffinity))
    found.push(notSupported('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']));
  const timeout = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (spec.sessionAffinity === 'ClientIP' && timeout !== undefined && (timeout <= 0 || timeout > 86400)) {
    found.push(invalid('spec.sessionAffinityConfig.clientIP.timeoutSeconds', timeout, 'must be greater than 0 and less than 86400'));
  }
  found.push(...families(spec));
  if (!spec.type) found.push(required('spec.type'));
  else if (!TYPES.includes(spec.type)) found.push(notSupported('spec.type', spec.type, TYPES));
  ports.forEach((port, i) => {
    const twin = ports.findIndex((other) => other.port === port.port && other.protocol === port.protocol);
    if (twin < i) {
      found.push(
        duplicate(`spec.ports[${i}]`, {
          Name: '',
          Protocol: port.protocol,
          AppProtocol: null,
          Port: port.port,
          TargetPort: 0,
          NodePort: 0,
        }),
      );
    }
  });
  ports.forEach((port, i) => {
    if (port.nodePort && (spec.type === 'ClusterIP' || spec.type === 'ExternalName')) {
      found.push({ type: 'Forbidden', field: `spec.ports[${i}].nodePort`, detail: `may not be used when \`type\` is '${spec.type}'` });
    }
  });
  const policy = spec.externalTrafficPolicy;
  if (policy !== undefined && !['Cluster', 'Local'].includes(policy))
    found.push(notSupported('spec.externalTrafficPolicy', policy, ['Cluster', 'Local']));
  if (spec.internalTrafficPolicy !== undefined && !['Cluster', 'Local'].includes(spec.internalTrafficPolicy)) {
    found.push(notSupported('spec.internalTrafficPolicy', spec.internalTrafficPolicy, ['Cluster', 'Local']));
  }
  return found.length > 0 ? found : allocation(service, context);
}

function validatePort(port: any, several: boolean, names: Set<string>, at: string): FieldError[] {
  const found: FieldError[] = [];
  if (several && !port.name) found.push(required(`${at}.name`));
  else if (port.name) {
    for (const text of isDns1123Label(port.name)) found.push(invalid(`${at}.name`, port.name, text));
    if (names.has(port.name)) found.push(duplicate(`${at}.name`, port.name));
    names.add(port.name);
  }
  for (const text of isPortNumber(port.port ?? 0)) found.push(invalid(`${at}.port`, port.port ?? 0, text));
  if (!port.protocol) found.push(required(`${at}.protocol`));
  else if (!PROTOCOLS.includes(port.protocol)) found.push(notSupported(`${at}.protocol`, port.protocol, PROTOCOLS));
  const target = port.targetPort;
  if (typeof target === 'number') for (const text of isPortNumber(target)) found.push(invalid(`${at}.targetPort`, target, text));
  else if (typeof target === 'string') for (const text of isPortName(target)) found.push(invalid(`${at}.targetPort`, target, text));
  return found;
}

function families(spec: any): FieldError[] {
  const found: FieldError[] = [];
  (spec.ipFamilies ?? []).forEach((family: string, i: number) => {
    if (!['IPv4', 'IPv6'].includes(family)) found.push(notSupported(`spec.ipFamilies[${i}]`, family, ['IPv4', 'IPv6']));
  });
  const headlessSelectorless = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0;
  if (spec.ipFamilyPolicy === 'RequireDualStack' && !headlessSelectorless) {
    found.push(invalid('spec.ipFamilyPolicy', 'RequireDualStack', 'this cluster is not configured for dual-stack services'));
  }
  return found;
}

function allocation(service: KubeObject, context: KindContext): FieldError[] {
  const spec: any = service.spec ?? {};
  const { ips, ports } = held(service, context);
  const ip = spec.clusterIPs?.[0] as string | undefined;
  const found: FieldError[] = [];
  if (ip && ip !== 'None') {
    if (!inServiceRange(ip)) {
      found.push(invalid('spec.clusterIPs', [ip], `failed to allocate IP ${ip}: the provided network does not match the current range`));
    } else if (ips.has(ip)) {
      found.push(invalid('spec.clusterIPs', [ip], `failed to allocate IP ${ip}: provided IP is already allocated`));
    }
  }
  (spec.ports ?? []).forEach((port: any, i: number) => {
    if (!port.nodePort) return;
    if (port.nodePort < 30000 || port.nodePort > 32767) {
      found.push(
        invalid(
          `spec.ports[${i}].nodePort`,
          port.nodePort,
          'provided port is not in the valid range. The range of valid ports is 30000-32767',
        ),
      );
    } else if (ports.has(port.nodePort)) {
      found.push(invalid(`spec.ports[${i}].nodePort`, port.nodePort, 'provided port is already allocated'));
    }
  });
  return found;
}

/** Models ValidateServiceUpdate: a cluster IP stays, unless the type changes to or from ExternalName. */
export function validateServiceUpdate(service: KubeObject, old: KubeObject, context: KindContext): FieldError[] {
  const found: FieldError[] = [];
  const before = old.spec?.clusterIPs as readonly string[] | undefined;
  const after = service.spec?.clusterIPs as readonly string[] | undefined;
  if (old.spec?.type !== 'ExternalName' && service.spec?.type !== 'ExternalName' && before?.[0] && after?.[0] !== before[0]) {
    found.push(invalid('spec.clusterIPs[0]', after ?? null, 'may not change once set'));
  }
  return [...found, ...validateService(service, context)];
}
