import { conditionOf } from '@/lib/api/condition';
import { containsIp, parseCidr, parseIp, type IpBlock } from '@/lib/api/ip-address';
import type { KubeObject } from '@/lib/api/object';
import { formatTime } from '@/lib/api/time';
import { bindQueue, keyOf, splitKey, type ControllerContext } from './context';
import { IP_ADDRESSES, SERVICE_CIDRS } from '../client/resources';

const FINALIZER = 'networking.k8s.io/service-cidr-finalizer';

/** Says that ranges of service addresses can be used, and keeps those in use. Models pkg/controller/servicecidrs. */
export function serviceCidrsController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const ranges = informers.informer(SERVICE_CIDRS);
  const enqueue = bindQueue(context, 'servicecidrs', (key) => {
    const [, name] = splitKey(key);
    const range = client.get(SERVICE_CIDRS, '', name);
    if (!range) return;
    const finalizers = range.metadata.finalizers ?? [];
    if (range.metadata.deletionTimestamp) {
      const used = client
        .list(IP_ADDRESSES)
        .items.some(({ metadata }) => blocksOf(range).some((block) => containsIp(block, parseIp(metadata.name)!)));
      if (used && !coveredByAnother(range)) return;
      if (finalizers.includes(FINALIZER))
        client.update(SERVICE_CIDRS, {
          ...range,
          metadata: { ...range.metadata, finalizers: finalizers.filter((one) => one !== FINALIZER) },
        });
      return;
    }
    if (!finalizers.includes(FINALIZER)) {
      client.update(SERVICE_CIDRS, { ...range, metadata: { ...range.metadata, finalizers: [...finalizers, FINALIZER] } });
      return;
    }
    if (conditionOf(range, 'Ready')) return;
    const lastTransitionTime = formatTime(sim.now());
    const ready = { type: 'Ready', status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready', lastTransitionTime };
    client.update(SERVICE_CIDRS, { ...range, status: { conditions: [ready] } }, 'status');
  });
  ranges.onChange(({ type, object }) => type !== 'DELETED' && enqueue(keyOf(object)));

  function coveredByAnother(range: KubeObject): boolean {
    const others = ranges.list().filter(({ metadata }) => metadata.name !== range.metadata.name);
    return blocksOf(range).every((own) => others.some((other) => blocksOf(other).some((wide) => contains(wide, own))));
  }
}

const contains = (wide: IpBlock, narrow: IpBlock): boolean => wide.prefix <= narrow.prefix && containsIp(wide, narrow.address);

const blocksOf = (range: KubeObject): IpBlock[] => (range.spec.cidrs as readonly string[]).map((cidr) => parseCidr(cidr)!);
