import { forbidden, type FieldError } from '@/lib/api/field-error';
import { isGiven, listOf, structOf, structsOf, textOf } from '../read';
import { annotationsMatchFields, validatePodAnnotations } from './validate-annotations';
import { validateImageSpace } from './validate-container';
import { validatePodSpec } from './validate-spec';

export { validatePodSpec } from './validate-spec';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

/** Models validatePodMetadataAndSpec, without what all kinds' metadata have in common. */
export function validateMetadataAndSpec(pod: any): FieldError[] {
  const spec = structOf(pod.spec);
  const metadata = structOf(pod.metadata);
  const found = [
    ...validatePodAnnotations(metadata.annotations, spec, 'metadata.annotations'),
    ...validatePodSpec(spec, 'spec', { podName: textOf(metadata.name), isPod: true }),
  ];
  if (textOf(spec.serviceAccountName) === '') {
    structsOf(spec.volumes).forEach((volume, i) =>
      structsOf(structOf(volume.projected).sources).forEach((source, j) => {
        const at = `spec.volumes[${i}].projected.sources[${j}].serviceAccountToken`;
        if (isGiven(source.serviceAccountToken)) found.push(forbidden(at, 'must not be specified when serviceAccountName is not set'));
      }),
    );
  }
  for (const list of ['containers', 'initContainers'])
    structsOf(spec[list]).forEach((container, i) => found.push(...validateImageSpace(container, `spec.${list}[${i}]`)));
  return found;
}

/** Models ValidatePodCreate. */
export function validatePod(pod: any): FieldError[] {
  const spec = structOf(pod.spec);
  const found = validateMetadataAndSpec(pod);
  if (listOf(spec.ephemeralContainers).length > 0) found.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  if (textOf(spec.nodeName) !== '' && listOf(spec.schedulingGates).length > 0)
    found.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  return [...found, ...annotationsMatchFields(pod.metadata, spec, 'spec')];
}
