import type { KubeObject } from '@/lib/api/object';
import type { UserInfo } from '../../client/client';
import type { Store } from '../../store';
import { ruleAllows, ruleFits } from './rule-allows';

export { ruleAllows } from './rule-allows';

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
  /** What a list, watch or deletecollection is limited to, as far as authorizers look at it. */
  readonly fieldSelector?: string;
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
  /** `RBAC: allowed by ClusterRoleBinding "x" of ClusterRole "y" to Group "z"`, or why not. */
  readonly reason: string;
}

/** Rules that bindings give a user, and what was wrong with the bindings (roles that are not there). */
export interface Resolution {
  readonly rules: readonly PolicyRule[];
  readonly errors: readonly string[];
}

interface GrantedRule {
  readonly rule: PolicyRule;
  readonly source: string;
}

interface Granted {
  readonly rules: readonly GrantedRule[];
  readonly errors: readonly string[];
}

const GROUP = 'rbac.authorization.k8s.io';
const RESOURCES = ['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles'].map((resource) => ({ group: GROUP, resource }));
const MASTERS = 'system:masters';
const CACHE_LIMIT = 1024;
const ALLOWED: Decision = Object.freeze({ allowed: true, reason: '' });

/** The RBAC authorizer, after that of the privileged group. Models plugin/pkg/auth/authorizer/rbac. */
export class Rbac {
  /** Rules by user and namespace, good as long as no role or binding has changed. */
  private granted = new Map<string, Granted>();
  /** Grants that do not depend on names, by user and question: what components of the cluster ask again and again. */
  private decisions = new WeakMap<UserInfo, Map<string, Decision>>();
  private seen = -1;

  constructor(private readonly store: Store) {}

  authorize(user: UserInfo, attributes: AccessAttributes): Decision {
    if (user.groups.includes(MASTERS)) return ALLOWED;
    this.refresh();
    if (!attributes.isResource) return this.resolve(user, attributes);
    let known = this.decisions.get(user);
    if (!known) this.decisions.set(user, (known = new Map()));
    const { verb, group, resource, subresource, namespace } = attributes;
    const key = `${verb} ${group}/${resource}/${subresource} ${namespace}`;
    const before = known.get(key);
    if (before) return before;
    const decision = this.resolve(user, attributes);
    if (decision.allowed && this.forAnyName(user, attributes)) {
      if (known.size >= CACHE_LIMIT) known.clear();
      known.set(key, decision);
    }
    return decision;
  }

  private resolve(user: UserInfo, attributes: AccessAttributes): Decision {
    const errors: string[] = [];
    for (const granted of this.grants(user, attributes.namespace)) {
      for (const { rule, source } of granted.rules) if (ruleAllows(rule, attributes)) return { allowed: true, reason: source };
      errors.push(...granted.errors);
    }
    return { allowed: false, reason: errors.length > 0 ? `RBAC: ${aggregate(errors)}` : '' };
  }

  private forAnyName(user: UserInfo, attributes: AccessAttributes): boolean {
    return this.grants(user, attributes.namespace).some(({ rules }) =>
      rules.some(({ rule }) => !rule.resourceNames?.length && ruleFits(rule, attributes)),
    );
  }

  /** All rules a user has in a namespace (with those of the cluster), for SelfSubjectRulesReview and escalation checks. */
  rulesFor(user: UserInfo, namespace: string): Resolution {
    this.refresh();
    const all = this.grants(user, namespace);
    return { rules: all.flatMap(({ rules }) => rules.map(({ rule }) => rule)), errors: all.flatMap(({ errors }) => errors) };
  }

  /** Rules of the role that a binding names; undefined when there is no such role. */
  rulesOf(roleRef: { readonly kind: string; readonly name: string }, namespace: string): readonly PolicyRule[] | undefined {
    const role =
      roleRef.kind === 'ClusterRole'
        ? this.store.get(RESOURCES[1]!, '', roleRef.name)
        : this.store.get(RESOURCES[3]!, namespace, roleRef.name);
    return role && ((role.rules as readonly PolicyRule[] | null | undefined) ?? []);
  }

  private grants(user: UserInfo, namespace: string): readonly Granted[] {
    const cluster = this.grantsIn(user, '');
    return namespace === '' ? [cluster] : [cluster, this.grantsIn(user, namespace)];
  }

  private grantsIn(user: UserInfo, namespace: string): Granted {
    const key = `${namespace}\n${user.name}\n${user.groups.join(',')}`;
    let rules = this.granted.get(key);
    if (!rules) {
      if (this.granted.size >= CACHE_LIMIT) this.granted.clear();
      this.granted.set(key, (rules = this.collect(user, namespace)));
    }
    return rules;
  }

  private refresh(): void {
    const { revision } = this.store;
    if (this.seen === revision) return;
    if (this.seen < 0 || RESOURCES.some((resource) => this.store.changedAfter(resource, this.seen))) {
      this.granted.clear();
      this.decisions = new WeakMap();
    }
    this.seen = revision;
  }

  private collect(user: UserInfo, namespace: string): Granted {
    const rules: GrantedRule[] = [];
    const errors: string[] = [];
    const bindings = namespace === '' ? this.store.list(RESOURCES[0]!) : this.store.list(RESOURCES[2]!, namespace);
    const name = namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding';
    for (const binding of bindings) {
      const subject = ((binding.subjects as Subject[] | null | undefined) ?? []).find((one) => applies(one, user, namespace));
      if (!subject) continue;
      const ref = binding.roleRef as { kind: string; name: string };
      const found = this.rulesOf(ref, namespace);
      if (!found) {
        errors.push(`${ref.kind.toLowerCase()}.${GROUP} ${JSON.stringify(ref.name)} not found`);
        continue;
      }
      const source = `RBAC: allowed by ${name} "${bindingName(binding)}" of ${ref.kind} "${ref.name}" to ${subject.kind} "${subjectName(subject, namespace)}"`;
      for (const rule of found) rules.push({ rule, source });
    }
    return { rules, errors };
  }
}

/** Errors as one, each once. Models utilerrors.NewAggregate. */
export function aggregate(errors: readonly string[]): string {
  const once = [...new Set(errors)];
  return once.length === 1 ? once[0]! : `[${once.join(', ')}]`;
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
