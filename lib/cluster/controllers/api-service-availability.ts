import { conditionOf } from '@/lib/api/condition';
import type { KubeObject } from '@/lib/api/object';
import { formatTime } from '@/lib/api/time';
import { bindQueue, keyOf, splitKey, type ControllerContext } from './context';
import { API_SERVICES, ENDPOINT_SLICES, SERVICES } from '../client/resources';

/** How often remote APIs are asked. */
const RECHECK_MS = 30_000;

/**
 * Says of each APIService whether what serves it can be reached, and asks what is served by another program again and again.
 * Models kube-aggregator/pkg/controllers/status. `failureOf`: why discovery fails, undefined when it does not.
 */
export function apiServiceAvailability(context: ControllerContext, failureOf: (api: KubeObject) => string | undefined): void {
  const { client, informers, sim } = context;
  const apis = informers.informer(API_SERVICES);
  const slices = informers.informer(ENDPOINT_SLICES);
  const services = informers.informer(SERVICES);
  const enqueue = bindQueue(context, 'apiservice-availability', (key) => {
    const [, name] = splitKey(key);
    const api = client.get(API_SERVICES, '', name);
    if (!api) return;
    const [status, reason, message] = availability(api);
    if (api.spec.service) sim.after('controller/apiservice-availability', key, RECHECK_MS, { background: true });
    const before = conditionOf(api, 'Available');
    if (before?.status === status && before.reason === reason && before.message === message) return;
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : formatTime(sim.now());
    client.update(
      API_SERVICES,
      { ...api, status: { conditions: [{ type: 'Available', status, reason, message, lastTransitionTime }] } },
      'status',
    );
  });

  function availability(api: KubeObject): readonly [status: string, reason: string, message: string] {
    const to = api.spec.service as { namespace: string; name: string; port?: number } | undefined;
    if (!to) return ['True', 'Local', 'Local APIServices are always available'];
    const { namespace, name, port = 443 } = to;
    const service = services.get(namespace, name);
    const where = `service/${name} in ${JSON.stringify(namespace)}`;
    if (!service) return ['False', 'ServiceNotFound', `${where} is not present`];
    if (!(service.spec.ports ?? []).some((one: { port: number }) => one.port === port))
      return ['False', 'ServicePortError', `${where} is not listening on port ${port}`];
    const own = slices.list(namespace).filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name);
    if (own.length === 0) return ['False', 'EndpointsNotFound', `cannot find endpointslices for ${where}`];
    const ready = own.some((slice) =>
      (slice.endpoints ?? []).some((endpoint: { conditions?: { ready?: boolean } }) => endpoint.conditions?.ready !== false),
    );
    if (!ready) return ['False', 'MissingEndpoints', `endpointslices for ${where} have no addresses with port name ""`];
    const failure = failureOf(api);
    return failure === undefined ? ['True', 'Passed', 'all checks passed'] : ['False', 'FailedDiscoveryCheck', failure];
  }

  apis.onChange(({ type, object }) => type !== 'DELETED' && enqueue(keyOf(object)));
  const touched = (namespace: string | undefined, name: string | undefined) => {
    for (const api of apis.list()) if (api.spec.service?.name === name && api.spec.service?.namespace === namespace) enqueue(keyOf(api));
  };
  services.onChange(({ object }) => touched(object.metadata.namespace, object.metadata.name));
  slices.onChange(({ object }) => touched(object.metadata.namespace, object.metadata.labels?.['kubernetes.io/service-name']));
}
