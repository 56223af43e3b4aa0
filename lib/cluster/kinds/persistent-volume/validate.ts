import { forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { nameIsDnsSubdomain } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { canonicalQuantity, compareQuantities, quantityValue } from '@/lib/api/quantity';
import { internalDiff, internalValue } from '../internal-types';
import { subdomainErrors, validateNodeSelector } from '../node-selector';
import { validateAccessModes } from '../persistent-volume-claim/validate';
import { isImmutable } from '../validation';
import { SOURCE_NAMES, validateSources } from './sources';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const POLICIES = ['Delete', 'Recycle', 'Retain'];
const MODES = ['Block', 'Filesystem'];
const INLINE = 'in the context of inline volumes';

/** As Go prints a map: in order of its keys. */
const sorted = (map: Readonly<Record<string, string>> | undefined) =>
  map ? Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1))) : null;

const isRoot = (path: string) =>
  path.split('/').reduce<string[]>((up, part) => (part === '..' ? up.slice(0, -1) : part === '' || part === '.' ? up : [...up, part]), [])
    .length === 0 && path.startsWith('/');

function validateCapacity(capacity: Readonly<Record<string, string>> | undefined, field: string): FieldError[] {
  const found: FieldError[] = [];
  if (!capacity || Object.keys(capacity).length === 0) found.push(required(field));
  if (capacity?.storage === undefined || Object.keys(capacity).length > 1) found.push(notSupported(field, sorted(capacity), ['storage']));
  for (const [name, value] of Object.entries(capacity ?? {})) {
    const at = `${field}[${name}]`;
    if (compareQuantities(value, '0') < 0) found.push(invalid(at, quantityValue(value), 'must be a valid resource quantity'));
    if (compareQuantities(value, '0') <= 0) found.push(invalid(at, canonicalQuantity(value), 'must be greater than zero'));
  }
  return found;
}

/** Models core validation.ValidatePersistentVolumeSpec; `inline` for a volume that a VolumeAttachment carries. */
export function validateVolumeSpec(spec: any, at: string, inline = false): FieldError[] {
  const found: FieldError[] = [];
  const never = (name: string, given: boolean) => {
    if (given) found.push(forbidden(`${at}.${name}`, `may not be specified ${INLINE}`));
  };
  if (inline) {
    never('claimRef', spec.claimRef !== undefined);
    never('capacity', Object.keys(spec.capacity ?? {}).length > 0);
    if (spec.csi === undefined) found.push(required(`${at}.csi`, `has to be specified ${INLINE}`));
  }
  const modes: readonly string[] = spec.accessModes ?? [];
  if (modes.length === 0) found.push(required(`${at}.accessModes`));
  found.push(...validateAccessModes(modes, `${at}.accessModes`));
  if (!inline) found.push(...validateCapacity(spec.capacity, `${at}.capacity`));
  const policy: string = spec.persistentVolumeReclaimPolicy ?? '';
  const policyField = `${at}.persistentVolumeReclaimPolicy`;
  if (policy !== '') {
    if (inline && policy !== 'Retain') found.push(forbidden(policyField, `may only be Retain ${INLINE}`));
    else if (!inline && !POLICIES.includes(policy)) found.push(notSupported(policyField, policy, POLICIES));
  }
  if (spec.nodeAffinity !== undefined) {
    if (inline) never('nodeAffinity', true);
    else if (spec.nodeAffinity.required) found.push(...validateNodeSelector(spec.nodeAffinity.required, `${at}.nodeAffinity.required`));
    else found.push(required(`${at}.nodeAffinity.required`, 'must specify required node constraints'));
  }
  found.push(...validateSources(spec, at));
  if (spec.hostPath !== undefined && isRoot(spec.hostPath.path ?? '') && policy === 'Recycle')
    found.push(forbidden(policyField, "may not be 'recycle' for a hostPath mount of '/'"));
  if (spec.storageClassName) {
    if (inline) never('storageClassName', true);
    else found.push(...subdomainErrors(spec.storageClassName, `${at}.storageClassName`));
  }
  if (spec.volumeMode !== undefined) {
    if (inline && spec.volumeMode !== 'Filesystem')
      found.push(forbidden(`${at}.volumeMode`, `may not specify volumeMode other than Filesystem ${INLINE}`));
    else if (!inline && !MODES.includes(spec.volumeMode)) found.push(notSupported(`${at}.volumeMode`, spec.volumeMode, MODES));
  }
  if (spec.volumeAttributesClassName !== undefined) {
    const field = `${at}.volumeAttributesClassName`;
    if (spec.volumeAttributesClassName === '') found.push(required(field, 'an empty string is disallowed'));
    else
      for (const text of nameIsDnsSubdomain(spec.volumeAttributesClassName, false))
        found.push(invalid(field, spec.volumeAttributesClassName, text));
    if (spec.csi === undefined) found.push(required(`${at}.csi`, 'has to be specified when using volumeAttributesClassName'));
  }
  return found;
}

export const validatePersistentVolume = (volume: KubeObject): FieldError[] => validateVolumeSpec(volume.spec ?? {}, 'spec');

/** Models ValidatePersistentVolumeUpdate: where the data is does not change. */
export function validatePersistentVolumeUpdate(volume: KubeObject, old: KubeObject): FieldError[] {
  const found = validatePersistentVolume(volume);
  const mayExpand = old.spec?.csi && !old.spec.csi.controllerExpandSecretRef && volume.spec?.csi?.controllerExpandSecretRef;
  const { controllerExpandSecretRef: _, ...csi } = (volume.spec?.csi ?? {}) as Record<string, unknown>;
  const next = (mayExpand ? { ...volume, spec: { ...volume.spec, csi } } : volume) as KubeObject;
  const sources = (object: KubeObject) => SOURCE_NAMES.map((source) => object.spec?.[source] ?? null);
  if (!deepEqual(sources(next), sources(old))) {
    const changes = internalDiff('PersistentVolumeSource', old.spec, next.spec);
    found.push(forbidden('spec.persistentvolumesource', `spec.persistentvolumesource is immutable after creation\n${changes}`));
  }
  found.push(...isImmutable(volume.spec?.volumeMode, old.spec?.volumeMode, 'volumeMode'));
  if (old.spec?.nodeAffinity !== undefined && !deepEqual(volume.spec?.nodeAffinity, old.spec.nodeAffinity) && !isLabelUpgrade(volume, old))
    found.push(
      invalid(
        'nodeAffinity',
        volume.spec?.nodeAffinity ? internalValue('VolumeNodeAffinity', volume.spec.nodeAffinity) : null,
        'field is immutable',
      ),
    );
  if (old.spec?.volumeAttributesClassName !== undefined && volume.spec?.volumeAttributesClassName === undefined)
    found.push(forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden'));
  return found;
}

const UPGRADES: Readonly<Record<string, string>> = {
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
  'beta.kubernetes.io/instance-type': 'node.kubernetes.io/instance-type',
};

/** A node affinity may move from the beta names of labels to those that replaced them. Models validatePvNodeAffinity. */
function isLabelUpgrade(volume: KubeObject, old: KubeObject): boolean {
  const upgraded = JSON.parse(
    JSON.stringify(old.spec?.nodeAffinity, (key, value: unknown) =>
      key === 'key' && typeof value === 'string' ? (UPGRADES[value] ?? value) : value,
    ),
  ) as unknown;
  return deepEqual(volume.spec?.nodeAffinity, upgraded);
}
