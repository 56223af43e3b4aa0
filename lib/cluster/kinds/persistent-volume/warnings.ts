import type { KubeObject } from '@/lib/api/object';
import { expressionWarnings, storageClassAnnotationWarnings } from '../deprecated-labels';

const SOURCES: readonly (readonly [name: string, why: string])[] = [
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

/** Models pkg/api/persistentvolume.GetWarningsForPersistentVolume. */
export function persistentVolumeWarnings(volume: KubeObject): string[] {
  const spec = (volume.spec ?? {}) as Record<string, never> & {
    persistentVolumeReclaimPolicy?: string;
    nodeAffinity?: { required?: { nodeSelectorTerms?: readonly { matchExpressions?: readonly object[] }[] } };
  };
  const found = storageClassAnnotationWarnings(volume.metadata.annotations);
  if (spec.persistentVolumeReclaimPolicy === 'Recycle')
    found.push(
      'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
    );
  (spec.nodeAffinity?.required?.nodeSelectorTerms ?? []).forEach((term, i) =>
    found.push(...expressionWarnings(term.matchExpressions, `spec.nodeAffinity.required.nodeSelectorTerms[${i}]`)),
  );
  for (const [name, why] of SOURCES) if (spec[name] !== undefined) found.push(`spec.${name === 'storageos' ? 'storageOS' : name}: ${why}`);
  return found;
}
