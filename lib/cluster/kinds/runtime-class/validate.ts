import { duplicate, invalid, type FieldError } from '@/lib/api/field-error';
import { nameIsDnsLabel } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { nodeLabelDeprecation } from '../deprecated-labels';
import { internalValue } from '../internal-types';
import { validateResources } from '../pod/validate-resources';
import { validateTolerations } from '../pod/validate-placement';
import { isImmutable, validateLabels } from '../validation';

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

/** Models node validation.ValidateRuntimeClass. */
export function validateRuntimeClass(object: KubeObject): FieldError[] {
  const handler: string = object.handler ?? '';
  const found = nameIsDnsLabel(handler, false).map((text) => invalid('handler', handler, text));
  if (object.overhead) found.push(...validateResources({ limits: object.overhead.podFixed }, 'overhead'));
  if (!object.scheduling) return found;
  const tolerations: readonly Toleration[] = object.scheduling.tolerations ?? [];
  const keyOf = ({ key = '', operator = '', value = '', effect = '' }: Toleration) => JSON.stringify([key, operator, value, effect]);
  found.push(...validateLabels(object.scheduling.nodeSelector, 'scheduling.nodeSelector'));
  found.push(...validateTolerations(tolerations, 'scheduling.tolerations'));
  tolerations.forEach((toleration, i) => {
    if (tolerations.findIndex((other) => keyOf(other) === keyOf(toleration)) < i)
      found.push(duplicate(`scheduling.tolerations[${i}]`, internalValue('Toleration', toleration)));
  });
  return found;
}

/** Models ValidateRuntimeClassUpdate. */
export const validateRuntimeClassUpdate = (object: KubeObject, old: KubeObject): FieldError[] =>
  isImmutable(object.handler, old.handler, 'handler');

/** Models pkg/api/node.GetWarningsForRuntimeClass. */
export const runtimeClassWarnings = (object: KubeObject): string[] =>
  Object.keys(object.scheduling?.nodeSelector ?? {})
    .sort()
    .flatMap((label) => {
      const why = nodeLabelDeprecation(label);
      return why ? [`scheduling.nodeSelector: ${why}`] : [];
    });
