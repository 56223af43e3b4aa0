import { conditionOf } from '@/lib/api/condition';
import type { Pod, Service } from '@/lib/api/models';
import { formatTime, parseTime } from '@/lib/api/time';

/** Annotation of Endpoints and EndpointSlices: since when what they say has been so. */
export const LAST_CHANGE = 'endpoints.kubernetes.io/last-change-trigger-time';

/** Times of changes that endpoints have been computed from, by Service. Kept in memory alone, as upstream's are: a restart forgets them. */
export interface TriggerTimes {
  /** The earliest change of the Service and its pods since the last call; undefined when nothing has changed. */
  compute(service: Service, pods: readonly Pod[]): string | undefined;
  forget(namespace: string, name: string): void;
}

/** Models k8s.io/endpointslice/trigger_time_tracker.go. */
export function newTriggerTimes(): TriggerTimes {
  const states = new Map<string, { service: number; pods: ReadonlyMap<string, number> }>();
  return {
    compute(service, pods) {
      const key = `${service.metadata.namespace}/${service.metadata.name}`;
      const known = states.get(key);
      const times = new Map<string, number>();
      let earliest = Infinity;
      for (const pod of pods) {
        const at = parseTime(conditionOf(pod, 'Ready')?.lastTransitionTime ?? undefined);
        if (Number.isNaN(at)) continue;
        if (at > (known?.pods.get(pod.metadata.name) ?? 0)) earliest = Math.min(earliest, at);
        times.set(pod.metadata.name, at);
      }
      const created = parseTime(service.metadata.creationTimestamp ?? undefined) || 0;
      if (created > (known?.service ?? 0)) earliest = Math.min(earliest, created);
      states.set(key, { service: created, pods: times });
      return Number.isFinite(earliest) ? formatTime(earliest) : undefined;
    },
    forget: (namespace, name) => void states.delete(`${namespace}/${name}`),
  };
}
