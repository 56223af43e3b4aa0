import { formatTime } from '@/lib/api/time';
import type { KubeObject } from '@/lib/api/object';
import type { Strategy } from '../kind';
import { keepStatus } from '../strategy';

/** Models registry/core/persistentvolume: the phase's last transition is stamped by the server. */
export const persistentVolumeStrategy: Strategy = {
  generation: false,
  prepareForCreate: (object, { now }) =>
    ({ ...object, status: { phase: 'Pending', lastPhaseTransitionTime: formatTime(now) } }) as KubeObject,
  prepareForUpdate: keepStatus,
  prepareForStatusUpdate(object, old, { now }) {
    const changed =
      object.status?.phase !== old.status?.phase && object.status?.lastPhaseTransitionTime === old.status?.lastPhaseTransitionTime;
    const status = changed ? { ...object.status, lastPhaseTransitionTime: formatTime(now) } : object.status;
    return { ...object, spec: old.spec, status } as KubeObject;
  },
};
