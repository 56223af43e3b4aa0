import type { Endpoints, EndpointSlice, Service } from '@/lib/api/models';
import { bindQueue, splitKey, type ControllerContext } from './context';
import { ENDPOINTS, ENDPOINT_SLICES, SERVICES } from './resources';

const SERVICE_NAME = 'kubernetes.io/service-name';

interface Address {
  readonly ip: string;
  readonly nodeName?: string;
  readonly targetRef?: object;
}

/** Keeps the older Endpoints of Services with a selector, from their EndpointSlices. Models pkg/controller/endpoint. */
export function endpointsController(context: ControllerContext): void {
  const { client, informers } = context;
  const enqueue = bindQueue(context, 'endpoint', (queued) => reconcile(...splitKey(queued)));
  informers.informer<Service>(SERVICES).onChange(({ object }) => enqueue(`${object.metadata.namespace}/${object.metadata.name}`));
  informers.informer<EndpointSlice>(ENDPOINT_SLICES).onChange(({ object }) => {
    const service = object.metadata.labels?.[SERVICE_NAME];
    if (service) enqueue(`${object.metadata.namespace}/${service}`);
  });

  function reconcile(namespace: string, name: string): void {
    const service = client.get<Service>(SERVICES, namespace, name);
    const existing = client.get<Endpoints>(ENDPOINTS, namespace, name);
    if (!service) {
      if (existing) client.delete(ENDPOINTS, namespace, name);
      return;
    }
    if (!service.spec?.selector || Object.keys(service.spec.selector).length === 0) return;
    const slices = client.list<EndpointSlice>(ENDPOINT_SLICES, namespace, { labelSelector: `${SERVICE_NAME}=${name}` }).items;
    const subsets = slices.flatMap(subsetsOf);
    const labels = {
      ...service.metadata.labels,
      'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
      ...(service.spec.clusterIP === 'None' && { 'service.kubernetes.io/headless': '' }),
    };
    if (!existing) {
      client.create(
        ENDPOINTS,
        { apiVersion: 'v1', kind: 'Endpoints', metadata: { name, namespace, labels }, ...(subsets.length > 0 && { subsets }) },
        namespace,
      );
    } else if (JSON.stringify(existing.subsets ?? []) !== JSON.stringify(subsets)) {
      const { subsets: _, ...rest } = existing;
      client.update(ENDPOINTS, { ...rest, metadata: { ...existing.metadata, labels }, ...(subsets.length > 0 && { subsets }) });
    }
  }
}

function subsetsOf(slice: EndpointSlice): object[] {
  const address = (endpoint: NonNullable<EndpointSlice['endpoints']>[number]): Address => ({
    ip: endpoint.addresses[0]!,
    ...(endpoint.nodeName && { nodeName: endpoint.nodeName }),
    ...(endpoint.targetRef && { targetRef: endpoint.targetRef }),
  });
  const byIp = (a: Address, b: Address) => (a.ip < b.ip ? -1 : 1);
  const ready = (slice.endpoints ?? [])
    .filter((endpoint) => endpoint.conditions?.ready)
    .map(address)
    .sort(byIp);
  const notReady = (slice.endpoints ?? [])
    .filter((endpoint) => !endpoint.conditions?.ready && !endpoint.conditions?.terminating)
    .map(address)
    .sort(byIp);
  if (ready.length === 0 && notReady.length === 0) return [];
  const ports = (slice.ports ?? []).map(({ name, port, protocol }) => ({ ...(name && { name }), port, protocol }));
  return [
    {
      ...(ready.length > 0 && { addresses: ready }),
      ...(notReady.length > 0 && { notReadyAddresses: notReady }),
      ...(ports.length > 0 && { ports }),
    },
  ];
}
