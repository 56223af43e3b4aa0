import type { KubeObject } from '@/lib/api/object';
import { inCidr, namedPorts, type Connection, type Peer, type PolicyView } from '../network-policy';
import { inSelectedNamespace, selectablesOf, serviceAccountLabels } from './endpoint';
import { calicoSelector } from './selector';

/** One side of a rule. */
export interface EntityRule {
  readonly nets?: readonly string[];
  readonly notNets?: readonly string[];
  readonly selector?: string;
  readonly notSelector?: string;
  readonly namespaceSelector?: string;
  readonly ports?: readonly (number | string)[];
  readonly notPorts?: readonly (number | string)[];
  readonly serviceAccounts?: { readonly names?: readonly string[]; readonly selector?: string };
  readonly services?: { readonly name: string; readonly namespace?: string };
}

export interface Rule {
  readonly action: 'Allow' | 'Deny' | 'Pass' | 'Log';
  readonly ipVersion?: number;
  readonly protocol?: number | string;
  readonly notProtocol?: number | string;
  readonly icmp?: { readonly type?: number; readonly code?: number };
  readonly notICMP?: { readonly type?: number; readonly code?: number };
  readonly source?: EntityRule;
  readonly destination?: EntityRule;
}

const PROTOCOLS: Readonly<Record<string, string>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPV6', 132: 'SCTP', 136: 'UDPLITE' };
const ECHO_REQUEST = 8;
/** Clients' ports: net.ipv4.ip_local_port_range. */
const EPHEMERAL = { from: 32768, to: 60999 };

const protocolName = (protocol: number | string): string => PROTOCOLS[protocol] ?? String(protocol).toUpperCase();

/** Whether a rule takes a connection. `namespace`: the policy's own; absent for a global one. Throws CalicoSelectorError. */
export function ruleTakes(view: PolicyView, namespace: string | undefined, rule: Rule, connection: Connection): boolean {
  const { direction, subject, other, port, protocol } = connection;
  const [source, destination] = direction === 'Ingress' ? [other, subject] : [subject, other];
  if (rule.protocol !== undefined && protocolName(rule.protocol) !== protocol) return false;
  if (rule.notProtocol !== undefined && protocolName(rule.notProtocol) === protocol) return false;
  if (rule.ipVersion !== undefined && rule.ipVersion !== (other.ip.includes(':') ? 6 : 4)) return false;
  const isEcho = (icmp: Rule['icmp']) => protocol === 'ICMP' && (icmp?.type ?? ECHO_REQUEST) === ECHO_REQUEST && (icmp?.code ?? 0) === 0;
  if (rule.icmp && !isEcho(rule.icmp)) return false;
  if (rule.notICMP && isEcho(rule.notICMP)) return false;
  const [from, to] = [rule.source ?? {}, rule.destination ?? {}];
  if (!isAt(view, namespace, from, source) || !isAt(view, namespace, to, destination)) return false;
  const holds = (entry: number | string) => portIn(entry, port, destination.pod, protocol);
  if (to.ports?.length && !to.ports.some(holds)) return false;
  if (to.notPorts?.some(holds)) return false;
  if (from.ports?.length && !from.ports.some(isEphemeral)) return false;
  if (from.notPorts?.some(isEphemeral)) return false;
  return !to.services || servesAt(view, to.services, namespace, destination.ip, port, protocol);
}

function isAt(view: PolicyView, namespace: string | undefined, entity: EntityRule, peer: Peer): boolean {
  if (entity.nets?.length && !entity.nets.some((net) => inCidr(peer.ip, net))) return false;
  if (entity.notNets?.some((net) => inCidr(peer.ip, net))) return false;
  if (entity.services && !entity.services.name) return false;
  const found = () => selectablesOf(view, peer);
  if (entity.notSelector) {
    const not = calicoSelector(entity.notSelector);
    if (found().some(({ labels }) => not(labels))) return false;
  }
  if (entity.serviceAccounts && !hasAccount(view, entity.serviceAccounts, peer.pod)) return false;
  const { selector, namespaceSelector } = entity;
  if (!selector && !namespaceSelector) {
    // A policy of a namespace means accounts of its own.
    return !entity.serviceAccounts || namespace === undefined || peer.pod?.metadata.namespace === namespace;
  }
  const selects = calicoSelector(selector ?? '');
  return found().some((one) => {
    const inNamespace = namespaceSelector
      ? inSelectedNamespace(view, namespaceSelector, one.namespace)
      : namespace === undefined || one.namespace === namespace;
    return inNamespace && selects(one.labels);
  });
}

function hasAccount(
  view: PolicyView,
  { names, selector }: NonNullable<EntityRule['serviceAccounts']>,
  pod: KubeObject | undefined,
): boolean {
  if (!pod || pod.spec?.hostNetwork) return false;
  if (names?.length && !names.includes((pod.spec?.serviceAccountName as string | undefined) ?? 'default')) return false;
  return !selector || calicoSelector(selector)(serviceAccountLabels(view, pod));
}

/** Ports are numbers, ranges (`80:90`) and names of the pod's own. */
function portIn(entry: number | string, port: number, pod: KubeObject | undefined, protocol: string): boolean {
  if (typeof entry === 'number') return entry === port;
  const range = /^(\d+)(?::(\d+))?$/.exec(entry);
  if (range) return port >= Number(range[1]) && port <= Number(range[2] ?? range[1]);
  return namedPorts(pod, entry, protocol).includes(port);
}

/** Whether ports take what a client has of its own: some port of the ephemeral range. */
function isEphemeral(entry: number | string): boolean {
  const range = /^(\d+)(?::(\d+))?$/.exec(String(entry));
  return range !== null && Number(range[1]) <= EPHEMERAL.from && Number(range[2] ?? range[1]) >= EPHEMERAL.to;
}

function servesAt(
  view: PolicyView,
  { name, namespace }: NonNullable<EntityRule['services']>,
  own: string | undefined,
  ip: string,
  port: number,
  protocol: string,
): boolean {
  return view
    .slices(namespace ?? own ?? '', name)
    .some(
      ({ endpoints, ports }) =>
        (endpoints ?? []).some(({ addresses }) => addresses.includes(ip)) &&
        (ports ?? []).some((entry) => entry.port === port && (entry.protocol ?? 'TCP') === protocol),
    );
}
