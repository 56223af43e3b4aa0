import type { KubeObject } from '@/lib/api/object';
import type { Connection, Direction, PolicyView } from '../network-policy';
import { endpointLabels, inSelectedNamespace, serviceAccountLabels } from './endpoint';
import { calicoObjects } from './groups';
import { ruleTakes, type Rule } from './rules';
import { calicoSelector, CalicoSelectorError } from './selector';
import type { AppliedPolicy, Verdict } from './applied-policy';

interface PolicySpec {
  readonly tier?: string;
  readonly order?: number;
  readonly selector?: string;
  readonly namespaceSelector?: string;
  readonly serviceAccountSelector?: string;
  readonly types?: readonly Direction[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
  readonly doNotTrack?: boolean;
  readonly preDNAT?: boolean;
}

/** Calico's NetworkPolicies and GlobalNetworkPolicies that apply to the subject of a connection. */
export function calicoPolicies(view: PolicyView, connection: Connection): readonly AppliedPolicy[] {
  const all = [...calicoObjects(view, 'networkpolicies'), ...calicoObjects(view, 'globalnetworkpolicies')];
  return all.filter((policy) => isValid(policy) && applies(view, policy, connection)).map((policy) => applied(view, policy, connection));
}

function applied(view: PolicyView, { metadata, spec }: KubeObject, connection: Connection): AppliedPolicy {
  const { tier, order, ingress, egress } = spec as PolicySpec;
  const rules = (connection.direction === 'Ingress' ? ingress : egress) ?? [];
  return {
    tier: tier ?? 'default',
    order: order ?? Infinity,
    key: metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name,
    verdict: () =>
      rules.find(({ action, ...rule }) => action !== 'Log' && ruleTakes(view, metadata.namespace, { action, ...rule }, connection))
        ?.action as Verdict | undefined,
  };
}

function applies(view: PolicyView, { apiVersion, metadata, spec }: KubeObject, { direction, subject: { pod } }: Connection): boolean {
  const { selector = '', namespaceSelector, serviceAccountSelector, doNotTrack, preDNAT } = spec as PolicySpec;
  // Those are for interfaces of hosts.
  if (doNotTrack || preDNAT) return false;
  if (!typesOf(apiVersion, spec as PolicySpec).includes(direction)) return false;
  const { namespace } = pod.metadata;
  if (metadata.namespace && metadata.namespace !== namespace) return false;
  if (namespaceSelector && !inSelectedNamespace(view, namespaceSelector, namespace)) return false;
  if (serviceAccountSelector && !calicoSelector(serviceAccountSelector)(serviceAccountLabels(view, pod))) return false;
  return calicoSelector(selector)(endpointLabels(pod));
}

/**
 * Without `types`, Calico's own clients write those that follow from the rules; what was written past them, straight into calico.yaml's
 * definitions, means both.
 */
function typesOf(apiVersion: string, { types, ingress, egress }: PolicySpec): readonly Direction[] {
  if (types?.length) return types;
  if (apiVersion.startsWith('crd.')) return ['Ingress', 'Egress'];
  if (!egress?.length) return ['Ingress'];
  return ingress?.length ? ['Ingress', 'Egress'] : ['Egress'];
}

const validity = new WeakMap<KubeObject, boolean>();

/** Felix treats a policy that does not validate as missing: here one whose selectors do not parse. */
function isValid(policy: KubeObject): boolean {
  const known = validity.get(policy);
  if (known !== undefined) return known;
  const found = policy.spec !== undefined && parses(policy.spec as PolicySpec);
  validity.set(policy, found);
  return found;
}

function parses({ selector, namespaceSelector, serviceAccountSelector, ingress = [], egress = [] }: PolicySpec): boolean {
  const sides = [...ingress, ...egress].flatMap(({ source = {}, destination = {} }) => [source, destination]);
  const selectors = [
    selector,
    namespaceSelector,
    serviceAccountSelector,
    ...sides.flatMap((side) => [side.selector, side.notSelector, side.namespaceSelector, side.serviceAccounts?.selector]),
  ];
  try {
    for (const text of selectors) calicoSelector(text ?? '');
    return true;
  } catch (error) {
    if (!(error instanceof CalicoSelectorError)) throw error;
    return false;
  }
}
