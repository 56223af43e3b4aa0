import { formatTime } from '@/lib/api/time';
import type { KubeObject } from '@/lib/api/object';
import type { KindContext, Strategy, Subresource } from '../kind';
import { keepSpec } from '../strategy';
import { isCsrName, validateCsr, validateCsrUpdate } from './validate';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastUpdateTime?: string | null;
  readonly lastTransitionTime?: string | null;
}

/**
 * Spec never changes after creation; username, uid, groups and extra are set by the API server from the requester (its
 * admission does that: the strategy has no user). Models registry/certificates.
 */
export const csrStrategy: Strategy = {
  generation: false,
  prepareForCreate: (object) => ({ ...object, status: {} }) as KubeObject,
  prepareForUpdate: (object, old) => ({ ...object, spec: old.spec, status: old.status }) as KubeObject,
  prepareForStatusUpdate: (object, old, context) => withTimes(keepSpec(object, old), old, context),
  validateName: isCsrName,
  validate: validateCsr,
  validateUpdate: validateCsrUpdate('neither'),
  validateStatusUpdate: validateCsrUpdate('issue'),
};

/** `/approval` changes the conditions and nothing else. Models csrApprovalStrategy. */
export const approvalSubresource: Subresource = {
  name: 'approval',
  verbs: ['get', 'patch', 'update'],
  strategy: {
    validateUpdate: validateCsrUpdate('approve'),
    prepareForUpdate: (object, old, context) => {
      const { conditions: _, ...rest } = (old.status ?? {}) as { conditions?: unknown };
      const conditions = object.status?.conditions as readonly Condition[] | undefined;
      return withTimes({ ...keepSpec(object, old), status: { ...(conditions && { conditions }), ...rest } } as KubeObject, old, context);
    },
  },
};

/** Models populateConditionTimestamps. */
function withTimes(object: KubeObject, old: KubeObject, { now }: KindContext): KubeObject {
  const conditions = object.status?.conditions as readonly Condition[] | undefined;
  if (!conditions?.length) return object;
  const before = (old.status?.conditions ?? []) as readonly Condition[];
  const stamp = formatTime(now);
  const timed = conditions.map((condition) => {
    if (condition.lastUpdateTime && condition.lastTransitionTime) return condition;
    const same = before.find(({ type, status }) => type === condition.type && status === condition.status);
    return {
      ...condition,
      lastUpdateTime: condition.lastUpdateTime || stamp,
      lastTransitionTime: condition.lastTransitionTime || same?.lastTransitionTime || stamp,
    };
  });
  return { ...object, status: { ...object.status, conditions: timed } };
}
