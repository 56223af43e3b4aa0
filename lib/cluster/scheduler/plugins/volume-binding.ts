import type { Node } from '@/lib/api/models';
import type { PersistentVolume } from '../../controllers/volume-matching';
import { chooseVolumes, claimNames, isReachable } from '../claims';
import { refuse, type Cycle, type Plugin } from './plugin';
import { PERSISTENT_VOLUMES, PERSISTENT_VOLUME_CLAIMS, STORAGE_CLASSES } from '../../client/resources';

/** Claims must be there, bound (unless their class waits for a consumer), to volumes that the node can reach. Models plugins/volumebinding. */
export const volumeBinding: Plugin = {
  name: 'VolumeBinding',
  preFilter(pod, cycle) {
    for (const name of claimNames(pod)) {
      const claim = cycle.get(PERSISTENT_VOLUME_CLAIMS, pod.metadata.namespace!, name);
      if (!claim) return refuse(`persistentvolumeclaim "${name}" not found`, true);
      if (claim.status?.phase === 'Lost')
        return refuse(`persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec?.volumeName}"`, true);
      if (claim.metadata.deletionTimestamp) return refuse(`persistentvolumeclaim "${name}" is being deleted`, true);
      if (!claim.spec?.volumeName && !waits(claim.spec?.storageClassName, cycle))
        return refuse('pod has unbound immediate PersistentVolumeClaims', true);
    }
    return undefined;
  },
  filter(pod, { node }, cycle) {
    for (const name of claimNames(pod)) {
      const bound = cycle.get(PERSISTENT_VOLUME_CLAIMS, pod.metadata.namespace!, name)?.spec?.volumeName;
      const volume = bound && cycle.get(PERSISTENT_VOLUMES, '', bound);
      if (bound && !volume) return refuse('node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)', true);
      if (volume && !isReachable(volume as PersistentVolume, node as Node))
        return refuse("node(s) didn't match PersistentVolume's node affinity", true);
    }
    return chooseVolumes(pod, node as Node, cycle) ? undefined : refuse("node(s) didn't find available persistent volumes to bind", true);
  },
};

const waits = (className: string | undefined, cycle: Cycle) =>
  className !== undefined && cycle.get(STORAGE_CLASSES, '', className)?.volumeBindingMode === 'WaitForFirstConsumer';
