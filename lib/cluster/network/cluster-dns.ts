import type { Service } from '@/lib/api/models';
import { usable, type ClusterView } from './cluster-view';

export interface DnsRecord {
  readonly name: string;
  readonly type: 'A' | 'CNAME' | 'SRV' | 'PTR';
  readonly ttl: number;
  readonly data: string;
}

export type ClusterDnsAnswer =
  | { readonly kind: 'answer'; readonly records: readonly DnsRecord[] }
  /** The name exists, but has no record of this type. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'nxdomain' }
  /** Not of the cluster's domain: to be forwarded. */
  | { readonly kind: 'elsewhere' };

const DOMAIN = 'cluster.local';
/** Seconds; the `ttl` of kubeadm's Corefile. */
const TTL = 30;
const MOST_ALIASES = 8;

/** What CoreDNS's kubernetes plugin answers. Models coredns/plugin/kubernetes and the Kubernetes DNS specification 1.1.0. */
export function resolveClusterName(view: ClusterView, query: string, type: string, depth = 0): ClusterDnsAnswer {
  const name = query.replace(/\.$/, '').toLowerCase();
  if (name.endsWith('.in-addr.arpa')) return reverse(view, name);
  if (name !== DOMAIN && !name.endsWith(`.${DOMAIN}`)) return { kind: 'elsewhere' };
  const labels = name
    .slice(0, -DOMAIN.length - 1)
    .split('.')
    .reverse();
  const [zone, namespace, first, ...rest] = labels;
  if (zone === 'pod' && namespace && first) return podRecord(name, first, type);
  if (zone !== 'svc') return zone === undefined || zone === '' ? { kind: 'empty' } : { kind: 'nxdomain' };
  if (!namespace) return { kind: 'empty' };
  if (!first) return view.services().some(({ metadata }) => metadata.namespace === namespace) ? { kind: 'empty' } : { kind: 'nxdomain' };
  const service = view.services().find(({ metadata }) => metadata.namespace === namespace && metadata.name === first);
  if (!service) return { kind: 'nxdomain' };
  if (rest.length === 0) return serviceRecords(view, service, name, type, depth);
  if (rest[0]?.startsWith('_')) return srvRecords(view, service, name, rest, type);
  return endpointRecord(view, service, rest.join('.'), name, type);
}

function serviceRecords(view: ClusterView, service: Service, name: string, type: string, depth: number): ClusterDnsAnswer {
  if (service.spec?.type === 'ExternalName') {
    const target = service.spec.externalName ?? '';
    const alias: DnsRecord = { name, type: 'CNAME', ttl: TTL, data: `${target.replace(/\.$/, '')}.` };
    if (type !== 'A' || depth >= MOST_ALIASES) return { kind: 'answer', records: [alias] };
    const further = resolveClusterName(view, target, type, depth + 1);
    return { kind: 'answer', records: further.kind === 'answer' ? [alias, ...further.records] : [alias] };
  }
  if (service.spec?.clusterIP && service.spec.clusterIP !== 'None')
    return type === 'A' ? a(name, [service.spec.clusterIP]) : { kind: 'empty' };
  const ips = endpointsOf(view, service).flatMap(({ endpoint }) => endpoint.addresses);
  if (ips.length === 0) return { kind: 'nxdomain' };
  return type === 'A' ? a(name, [...new Set(ips)].sort()) : { kind: 'empty' };
}

/** `hostname.service…`, or an endpoint's IP written with dashes, of a headless Service. */
function endpointRecord(view: ClusterView, service: Service, host: string, name: string, type: string): ClusterDnsAnswer {
  const ips = endpointsOf(view, service)
    .filter(({ endpoint }) => (endpoint.hostname ?? endpoint.addresses[0]?.replaceAll('.', '-')) === host)
    .flatMap(({ endpoint }) => endpoint.addresses);
  if (ips.length === 0) return { kind: 'nxdomain' };
  return type === 'A' ? a(name, ips) : { kind: 'empty' };
}

/** `_port._protocol.service…` */
function srvRecords(view: ClusterView, service: Service, name: string, rest: readonly string[], type: string): ClusterDnsAnswer {
  const [protocol, portName] = rest.map((label) => label.replace(/^_/, ''));
  const port = service.spec?.ports?.find((entry) => entry.name === portName && (entry.protocol ?? 'TCP').toLowerCase() === protocol);
  if (!port) return { kind: 'nxdomain' };
  if (type !== 'SRV') return { kind: 'empty' };
  const base = `${service.metadata.name}.${service.metadata.namespace}.svc.${DOMAIN}.`;
  if (service.spec?.clusterIP !== 'None')
    return { kind: 'answer', records: [{ name, type: 'SRV', ttl: TTL, data: `0 100 ${port.port} ${base}` }] };
  const records = endpointsOf(view, service).map(({ slice, endpoint }): DnsRecord => {
    const number = slice.ports?.find((entry) => entry.name === portName)?.port ?? port.port;
    return {
      name,
      type: 'SRV',
      ttl: TTL,
      data: `0 100 ${number} ${endpoint.hostname ?? endpoint.addresses[0]!.replaceAll('.', '-')}.${base}`,
    };
  });
  return records.length > 0 ? { kind: 'answer', records } : { kind: 'nxdomain' };
}

/** `10-1-2-3.namespace.pod…`: the `pods insecure` mode of kubeadm's Corefile answers without looking. */
function podRecord(name: string, dashed: string, type: string): ClusterDnsAnswer {
  const ip = dashed.replaceAll('-', '.');
  if (!/^(\d{1,3}\.){3}\d{1,3}$/.test(ip)) return { kind: 'nxdomain' };
  return type === 'A' ? a(name, [ip]) : { kind: 'empty' };
}

function reverse(view: ClusterView, name: string): ClusterDnsAnswer {
  const ip = name.slice(0, -'.in-addr.arpa'.length).split('.').reverse().join('.');
  const ptr = (data: string): ClusterDnsAnswer => ({ kind: 'answer', records: [{ name, type: 'PTR', ttl: TTL, data }] });
  for (const service of view.services()) {
    const base = `${service.metadata.name}.${service.metadata.namespace}.svc.${DOMAIN}.`;
    if (service.spec?.clusterIP === ip) return ptr(base);
    if (service.spec?.clusterIP !== 'None') continue;
    const found = endpointsOf(view, service).find(({ endpoint }) => endpoint.addresses.includes(ip));
    if (found) return ptr(`${found.endpoint.hostname ?? ip.replaceAll('.', '-')}.${base}`);
  }
  return { kind: 'elsewhere' };
}

const endpointsOf = (view: ClusterView, service: Service) => usable(view.slices(service.metadata.namespace!, service.metadata.name));
const a = (name: string, ips: readonly string[]): ClusterDnsAnswer => ({
  kind: 'answer',
  records: ips.map((data) => ({ name, type: 'A', ttl: TTL, data })),
});
