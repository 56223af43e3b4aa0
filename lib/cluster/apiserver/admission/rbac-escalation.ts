import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { forbiddenStatus, notFoundStatus } from '@/lib/api/status';
import { decide } from '../authz/authorize';
import { escalation, FULL_AUTHORITY } from '../authz/escalation';
import type { PolicyRule } from '../authz/rbac';
import type { AdmissionPlugin, Attributes } from './chain';

const GROUP = 'rbac.authorization.k8s.io';
const ROLES = new Set(['roles', 'clusterroles']);
const BINDINGS = new Set(['rolebindings', 'clusterrolebindings']);

/**
 * Nobody grants what they do not have, unless they may `escalate` or `bind`. Upstream does this in the registries' policybased
 * storage. Models pkg/registry/rbac/escalation_check.go and pkg/registry/rbac/<kind>/policybased.
 */
export const rbacEscalation: AdmissionPlugin = {
  name: 'RbacEscalation',
  validate(attributes) {
    const { object, old, call, operation } = attributes;
    const { group, resource } = call.served.resource;
    if (!object || group !== GROUP || (operation !== 'CREATE' && operation !== 'UPDATE')) return;
    if (call.user.groups.includes('system:masters')) return;
    if (old && onlyForGarbageCollection(object, old)) return;
    if (ROLES.has(resource)) {
      if (may(attributes, 'escalate', resource, call.info.name)) return;
      check(attributes, (object.rules ?? []) as readonly PolicyRule[]);
      checkAggregation(attributes, object, old);
    } else if (BINDINGS.has(resource)) checkBinding(attributes, object);
  },
};

/** Models rbac.IsOnlyMutatingGCFields. */
function onlyForGarbageCollection(object: KubeObject, old: KubeObject): boolean {
  const bare = ({ metadata, ...rest }: KubeObject) => {
    const { ownerReferences: _owners, finalizers: _finalizers, managedFields: _managed, resourceVersion: _version, ...kept } = metadata;
    return { ...rest, metadata: kept };
  };
  return deepEqual(bare(object), bare(old));
}

function checkAggregation({ call }: Attributes, role: KubeObject, old: KubeObject | undefined): void {
  const selectors = (of: KubeObject | undefined) => (of?.aggregationRule?.clusterRoleSelectors ?? []) as readonly object[];
  if (old ? deepEqual(old.aggregationRule, role.aggregationRule) : selectors(role).length === 0) return;
  if (!escalation(call.user, call.server.rbac.rulesFor(call.user, ''), FULL_AUTHORITY)) return;
  throw forbiddenStatus(call.served.resource, role.metadata.name ?? '', 'must have cluster-admin privileges to use the aggregationRule');
}

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
  const why = escalation(call.user, call.server.rbac.rulesFor(call.user, object?.metadata.namespace ?? ''), wanted);
  if (why) throw forbiddenStatus(call.served.resource, object?.metadata.name ?? '', why);
}
