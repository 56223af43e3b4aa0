import type { KubeObject } from '@/lib/api/object';
import type { UserInfo } from '../../client/client';
import type { Store } from '../../store';
import { ruleAllows, type AccessAttributes, type Decision, type PolicyRule } from './rbac';

const NODES_GROUP = 'system:nodes';
const USER_PREFIX = 'system:node:';

/** What every node may do. Models bootstrappolicy.NodeRules, less what the graph below decides. */
const RULES: readonly PolicyRule[] = [
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'] },
  { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews', 'localsubjectaccessreviews'] },
  { verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['services'] },
  { verbs: ['create', 'get', 'list', 'watch', 'update', 'patch'], apiGroups: [''], resources: ['nodes'] },
  { verbs: ['update', 'patch'], apiGroups: [''], resources: ['nodes/status'] },
  { verbs: ['create', 'update', 'patch'], apiGroups: [''], resources: ['events'] },
  { verbs: ['get', 'list', 'watch', 'create', 'delete'], apiGroups: [''], resources: ['pods'] },
  { verbs: ['update', 'patch'], apiGroups: [''], resources: ['pods/status'] },
  { verbs: ['create'], apiGroups: [''], resources: ['pods/eviction'] },
  { verbs: ['create', 'get', 'list', 'watch'], apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests'] },
  { verbs: ['get', 'create', 'update', 'patch', 'delete'], apiGroups: ['coordination.k8s.io'], resources: ['leases'] },
  { verbs: ['get'], apiGroups: ['storage.k8s.io'], resources: ['volumeattachments'] },
  { verbs: ['get', 'list', 'watch'], apiGroups: ['storage.k8s.io'], resources: ['csidrivers'] },
  { verbs: ['get', 'create', 'update', 'patch', 'delete'], apiGroups: ['storage.k8s.io'], resources: ['csinodes'] },
  { verbs: ['get', 'list', 'watch'], apiGroups: ['node.k8s.io'], resources: ['runtimeclasses'] },
  { verbs: ['get', 'update', 'patch'], apiGroups: [''], resources: ['persistentvolumeclaims/status'] },
];

const GUARDED = new Set(['secrets', 'configmaps', 'persistentvolumeclaims', 'persistentvolumes']);

/**
 * The Node authorizer: secrets, config maps, claims and tokens only of pods bound to the node that asks. Undefined when the
 * user is no node. Models plugin/pkg/auth/authorizer/node.
 */
export function authorizeNode(store: Store, user: UserInfo, attributes: AccessAttributes): Decision | undefined {
  if (!user.name.startsWith(USER_PREFIX) || !user.groups.includes(NODES_GROUP)) return undefined;
  const node = user.name.slice(USER_PREFIX.length);
  const { group, resource, subresource, verb, name, namespace } = attributes;
  if (attributes.isResource && group === '' && GUARDED.has(resource) && !subresource) {
    if (!['get', 'list', 'watch'].includes(verb)) {
      return { allowed: false, reason: `can only get/list/watch ${resource.replace(/s$/, '')}s` };
    }
    if (name === '') return { allowed: false, reason: `no relationship found between node '${node}' and this object` };
    return related(store, node, resource, namespace, name);
  }
  if (attributes.isResource && group === '' && resource === 'serviceaccounts' && subresource === 'token') {
    if (verb !== 'create') return { allowed: false, reason: 'can only create tokens for individual service accounts' };
    const uses = podsOf(store, node).some(
      (pod) => pod.metadata.namespace === namespace && (pod.spec?.serviceAccountName ?? 'default') === name,
    );
    return uses ? allowed : { allowed: false, reason: `no relationship found between node '${node}' and this object` };
  }
  return RULES.some((rule) => ruleAllows(rule, attributes)) ? allowed : { allowed: false, reason: '' };
}

const allowed: Decision = { allowed: true, reason: '' };
const podsOf = (store: Store, node: string) => store.list({ group: '', resource: 'pods' }).filter((pod) => pod.spec?.nodeName === node);

function related(store: Store, node: string, resource: string, namespace: string, name: string): Decision {
  const refuse = { allowed: false, reason: `no relationship found between node '${node}' and this object` };
  const pods = podsOf(store, node);
  if (resource === 'persistentvolumes') {
    const volume = store.get({ group: '', resource }, '', name);
    const claim = volume?.spec?.claimRef as { namespace: string; name: string } | undefined;
    return claim && pods.some((pod) => pod.metadata.namespace === claim.namespace && refers(pod, 'persistentvolumeclaims', claim.name))
      ? allowed
      : refuse;
  }
  return pods.some((pod) => pod.metadata.namespace === namespace && refers(pod, resource, name)) ? allowed : refuse;
}

/** Whether a pod's spec names the object anywhere. */
function refers(pod: KubeObject, resource: string, name: string): boolean {
  const keys: Readonly<Record<string, readonly string[]>> = {
    secrets: ['secret', 'secretRef', 'secretKeyRef', 'imagePullSecrets'],
    configmaps: ['configMap', 'configMapRef', 'configMapKeyRef'],
    persistentvolumeclaims: ['persistentVolumeClaim'],
  };
  const wanted = keys[resource] ?? [];
  const named = (value: unknown): boolean => {
    if (Array.isArray(value)) return value.some(named);
    if (typeof value !== 'object' || value === null) return false;
    const { name: a, secretName, claimName } = value as { name?: unknown; secretName?: unknown; claimName?: unknown };
    return a === name || secretName === name || claimName === name;
  };
  const walk = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    if (Array.isArray(value)) return value.some(walk);
    return Object.entries(value).some(([key, item]) => (wanted.includes(key) && named(item)) || walk(item));
  };
  return walk(pod.spec);
}
