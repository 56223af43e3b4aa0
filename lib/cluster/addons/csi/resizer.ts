import { formatTime } from '@/lib/api/time';
import type { KubeObject } from '@/lib/api/object';
import { compareQuantities, parseQuantity, quantityValue } from '@/lib/api/quantity';
import { bindQueue, keyOf, splitKey } from '../../controllers/context';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from '../../client/resources';
import { volumeOfClaim } from '../../controllers/volume-lookup';
import { requestOf, type PersistentVolume, type PersistentVolumeClaim } from '../../controllers/volume-matching';
import { csiSourceOf, diskId } from '../../storage/csi-source';
import type { CsiDriver } from '../../storage/drivers';
import { formatQuantityBytes } from '../../storage/size';
import type { BoundOperator, OperatorContext } from '../addon';
import { sidecarRuns } from './sidecars';

const RETRY_MS = 10_000;
const RESIZE_MS = 2_000;

/**
 * Grows volumes whose claims ask for more; the file system follows on the node (kubelet/volume-expansion.ts).
 * Models kubernetes-csi/external-resizer.
 */
export function bindResizer(context: OperatorContext, driver: CsiDriver): BoundOperator {
  const { client, informers, sim, disks } = context;
  const claims = informers.informer<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS);
  const queue = `csi/${driver.name}/resizes`;
  const events = () => context.events(`external-resizer ${driver.name}`);

  function isWanted(claim: PersistentVolumeClaim): boolean {
    const has = claim.status?.capacity?.storage;
    if (claim.status?.phase !== 'Bound' || has === undefined || compareQuantities(requestOf(claim), has) <= 0) return false;
    const volume = informers.informer<PersistentVolume>(PERSISTENT_VOLUMES).get('', claim.spec?.volumeName ?? '');
    return csiSourceOf(volume?.spec)?.driver === driver.name;
  }

  function sync(key: string): void {
    const claim = client.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, ...splitKey(key));
    const volume = volumeOfClaim(client, claim);
    if (!claim || !volume || !isWanted(claim) || claim.status?.conditions?.some(({ type }) => type === 'FileSystemResizePending')) return;
    if (!driver.expandable) return;
    if (!sidecarRuns(context, 'csi-resizer')) return sim.after(`controller/${queue}`, key, RETRY_MS, { background: true });
    const isResizing = claim.status?.conditions?.some(({ type }) => type === 'Resizing');
    if (!isResizing) {
      events().event(claim, 'Normal', 'Resizing', `External resizer is resizing volume ${volume.metadata.name}`);
      writeStatus(claim, 'Resizing', 'ControllerResizeInProgress');
      return sim.after(`controller/${queue}`, key, RESIZE_MS);
    }
    if (sim.timer(`controller/${queue}`, key)) return;
    const source = csiSourceOf(volume.spec)!;
    const bytes = Math.ceil(quantityValue(parseQuantity(requestOf(claim))) / driver.roundBytes) * driver.roundBytes;
    disks.resize(diskId(source), bytes);
    const capacity = { storage: formatQuantityBytes(bytes) };
    client.update(PERSISTENT_VOLUMES, { ...volume, spec: { ...volume.spec, capacity } } as KubeObject);
    if (driver.attachable && claim.spec?.volumeMode !== 'Block') {
      writeStatus(claim, 'FileSystemResizePending', 'NodeResizePending');
      events().event(claim, 'Normal', 'FileSystemResizeRequired', 'Require file system resize of volume on node');
      return;
    }
    const { conditions: _c, allocatedResourceStatuses: _s, ...rest } = claim.status as Record<string, unknown>;
    client.update(PERSISTENT_VOLUME_CLAIMS, { ...claim, status: { ...rest, capacity } } as KubeObject, 'status');
    events().event(claim, 'Normal', 'VolumeResizeSuccessful', 'Resize volume succeeded');
  }

  function writeStatus(claim: PersistentVolumeClaim, type: 'Resizing' | 'FileSystemResizePending', state: string): void {
    const message =
      type === 'FileSystemResizePending'
        ? 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.'
        : undefined;
    const condition = {
      type,
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: formatTime(sim.now()),
      ...(message ? { message } : {}),
    };
    const status = {
      ...claim.status,
      allocatedResources: { storage: requestOf(claim) },
      allocatedResourceStatuses: { storage: state },
      conditions: [condition],
    };
    client.update(PERSISTENT_VOLUME_CLAIMS, { ...claim, status } as unknown as KubeObject, 'status');
  }

  const enqueue = bindQueue(context, queue, sync);
  claims.onChange(({ type, object }) => type !== 'DELETED' && isWanted(object) && enqueue(keyOf(object)));
  return {
    resync() {
      for (const claim of claims.list()) if (isWanted(claim)) enqueue(keyOf(claim));
    },
  };
}
