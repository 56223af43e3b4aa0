import type { KubeObject } from '@/lib/api/object';
import type { GroupResource } from '@/lib/api/object';

export const INGRESSES: GroupResource = { group: 'networking.k8s.io', resource: 'ingresses' };
export const INGRESS_CLASSES: GroupResource = { group: 'networking.k8s.io', resource: 'ingressclasses' };
export const CONTROLLER = 'k8s.io/ingress-nginx';
/** Directory of the controller's container in which each server name's certificate lies. */
export const CERTIFICATES = '/etc/ingress-controller/ssl';

export interface IngressBackend {
  readonly service?: { readonly name: string; readonly port?: { readonly number?: number; readonly name?: string } };
  readonly resource?: unknown;
}

interface IngressPath {
  readonly path?: string;
  readonly pathType: 'Exact' | 'Prefix' | 'ImplementationSpecific';
  readonly backend: IngressBackend;
}

export interface Ingress extends KubeObject {
  readonly spec: {
    readonly ingressClassName?: string;
    readonly defaultBackend?: IngressBackend;
    readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
    readonly rules?: readonly { readonly host?: string; readonly http?: { readonly paths: readonly IngressPath[] } }[];
  };
}

/** Where a request goes. */
export interface IngressRoute {
  readonly ingress: Ingress;
  readonly backend: IngressBackend;
  /** Of the rule; '' for the default backend. */
  readonly path: string;
  /** Groups of a path that is a regular expression. */
  readonly groups: readonly string[];
}

/** An annotation of nginx.ingress.kubernetes.io. */
export const annotationOf = ({ metadata }: Ingress, name: string): string | undefined =>
  metadata.annotations?.[`nginx.ingress.kubernetes.io/${name}`];

/** Ingresses that the controller looks after. Models internal/ingress/controller/ingressclass. */
export function isOwn(ingress: Ingress, classes: readonly KubeObject[], watchWithoutClass = false): boolean {
  const named = ingress.spec.ingressClassName;
  const old = ingress.metadata.annotations?.['kubernetes.io/ingress.class'];
  if (old !== undefined) return old === 'nginx';
  if (named === undefined) return watchWithoutClass;
  return classes.some(({ metadata, spec }) => metadata.name === named && spec?.controller === CONTROLLER);
}

const isCanary = (ingress: Ingress): boolean => annotationOf(ingress, 'canary') === 'true';
const isRegex = (ingress: Ingress): boolean =>
  annotationOf(ingress, 'use-regex') === 'true' || annotationOf(ingress, 'rewrite-target') !== undefined;
const MOST_PATTERN = 512;

/** Server names: the one that was asked for, the one with a wildcard, the catch-all. */
function serverNames(host: string): readonly string[] {
  return [host, host.replace(/^[^.]+/, '*'), ''];
}

/** The route of a request among the controller's Ingresses, oldest first; undefined: the default backend's 404. */
export function routeOf(ingresses: readonly Ingress[], host: string, path: string): IngressRoute | undefined {
  return find(
    ingresses.filter((one) => !isCanary(one)),
    host,
    path,
  );
}

/** The canary of a route: an Ingress that says so, with the same host and path. */
export function canaryOf(ingresses: readonly Ingress[], host: string, path: string): IngressRoute | undefined {
  return find(ingresses.filter(isCanary), host, path);
}

function find(ingresses: readonly Ingress[], host: string, path: string): IngressRoute | undefined {
  for (const name of serverNames(host)) {
    const rules = ingresses.flatMap((ingress) =>
      (ingress.spec.rules ?? [])
        .filter((rule) => (rule.host ?? '') === name)
        .flatMap(({ http }) => (http?.paths ?? []).map((one) => ({ ingress, one }))),
    );
    if (rules.length === 0) continue;
    // One Ingress with regular expressions makes all paths of the host such.
    const regex = rules.some(({ ingress }) => isRegex(ingress));
    const sorted = rules.sort((a, b) => rank(b.one, regex) - rank(a.one, regex) || (b.one.path ?? '').length - (a.one.path ?? '').length);
    for (const { ingress, one } of sorted) {
      const groups = fits(one, path, regex);
      if (groups) return { ingress, backend: one.backend, path: one.path ?? '/', groups };
    }
    const fallback = ingresses.find(({ spec }) => spec.defaultBackend && spec.rules?.some((rule) => (rule.host ?? '') === name));
    return fallback && { ingress: fallback, backend: fallback.spec.defaultBackend!, path: '', groups: [] };
  }
  const fallback = ingresses.find(({ spec }) => spec.defaultBackend && !spec.rules?.length);
  return fallback && { ingress: fallback, backend: fallback.spec.defaultBackend!, path: '', groups: [] };
}

const rank = ({ pathType }: IngressPath, regex: boolean): number => (pathType === 'Exact' && !regex ? 1 : 0);

function fits({ path = '/', pathType }: IngressPath, asked: string, regex: boolean): readonly string[] | undefined {
  if (regex) {
    if (path.length > MOST_PATTERN) return undefined;
    try {
      return new RegExp(`^${path}`, 'i')
        .exec(asked)
        ?.slice(1)
        .map((group) => group ?? '');
    } catch {
      return undefined;
    }
  }
  if (pathType === 'Exact') return asked === path ? [] : undefined;
  const prefix = path.replace(/\/+$/, '');
  return asked === prefix || asked.startsWith(`${prefix}/`) ? [] : undefined;
}

/** The path that the backend is asked for. */
export function rewritten({ ingress, groups }: IngressRoute, path: string): string {
  const target = annotationOf(ingress, 'rewrite-target');
  if (target === undefined || target === '') return path;
  const filled = target.replace(/\$(\d)/g, (_, n: string) => groups[Number(n) - 1] ?? '');
  return filled.startsWith('/') ? filled : `/${filled}`;
}

/** Whether TLS is set up for a host of an Ingress. */
export function hasTls({ spec }: Ingress, host: string): boolean {
  return (spec.tls ?? []).some(
    ({ hosts }) => !hosts?.length || hosts.some((name) => name === host || name === host.replace(/^[^.]+/, '*')),
  );
}
