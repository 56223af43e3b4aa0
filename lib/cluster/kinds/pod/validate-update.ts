import { forbidden, invalid, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { validatePodSpec } from './validate';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const MAY_CHANGE =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** Models ValidatePodUpdate. The message's diff of the two Go structs is left out: we have no Go structs to compare. */
export function validatePodUpdate(pod: any, old: any): FieldError[] {
  const found = validatePodSpec(pod.spec ?? {}, 'spec');
  for (const list of ['containers', 'initContainers']) {
    if ((pod.spec?.[list] ?? []).length !== (old.spec?.[list] ?? []).length) {
      const what = list === 'containers' ? 'containers' : 'initContainers';
      return [...found, forbidden(`spec.${what}`, 'pod updates may not add or remove containers')];
    }
  }
  const { activeDeadlineSeconds: next } = pod.spec ?? {};
  const { activeDeadlineSeconds: before } = old.spec ?? {};
  if (next !== undefined && before !== undefined && next > before) {
    found.push(invalid('spec.activeDeadlineSeconds', next, `must be less than or equal to previous value`));
  } else if (next === undefined && before !== undefined) {
    found.push(invalid('spec.activeDeadlineSeconds', null, 'must not update from a positive integer to nil value'));
  }
  const tolerations: readonly any[] = pod.spec?.tolerations ?? [];
  const kept = (old.spec?.tolerations ?? []).every((toleration: any) =>
    tolerations.some((other) => deepEqual({ ...other, tolerationSeconds: 0 }, { ...toleration, tolerationSeconds: 0 })),
  );
  if (!kept) found.push(forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'));
  // A gated pod may be given a narrower node selector and lose gates.
  const gated = (old.spec?.schedulingGates ?? []).length > 0;
  const comparable = (spec: any) => {
    const copy = { ...spec };
    for (const list of ['containers', 'initContainers']) copy[list] = (spec?.[list] ?? []).map((c: any) => ({ ...c, image: '' }));
    for (const key of ['activeDeadlineSeconds', 'tolerations', 'schedulingGates']) delete copy[key];
    if (gated) for (const key of ['nodeSelector', 'affinity']) delete copy[key];
    if (copy.terminationGracePeriodSeconds === 1 && (old.spec?.terminationGracePeriodSeconds ?? 0) < 0)
      copy.terminationGracePeriodSeconds = old.spec.terminationGracePeriodSeconds;
    return copy;
  };
  if (!deepEqual(comparable(pod.spec), comparable(old.spec))) found.push(forbidden('spec', MAY_CHANGE));
  return found;
}
