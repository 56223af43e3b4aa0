import { duplicate, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import { isImmutable } from './validation';
import { validateTemplate } from './workload-validation';

/** Models storage validation.ValidateStorageClass. */
export function validateStorageClass(storage: KubeObject): FieldError[] {
  const found: FieldError[] = [];
  if (!storage.provisioner) found.push(required('provisioner'));
  for (const key of Object.keys(storage.parameters ?? {}))
    if (key === '') found.push(invalid('parameters', key, 'field can not be empty.'));
  if (!['Delete', 'Retain'].includes(storage.reclaimPolicy as string))
    found.push(notSupported('reclaimPolicy', storage.reclaimPolicy, ['Delete', 'Retain']));
  const modes = ['Immediate', 'WaitForFirstConsumer'];
  if (!modes.includes(storage.volumeBindingMode as string)) found.push(notSupported('volumeBindingMode', storage.volumeBindingMode, modes));
  const terms: readonly { matchLabelExpressions?: readonly { values?: readonly string[] }[] }[] = storage.allowedTopologies ?? [];
  terms.forEach((term, i) =>
    (term.matchLabelExpressions ?? []).forEach(({ values = [] }, j) => {
      const at = `allowedTopologies[${i}].matchLabelExpressions[${j}].values`;
      if (values.length === 0) found.push(required(at));
      values.forEach((value, n) => {
        if (values.indexOf(value) < n) found.push(duplicate(`${at}[${n}]`, value));
      });
    }),
  );
  return found;
}

/** Models ValidateStorageClassUpdate. */
export const validateStorageClassUpdate = (storage: KubeObject, old: KubeObject): FieldError[] => [
  ...validateStorageClass(storage),
  ...(isImmutable(storage.parameters, old.parameters, '').length > 0
    ? [{ type: 'Forbidden', field: 'parameters', detail: 'updates to parameters are forbidden.' } as FieldError]
    : []),
  ...(storage.provisioner === old.provisioner
    ? []
    : [{ type: 'Forbidden', field: 'provisioner', detail: 'updates to provisioner are forbidden.' } as FieldError]),
  ...(storage.reclaimPolicy === old.reclaimPolicy
    ? []
    : [{ type: 'Forbidden', field: 'reclaimPolicy', detail: 'updates to reclaimPolicy are forbidden.' } as FieldError]),
  ...isImmutable(storage.volumeBindingMode, old.volumeBindingMode, 'volumeBindingMode'),
];

const MOST_PRIORITY = 1_000_000_000;

/** Models scheduling validation.ValidatePriorityClass. */
export function validatePriorityClass(priority: KubeObject): FieldError[] {
  const name = priority.metadata.name;
  if (name.startsWith('system-')) {
    const known = name === 'system-cluster-critical' || name === 'system-node-critical';
    if (known) return [];
    return [
      {
        type: 'Forbidden',
        field: 'metadata.name',
        detail:
          "priority class names with 'system-' prefix are reserved for system use only. error: " +
          `${name} is not a known system priority class`,
      },
    ];
  }
  const value = (priority.value as number | undefined) ?? 0;
  if (value <= MOST_PRIORITY) return [];
  return [{ type: 'Forbidden', field: 'value', detail: `maximum allowed value of a user defined priority is ${MOST_PRIORITY}` }];
}

/** Models ValidatePriorityClassUpdate. */
export const validatePriorityClassUpdate = (priority: KubeObject, old: KubeObject): FieldError[] => {
  const found: FieldError[] = [];
  if ((priority.value ?? 0) !== (old.value ?? 0))
    found.push({ type: 'Forbidden', field: 'value', detail: 'may not be changed in an update.' });
  if (priority.preemptionPolicy !== old.preemptionPolicy)
    found.push(...isImmutable(priority.preemptionPolicy, old.preemptionPolicy, 'preemptionPolicy'));
  return found;
};

export const validatePodTemplate = (object: KubeObject): FieldError[] => validateTemplate(object.template, 'template');
