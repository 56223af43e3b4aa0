import type { EndpointSlice, Namespace, Secret, Service } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { keyOf } from '../../../controllers/context';
import { ENDPOINT_SLICES, NAMESPACES, SECRETS, SERVICES } from '../../../client/resources';
import type { OperatorContext } from '../../addon';
import {
  GATEWAY_CLASSES,
  GATEWAYS,
  GROUP,
  GRPC_ROUTES,
  HTTP_ROUTES,
  REFERENCE_GRANTS,
  type Gateway,
  type GatewayClass,
  type ReferenceGrant,
  type Route,
} from '../resources';

/** Everything the control plane looks at, as it is now. */
export interface Surroundings {
  readonly classes: readonly GatewayClass[];
  readonly gateways: readonly Gateway[];
  /** Oldest first, then by name: that is who wins where two want the same. */
  readonly routes: readonly RouteOfKind[];
  readonly grants: readonly ReferenceGrant[];
  labelsOf(namespace: string): Readonly<Record<string, string>>;
  secret(namespace: string, name: string): Secret | undefined;
  service(namespace: string, name: string): Service | undefined;
  slices(namespace: string, service: string): readonly EndpointSlice[];
}

export type RouteKind = 'HTTPRoute' | 'GRPCRoute';

export interface RouteOfKind {
  readonly kind: RouteKind;
  readonly route: Route;
}

const age = ({ metadata }: KubeObject): string => `${metadata.creationTimestamp ?? ''} ${keyOf({ metadata })}`;

/** Reads the informers. */
export function surroundingsOf({ informers }: OperatorContext): Surroundings {
  const all = <T extends KubeObject>(resource: { group: string; resource: string }) => informers.informer<T>(resource).list();
  const kinds = [
    ['HTTPRoute', HTTP_ROUTES],
    ['GRPCRoute', GRPC_ROUTES],
  ] as const;
  return {
    classes: all<GatewayClass>(GATEWAY_CLASSES),
    gateways: all<Gateway>(GATEWAYS),
    routes: kinds
      .flatMap(([kind, resource]) => all<Route>(resource).map((route) => ({ kind, route })))
      .sort((a, b) => (age(a.route) < age(b.route) ? -1 : 1)),
    grants: all<ReferenceGrant>(REFERENCE_GRANTS),
    labelsOf: (namespace) => informers.informer<Namespace>(NAMESPACES).get('', namespace)?.metadata.labels ?? {},
    secret: (namespace, name) => informers.informer<Secret>(SECRETS).get(namespace, name),
    service: (namespace, name) => informers.informer<Service>(SERVICES).get(namespace, name),
    slices: (namespace, service) =>
      informers
        .informer<EndpointSlice>(ENDPOINT_SLICES)
        .list(namespace)
        .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service),
  };
}

/** Whether an object of one namespace may point at one of another. */
export function isGranted(
  { grants }: Surroundings,
  from: { readonly kind: string; readonly namespace: string },
  to: { readonly kind: string; readonly namespace: string; readonly name: string },
): boolean {
  if (from.namespace === to.namespace) return true;
  return grants.some(
    ({ metadata, spec }) =>
      metadata.namespace === to.namespace &&
      spec.from.some((one) => one.group === GROUP && one.kind === from.kind && one.namespace === from.namespace) &&
      spec.to.some((one) => one.group === '' && one.kind === to.kind && (!one.name || one.name === to.name)),
  );
}
