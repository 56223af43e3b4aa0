import { conditionOf } from '@/lib/api/condition';
import type { KubeObject } from '@/lib/api/object';
import { parseTime } from '@/lib/api/time';

export { conditionOf, type Condition } from '@/lib/api/condition';

export const isPodReady = (pod: KubeObject): boolean => conditionOf(pod, 'Ready')?.status === 'True';
export const isPodTerminal = (pod: KubeObject): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
/** Models controller.IsPodActive. */
export const isPodActive = (pod: KubeObject): boolean => !isPodTerminal(pod) && !pod.metadata.deletionTimestamp;

/** Models podutil.IsPodAvailable; `now` in ms. */
export function isPodAvailable(pod: KubeObject, minReadySeconds: number, now: number): boolean {
  const ready = conditionOf(pod, 'Ready');
  if (ready?.status !== 'True') return false;
  if (minReadySeconds === 0) return true;
  return parseTime(ready.lastTransitionTime ?? undefined) + minReadySeconds * 1000 <= now;
}

/** The object a controller creates from a pod template. Models controller.GetPodFromTemplate. */
export function podFromTemplate(
  template: KubeObject['spec'],
  owner: KubeObject,
  ownerReference: object,
  overrides: { name?: string } = {},
): object {
  const meta = template.metadata ?? {};
  const prefix = `${owner.metadata.name}-`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(overrides.name ? { name: overrides.name } : { generateName: prefix.length > 58 ? prefix.slice(0, 58) : prefix }),
      namespace: owner.metadata.namespace,
      ...(meta.labels ? { labels: meta.labels } : {}),
      ...(meta.annotations ? { annotations: meta.annotations } : {}),
      ...(meta.finalizers ? { finalizers: meta.finalizers } : {}),
      ownerReferences: [ownerReference],
    },
    spec: template.spec,
  };
}
