import type { Service } from '@/lib/api/models';
import type { ClusterView, Endpoint } from '../cluster-view';
import type { DnsRecord, Question, Reply } from './plugin';

/** How a zone of the cluster is served. Plain data. */
export interface ClusterZone {
  readonly pods: 'disabled' | 'insecure' | 'verified';
  /** Seconds. */
  readonly ttl: number;
  /** Endpoints without a hostname are named as their pods. */
  readonly podNames: boolean;
  /** Services without endpoints do not exist. */
  readonly ignoreEmpty: boolean;
  readonly namespaces?: readonly string[];
}

const NXDOMAIN: Reply = { status: 'NXDOMAIN', answers: [] };
const NODATA: Reply = { status: 'NOERROR', answers: [] };
const SCHEMA_VERSION = '1.1.0';

/** What the kubernetes plugin answers. Models coredns/plugin/kubernetes and the Kubernetes DNS specification 1.1.0. */
export function answerFromCluster(view: ClusterView, zone: ClusterZone, origin: string, question: Pick<Question, 'name' | 'type'>): Reply {
  return new Records(view, zone, origin, question.name, question.type).answer();
}

interface ReadyEndpoint {
  readonly endpoint: Endpoint;
  readonly ports: readonly { readonly name?: string; readonly port?: number; readonly protocol?: string }[];
}

class Records {
  constructor(
    private readonly view: ClusterView,
    private readonly zone: ClusterZone,
    private readonly origin: string,
    private readonly name: string,
    private readonly type: string,
  ) {}

  answer(): Reply {
    const { name, origin } = this;
    if (origin.endsWith('.arpa')) return this.reverse();
    if (name === origin) return this.apex();
    const labels = name
      .slice(0, -origin.length - 1)
      .split('.')
      .reverse();
    const [kind, namespace, first, ...rest] = labels;
    if (kind === 'dns-version' && !namespace) return this.records('TXT', [`"${SCHEMA_VERSION}"`]);
    if (kind === 'dns' && namespace === 'ns' && !first) return this.records('A', this.nameServers());
    if (kind !== 'pod' && kind !== 'svc') return NXDOMAIN;
    if (!namespace) return NODATA;
    if (!this.exposed(namespace)) return NXDOMAIN;
    const exists = this.view.namespaces().some(({ metadata }) => metadata.name === namespace);
    if (!first) return exists ? NODATA : NXDOMAIN;
    if (kind === 'pod') return rest.length > 0 ? NXDOMAIN : this.pod(namespace, first, exists);
    const service = this.view.services().find(({ metadata }) => metadata.namespace === namespace && metadata.name === first);
    if (!service) return NXDOMAIN;
    if (this.zone.ignoreEmpty && service.spec?.type !== 'ExternalName' && this.endpoints(service).length === 0) return NXDOMAIN;
    if (rest.length === 0) return this.service(service);
    if (rest.some((label) => label.startsWith('_'))) return this.ports(service, rest);
    return rest.length === 1 ? this.endpoint(service, rest[0]!) : NXDOMAIN;
  }

  private apex(): Reply {
    if (this.type === 'NS') return this.records('NS', [`ns.dns.${this.origin}.`]);
    if (this.type === 'SOA')
      return this.records('SOA', [`ns.dns.${this.origin}. hostmaster.${this.origin}. 1768467600 7200 1800 86400 ${this.zone.ttl}`]);
    return NODATA;
  }

  private nameServers(): string[] {
    const dns = this.view.services().find(({ metadata }) => metadata.namespace === 'kube-system' && metadata.name === 'kube-dns');
    return dns?.spec?.clusterIP ? [dns.spec.clusterIP] : [];
  }

  private exposed(namespace: string): boolean {
    return this.zone.namespaces?.includes(namespace) ?? true;
  }

  private service(service: Service): Reply {
    const { spec } = service;
    if (spec?.type === 'ExternalName') {
      const target = spec.externalName ?? '';
      return { status: 'NOERROR', answers: [this.record('CNAME', `${target.replace(/\.$/, '')}.`)] };
    }
    if (this.type === 'SRV') return this.services(service, () => true);
    if (spec?.clusterIP && spec.clusterIP !== 'None') return this.addresses(spec.clusterIPs ?? [spec.clusterIP]);
    const ips = this.endpoints(service).flatMap(({ endpoint }) => endpoint.addresses);
    return ips.length === 0 ? NXDOMAIN : this.addresses([...new Set(ips)].sort());
  }

  /** `hostname.service…`, or an endpoint's IP written with dashes. */
  private endpoint(service: Service, host: string): Reply {
    const ips = this.endpoints(service)
      .filter(({ endpoint }) => this.hostOf(endpoint) === host)
      .flatMap(({ endpoint }) => endpoint.addresses);
    return ips.length === 0 ? NXDOMAIN : this.addresses([...new Set(ips)]);
  }

  /** `_port._protocol.service…` */
  private ports(service: Service, rest: readonly string[]): Reply {
    if (rest.length !== 2) return NXDOMAIN;
    const [protocol, name] = rest.map((label) => label.replace(/^_/, ''));
    return this.services(service, (port) => port.name === name && (port.protocol ?? 'TCP').toLowerCase() === protocol);
  }

  private services(service: Service, wanted: (port: { name?: string; protocol?: string }) => boolean): Reply {
    const base = `${service.metadata.name}.${service.metadata.namespace}.svc.${this.origin}.`;
    const { spec } = service;
    const targets: { host: string; port: number; ip?: string }[] = [];
    if (spec?.clusterIP !== 'None') {
      for (const port of (spec?.ports ?? []).filter(wanted)) targets.push({ host: base, port: port.port, ip: spec?.clusterIP });
    } else {
      for (const { endpoint, ports } of this.endpoints(service)) {
        for (const port of ports.filter((one) => one.port !== undefined && wanted(one)))
          targets.push({ host: `${this.hostOf(endpoint)}.${base}`, port: port.port!, ip: endpoint.addresses[0] });
      }
    }
    if (targets.length === 0) return NXDOMAIN;
    if (this.type !== 'SRV') return this.addresses([...new Set(targets.flatMap(({ ip }) => ip ?? []))]);
    const weight = Math.max(1, Math.floor(100 / targets.length));
    const additional = [...new Map(targets.map(({ host, ip }) => [host, ip])).entries()].flatMap(([host, ip]): DnsRecord[] =>
      ip ? [{ name: host.replace(/\.$/, ''), type: 'A', ttl: this.zone.ttl, data: ip }] : [],
    );
    return { status: 'NOERROR', answers: targets.map(({ host, port }) => this.record('SRV', `0 ${weight} ${port} ${host}`)), additional };
  }

  /** `10-1-2-3.namespace.pod…` */
  private pod(namespace: string, dashed: string, exists: boolean): Reply {
    const { pods } = this.zone;
    if (pods === 'disabled') return NXDOMAIN;
    const ip = /^\d+(-\d+){3}$/.test(dashed) ? dashed.replaceAll('-', '.') : undefined;
    if (!ip || ip.split('.').some((octet) => Number(octet) > 255)) return NXDOMAIN;
    if (pods === 'insecure') return exists ? this.addresses([ip]) : NXDOMAIN;
    const found = this.view.pods().some(({ metadata, status }) => metadata.namespace === namespace && status?.podIP === ip);
    return found ? this.addresses([ip]) : NXDOMAIN;
  }

  private reverse(): Reply {
    const { name } = this;
    if (!name.endsWith('.in-addr.arpa')) return NXDOMAIN;
    const ip = name.slice(0, -'.in-addr.arpa'.length).split('.').reverse().join('.');
    const domain = (service: Service, host = '') => `${host}${service.metadata.name}.${service.metadata.namespace}.svc.cluster.local.`;
    const services = this.view.services().filter(({ metadata }) => this.exposed(metadata.namespace!));
    const virtual = services.find(({ spec }) => spec?.clusterIP === ip);
    const names = virtual
      ? [domain(virtual)]
      : services.flatMap((service) =>
          this.endpoints(service)
            .filter(({ endpoint }) => endpoint.addresses.includes(ip))
            .map(({ endpoint }) => domain(service, `${this.hostOf(endpoint)}.`)),
        );
    if (names.length === 0) return NXDOMAIN;
    return this.records('PTR', [...new Set(names)].sort());
  }

  private endpoints({ metadata }: Service): ReadyEndpoint[] {
    const slices = this.view.slices(metadata.namespace!, metadata.name);
    return slices.flatMap((slice) =>
      (slice.endpoints ?? [])
        .filter(({ conditions }) => conditions?.ready !== false)
        .map((endpoint) => ({ endpoint, ports: slice.ports ?? [] })),
    );
  }

  private hostOf(endpoint: Endpoint): string {
    if (endpoint.hostname) return endpoint.hostname;
    const { name } = endpoint.targetRef ?? {};
    return this.zone.podNames && name ? name : endpoint.addresses[0]!.replace(/[.:]/g, '-');
  }

  private addresses(ips: readonly string[]): Reply {
    const wanted = ips.filter((ip) => ip.includes(':') === (this.type === 'AAAA'));
    if (this.type !== 'A' && this.type !== 'AAAA') return NODATA;
    return { status: 'NOERROR', answers: wanted.map((ip) => this.record(this.type, ip)) };
  }

  private records(type: string, data: readonly string[]): Reply {
    return this.type === type ? { status: 'NOERROR', answers: data.map((one) => this.record(type, one)) } : NODATA;
  }

  private record(type: string, data: string): DnsRecord {
    return { name: this.name, type, ttl: this.zone.ttl, data };
  }
}
