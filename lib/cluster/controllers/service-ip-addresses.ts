import type { KubeObject } from '@/lib/api/object';
import { bindQueue, ignoreNotFound, isAlreadyExists, keyOf, type ControllerContext } from './context';
import { IP_ADDRESSES, SERVICES } from '../client/resources';

const MANAGED_BY = 'ipaddress.kubernetes.io/managed-by';
const ALLOCATOR = 'ipallocator.k8s.io';

const addressesOf = (service: KubeObject): string[] =>
  ((service.spec?.clusterIPs ?? [service.spec?.clusterIP]) as readonly (string | undefined)[]).filter(
    (ip): ip is string => ip !== undefined && ip !== '' && ip !== 'None',
  );

/**
 * Keeps an IPAddress for each cluster IP. Upstream's allocator writes them before the service, and its repair loop mends
 * what is missing or left over; here the loop does it all. Models registry/core/service/ipallocator.
 */
export function serviceIpAddresses(context: ControllerContext): void {
  const { client, informers } = context;
  const services = informers.informer(SERVICES).addIndex('ip', addressesOf);
  const enqueue = bindQueue(context, 'service-ip-addresses', (ip) => {
    const [service] = services.byIndex('ip', ip);
    const found = client.get(IP_ADDRESSES, '', ip);
    const { name, namespace } = service?.metadata ?? {};
    const parent = found?.spec?.parentRef as { name?: string; namespace?: string; resource?: string } | undefined;
    const isManaged = found?.metadata.labels?.[MANAGED_BY] === ALLOCATOR;
    const isRight = service && parent?.resource === 'services' && parent.name === name && parent.namespace === namespace;
    if (found && !isRight && isManaged) ignoreNotFound(() => client.delete(IP_ADDRESSES, '', ip));
    if (!service || isRight || (found && !isManaged)) return;
    const family = ip.includes(':') ? 'IPv6' : 'IPv4';
    try {
      client.create(IP_ADDRESSES, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IPAddress',
        metadata: { name: ip, labels: { 'ipaddress.kubernetes.io/ip-family': family, [MANAGED_BY]: ALLOCATOR } },
        spec: { parentRef: { group: '', resource: 'services', namespace, name } },
      });
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  });
  services.onChange(({ object, old }) => {
    for (const each of old && keyOf(old) === keyOf(object) ? [old, object] : [object]) addressesOf(each).forEach(enqueue);
  });
  informers.informer(IP_ADDRESSES).onChange(({ object }) => enqueue(object.metadata.name));
}
