import type { Node } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { formatQuantityBytes } from '../../storage/size';
import { parseQuantity, quantityValue } from '@/lib/api/quantity';
import { bindQueue, ignoreNotFound, isAlreadyExists, isNotFound, keyOf, splitKey } from '../../controllers/context';
import { NODES, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, STORAGE_CLASSES, VOLUME_ATTACHMENTS } from '../../client/resources';
import { requestOf, SELECTED_NODE, type PersistentVolume, type PersistentVolumeClaim } from '../../controllers/volume-matching';
import { diskId } from '../../storage/csi-source';
import type { CsiDriver } from '../../storage/drivers';
import { VolumeError } from '../../kubelet/runtime';
import type { BoundOperator, OperatorContext } from '../addon';
import { dataSourceOf } from './data-source';
import { placeOf } from './place';
import { ProvisioningError } from './provisioning-error';
import { sidecarRuns, sourceOf } from './sidecars';

export const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
const FINALIZER = 'external-provisioner.volume.kubernetes.io/finalizer';
const RETRY_MS = 10_000;
/** What a cloud takes to make a disk. */
const CREATE_MS = 1_500;

/** Makes and deletes the volumes of a driver's claims. Models kubernetes-csi/external-provisioner. */
export function bindProvisioner(context: OperatorContext, driver: CsiDriver): BoundOperator {
  const { client, informers, sim } = context;
  const claims = informers.informer<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS);
  const volumes = informers.informer<PersistentVolume>(PERSISTENT_VOLUMES);
  const queue = `csi/${driver.name}/claims`;
  const events = () => context.events(sourceOf(context, driver.name));
  const classOf = (claim: PersistentVolumeClaim) => informers.informer(STORAGE_CLASSES).get('', claim.spec?.storageClassName ?? '');

  function isWanted(claim: PersistentVolumeClaim): boolean {
    if (claim.spec?.volumeName || claim.metadata.deletionTimestamp || claim.metadata.annotations?.[PROVISIONER] !== driver.name)
      return false;
    return classOf(claim)?.volumeBindingMode !== 'WaitForFirstConsumer' || claim.metadata.annotations[SELECTED_NODE] !== undefined;
  }

  function provision(key: string): void {
    const claim = client.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, ...splitKey(key));
    if (!claim || !isWanted(claim)) return;
    const storage = classOf(claim);
    const name = `pvc-${claim.metadata.uid}`;
    if (!storage || client.get(PERSISTENT_VOLUMES, '', name)) return;
    if (!sidecarRuns(context, 'csi-provisioner')) return sim.after(`controller/${queue}`, key, RETRY_MS, { background: true });
    const began = sim.timer(`controller/${queue}`, `begun ${name}`) !== undefined;
    if (!began) {
      events().event(claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim "${key}"`);
      sim.after(`controller/${queue}`, `begun ${name}`, 60_000, { background: true });
      return sim.after(`controller/${queue}`, key, CREATE_MS);
    }
    sim.cancel(`controller/${queue}`, `begun ${name}`);
    try {
      client.create(PERSISTENT_VOLUMES, newVolume(claim, storage, name));
      events().event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${name}`);
    } catch (error) {
      if (isAlreadyExists(error)) return;
      if (!(error instanceof ProvisioningError) && !(error instanceof VolumeError)) throw error;
      const text = `failed to provision volume with StorageClass "${storage.metadata.name}": ${error.message}`;
      events().event(claim, 'Warning', 'ProvisioningFailed', text);
      sim.after(`controller/${queue}`, key, RETRY_MS, { background: true });
    }
  }

  function newVolume(claim: PersistentVolumeClaim, storage: KubeObject, name: string): KubeObject {
    const parameters = (storage.parameters ?? {}) as Readonly<Record<string, string>>;
    const asked = quantityValue(parseQuantity(requestOf(claim)));
    const bytes = Math.ceil(asked / driver.roundBytes) * driver.roundBytes;
    refuse(driver, claim, parameters);
    const source = dataSourceOf(context, driver, claim, bytes);
    const node = informers.informer<Node>(NODES).get('', claim.metadata.annotations?.[SELECTED_NODE] ?? '');
    const place = placeOf(driver, node, storage, informers.informer<Node>(NODES).list());
    const handle = driver.fsType === 'nfs4' ? nfsHandle(parameters, name) : driver.handle(sim.random);
    const attributes = driver.fsType === 'nfs4' ? nfsAttributes(claim, parameters, name) : {};
    if (driver.fsType === 'nfs4') {
      const { server, share, subdir } = attributes as { server: string; share: string; subdir: string };
      context.disks.contents?.shareDirectory(context.instances()[0]!.machine, server, `${share.replace(/\/$/, '')}/${subdir}`, 'create');
    } else {
      const id = diskId({ driver: driver.name, handle });
      context.disks.create({ id, bytes, kind: 'volume', createdAt: sim.now(), ...(place ? { place } : {}) }, source);
    }
    const fsType = parameters['csi.storage.k8s.io/fstype'] ?? (driver.attachable ? driver.fsType : undefined);
    return {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: {
        name,
        annotations: {
          [PROVISIONED_BY]: driver.name,
          'volume.kubernetes.io/provisioner-deletion-secret-name': '',
          'volume.kubernetes.io/provisioner-deletion-secret-namespace': '',
        },
        ...(storage.reclaimPolicy === 'Retain' ? {} : { finalizers: [FINALIZER] }),
      },
      spec: {
        capacity: { storage: formatQuantityBytes(bytes) },
        accessModes: claim.spec?.accessModes,
        volumeMode: claim.spec?.volumeMode,
        persistentVolumeReclaimPolicy: storage.reclaimPolicy ?? 'Delete',
        storageClassName: storage.metadata.name,
        ...(storage.mountOptions ? { mountOptions: storage.mountOptions } : {}),
        ...(claim.spec?.volumeAttributesClassName ? { volumeAttributesClassName: claim.spec.volumeAttributesClassName } : {}),
        csi: {
          driver: driver.name,
          volumeHandle: handle,
          ...(fsType && claim.spec?.volumeMode !== 'Block' ? { fsType } : {}),
          volumeAttributes: { 'storage.kubernetes.io/csiProvisionerIdentity': `${sim.now()}-8081-${driver.name}`, ...attributes },
        },
        claimRef: claimRef(claim),
        ...(place && driver.topologyKey
          ? {
              nodeAffinity: {
                required: { nodeSelectorTerms: [{ matchExpressions: [{ key: driver.topologyKey, operator: 'In', values: [place] }] }] },
              },
            }
          : {}),
      },
    };
  }

  function remove(name: string): void {
    const volume = client.get<PersistentVolume>(PERSISTENT_VOLUMES, '', name);
    if (!volume || !isOurs(volume) || volume.spec?.persistentVolumeReclaimPolicy !== 'Delete') return;
    const again = () => sim.after(`controller/csi/${driver.name}/volumes`, name, RETRY_MS, { background: true });
    if (!sidecarRuns(context, 'csi-provisioner')) return again();
    const attached = informers
      .informer(VOLUME_ATTACHMENTS)
      .list()
      .find(({ spec }) => spec?.source?.persistentVolumeName === name);
    if (attached) {
      events().event(
        volume,
        'Warning',
        'VolumeFailedDelete',
        `persistentvolume ${name} is still attached to node ${attached.spec.nodeName}`,
      );
      return sim.after(`controller/csi/${driver.name}/volumes`, name, 1_000);
    }
    try {
      deleteStorage(volume);
    } catch (error) {
      if (!(error instanceof VolumeError)) throw error;
      events().event(
        volume,
        'Warning',
        'VolumeFailedDelete',
        `rpc error: code = Internal desc = failed to delete subdirectory: ${error.message}`,
      );
      return again();
    }
    ignoreNotFound(() => client.delete(PERSISTENT_VOLUMES, '', name));
    const left = client.get<PersistentVolume>(PERSISTENT_VOLUMES, '', name);
    if (left?.metadata.finalizers?.includes(FINALIZER)) {
      const finalizers = left.metadata.finalizers.filter((item) => item !== FINALIZER);
      try {
        client.update(PERSISTENT_VOLUMES, { ...left, metadata: { ...left.metadata, finalizers } } as KubeObject);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
  }

  function deleteStorage(volume: PersistentVolume): void {
    const { volumeHandle: handle = '', volumeAttributes = {} } = volume.spec?.csi ?? {};
    if (driver.fsType !== 'nfs4') return context.disks.remove(diskId({ driver: driver.name, handle }));
    const { server = '', share = '', subdir = '', onDelete = 'delete' } = volumeAttributes as Record<string, string>;
    if (onDelete === 'retain') return;
    const path = `${share.replace(/\/$/, '')}/${subdir}`;
    const change = onDelete === 'archive' ? { renameTo: `archived-${subdir}` } : ('delete' as const);
    context.disks.contents?.shareDirectory(context.instances()[0]!.machine, server, path, change);
  }

  const isOurs = (volume: PersistentVolume): boolean =>
    volume.metadata.annotations?.[PROVISIONED_BY] === driver.name &&
    (volume.status?.phase === 'Released' || volume.status?.phase === 'Failed');

  const enqueueClaim = bindQueue(context, queue, (key) => (key.startsWith('begun ') ? undefined : provision(key)));
  const enqueueVolume = bindQueue(context, `csi/${driver.name}/volumes`, remove);
  claims.onChange(({ type, object }) => type !== 'DELETED' && isWanted(object) && enqueueClaim(keyOf(object)));
  volumes.onChange(({ type, object }) => type !== 'DELETED' && isOurs(object) && enqueueVolume(object.metadata.name));
  return {
    resync() {
      for (const claim of claims.list()) if (isWanted(claim)) enqueueClaim(keyOf(claim));
      for (const volume of volumes.list()) if (isOurs(volume)) enqueueVolume(volume.metadata.name);
    },
  };
}

/** What the driver says no to. Throws ProvisioningError. */
function refuse(driver: CsiDriver, claim: PersistentVolumeClaim, parameters: Readonly<Record<string, string>>): void {
  const why = driver.refuses?.(parameters);
  if (why) throw new ProvisioningError(why);
  const modes = claim.spec?.accessModes ?? [];
  const isBlock = claim.spec?.volumeMode === 'Block';
  if (isBlock && !driver.block)
    throw new ProvisioningError('rpc error: code = InvalidArgument desc = block volume capability not supported');
  const many = modes.find((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany');
  if (many && !driver.shared && !(isBlock && driver.name.includes('rbd'))) {
    const called = many === 'ReadWriteMany' ? 'MULTI_NODE_MULTI_WRITER' : 'MULTI_NODE_READER_ONLY';
    throw new ProvisioningError(
      driver.name.includes('ceph')
        ? 'rpc error: code = InvalidArgument desc = multi node access modes are only supported on rbd `block` type volumes'
        : `rpc error: code = InvalidArgument desc = Volume capabilities ${called} not supported. Only AccessModes[ReadWriteOnce] supported.`,
    );
  }
}

const claimRef = ({ metadata }: PersistentVolumeClaim) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  namespace: metadata.namespace,
  name: metadata.name,
  uid: metadata.uid,
  resourceVersion: metadata.resourceVersion,
});

const bare = (path: string) => path.replace(/^\/|\/$/g, '');

const nfsHandle = ({ server = '', share = '' }: Readonly<Record<string, string>>, name: string): string =>
  `${server}#${bare(share)}#${name}##`;

function nfsAttributes(claim: PersistentVolumeClaim, parameters: Readonly<Record<string, string>>, name: string): Record<string, string> {
  const { server = '', share = '/', subDir, onDelete } = parameters;
  const subdir = (subDir ?? name)
    .replace(/\$\{pvc\.metadata\.name\}/g, claim.metadata.name)
    .replace(/\$\{pvc\.metadata\.namespace\}/g, claim.metadata.namespace ?? '')
    .replace(/\$\{pv\.metadata\.name\}/g, name);
  return { server, share, subdir, ...(onDelete ? { onDelete } : {}) };
}
