import { forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { isDns1123Label } from '@/lib/api/names';
import { internalValue } from '../internal-types';
import { validateClaimSpec } from '../persistent-volume-claim/validate';
import { validateTemplate } from '../pod/validate-template';
import { isGiven, structOf, structsOf, textOf } from '../read';
import { isNonNegative, notOver100, selectorValue, validateIntOrPercent, validateSelector } from '../validation';
import { intOrPercent, isEmptySelector, lastingTemplate, templateMismatch } from '../workload-validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const POLICIES = ['OrderedReady', 'Parallel'];
const RETENTION = ['Retain', 'Delete'];
const MAY_CHANGE =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

function updateStrategy(update: any, at: string): FieldError[] {
  switch (textOf(update.type)) {
    case '':
      return [required(at)];
    case 'OnDelete':
      return isGiven(update.rollingUpdate)
        ? [
            invalid(
              `${at}.rollingUpdate`,
              internalValue('RollingUpdateStatefulSet', update.rollingUpdate),
              "only allowed for updateStrategy 'RollingUpdate'",
            ),
          ]
        : [];
    case 'RollingUpdate': {
      const { partition, maxUnavailable } = structOf(update.rollingUpdate);
      const field = `${at}.rollingUpdate.maxUnavailable`;
      const found = isNonNegative(partition, `${at}.rollingUpdate.partition`);
      if (!isGiven(maxUnavailable)) return found;
      found.push(...validateIntOrPercent(maxUnavailable, field));
      if (intOrPercent(maxUnavailable) === 0) found.push(invalid(field, maxUnavailable, 'cannot be 0'));
      return [...found, ...notOver100(maxUnavailable, field)];
    }
    default:
      return [invalid(at, internalValue('StatefulSetUpdateStrategy', update), "must be 'RollingUpdate' or 'OnDelete'")];
  }
}

/** The template with a volume for each claim that the set makes, as its pods will have them. */
function templateWithClaims(spec: any): unknown {
  const claims = structsOf(spec.volumeClaimTemplates).map((claim) => {
    const name = textOf(structOf(claim.metadata).name);
    return { name, persistentVolumeClaim: { claimName: name } };
  });
  if (claims.length === 0) return spec.template;
  const template = structOf(spec.template);
  const inner = structOf(template.spec);
  const names = new Set(claims.map(({ name }) => name));
  const own = structsOf(inner.volumes).filter((volume) => !names.has(textOf(volume.name)));
  return { ...template, spec: { ...inner, volumes: [...own, ...claims] } };
}

function claimTemplates(spec: any): FieldError[] {
  return structsOf(spec.volumeClaimTemplates).flatMap((claim, i) =>
    validateClaimSpec(structOf(claim.spec), `spec.volumeClaimTemplates[${i}].spec`),
  );
}

/** Models apps validation.ValidateStatefulSetSpec. `old`: what was let pass before need not be right now. */
export function validateStatefulSet(object: any, _context?: unknown, old?: any): FieldError[] {
  const spec = structOf(object.spec);
  const found: FieldError[] = [];
  const policy = textOf(spec.podManagementPolicy);
  if (policy === '') found.push(required('spec.podManagementPolicy'));
  else if (!POLICIES.includes(policy)) found.push(invalid('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'"));
  found.push(...updateStrategy(structOf(spec.updateStrategy), 'spec.updateStrategy'));
  if (isGiven(spec.persistentVolumeClaimRetentionPolicy)) {
    for (const key of ['whenDeleted', 'whenScaled']) {
      const value = textOf(structOf(spec.persistentVolumeClaimRetentionPolicy)[key]);
      if (!RETENTION.includes(value)) found.push(notSupported(`spec.persistentVolumeClaimRetentionPolicy.${key}`, value, RETENTION));
    }
  }
  found.push(
    ...isNonNegative(spec.replicas, 'spec.replicas'),
    ...isNonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...isNonNegative(structOf(spec.ordinals).start, 'spec.ordinals.start'),
  );
  const complaints = validateSelector(spec.selector, 'spec.selector');
  if (!isGiven(spec.selector)) found.push(required('spec.selector'));
  else {
    found.push(...complaints);
    if (isEmptySelector(spec.selector))
      found.push(invalid('spec.selector', selectorValue(spec.selector), 'empty selector is invalid for statefulset'));
  }
  const name = textOf(spec.serviceName);
  if (name !== '' && name !== textOf(structOf(old?.spec).serviceName))
    for (const text of isDns1123Label(name)) found.push(invalid('spec.serviceName', name, text));
  if (complaints.length > 0) found.push(invalid('spec.selector', selectorValue(spec.selector), ''));
  else {
    if (!isGiven(spec.selector) || !isEmptySelector(spec.selector))
      found.push(...templateMismatch(spec.selector, spec.template, 'spec.template'));
    const wasWrong = old && validateTemplate(templateWithClaims(structOf(old.spec)), '').length > 0;
    if (!wasWrong) found.push(...validateTemplate(templateWithClaims(spec), 'spec.template'));
  }
  found.push(...lastingTemplate(spec.template, 'spec.template', 'StatefulSet'));
  return old && claimTemplates(structOf(old.spec)).length > 0 ? found : [...found, ...claimTemplates(spec)];
}

/** Models apps validation.ValidateStatefulSetUpdate. */
export function validateStatefulSetUpdate(object: any, old: any): FieldError[] {
  const fixed = (spec: any) => ({
    selector: spec.selector,
    serviceName: spec.serviceName,
    volumeClaimTemplates: spec.volumeClaimTemplates,
    podManagementPolicy: spec.podManagementPolicy,
  });
  const found = validateStatefulSet(object, undefined, old);
  return deepEqual(fixed(structOf(object.spec)), fixed(structOf(old.spec))) ? found : [...found, forbidden('spec', MAY_CHANGE)];
}
