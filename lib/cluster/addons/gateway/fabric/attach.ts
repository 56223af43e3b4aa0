import {
  GATEWAYS,
  GROUP,
  type Condition,
  type Gateway,
  type ParentRef,
  type Route,
  type RouteFilter,
  type RouteMatch,
  type ValueMatch,
} from '../resources';
import { resolveBackend } from './backends';
import type { ProxyLocation, ProxyRule } from './configuration';
import type { RouteOfKind, Surroundings } from './graph';
import { commonHosts, mostExact, precision } from './hostnames';
import { isAllowed, type BoundListener } from './listeners';

/** A Gateway of ours with its listeners. */
export interface BoundGateway {
  readonly gateway: Gateway;
  readonly listeners: readonly BoundListener[];
  /** False: nothing of it works. */
  readonly valid: boolean;
}

/** What came of one parent of a route. */
export interface Attachment {
  readonly parentRef: ParentRef;
  readonly accepted: Condition;
  /** Listener's name to the host names that it serves for the route. */
  readonly hosts: ReadonlyMap<string, readonly string[]>;
}

const accepted = (status: 'True' | 'False', reason: string, message: string): Condition => ({ type: 'Accepted', status, reason, message });
const NOWHERE: ReadonlyMap<string, readonly string[]> = new Map();

/** Attaches a route to the listeners of a Gateway. Models internal/controller/state/graph/route_common.go bindRouteToListeners. */
export function attach(around: Surroundings, { kind, route }: RouteOfKind, bound: BoundGateway, parentRef: ParentRef): Attachment {
  const { gateway, listeners, valid } = bound;
  const fail = (reason: string, message: string): Attachment => ({
    parentRef,
    accepted: accepted('False', reason, message),
    hosts: NOWHERE,
  });
  const asked = listeners.filter(
    ({ listener }) =>
      (parentRef.sectionName === undefined || listener.name === parentRef.sectionName) &&
      (parentRef.port === undefined || listener.port === parentRef.port),
  );
  if (asked.length === 0) return fail('NoMatchingParent', 'Listener is not found for this parent ref');
  if (!valid) return fail('InvalidGateway', 'Gateway is invalid');
  const usable = asked.filter((one) => one.valid);
  if (usable.length === 0) return fail('InvalidListener', 'Listener is invalid for this parent ref');
  const allowed = usable.filter((one) => isAllowed(around, gateway, one, kind, route.metadata.namespace!));
  if (allowed.length === 0) return fail('NotAllowedByListeners', 'Route is not allowed by any listener');
  const hosts = new Map<string, readonly string[]>();
  for (const { listener } of allowed) {
    const common = commonHosts(listener.hostname ?? '', route.spec.hostnames ?? []);
    if (common.length === 0) continue;
    // A name belongs to the listener of the port that names it most exactly.
    const rivals = listeners.filter((one) => one.valid && one.listener.port === listener.port);
    const own = common.filter((name) => mostExact(rivals, (one) => one.listener.hostname ?? '', name)?.listener.name === listener.name);
    hosts.set(listener.name, own);
  }
  if (hosts.size === 0) return fail('NoMatchingListenerHostname', 'Listener hostname does not match the Route hostnames');
  return { parentRef, accepted: acceptance(route), hosts };
}

/** What is not simulated, as it is not in NGINX Gateway Fabric either, is told of. */
function acceptance({ spec }: Route): Condition {
  const ignored = (spec.rules ?? []).flatMap((rule, i) =>
    (['timeouts', 'retry', 'sessionPersistence'] as const)
      .filter((field) => rule[field] !== undefined)
      .map((field) => `spec.rules[${i}].${field}: Forbidden: ${field.charAt(0).toUpperCase()}${field.slice(1)}`),
  );
  return ignored.length > 0
    ? accepted('True', 'UnsupportedField', `The following unsupported parameters were ignored: ${ignored.join(', ')}`)
    : accepted('True', 'Accepted', 'The route is accepted');
}

/** Whether a parent of a route is this Gateway. */
export function isParent({ metadata }: Gateway, route: Route, { group = GROUP, kind = 'Gateway', name, namespace }: ParentRef): boolean {
  return (
    group === GATEWAYS.group &&
    kind === 'Gateway' &&
    name === metadata.name &&
    (namespace ?? route.metadata.namespace) === metadata.namespace
  );
}

type Located = { readonly type: ProxyLocation['type']; readonly path: string; readonly rule: ProxyRule };

/** A route's rules by path, with the first thing that is wrong with its references. */
export function rulesOf(around: Surroundings, one: RouteOfKind): { located: readonly Located[]; problem?: Condition } {
  let problem: Condition | undefined;
  const resolve = (ref: Parameters<typeof resolveBackend>[2], path: string) => {
    const { upstream, condition } = resolveBackend(around, one, ref, path);
    problem ??= condition;
    return upstream;
  };
  const located = (one.route.spec.rules ?? []).flatMap((rule, r) => {
    const upstreams = (rule.backendRefs ?? []).map((ref, b) => resolve(ref, `spec.rules[${r}].backendRefs[${b}]`));
    const filters: readonly RouteFilter[] = rule.filters ?? [];
    const mirrors = filters.flatMap(({ requestMirror }, f) =>
      requestMirror ? [resolve(requestMirror.backendRef, `spec.rules[${r}].filters[${f}].requestMirror.backendRef`)] : [],
    );
    const matches = rule.matches?.length ? rule.matches : [{}];
    return matches.map((match: RouteMatch): Located => {
      const { headers = [], queryParams = [] } = match;
      const method = one.kind === 'HTTPRoute' && typeof match.method === 'string' ? { method: match.method } : {};
      return { ...placeOf(one, match), rule: { ...method, headers, queryParams, filters, upstreams, mirrors } };
    });
  });
  return { located, ...(problem ? { problem } : {}) };
}

function placeOf({ kind }: RouteOfKind, { path, method }: RouteMatch): Pick<Located, 'type' | 'path'> {
  if (kind === 'HTTPRoute') return { type: (path?.type ?? 'PathPrefix') as Located['type'], path: path?.value ?? '/' };
  const { type = 'Exact', service, method: name } = typeof method === 'object' ? method : {};
  if (type === 'RegularExpression' || (service === undefined && name !== undefined))
    return { type: 'RegularExpression', path: `/${service ?? '[^/]+'}/${name ?? '.+'}$` };
  if (service === undefined) return { type: 'PathPrefix', path: '/' };
  return name === undefined ? { type: 'PathPrefix', path: `/${service}/` } : { type: 'Exact', path: `/${service}/${name}` };
}

const RANKS = { Exact: 2, RegularExpression: 1, PathPrefix: 0 } as const;
const conditionsOf = (list: readonly ValueMatch[]): number => list.length;

/** Rules by location: exact paths, expressions, prefixes from the longest on; in each, what asks for most comes first. */
export function locationsOf(located: readonly Located[]): readonly ProxyLocation[] {
  const found = new Map<string, { type: Located['type']; path: string; rules: ProxyRule[] }>();
  for (const { type, path, rule } of located) {
    const key = `${type} ${path}`;
    const there = found.get(key) ?? { type, path, rules: [] };
    there.rules.push(rule);
    found.set(key, there);
  }
  for (const { rules } of found.values())
    rules.sort(
      (a, b) =>
        Number(b.method !== undefined) - Number(a.method !== undefined) ||
        conditionsOf(b.headers) - conditionsOf(a.headers) ||
        conditionsOf(b.queryParams) - conditionsOf(a.queryParams),
    );
  return [...found.values()].sort((a, b) => RANKS[b.type] - RANKS[a.type] || b.path.length - a.path.length);
}

export { precision };
export type { Located };
