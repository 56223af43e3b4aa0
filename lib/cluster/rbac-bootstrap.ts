import { deepEqual } from '@/lib/api/freeze';
import type { GroupResource, KubeObject } from '@/lib/api/object';
import { uncovered } from './apiserver/authz/escalation';
import type { PolicyRule } from './apiserver/authz/rbac';
import { ApiError, type Client } from './client';

const GROUP = 'rbac.authorization.k8s.io';
const AUTOUPDATE = 'rbac.authorization.kubernetes.io/autoupdate';
const RESOURCES: Readonly<Record<string, string>> = {
  ClusterRole: 'clusterroles',
  ClusterRoleBinding: 'clusterrolebindings',
  Role: 'roles',
  RoleBinding: 'rolebindings',
};

/**
 * What the API server does to the default roles and bindings each time it starts: makes those that are missing, and gives back
 * rules and subjects that were taken from them, unless they are marked `autoupdate: "false"`. What was added stays. Models the
 * post-start hook rbac/bootstrap-roles and pkg/registry/rbac/reconciliation.
 */
export function reconcileDefaultRoles(client: Client, defaults: readonly KubeObject[]): void {
  for (const wanted of defaults) {
    const plural = RESOURCES[wanted.kind];
    if (!plural || wanted.apiVersion !== `${GROUP}/v1`) continue;
    const resource = { group: GROUP, resource: plural };
    const { namespace = '', name } = wanted.metadata;
    try {
      const existing = client.get(resource, namespace, name);
      if (!existing) client.create(resource, wanted, namespace);
      else if (existing.metadata.annotations?.[AUTOUPDATE] !== 'false') reconcile(client, resource, existing, wanted);
    } catch (error) {
      // Refused by a webhook, say: the server runs all the same.
      if (!(error instanceof ApiError)) throw error;
    }
  }
}

function reconcile(client: Client, resource: GroupResource, existing: KubeObject, wanted: KubeObject): void {
  const metadata = {
    ...existing.metadata,
    labels: { ...wanted.metadata.labels, ...existing.metadata.labels },
    annotations: { ...wanted.metadata.annotations, ...existing.metadata.annotations },
  };
  const isBinding = wanted.roleRef !== undefined;
  if (isBinding && !deepEqual(existing.roleRef, wanted.roleRef)) {
    client.delete(resource, existing.metadata.namespace ?? '', existing.metadata.name, { uid: existing.metadata.uid });
    client.create(resource, wanted, wanted.metadata.namespace ?? '');
    return;
  }
  const next = { ...existing, metadata, ...(isBinding ? subjects(existing, wanted) : rules(existing, wanted)) } as KubeObject;
  if (!deepEqual(next, existing)) client.update(resource, next);
}

function subjects(existing: KubeObject, wanted: KubeObject): object {
  const had = (existing.subjects ?? []) as readonly object[];
  const missing = ((wanted.subjects ?? []) as readonly object[]).filter((subject) => !had.some((one) => deepEqual(one, subject)));
  return missing.length > 0 ? { subjects: [...had, ...missing] } : {};
}

function rules(existing: KubeObject, wanted: KubeObject): object {
  // The rules of an aggregated role are its controller's business.
  if (wanted.aggregationRule) {
    const had = (existing.aggregationRule?.clusterRoleSelectors ?? []) as readonly object[];
    const asked = wanted.aggregationRule.clusterRoleSelectors as readonly object[];
    const missing = asked.filter((selector) => !had.some((one) => deepEqual(one, selector)));
    return missing.length > 0 ? { aggregationRule: { clusterRoleSelectors: [...had, ...missing] } } : {};
  }
  const had = (existing.rules ?? []) as readonly PolicyRule[];
  const missing = uncovered(had, (wanted.rules ?? []) as readonly PolicyRule[]);
  return missing.length > 0 ? { rules: [...had, ...missing] } : {};
}
