import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { byCreation, specReplicas } from './rollout';

const PREFIX = 'deployment.kubernetes.io/';
export const REVISION = `${PREFIX}revision`;
const REVISION_HISTORY = `${PREFIX}revision-history`;
export const DESIRED = `${PREFIX}desired-replicas`;
export const MAX = `${PREFIX}max-replicas`;
export const HASH_LABEL = 'pod-template-hash';

const NOT_COPIED = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED,
  MAX,
  'deprecated.deployment.rollback.to',
]);

export const revisionOf = (object: KubeObject): number => Number(object.metadata.annotations?.[REVISION] ?? 0) || 0;

/** Models deploymentutil.EqualIgnoreHash. */
export function equalTemplates(a: KubeObject['spec'], b: KubeObject['spec']): boolean {
  return deepEqual(withoutHash(a), withoutHash(b));
}

function withoutHash(template: KubeObject['spec']): unknown {
  const { creationTimestamp: _created, ...metadata } = template.metadata ?? {};
  const labels = { ...metadata.labels };
  delete labels[HASH_LABEL];
  return { ...template, metadata: { ...metadata, labels } };
}

/** The ReplicaSet that has the deployment's template; the oldest, should there be several. Models FindNewReplicaSet. */
export const findNewSet = (deployment: KubeObject, sets: readonly KubeObject[]): KubeObject | undefined =>
  [...sets].sort(byCreation).find((set) => equalTemplates(set.spec.template, deployment.spec.template));

/** Models SetNewReplicaSetAnnotations. */
export function newSetAnnotations(
  deployment: KubeObject,
  set: KubeObject | undefined,
  revision: number,
  maxReplicas: number | undefined,
): Readonly<Record<string, string>> {
  const annotations: Record<string, string> = { ...set?.metadata.annotations };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) if (!NOT_COPIED.has(key)) annotations[key] = value;
  const old = annotations[REVISION];
  if ((Number(old ?? 0) || 0) < revision) {
    annotations[REVISION] = String(revision);
    if (old !== undefined) annotations[REVISION_HISTORY] = annotations[REVISION_HISTORY] ? `${annotations[REVISION_HISTORY]},${old}` : old;
  }
  if (!set && maxReplicas !== undefined) {
    annotations[DESIRED] = String(specReplicas(deployment));
    annotations[MAX] = String(maxReplicas);
  }
  return annotations;
}

/** Old ReplicaSets beyond the history limit that nothing runs in any more. Models cleanupDeployment. */
export function setsToForget(deployment: KubeObject, oldSets: readonly KubeObject[]): readonly KubeObject[] {
  const limit = deployment.spec.revisionHistoryLimit;
  if (limit === undefined || limit === 2_147_483_647) return [];
  const alive = oldSets.filter((set) => !set.metadata.deletionTimestamp);
  const excess = alive.length - limit;
  if (excess <= 0) return [];
  const sorted = [...alive].sort((a, b) => revisionOf(a) - revisionOf(b) || byCreation(a, b));
  return sorted
    .slice(0, excess)
    .filter(
      (set) =>
        (set.status?.replicas ?? 0) === 0 &&
        specReplicas(set) === 0 &&
        (set.metadata.generation ?? 0) <= (set.status?.observedGeneration ?? 0),
    );
}
