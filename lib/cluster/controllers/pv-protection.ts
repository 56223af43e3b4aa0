import type { KubeObject } from '@/lib/api/object';
import { bindQueue, type ControllerContext } from './context';
import { guard } from './protection';
import { PERSISTENT_VOLUMES } from '../client/resources';

const FINALIZER = 'kubernetes.io/pv-protection';

/** Lets go of a volume that is being deleted once it is not bound. Models pkg/controller/volume/pvprotection. */
export function pvProtectionController(context: ControllerContext): void {
  const sync = guard(context, PERSISTENT_VOLUMES, FINALIZER, (volume) => volume.status?.phase === 'Bound');
  const enqueue = bindQueue(context, 'pv-protection', sync);
  context.informers.informer<KubeObject>(PERSISTENT_VOLUMES).onChange(({ type, object }) => {
    if (type !== 'DELETED') enqueue(object.metadata.name);
  });
}
