import { invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import {
  isDns1035Label,
  isDns1123Subdomain,
  isPortName,
  isPortNumber,
  isWildcardDns1123Subdomain,
  nameIsDnsSubdomain,
} from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { parseIp } from '@/lib/api/ip-address';
import { validateLegacyIp } from '../ip-validation';
import { validateTypedReference } from '../typed-reference';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

interface Allowed {
  /** The object had wrong names of secrets, or wrong rules for wildcard hosts, before: they stay allowed. */
  readonly secretNames?: boolean;
  readonly wildcardRules?: boolean;
}

const secretNameErrors = (name: string | undefined): string[] => (name ? nameIsDnsSubdomain(name, false) : []);
const hostErrors = (host: string): string[] => (host.includes('*') ? isWildcardDns1123Subdomain(host) : isDns1123Subdomain(host));

/** Models networking validation.ValidateIngressSpec. */
function validateSpec(spec: any, allowed: Allowed): FieldError[] {
  const found: FieldError[] = [];
  const { rules = [], tls = [], defaultBackend, ingressClassName } = spec;
  if (rules.length === 0 && defaultBackend === undefined)
    found.push(invalid('spec', spec.rules ?? [], 'either `defaultBackend` or `rules` must be specified'));
  if (defaultBackend) found.push(...validateBackend(defaultBackend, 'spec.defaultBackend'));
  rules.forEach((rule: any, i: number) => found.push(...validateRule(rule, `spec.rules[${i}]`, allowed)));
  tls.forEach((item: any, i: number) => {
    const at = `spec.tls[${i}]`;
    (item.hosts ?? []).forEach((host: string, n: number) => {
      for (const text of hostErrors(host)) found.push(invalid(`${at}.hosts[${n}]`, host, text));
    });
    if (!allowed.secretNames)
      for (const text of secretNameErrors(item.secretName)) found.push(invalid(`${at}.secretName`, item.secretName, text));
  });
  if (ingressClassName !== undefined)
    for (const text of isDns1123Subdomain(ingressClassName)) found.push(invalid('spec.ingressClassName', ingressClassName, text));
  return found;
}

/** Models ValidateIngressCreate. */
export function validateIngress(ingress: KubeObject): FieldError[] {
  const found = validateSpec(ingress.spec ?? {}, {});
  const annotation = ingress.metadata.annotations?.[CLASS_ANNOTATION];
  const name = ingress.spec?.ingressClassName as string | undefined;
  if (annotation !== undefined && name !== undefined && annotation !== name)
    found.push(invalid(`annotations.${CLASS_ANNOTATION}`, annotation, 'must match `ingressClassName` when both are specified'));
  return found;
}

/** Models ValidateIngressUpdate. */
export function validateIngressUpdate(ingress: KubeObject, old: KubeObject): FieldError[] {
  const tls: readonly { secretName?: string }[] = old.spec?.tls ?? [];
  const rules: readonly any[] = old.spec?.rules ?? [];
  return validateSpec(ingress.spec ?? {}, {
    secretNames: tls.some(({ secretName }) => secretNameErrors(secretName).length > 0),
    wildcardRules: rules.some((rule) => rule.host?.includes('*') && validateHttp(rule, '').length > 0),
  });
}

/** Models ValidateIngressStatusUpdate. */
export function validateIngressStatus(ingress: KubeObject, old: KubeObject): FieldError[] {
  const points = (object: KubeObject): readonly { ip?: string; hostname?: string }[] => object.status?.loadBalancer?.ingress ?? [];
  const known = points(old).map(({ ip = '' }) => ip);
  return points(ingress).flatMap(({ ip, hostname }, i) => {
    const at = `status.loadBalancer.ingress[${i}]`;
    const found = ip ? validateLegacyIp(`${at}.ip`, ip, known) : [];
    if (hostname) {
      for (const text of isDns1123Subdomain(hostname)) found.push(invalid(`${at}.hostname`, hostname, text));
      if (parseIp(hostname)) found.push(invalid(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address'));
    }
    return found;
  });
}

export const ingressWarnings = (ingress: KubeObject, old: KubeObject | undefined): string[] =>
  old === undefined && ingress.metadata.annotations?.[CLASS_ANNOTATION] !== undefined && ingress.spec?.ingressClassName === undefined
    ? [`annotation "${CLASS_ANNOTATION}" is deprecated, please use 'spec.ingressClassName' instead`]
    : [];

function validateRule(rule: any, at: string, allowed: Allowed): FieldError[] {
  const found: FieldError[] = [];
  const host: string = rule.host ?? '';
  if (host !== '') {
    if (parseIp(host)) found.push(invalid(`${at}.host`, host, 'must be a DNS name, not an IP address'));
    for (const text of hostErrors(host)) found.push(invalid(`${at}.host`, host, text));
  }
  return host.includes('*') && allowed.wildcardRules ? found : [...found, ...validateHttp(rule, at)];
}

function validateHttp(rule: any, at: string): FieldError[] {
  if (!rule.http) return [];
  const paths: readonly any[] = rule.http.paths ?? [];
  if (paths.length === 0) return [required(`${at}.http.paths`)];
  return paths.flatMap((path, i) => validatePath(path, `${at}.http.paths[${i}]`));
}

function validatePath({ path = '', pathType, backend }: any, at: string): FieldError[] {
  if (pathType === undefined) return [required(`${at}.pathType`, 'pathType must be specified')];
  const found: FieldError[] = [];
  const complain = (text: string) => found.push(invalid(`${at}.path`, path, text));
  if (pathType === 'Exact' || pathType === 'Prefix') {
    if (!path.startsWith('/')) complain('must be an absolute path');
    for (const bad of ['//', '/./', '/../', '%2f', '%2F']) if (path.includes(bad)) complain(`must not contain '${bad}'`);
    for (const bad of ['/..', '/.']) if (path.endsWith(bad)) complain(`cannot end with '${bad}'`);
  } else if (pathType === 'ImplementationSpecific') {
    if (path !== '' && !path.startsWith('/')) complain('must be an absolute path');
  } else {
    found.push(notSupported(`${at}.pathType`, pathType, PATH_TYPES));
  }
  return [...found, ...validateBackend(backend, `${at}.backend`)];
}

/** Models validateIngressBackend. */
function validateBackend(backend: any, at: string): FieldError[] {
  const { resource, service } = backend ?? {};
  if (resource !== undefined && service !== undefined) return [invalid(at, '', 'cannot set both resource and service backends')];
  if (resource !== undefined) return validateTypedReference(resource, `${at}.resource`);
  if (service === undefined) return [invalid(at, '', 'resource or service backend is required')];
  const found: FieldError[] = [];
  const name: string = service.name ?? '';
  if (name === '') found.push(required(`${at}.service.name`));
  else for (const text of isDns1035Label(name)) found.push(invalid(`${at}.service.name`, name, text));
  const portName: string = service.port?.name ?? '';
  const number: number = service.port?.number ?? 0;
  if (portName !== '' && number !== 0) found.push(invalid(at, '', 'cannot set both port name & port number'));
  else if (portName !== '') for (const text of isPortName(portName)) found.push(invalid(`${at}.service.port.name`, portName, text));
  else if (number !== 0) for (const text of isPortNumber(number)) found.push(invalid(`${at}.service.port.number`, number, text));
  else found.push(required(at, 'port name or number is required'));
  return found;
}
