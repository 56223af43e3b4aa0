import type { KubeObject } from '@/lib/api/object';
import { compareQuantities } from '@/lib/api/quantity';
import type { AdmissionPlugin, Attributes } from './chain';
import { forbid } from './forbidden';
import { STORAGE_CLASSES } from '../../client/resources';

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

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

/** Only claims of a class that allows it grow. Models plugin/pkg/admission/storage/persistentvolume/resize. */
export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  validate(attributes) {
    const { object, old, operation, subresource, call } = attributes;
    const { group, resource } = call.served.resource;
    if (operation !== 'UPDATE' || subresource !== '' || group !== '' || resource !== 'persistentvolumeclaims' || !object || !old) return;
    const sizeOf = (claim: KubeObject) => (claim.spec?.resources?.requests?.storage as string | undefined) ?? '0';
    if (sizeOf(object) === sizeOf(old) || compareQuantities(sizeOf(object), sizeOf(old)) <= 0) return;
    if (old.status?.phase !== 'Bound') throw forbid(attributes, 'Only bound persistent volume claims can be expanded');
    if (!mayGrow(attributes, object, old)) {
      throw forbid(
        attributes,
        'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
      );
    }
  },
};

function mayGrow({ call }: Attributes, claim: KubeObject, old: KubeObject): boolean {
  const classOf = ({ metadata, spec }: KubeObject) => metadata.annotations?.[BETA_CLASS] ?? (spec?.storageClassName as string | undefined);
  const name = classOf(claim);
  if (!name || name !== classOf(old)) return false;
  return call.server.store.get(STORAGE_CLASSES, '', name)?.allowVolumeExpansion === true;
}
