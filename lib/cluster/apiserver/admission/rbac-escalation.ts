import type { KubeObject } from '@/lib/api/object';
import { forbiddenStatus, notFoundStatus } from '@/lib/api/status';
import { decide } from '../authz/authorize';
import { ruleAllows, type PolicyRule } from '../authz/rbac';
import type { AdmissionPlugin, Attributes } from './chain';

const GROUP = 'rbac.authorization.k8s.io';
const ROLES = new Set(['roles', 'clusterroles']);
const BINDINGS = new Set(['rolebindings', 'clusterrolebindings']);

/**
 * Nobody grants what they do not have, unless they may `escalate` or `bind`. Upstream does this in the registries' policybased
 * storage. Models pkg/registry/rbac/escalation_check.go.
 */
export const rbacEscalation: AdmissionPlugin = {
  name: 'RbacEscalation',
  validate(attributes) {
    const { object, call, operation } = attributes;
    const { group, resource } = call.served.resource;
    if (!object || group !== GROUP || (operation !== 'CREATE' && operation !== 'UPDATE')) return;
    if (call.user.groups.includes('system:masters')) return;
    if (ROLES.has(resource)) {
      if (attributes.old && attributes.old.rules === object.rules) return;
      if (!may(attributes, 'escalate', resource, object.metadata.name)) check(attributes, (object.rules ?? []) as readonly PolicyRule[]);
    } else if (BINDINGS.has(resource)) checkBinding(attributes, object);
  },
};

function checkBinding(attributes: Attributes, binding: KubeObject): void {
  const { call } = attributes;
  const ref = binding.roleRef as { readonly kind: string; readonly name: string };
  if (may(attributes, 'bind', ref.kind === 'ClusterRole' ? 'clusterroles' : 'roles', ref.name)) return;
  const rules = call.server.rbac.rulesOf(ref, binding.metadata.namespace ?? '');
  if (!rules) throw notFoundStatus(call.served.resource, ref.name);
  check(attributes, rules);
}

function may({ call, object }: Attributes, verb: string, resource: string, name: string): boolean {
  const namespace = object?.metadata.namespace ?? '';
  const what = { verb, isResource: true, group: GROUP, resource, subresource: '', namespace, name, path: '' };
  return decide(call.server, call.user, what).allowed;
}

function check({ call, object }: Attributes, wanted: readonly PolicyRule[]): void {
  const held = call.server.rbac.allRules(call.user, object?.metadata.namespace ?? '');
  const missing = new Map<string, { readonly text: (verbs: string) => string; readonly verbs: string[] }>();
  const note = (key: string, verb: string, text: (verbs: string) => string) => {
    const entry = missing.get(key) ?? { text, verbs: [] };
    if (!entry.verbs.includes(verb)) entry.verbs.push(verb);
    missing.set(key, entry);
  };
  for (const rule of wanted) {
    for (const verb of rule.verbs) {
      for (const unit of unitsOf(rule)) if (!held.some((own) => covers(own, verb, unit))) note(unit.key, verb, unit.text);
    }
  }
  if (missing.size === 0) return;
  const lines = [...missing.values()].map(({ text, verbs }) => text(verbs.map((verb) => JSON.stringify(verb)).join(' '))).sort();
  const groups = `[${call.user.groups.map((group) => JSON.stringify(group)).join(' ')}]`;
  throw forbiddenStatus(
    call.served.resource,
    object?.metadata.name ?? '',
    `user ${JSON.stringify(call.user.name)} (groups=${groups}) is attempting to grant RBAC permissions not currently held:\n${lines.join('\n')}`,
  );
}

interface Unit {
  readonly key: string;
  readonly group: string;
  readonly resource: string;
  readonly name: string;
  readonly url: string;
  text(verbs: string): string;
}

/** A rule broken into its smallest parts. Models validation.BreakdownRule. */
function unitsOf(rule: PolicyRule): Unit[] {
  const found: Unit[] = [];
  for (const url of rule.nonResourceURLs ?? []) {
    const text = (verbs: string) => `{NonResourceURLs:[${JSON.stringify(url)}], Verbs:[${verbs}]}`;
    found.push({ key: url, group: '', resource: '', name: '', url, text });
  }
  for (const group of rule.apiGroups ?? []) {
    for (const resource of rule.resources ?? []) {
      for (const name of rule.resourceNames?.length ? rule.resourceNames : ['']) {
        const named = name ? `, ResourceNames:[${JSON.stringify(name)}]` : '';
        const text = (verbs: string) =>
          `{APIGroups:[${JSON.stringify(group)}], Resources:[${JSON.stringify(resource)}]${named}, Verbs:[${verbs}]}`;
        found.push({ key: `${group}\n${resource}\n${name}`, group, resource, name, url: '', text });
      }
    }
  }
  return found;
}

function covers(own: PolicyRule, verb: string, unit: Unit): boolean {
  const [resource = '', subresource = ''] = unit.resource.split('/');
  const base = { verb, group: unit.group, resource, subresource, namespace: '', name: unit.name };
  if (unit.url) return ruleAllows(own, { ...base, isResource: false, path: unit.url });
  if (own.nonResourceURLs?.length && !own.resources?.length) return false;
  return ruleAllows(own, { ...base, isResource: true, path: '' });
}
