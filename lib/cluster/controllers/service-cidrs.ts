import { formatTime } from '@/lib/api/time';
import { bindQueue, keyOf, splitKey, type ControllerContext } from './context';
import { conditionOf } from './pod-state';
import { SERVICE_CIDRS } from './resources';

const FINALIZER = 'networking.k8s.io/service-cidr-finalizer';
const IP_ADDRESSES = { group: 'networking.k8s.io', resource: 'ipaddresses' };

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
        .items.some(({ metadata }) => (range.spec.cidrs as readonly string[]).some((cidr) => holds(cidr, metadata.name)));
      if (used && !coveredByAnother(name)) return;
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

  function coveredByAnother(name: string): boolean {
    const own = ranges.get('', name)?.spec.cidrs as readonly string[];
    return own.every((cidr) =>
      ranges.list().some((other) => other.metadata.name !== name && other.spec.cidrs.some((wide: string) => contains(wide, cidr))),
    );
  }
}

const number = (ip: string): number => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** IPv4 only, as all clusters here are. */
function holds(cidr: string, ip: string): boolean {
  const [base = '', bits = '32'] = cidr.split('/');
  if (base.includes(':') || ip.includes(':')) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(base) / size) === Math.floor(number(ip) / size);
}

const contains = (wide: string, narrow: string): boolean =>
  Number(wide.split('/')[1]) <= Number(narrow.split('/')[1]) && holds(wide, narrow.split('/')[0]!);
