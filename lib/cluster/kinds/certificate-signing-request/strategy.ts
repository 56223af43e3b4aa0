import type { KubeObject } from '@/lib/api/object';
import type { Strategy } from '../kind';
import { keepSpec } from '../strategy';

/**
 * Spec never changes after creation; username, uid, groups and extra are set by the API server from the requester (its
 * admission does that: the strategy has no user). Models registry/certificates.
 */
export const csrStrategy: Strategy = {
  generation: false,
  prepareForCreate: (object) => ({ ...object, status: {} }) as KubeObject,
  prepareForUpdate: (object, old) => ({ ...object, spec: old.spec, status: old.status }) as KubeObject,
  prepareForStatusUpdate: keepSpec,
};
