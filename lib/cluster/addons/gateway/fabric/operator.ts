import type { Pod, Service } from '@/lib/api/models';
import type { GroupResource } from '@/lib/api/object';
import { bindQueue, keyOf } from '../../../controllers/context';
import { ENDPOINT_SLICES, NAMESPACES, PODS, SECRETS, SERVICES } from '../../../client/resources';
import type { Operator, OperatorContext } from '../../addon';
import {
  CONTROLLER_NAME,
  GATEWAY_CLASSES,
  GATEWAYS,
  GRPC_ROUTES,
  HTTP_ROUTES,
  NGINX_GROUP,
  NGINX_PROXIES,
  REFERENCE_GRANTS,
  type Condition,
  type Gateway,
  type GatewayClass,
  type NginxProxy,
  type ParametersRef,
  type Route,
} from '../resources';
import { attach, isParent, rulesOf, type Attachment, type BoundGateway } from './attach';
import { configurationOf, type AttachedRoute } from './build';
import { surroundingsOf, type RouteOfKind, type Surroundings } from './graph';
import { bindListeners, LISTENER_CONDITIONS } from './listeners';
import { dataPlaneName, GATEWAY_LABEL, provision } from './provisioner';
import { sendTo } from './agents';
import { stored, writeStatus } from './statuses';

const ALL = 'graph';
/** Changes of these may change everything. */
const WATCHED: readonly GroupResource[] = [GATEWAY_CLASSES, GATEWAYS, HTTP_ROUTES, GRPC_ROUTES, REFERENCE_GRANTS, NGINX_PROXIES];
/** Changes of these do where there is a Gateway. */
const AROUND: readonly GroupResource[] = [SERVICES, ENDPOINT_SLICES, SECRETS, NAMESPACES];

const yes = (type: string, reason: string, message: string): Condition => ({ type, status: 'True', reason, message });
const no = (type: string, reason: string, message: string): Condition => ({ type, status: 'False', reason, message });

/** The control plane of NGINX Gateway Fabric: it builds one picture of everything, and writes what follows from it. */
export const fabricController: Operator = {
  name: 'nginx-gateway',
  bind(context) {
    const { informers } = context;
    const gateways = informers.informer<Gateway>(GATEWAYS);
    const enqueue = bindQueue(context, 'nginx-gateway/graph', () => sync(context));
    const all = () => enqueue(ALL);
    for (const resource of WATCHED) informers.informer(resource).onChange(all);
    for (const resource of AROUND) informers.informer(resource).onChange(() => gateways.list().length > 0 && all());
    informers.informer<Pod>(PODS).onChange(({ object }) => object.metadata.labels?.[GATEWAY_LABEL] !== undefined && all());
    return { resync: all };
  },
};

function sync(context: OperatorContext): void {
  const around = surroundingsOf(context);
  const flag = context.instances()[0]!.argv.find((word) => word.startsWith('--gatewayclass='));
  const className = flag?.slice('--gatewayclass='.length) ?? 'nginx';
  const ours = around.classes.filter(({ spec }) => spec.controllerName === CONTROLLER_NAME);
  for (const one of ours) writeClass(context, one, one.metadata.name === className);
  const gatewayClass = ours.find(({ metadata }) => metadata.name === className);
  if (!gatewayClass) return;
  const bound = around.gateways
    .filter(({ spec, metadata }) => spec.gatewayClassName === className && !metadata.deletionTimestamp)
    .map((gateway): BoundGateway => {
      const listeners = bindListeners(around, gateway);
      return { gateway, listeners, valid: listeners.some(({ valid }) => valid) && !gateway.spec.addresses?.some(isUnsupported) };
    });
  const attached = attachAll(context, around, bound);
  for (const one of bound) program(context, gatewayClass, one, attached.get(keyOf(one.gateway)) ?? []);
}

const isUnsupported = ({ type = 'IPAddress' }: { type?: string }): boolean => type !== 'IPAddress';

/** Attaches all routes and writes what came of it. */
function attachAll(
  context: OperatorContext,
  around: Surroundings,
  bound: readonly BoundGateway[],
): ReadonlyMap<string, readonly AttachedRoute[]> {
  const found = new Map<string, AttachedRoute[]>();
  for (const one of around.routes) {
    const { route } = one;
    const parents = (route.spec.parentRefs ?? []).flatMap((parentRef) => {
      const parent = bound.find(({ gateway }) => isParent(gateway, route, parentRef));
      return parent ? [{ parent, attachment: attach(around, one, parent, parentRef) }] : [];
    });
    const { located, problem } = parents.length > 0 ? rulesOf(around, one) : { located: [], problem: undefined };
    for (const { parent, attachment } of parents) {
      const key = keyOf(parent.gateway);
      found.set(key, [...(found.get(key) ?? []), { kind: one.kind, attachment, located }]);
    }
    writeRoute(
      context,
      one,
      parents.map(({ attachment }) => attachment),
      problem,
    );
  }
  return found;
}

function writeRoute(
  context: OperatorContext,
  { kind, route }: RouteOfKind,
  attachments: readonly Attachment[],
  problem: Condition | undefined,
): void {
  const before = route.status?.parents ?? [];
  const others = before.filter(({ controllerName }) => controllerName !== CONTROLLER_NAME);
  if (attachments.length === 0 && others.length === before.length) return;
  const own = attachments.map(({ parentRef, accepted }) => {
    const old = before.find((one) => one.controllerName === CONTROLLER_NAME && JSON.stringify(one.parentRef) === JSON.stringify(parentRef));
    const conditions = [accepted, problem ?? yes('ResolvedRefs', 'ResolvedRefs', 'All references are resolved')];
    return {
      conditions: stored(conditions, old?.conditions, generation(route), context.sim.now()),
      controllerName: CONTROLLER_NAME,
      parentRef,
    };
  });
  writeStatus(context, kind === 'HTTPRoute' ? HTTP_ROUTES : GRPC_ROUTES, route, { parents: [...others, ...own] });
}

const generation = ({ metadata }: Route | Gateway | GatewayClass): number => metadata.generation ?? 1;

/** Keeps a Gateway's nginx, tells it what to do, and writes the Gateway's status. */
function program(context: OperatorContext, gatewayClass: GatewayClass, bound: BoundGateway, routes: readonly AttachedRoute[]): void {
  const { gateway, listeners } = bound;
  const parameters = parametersOf(context, gatewayClass, gateway);
  const ports = [...new Set(listeners.filter(({ valid }) => valid).map(({ listener }) => listener.port))].sort((a, b) => a - b);
  if (bound.valid) {
    provision(context, gateway, ports, parameters.proxy);
    sendTo(context, gateway, configurationOf(bound, routes), certificates(bound));
  }
  const now = context.sim.now();
  const at = generation(gateway);
  const service = context.informers.informer<Service>(SERVICES).get(gateway.metadata.namespace!, dataPlaneName(gateway));
  writeStatus(context, GATEWAYS, gateway, {
    addresses: bound.valid ? addressesOf(service) : [],
    conditions: stored([...gatewayConditions(bound), ...parameters.conditions], gateway.status?.conditions, at, now),
    listeners: listeners.map(({ listener, conditions, supportedKinds, valid }) => {
      const old = gateway.status?.listeners?.find(({ name }) => name === listener.name);
      return {
        name: listener.name,
        attachedRoutes: valid ? routes.filter(({ attachment }) => attachment.hosts.has(listener.name)).length : 0,
        conditions: stored([...LISTENER_CONDITIONS, ...conditions], old?.conditions, at, now),
        supportedKinds: supportedKinds.map((kind) => ({ group: GATEWAYS.group, kind })),
      };
    }),
  });
}

function certificates({ listeners }: BoundGateway): readonly { port: number; hostname: string; pem: string }[] {
  return listeners.flatMap(({ listener, certificate, valid }) =>
    valid && certificate ? [{ port: listener.port, hostname: listener.hostname ?? '', pem: certificate }] : [],
  );
}

function gatewayConditions({ gateway, listeners }: BoundGateway): readonly Condition[] {
  const unsupported = gateway.spec.addresses?.findIndex(isUnsupported) ?? -1;
  if (unsupported >= 0)
    return [
      no(
        'Accepted',
        'UnsupportedAddress',
        `spec.addresses[${unsupported}].type: Unsupported value: "${gateway.spec.addresses![unsupported]!.type}": supported values: "IPAddress"`,
      ),
      no('Programmed', 'Invalid', 'Gateway address is not supported'),
    ];
  if (!listeners.some(({ valid }) => valid)) {
    const message = 'Gateway has no valid listeners';
    return [no('Accepted', 'ListenersNotValid', message), no('Programmed', 'Invalid', message)];
  }
  const accepted = listeners.every(({ valid }) => valid)
    ? yes('Accepted', 'Accepted', 'Gateway is accepted')
    : yes('Accepted', 'ListenersNotValid', 'Gateway has at least one valid listener');
  return [accepted, yes('Programmed', 'Programmed', 'Gateway is programmed')];
}

function addressesOf(service: Service | undefined): readonly object[] {
  if (!service) return [];
  if (service.spec?.type === 'LoadBalancer')
    return (service.status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) =>
      ip ? { type: 'IPAddress', value: ip } : { type: 'Hostname', value: hostname! },
    );
  return service.spec?.clusterIP ? [{ type: 'IPAddress', value: service.spec.clusterIP }] : [];
}

/** The settings of a Gateway's nginx: the Gateway's own over those of its class. */
function parametersOf(
  { informers }: OperatorContext,
  gatewayClass: GatewayClass,
  gateway: Gateway,
): { proxy: NginxProxy | undefined; conditions: readonly Condition[] } {
  const find = (ref: ParametersRef | undefined, namespace: string) =>
    ref?.group === NGINX_GROUP && ref.kind === 'NginxProxy'
      ? informers.informer<NginxProxy>(NGINX_PROXIES).get(namespace, ref.name)
      : undefined;
  const general = find(gatewayClass.spec.parametersRef, gatewayClass.spec.parametersRef?.namespace ?? '');
  const ref = gateway.spec.infrastructure?.parametersRef;
  if (!ref) return { proxy: general, conditions: [] };
  const own = find(ref, gateway.metadata.namespace!);
  if (own) {
    const { deployment, service } = { ...own.spec.kubernetes };
    const base = general?.spec.kubernetes;
    const kubernetes = { deployment: { ...base?.deployment, ...deployment }, service: { ...base?.service, ...service } };
    return {
      proxy: { ...own, spec: { kubernetes } },
      conditions: [yes('ResolvedRefs', 'ResolvedRefs', 'ParametersRef resource is resolved')],
    };
  }
  const missing = 'ParametersRef resource could not be found';
  return {
    proxy: general,
    conditions: [
      no('ResolvedRefs', 'ParametersRefNotFound', missing),
      yes('Accepted', 'InvalidParameters', `Gateway is accepted, but ParametersRef is ignored due to an error: ${missing}`),
    ],
  };
}

function writeClass(context: OperatorContext, one: GatewayClass, taken: boolean): void {
  const ref = one.spec.parametersRef;
  const resolved =
    !ref || context.informers.informer(NGINX_PROXIES).get(ref.namespace ?? '', ref.name) !== undefined
      ? yes('ResolvedRefs', 'ResolvedRefs', 'ParametersRef resource is resolved')
      : no('ResolvedRefs', 'ParametersRefNotFound', 'ParametersRef resource could not be found');
  const conditions = [
    taken
      ? yes('Accepted', 'Accepted', 'GatewayClass is accepted')
      : no('Accepted', 'GatewayClassConflict', 'The resource is ignored due to a conflicting GatewayClass resource'),
    yes('SupportedVersion', 'SupportedVersion', 'Gateway API CRD versions are supported'),
    ...(ref && taken ? [resolved] : []),
  ];
  writeStatus(context, GATEWAY_CLASSES, one, {
    ...one.status,
    conditions: stored(conditions, one.status?.conditions, generation(one), context.sim.now()),
  });
}
