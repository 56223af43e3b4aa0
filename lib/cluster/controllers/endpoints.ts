import type { Endpoints, Pod, Service } from '@/lib/api/models';
import { matchesLabelMap } from '@/lib/api/label-selector';
import { bindQueue, isNamespaceTerminating, splitKey, type ControllerContext } from './context';
import { repackSubsets, type Subset } from './endpoint-subsets';
import { isPodReady, isPodTerminal } from './pod-state';
import { ENDPOINTS, PODS, SERVICES } from '../client/resources';
import { portsOn } from './service-ports';
import { LAST_CHANGE, newTriggerTimes } from './trigger-times';

const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const HEADLESS = 'service.kubernetes.io/headless';
/** Addresses that one object may hold. */
const CAPACITY = 1_000;

/** Keeps the older Endpoints of Services with a selector. Models pkg/controller/endpoint/endpoints_controller.go. */
export function endpointsController(context: ControllerContext): void {
  const { client, informers } = context;
  const services = informers.informer<Service>(SERVICES);
  const pods = informers.informer<Pod>(PODS);
  const triggers = newTriggerTimes();
  const enqueue = bindQueue(context, 'endpoint', (queued) => reconcile(...splitKey(queued)));
  services.onChange(({ object }) => enqueue(`${object.metadata.namespace}/${object.metadata.name}`));
  informers.informer<Endpoints>(ENDPOINTS).onChange(({ object, type }) => {
    if (type === 'DELETED') enqueue(`${object.metadata.namespace}/${object.metadata.name}`);
  });
  pods.onChange(({ object, old, type }) => {
    if (type === 'MODIFIED' && old && shape(old) === shape(object)) return;
    for (const service of services.list(object.metadata.namespace)) {
      const selector = selectorOf(service);
      if (!selector) continue;
      if (matchesLabelMap(selector, object.metadata.labels) || (old && matchesLabelMap(selector, old.metadata.labels)))
        enqueue(`${service.metadata.namespace}/${service.metadata.name}`);
    }
  });

  function reconcile(namespace: string, name: string): void {
    const service = client.get<Service>(SERVICES, namespace, name);
    const existing = client.get<Endpoints>(ENDPOINTS, namespace, name);
    if (!service) {
      triggers.forget(namespace, name);
      if (existing) client.delete(ENDPOINTS, namespace, name);
      return;
    }
    const selector = selectorOf(service);
    if (service.spec?.type === 'ExternalName' || !selector) return;
    const selected = pods.list(namespace).filter((pod) => matchesLabelMap(selector, pod.metadata.labels));
    const trigger = triggers.compute(service, selected);
    const all = repackSubsets(selected.filter((pod) => belongs(service, pod)).flatMap((pod) => subsetsOf(service, pod)));
    const total = all.reduce((sum, { addresses = [], notReadyAddresses = [] }) => sum + addresses.length + notReadyAddresses.length, 0);
    const subsets = total > CAPACITY ? truncated(all) : all;
    const labels = {
      ...service.metadata.labels,
      [MANAGED_BY]: 'endpoint-controller',
      ...(service.spec?.clusterIP === 'None' || !service.spec?.clusterIP ? { [HEADLESS]: '' } : {}),
    };
    const before = existing?.metadata.annotations ?? {};
    if (existing && same(existing.subsets ?? [], subsets) && same(sorted(existing.metadata.labels), sorted(labels))) return;
    const { [LAST_CHANGE]: _, [OVER_CAPACITY]: __, ...kept } = before;
    const annotations = {
      ...kept,
      ...(trigger && { [LAST_CHANGE]: trigger }),
      ...(total > CAPACITY && { [OVER_CAPACITY]: 'truncated' }),
    };
    const { subsets: ___, metadata, ...rest } = existing ?? { metadata: { name, namespace }, apiVersion: 'v1', kind: 'Endpoints' };
    const { annotations: ____, ...meta } = metadata as Endpoints['metadata'];
    const next = {
      ...rest,
      metadata: { ...meta, labels, ...(Object.keys(annotations).length > 0 && { annotations }) },
      ...(subsets.length > 0 && { subsets }),
    } as unknown as Endpoints;
    try {
      if (existing) client.update(ENDPOINTS, next);
      else client.create(ENDPOINTS, next, namespace);
    } catch (error) {
      if (existing || !isNamespaceTerminating(error)) throw error;
    }
  }
}

const selectorOf = (service: Service) =>
  service.spec?.selector && Object.keys(service.spec.selector).length > 0 ? service.spec.selector : undefined;

/** Models endpointsliceutil.ShouldPodBeInEndpoints. */
const belongs = (service: Service, pod: Pod): boolean =>
  !isPodTerminal(pod) && Boolean(pod.status?.podIP) && (Boolean(service.spec?.publishNotReadyAddresses) || !pod.metadata.deletionTimestamp);

/** One subset a port, as they are before those alike are put together. */
function subsetsOf(service: Service, pod: Pod): Subset[] {
  const address = {
    ip: pod.status!.podIP!,
    ...(pod.spec?.hostname && pod.spec.subdomain === service.metadata.name ? { hostname: pod.spec.hostname } : {}),
    ...(pod.spec?.nodeName && { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', namespace: pod.metadata.namespace!, name: pod.metadata.name, uid: pod.metadata.uid! },
  };
  const held = service.spec?.publishNotReadyAddresses || isPodReady(pod) ? { addresses: [address] } : { notReadyAddresses: [address] };
  if ((service.spec?.ports ?? []).length === 0) return service.spec?.clusterIP === 'None' ? [held] : [];
  return portsOn(service, pod).map(({ name, port, protocol, appProtocol }) => ({
    ...held,
    ports: [{ ...(name && { name }), port, protocol, ...(appProtocol && { appProtocol }) }],
  }));
}

/** Takes addresses of each subset in proportion, ready ones first. Models truncateEndpoints. */
function truncated(subsets: readonly Subset[]): Subset[] {
  const ready = subsets.reduce((sum, { addresses = [] }) => sum + addresses.length, 0);
  const notReady = subsets.reduce((sum, { notReadyAddresses = [] }) => sum + notReadyAddresses.length, 0);
  const field = ready > CAPACITY ? ('addresses' as const) : ('notReadyAddresses' as const);
  const most = ready > CAPACITY ? CAPACITY : CAPACITY - ready;
  let left = most;
  return subsets.map(({ addresses, notReadyAddresses, ports }) => {
    const held = (field === 'addresses' ? addresses : notReadyAddresses) ?? [];
    const some = held.slice(0, Math.min(left, Math.ceil((held.length / (field === 'addresses' ? ready : notReady)) * most)));
    left -= some.length;
    return {
      ...(field === 'notReadyAddresses' && addresses && { addresses }),
      ...(some.length > 0 && { [field]: some }),
      ...(ports && { ports }),
    };
  });
}

/** What of a pod matters to endpoints. */
const shape = (pod: Pod): string =>
  JSON.stringify([
    pod.metadata.labels,
    pod.metadata.deletionTimestamp,
    pod.status?.podIP,
    pod.status?.phase,
    isPodReady(pod),
    pod.spec?.nodeName,
  ]);

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const sorted = (labels: Readonly<Record<string, string>> | undefined) => Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
