import type { Service } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import type { Profile } from '../profiles/profile';
import { bindQueue, ignoreNotFound, keyOf, splitKey, type ControllerContext } from './context';
import { SERVICES } from '../client/resources';
import { fnv32a } from './template-hash';

const CLEANUP = 'service.kubernetes.io/load-balancer-cleanup';
const QUEUE = 'controller/service-lb';

interface Ingress {
  readonly ip?: string;
  readonly hostname?: string;
}

/** How a cloud names its load balancers, and how long it takes to have one (ms). */
interface Cloud {
  readonly takesMs: number;
  ingress(service: Service, profile: Profile): Ingress;
}

/** An address in a cloud's range, always the same for the same service. */
const addressIn = (first: number, second: number, service: Service): string => {
  const hash = fnv32a(service.metadata.uid ?? '');
  return [first, second + (hash & 31), (hash >>> 8) & 255, 1 + ((hash >>> 16) % 254)].join('.');
};
const regionOf = (profile: Profile): string =>
  profile.hosts.flatMap(({ labels }) => labels?.['topology.kubernetes.io/region'] ?? [])[0] ?? 'us-east-1';

const CLOUDS: Readonly<Record<NonNullable<Profile['managed']>, Cloud>> = {
  eks: {
    takesMs: 3_000,
    ingress(service, profile) {
      const name = `a${(service.metadata.uid ?? '').replaceAll('-', '')}`.slice(0, 32);
      return { hostname: `${name}-${fnv32a(name)}.${regionOf(profile)}.elb.amazonaws.com` };
    },
  },
  aks: { takesMs: 15_000, ingress: (service) => ({ ip: addressIn(20, 40, service) }) },
  gke: { takesMs: 35_000, ingress: (service) => ({ ip: addressIn(34, 64, service) }) },
};

/**
 * Gets a load balancer of the cloud for each Service that wants one. Without a cloud there is nobody who does, and the address stays
 * pending. Models k8s.io/cloud-provider/controllers/service.
 */
export function serviceLoadBalancerController(context: ControllerContext, profile: Profile): void {
  const cloud = profile.managed && CLOUDS[profile.managed];
  if (!cloud) return;
  const { client, informers, sim } = context;
  const events = context.events('service-controller');
  const services = informers.informer<Service>(SERVICES);
  const enqueue = bindQueue(context, 'service-lb', sync);
  /** The cloud has made what was asked for. */
  bindQueue(context, 'service-lb-made', (key) => {
    const service = services.get(...splitKey(key));
    if (!service || !wants(service) || ingressOf(service).length > 0) return;
    write(service, { loadBalancer: { ingress: [cloud.ingress(service, profile)] } });
    events.event(service, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
  });
  services.onChange(({ object, old, type }) => {
    if (type !== 'DELETED' && (wants(object) || (old && wants(old)) || has(object))) enqueue(keyOf(object));
  });

  function sync(key: string): void {
    const service = services.get(...splitKey(key));
    if (!service) return;
    if (wants(service)) ensure(service);
    else if (has(service)) remove(service);
  }

  function ensure(service: Service): void {
    if (ingressOf(service).length > 0 || sim.timer(`${QUEUE}-made`, keyOf(service))) return;
    events.event(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
    if (!has(service)) write(service, undefined, [...(service.metadata.finalizers ?? []), CLEANUP]);
    sim.after(`${QUEUE}-made`, keyOf(service), cloud!.takesMs);
  }

  function remove(service: Service): void {
    sim.cancel(`${QUEUE}-made`, keyOf(service));
    events.event(service, 'Normal', 'DeletingLoadBalancer', 'Deleting load balancer');
    write(
      service,
      { loadBalancer: {} },
      (service.metadata.finalizers ?? []).filter((finalizer) => finalizer !== CLEANUP),
    );
    events.event(service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer');
  }

  /** Status and finalizers go by one patch of the status, as upstream: its role lets it change no more. */
  function write(service: Service, status: object | undefined, finalizers?: readonly string[]): void {
    const { namespace = '', name } = service.metadata;
    const patch = { ...(finalizers && { metadata: { finalizers: finalizers.length > 0 ? finalizers : null } }), ...(status && { status }) };
    ignoreNotFound(() => client.patch(SERVICES, namespace, name, patch, { type: 'merge', subresource: 'status' }));
  }
}

const wants = ({ spec, metadata }: Service): boolean =>
  spec?.type === 'LoadBalancer' && spec.loadBalancerClass === undefined && !metadata.deletionTimestamp;
const has = ({ metadata }: KubeObject): boolean => metadata.finalizers?.includes(CLEANUP) ?? false;
const ingressOf = ({ status }: Service): readonly unknown[] => status?.loadBalancer?.ingress ?? [];
