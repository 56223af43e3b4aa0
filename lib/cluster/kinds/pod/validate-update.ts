import { forbidden, invalid, required, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { internalDiff, internalValue } from '../internal-types';
import { isGiven, listOf, structOf, structsOf, textOf } from '../read';
import { validateMetadataAndSpec } from './validate';
import { validatePodAnnotationUpdates } from './validate-annotations';
import { validateImageSpace } from './validate-container';
import { validateTolerations } from './validate-placement';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const MAX_INT32 = 2147483647;
const MAY_CHANGE =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

/** Models ValidatePodUpdate. */
export function validatePodUpdate(pod: any, old: any): FieldError[] {
  const next = structOf(pod.spec);
  const before = structOf(old.spec);
  const found = [...validateMetadataAndSpec(pod), ...validatePodAnnotationUpdates(pod, old, 'metadata.annotations')];
  for (const list of ['containers', 'initContainers']) {
    if (listOf(next[list]).length !== listOf(before[list]).length)
      return [...found, forbidden(`spec.${list}`, 'pod updates may not add or remove containers')];
    structsOf(next[list]).forEach((container, i) => {
      if (textOf(container.image) === '') found.push(required(`spec.${list}[${i}].image`));
      found.push(...validateImageSpace(container, `spec.${list}[${i}]`));
    });
  }
  const deadline: unknown = next.activeDeadlineSeconds;
  const was: unknown = before.activeDeadlineSeconds;
  const at = 'spec.activeDeadlineSeconds';
  if (typeof deadline === 'number') {
    if (deadline < 0 || deadline > MAX_INT32) return [...found, invalid(at, deadline, `must be between 0 and ${MAX_INT32}, inclusive`)];
    if (typeof was === 'number' && was < deadline) return [...found, invalid(at, deadline, 'must be less than or equal to previous value')];
  } else if (isGiven(was)) {
    found.push(invalid(at, null, 'must not update from a positive integer to nil value'));
  }
  found.push(...tolerations(next.tolerations, before.tolerations), ...gates(next.schedulingGates, before.schedulingGates));
  const munged = mungedSpec(next, before);
  if (structsOf(before.schedulingGates).length > 0) found.push(...gatedChanges(munged, before));
  if (!deepEqual(internalValue('PodSpec', munged), internalValue('PodSpec', before)))
    found.push(forbidden('spec', `${MAY_CHANGE}\n${internalDiff('PodSpec', before, munged)}`));
  return found;
}

/** Models validateOnlyAddedTolerations. */
function tolerations(next: unknown, before: unknown): FieldError[] {
  const timeless = (toleration: unknown) => ({ ...internalValue('Toleration', toleration), TolerationSeconds: null });
  const all = listOf(next).map(timeless);
  const kept = listOf(before).every((one) => all.some((other) => deepEqual(timeless(one), other)));
  if (!kept) return [forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
  return validateTolerations(next, 'spec.tolerations');
}

/** Models validateOnlyDeletedSchedulingGates. */
function gates(next: unknown, before: unknown): FieldError[] {
  const names = new Set(structsOf(before).map((gate) => textOf(gate.name)));
  return structsOf(next).flatMap(({ name }, i) =>
    names.has(textOf(name))
      ? []
      : [forbidden(`spec.schedulingGates[${i}].name`, `only deletion is allowed, but found new scheduling gate '${textOf(name)}'`)],
  );
}

/** The new spec with what may change put back. */
function mungedSpec(next: any, before: any): any {
  const munged = { ...next };
  for (const list of ['containers', 'initContainers']) {
    const old = structsOf(before[list]);
    if (isGiven(next[list])) munged[list] = structsOf(next[list]).map((container, i) => ({ ...container, image: old[i]?.image }));
  }
  for (const key of ['activeDeadlineSeconds', 'schedulingGates', 'tolerations']) munged[key] = before[key];
  if (before.terminationGracePeriodSeconds < 0 && next.terminationGracePeriodSeconds === 1)
    munged.terminationGracePeriodSeconds = before.terminationGracePeriodSeconds;
  return munged;
}

/** A pod that is held back may be given a narrower choice of nodes; what may change is put back in `munged`. */
function gatedChanges(munged: any, before: any): FieldError[] {
  const found: FieldError[] = [];
  if (!deepEqual(structOf(munged.nodeSelector), structOf(before.nodeSelector))) {
    const kept = Object.entries(structOf(before.nodeSelector)).every(([key, value]) => structOf(munged.nodeSelector)[key] === value);
    if (!kept)
      found.push(
        invalid('spec.nodeSelector', munged.nodeSelector, 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'),
      );
    munged.nodeSelector = before.nodeSelector;
  }
  const old: unknown = structOf(before.affinity).nodeAffinity;
  const next: unknown = structOf(munged.affinity).nodeAffinity;
  if (deepEqual(internalValue('NodeAffinity', old), internalValue('NodeAffinity', next)) && isGiven(old) === isGiven(next)) return found;
  found.push(...affinityChanges(structOf(next), structOf(old)));
  const { nodeAffinity: _, ...others } = structOf(munged.affinity) as Record<string, unknown>;
  const empty = !isGiven(others.podAffinity) && !isGiven(others.podAntiAffinity);
  if (!isGiven(munged.affinity)) munged.affinity = isGiven(old) ? { nodeAffinity: old } : undefined;
  else if (!isGiven(before.affinity) && empty) munged.affinity = undefined;
  else munged.affinity = isGiven(old) ? { ...others, nodeAffinity: old } : others;
  return found;
}

/** Models validateNodeAffinityMutation. */
function affinityChanges(next: any, old: any): FieldError[] {
  const before = structsOf(structOf(old[REQUIRED]).nodeSelectorTerms);
  if (before.length === 0) return [];
  const after = structsOf(structOf(next[REQUIRED]).nodeSelectorTerms);
  const at = `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms`;
  const shown = after.map((term) => internalValue('NodeSelectorTerm', term));
  if (before.length !== after.length)
    return [invalid(at, shown.length > 0 ? shown : null, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')];
  return before.flatMap((term, i) => {
    const only = (key: string) => {
      const was = structsOf(term[key]);
      return deepEqual(structsOf(after[i][key]).slice(0, was.length), was);
    };
    const none = ['matchExpressions', 'matchFields'].every((key) => listOf(term[key]).length === 0);
    const some = ['matchExpressions', 'matchFields'].some((key) => listOf(after[i][key]).length > 0);
    const fine = !(none && some) && only('matchExpressions') && only('matchFields');
    return fine ? [] : [invalid(`${at}[${i}]`, shown[i], 'only additions are allowed (no mutations or deletions)')];
  });
}
