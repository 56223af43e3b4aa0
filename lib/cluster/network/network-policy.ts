import { containsIp, parseCidr, parseIp } from '@/lib/api/ip-address';
import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { EndpointSlice } from '@/lib/api/models';
import type { GroupResource, KubeObject } from '@/lib/api/object';

/** One end of a connection: an address, and the pod that has it, if any. */
export interface Peer {
  readonly ip: string;
  readonly pod?: KubeObject;
  /** Nobody on its node enforces policies: those of its pod are only words. */
  readonly unenforced?: boolean;
  /** Program that enforces policies on the pod's node: `calico-node`. */
  readonly agent?: string;
  /** It is a node's own address: the node's kubelet may always reach its pods. */
  readonly node?: boolean;
}

/** What those who enforce policies see of the cluster. */
export interface PolicyView {
  policies(namespace: string): readonly KubeObject[];
  namespace(name: string): KubeObject | undefined;
  /** Objects of any resource; none where it is not served. */
  list(resource: GroupResource): readonly KubeObject[];
  slices(namespace: string, service: string): readonly EndpointSlice[];
  /** Names outside of the cluster that resolve to an address. */
  names(ip: string): readonly string[];
}

export type Direction = 'Ingress' | 'Egress';

/** A connection as the policies of one of its ends judge it. */
export interface Connection {
  readonly direction: Direction;
  /** Whose policies: the end that is entered or left. */
  readonly subject: Peer & { readonly pod: KubeObject };
  readonly other: Peer;
  /** The end that listens. */
  readonly target: Peer;
  readonly port: number;
  /** `TCP`, `UDP`, `SCTP`, `ICMP` */
  readonly protocol: string;
}

/** How a network tells who is meant by an ipBlock. */
export interface BlockRules {
  /** Blocks mean addresses outside of the cluster only, neither pods nor nodes. */
  readonly outsideOnly?: boolean;
}

/** NetworkPolicies that isolate the subject in the connection's direction. */
export function selectingPolicies(view: PolicyView, { direction, subject: { pod } }: Connection): readonly KubeObject[] {
  return view
    .policies(pod.metadata.namespace!)
    .filter(({ spec }) => typesOf(spec).includes(direction) && matchesLabelSelector(spec.podSelector ?? {}, pod.metadata.labels));
}

/** Whether a rule of a NetworkPolicy allows a connection. */
export function policyHasRuleFor(
  view: PolicyView,
  { metadata, spec }: KubeObject,
  connection: Connection,
  blocks: BlockRules = {},
): boolean {
  const { direction, other, target, port, protocol } = connection;
  const rules = (direction === 'Ingress' ? spec.ingress : spec.egress) ?? [];
  return rules.some(
    (rule: KubeObject['spec']) =>
      peersAllow(view, metadata.namespace!, (direction === 'Ingress' ? rule.from : rule.to) ?? [], other, blocks) &&
      portsAllow(rule.ports ?? [], target.pod, port, protocol),
  );
}

/** Whether the NetworkPolicies of one end let a connection through. */
export function networkPoliciesAllow(view: PolicyView, connection: Connection): boolean {
  const selecting = selectingPolicies(view, connection);
  return selecting.length === 0 || selecting.some((policy) => policyHasRuleFor(view, policy, connection));
}

/** policyTypes, or what follows from the rules when it is absent. */
function typesOf(spec: KubeObject['spec']): readonly string[] {
  return spec.policyTypes ?? (spec.egress ? ['Ingress', 'Egress'] : ['Ingress']);
}

function peersAllow(view: PolicyView, namespace: string, peers: readonly KubeObject['spec'][], other: Peer, blocks: BlockRules): boolean {
  if (peers.length === 0) return true;
  return peers.some((peer) => {
    if (peer.ipBlock) {
      if (blocks.outsideOnly && (other.pod || other.node)) return false;
      const { cidr, except = [] } = peer.ipBlock as { cidr: string; except?: readonly string[] };
      return inCidr(other.ip, cidr) && !except.some((block) => inCidr(other.ip, block));
    }
    const { pod } = other;
    if (!pod || pod.spec?.hostNetwork) return false;
    const own = pod.metadata.namespace!;
    const namespaceFits = peer.namespaceSelector
      ? matchesLabelSelector(peer.namespaceSelector, view.namespace(own)?.metadata.labels)
      : own === namespace;
    return namespaceFits && (!peer.podSelector || matchesLabelSelector(peer.podSelector, pod.metadata.labels));
  });
}

function portsAllow(ports: readonly KubeObject['spec'][], target: KubeObject | undefined, port: number, protocol: string): boolean {
  if (ports.length === 0) return true;
  return ports.some((entry) => {
    if ((entry.protocol ?? 'TCP') !== protocol) return false;
    if (entry.port === undefined) return true;
    if (typeof entry.port === 'string') return namedPorts(target, entry.port, protocol).includes(port);
    return port >= entry.port && port <= (entry.endPort ?? entry.port);
  });
}

/** Numbers of the ports that a pod's containers give a name; any protocol when none is asked for. */
export function namedPorts(pod: KubeObject | undefined, name: string, protocol?: string): number[] {
  const containers = (pod?.spec?.containers ?? []) as readonly {
    ports?: readonly { name?: string; containerPort: number; protocol?: string }[];
  }[];
  return containers.flatMap((container) =>
    (container.ports ?? [])
      .filter((entry) => entry.name === name && (protocol === undefined || (entry.protocol ?? 'TCP') === protocol))
      .map((entry) => entry.containerPort),
  );
}

/** Whether an address lies in a block. */
export function inCidr(ip: string, cidr: string): boolean {
  const [address, block] = [parseIp(ip), parseCidr(cidr.includes('/') ? cidr : `${cidr}/${cidr.includes(':') ? 128 : 32}`)];
  return address !== undefined && block !== undefined && containsIp(block, address);
}
