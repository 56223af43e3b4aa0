import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { LabelSelector } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { inCidr, namedPorts, type Connection, type Peer, type PolicyView } from '../network-policy';
import type { AppliedPolicy, Verdict } from './applied-policy';
import { NODES } from '../../client/resources';

const GROUP = 'policy.networking.k8s.io';

interface Peers {
  readonly namespaces?: LabelSelector;
  readonly pods?: { readonly namespaceSelector: LabelSelector; readonly podSelector: LabelSelector };
  readonly nodes?: LabelSelector;
  readonly networks?: readonly string[];
}

interface Port {
  readonly portNumber?: { readonly protocol?: string; readonly port: number };
  readonly portRange?: { readonly protocol?: string; readonly start: number; readonly end: number };
  readonly namedPort?: string;
}

interface AdminRule {
  readonly action: Verdict;
  readonly from?: readonly Peers[];
  readonly to?: readonly Peers[];
  readonly ports?: readonly Port[];
}

/** AdminNetworkPolicies, which nobody's NetworkPolicy overrides, and the BaselineAdminNetworkPolicy, which they all do. */
export function adminPolicies(view: PolicyView, connection: Connection): readonly AppliedPolicy[] {
  const of = (resource: string, tier: string) =>
    view
      .list({ group: GROUP, resource })
      .filter(({ spec }) => isMeant(view, (spec?.subject ?? {}) as Peers, connection.subject))
      .flatMap(({ metadata, spec }) => {
        const rules = ((connection.direction === 'Ingress' ? spec.ingress : spec.egress) ?? []) as readonly AdminRule[];
        const verdict = () => rules.find((rule) => takes(view, rule, connection))?.action;
        return rules.length === 0 ? [] : [{ tier, order: (spec.priority as number | undefined) ?? 0, key: metadata.name, verdict }];
      });
  return [...of('adminnetworkpolicies', 'kube-admin'), ...of('baselineadminnetworkpolicies', 'kube-baseline')];
}

function takes(view: PolicyView, rule: AdminRule, { direction, other, target, port, protocol }: Connection): boolean {
  const peers = (direction === 'Ingress' ? rule.from : rule.to) ?? [];
  return peers.some((one) => isMeant(view, one, other)) && portsHold(rule.ports, target.pod, port, protocol);
}

function isMeant(view: PolicyView, { namespaces, pods, nodes, networks }: Peers, { ip, pod, node }: Peer): boolean {
  if (networks) return networks.some((network) => inCidr(ip, network));
  if (nodes) return node === true && nodeFits(view, nodes, ip);
  if (!pod || pod.spec?.hostNetwork) return false;
  const own = view.namespace(pod.metadata.namespace!)?.metadata.labels;
  if (namespaces) return matchesLabelSelector(namespaces, own);
  if (!pods) return false;
  return matchesLabelSelector(pods.namespaceSelector, own) && matchesLabelSelector(pods.podSelector, pod.metadata.labels);
}

const nodeFits = (view: PolicyView, selector: LabelSelector, ip: string): boolean =>
  view
    .list(NODES)
    .some(
      ({ metadata, status }) =>
        (status?.addresses as readonly { address: string }[] | undefined)?.some(({ address }) => address === ip) &&
        matchesLabelSelector(selector, metadata.labels),
    );

function portsHold(ports: readonly Port[] | undefined, pod: KubeObject | undefined, port: number, protocol: string): boolean {
  if (!ports) return true;
  return ports.some(({ portNumber, portRange, namedPort }) => {
    if (portNumber) return (portNumber.protocol ?? 'TCP') === protocol && portNumber.port === port;
    if (portRange) return (portRange.protocol ?? 'TCP') === protocol && port >= portRange.start && port <= portRange.end;
    return namedPort !== undefined && namedPorts(pod, namedPort, protocol).includes(port);
  });
}
