import { containsIp, parseCidr, parseIp } from '@/lib/api/ip-address';
import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { KubeObject } from '@/lib/api/object';

/** One end of a connection: an address, and the pod that has it, if any. */
export interface Peer {
  readonly ip: string;
  readonly pod?: KubeObject;
  /** Nobody on its node enforces policies: those of its pod are only words. */
  readonly unenforced?: boolean;
  /** It is a node's own address: the node's kubelet may always reach its pods. */
  readonly node?: boolean;
}

export interface PolicyView {
  policies(namespace: string): readonly KubeObject[];
  namespace(name: string): KubeObject | undefined;
}

/**
 * Whether NetworkPolicies let a connection through: egress of the one end, then ingress of the other. `source`: whom the other
 * end sees, when a node has put its own address in the place of the first one's.
 */
export function policyAllows(view: PolicyView, from: Peer, to: Peer, port: number, protocol: string, source: Peer = from): boolean {
  if (from.ip === to.ip) return true;
  return (
    direction(view, 'Egress', from, to, to, port, protocol) &&
    ((source.node === true && isHostOf(source, to)) || direction(view, 'Ingress', to, source, to, port, protocol))
  );
}

/** A node always reaches the pods it runs itself: its kubelet's probes. */
const isHostOf = ({ ip }: Peer, { pod }: Peer): boolean => (pod?.status?.hostIP ?? ip) === ip;

function direction(
  view: PolicyView,
  type: 'Ingress' | 'Egress',
  subject: Peer,
  other: Peer,
  target: Peer,
  port: number,
  protocol: string,
): boolean {
  const { pod } = subject;
  // Policies select pods of the pod network only.
  if (!pod || pod.spec?.hostNetwork || subject.unenforced) return true;
  const selecting = view
    .policies(pod.metadata.namespace!)
    .filter(({ spec }) => typesOf(spec).includes(type) && matchesLabelSelector(spec.podSelector ?? {}, pod.metadata.labels));
  if (selecting.length === 0) return true;
  return selecting.some(({ metadata, spec }) => {
    const rules = (type === 'Ingress' ? spec.ingress : spec.egress) ?? [];
    return rules.some(
      (rule: KubeObject['spec']) =>
        peersAllow(view, metadata.namespace!, (type === 'Ingress' ? rule.from : rule.to) ?? [], other) &&
        portsAllow(rule.ports ?? [], target.pod, port, protocol),
    );
  });
}

/** policyTypes, or what follows from the rules when it is absent. */
function typesOf(spec: KubeObject['spec']): readonly string[] {
  return spec.policyTypes ?? (spec.egress ? ['Ingress', 'Egress'] : ['Ingress']);
}

function peersAllow(view: PolicyView, namespace: string, peers: readonly KubeObject['spec'][], other: Peer): boolean {
  if (peers.length === 0) return true;
  return peers.some((peer) => {
    if (peer.ipBlock) {
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

function namedPorts(pod: KubeObject | undefined, name: string, protocol: string): number[] {
  const containers = (pod?.spec?.containers ?? []) as readonly {
    ports?: readonly { name?: string; containerPort: number; protocol?: string }[];
  }[];
  return containers.flatMap((container) =>
    (container.ports ?? [])
      .filter((entry) => entry.name === name && (entry.protocol ?? 'TCP') === protocol)
      .map((entry) => entry.containerPort),
  );
}

/** Whether an address lies in a block. */
export function inCidr(ip: string, cidr: string): boolean {
  const [address, block] = [parseIp(ip), parseCidr(cidr)];
  return address !== undefined && block !== undefined && containsIp(block, address);
}
