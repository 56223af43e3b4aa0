import type { KubeObject } from '@/lib/api/object';
import type { Strategy } from '../kind';
import { keepStatus } from '../strategy';
import { listOf, structOf } from '../read';
import { applyLabelKeys } from './label-keys';
import { qosClass } from './qos';

/** A pod with gates says from the start why nobody schedules it. Models applySchedulingGatedCondition. */
function firstStatus({ spec }: KubeObject): object {
  const gated = {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: null,
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
  };
  const conditions = listOf(structOf(spec).schedulingGates).length > 0 ? { conditions: [gated] } : {};
  return { phase: 'Pending', ...conditions, qosClass: qosClass(spec) };
}

/** Models registry/core/pod: pods begin Pending, with their class of service. */
export const podStrategy: Strategy = {
  generation: true,
  returnsDeleted: true,
  prepareForCreate: (pod) => ({ ...applyLabelKeys(pod), status: firstStatus(pod) }) as KubeObject,
  prepareForUpdate: keepStatus,
  prepareForStatusUpdate(pod, old) {
    // Status updates may not take away what deletion needs, nor change who owns the pod.
    const { deletionTimestamp, ownerReferences } = old.metadata;
    const metadata = { ...pod.metadata, deletionTimestamp, ownerReferences } as Record<string, unknown>;
    for (const key of ['deletionTimestamp', 'ownerReferences']) if (metadata[key] === undefined) delete metadata[key];
    const status = pod.status?.qosClass ? pod.status : { ...pod.status, qosClass: old.status?.qosClass };
    return { ...pod, metadata, spec: old.spec, status } as unknown as KubeObject;
  },
  gracePeriodSeconds(pod, requested) {
    const seconds = requested ?? (pod.spec?.terminationGracePeriodSeconds as number | undefined) ?? 30;
    // A pod that no kubelet has, or that has ended, needs no grace.
    if (!pod.spec?.nodeName || pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded') return 0;
    return seconds < 0 ? 1 : seconds;
  },
};
