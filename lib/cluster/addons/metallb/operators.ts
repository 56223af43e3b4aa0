import type { EndpointSlice, Node, Service } from '@/lib/api/models';
import { bindQueue, ignoreNotFound, keyOf, splitKey } from '../../controllers/context';
import { ENDPOINT_SLICES, NODES, SERVICES } from '../../client/resources';
import type { Operator, OperatorContext } from '../addon';
import { addressesOf, ADVERTISEMENTS, FROM_POOL, holds, POOLS, type AddressPool, type L2Advertisement } from './resources';
import { announcingNode, type L2View } from './speakers';

const POOL_ANNOTATIONS = ['metallb.io/address-pool', 'metallb.universe.tf/address-pool'];
const IP_ANNOTATIONS = ['metallb.io/loadBalancerIPs', 'metallb.universe.tf/loadBalancerIPs'];
const SHARING_ANNOTATIONS = ['metallb.io/allow-shared-ip', 'metallb.universe.tf/allow-shared-ip'];

const annotation = ({ metadata }: Service, names: readonly string[]): string | undefined =>
  names.map((name) => metadata.annotations?.[name]).find(Boolean);
const addressOf = (service: Service): string | undefined => service.status?.loadBalancer?.ingress?.find(({ ip }) => ip)?.ip;
const isOurs = ({ spec }: Service): boolean => spec?.type === 'LoadBalancer' && !spec.loadBalancerClass;

/** Gives Services of type LoadBalancer addresses of pools. Models metallb/controller. */
export const metallbController: Operator = {
  name: 'metallb-controller',
  bind(context) {
    const services = context.informers.informer<Service>(SERVICES);
    const enqueue = bindQueue(context, 'metallb/services', (key) => allocate(context, key));
    const all = () => services.list().forEach((service) => concerns(service) && enqueue(keyOf(service)));
    services.onChange(({ type, object }) => (type === 'DELETED' ? isOurs(object) && all() : concerns(object) && enqueue(keyOf(object))));
    context.informers.informer<AddressPool>(POOLS).onChange(all);
    return { resync: all };
  },
};

const concerns = (service: Service): boolean => isOurs(service) || service.metadata.annotations?.[FROM_POOL] !== undefined;

function allocate(context: OperatorContext, key: string): void {
  const { client, informers } = context;
  const service = client.get<Service>(SERVICES, ...splitKey(key));
  if (!service || service.metadata.deletionTimestamp) return;
  if (!isOurs(service)) return release(context, service);
  const pools = informers.informer<AddressPool>(POOLS).list();
  const current = addressOf(service);
  if (current && pools.some((pool) => holds(pool, current))) return;
  if (pools.length === 0) {
    const line = { caller: 'service.go:162', error: 'no available IPs', level: 'error', msg: 'IP allocation failed', op: 'allocateIPs' };
    context.log(`${JSON.stringify({ ...line, ts: new Date(context.sim.now()).toISOString() })}\n`);
  }
  const events = context.events('metallb-controller');
  const found = choose(service, pools, taken(informers.informer<Service>(SERVICES).list(), service));
  if ('error' in found) {
    events.event(service, 'Warning', 'AllocationFailed', `Failed to allocate IP for ${JSON.stringify(key)}: ${found.error}`);
    return;
  }
  const [namespace, name] = splitKey(key);
  ignoreNotFound(() => {
    client.patch(SERVICES, namespace, name, { metadata: { annotations: { [FROM_POOL]: found.pool } } }, { type: 'merge' });
    const status = { status: { loadBalancer: { ingress: [{ ip: found.ip, ipMode: 'VIP' }] } } };
    client.patch(SERVICES, namespace, name, status, { type: 'merge', subresource: 'status' });
  });
  events.event(service, 'Normal', 'IPAllocated', `Assigned IP ["${found.ip}"]`);
}

/** A Service that is no LoadBalancer any more gives its address back. */
function release({ client }: OperatorContext, { metadata }: Service): void {
  ignoreNotFound(() => {
    client.patch(SERVICES, metadata.namespace!, metadata.name, { metadata: { annotations: { [FROM_POOL]: null } } }, { type: 'merge' });
    client.patch(
      SERVICES,
      metadata.namespace!,
      metadata.name,
      { status: { loadBalancer: null } },
      { type: 'merge', subresource: 'status' },
    );
  });
}

/** Addresses that other Services have, unless they share theirs with this one. */
function taken(services: readonly Service[], own: Service): ReadonlyMap<string, string> {
  const sharing = annotation(own, SHARING_ANNOTATIONS);
  const used = new Map<string, string>();
  for (const service of services) {
    const ip = addressOf(service);
    if (!ip || keyOf(service) === keyOf(own)) continue;
    if (sharing && annotation(service, SHARING_ANNOTATIONS) === sharing && !overlap(service, own)) continue;
    used.set(ip, keyOf(service));
  }
  return used;
}

const overlap = (a: Service, b: Service): boolean =>
  (a.spec?.ports ?? []).some((one) => b.spec?.ports?.some((other) => other.port === one.port && other.protocol === one.protocol));

function choose(
  service: Service,
  pools: readonly AddressPool[],
  used: ReadonlyMap<string, string>,
): { ip: string; pool: string } | { error: string } {
  const wanted = annotation(service, IP_ANNOTATIONS) ?? service.spec?.loadBalancerIP;
  if (wanted) {
    const pool = pools.find((one) => holds(one, wanted) && serves(one, service));
    if (!pool) return { error: `[${JSON.stringify(wanted)}] is not allowed in config` };
    const owner = used.get(wanted);
    if (owner) return { error: `can't change sharing key for ${JSON.stringify(keyOf(service))}, address also in use by ${owner}` };
    return { ip: wanted, pool: pool.metadata.name };
  }
  const named = annotation(service, POOL_ANNOTATIONS);
  if (named && !pools.some(({ metadata }) => metadata.name === named)) return { error: `unknown pool ${JSON.stringify(named)}` };
  const priority = ({ spec }: AddressPool) => spec.serviceAllocation?.priority || Number.MAX_SAFE_INTEGER;
  const usable = pools
    .filter((pool) => (named ? pool.metadata.name === named : pool.spec.autoAssign !== false) && serves(pool, service))
    .sort((a, b) => priority(a) - priority(b) || (a.metadata.name < b.metadata.name ? -1 : 1));
  for (const pool of usable) {
    for (const ip of addressesOf(pool)) if (!used.has(ip)) return { ip, pool: pool.metadata.name };
  }
  return { error: named ? `no available IPs in pool ${JSON.stringify(named)} for ipv4 IPFamily` : 'no available IPs' };
}

const serves = ({ spec }: AddressPool, { metadata }: Service): boolean => {
  const namespaces = spec.serviceAllocation?.namespaces ?? [];
  return namespaces.length === 0 || namespaces.includes(metadata.namespace!);
};

/** Tells which node answers for an address. Models metallb/speaker. */
export const metallbSpeaker: Operator = {
  name: 'metallb-speaker',
  bind(context) {
    const { informers } = context;
    const services = informers.informer<Service>(SERVICES);
    const enqueue = bindQueue(context, 'metallb/announcements', (key) => announce(context, key));
    const all = () => services.list().forEach((service) => isOurs(service) && addressOf(service) && enqueue(keyOf(service)));
    services.onChange(({ type, object }) => type !== 'DELETED' && isOurs(object) && addressOf(object) && enqueue(keyOf(object)));
    informers.informer<L2Advertisement>(ADVERTISEMENTS).onChange(all);
    informers.informer<EndpointSlice>(ENDPOINT_SLICES).onChange(({ object }) => {
      const name = object.metadata.labels?.['kubernetes.io/service-name'];
      const service = name === undefined ? undefined : services.get(object.metadata.namespace!, name);
      if (service && isOurs(service) && addressOf(service)) enqueue(keyOf(service));
    });
    return { resync: all };
  },
};

function announce(context: OperatorContext, key: string): void {
  const { client, informers } = context;
  const service = client.get<Service>(SERVICES, ...splitKey(key));
  const ip = service && addressOf(service);
  if (!service || !ip || !isOurs(service)) return;
  const view: L2View = {
    pools: informers.informer<AddressPool>(POOLS).list(),
    advertisements: informers.informer<L2Advertisement>(ADVERTISEMENTS).list(),
    nodes: informers.informer<Node>(NODES).list(),
    speakers: context.instances().map(({ machine }) => machine),
    slices: (namespace, name) =>
      informers
        .informer<EndpointSlice>(ENDPOINT_SLICES)
        .list(namespace)
        .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name),
  };
  const node = announcingNode(view, service, ip);
  if (node)
    context.events('metallb-speaker').event(service, 'Normal', 'nodeAssigned', `announcing from node "${node}" with protocol "layer2"`);
}
