import { compareQuantities } from '@/lib/api/quantity';
import { csiSourceOf } from '../storage/csi-source';
import { bindQueue, type ControllerContext, keyOf, splitKey } from './context';
import { PERSISTENT_VOLUME_CLAIMS } from '../client/resources';
import { volumeOfClaim } from './volume-lookup';
import { requestOf, type PersistentVolumeClaim } from './volume-matching';

/**
 * Looks after claims that ask for more than they have. No in-tree plugin can expand any more, so that what is left to do
 * is to say who has to. Models pkg/controller/volume/expand.
 */
export function volumeExpandController(context: ControllerContext): void {
  const { client, informers } = context;
  const recorder = context.events('volume_expand');

  function sync(key: string): void {
    const claim = client.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, ...splitKey(key));
    if (!claim || claim.status?.phase !== 'Bound' || !wantsMore(claim)) return;
    const volume = volumeOfClaim(client, claim);
    if (!volume) return;
    if (csiSourceOf(volume.spec))
      return recorder.event(claim, 'Normal', 'ExternalExpanding', 'waiting for an external controller to expand this PVC');
    recorder.event(claim, 'Warning', 'ExternalExpanding', 'waiting for an external controller to expand this PVC');
  }

  const enqueue = bindQueue(context, 'volume-expand', sync);
  informers.informer<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS).onChange(({ type, object, old }) => {
    if (type === 'MODIFIED' && old && wantsMore(object) && requestOf(object) !== requestOf(old)) enqueue(keyOf(object));
  });
}

const wantsMore = (claim: PersistentVolumeClaim): boolean =>
  compareQuantities(requestOf(claim), claim.status?.capacity?.storage ?? requestOf(claim)) > 0;
