import type { KubeObject } from '@/lib/api/object';
import type { AdmissionPlugin } from './chain';
import { isCreationOf, withSpec } from './pod';

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

/** Claims that name no class get the default one. Models plugin/pkg/admission/storage/storageclass/setdefault. */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  admit(attributes) {
    const { object: claim, call } = attributes;
    if (!isCreationOf(attributes, '', 'persistentvolumeclaims')) return claim;
    if (claim.spec?.storageClassName !== undefined || claim.metadata.annotations?.[BETA_CLASS] !== undefined) return claim;
    const classes = call.server.store
      .list({ group: 'storage.k8s.io', resource: 'storageclasses' })
      .filter(({ metadata }) => metadata.annotations?.[DEFAULT_CLASS] === 'true');
    if (classes.length === 0) return claim;
    const newest = [...classes].sort(
      (a, b) =>
        (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '') ||
        (a.metadata.name < b.metadata.name ? -1 : 1),
    )[0]!;
    return withSpec(claim, { storageClassName: newest.metadata.name });
  },
};

const PROTECTION: Readonly<Record<string, string>> = {
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  persistentvolumes: 'kubernetes.io/pv-protection',
};

/** Volumes and claims are held by a finalizer while in use. Models StorageObjectInUseProtection. */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  admit({ object, operation, subresource, call }) {
    const finalizer = call.served.resource.group === '' ? PROTECTION[call.served.resource.resource] : undefined;
    if (!finalizer || operation !== 'CREATE' || subresource !== '') return object;
    const finalizers = object.metadata.finalizers ?? [];
    if (finalizers.includes(finalizer)) return object;
    return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } } satisfies KubeObject;
  },
};
