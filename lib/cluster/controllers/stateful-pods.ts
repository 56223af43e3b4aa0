import type { KubeObject, OwnerReference } from '@/lib/api/object';
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

type Retention = 'Retain' | 'Delete';

/** Whether claims go with their set, and with a pod that is scaled away. */
export const retentionOf = (set: KubeObject): { readonly whenDeleted: Retention; readonly whenScaled: Retention } => ({
  whenDeleted: 'Retain',
  whenScaled: 'Retain',
  ...set.spec.persistentVolumeClaimRetentionPolicy,
});

/**
 * The claim's owners as the set's retention policy has them: the set, if claims go with it; the pod, if they go with what is
 * scaled away and this one is. Owners that others gave it stay. Models updateClaimOwnerRefForSetAndPod.
 */
export function claimOwners(set: KubeObject, ordinal: number, pod: KubeObject | undefined, claim: KubeObject): readonly OwnerReference[] {
  const { whenDeleted, whenScaled } = retentionOf(set);
  const name = `${set.metadata.name}-${ordinal}`;
  const [start, count] = [startOf(set), set.spec.replicas ?? 1];
  const condemned = ordinal < start || ordinal >= start + count;
  const others = (claim.metadata.ownerReferences ?? []).filter(
    ({ kind, name: owner, uid }) => uid !== set.metadata.uid && !(kind === 'Pod' && owner === name),
  );
  const reference = (kind: string, apiVersion: string, object: KubeObject): OwnerReference => ({
    apiVersion,
    kind,
    name: object.metadata.name,
    uid: object.metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  });
  if (whenScaled === 'Delete' && condemned) return pod ? [...others, reference('Pod', 'v1', pod)] : others;
  if (whenDeleted === 'Delete') return [...others, reference('StatefulSet', 'apps/v1', set)];
  return others;
}
