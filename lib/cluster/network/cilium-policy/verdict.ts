import { policyHasRuleFor, selectingPolicies, type Connection, type PolicyView } from '../network-policy';
import { selectsSubject } from './identity';
import { matchesName } from './names';
import { icmpFits, peerFits, portFits } from './peers';
import {
  CILIUM_CLUSTERWIDE_POLICIES,
  CILIUM_POLICIES,
  rulesOf,
  type CiliumRule,
  type DirectedRule,
  type HttpRule,
  type NameRule,
} from './rule';
import { complaintOf } from './validation';

/** What Envoy and the DNS proxy let through of a connection that is allowed; absent: they are not in its way. */
export interface Layer7 {
  readonly http?: readonly HttpRule[];
  readonly dns?: readonly NameRule[];
}

interface OwnRule {
  readonly rule: CiliumRule;
  /** The policy's; absent for a clusterwide one. */
  readonly namespace?: string;
}

/** Whether Cilium lets a connection through at one of its ends. */
export const ciliumAllows = (view: PolicyView, connection: Connection): boolean => ciliumVerdict(view, connection) !== undefined;

/**
 * What Cilium makes of a connection at one of its ends: undefined when it is dropped. Denials come first, then any rule that allows;
 * one without rules for its contents makes those of others void. Models pkg/policy.
 */
export function ciliumVerdict(view: PolicyView, connection: Connection): Layer7 | undefined {
  const own = ownRules(view, connection);
  if (own.some(({ rule, namespace }) => denials(rule, connection).some((one) => denies(view, one, namespace, connection))))
    return undefined;
  const isolating = selectingPolicies(view, connection);
  const found = [
    ...isolating.filter((policy) => policyHasRuleFor(view, policy, connection, { outsideOnly: true })).map((): Layer7 => ({})),
    ...own.flatMap(({ rule, namespace }) => grants(rule, connection).flatMap((one) => granted(view, one, namespace, connection, own))),
  ];
  if (found.length === 0) return isolating.length > 0 || own.some(({ rule }) => isolates(rule, connection)) ? undefined : {};
  if (found.some(({ http, dns }) => !http && !dns)) return {};
  const [http, dns] = [found.flatMap((one) => one.http ?? []), found.flatMap((one) => one.dns ?? [])];
  return { ...(found.some((one) => one.http) && { http }), ...(found.some((one) => one.dns) && { dns }) };
}

/** Rules of policies that are valid and select the subject. */
function ownRules(view: PolicyView, { subject: { pod } }: Connection): readonly OwnRule[] {
  return [...view.list(CILIUM_POLICIES), ...view.list(CILIUM_CLUSTERWIDE_POLICIES)].flatMap((policy) => {
    const { namespace } = policy.metadata;
    if (complaintOf(policy) !== undefined) return [];
    return rulesOf(policy)
      .filter(({ endpointSelector }) => selectsSubject(view, endpointSelector, namespace, pod))
      .map((rule) => ({ rule, ...(namespace !== undefined && { namespace }) }));
  });
}

const grants = ({ ingress, egress }: CiliumRule, { direction }: Connection): readonly DirectedRule[] =>
  (direction === 'Ingress' ? ingress : egress) ?? [];
const denials = ({ ingressDeny, egressDeny }: CiliumRule, { direction }: Connection): readonly DirectedRule[] =>
  (direction === 'Ingress' ? ingressDeny : egressDeny) ?? [];

/** Whether a rule makes its endpoints drop what nothing allows. */
function isolates(rule: CiliumRule, connection: Connection): boolean {
  const { ingress, egress } = rule.enableDefaultDeny ?? {};
  const said = connection.direction === 'Ingress' ? ingress : egress;
  return said ?? (grants(rule, connection).length > 0 || denials(rule, connection).length > 0);
}

function denies(view: PolicyView, rule: DirectedRule, namespace: string | undefined, connection: Connection): boolean {
  const fits = peerFits(view, rule, namespace, connection);
  if (fits === false) return false;
  if (!rule.toPorts?.length && !rule.icmps?.length) return fits === true;
  return (rule.toPorts ?? []).some((ports) => portFits(ports, connection)) || icmpFits(rule, connection);
}

/** What a rule allows of a connection: nothing, all, or what the rules for its contents say, one entry for each of its ports. */
function granted(
  view: PolicyView,
  rule: DirectedRule,
  namespace: string | undefined,
  connection: Connection,
  own: readonly OwnRule[],
): readonly Layer7[] {
  const fits = peerFits(view, rule, namespace, connection);
  if (fits === false || (rule.toFQDNs && !isObserved(view, rule.toFQDNs, connection, own))) return [];
  if (!rule.toPorts?.length && !rule.icmps?.length) return fits === true ? [{}] : [];
  if (icmpFits(rule, connection)) return [{}];
  return (rule.toPorts ?? [])
    .filter((ports) => portFits(ports, connection))
    .map(({ rules: { http, dns } = {} }) => ({ ...(http?.length && { http }), ...(dns?.length && { dns }) }));
}

/**
 * Whether the agent knows which addresses a name has: only answers that went through its DNS proxy tell it, which a rule with `dns`
 * for the pod brings about.
 */
function isObserved(view: PolicyView, names: readonly NameRule[], { other }: Connection, own: readonly OwnRule[]): boolean {
  const asked = own.flatMap(({ rule }) =>
    (rule.egress ?? []).flatMap(({ toPorts = [] }) => toPorts.flatMap(({ rules }) => rules?.dns ?? [])),
  );
  return view.names(other.ip).some((name) => names.some((one) => matchesName(one, name)) && asked.some((one) => matchesName(one, name)));
}
