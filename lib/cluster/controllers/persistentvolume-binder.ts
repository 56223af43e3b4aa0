import type { Pod } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { parseTime } from '@/lib/api/time';
import { bindQueue, type ControllerContext, keyOf, splitKey } from './context';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS, STORAGE_CLASSES } from '../client/resources';
import { bind, BIND_COMPLETED, hasAnnotation, setClaimPhase, setVolumePhase, unbind } from './volume-binding';
import {
  bestVolume,
  classOf,
  isBoundTo,
  mismatch,
  modesMatch,
  SELECTED_NODE,
  type PersistentVolume,
  type PersistentVolumeClaim,
} from './volume-matching';
import { deletionOutcome } from './volume-reclaim';
import { isRecyclable, recycle, recycledBy } from './volume-recycler';

const DYNAMICALLY_PROVISIONED = 'pv.kubernetes.io/provisioned-by';
/** In-tree provisioners that CSI drivers stand in for. Models k8s.io/csi-translation-lib. */
const MIGRATED: Readonly<Record<string, string>> = {
  'kubernetes.io/aws-ebs': 'ebs.csi.aws.com',
  'kubernetes.io/azure-disk': 'disk.csi.azure.com',
  'kubernetes.io/azure-file': 'file.csi.azure.com',
  'kubernetes.io/gce-pd': 'pd.csi.storage.gke.io',
};
const PROVISIONERS = ['volume.beta.kubernetes.io/storage-provisioner', 'volume.kubernetes.io/storage-provisioner'];
const DEFAULT_CLASS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];
/** Claims that wait are looked at again this often, which repeats their events. */
const RESYNC_MS = 15_000;

/**
 * Binds claims to volumes and looks after volumes whose claims went. Volumes are never provisioned here: that is left to
 * external provisioners, as since in-tree ones went. Models pkg/controller/volume/persistentvolume.
 */
export function persistentVolumeBinder(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const recorder = context.events('persistentvolume-controller');
  const getClaim = (namespace: string, name: string) => client.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, namespace, name);
  const getVolume = (name: string) => client.get<PersistentVolume>(PERSISTENT_VOLUMES, '', name);
  const getClass = (name: string) => (name === '' ? undefined : client.get(STORAGE_CLASSES, '', name));
  const pods = informers.informer<Pod>(PODS);
  const claims = informers.informer<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS);
  const volumes = informers.informer<PersistentVolume>(PERSISTENT_VOLUMES);

  function syncClaim(key: string): void {
    const claim = getClaim(...splitKey(key));
    if (!claim) return;
    if (hasAnnotation(claim, BIND_COMPLETED)) syncBoundClaim(claim);
    else syncUnboundClaim(claim);
    if (getClaim(...splitKey(key))?.status?.phase === 'Pending')
      sim.after('controller/pv-binder-claims', key, RESYNC_MS, { background: true });
  }

  function syncUnboundClaim(claim: PersistentVolumeClaim): void {
    const name = claim.spec?.volumeName ?? '';
    if (name === '') return chooseVolume(claim);
    const volume = getVolume(name);
    if (volume && !volume.spec?.claimRef) {
      const why = mismatch(volume, claim);
      if (!why) return bind(client, volume, claim);
      recorder.event(claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume "${name}": ${why}`);
    } else if (volume && isBoundTo(volume, claim)) return bind(client, volume, claim);
    else if (volume) recorder.event(claim, 'Warning', 'FailedBinding', `volume "${name}" already bound to a different claim.`);
    setClaimPhase(client, claim, 'Pending');
  }

  function chooseVolume(claim: PersistentVolumeClaim): void {
    const storage = getClass(classOf(claim));
    const delayed = storage?.volumeBindingMode === 'WaitForFirstConsumer' && !hasAnnotation(claim, SELECTED_NODE);
    const all = client.list<PersistentVolume>(PERSISTENT_VOLUMES).items;
    const volume = bestVolume(claim, all, { delayed });
    if (volume) return bind(client, volume, claim);
    if (assignDefaultClass(claim)) return;
    if (delayed) sayWhoIsAwaited(claim);
    else if (classOf(claim) !== '') return provision(claim, storage);
    else {
      const text = 'no persistent volumes available for this claim and no storage class is set';
      recorder.event(claim, 'Normal', 'FailedBinding', text);
    }
    setClaimPhase(client, claim, 'Pending');
  }

  /** A claim that named no class gets the default one when there is one. Models assignDefaultStorageClass. */
  function assignDefaultClass(claim: PersistentVolumeClaim): boolean {
    if (claim.spec?.storageClassName !== undefined || classOf(claim) !== '') return false;
    const isDefault = ({ metadata }: KubeObject) => DEFAULT_CLASS.some((name) => metadata.annotations?.[name] === 'true');
    const [newest] = client
      .list(STORAGE_CLASSES)
      .items.filter(isDefault)
      .sort(
        (a, b) =>
          parseTime(b.metadata.creationTimestamp) - parseTime(a.metadata.creationTimestamp) || (a.metadata.name < b.metadata.name ? -1 : 1),
      );
    if (!newest) return false;
    client.update(PERSISTENT_VOLUME_CLAIMS, { ...claim, spec: { ...claim.spec, storageClassName: newest.metadata.name } } as KubeObject);
    return true;
  }

  /** Models emitEventForUnboundDelayBindingClaim. */
  function sayWhoIsAwaited(claim: PersistentVolumeClaim): void {
    const names = pods
      .list(claim.metadata.namespace)
      .filter((pod) => !pod.spec?.nodeName && pod.spec?.volumes?.some((v) => v.persistentVolumeClaim?.claimName === claim.metadata.name))
      .map((pod) => pod.metadata.name);
    if (names.length === 0) {
      recorder.event(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
      return;
    }
    const who = names.length > 1 ? `pods ${names.join(',')}` : `pod ${names[0]}`;
    recorder.event(claim, 'Normal', 'WaitForPodScheduled', `waiting for ${who} to be scheduled`);
  }

  /** Asks an external provisioner for a volume. Models provisionClaim. */
  function provision(claim: PersistentVolumeClaim, storage: KubeObject | undefined): void {
    const fail = (text: string) => recorder.event(claim, 'Warning', 'ProvisioningFailed', text);
    if (!storage) return fail(`storageclass.storage.k8s.io "${classOf(claim)}" not found`);
    const provisioner = MIGRATED[storage.provisioner as string] ?? (storage.provisioner as string);
    if (provisioner.startsWith('kubernetes.io/')) return fail(`no volume plugin matched name: ${provisioner}`);
    if (PROVISIONERS.some((name) => claim.metadata.annotations?.[name] !== provisioner)) {
      const annotations = { ...claim.metadata.annotations, ...Object.fromEntries(PROVISIONERS.map((name) => [name, provisioner])) };
      client.update(PERSISTENT_VOLUME_CLAIMS, { ...claim, metadata: { ...claim.metadata, annotations } });
    }
    recorder.event(
      claim,
      'Normal',
      'ExternalProvisioning',
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
    );
  }

  function syncBoundClaim(claim: PersistentVolumeClaim): void {
    const name = claim.spec?.volumeName ?? '';
    const volume = name === '' ? undefined : getVolume(name);
    if (volume && (!volume.spec?.claimRef || volume.spec.claimRef.uid === claim.metadata.uid)) return bind(client, volume, claim);
    if (claim.status?.phase === 'Lost') return;
    setClaimPhase(client, claim, 'Lost');
    if (volume) recorder.event(claim, 'Warning', 'ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
    else {
      const lost = name === '' ? 'reference to PersistentVolume' : 'its PersistentVolume';
      recorder.event(claim, 'Warning', 'ClaimLost', `Bound claim has lost ${lost}. Data on the volume is lost!`);
    }
  }

  function syncVolume(key: string): void {
    const volume = getVolume(key);
    if (!volume) return;
    const ref = volume.spec?.claimRef;
    if (!ref?.uid) {
      setVolumePhase(client, volume, 'Available');
      return;
    }
    const found = getClaim(ref.namespace ?? '', ref.name ?? '');
    const claim = found?.metadata.uid === ref.uid ? found : undefined;
    if (!claim) return release(volume);
    const taken = claim.spec?.volumeName ?? '';
    if (taken === '') {
      if (modesMatch(claim, volume)) return enqueueClaim(keyOf(claim));
      const why = 'due to incompatible volumeMode.';
      const { name } = claim.metadata;
      recorder.event(
        volume,
        'Warning',
        'VolumeMismatch',
        `Cannot bind PersistentVolume to requested PersistentVolumeClaim "${name}" ${why}`,
      );
      recorder.event(claim, 'Warning', 'VolumeMismatch', `Cannot bind PersistentVolume "${key}" to requested PersistentVolumeClaim ${why}`);
    } else if (taken === key) setVolumePhase(client, volume, 'Bound');
    else if (hasAnnotation(volume, DYNAMICALLY_PROVISIONED) && volume.spec?.persistentVolumeReclaimPolicy === 'Delete') release(volume);
    else unbind(client, volume);
  }

  /** The claim is gone: the volume waits for its administrator, or goes too. Models syncVolume's and reclaimVolume's ways. */
  function release(volume: PersistentVolume): void {
    const phase = volume.status?.phase;
    const released = phase === 'Released' || phase === 'Failed' ? volume : setVolumePhase(client, volume, 'Released');
    const policy = volume.spec?.persistentVolumeReclaimPolicy;
    const fail = (reason: string, text: string) => {
      if (released.status?.phase === 'Failed' && released.status.message === text) return;
      setVolumePhase(client, released, 'Failed', text);
      recorder.event(released, 'Warning', reason, text);
    };
    if (policy === 'Recycle') return reuse(released, fail);
    if (policy !== 'Delete' || volume.metadata.deletionTimestamp) return;
    const outcome = deletionOutcome(volume);
    if (outcome === 'deleted') client.delete(PERSISTENT_VOLUMES, '', volume.metadata.name);
    else if (outcome !== 'external') fail('VolumeFailedDelete', outcome.failed);
  }

  /** Has the volume scrubbed and makes it available again. Models recycleVolumeOperation. */
  function reuse(volume: PersistentVolume, fail: (reason: string, text: string) => void): void {
    if (!isRecyclable(volume)) return fail('VolumeFailedRecycle', 'No recycler plugin found for the volume!');
    if (volume.status?.phase === 'Failed') return;
    const outcome = recycle(context, volume, (text) => recorder.event(volume, 'Normal', 'RecyclerPod', text));
    if (outcome === 'running') return;
    if (outcome !== 'recycled') return fail('VolumeFailedRecycle', `Recycle failed: ${outcome.failed}`);
    recorder.event(volume, 'Normal', 'VolumeRecycled', 'Volume recycled');
    unbind(client, volume);
  }

  const enqueueClaim = bindQueue(context, 'pv-binder-claims', syncClaim);
  const enqueueVolume = bindQueue(context, 'pv-binder-volumes', syncVolume);
  const retryPending = (className: string) => {
    for (const claim of claims.list()) if (claim.status?.phase !== 'Bound' && classOf(claim) === className) enqueueClaim(keyOf(claim));
  };
  pods.onChange(({ object }) => {
    const volume = recycledBy(object);
    if (volume !== undefined) enqueueVolume(volume);
  });
  claims.onChange(({ type, object }) => {
    const volume = object.spec?.volumeName;
    if (type !== 'DELETED') enqueueClaim(keyOf(object));
    if (volume) enqueueVolume(volume);
    for (const each of volumes.list()) {
      const ref = each.spec?.claimRef;
      if (ref?.name === object.metadata.name && ref.namespace === object.metadata.namespace) enqueueVolume(each.metadata.name);
    }
  });
  volumes.onChange(({ type, object, old }) => {
    if (type !== 'DELETED') enqueueVolume(object.metadata.name);
    const ref = object.spec?.claimRef;
    if (ref?.name) enqueueClaim(`${ref.namespace}/${ref.name}`);
    if (type !== 'DELETED' && object.status?.phase === 'Available' && old?.status?.phase !== 'Available') retryPending(classOf(object));
  });
  informers.informer(STORAGE_CLASSES).onChange(({ type, object }) => {
    if (type === 'DELETED') return;
    retryPending(object.metadata.name);
    retryPending('');
  });
}
