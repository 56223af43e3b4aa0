import type { KubeObject } from '@/lib/api/object';
import { parseQuantity, quantityValue } from '@/lib/api/quantity';
import type { PersistentVolume } from '../controllers/volume-matching';
import { csiSourceOf, diskId, type CsiSource } from '../storage/csi-source';
import { drivers } from '../storage/drivers';
import type { MountSource, VolumeSetUp } from './runtime';
import { MountError, UnprocessedVolume, WaitingVolume, type VolumeSources } from './volume-sources';

type Spec = KubeObject['spec'];

/** The claim of a pod's volume, and the volume behind it. Models desired_state_of_world_populator's createVolumeSpec. */
export function claimedVolume(pod: KubeObject, volume: Spec, sources: VolumeSources): PersistentVolume {
  const ephemeral = Boolean(volume.ephemeral);
  const claimName: string = ephemeral ? `${pod.metadata.name}-${volume.name}` : volume.persistentVolumeClaim.claimName;
  const key = `${pod.metadata.namespace}/${claimName}`;
  const fail = (why: string): never => {
    throw new UnprocessedVolume(volume.name, `error processing PVC ${key}: ${why}`);
  };
  const claim = sources.claim(claimName);
  if (!claim) return fail(`failed to fetch PVC from API server: persistentvolumeclaims "${claimName}" not found`);
  if (ephemeral && !claim.metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === pod.metadata.uid))
    return fail(`PVC ${key} was not created for pod ${pod.metadata.namespace}/${pod.metadata.name} (pod is not owner)`);
  if (claim.metadata.deletionTimestamp && !pod.status?.startTime) return fail('PVC is being deleted');
  const name = claim.spec.volumeName;
  if (!name || claim.status?.phase !== 'Bound') return fail('PVC is not bound');
  const found = sources.persistentVolume(name) as PersistentVolume | undefined;
  if (!found)
    throw new UnprocessedVolume(
      volume.name,
      `error processing PVC ${key}: failed to fetch PV ${name} from API server: persistentvolumes "${name}" not found`,
    );
  if (found.spec?.claimRef?.uid !== claim.metadata.uid)
    throw new UnprocessedVolume(volume.name, `error processing PVC ${key}: PVC ${key} has PV ${name} that is bound to another claim`);
  checkMode(pod, volume.name, found.spec?.volumeMode ?? 'Filesystem');
  return found;
}

/** Models createVolumeSpec's checks of volumeMode against what containers ask for. */
function checkMode(pod: KubeObject, name: string, mode: string): void {
  const containers: readonly Spec[] = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const isMounted = containers.some((one) => one.volumeMounts?.some((mount: Spec) => mount.name === name));
  const isDevice = containers.some((one) => one.volumeDevices?.some((device: Spec) => device.name === name));
  if (isMounted && mode === 'Block')
    throw new UnprocessedVolume(name, `volume ${name} has volumeMode Block, but is specified in volumeMounts`);
  if (isDevice && mode === 'Filesystem')
    throw new UnprocessedVolume(name, `volume ${name} has volumeMode Filesystem, but is specified in volumeDevices`);
}

/** Where a PersistentVolume's files are, as far as this node can reach them. Throws WaitingVolume, MountError. */
export function persistentSource(volume: PersistentVolume, sources: VolumeSources): MountSource {
  const { name } = volume.metadata;
  const spec = volume.spec as Spec;
  const { hostPath, local, nfs } = spec;
  if (hostPath) return { type: 'hostPath', path: hostPath.path, hostPathType: hostPath.type ?? '' };
  if (local) return { type: 'local', path: local.path };
  if (nfs) return { type: 'nfs', server: nfs.server, path: nfs.path };
  const csi = csiSourceOf(spec);
  if (csi) return csiMount(name, csi, quantityValue(parseQuantity(spec.capacity?.storage ?? '0')), spec.volumeMode === 'Block', sources);
  const type = sourceType(spec);
  throw new MountError(name, `volume type ${type} is not simulated here`);
}

const NOT_SOURCES = new Set([
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
]);

const sourceType = (spec: Spec): string => Object.keys(spec).find((key) => !NOT_SOURCES.has(key)) ?? 'unknown';

function csiMount(name: string, csi: CsiSource, bytes: number, block: boolean, sources: VolumeSources): MountSource {
  const here = sources.csi?.(csi.driver, name) ?? { registered: false, attachRequired: false, attached: false };
  if (here.attachRequired && !here.attached) throw new WaitingVolume(name, 'not attached yet');
  const driver = drivers.get(csi.driver);
  if (!here.registered || !driver) {
    const missing = `driver name ${csi.driver} not found in the list of registered CSI drivers`;
    throw here.attachRequired
      ? new MountError(
          name,
          `kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: ${missing}`,
          'MountVolume.MountDevice',
        )
      : new MountError(name, `kubernetes.io/csi: mounter.SetUpAt failed to get CSI client: ${missing}`);
  }
  if (driver.fsType === 'nfs4') {
    const { server = '', share = '/', subdir = '' } = csi.attributes;
    return { type: 'nfs', server, path: `${share.replace(/\/$/, '')}${subdir ? `/${subdir}` : ''}` || '/' };
  }
  const disk = sources.disk?.(diskId(csi));
  if (!disk) throw new MountError(name, driver.missing(csi.handle), driver.attachable ? 'MountVolume.MountDevice' : 'MountVolume.SetUp');
  return {
    type: 'disk',
    disk: disk.id,
    bytes: disk.bytes || bytes,
    fsType: csi.fsType ?? driver.fsType,
    device: here.device ?? driver.device(0, csi.handle),
    ...(block ? { block } : {}),
  };
}

/** How a PersistentVolume is mounted into a pod. */
export function persistentSetUp(volume: PersistentVolume): Pick<VolumeSetUp, 'specName' | 'plugin' | 'mountOptions' | 'readOnly'> {
  const spec = volume.spec as Spec;
  const csi = csiSourceOf(spec);
  const plugin = csi ? 'csi' : spec.local ? 'local-volume' : spec.nfs ? 'nfs' : 'host-path';
  const annotated = volume.metadata.annotations?.['volume.beta.kubernetes.io/mount-options'];
  return {
    specName: volume.metadata.name,
    plugin: `kubernetes.io~${plugin}`,
    mountOptions: [...(annotated ? annotated.split(',') : []), ...(spec.mountOptions ?? [])],
    readOnly: Boolean(csi?.readOnly ?? spec.nfs?.readOnly ?? false),
  };
}
