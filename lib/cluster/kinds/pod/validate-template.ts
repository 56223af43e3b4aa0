import { forbidden, type FieldError } from '@/lib/api/field-error';
import { listOf, structOf } from '../read';
import { validateAnnotations, validateLabels } from '../validation';
import { annotationsMatchFields, validatePodAnnotations } from './validate-annotations';
import { validatePodSpec } from './validate-spec';

/** Models core validation.ValidatePodTemplateSpec; upstream leaves `metadata` out of the paths. */
export function validateTemplate(given: unknown, field: string): FieldError[] {
  const template = structOf(given);
  const metadata = structOf(template.metadata);
  const spec = structOf(template.spec);
  const annotations = structOf(metadata.annotations);
  return [
    ...validateLabels(structOf(metadata.labels), `${field}.labels`),
    ...validateAnnotations(annotations, `${field}.annotations`),
    ...validatePodAnnotations(annotations, spec, `${field}.annotations`),
    ...validatePodSpec(spec, `${field}.spec`),
    ...annotationsMatchFields(metadata, spec, `${field}.spec`),
    ...(listOf(spec.ephemeralContainers).length > 0
      ? [forbidden(`${field}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')]
      : []),
  ];
}
