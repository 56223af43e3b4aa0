import type { EndpointSlice, Node, Pod, Service } from '@/lib/api/models';
import { matchesLabelMap } from '@/lib/api/label-selector';
import { bindQueue, splitKey, type ControllerContext } from './context';
import { controllerRef } from './controller-ref';
import { isPodReady } from './pod-state';
import { ENDPOINT_SLICES, NODES, PODS, SERVICES } from '../client/resources';
import { portsOn, type ResolvedPort as Port } from './service-ports';
import { LAST_CHANGE, newTriggerTimes } from './trigger-times';

const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const CONTROLLER = 'endpointslice-controller.k8s.io';
const ZONE = 'topology.kubernetes.io/zone';
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';
/** --max-endpoints-per-slice */
const MOST = 100;

/** Lists the pods behind each Service with a selector. Models pkg/controller/endpointslice and k8s.io/endpointslice/reconciler.go. */
export function endpointSliceController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const services = informers.informer<Service>(SERVICES);
  const pods = informers.informer<Pod>(PODS);
  const nodes = informers.informer<Node>(NODES);
  const triggers = newTriggerTimes();
  const zoneOf = (pod: Pod) => nodes.get('', pod.spec?.nodeName ?? '')?.metadata.labels?.[ZONE];
  const enqueue = bindQueue(context, 'endpointslice', (queued) => reconcile(...splitKey(queued)));
  services.onChange(({ object }) => enqueue(`${object.metadata.namespace}/${object.metadata.name}`));
  informers.informer<EndpointSlice>(ENDPOINT_SLICES).onChange(({ object, type }) => {
    if (object.metadata.labels?.[MANAGED_BY] === CONTROLLER && type === 'DELETED')
      enqueue(`${object.metadata.namespace}/${object.metadata.labels[SERVICE_NAME]}`);
  });
  nodes.onChange(({ object, old, type }) => {
    if (type === 'DELETED' || object.metadata.labels?.[ZONE] === old?.metadata.labels?.[ZONE]) return;
    for (const service of services.list()) enqueue(`${service.metadata.namespace}/${service.metadata.name}`);
  });
  pods.onChange(({ object, old, type }) => {
    if (type === 'MODIFIED' && old && shape(old) === shape(object)) return;
    for (const service of services.list(object.metadata.namespace)) {
      const selector = service.spec?.selector;
      if (!selector || Object.keys(selector).length === 0) continue;
      if (matchesLabelMap(selector, object.metadata.labels) || (old && matchesLabelMap(selector, old.metadata.labels)))
        enqueue(`${service.metadata.namespace}/${service.metadata.name}`);
    }
  });

  function reconcile(namespace: string, name: string): void {
    const existing = client.list<EndpointSlice>(ENDPOINT_SLICES, namespace, {
      labelSelector: `${SERVICE_NAME}=${name},${MANAGED_BY}=${CONTROLLER}`,
    }).items;
    const service = client.get<Service>(SERVICES, namespace, name);
    const selector = service?.spec?.selector;
    if (!service || service.spec?.type === 'ExternalName' || !selector || Object.keys(selector).length === 0) {
      if (!service) triggers.forget(namespace, name);
      if (!service) for (const slice of existing) client.delete(ENDPOINT_SLICES, namespace, slice.metadata.name);
      return;
    }
    const selected = pods.list(namespace).filter((pod) => matchesLabelMap(selector, pod.metadata.labels));
    const trigger = triggers.compute(service, selected);
    const annotated = trigger ? { annotations: { [LAST_CHANGE]: trigger } } : {};
    const wanted = desired(service, selected);
    const left = [...existing];
    for (const slice of wanted) {
      const same = left.findIndex((old) => JSON.stringify(old.ports ?? []) === JSON.stringify(slice.ports));
      const old = left[same >= 0 ? same : 0];
      if (!old) client.create(ENDPOINT_SLICES, { ...slice, metadata: { ...slice.metadata, ...annotated } }, namespace);
      else {
        left.splice(left.indexOf(old), 1);
        if (
          JSON.stringify([old.endpoints ?? [], old.ports ?? [], labelsOf(old)]) !==
          JSON.stringify([slice.endpoints, slice.ports, labelsOf(slice)])
        ) {
          const { annotations: _, ...metadata } = old.metadata;
          client.update(ENDPOINT_SLICES, {
            ...old,
            metadata: { ...metadata, labels: slice.metadata.labels, ...annotated },
            endpoints: slice.endpoints,
            ports: slice.ports,
          });
        }
      }
    }
    for (const slice of left) client.delete(ENDPOINT_SLICES, namespace, slice.metadata.name);
  }

  /** Slices grouped by how the Service's ports resolve; one empty slice when no pod matches. */
  function desired(service: Service, selected: readonly Pod[]): EndpointSlice[] {
    const groups = new Map<string, { ports: Port[]; pods: Pod[] }>();
    for (const pod of selected) {
      if (!pod.status?.podIP || pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') continue;
      const ports = portsOn(service, pod);
      const key = JSON.stringify(ports);
      const group = groups.get(key) ?? { ports, pods: [] };
      group.pods.push(pod);
      groups.set(key, group);
    }
    if (groups.size === 0) groups.set('', { ports: [], pods: [] });
    return [...groups.values()].flatMap(({ ports, pods: members }) => {
      const sorted = [...members].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
      const chunks = Array.from({ length: Math.max(1, Math.ceil(sorted.length / MOST)) }, (_, i) => sorted.slice(i * MOST, (i + 1) * MOST));
      return chunks.map((chunk) => slice(service, ports, chunk));
    });
  }

  function slice(service: Service, ports: readonly Port[], members: readonly Pod[]): EndpointSlice {
    const headless = service.spec?.clusterIP === 'None';
    return {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `${service.metadata.name}-${sim.random.text(5, SAFE)}`,
        namespace: service.metadata.namespace,
        labels: {
          ...service.metadata.labels,
          [MANAGED_BY]: CONTROLLER,
          [SERVICE_NAME]: service.metadata.name,
          ...(headless && { 'service.kubernetes.io/headless': '' }),
        },
        ownerReferences: [controllerRef(service)],
      },
      addressType: 'IPv4',
      endpoints: members.map((pod) => endpoint(service, pod, zoneOf(pod))),
      ports: ports.map(({ name, port, protocol, appProtocol }) => ({ name, port, protocol, ...(appProtocol && { appProtocol }) })),
    } as unknown as EndpointSlice;
  }
}

function endpoint(service: Service, pod: Pod, zone: string | undefined): object {
  const terminating = Boolean(pod.metadata.deletionTimestamp);
  const serving = isPodReady(pod);
  const hostname = pod.spec?.hostname && pod.spec.subdomain === service.metadata.name ? { hostname: pod.spec.hostname } : {};
  return {
    addresses: [pod.status!.podIP!],
    conditions: { ready: (service.spec?.publishNotReadyAddresses ?? false) || (serving && !terminating), serving, terminating },
    ...hostname,
    ...(serving && !terminating && hintsOf(service, pod, zone)),
    nodeName: pod.spec?.nodeName,
    targetRef: { kind: 'Pod', namespace: pod.metadata.namespace, name: pod.metadata.name, uid: pod.metadata.uid },
    ...(zone !== undefined && { zone }),
  };
}

/** For whom an endpoint is meant first, as spec.trafficDistribution asks. Models k8s.io/endpointslice/trafficdist. */
function hintsOf({ spec }: Service, pod: Pod, zone: string | undefined): { hints: object } | undefined {
  const forZones = zone === undefined ? {} : { forZones: [{ name: zone }] };
  switch (spec?.trafficDistribution) {
    case 'PreferClose':
    case 'PreferSameZone':
      return zone === undefined ? undefined : { hints: forZones };
    case 'PreferSameNode':
      return { hints: { ...forZones, forNodes: [{ name: pod.spec?.nodeName ?? '' }] } };
    default:
      return undefined;
  }
}

/** What of a pod matters to endpoints. */
function shape(pod: Pod): string {
  return JSON.stringify([
    pod.metadata.labels,
    pod.metadata.deletionTimestamp,
    pod.status?.podIP,
    pod.status?.phase,
    isPodReady(pod),
    pod.spec?.nodeName,
  ]);
}

const labelsOf = (slice: EndpointSlice) => Object.entries(slice.metadata.labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
