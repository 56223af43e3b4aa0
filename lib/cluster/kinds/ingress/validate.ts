import { invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isDns1035Label, isDns1123Subdomain, isPortName, isPortNumber, isWildcardDns1123Subdomain } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];

/** Models networking validation.ValidateIngressSpec. */
export function validateIngress(ingress: KubeObject): FieldError[] {
  const spec: any = ingress.spec ?? {};
  const found: FieldError[] = [];
  if ((spec.rules ?? []).length === 0 && spec.defaultBackend === undefined) {
    found.push(invalid('spec', spec.rules ?? [], 'either `defaultBackend` or `rules` must be specified'));
  }
  if (spec.defaultBackend) found.push(...backend(spec.defaultBackend, 'spec.defaultBackend'));
  (spec.rules ?? []).forEach((rule: any, i: number) => {
    const at = `spec.rules[${i}]`;
    if (rule.host) {
      if (/^\d+(\.\d+){3}$/.test(rule.host)) found.push(invalid(`${at}.host`, rule.host, 'must be a DNS name, not an IP address'));
      else {
        const complaints = rule.host.includes('*') ? isWildcardDns1123Subdomain(rule.host) : isDns1123Subdomain(rule.host);
        for (const text of complaints) found.push(invalid(`${at}.host`, rule.host, text));
      }
    }
    if (!rule.http) return;
    const paths: readonly any[] = rule.http.paths ?? [];
    if (paths.length === 0) found.push(required(`${at}.http.paths`));
    paths.forEach((path, j) => found.push(...pathErrors(path, `${at}.http.paths[${j}]`)));
  });
  if (spec.ingressClassName !== undefined)
    for (const text of isDns1123Subdomain(spec.ingressClassName)) found.push(invalid('spec.ingressClassName', spec.ingressClassName, text));
  return found;
}

function pathErrors(path: any, at: string): FieldError[] {
  const found: FieldError[] = [];
  if (path.pathType === undefined) return [required(`${at}.pathType`, 'pathType must be specified')];
  if (path.pathType === 'Exact' || path.pathType === 'Prefix') {
    if (!path.path?.startsWith('/')) found.push(invalid(`${at}.path`, path.path ?? '', 'must be an absolute path'));
    for (const bad of ['//', '/./', '/../', '%2f', '%2F']) {
      if (path.path?.includes(bad)) found.push(invalid(`${at}.path`, path.path, `must not contain '${bad}'`));
    }
    for (const bad of ['/..', '/.']) if (path.path?.endsWith(bad)) found.push(invalid(`${at}.path`, path.path, `cannot end with '${bad}'`));
  } else if (path.pathType === 'ImplementationSpecific') {
    if (path.path && !path.path.startsWith('/')) found.push(invalid(`${at}.path`, path.path, 'must be an absolute path'));
  } else {
    found.push(notSupported(`${at}.pathType`, path.pathType, PATH_TYPES));
  }
  return [...found, ...backend(path.backend, `${at}.backend`)];
}

function backend(value: any, at: string): FieldError[] {
  const found: FieldError[] = [];
  const hasResource = value?.resource !== undefined;
  const hasService = value?.service !== undefined;
  if (hasResource && hasService) return [invalid(at, '', 'cannot set both resource and service backends')];
  if (hasResource) return [];
  if (!hasService) return [invalid(at, '', 'resource or service backend is required')];
  const { name, port } = value.service;
  if (!name) found.push(required(`${at}.service.name`));
  else for (const text of isDns1035Label(name)) found.push(invalid(`${at}.service.name`, name, text));
  const named = port?.name !== undefined && port.name !== '';
  const numbered = port?.number !== undefined && port.number !== 0;
  if (named && numbered) found.push(invalid(`${at}.service.port`, '', 'cannot set both port name & port number'));
  else if (named) for (const text of isPortName(port.name)) found.push(invalid(`${at}.service.port.name`, port.name, text));
  else if (numbered) for (const text of isPortNumber(port.number)) found.push(invalid(`${at}.service.port.number`, port.number, text));
  else found.push(required(`${at}.service.port`, 'port name or number is required'));
  return found;
}
