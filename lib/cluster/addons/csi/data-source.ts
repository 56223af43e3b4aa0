import type { GroupResource, KubeObject } from '@/lib/api/object';
import { parseQuantity, quantityValue } from '@/lib/api/quantity';
import { PERSISTENT_VOLUME_CLAIMS } from '../../client/resources';
import { volumeOfClaim } from '../../controllers/volume-lookup';
import type { PersistentVolumeClaim } from '../../controllers/volume-matching';
import { diskId } from '../../storage/csi-source';
import type { CsiDriver } from '../../storage/drivers';
import type { OperatorContext } from '../addon';
import { ProvisioningError } from './provisioning-error';

const group = 'snapshot.storage.k8s.io';
export const SNAPSHOTS: GroupResource = { group, resource: 'volumesnapshots' };
export const SNAPSHOT_CONTENTS: GroupResource = { group, resource: 'volumesnapshotcontents' };
export const SNAPSHOT_CLASSES: GroupResource = { group, resource: 'volumesnapshotclasses' };

interface Source {
  readonly kind: string;
  readonly name: string;
  readonly apiGroup?: string;
}

/** The disk whose contents a claim is to begin with. Throws ProvisioningError. Models getVolumeContentSource. */
export function dataSourceOf(context: OperatorContext, driver: CsiDriver, claim: PersistentVolumeClaim, bytes: number): string | undefined {
  const source = (claim.spec?.dataSource ?? claim.spec?.dataSourceRef) as Source | undefined;
  if (!source) return undefined;
  const fail = (why: string): never => {
    throw new ProvisioningError(`error getting handle for DataSource Type ${source.kind} by Name ${source.name}: ${why}`);
  };
  const namespace = claim.metadata.namespace ?? '';
  if (source.kind === 'VolumeSnapshot') return fromSnapshot(context, driver, namespace, source.name, bytes, fail);
  if (source.kind === 'PersistentVolumeClaim') return fromClaim(context, driver, claim, source.name, bytes, fail);
  return fail(`unsupported DataSource type (${source.kind})`);
}

type Fail = (why: string) => never;

function fromSnapshot(
  { client, disks }: OperatorContext,
  driver: CsiDriver,
  namespace: string,
  name: string,
  bytes: number,
  fail: Fail,
): string {
  const snapshot = client.get<KubeObject>(SNAPSHOTS, namespace, name);
  if (!snapshot) return fail(`error getting snapshot ${name} from api server: volumesnapshots.${group} "${name}" not found`);
  const contentName = snapshot.status?.boundVolumeSnapshotContentName as string | undefined;
  if (!snapshot.status?.readyToUse || !contentName) return fail(`snapshot ${name} is not Ready`);
  const content = client.get<KubeObject>(SNAPSHOT_CONTENTS, '', contentName);
  if (content?.spec?.driver !== driver.name)
    return fail('the snapshot was created by a different CSI driver than the one the PVC is provisioned by');
  const id = diskId({ driver: driver.name, handle: content.status?.snapshotHandle ?? '' });
  const disk = disks.get(id);
  if (!disk) return fail(`rpc error: code = NotFound desc = Snapshot ${content.status?.snapshotHandle} not found`);
  if (bytes < disk.bytes) return fail(`requested volume size ${bytes} is less than the size ${disk.bytes} for the source snapshot ${name}`);
  return id;
}

function fromClaim(
  { client }: OperatorContext,
  driver: CsiDriver,
  claim: PersistentVolumeClaim,
  name: string,
  bytes: number,
  fail: Fail,
): string {
  const namespace = claim.metadata.namespace ?? '';
  const source = client.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, namespace, name);
  if (!source)
    return fail(`error getting PVC ${name} (namespace "${namespace}") from api server: persistentvolumeclaims "${name}" not found`);
  if (source.spec?.storageClassName !== claim.spec?.storageClassName && source.spec?.volumeMode !== claim.spec?.volumeMode)
    return fail('the source PVC and destination PVCs do not have the same volume mode for cloning');
  if (source.status?.phase !== 'Bound') return fail(`the PVC DataSource ${name} must have a status of Bound.  Got ${source.status?.phase}`);
  const volume = volumeOfClaim(client, source);
  if (volume?.spec?.csi?.driver !== driver.name) return fail('the source volume is not of this driver');
  const size = quantityValue(parseQuantity(volume.spec.capacity?.storage ?? '0'));
  if (bytes < size)
    return fail(
      `error, new PVC request must be greater than or equal in size to the specified PVC data source, requested ${bytes} but source is ${size}`,
    );
  return diskId({ driver: driver.name, handle: volume.spec.csi.volumeHandle });
}
