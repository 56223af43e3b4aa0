import type { KubeObject } from '@/lib/api/object';
import { bindQueue } from '../../controllers/context';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../../client/resources';
import { diskId } from '../../storage/csi-source';
import type { CsiDriver } from '../../storage/drivers';
import type { BoundOperator, OperatorContext } from '../addon';
import { SNAPSHOT_CONTENTS } from './data-source';
import { sidecarRuns } from './sidecars';

const RETRY_MS = 10_000;
const CUT_MS = 2_000;
export const CONTENT_FINALIZER = 'snapshot.storage.kubernetes.io/volumesnapshotcontent-bound-protection';

/** Cuts and deletes a driver's snapshots as VolumeSnapshotContents ask. Models external-snapshotter's sidecar. */
export function bindSnapshotter(context: OperatorContext, driver: CsiDriver): BoundOperator {
  const { client, informers, sim, disks } = context;
  const queue = `csi/${driver.name}/snapshots`;
  const isOurs = ({ spec }: KubeObject) => spec?.driver === driver.name;
  const idOf = (handle: string) => diskId({ driver: driver.name, handle });

  function sync(name: string): void {
    const content = client.get<KubeObject>(SNAPSHOT_CONTENTS, '', name);
    if (!content || !isOurs(content)) return;
    if (!sidecarRuns(context, 'csi-snapshotter')) return sim.after(`controller/${queue}`, name, RETRY_MS, { background: true });
    if (content.metadata.deletionTimestamp) return remove(content);
    if (content.status?.readyToUse) return;
    if (sim.now() - Date.parse(content.metadata.creationTimestamp ?? '') < CUT_MS) return sim.after(`controller/${queue}`, name, CUT_MS);
    const { volumeHandle, snapshotHandle } = content.spec.source as { volumeHandle?: string; snapshotHandle?: string };
    const source = disks.get(idOf(volumeHandle ?? snapshotHandle ?? ''));
    if (!source) {
      const message = `Failed to check and update snapshot content: failed to take snapshot of the volume ${volumeHandle ?? snapshotHandle}: "${driver.missing(volumeHandle ?? snapshotHandle ?? '')}"`;
      context.events('csi-snapshotter').event(content, 'Warning', 'SnapshotContentCheckandUpdateFailed', message);
      write({ ...content, status: { readyToUse: false, error: { message, time: stamp() } } }, 'status');
      return sim.after(`controller/${queue}`, name, RETRY_MS, { background: true });
    }
    const handle = snapshotHandle ?? driver.snapshotHandle(sim.random);
    if (!snapshotHandle) disks.create({ id: idOf(handle), bytes: source.bytes, kind: 'snapshot', createdAt: sim.now() }, source.id);
    const status = { snapshotHandle: handle, creationTime: sim.now() * 1_000_000, readyToUse: true, restoreSize: source.bytes };
    write({ ...content, status }, 'status');
  }

  function remove(content: KubeObject): void {
    const finalizers = content.metadata.finalizers ?? [];
    if (!finalizers.includes(CONTENT_FINALIZER)) return;
    const handle = content.status?.snapshotHandle as string | undefined;
    if (content.spec.deletionPolicy === 'Delete' && handle) disks.remove(idOf(handle));
    write({ ...content, metadata: { ...content.metadata, finalizers: finalizers.filter((item) => item !== CONTENT_FINALIZER) } });
  }

  const stamp = () => `${new Date(sim.now()).toISOString().slice(0, 19)}Z`;
  const write = (content: object, subresource?: 'status') =>
    client.update(SNAPSHOT_CONTENTS, content as KubeObject, ...(subresource ? [subresource] : []));

  const enqueue = bindQueue(context, queue, sync);
  let isWatching = false;
  /** Without the definitions there is nothing to watch. */
  const watch = () => {
    if (isWatching || !informers.informer(CUSTOM_RESOURCE_DEFINITIONS).get('', 'volumesnapshotcontents.snapshot.storage.k8s.io')) return;
    isWatching = true;
    informers.informer<KubeObject>(SNAPSHOT_CONTENTS).onChange(({ type, object }) => {
      if (type !== 'DELETED' && isOurs(object)) enqueue(object.metadata.name);
    });
  };
  informers.informer(CUSTOM_RESOURCE_DEFINITIONS).onChange(watch);
  watch();
  return {
    resync() {
      watch();
      if (isWatching)
        for (const content of informers.informer<KubeObject>(SNAPSHOT_CONTENTS).list()) if (isOurs(content)) enqueue(content.metadata.name);
    },
  };
}
