import type { KubeObject } from '@/lib/api/object';
import { bindQueue, ignoreNotFound, keyOf, splitKey } from '../../controllers/context';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, STORAGE_CLASSES } from '../../client/resources';
import { requestOf, SELECTED_NODE, type PersistentVolume, type PersistentVolumeClaim } from '../../controllers/volume-matching';
import { VolumeError } from '../../kubelet/runtime';
import type { Operator, OperatorContext } from '../addon';

const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
const PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
const RETRY_MS = 15_000;
const CLAIMS = 'nfs-subdir/claims';
const VOLUMES = 'nfs-subdir/volumes';

/** A directory of an NFS export for each claim. Models kubernetes-sigs/nfs-subdir-external-provisioner. */
export const nfsSubdirProvisioner: Operator = {
  name: 'nfs-subdir-external-provisioner',
  bind(context) {
    const { informers } = context;
    const claims = informers.informer<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS);
    const volumes = informers.informer<PersistentVolume>(PERSISTENT_VOLUMES);
    const provision = bindQueue(context, CLAIMS, (key) => provisionClaim(context, key));
    const remove = bindQueue(context, VOLUMES, (name) => deleteVolume(context, name));
    claims.onChange(({ type, object }) => type !== 'DELETED' && isWanted(context, object) && provision(keyOf(object)));
    volumes.onChange(({ type, object }) => type !== 'DELETED' && isOurs(context, object) && remove(object.metadata.name));
    return {
      resync() {
        for (const claim of claims.list()) if (isWanted(context, claim)) provision(keyOf(claim));
        for (const volume of volumes.list()) if (isOurs(context, volume)) remove(volume.metadata.name);
      },
    };
  },
};

const settings = (context: OperatorContext) => {
  const { NFS_SERVER: server = '', NFS_PATH: path = '', PROVISIONER_NAME: name = '' } = context.instances()[0]?.env ?? {};
  return { server, path: path.replace(/\/$/, ''), name };
};

const isOurs = (context: OperatorContext, volume: PersistentVolume): boolean =>
  volume.metadata.annotations?.[PROVISIONED_BY] === settings(context).name && volume.status?.phase === 'Released';

function isWanted(context: OperatorContext, claim: PersistentVolumeClaim): boolean {
  const { annotations = {} } = claim.metadata;
  if (claim.spec?.volumeName || annotations[PROVISIONER] !== settings(context).name) return false;
  const storage = context.informers.informer(STORAGE_CLASSES).get('', claim.spec?.storageClassName ?? '');
  return storage?.volumeBindingMode !== 'WaitForFirstConsumer' || annotations[SELECTED_NODE] !== undefined;
}

function provisionClaim(context: OperatorContext, key: string): void {
  const { client, sim, disks } = context;
  const claim = client.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, ...splitKey(key));
  if (!claim || !isWanted(context, claim)) return;
  const { server, path, name: provisioner } = settings(context);
  const { pod, machine } = context.instances()[0]!;
  const events = context.events(`${provisioner}_${pod}`);
  const name = `pvc-${claim.metadata.uid}`;
  const storage = context.informers.informer(STORAGE_CLASSES).get('', claim.spec?.storageClassName ?? '');
  if (!storage || client.get(PERSISTENT_VOLUMES, '', name)) return;
  events.event(claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim "${key}"`);
  const own = `${path}/${directoryOf(claim, name, (storage.parameters ?? {}) as Parameters)}`;
  try {
    disks.contents?.shareDirectory(machine, server, own, 'create');
  } catch (error) {
    if (!(error instanceof VolumeError)) throw error;
    const why = `unable to create directory to provision new pv: ${error.message}`;
    events.event(claim, 'Warning', 'ProvisioningFailed', `failed to provision volume with StorageClass "${storage.metadata.name}": ${why}`);
    return sim.after(`controller/${CLAIMS}`, key, RETRY_MS, { background: true });
  }
  client.create(PERSISTENT_VOLUMES, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { [PROVISIONED_BY]: provisioner } },
    spec: {
      capacity: { storage: requestOf(claim) },
      accessModes: claim.spec?.accessModes,
      volumeMode: claim.spec?.volumeMode,
      persistentVolumeReclaimPolicy: storage.reclaimPolicy ?? 'Delete',
      storageClassName: storage.metadata.name,
      ...(storage.mountOptions ? { mountOptions: storage.mountOptions } : {}),
      nfs: { server, path: own },
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace: claim.metadata.namespace,
        name: claim.metadata.name,
        uid: claim.metadata.uid,
        resourceVersion: claim.metadata.resourceVersion,
      },
    },
  });
  events.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${name}`);
}

type Parameters = Readonly<Record<string, string>>;

/** `${namespace}-${claim}-${volume}`, or what pathPattern says. */
function directoryOf(claim: PersistentVolumeClaim, volume: string, { pathPattern }: Parameters): string {
  const { namespace = '', name, labels = {}, annotations = {} } = claim.metadata;
  if (!pathPattern) return `${namespace}-${name}-${volume}`;
  return pathPattern
    .replace(
      /\$\{\.PVC\.(labels|annotations)\.([^}]+)\}/g,
      (_, of: string, key: string) => (of === 'labels' ? labels : annotations)[key] ?? '',
    )
    .replace(/\$\{\.PVC\.namespace\}/g, namespace)
    .replace(/\$\{\.PVC\.name\}/g, name);
}

function deleteVolume(context: OperatorContext, name: string): void {
  const { client, sim, disks } = context;
  const volume = client.get<PersistentVolume>(PERSISTENT_VOLUMES, '', name);
  if (!volume || !isOurs(context, volume) || volume.spec?.persistentVolumeReclaimPolicy !== 'Delete' || !volume.spec.nfs) return;
  const { parameters = {} } = (context.informers.informer(STORAGE_CLASSES).get('', volume.spec.storageClassName ?? '') ?? {}) as {
    parameters?: Parameters;
  };
  const { onDelete, archiveOnDelete = 'true' } = parameters;
  const { server, path } = volume.spec.nfs;
  const archives = onDelete === undefined && archiveOnDelete !== 'false';
  try {
    const change = archives ? { renameTo: `archived-${path.slice(path.lastIndexOf('/') + 1)}` } : ('delete' as const);
    if (onDelete !== 'retain') disks.contents?.shareDirectory(context.instances()[0]!.machine, server, path, change);
  } catch (error) {
    if (!(error instanceof VolumeError)) throw error;
    context.events(settings(context).name).event(volume as KubeObject, 'Warning', 'VolumeFailedDelete', error.message);
    return sim.after(`controller/${VOLUMES}`, name, RETRY_MS, { background: true });
  }
  ignoreNotFound(() => client.delete(PERSISTENT_VOLUMES, '', name));
}
