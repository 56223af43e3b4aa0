import { forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { canonicalQuantity, compareQuantities, quantityValue } from '@/lib/api/quantity';
import { ACCESS_MODES } from '../persistent-volume-claim/validate';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

/** Sources in the order in which upstream looks at them. */
const SOURCES =
  `hostPath gcePersistentDisk awsElasticBlockStore glusterfs flocker nfs rbd quobyte cephfs iscsi cinder fc flexVolume azureFile
  vsphereVolume photonPersistentDisk portworxVolume azureDisk scaleIO local storageos csi`.split(/\s+/);
const POLICIES = ['Delete', 'Recycle', 'Retain'];

/** As Go prints a map: in order of its keys. */
const sorted = (map: Readonly<Record<string, string>> | undefined) =>
  map ? Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1))) : null;

/** Models core validation.ValidatePersistentVolumeSpec. */
export function validatePersistentVolume(volume: KubeObject): FieldError[] {
  const spec: any = volume.spec ?? {};
  const found: FieldError[] = [];
  const modes: readonly string[] = spec.accessModes ?? [];
  if (modes.length === 0) found.push(required('spec.accessModes'));
  for (const mode of modes) if (!ACCESS_MODES.includes(mode)) found.push(notSupported('spec.accessModes', mode, ACCESS_MODES));
  if (modes.includes('ReadWriteOncePod') && modes.length > 1)
    found.push(forbidden('spec.accessModes', 'may not use ReadWriteOncePod with other access modes'));
  const capacity: Readonly<Record<string, string>> | undefined = spec.capacity;
  if (!capacity || Object.keys(capacity).length === 0) found.push(required('spec.capacity'));
  if (capacity?.storage === undefined || Object.keys(capacity).length > 1)
    found.push(notSupported('spec.capacity', sorted(capacity), ['storage']));
  for (const [name, value] of Object.entries(capacity ?? {})) {
    const at = `spec.capacity[${name}]`;
    if (compareQuantities(value, '0') < 0) found.push(invalid(at, quantityValue(value), 'must be a valid resource quantity'));
    if (compareQuantities(value, '0') <= 0) found.push(invalid(at, canonicalQuantity(value), 'must be greater than zero'));
  }
  const policy = spec.persistentVolumeReclaimPolicy;
  if (policy && !POLICIES.includes(policy)) found.push(notSupported('spec.persistentVolumeReclaimPolicy', policy, POLICIES));
  let count = 0;
  for (const source of SOURCES) {
    if (spec[source] === undefined) continue;
    if (count++ > 0) found.push(forbidden(`spec.${source}`, 'may not specify more than 1 volume type'));
    else if ((source === 'hostPath' || source === 'local') && !spec[source].path) found.push(required(`spec.${source}.path`));
    else if (source === 'nfs' && !spec.nfs.server) found.push(required('spec.nfs.server'));
  }
  if (count === 0) found.push(required('spec', 'must specify a volume type'));
  if (spec.local && !spec.nodeAffinity) found.push(required('spec.nodeAffinity', 'Local volume requires node affinity'));
  if (spec.volumeMode !== undefined && !['Block', 'Filesystem'].includes(spec.volumeMode))
    found.push(notSupported('spec.volumeMode', spec.volumeMode, ['Block', 'Filesystem']));
  return found;
}

/** Models ValidatePersistentVolumeUpdate: where the data is does not change. */
export function validatePersistentVolumeUpdate(volume: KubeObject, old: KubeObject): FieldError[] {
  const found = validatePersistentVolume(volume);
  const sources = (object: KubeObject) => SOURCES.map((source) => object.spec?.[source] ?? null);
  if (!deepEqual(sources(volume), sources(old)))
    found.push(forbidden('spec.persistentvolumesource', 'spec.persistentvolumesource is immutable after creation'));
  if (!deepEqual(volume.spec?.volumeMode, old.spec?.volumeMode))
    found.push(invalid('spec.volumeMode', volume.spec?.volumeMode, 'field is immutable'));
  return found;
}
