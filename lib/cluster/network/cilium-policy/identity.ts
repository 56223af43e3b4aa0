import { matchesLabelSelector, type Labels } from '@/lib/api/label-selector';
import type { LabelSelector } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import type { Peer, PolicyView } from '../network-policy';
import { CONFIG_MAPS } from '../../client/resources';

export const NAMESPACE_LABEL = 'io.kubernetes.pod.namespace';
const NAMESPACE_LABELS = 'io.cilium.k8s.namespace.labels.';

/** Labels of a pod's identity, without their source (`k8s:`). */
function podLabels(view: PolicyView, { metadata, spec }: KubeObject): Labels {
  const namespace = metadata.namespace!;
  const own = view.namespace(namespace)?.metadata.labels ?? {};
  return {
    ...metadata.labels,
    ...Object.fromEntries(Object.entries(own).map(([key, value]) => [NAMESPACE_LABELS + key, value])),
    [NAMESPACE_LABEL]: namespace,
    'io.cilium.k8s.policy.cluster': clusterName(view),
    'io.cilium.k8s.policy.serviceaccount': (spec?.serviceAccountName as string | undefined) ?? 'default',
  };
}

function clusterName(view: PolicyView): string {
  const config = view.list(CONFIG_MAPS).find(({ metadata }) => metadata.namespace === 'kube-system' && metadata.name === 'cilium-config');
  return (config as { data?: Record<string, string> } | undefined)?.data?.['cluster-name'] ?? 'default';
}

/** Whether an address is one of the cluster's own: a pod's or a node's. Everything else is the world. */
export const isInCluster = ({ pod, node }: Peer): boolean => pod !== undefined || node === true;

/** Entities that an address belongs to, seen from a pod. */
export function entitiesOf(view: PolicyView, peer: Peer, subject: KubeObject): ReadonlySet<string> {
  const found = new Set(['all']);
  if (peer.node) found.add('cluster').add(subject.status?.hostIP === peer.ip ? 'host' : 'remote-node');
  else if (peer.pod) found.add('cluster');
  else found.add('world').add(peer.ip.includes(':') ? 'world-ipv6' : 'world-ipv4');
  const servers = view.slices('default', 'kubernetes').flatMap(({ endpoints }) => (endpoints ?? []).flatMap(({ addresses }) => addresses));
  if (servers.includes(peer.ip)) found.add('kube-apiserver');
  return found;
}

const withoutSource = (key: string): string => key.replace(/^(k8s|any)[:.]/, '');

/** A selector with the keys of the labels themselves. `reserved:` ones stay as they are. */
function bare({ matchLabels = {}, matchExpressions = [] }: LabelSelector): LabelSelector {
  return {
    matchLabels: Object.fromEntries(Object.entries(matchLabels).map(([key, value]) => [withoutSource(key), value])),
    matchExpressions: matchExpressions.map((one) => ({ ...one, key: withoutSource(one.key) })),
  };
}

/**
 * Whether a selector of endpoints takes a peer. `namespace`: the policy's own, in which selectors mean to stay unless they speak of
 * namespaces; absent for a clusterwide one.
 */
export function selectsEndpoint(
  view: PolicyView,
  selector: LabelSelector,
  namespace: string | undefined,
  peer: Peer,
  subject: KubeObject,
): boolean {
  const { matchLabels = {}, matchExpressions = [] } = bare(selector);
  const keys = [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)];
  const reserved = keys.filter((key) => key.startsWith('reserved:'));
  if (reserved.length > 0) {
    const entities = entitiesOf(view, peer, subject);
    return reserved.every((key) => entities.has(key.slice('reserved:'.length)));
  }
  const { pod } = peer;
  if (!pod || peer.node) return keys.length === 0 && namespace === undefined && isInCluster(peer);
  const speaksOfNamespaces = keys.some((key) => key === NAMESPACE_LABEL || key.startsWith(NAMESPACE_LABELS));
  if (namespace !== undefined && !speaksOfNamespaces && pod.metadata.namespace !== namespace) return false;
  return matchesLabelSelector({ matchLabels, matchExpressions }, podLabels(view, pod));
}

/** Whether a policy's rule is about a pod. */
export function selectsSubject(
  view: PolicyView,
  selector: LabelSelector | undefined,
  namespace: string | undefined,
  pod: KubeObject,
): boolean {
  if (!selector || (namespace !== undefined && namespace !== pod.metadata.namespace)) return false;
  return matchesLabelSelector(bare(selector), podLabels(view, pod));
}
