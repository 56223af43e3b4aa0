import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { KubeObject } from '@/lib/api/object';
import { inCidr, namedPorts, type Connection, type Peer, type PolicyView } from '../network-policy';
import { entitiesOf, isInCluster, selectsEndpoint } from './identity';
import { matchesName } from './names';
import type { CidrRule, DirectedRule, PortRule, ServiceRule } from './rule';
import { SERVICES } from '../../client/resources';

const CIDR_GROUPS = { group: 'cilium.io', resource: 'ciliumcidrgroups' };
const ECHO_REQUEST = [8, '8', 'EchoRequest'];

/** What a rule says about the other end; undefined: nothing. */
export function peerFits(view: PolicyView, rule: DirectedRule, namespace: string | undefined, connection: Connection): boolean | undefined {
  const { direction, other, subject, port, protocol } = connection;
  const ingress = direction === 'Ingress';
  const endpoints = ingress ? rule.fromEndpoints : rule.toEndpoints;
  const entities = ingress ? rule.fromEntities : rule.toEntities;
  const blocks = ingress ? rule.fromCIDR : rule.toCIDR;
  const sets = ingress ? rule.fromCIDRSet : rule.toCIDRSet;
  const [services, names] = ingress ? [undefined, undefined] : [rule.toServices, rule.toFQDNs];
  if (!endpoints && !entities && !blocks && !sets && !services && !names) return undefined;
  if (endpoints?.some((selector) => selectsEndpoint(view, selector, namespace, other, subject.pod))) return true;
  if (entities) {
    const own = entitiesOf(view, other, subject.pod);
    if (entities.some((entity) => own.has(entity))) return true;
  }
  if (services?.some((service) => isBehind(view, service, namespace, other, port, protocol))) return true;
  // Blocks and names mean what is outside of the cluster.
  if (isInCluster(other)) return false;
  if (blocks?.some((block) => inCidr(other.ip, block)) || sets?.some((set) => inSet(view, set, other.ip))) return true;
  return names !== undefined && view.names(other.ip).some((name) => names.some((one) => matchesName(one, name)));
}

function inSet(view: PolicyView, { cidr, cidrGroupRef, except = [] }: CidrRule, ip: string): boolean {
  const group = cidrGroupRef && view.list(CIDR_GROUPS).find(({ metadata }) => metadata.name === cidrGroupRef);
  const blocks = cidr ? [cidr] : group ? ((group.spec?.externalCIDRs ?? []) as readonly string[]) : [];
  return blocks.some((block) => inCidr(ip, block)) && !except.some((block) => inCidr(ip, block));
}

/** Whether an address stands behind a Service that a rule means. */
function isBehind(view: PolicyView, rule: ServiceRule, own: string | undefined, { ip }: Peer, port: number, protocol: string): boolean {
  const { k8sService: named, k8sServiceSelector: selected } = rule;
  const meant = ({ metadata }: KubeObject): boolean => {
    const within = named?.namespace ?? selected?.namespace ?? own;
    if (within !== undefined && metadata.namespace !== within) return false;
    if (named) return metadata.name === named.serviceName;
    return selected !== undefined && matchesLabelSelector(selected.selector ?? {}, metadata.labels);
  };
  return view
    .list(SERVICES)
    .filter(meant)
    .some(({ metadata }) =>
      view
        .slices(metadata.namespace!, metadata.name)
        .some(
          ({ endpoints, ports }) =>
            (endpoints ?? []).some(({ addresses }) => addresses.includes(ip)) &&
            (ports ?? []).some((entry) => entry.port === port && (entry.protocol ?? 'TCP') === protocol),
        ),
    );
}

/** Whether one of the ports of a rule is the connection's. */
export function portFits({ ports = [] }: PortRule, { target, port, protocol }: Connection): boolean {
  return ports.some((entry) => {
    const wanted = (entry.protocol || 'ANY').toUpperCase();
    if (wanted === 'ANY' ? protocol === 'ICMP' : wanted !== protocol) return false;
    const number = Number(entry.port ?? 0);
    if (Number.isNaN(number)) return namedPorts(target.pod, String(entry.port).toLowerCase(), protocol).includes(port);
    return number === 0 || (port >= number && port <= Math.max(number, entry.endPort ?? 0));
  });
}

/** Whether a rule's icmps take an echo request. */
export const icmpFits = ({ icmps = [] }: DirectedRule, { protocol }: Connection): boolean =>
  protocol === 'ICMP' &&
  icmps.some(({ fields = [] }) => fields.some(({ type, family = 'IPv4' }) => family === 'IPv4' && ECHO_REQUEST.includes(type)));
