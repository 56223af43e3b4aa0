import type { AccessAttributes } from '../authz/rbac';
import { urlFits } from '../authz/rule-allows';

export type Level = 'None' | 'Metadata' | 'Request' | 'RequestResponse';
export type Stage = 'RequestReceived' | 'ResponseStarted' | 'ResponseComplete' | 'Panic';

/** A rule of a policy. Models audit.k8s.io/v1 PolicyRule. */
export interface AuditRule {
  readonly level: Level;
  readonly users?: readonly string[];
  readonly userGroups?: readonly string[];
  readonly verbs?: readonly string[];
  readonly resources?: readonly {
    readonly group?: string;
    readonly resources?: readonly string[];
    readonly resourceNames?: readonly string[];
  }[];
  readonly namespaces?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly omitStages?: readonly Stage[];
  readonly omitManagedFields?: boolean;
}

export interface AuditPolicy {
  readonly rules: readonly AuditRule[];
  readonly omitStages?: readonly Stage[];
  readonly omitManagedFields?: boolean;
}

/** What a policy says about a request. */
export interface AuditVerdict {
  readonly level: Level;
  readonly omitStages: ReadonlySet<string>;
  readonly omitManagedFields: boolean;
}

const LEVELS = ['None', 'Metadata', 'Request', 'RequestResponse'];
const STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'];
const VERSIONS = ['audit.k8s.io/v1'];
const MOST_RULES = 1000;

/** Whether `level` records at least what `least` does. */
export const isAtLeast = (level: Level, least: Level): boolean => LEVELS.indexOf(level) >= LEVELS.indexOf(least);

/** Reads a policy from its parsed file; a string says what is wrong with it. Models audit/policy.LoadPolicyFromBytes. */
export function readPolicy(value: unknown): AuditPolicy | string {
  const policy = (value ?? {}) as Partial<AuditPolicy> & { readonly kind?: string; readonly apiVersion?: string };
  if (typeof value !== 'object' || value === null) return "failed decoding: couldn't get version/kind; json parse error";
  if (!policy.kind) return "failed decoding: Object 'Kind' is missing in policy";
  if (policy.kind !== 'Policy' || !VERSIONS.includes(policy.apiVersion ?? '')) {
    return `failed decoding: no kind "${policy.kind}" is registered for version "${policy.apiVersion ?? ''}" in scheme "pkg/audit/scheme.go:30"`;
  }
  const rules = Array.isArray(policy.rules) ? policy.rules : [];
  if (rules.length === 0) return 'loaded illegal policy with 0 rules';
  if (rules.length > MOST_RULES) return `loaded policy with more than ${MOST_RULES} rules`;
  const complaints = [
    ...stageComplaints(policy.omitStages, 'omitStages'),
    ...rules.flatMap((rule, i) => ruleComplaints(rule, `rules[${i}]`)),
  ];
  if (complaints.length === 0) return { ...policy, rules };
  return `invalid audit policy: ${complaints.length === 1 ? complaints[0] : `[${complaints.join(', ')}]`}`;
}

function ruleComplaints(rule: AuditRule, at: string): string[] {
  const found: string[] = [];
  const quoted = (value: unknown) => JSON.stringify(value);
  if (!rule.level) found.push(`${at}.level: Required value`);
  else if (!LEVELS.includes(rule.level)) {
    found.push(`${at}.level: Unsupported value: ${quoted(rule.level)}: supported values: ${LEVELS.map(quoted).join(', ')}`);
  }
  (rule.nonResourceURLs ?? []).forEach((url, i) => {
    if (url !== '*' && !url.startsWith('/')) {
      found.push(`${at}.nonResourceURLs[${i}]: Invalid value: ${quoted(url)}: non-resource URL rules must begin with a '/' character`);
    }
    if (url !== '*' && url.slice(0, -1).includes('*')) {
      found.push(
        `${at}.nonResourceURLs[${i}]: Invalid value: ${quoted(url)}: non-resource URL wildcards '*' must be the final character of the rule`,
      );
    }
  });
  if (rule.nonResourceURLs?.length && (rule.resources?.length || rule.namespaces?.length)) {
    const why = 'rules cannot apply to both regular resources and non-resource URLs';
    found.push(`${at}.nonResourceURLs: Invalid value: ${quoted(rule.nonResourceURLs)}: ${why}`);
  }
  (rule.resources ?? []).forEach((group, i) => {
    if (group.resourceNames?.length && !group.resources?.length) {
      const why = 'using resourceNames requires at least one resource';
      found.push(`${at}.resources[${i}].resourceNames: Invalid value: ${quoted(group.resourceNames)}: ${why}`);
    }
  });
  return [...found, ...stageComplaints(rule.omitStages, `${at}.omitStages`)];
}

const stageComplaints = (stages: readonly string[] | undefined, at: string): string[] =>
  (stages ?? []).flatMap((stage, i) =>
    STAGES.includes(stage) ? [] : [`${at}[${i}]: Invalid value: ${JSON.stringify(stage)}: allowed stages are ${STAGES.join(',')}`],
  );

const NOTHING: AuditVerdict = { level: 'None', omitStages: new Set(), omitManagedFields: false };

/** The first rule that matches decides. Models audit/policy.EvaluatePolicyRule. */
export function evaluate(
  policy: AuditPolicy,
  user: { readonly name: string; readonly groups: readonly string[] },
  attributes: AccessAttributes,
): AuditVerdict {
  const rule = policy.rules.find((one) => matches(one, user, attributes));
  if (!rule) return NOTHING;
  return {
    level: rule.level,
    omitStages: new Set([...(policy.omitStages ?? []), ...(rule.omitStages ?? [])]),
    omitManagedFields: rule.omitManagedFields ?? policy.omitManagedFields ?? false,
  };
}

function matches(rule: AuditRule, user: Parameters<typeof evaluate>[1], attributes: AccessAttributes): boolean {
  if (rule.users?.length && !rule.users.includes(user.name)) return false;
  if (rule.userGroups?.length && !rule.userGroups.some((group) => user.groups.includes(group))) return false;
  if (rule.verbs?.length && !rule.verbs.includes(attributes.verb)) return false;
  if (rule.namespaces?.length || rule.resources?.length) return matchesResource(rule, attributes);
  if (rule.nonResourceURLs?.length) return !attributes.isResource && rule.nonResourceURLs.some((url) => urlFits(url, attributes.path));
  return true;
}

function matchesResource(rule: AuditRule, { isResource, namespace, group, resource, subresource, name }: AccessAttributes): boolean {
  if (!isResource) return false;
  if (rule.namespaces?.length && !rule.namespaces.includes(namespace)) return false;
  if (!rule.resources?.length) return true;
  const combined = subresource ? `${resource}/${subresource}` : resource;
  return rule.resources.some((one) => {
    if ((one.group ?? '') !== group) return false;
    if (!one.resources?.length) return true;
    if (one.resourceNames?.length && !one.resourceNames.includes(name)) return false;
    return one.resources.some(
      (wanted) =>
        wanted === '*' || wanted === combined || (subresource !== '' && wanted === `*/${subresource}`) || wanted === `${resource}/*`,
    );
  });
}
