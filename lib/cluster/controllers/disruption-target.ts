import type { Pod } from '@/lib/api/models';
import { formatTime } from '@/lib/api/time';

/** A strategic patch of a pod's status that tells why it is about to be taken away; `now` in ms. */
export function withDisruptionTarget(pod: Pod, why: { readonly reason: string; readonly message: string }, now: number, phase?: 'Failed') {
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    ...(pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation }),
    lastProbeTime: null,
    lastTransitionTime: formatTime(now),
    ...why,
  };
  return { status: { ...(phase && { phase }), conditions: [condition] } };
}
