import type { Deployment, PodTemplateSpec, ReplicaSet } from '@/lib/api/models';

export const REVISION = 'deployment.kubernetes.io/revision';
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED = 'deployment.kubernetes.io/desired-replicas';
export const MAX = 'deployment.kubernetes.io/max-replicas';
export const HASH = 'pod-template-hash';

/** Annotations of a Deployment that its ReplicaSets do not take over. */
const OWN = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED,
  MAX,
  'deprecated.deployment.rollback.to',
]);

const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

/** Hash of a pod template in upstream's alphabet (rand.SafeEncodeString of an FNV sum). */
export function templateHash(template: PodTemplateSpec, collisions: number): string {
  let hash = 0x811c9dc5;
  const text = `${stable(template)}${collisions || ''}`;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return [...String(hash)].map((digit) => SAFE[digit.charCodeAt(0) % SAFE.length]).join('');
}

/** JSON with sorted keys, leaving out what is not there. */
function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${stable(item)}`)
    .join(',')}}`;
}

/** Two templates make the same pods, the hash label aside. Models deploymentutil.EqualIgnoreHash. */
export function sameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return stable(withoutHash(a)) === stable(withoutHash(b));
}

function withoutHash(template: PodTemplateSpec | undefined): unknown {
  if (!template) return undefined;
  const labels = { ...template.metadata?.labels };
  delete labels[HASH];
  const { creationTimestamp: _, ...metadata } = (template.metadata ?? {}) as Record<string, unknown>;
  return { ...template, metadata: { ...metadata, labels } };
}

export const revisionOf = (set: { metadata: { annotations?: Readonly<Record<string, string>> } }): number =>
  Number(set.metadata.annotations?.[REVISION] ?? 0) || 0;

/** The ReplicaSet that makes the Deployment's current pods: the oldest one with its template. */
export function newReplicaSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return [...sets]
    .sort((a, b) => byAge(a, b))
    .find((set) => sameTemplate(set.spec?.template as PodTemplateSpec, deployment.spec?.template));
}

export function byAge(a: ReplicaSet, b: ReplicaSet): number {
  const [x, y] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? ''];
  return x < y ? -1 : x > y ? 1 : a.metadata.name < b.metadata.name ? -1 : 1;
}

/** Annotations of the new ReplicaSet after a sync: the Deployment's own, revision and history. Models SetNewReplicaSetAnnotations. */
export function newAnnotations(deployment: Deployment, set: ReplicaSet | undefined, revision: number): Record<string, string> {
  const annotations: Record<string, string> = { ...set?.metadata.annotations };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) if (!OWN.has(key)) annotations[key] = value;
  const old = annotations[REVISION];
  if (Number(old ?? 0) < revision) {
    annotations[REVISION] = String(revision);
    if (old !== undefined) {
      const history = annotations[REVISION_HISTORY];
      const parts = history ? history.split(',') : [];
      if (!parts.includes(old)) annotations[REVISION_HISTORY] = [...parts, old].join(',');
    }
  }
  return annotations;
}
