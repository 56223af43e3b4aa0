import type { FieldError } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import { validateTemplate } from './workload-validation';

export const validatePodTemplate = (object: KubeObject): FieldError[] => validateTemplate(object.template, 'template');
