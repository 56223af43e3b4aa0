import type { KubeObject } from '@/lib/api/object';
import type { Store } from '../../store';

const core = (resource: string) => ({ group: '', resource });
const PODS = core('pods');
const MIRROR = 'kubernetes.io/config.mirror';

/** What a pod's spec names, by resource. Derived from the frozen object, once. */
type References = Readonly<Record<string, ReadonlySet<string>>>;
const referencesOf = new WeakMap<KubeObject, References>();

/** Fields of a pod's spec under which a secret, config map or claim is named, and the field that holds the name. */
const SECRET_NAMES = new Set(['secretRef', 'nodePublishSecretRef', 'secretKeyRef', 'imagePullSecrets', 'secret']);
const CONFIG_MAP_NAMES = new Set(['configMap', 'configMapRef', 'configMapKeyRef']);

/** Models the edges that plugin/pkg/auth/authorizer/node.Graph.AddPod draws: a mirror pod refers to nothing. */
function references(pod: KubeObject): References {
  let found = referencesOf.get(pod);
  if (!found) referencesOf.set(pod, (found = readReferences(pod)));
  return found;
}

function readReferences(pod: KubeObject): References {
  const secrets = new Set<string>();
  const configmaps = new Set<string>();
  const persistentvolumeclaims = new Set<string>();
  const serviceaccounts = new Set<string>();
  const resourceclaims = new Set<string>();
  const all = { secrets, configmaps, persistentvolumeclaims, serviceaccounts, resourceclaims };
  if (pod.metadata.annotations?.[MIRROR] !== undefined) return all;
  if (pod.spec?.serviceAccountName) serviceaccounts.add(String(pod.spec.serviceAccountName));
  const note = (set: Set<string>, value: unknown) => {
    for (const item of Array.isArray(value) ? value : [value]) {
      const { name, secretName, claimName } = (item ?? {}) as Record<string, unknown>;
      for (const text of [name, secretName, claimName]) if (typeof text === 'string') set.add(text);
    }
  };
  const walk = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 12) return;
    if (Array.isArray(value)) return value.forEach((item) => walk(item, depth + 1));
    for (const [key, item] of Object.entries(value)) {
      if (SECRET_NAMES.has(key)) note(secrets, item);
      else if (CONFIG_MAP_NAMES.has(key)) note(configmaps, item);
      else if (key === 'persistentVolumeClaim') note(persistentvolumeclaims, item);
      else if (key === 'secretName' && typeof item === 'string') secrets.add(item);
      walk(item, depth + 1);
    }
  };
  walk(pod.spec, 0);
  for (const volume of (pod.spec?.volumes ?? []) as readonly { readonly name: string; readonly ephemeral?: object }[]) {
    if (volume.ephemeral) persistentvolumeclaims.add(`${pod.metadata.name}-${volume.name}`);
  }
  type ClaimStatus = { readonly name: string; readonly resourceClaimName?: string };
  for (const claim of (pod.status?.resourceClaimStatuses ?? []) as readonly ClaimStatus[]) {
    if (claim.resourceClaimName) resourceclaims.add(claim.resourceClaimName);
  }
  for (const claim of (pod.spec?.resourceClaims ?? []) as readonly ClaimStatus[]) {
    if (claim.resourceClaimName) resourceclaims.add(claim.resourceClaimName);
  }
  return all;
}

/** Whether an object belongs to a node: through a pod that is bound to it, or by naming it. */
export function isRelated(store: Store, node: string, resource: string, namespace: string, name: string): boolean {
  switch (resource) {
    case 'pods':
      return store.get(core('pods'), namespace, name)?.spec?.nodeName === node;
    case 'volumeattachments':
      return store.get({ group: 'storage.k8s.io', resource }, '', name)?.spec?.nodeName === node;
    case 'resourceslices':
      return store.get({ group: 'resource.k8s.io', resource }, '', name)?.spec?.nodeName === node;
    case 'persistentvolumes': {
      const claim = store.get(core(resource), '', name)?.spec?.claimRef as { namespace: string; name: string } | undefined;
      return claim !== undefined && isNamed(store, node, 'persistentvolumeclaims', claim.namespace, claim.name);
    }
    default:
      return isNamed(store, node, resource, namespace, name) || (resource === 'secrets' && isOfVolume(store, node, namespace, name));
  }
}

/** Of each store: which pod of a node named an object when it was asked for last (`node resource namespace/name`). Derived. */
const lastNamed = new WeakMap<Store, Map<string, string>>();
const MOST_NAMED = 4096;

function isNamed(store: Store, node: string, resource: string, namespace: string, name: string): boolean {
  const names = (pod: KubeObject | undefined) => pod?.spec?.nodeName === node && references(pod)[resource]?.has(name) === true;
  let known = lastNamed.get(store);
  if (!known) lastNamed.set(store, (known = new Map()));
  const key = `${node} ${resource} ${namespace}/${name}`;
  const before = known.get(key);
  if (before !== undefined && names(store.get(PODS, namespace, before))) return true;
  const found = store.list(PODS, namespace).find(names);
  if (!found) return false;
  if (known.size >= MOST_NAMED) known.clear();
  known.set(key, found.metadata.name);
  return true;
}

/** Secrets that persistent volumes of the node's pods name. */
function isOfVolume(store: Store, node: string, namespace: string, name: string): boolean {
  return store.list(core('persistentvolumes')).some((volume) => {
    const claim = volume.spec?.claimRef as { namespace: string; name: string } | undefined;
    if (!claim || !namesSecret(volume.spec, claim.namespace, namespace, name, 0)) return false;
    return isNamed(store, node, 'persistentvolumeclaims', claim.namespace, claim.name);
  });
}

function namesSecret(value: unknown, home: string, namespace: string, name: string, depth: number): boolean {
  if (typeof value !== 'object' || value === null || depth > 6) return false;
  return Object.entries(value).some(([key, item]) => {
    if (/secretRef$/i.test(key)) {
      const ref = (item ?? {}) as { name?: string; namespace?: string };
      if (ref.name === name && (ref.namespace || home) === namespace) return true;
    }
    return namesSecret(item, home, namespace, name, depth + 1);
  });
}
