import type { KubeObject } from '@/lib/api/object';
import type { UserInfo } from '../../client/client';
import type { Store } from '../../store';

/** What is asked to be allowed. Models authorizer.Attributes. */
export interface AccessAttributes {
  readonly verb: string;
  readonly isResource: boolean;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
}

export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface Decision {
  readonly allowed: boolean;
  /** `RBAC: allowed by ClusterRoleBinding "x" of ClusterRole "y" to Group "z"` */
  readonly reason: string;
}

interface GrantedRule {
  readonly rule: PolicyRule;
  readonly source: string;
}

const GROUP = 'rbac.authorization.k8s.io';
const RESOURCES = ['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles'].map((resource) => ({ group: GROUP, resource }));
const MASTERS = 'system:masters';
const CACHE_LIMIT = 1024;

/** The RBAC authorizer. Models plugin/pkg/auth/authorizer/rbac. */
export class Rbac {
  /** Rules by user and namespace, good as long as no role or binding has changed. */
  private granted = new Map<string, readonly GrantedRule[]>();
  private seen = -1;

  constructor(private readonly store: Store) {}

  authorize(user: UserInfo, attributes: AccessAttributes): Decision {
    if (user.groups.includes(MASTERS)) return { allowed: true, reason: '' };
    for (const { rule, source } of this.rulesFor(user, '')) if (ruleAllows(rule, attributes)) return { allowed: true, reason: source };
    if (attributes.namespace) {
      for (const { rule, source } of this.rulesFor(user, attributes.namespace)) {
        if (ruleAllows(rule, attributes)) return { allowed: true, reason: source };
      }
    }
    return { allowed: false, reason: '' };
  }

  /** All rules a user has in a namespace (with those of the cluster), for SelfSubjectRulesReview and escalation checks. */
  allRules(user: UserInfo, namespace: string): readonly PolicyRule[] {
    if (user.groups.includes(MASTERS)) {
      return [
        { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
        { verbs: ['*'], nonResourceURLs: ['*'] },
      ];
    }
    const found = [...this.rulesFor(user, '')];
    if (namespace) found.push(...this.rulesFor(user, namespace));
    return found.map(({ rule }) => rule);
  }

  /** Rules of the role that a binding names; undefined when there is no such role. */
  rulesOf(roleRef: { readonly kind: string; readonly name: string }, namespace: string): readonly PolicyRule[] | undefined {
    const role =
      roleRef.kind === 'ClusterRole'
        ? this.store.get(RESOURCES[1]!, '', roleRef.name)
        : this.store.get(RESOURCES[3]!, namespace, roleRef.name);
    return role && ((role.rules as readonly PolicyRule[] | null | undefined) ?? []);
  }

  private rulesFor(user: UserInfo, namespace: string): readonly GrantedRule[] {
    this.refresh();
    const key = `${namespace}\n${user.name}\n${user.groups.join(',')}`;
    let rules = this.granted.get(key);
    if (!rules) {
      if (this.granted.size >= CACHE_LIMIT) this.granted.clear();
      this.granted.set(key, (rules = this.collect(user, namespace)));
    }
    return rules;
  }

  private refresh(): void {
    const changed = this.seen < 0 || RESOURCES.some((resource) => this.store.changedAfter(resource, this.seen));
    if (changed) this.granted.clear();
    this.seen = this.store.revision;
  }

  private collect(user: UserInfo, namespace: string): GrantedRule[] {
    const found: GrantedRule[] = [];
    const bindings = namespace === '' ? this.store.list(RESOURCES[0]!) : this.store.list(RESOURCES[2]!, namespace);
    const name = namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding';
    for (const binding of bindings) {
      const subject = ((binding.subjects as Subject[] | undefined) ?? []).find((one) => applies(one, user, namespace));
      if (!subject) continue;
      const ref = binding.roleRef as { kind: string; name: string };
      const source = `RBAC: allowed by ${name} "${bindingName(binding)}" of ${ref.kind} "${ref.name}" to ${subject.kind} "${subjectName(subject, namespace)}"`;
      for (const rule of this.rulesOf(ref, namespace) ?? []) found.push({ rule, source });
    }
    return found;
  }
}

const bindingName = ({ metadata }: KubeObject) => (metadata.namespace ? `${metadata.name}/${metadata.namespace}` : metadata.name);
const subjectName = (subject: Subject, namespace: string) =>
  subject.kind === 'ServiceAccount' ? `${subject.name}/${subject.namespace ?? namespace}` : subject.name;

function applies(subject: Subject, user: UserInfo, namespace: string): boolean {
  if (subject.kind === 'User') return user.name === subject.name;
  if (subject.kind === 'Group') return user.groups.includes(subject.name);
  if (subject.kind !== 'ServiceAccount') return false;
  const home = subject.namespace || namespace;
  return home !== '' && user.name === `system:serviceaccount:${home}:${subject.name}`;
}

/** Whether one rule allows a request. Models rbac.RuleAllows. */
export function ruleAllows(rule: PolicyRule, attributes: AccessAttributes): boolean {
  if (!rule.verbs.includes('*') && !rule.verbs.includes(attributes.verb)) return false;
  if (!attributes.isResource) {
    return (rule.nonResourceURLs ?? []).some(
      (url) => url === '*' || url === attributes.path || (url.endsWith('*') && attributes.path.startsWith(url.slice(0, -1))),
    );
  }
  if (!rule.apiGroups?.includes('*') && !rule.apiGroups?.includes(attributes.group)) return false;
  const combined = attributes.subresource ? `${attributes.resource}/${attributes.subresource}` : attributes.resource;
  const resources = rule.resources ?? [];
  const fits = resources.some(
    (resource) =>
      resource === '*' || resource === combined || (attributes.subresource !== '' && resource === `*/${attributes.subresource}`),
  );
  if (!fits) return false;
  return !rule.resourceNames?.length || rule.resourceNames.includes(attributes.name);
}
