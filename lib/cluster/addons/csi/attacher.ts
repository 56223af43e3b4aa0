import type { KubeObject } from '@/lib/api/object';
import type { VolumeAttachment } from '../../controllers/attach-detach';
import { bindQueue, ignoreNotFound } from '../../controllers/context';
import { PERSISTENT_VOLUMES, VOLUME_ATTACHMENTS } from '../../client/resources';
import type { PersistentVolume } from '../../controllers/volume-matching';
import { csiSourceOf, diskId } from '../../storage/csi-source';
import type { CsiDriver } from '../../storage/drivers';
import type { BoundOperator, OperatorContext } from '../addon';
import { sidecarRuns } from './sidecars';

/** What a cloud takes to attach a disk, and to detach one. */
const ATTACH_MS = 2_000;
const RETRY_MS = 10_000;

/** Attaches disks to nodes as VolumeAttachments ask, and detaches them when those go. Models kubernetes-csi/external-attacher. */
export function bindAttacher(context: OperatorContext, driver: CsiDriver): BoundOperator {
  const { client, informers, sim, disks } = context;
  const attachments = informers.informer<VolumeAttachment>(VOLUME_ATTACHMENTS);
  const queue = `csi/${driver.name}/attachments`;
  const finalizer = `external-attacher/${driver.name.replace(/\./g, '-')}`;
  const isOurs = ({ spec }: VolumeAttachment) => spec.attacher === driver.name;

  function sync(name: string): void {
    const attachment = client.get<VolumeAttachment>(VOLUME_ATTACHMENTS, '', name);
    if (!attachment || !isOurs(attachment)) return;
    const again = (ms: number, background = false) => sim.after(`controller/${queue}`, name, ms, { background });
    if (!sidecarRuns(context, 'csi-attacher')) return again(RETRY_MS, true);
    const finalizers = attachment.metadata.finalizers ?? [];
    const begun = `begun ${name} ${attachment.metadata.deletionTimestamp ?? ''}`;
    const isDue = sim.timer(`controller/${queue}`, begun) !== undefined;
    if (attachment.metadata.deletionTimestamp) {
      if (!finalizers.includes(finalizer)) return;
      if (!isDue) {
        sim.after(`controller/${queue}`, begun, 60_000, { background: true });
        return again(ATTACH_MS);
      }
      const rest = finalizers.filter((item) => item !== finalizer);
      return ignoreNotFound(() => write({ ...attachment, metadata: { ...attachment.metadata, finalizers: rest } }));
    }
    if (attachment.status?.attached) return;
    if (!finalizers.includes(finalizer))
      write({ ...attachment, metadata: { ...attachment.metadata, finalizers: [...finalizers, finalizer] } });
    if (!isDue) {
      sim.after(`controller/${queue}`, begun, 60_000, { background: true });
      return again(ATTACH_MS);
    }
    sim.cancel(`controller/${queue}`, begun);
    const current = client.get<VolumeAttachment>(VOLUME_ATTACHMENTS, '', name)!;
    const failure = attach(current);
    if (failure) return again(RETRY_MS, true);
  }

  /** Writes what came of it; returns why it failed. */
  function attach(attachment: VolumeAttachment): string | undefined {
    const volume = informers.informer<PersistentVolume>(PERSISTENT_VOLUMES).get('', attachment.spec.source.persistentVolumeName ?? '');
    const source = csiSourceOf(volume?.spec);
    if (!source) return 'no volume';
    const disk = disks.get(diskId(source));
    if (!disk) {
      const message = driver.missing(source.handle);
      write(
        {
          ...attachment,
          status: { attached: false, attachError: { message, time: new Date(sim.now()).toISOString().slice(0, 19) + 'Z' } },
        },
        'status',
      );
      return message;
    }
    const taken = attachments.list().filter(({ spec, status }) => spec.nodeName === attachment.spec.nodeName && status?.attached).length;
    write({ ...attachment, status: { attached: true, attachmentMetadata: { devicePath: driver.device(taken, source.handle) } } }, 'status');
    return undefined;
  }

  const write = (attachment: object, subresource?: 'status') =>
    client.update(VOLUME_ATTACHMENTS, attachment as KubeObject, ...(subresource ? [subresource] : []));

  const enqueue = bindQueue(context, queue, (key) => (key.startsWith('begun ') ? undefined : sync(key)));
  attachments.onChange(({ type, object }) => type !== 'DELETED' && isOurs(object) && enqueue(object.metadata.name));
  return {
    resync() {
      for (const attachment of attachments.list()) if (isOurs(attachment)) enqueue(attachment.metadata.name);
    },
  };
}
