import { formatTime } from '@/lib/api/time';
import type { KubeObject } from '@/lib/api/object';
import { bindQueue, ignoreNotFound, isAlreadyExists, keyOf, splitKey } from '../../controllers/context';
import { CUSTOM_RESOURCE_DEFINITIONS, PERSISTENT_VOLUME_CLAIMS } from '../../client/resources';
import { volumeOfClaim } from '../../controllers/volume-lookup';
import type { PersistentVolumeClaim } from '../../controllers/volume-matching';
import { formatQuantityBytes } from '../../storage/size';
import { SNAPSHOT_CLASSES, SNAPSHOT_CONTENTS, SNAPSHOTS } from '../csi/data-source';
import { CONTENT_FINALIZER } from '../csi/snapshotter';
import type { Operator, OperatorContext } from '../addon';

const BOUND = 'snapshot.storage.kubernetes.io/volumesnapshot-bound-protection';
const DEFAULT_CLASS = 'snapshot.storage.kubernetes.io/is-default-class';
const RETRY_MS = 10_000;
const QUEUE = 'snapshot-controller';

/** Binds VolumeSnapshots to contents, which drivers' snapshotters fill. Models external-snapshotter's common controller. */
export const snapshotController: Operator = {
  name: 'snapshot-controller',
  bind(context) {
    const { informers } = context;
    const enqueue = bindQueue(context, QUEUE, (key) => sync(context, key));
    let isWatching = false;
    const snapshots = () => informers.informer<KubeObject>(SNAPSHOTS);
    const watch = () => {
      const definitions = informers.informer(CUSTOM_RESOURCE_DEFINITIONS);
      if (
        isWatching ||
        ['volumesnapshots', 'volumesnapshotcontents'].some((name) => !definitions.get('', `${name}.snapshot.storage.k8s.io`))
      )
        return;
      isWatching = true;
      snapshots().onChange(({ type, object }) => type !== 'DELETED' && enqueue(keyOf(object)));
      informers.informer<KubeObject>(SNAPSHOT_CONTENTS).onChange(({ object }) => {
        const ref = object.spec?.volumeSnapshotRef as { namespace?: string; name?: string } | undefined;
        if (ref?.name) enqueue(`${ref.namespace}/${ref.name}`);
      });
    };
    informers.informer(CUSTOM_RESOURCE_DEFINITIONS).onChange(watch);
    watch();
    return {
      resync() {
        watch();
        if (isWatching) for (const snapshot of snapshots().list()) enqueue(keyOf(snapshot));
      },
    };
  },
};

function sync(context: OperatorContext, key: string): void {
  const { client } = context;
  const snapshot = client.get<KubeObject>(SNAPSHOTS, ...splitKey(key));
  if (!snapshot) return;
  if (snapshot.metadata.deletionTimestamp) return remove(context, snapshot);
  if (snapshot.status?.readyToUse) return;
  const source = snapshot.spec.source as { persistentVolumeClaimName?: string; volumeSnapshotContentName?: string };
  if (!snapshot.metadata.finalizers?.includes(BOUND)) {
    const finalizers = [...(snapshot.metadata.finalizers ?? []), BOUND];
    client.update(SNAPSHOTS, { ...snapshot, metadata: { ...snapshot.metadata, finalizers } });
    return;
  }
  const name = source.volumeSnapshotContentName ?? `snapcontent-${snapshot.metadata.uid}`;
  const content = client.get<KubeObject>(SNAPSHOT_CONTENTS, '', name);
  if (content) return follow(context, snapshot, content);
  if (source.volumeSnapshotContentName) return fail(context, snapshot, 'SnapshotContentMissing', 'VolumeSnapshotContent is missing');
  cut(context, snapshot, name, source.persistentVolumeClaimName ?? '');
}

/** Asks the driver for a snapshot of a claim's volume. */
function cut(context: OperatorContext, snapshot: KubeObject, name: string, claimName: string): void {
  const { client } = context;
  const { namespace = '' } = snapshot.metadata;
  const failed = (why: string) =>
    fail(context, snapshot, 'SnapshotContentCreationFailed', `Failed to create snapshot content with error ${why}`);
  const claim = client.get<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, namespace, claimName);
  if (!claim) return failed(`snapshot controller failed to update ${snapshot.metadata.name} on API server: cannot get claim from snapshot`);
  const volume = volumeOfClaim(client, claim);
  if (!volume) return failed(`the PVC ${claimName} is not yet bound to a PV, will not attempt to take a snapshot`);
  const driver = volume.spec?.csi?.driver;
  if (!driver) return failed(`cannot find CSI PersistentVolumeSource for volume ${volume.metadata.name}`);
  const chosen = classFor(context, snapshot, driver);
  if (typeof chosen === 'string') return fail(context, snapshot, 'GetSnapshotClassFailed', chosen);
  if (chosen.driver !== driver)
    return failed(
      `claim in dynamic provisioning case but the snapshot class ${chosen.metadata.name} driver ${chosen.driver} does not match ${driver}`,
    );
  try {
    client.create(SNAPSHOT_CONTENTS, {
      apiVersion: 'snapshot.storage.k8s.io/v1',
      kind: 'VolumeSnapshotContent',
      metadata: { name, finalizers: [CONTENT_FINALIZER] },
      spec: {
        deletionPolicy: chosen.deletionPolicy,
        driver,
        source: { volumeHandle: volume.spec!.csi!.volumeHandle },
        sourceVolumeMode: volume.spec?.volumeMode ?? 'Filesystem',
        volumeSnapshotClassName: chosen.metadata.name,
        volumeSnapshotRef: {
          apiVersion: 'snapshot.storage.k8s.io/v1',
          kind: 'VolumeSnapshot',
          name: snapshot.metadata.name,
          namespace,
          uid: snapshot.metadata.uid,
          resourceVersion: snapshot.metadata.resourceVersion,
        },
      },
    });
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
  say(
    context,
    snapshot,
    'Normal',
    'CreatingSnapshot',
    `Waiting for a snapshot ${namespace}/${snapshot.metadata.name} to be created by the CSI driver.`,
  );
  write(context, snapshot, { boundVolumeSnapshotContentName: name, readyToUse: false });
}

function follow(context: OperatorContext, snapshot: KubeObject, content: KubeObject): void {
  const ref = content.spec.volumeSnapshotRef as { name?: string; namespace?: string; uid?: string };
  const key = `${snapshot.metadata.namespace}/${snapshot.metadata.name}`;
  if (
    ref.name !== snapshot.metadata.name ||
    ref.namespace !== snapshot.metadata.namespace ||
    (ref.uid && ref.uid !== snapshot.metadata.uid)
  )
    return fail(context, snapshot, 'SnapshotContentMisbound', 'VolumeSnapshotContent is not bound to the VolumeSnapshot correctly');
  if (!ref.uid) {
    const spec = { ...content.spec, volumeSnapshotRef: { ...ref, uid: snapshot.metadata.uid } };
    context.client.update(SNAPSHOT_CONTENTS, { ...content, spec });
  }
  if (content.status?.error && !content.status.readyToUse)
    return write(context, snapshot, { ...snapshot.status, error: content.status.error, readyToUse: false });
  if (!content.status?.readyToUse) {
    if (snapshot.status?.boundVolumeSnapshotContentName !== content.metadata.name)
      write(context, snapshot, { boundVolumeSnapshotContentName: content.metadata.name, readyToUse: false });
    return;
  }
  write(context, snapshot, {
    boundVolumeSnapshotContentName: content.metadata.name,
    creationTime: formatTime(Math.floor(Number(content.status.creationTime) / 1_000_000)),
    readyToUse: true,
    restoreSize: formatQuantityBytes(Number(content.status.restoreSize)),
  });
  say(context, snapshot, 'Normal', 'SnapshotCreated', `Snapshot ${key} was successfully created by the CSI driver.`);
  say(context, snapshot, 'Normal', 'SnapshotReady', `Snapshot ${key} is ready to use.`);
}

function remove(context: OperatorContext, snapshot: KubeObject): void {
  const { client } = context;
  const name = snapshot.status?.boundVolumeSnapshotContentName as string | undefined;
  const content = name ? client.get<KubeObject>(SNAPSHOT_CONTENTS, '', name) : undefined;
  if (content?.spec.deletionPolicy === 'Delete' && !content.metadata.deletionTimestamp)
    ignoreNotFound(() => client.delete(SNAPSHOT_CONTENTS, '', content.metadata.name));
  if (content?.spec.deletionPolicy === 'Delete' && client.get(SNAPSHOT_CONTENTS, '', content.metadata.name)) return;
  const finalizers = (snapshot.metadata.finalizers ?? []).filter((item) => item !== BOUND);
  if (finalizers.length !== (snapshot.metadata.finalizers ?? []).length)
    ignoreNotFound(() => client.update(SNAPSHOTS, { ...snapshot, metadata: { ...snapshot.metadata, finalizers } }));
}

/** The class of a snapshot, or the default one of its driver; else why there is none. */
function classFor({ client }: OperatorContext, snapshot: KubeObject, driver: string): KubeObject | string {
  const named = snapshot.spec.volumeSnapshotClassName as string | undefined;
  if (named !== undefined)
    return (
      client.get<KubeObject>(SNAPSHOT_CLASSES, '', named) ??
      `Failed to get snapshot class with error failed to retrieve snapshot class ${named} from the informer: "volumesnapshotclass.snapshot.storage.k8s.io \\"${named}\\" not found"`
    );
  const defaults = client
    .list<KubeObject>(SNAPSHOT_CLASSES)
    .items.filter((one) => one.driver === driver && one.metadata.annotations?.[DEFAULT_CLASS] === 'true');
  if (defaults.length === 1) return defaults[0]!;
  return defaults.length === 0
    ? 'Failed to set default snapshot class with error cannot find default snapshot class'
    : `Failed to set default snapshot class with error ${defaults.length} default snapshot classes were found`;
}

const say = (context: OperatorContext, snapshot: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string) =>
  context.events('snapshot-controller').event(snapshot, type, reason, message);

function fail(context: OperatorContext, snapshot: KubeObject, reason: string, message: string): void {
  const { sim } = context;
  say(context, snapshot, 'Warning', reason, message);
  if (snapshot.status?.error?.message !== message)
    write(context, snapshot, { ...snapshot.status, error: { message, time: formatTime(sim.now()) }, readyToUse: false });
  sim.after(`controller/${QUEUE}`, keyOf(snapshot), RETRY_MS, { background: true });
}

function write({ client }: OperatorContext, snapshot: KubeObject, status: object): void {
  client.update(SNAPSHOTS, { ...snapshot, status }, 'status');
}
