import type { KubeObject } from '@/lib/api/object';
import { nameIsDnsLabel } from '@/lib/api/names';
import type { Strategy } from '../kind';
import { keepStatus } from '../strategy';

/** Namespaces begin Active with the `kubernetes` finalizer; they finish only when it is taken away. Models registry/core/namespace. */
export const namespaceStrategy: Strategy = {
  generation: false,
  beforeDelete: (object) => ({ ...object, status: { ...object.status, phase: 'Terminating' } }) as KubeObject,
  pendingFinalizers: (object) => (object.spec?.finalizers?.length ?? 0) > 0,
  validateName: nameIsDnsLabel,
  prepareForCreate(object) {
    const given: readonly string[] = object.spec?.finalizers ?? [];
    const finalizers = given.includes('kubernetes') ? given : [...given, 'kubernetes'];
    return { ...object, spec: { ...object.spec, finalizers }, status: { phase: 'Active' } } as KubeObject;
  },
  prepareForUpdate: (object, old) => ({ ...keepStatus(object, old), spec: old.spec }) as KubeObject,
  prepareForStatusUpdate: (object, old) => ({ ...object, spec: old.spec }) as KubeObject,
};
