import type { UserInfo } from '../../client/client';
import type { PolicyRule, Resolution } from './rbac';

/** Everything: what an aggregation rule may come to. */
export const FULL_AUTHORITY: readonly PolicyRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/** Why a user who holds `held` may not give `wanted` away; undefined if nothing is missing. Models ConfirmNoEscalation. */
export function escalation(user: UserInfo, held: Resolution, wanted: readonly PolicyRule[]): string | undefined {
  const missing = uncovered(held.rules, wanted);
  if (missing.length === 0) return undefined;
  const lines = [...new Set(compact(missing).map(ruleText))].sort();
  const groups = quoted(user.groups);
  const errors = held.errors.length > 0 ? `; resolution errors: [${held.errors.join(' ')}]` : '';
  return `user ${JSON.stringify(user.name)} (groups=${groups}) is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}${errors}`;
}

/** The parts of `wanted` that no rule of `held` covers. Models validation.Covers. */
export const uncovered = (held: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] =>
  wanted.flatMap(breakdown).filter((part) => !held.some((own) => covers(own, part)));

/** A rule broken into rules of one verb on one thing. Models validation.BreakdownRule. */
function breakdown(rule: PolicyRule): PolicyRule[] {
  const found: PolicyRule[] = [];
  for (const group of rule.apiGroups ?? []) {
    for (const resource of rule.resources ?? []) {
      for (const verb of rule.verbs) {
        const part = { apiGroups: [group], resources: [resource], verbs: [verb] };
        if (!rule.resourceNames?.length) found.push(part);
        else for (const name of rule.resourceNames) found.push({ ...part, resourceNames: [name] });
      }
    }
  }
  for (const url of rule.nonResourceURLs ?? []) for (const verb of rule.verbs) found.push({ nonResourceURLs: [url], verbs: [verb] });
  return found;
}

/** Rules on the same resource become one; those with names or URLs stay as they are. Models validation.CompactRules. */
function compact(rules: readonly PolicyRule[]): PolicyRule[] {
  const simple = new Map<string, string[]>();
  const found: PolicyRule[] = [];
  for (const rule of rules) {
    if (rule.resourceNames || rule.nonResourceURLs) {
      found.push(rule);
      continue;
    }
    const key = `${rule.apiGroups![0]}\n${rule.resources![0]}`;
    const verbs = simple.get(key);
    if (verbs) verbs.push(...rule.verbs.filter((verb) => !verbs.includes(verb)));
    else {
      const merged = [...rule.verbs];
      simple.set(key, merged);
      found.push({ apiGroups: rule.apiGroups, resources: rule.resources, verbs: merged });
    }
  }
  return found;
}

/** Models rbacv1helpers.CompactString. */
function ruleText(rule: PolicyRule): string {
  const parts: readonly (readonly [string, readonly string[] | undefined])[] = [
    ['APIGroups', rule.apiGroups],
    ['Resources', rule.resources],
    ['NonResourceURLs', rule.nonResourceURLs],
    ['ResourceNames', rule.resourceNames],
    ['Verbs', rule.verbs],
  ];
  return `{${parts.flatMap(([name, values]) => (values?.length ? [`${name}:${quoted(values)}`] : [])).join(', ')}}`;
}

const quoted = (values: readonly string[]) => `[${values.map((value) => JSON.stringify(value)).join(' ')}]`;

/** Whether one rule covers a part of another. Models validation.ruleCovers. */
function covers(own: PolicyRule, part: PolicyRule): boolean {
  const has = (list: readonly string[] | undefined, value: string) => list !== undefined && (list.includes('*') || list.includes(value));
  if (!has(own.verbs, part.verbs[0]!)) return false;
  const url = part.nonResourceURLs?.[0];
  if (url !== undefined) {
    return (own.nonResourceURLs ?? []).some(
      (one) => one === '*' || one === url || (one.endsWith('*') && url.startsWith(one.replace(/\*+$/, ''))),
    );
  }
  const resource = part.resources![0]!;
  const [, subresource] = resource.split('/');
  const covered = (own.resources ?? []).some(
    (one) => one === '*' || one === resource || (subresource !== undefined && one === `*/${subresource}`),
  );
  if (!has(own.apiGroups, part.apiGroups![0]!) || !covered) return false;
  if (!own.resourceNames?.length) return true;
  return part.resourceNames !== undefined && own.resourceNames.includes(part.resourceNames[0]!);
}
