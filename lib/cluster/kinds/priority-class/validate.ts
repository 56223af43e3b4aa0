import { forbidden, notSupported, required, type FieldError } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import { isImmutable } from '../validation';
import { systemPriorityClasses } from './bootstrap';

const MOST_PRIORITY = 1_000_000_000;
const POLICIES = ['Never', 'PreemptLowerPriority'];

/** Models schedulingv1.IsKnownSystemPriorityClass: what is wrong with a name of the system's, if anything. */
function systemComplaint(priority: KubeObject): string | undefined {
  const { name } = priority.metadata;
  const known = systemPriorityClasses().find((each) => each.metadata.name === name);
  if (!known) return `${name} is not a known system priority class`;
  if ((priority.value ?? 0) !== known.value) return `value of ${name} PriorityClass must be ${known.value}`;
  return priority.globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

/** Models scheduling validation.ValidatePriorityClass. */
export function validatePriorityClass(priority: KubeObject): FieldError[] {
  const found: FieldError[] = [];
  if (priority.metadata.name?.startsWith('system-')) {
    const complaint = systemComplaint(priority);
    const text = `priority class names with 'system-' prefix are reserved for system use only. error: ${complaint}`;
    if (complaint) found.push(forbidden('metadata.name', text));
  } else if ((priority.value ?? 0) > MOST_PRIORITY) {
    found.push(forbidden('value', `maximum allowed value of a user defined priority is ${MOST_PRIORITY}`));
  }
  const policy = priority.preemptionPolicy as string | undefined;
  if (policy === '') found.push(required('preemptionPolicy'));
  else if (policy !== undefined && !POLICIES.includes(policy)) found.push(notSupported('preemptionPolicy', policy, POLICIES));
  return found;
}

/** Models ValidatePriorityClassUpdate. */
export const validatePriorityClassUpdate = (priority: KubeObject, old: KubeObject): FieldError[] => [
  ...((priority.value ?? 0) === (old.value ?? 0) ? [] : [forbidden('value', 'may not be changed in an update.')]),
  ...isImmutable(priority.preemptionPolicy, old.preemptionPolicy, 'preemptionPolicy'),
];
