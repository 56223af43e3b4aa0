import type { Endpoints, EndpointSlice, Service } from '@/lib/api/models';
import { bindQueue, isNamespaceTerminating, splitKey, type ControllerContext } from './context';
import { controllerRef } from './controller-ref';
import type { Subset, SubsetAddress, SubsetPort } from './endpoint-subsets';
import { ENDPOINT_SLICES, ENDPOINTS, SERVICES } from '../client/resources';
import { LAST_CHANGE } from './trigger-times';

const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const SKIP_MIRROR = 'endpointslice.kubernetes.io/skip-mirror';
const CONTROLLER = 'endpointslicemirroring-controller.k8s.io';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';
/** --mirroring-max-endpoints-per-subset */
const MOST = 1_000;

/** Copies Endpoints that people keep for Services without a selector to EndpointSlices. Models pkg/controller/endpointslicemirroring. */
export function endpointSliceMirroringController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const enqueue = bindQueue(context, 'endpointslicemirroring', (queued) => reconcile(...splitKey(queued)));
  const byName = ({ object }: { object: { metadata: { namespace?: string; name: string } } }) =>
    enqueue(`${object.metadata.namespace}/${object.metadata.name}`);
  informers.informer<Endpoints>(ENDPOINTS).onChange(byName);
  informers.informer<Service>(SERVICES).onChange(byName);
  informers.informer<EndpointSlice>(ENDPOINT_SLICES).onChange(({ object, type }) => {
    const { labels = {}, namespace } = object.metadata;
    if (labels[MANAGED_BY] === CONTROLLER && type === 'DELETED') enqueue(`${namespace}/${labels[SERVICE_NAME]}`);
  });

  function reconcile(namespace: string, name: string): void {
    const endpoints = client.get<Endpoints>(ENDPOINTS, namespace, name);
    const service = client.get<Service>(SERVICES, namespace, name);
    const existing = client.list<EndpointSlice>(ENDPOINT_SLICES, namespace, {
      labelSelector: `${SERVICE_NAME}=${name},${MANAGED_BY}=${CONTROLLER}`,
    }).items;
    const selected = Object.keys(service?.spec?.selector ?? {}).length > 0;
    if (!endpoints || !service || !mirrored(endpoints) || selected) {
      // Of Endpoints that are gone the garbage collector takes the slices, too.
      for (const slice of existing) client.delete(ENDPOINT_SLICES, namespace, slice.metadata.name);
      return;
    }
    const left = [...existing];
    for (const wanted of slicesOf(endpoints)) {
      const same = left.findIndex(
        (old) => old.addressType === wanted.addressType && JSON.stringify(old.ports ?? []) === JSON.stringify(wanted.ports ?? []),
      );
      const old = same >= 0 ? left.splice(same, 1)[0]! : undefined;
      try {
        if (!old) client.create(ENDPOINT_SLICES, wanted, namespace);
        else if (said(old) !== said(wanted))
          client.update(ENDPOINT_SLICES, {
            ...old,
            metadata: { ...old.metadata, labels: wanted.metadata.labels, annotations: wanted.metadata.annotations },
            endpoints: wanted.endpoints,
          });
      } catch (error) {
        if (!isNamespaceTerminating(error)) throw error;
      }
    }
    for (const slice of left) client.delete(ENDPOINT_SLICES, namespace, slice.metadata.name);
  }

  /** One slice for each subset's ports and family of addresses. */
  function slicesOf(endpoints: Endpoints): EndpointSlice[] {
    const groups = new Map<string, { addressType: string; ports: readonly SubsetPort[]; endpoints: object[] }>();
    for (const { addresses = [], notReadyAddresses = [], ports = [] } of (endpoints.subsets ?? []) as readonly Subset[]) {
      const all = [...addresses.map((one) => [one, true] as const), ...notReadyAddresses.map((one) => [one, false] as const)];
      for (const [address, ready] of all.slice(0, MOST)) {
        const addressType = address.ip.includes(':') ? 'IPv6' : 'IPv4';
        const key = JSON.stringify([addressType, ports]);
        const group = groups.get(key) ?? { addressType, ports, endpoints: [] };
        group.endpoints.push(endpointOf(address, ready));
        groups.set(key, group);
      }
    }
    return [...groups.values()].map((group) => sliceOf(endpoints, group));
  }

  function sliceOf(
    owner: Endpoints,
    { addressType, ports, endpoints }: { addressType: string; ports: readonly SubsetPort[]; endpoints: object[] },
  ) {
    const { [LAST_APPLIED]: _, ...annotations } = owner.metadata.annotations ?? {};
    const { [SKIP_MIRROR]: __, ...labels } = owner.metadata.labels ?? {};
    return {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `${owner.metadata.name}-${sim.random.text(5, SAFE)}`,
        namespace: owner.metadata.namespace,
        labels: { ...labels, [MANAGED_BY]: CONTROLLER, [SERVICE_NAME]: owner.metadata.name },
        ...(Object.keys(annotations).length > 0 && { annotations }),
        ownerReferences: [controllerRef({ ...owner, apiVersion: 'v1', kind: 'Endpoints' } as never)],
      },
      addressType,
      endpoints,
      ports: ports.map(({ name = '', port, protocol = 'TCP', appProtocol }) => ({
        name,
        port,
        protocol,
        ...(appProtocol && { appProtocol }),
      })),
    } as unknown as EndpointSlice;
  }
}

/** Models shouldMirror: not those of leader election, nor those that say so. */
const mirrored = ({ metadata }: Endpoints): boolean => metadata.labels?.[SKIP_MIRROR] !== 'true' && !metadata.annotations?.[LEADER];

const endpointOf = ({ ip, hostname, nodeName, targetRef }: SubsetAddress, ready: boolean): object => ({
  addresses: [ip],
  conditions: { ready },
  ...(hostname && { hostname }),
  ...(targetRef && { targetRef }),
  ...(nodeName && { nodeName }),
});

function said({ metadata, endpoints }: EndpointSlice): string {
  const { [LAST_CHANGE]: _, ...annotations } = metadata.annotations ?? {};
  const sorted = (map: Readonly<Record<string, string>> = {}) => Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([endpoints ?? [], sorted(metadata.labels), sorted(annotations)]);
}
