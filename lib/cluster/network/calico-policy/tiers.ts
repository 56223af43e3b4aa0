import { policyHasRuleFor, selectingPolicies, type Connection, type PolicyView } from '../network-policy';
import { adminPolicies } from './admin-policy';
import type { AppliedPolicy, Verdict } from './applied-policy';
import { calicoObjects } from './groups';
import { calicoPolicies } from './policies';

interface Tier {
  readonly order: number;
  /** What happens to what no policy of the tier has decided, if one of them applies. */
  readonly end: 'Deny' | 'Pass';
}

/** Where NetworkPolicies stand among the policies of the tier `default`. */
const NETWORK_POLICY_ORDER = 1_000;
const BUILT_IN: Readonly<Record<string, Tier>> = {
  'kube-admin': { order: 1_000, end: 'Pass' },
  default: { order: 1_000_000, end: 'Deny' },
  'kube-baseline': { order: 10_000_000, end: 'Pass' },
};

function tierOf(view: PolicyView, name: string): Tier {
  const built = BUILT_IN[name];
  if (built) return built;
  const spec = calicoObjects(view, 'tiers').find(({ metadata }) => metadata.name === name)?.spec;
  return { order: (spec?.order as number | undefined) ?? Infinity, end: spec?.defaultAction === 'Pass' ? 'Pass' : 'Deny' };
}

/**
 * Whether Calico lets a connection through at one of its ends: tiers by their order, in each the policies by theirs, in each the first
 * rule that takes it. What no tier has decided goes to the profile of the namespace, which allows it. Models felix/calc and felix/rules.
 */
export function calicoAllows(view: PolicyView, connection: Connection): boolean {
  const applied = [...networkPolicies(view, connection), ...calicoPolicies(view, connection), ...adminPolicies(view, connection)];
  if (applied.length === 0) return true;
  const tiers = [...new Set(applied.map(({ tier }) => tier))]
    .map((name) => ({ name, ...tierOf(view, name) }))
    .sort((a, b) => (a.order === b.order ? (a.name < b.name ? -1 : 1) : a.order - b.order));
  for (const tier of tiers) {
    const verdict = firstVerdict(applied.filter((policy) => policy.tier === tier.name)) ?? tier.end;
    if (verdict !== 'Pass') return verdict === 'Allow';
  }
  return true;
}

function firstVerdict(policies: readonly AppliedPolicy[]): Verdict | undefined {
  const sorted = [...policies].sort((a, b) => (a.order === b.order ? (a.key < b.key ? -1 : 1) : a.order - b.order));
  for (const policy of sorted) {
    const verdict = policy.verdict();
    if (verdict) return verdict;
  }
  return undefined;
}

const networkPolicies = (view: PolicyView, connection: Connection): readonly AppliedPolicy[] =>
  selectingPolicies(view, connection).map((policy) => ({
    tier: 'default',
    order: NETWORK_POLICY_ORDER,
    key: `${policy.metadata.namespace}/knp.default.${policy.metadata.name}`,
    verdict: () => (policyHasRuleFor(view, policy, connection) ? 'Allow' : undefined),
  }));
