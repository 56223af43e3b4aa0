import type { BackendRef, Condition } from '../resources';
import type { Upstream } from './configuration';
import { isGranted, type RouteOfKind, type Surroundings } from './graph';

const unresolved = (reason: string, message: string): Condition => ({ type: 'ResolvedRefs', status: 'False', reason, message });

/**
 * Where a reference leads. One that leads nowhere keeps its share of the traffic, which is answered with 500.
 * Models internal/controller/state/graph/backend_refs.go; `path` is the field's.
 */
export function resolveBackend(
  around: Surroundings,
  { kind: routeKind, route }: RouteOfKind,
  ref: BackendRef,
  path: string,
): { upstream: Upstream; condition?: Condition } {
  const own = route.metadata.namespace!;
  const { group = '', kind = 'Service', name, namespace = own, port, weight = 1, filters = [] } = ref;
  const dead = { name: 'invalid-backend-ref', weight, valid: false, endpoints: [], filters };
  const fail = (reason: string, message: string) => ({ upstream: dead, condition: unresolved(reason, message) });
  if (group !== '' && group !== 'core')
    return fail('InvalidKind', `${path}.group: Unsupported value: "${group}": supported values: "core", "", "inference.networking.k8s.io"`);
  if (kind !== 'Service') return fail('InvalidKind', `${path}.kind: Unsupported value: "${kind}": supported values: "Service"`);
  if (!isGranted(around, { kind: routeKind, namespace: own }, { kind: 'Service', namespace, name }))
    return fail('RefNotPermitted', `Backend ref to Service ${namespace}/${name} not permitted by any ReferenceGrant`);
  const service = around.service(namespace, name);
  if (!service) return fail('BackendNotFound', `${path}.name: Not found: "${name}"`);
  const entry = service.spec?.ports?.find((one) => one.port === port);
  if (!entry) return fail('BackendNotFound', `no matching port for Service ${name} and port ${port}`);
  const endpoints = around.slices(namespace, name).flatMap((slice) => {
    const at = slice.ports?.find((one) => (one.name ?? '') === (entry.name ?? ''))?.port;
    if (at === undefined || slice.addressType === 'IPv6') return [];
    return (slice.endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready !== false)
      .map(({ addresses }) => ({ ip: addresses[0]!, port: at }));
  });
  const distinct = new Map(endpoints.map((one) => [`${one.ip}:${one.port}`, one]));
  const sorted = [...distinct.keys()].sort().map((key) => distinct.get(key)!);
  return { upstream: { name: `${namespace}_${name}_${port}`, weight, valid: true, endpoints: sorted, filters } };
}
