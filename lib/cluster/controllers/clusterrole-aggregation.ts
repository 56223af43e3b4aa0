import { deepEqual } from '@/lib/api/freeze';
import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { KubeObject } from '@/lib/api/object';
import { bindQueue, type ControllerContext } from './context';
import { CLUSTER_ROLES } from '../client/resources';

interface Rule {
  readonly verbs: readonly string[];
}

/** Makes the rules of aggregated cluster roles. Models pkg/controller/clusterroleaggregation. */
export function clusterRoleAggregationController(context: ControllerContext): void {
  const { client, informers } = context;
  const roles = informers.informer(CLUSTER_ROLES);
  const enqueue = bindQueue(context, 'clusterrole-aggregation', (name) => {
    const role = client.get(CLUSTER_ROLES, '', name);
    if (!role?.aggregationRule) return;
    const rules = aggregated(role, roles.list());
    if (deepEqual(rules, role.rules ?? [])) return;
    client.patch(
      CLUSTER_ROLES,
      '',
      name,
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules },
      { type: 'apply', fieldManager: 'clusterrole-aggregation-controller', force: true },
    );
  });
  roles.onChange(() => {
    for (const role of roles.list()) if (role.aggregationRule) enqueue(role.metadata.name);
  });
}

/** The rules of the roles that the selectors choose, selector by selector and by name, each rule once. */
function aggregated(role: KubeObject, all: readonly KubeObject[]): readonly Rule[] {
  const rules: Rule[] = [];
  const sorted = [...all].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  for (const selector of (role.aggregationRule?.clusterRoleSelectors ?? []) as readonly object[]) {
    for (const other of sorted) {
      if (other.metadata.name === role.metadata.name || !matchesLabelSelector(selector, other.metadata.labels)) continue;
      for (const rule of (other.rules ?? []) as readonly Rule[]) if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule);
    }
  }
  return rules;
}
