import type { KubeObject } from '@/lib/api/object';
import { bindQueue, keyOf, splitKey } from '../../controllers/context';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from '../../client/resources';
import { volumeOfClaim } from '../../controllers/volume-lookup';
import type { PersistentVolume, PersistentVolumeClaim } from '../../controllers/volume-matching';
import { csiSourceOf } from '../../storage/csi-source';
import type { CsiDriver } from '../../storage/drivers';
import type { BoundOperator, OperatorContext } from '../addon';
import { sidecarRuns } from './sidecars';

const CLASSES = { group: 'storage.k8s.io', resource: 'volumeattributesclasses' };
const RETRY_MS = 10_000;
const MODIFY_MS = 2_000;

/** Gives volumes the attributes of the class that their claims name now. Models external-resizer's modify controller. */
export function bindModifier(context: OperatorContext, driver: CsiDriver): BoundOperator {
  const { client, informers, sim } = context;
  const claims = informers.informer<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS);
  const queue = `csi/${driver.name}/modifications`;
  const events = () => context.events(`external-resizer ${driver.name}`);

  function isWanted(claim: PersistentVolumeClaim): boolean {
    const wanted = claim.spec?.volumeAttributesClassName;
    if (!wanted || claim.status?.phase !== 'Bound' || claim.status.currentVolumeAttributesClassName === wanted) return false;
    const volume = informers.informer<PersistentVolume>(PERSISTENT_VOLUMES).get('', claim.spec?.volumeName ?? '');
    return csiSourceOf(volume?.spec)?.driver === driver.name;
  }

  function sync(key: string): void {
    const claim = client.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, ...splitKey(key));
    const volume = volumeOfClaim(client, claim);
    if (!claim || !volume || !isWanted(claim)) return;
    const again = (ms: number, background: boolean) => sim.after(`controller/${queue}`, key, ms, { background });
    if (!sidecarRuns(context, 'csi-resizer')) return again(RETRY_MS, true);
    const target = claim.spec!.volumeAttributesClassName!;
    const attributes = client.get<KubeObject>(CLASSES, '', target);
    const show = (status: 'Pending' | 'InProgress' | 'Infeasible') => {
      if (claim.status?.modifyVolumeStatus?.status === status) return;
      write({ ...claim, status: { ...claim.status, modifyVolumeStatus: { targetVolumeAttributesClassName: target, status } } });
    };
    if (!attributes) {
      show('Pending');
      events().event(claim, 'Warning', 'VolumeModifyFailed', `VAC ${target} does not exist`);
      return again(RETRY_MS, true);
    }
    if (attributes.driverName !== driver.name) {
      show('Infeasible');
      events().event(claim, 'Warning', 'VolumeModifyFailed', `VAC ${target} is not for driver ${driver.name}`);
      return;
    }
    if (claim.status?.modifyVolumeStatus?.status !== 'InProgress') {
      events().event(claim, 'Normal', 'VolumeModify', `external resizer is modifying volume ${key} with vac ${target}`);
      show('InProgress');
      return again(MODIFY_MS, false);
    }
    if (sim.timer(`controller/${queue}`, key)) return;
    client.update(PERSISTENT_VOLUMES, { ...volume, spec: { ...volume.spec, volumeAttributesClassName: target } } as KubeObject);
    const { modifyVolumeStatus: _, ...rest } = claim.status;
    write({ ...claim, status: { ...rest, currentVolumeAttributesClassName: target } });
    events().event(claim, 'Normal', 'VolumeModifySuccessful', `external resizer modified volume ${key} with vac ${target} successfully`);
  }

  const write = (claim: object) => client.update(PERSISTENT_VOLUME_CLAIMS, claim as KubeObject, 'status');

  const enqueue = bindQueue(context, queue, sync);
  claims.onChange(({ type, object }) => type !== 'DELETED' && isWanted(object) && enqueue(keyOf(object)));
  return {
    resync() {
      for (const claim of claims.list()) if (isWanted(claim)) enqueue(keyOf(claim));
    },
  };
}
