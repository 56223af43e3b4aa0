import { calicoAllows } from './calico-policy/tiers';
import { ciliumAllows, ciliumVerdict, type Layer7 } from './cilium-policy/verdict';
import { networkPoliciesAllow, type Connection, type Direction, type Peer, type PolicyView } from './network-policy';

/** How an agent that knows more than NetworkPolicies judges a connection. */
const enforcers: ReadonlyMap<string, (view: PolicyView, connection: Connection) => boolean> = new Map([
  ['calico-node', calicoAllows],
  ['cilium-agent', ciliumAllows],
]);

/**
 * Whether policies let a connection through: egress of the one end, then ingress of the other, each as the agent on its own node
 * judges it. `source`: whom the other end sees, when a node has put its own address in the place of the first one's.
 */
export function policyAllows(view: PolicyView, from: Peer, to: Peer, port: number, protocol: string, source: Peer = from): boolean {
  if (from.ip === to.ip) return true;
  const allows = (direction: Direction, subject: Peer, other: Peer) => {
    const connection = connectionOf(direction, subject, other, to, port, protocol);
    return !connection || (enforcers.get(subject.agent ?? '') ?? networkPoliciesAllow)(view, connection);
  };
  return allows('Egress', from, to) && ((source.node === true && isHostOf(source, to)) || allows('Ingress', to, source));
}

/** What proxies of the agents at both ends let through of a connection that is allowed. */
export function layer7Of(view: PolicyView, from: Peer, to: Peer, port: number, protocol: string, source: Peer = from): readonly Layer7[] {
  if (from.ip === to.ip) return [];
  const egress = connectionOf('Egress', from, to, to, port, protocol);
  const ingress = source.node === true && isHostOf(source, to) ? undefined : connectionOf('Ingress', to, source, to, port, protocol);
  return [egress, ingress].flatMap((connection) => {
    if (connection?.subject.agent !== 'cilium-agent') return [];
    const found = ciliumVerdict(view, connection);
    return found?.http || found?.dns ? [found] : [];
  });
}

/** A connection for the policies of one end; undefined where nobody enforces any: they select pods of the pod network only. */
export function connectionOf(
  direction: Direction,
  subject: Peer,
  other: Peer,
  target: Peer,
  port: number,
  protocol: string,
): Connection | undefined {
  const { pod } = subject;
  if (!pod || pod.spec?.hostNetwork || subject.unenforced) return undefined;
  return { direction, subject: { ...subject, pod }, other, target, port, protocol };
}

/** A node always reaches the pods it runs itself: its kubelet's probes. */
const isHostOf = ({ ip }: Peer, { pod }: Peer): boolean => (pod?.status?.hostIP ?? ip) === ip;
