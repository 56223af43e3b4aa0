import type { ClusterView } from '../cluster-view';
import { endpointChain, serviceChain } from './chain-names';
import type { ProxyConfiguration } from './configuration';
import { categorize, endpointsOf, servicePorts, type ProxyEndpoint, type ProxyNode, type ServicePort } from './endpoints';

/** The rules of one table, in iptables-save's words (without `-A CHAIN `). */
export interface TableRules {
  /** Chains of kube-proxy's own, in the order in which they were made. */
  readonly chains: ReadonlyMap<string, readonly string[]>;
  /** Jumps that stand in the kernel's chains. */
  readonly jumps: ReadonlyMap<string, readonly string[]>;
}

export interface ProxyTables {
  readonly nat: TableRules;
  readonly filter: TableRules;
  readonly mangle: TableRules;
}

const MOST_ENDPOINTS = 1000;
const DEFAULT_AFFINITY_SECONDS = 10_800;
const comment = (text: string) => `-m comment --comment "${text}"`;
const jump = (target: string, text: string, match = '') => `${match}${comment(text)} -j ${target}`;

/** The chains and rules that kube-proxy's iptables mode keeps on a node. Models pkg/proxy/iptables syncProxyRules. */
export function iptablesRules(view: ClusterView, configuration: ProxyConfiguration, node: ProxyNode): ProxyTables {
  const nat = new Chains();
  const filter = new Chains();
  for (const chain of ['KUBE-SERVICES', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-MARK-MASQ', 'KUBE-PROXY-CANARY']) nat.chain(chain);
  for (const chain of 'KUBE-SERVICES KUBE-EXTERNAL-SERVICES KUBE-FORWARD KUBE-NODEPORTS KUBE-PROXY-FIREWALL KUBE-FIREWALL KUBE-PROXY-CANARY'.split(
    ' ',
  ))
    filter.chain(chain);
  for (const port of view
    .services()
    .flatMap(servicePorts)
    .sort((a, b) => (a.name < b.name ? -1 : 1)))
    new PortRules(nat, filter, configuration, port, categorize(endpointsOf(view, port), node)).write();
  nat.add(
    'KUBE-SERVICES',
    jump('KUBE-NODEPORTS', 'kubernetes service nodeports; NOTE: this must be the last rule in this chain').replace(
      ' -j',
      ' -m addrtype --dst-type LOCAL -j',
    ),
  );
  nat.add(
    'KUBE-POSTROUTING',
    '-m mark ! --mark 0x4000/0x4000 -j RETURN',
    '-j MARK --set-xmark 0x4000/0x0',
    `${comment('kubernetes service traffic requiring SNAT')} -j MASQUERADE --random-fully`,
  );
  nat.add('KUBE-MARK-MASQ', '-j MARK --set-xmark 0x4000/0x4000');
  filter.add(
    'KUBE-FORWARD',
    '-m conntrack --ctstate INVALID -m nfacct --nfacct-name  ct_state_invalid_dropped_pkts -j DROP',
    `${comment('kubernetes forwarding rules')} -m mark --mark 0x4000/0x4000 -j ACCEPT`,
    `${comment('kubernetes forwarding conntrack rule')} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`,
  );
  filter.add(
    'KUBE-FIREWALL',
    `! -s 127.0.0.0/8 -d 127.0.0.0/8 ${comment('block incoming localnet connections')} -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP`,
  );
  return { nat: nat.table(NAT_JUMPS), filter: filter.table(FILTER_JUMPS), mangle: new Chains('KUBE-PROXY-CANARY').table({}) };
}

const portal = jump('KUBE-SERVICES', 'kubernetes service portals');
const NAT_JUMPS = {
  PREROUTING: [portal],
  OUTPUT: [portal],
  POSTROUTING: [jump('KUBE-POSTROUTING', 'kubernetes postrouting rules')],
};
const fresh = '-m conntrack --ctstate NEW ';
const firewall = `${fresh}${jump('KUBE-PROXY-FIREWALL', 'kubernetes load balancer firewall')}`;
const outer = `${fresh}${jump('KUBE-EXTERNAL-SERVICES', 'kubernetes externally-visible service portals')}`;
const FILTER_JUMPS = {
  INPUT: [firewall, jump('KUBE-NODEPORTS', 'kubernetes health check service ports'), outer, '-j KUBE-FIREWALL'],
  FORWARD: [firewall, jump('KUBE-FORWARD', 'kubernetes forwarding rules'), `${fresh}${portal}`, outer],
  OUTPUT: [firewall, `${fresh}${portal}`, '-j KUBE-FIREWALL'],
};

/** One in `odds`, as the kernel keeps it: a 31-bit fraction of ten decimals. */
const probability = (odds: number): string => (Math.round(0x80000000 * Number((1 / odds).toFixed(10))) / 0x80000000).toFixed(11);

class Chains {
  private readonly chains = new Map<string, string[]>();

  constructor(...names: readonly string[]) {
    for (const name of names) this.chain(name);
  }

  chain(name: string): boolean {
    if (this.chains.has(name)) return false;
    this.chains.set(name, []);
    return true;
  }

  add(name: string, ...rules: readonly string[]): void {
    this.chain(name);
    this.chains.get(name)!.push(...rules);
  }

  table(jumps: Readonly<Record<string, readonly string[]>>): TableRules {
    return { chains: this.chains, jumps: new Map(Object.entries(jumps)) };
  }
}

/** The rules of one service port. */
class PortRules {
  private readonly proto: string;
  private readonly svc: string;
  private readonly svl: string;
  private readonly ext: string;

  constructor(
    private readonly nat: Chains,
    private readonly filter: Chains,
    private readonly configuration: ProxyConfiguration,
    private readonly port: ServicePort,
    private readonly endpoints: ReturnType<typeof categorize>,
  ) {
    this.proto = port.protocol.toLowerCase();
    this.svc = serviceChain('SVC', port.name, port.protocol);
    this.svl = serviceChain('SVL', port.name, port.protocol);
    this.ext = serviceChain('EXT', port.name, port.protocol);
  }

  write(): void {
    const { service, entry } = this.port;
    const spec = service.spec!;
    const internalLocal = spec.internalTrafficPolicy === 'Local';
    const externalLocal = spec.externalTrafficPolicy === 'Local';
    const inner = internalLocal ? this.endpoints.local : this.endpoints.cluster;
    const outside = externalLocal ? this.endpoints.local : this.endpoints.cluster;
    const innerChain = internalLocal ? this.svl : this.svc;
    this.portal(spec.clusterIP!, entry.port, 'cluster IP', inner.length > 0 ? innerChain : undefined, 'KUBE-SERVICES', internalLocal);
    const isOuter = Boolean(entry.nodePort || spec.externalIPs?.length || service.status?.loadBalancer?.ingress?.length);
    const outerChain = !isOuter
      ? undefined
      : outside.length > 0 || (externalLocal && this.endpoints.cluster.length > 0)
        ? this.ext
        : undefined;
    for (const ip of spec.externalIPs ?? [])
      this.portal(ip, entry.port, 'external IP', outerChain, 'KUBE-EXTERNAL-SERVICES', externalLocal);
    const ranges = spec.loadBalancerSourceRanges ?? [];
    for (const { ip } of service.status?.loadBalancer?.ingress ?? []) {
      if (ip) this.portal(ip, entry.port, 'loadbalancer IP', outerChain, 'KUBE-EXTERNAL-SERVICES', externalLocal);
      if (ip && ranges.length > 0) this.firewall(ip, entry.port, ranges);
    }
    if (entry.nodePort) this.nodePort(entry.nodePort, outerChain, externalLocal);
    if (service.spec?.healthCheckNodePort && externalLocal) {
      this.filter.add(
        'KUBE-NODEPORTS',
        `-p tcp ${comment(`${service.metadata.namespace}/${service.metadata.name} health check node port`)} -m tcp --dport ${service.spec.healthCheckNodePort} -j ACCEPT`,
      );
    }
    if (inner.length > 0) this.balance(innerChain, inner, spec.clusterIP!, entry.port);
    if (outerChain) {
      this.external(externalLocal, outside);
      const chain = externalLocal ? this.svl : this.svc;
      if (outside.length > 0 && chain !== innerChain) this.balance(chain, outside, spec.clusterIP!, entry.port, chain === this.svc);
      if (externalLocal && innerChain !== this.svc && this.endpoints.cluster.length > 0)
        this.balance(this.svc, this.endpoints.cluster, spec.clusterIP!, entry.port);
    }
    for (const endpoint of new Set([...inner, ...outside, ...(outerChain ? this.endpoints.cluster : [])])) this.endpoint(endpoint);
  }

  private match(ip: string, port: number, what: string): string {
    return `-d ${ip}/32 -p ${this.proto} ${comment(`${this.port.name}${what}`)} -m ${this.proto} --dport ${port}`;
  }

  private portal(ip: string, port: number, what: string, chain: string | undefined, rejecting: string, local: boolean): void {
    if (chain) this.nat.add('KUBE-SERVICES', `${this.match(ip, port, ` ${what}`)} -j ${chain}`);
    else if (local && this.endpoints.any) this.filter.add(rejecting, `${this.match(ip, port, ' has no local endpoints')} -j DROP`);
    else this.filter.add(rejecting, `${this.match(ip, port, ' has no endpoints')} -j REJECT --reject-with icmp-port-unreachable`);
  }

  private nodePort(port: number, chain: string | undefined, local: boolean): void {
    const dport = `-m ${this.proto} --dport ${port}`;
    if (chain) {
      if (this.configuration.localhostNodePorts) {
        this.nat.add(
          'KUBE-NODEPORTS',
          `-d 127.0.0.0/8 -p ${this.proto} ${comment(this.port.name)} ${dport} -m nfacct --nfacct-name  localhost_nps_accepted_pkts -j ${chain}`,
        );
      }
      this.nat.add('KUBE-NODEPORTS', `-p ${this.proto} ${comment(this.port.name)} ${dport} -j ${chain}`);
      return;
    }
    const [why, end] =
      local && this.endpoints.any ? ['has no local endpoints', 'DROP'] : ['has no endpoints', 'REJECT --reject-with icmp-port-unreachable'];
    this.filter.add(
      'KUBE-EXTERNAL-SERVICES',
      `-p ${this.proto} ${comment(`${this.port.name} ${why}`)} -m addrtype --dst-type LOCAL ${dport} -j ${end}`,
    );
  }

  private firewall(ip: string, port: number, ranges: readonly string[]): void {
    const chain = serviceChain('FW', this.port.name, this.port.protocol);
    this.filter.add('KUBE-PROXY-FIREWALL', `${this.match(ip, port, ' traffic not accepted by ' + chain)} -j DROP`);
    for (const range of ranges) this.nat.add(chain, `-s ${range} ${comment(`${this.port.name} loadbalancer IP`)} -j ${this.ext}`);
    this.nat.add(
      chain,
      jump('KUBE-MARK-DROP', `other traffic to ${this.port.name} will be dropped by KUBE-PROXY-FIREWALL`).replace(' -j KUBE-MARK-DROP', ''),
    );
  }

  private external(local: boolean, outside: readonly ProxyEndpoint[]): void {
    const what = `${this.port.name} external destinations`;
    if (!local) {
      this.nat.add(this.ext, jump('KUBE-MARK-MASQ', `masquerade traffic for ${what}`), `-j ${this.svc}`);
      return;
    }
    const { clusterCidr } = this.configuration;
    if (clusterCidr) this.nat.add(this.ext, `-s ${clusterCidr} ${jump(this.svc, `pod traffic for ${what}`)}`);
    const localSource = (text: string, target: string) => `${comment(text)} -m addrtype --src-type LOCAL -j ${target}`;
    this.nat.add(
      this.ext,
      localSource(`masquerade LOCAL traffic for ${what}`, 'KUBE-MARK-MASQ'),
      localSource(`route LOCAL traffic for ${what}`, this.svc),
      ...(outside.length > 0 ? [`-j ${this.svl}`] : []),
    );
  }

  private balance(chain: string, endpoints: readonly ProxyEndpoint[], ip: string, port: number, masquerade = true): void {
    const { clusterCidr, masqueradeAll } = this.configuration;
    if (masquerade && (masqueradeAll || clusterCidr)) {
      const source = masqueradeAll ? '' : `! -s ${clusterCidr} `;
      this.nat.add(chain, `${source}${this.match(ip, port, ' cluster IP')} -j KUBE-MARK-MASQ`);
    }
    const few = endpoints.slice(0, MOST_ENDPOINTS);
    const seconds = this.affinitySeconds();
    for (const [position, endpoint] of [...(seconds ? few : []), ...few].entries()) {
      const recent = seconds !== undefined && position < few.length;
      const at = seconds ? position % few.length : position;
      const sep = this.sep(endpoint);
      const odds = few.length - at;
      const statistic = odds > 1 ? ` -m statistic --mode random --probability ${probability(odds)}` : '';
      const how = recent ? ` -m recent --rcheck --seconds ${seconds} --reap --name ${sep} --mask 255.255.255.255 --rsource` : statistic;
      this.nat.add(chain, `${comment(`${this.port.name} -> ${endpoint.ip}:${endpoint.port}`)}${how} -j ${sep}`);
    }
  }

  private endpoint(endpoint: ProxyEndpoint): void {
    const chain = this.sep(endpoint);
    if (!this.nat.chain(chain)) return;
    const recent = this.affinitySeconds() ? ` -m recent --set --name ${chain} --mask 255.255.255.255 --rsource` : '';
    this.nat.add(
      chain,
      `-s ${endpoint.ip}/32 ${comment(this.port.name)} -j KUBE-MARK-MASQ`,
      `-p ${this.proto} ${comment(this.port.name)}${recent} -m ${this.proto} -j DNAT --to-destination ${endpoint.ip}:${endpoint.port}`,
    );
  }

  private sep(endpoint: ProxyEndpoint): string {
    return endpointChain(this.port.name, this.port.protocol, `${endpoint.ip}:${endpoint.port}`);
  }

  private affinitySeconds(): number | undefined {
    const { spec } = this.port.service;
    if (spec?.sessionAffinity !== 'ClientIP') return undefined;
    return spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? DEFAULT_AFFINITY_SECONDS;
  }
}
