import { invalid, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { validateDeviceClaim, type DeviceClaim } from '../devices/claim';
import { internalValue } from '../internal-types';
import { validateTemplateMetadata } from '../template-metadata';

/** Models resource validation.ValidateResourceClaimTemplate. */
export function validateResourceClaimTemplate(template: KubeObject): FieldError[] {
  const { metadata = {}, spec = {} } = (template.spec ?? {}) as { metadata?: Record<string, unknown>; spec?: { devices?: DeviceClaim } };
  return [...validateTemplateMetadata(metadata, 'spec.metadata'), ...validateDeviceClaim(spec.devices ?? {}, 'spec.spec.devices')];
}

/** Models ValidateResourceClaimTemplateUpdate. */
export function validateResourceClaimTemplateUpdate(template: KubeObject, old: KubeObject): FieldError[] {
  if (deepEqual(template.spec ?? {}, old.spec ?? {})) return [];
  const shown = { ...(template.spec?.metadata as object | undefined), ...internalValue('ResourceClaimTemplateSpec', template.spec) };
  return [invalid('spec', shown, 'field is immutable')];
}
