import type { KubeObject } from '@/lib/api/object';
import { controllerRef } from './controller-ref';
import { podFromTemplate } from './pod-state';

export const REVISION = 'controller-revision-hash';
const POD_NAME = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX = 'apps.kubernetes.io/pod-index';

/** First ordinal of a set. */
export const startOf = (set: KubeObject): number => set.spec.ordinals?.start ?? 0;

/** Ordinal of a set's pod; -1 if its name is none of the set's. Models getOrdinal. */
export function ordinalOf(set: KubeObject, pod: KubeObject): number {
  const match = /^(.*)-(\d+)$/.exec(pod.metadata.name);
  return match && match[1] === set.metadata.name ? Number(match[2]) : -1;
}

/** Names of a pod's claims by the names of their templates. */
export const claimNames = (set: KubeObject, ordinal: number): readonly { readonly template: KubeObject; readonly name: string }[] =>
  ((set.spec.volumeClaimTemplates ?? []) as readonly KubeObject[]).map((template) => ({
    template,
    name: `${template.metadata.name}-${set.metadata.name}-${ordinal}`,
  }));

/** The pod of one ordinal at one revision of the template. Models newVersionedStatefulSetPod. */
export function statefulPod(set: KubeObject, revision: KubeObject, ordinal: number): KubeObject {
  const template = revision.data.spec.template;
  const name = `${set.metadata.name}-${ordinal}`;
  const pod = podFromTemplate(template, set, controllerRef(set), { name }) as KubeObject;
  const claims = claimNames(set, ordinal);
  const own = claims.map(({ template: claim, name: claimName }) => ({
    name: claim.metadata.name,
    persistentVolumeClaim: { claimName },
  }));
  const others = ((template.spec.volumes ?? []) as readonly { name: string }[]).filter(
    (volume) => !own.some(({ name: taken }) => taken === volume.name),
  );
  const volumes = [...own, ...others];
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      labels: { ...template.metadata?.labels, [REVISION]: revision.metadata.name, [POD_NAME]: name, [POD_INDEX]: String(ordinal) },
    },
    spec: {
      ...pod.spec,
      hostname: name,
      ...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : {}),
      ...(volumes.length > 0 ? { volumes } : {}),
    },
  };
}

/** A claim made from a template for one pod. Models getPersistentVolumeClaims. */
export function statefulClaim(set: KubeObject, template: KubeObject, name: string): object {
  const labels = { ...template.metadata.labels, ...set.spec.selector?.matchLabels };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...template.metadata, name, namespace: set.metadata.namespace, labels },
    spec: template.spec,
  };
}
