import { createHash } from 'node:crypto';
import type * as k8s from '@kubernetes/client-node';
import type { Model, Node, Pod } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { csiSourceOf, type CsiSource } from '../storage/csi-source';
import { isReady, podClaims, runningPodsOf } from './attached-pods';
import { bindQueue, type ControllerContext, ignoreNotFound, isAlreadyExists } from './context';
import { CSI_DRIVERS, NODES, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS, VOLUME_ATTACHMENTS } from '../client/resources';
import type { PersistentVolume, PersistentVolumeClaim } from './volume-matching';

export type VolumeAttachment = Model<k8s.V1VolumeAttachment>;

/** maxWaitForUnmountDuration: a volume of a node that does not answer is taken away after this. */
const UNMOUNT_WAIT_MS = 360_000;
/** How long an attacher may take before the attempt is said to have failed. */
const ATTACH_WAIT_MS = 120_000;
const RETRY_MS = 15_000;
const FORCE = 'controller/attach-detach-force';
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

/** Models getAttachmentName of pkg/volume/csi. */
export const attachmentName = ({ driver, handle }: CsiSource, node: string): string =>
  `csi-${createHash('sha256').update(`${handle}${driver}${node}`).digest('hex')}`;

/**
 * Attaches the volumes of scheduled pods to their nodes, and detaches those that no pod of a node uses, by means of
 * VolumeAttachments, which the drivers' attachers obey. Models pkg/controller/volume/attachdetach.
 */
export function attachDetachController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const recorder = context.events('attachdetach-controller');
  const pods = informers.informer<Pod>(PODS);
  const claims = informers.informer<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS);
  const attachments = informers.informer<VolumeAttachment>(VOLUME_ATTACHMENTS);
  const say = (pod: Pod, type: 'Normal' | 'Warning', reason: string, text: string) => recorder.event(pod, type, reason, text);
  const volumeNamed = (name: string) => (name ? client.get<PersistentVolume>(PERSISTENT_VOLUMES, '', name) : undefined);
  const ofVolume = (name: string) => attachments.list().filter(({ spec }) => spec.source.persistentVolumeName === name);

  function sync(name: string): void {
    const volume = volumeNamed(name);
    const all = ofVolume(name);
    const source = csiSourceOf(volume?.spec);
    const users = volume?.spec?.claimRef ? runningPodsOf(pods, volume.spec.claimRef) : [];
    const nodes = new Set(users.map((pod) => pod.spec!.nodeName!));
    for (const attachment of all) if (isOwn(attachment) && !nodes.has(attachment.spec.nodeName)) detach(attachment);
    if (!volume || !source || !attachable(source)) return;
    for (const node of nodes) {
      const own = users.filter((pod) => pod.spec!.nodeName === node);
      const there = all.find(({ spec }) => spec.nodeName === node);
      if (there) waitFor(there, name, source, own);
      else if (isExclusive(volume) && all.length > 0) reportMultiAttach(name, all, own);
      else attach(volume, source, node);
    }
    showAttached([...nodes, ...all.map(({ spec }) => spec.nodeName)]);
  }

  const attachable = ({ driver }: CsiSource) => client.get(CSI_DRIVERS, '', driver)?.spec?.attachRequired !== false;

  function attach(volume: PersistentVolume, source: CsiSource, nodeName: string): void {
    if (!client.get(NODES, '', nodeName)) return;
    try {
      client.create(VOLUME_ATTACHMENTS, {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'VolumeAttachment',
        metadata: { name: attachmentName(source, nodeName) },
        spec: { attacher: source.driver, nodeName, source: { persistentVolumeName: volume.metadata.name } },
      });
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
    sim.after('controller/attach-detach', volume.metadata.name, ATTACH_WAIT_MS, { background: true });
  }

  /** An attacher that says nothing for two minutes, or says that it failed, is told of on the pods. */
  function waitFor(attachment: VolumeAttachment, name: string, { driver, handle }: CsiSource, own: readonly Pod[]): void {
    if (attachment.status?.attached) return;
    const since = Date.parse(attachment.metadata.creationTimestamp ?? '');
    const error = attachment.status?.attachError?.message;
    const late = sim.now() - since >= ATTACH_WAIT_MS;
    if (!error && !late) return;
    const why = error ?? `timed out waiting for external-attacher of ${driver} CSI driver to attach volume ${handle}`;
    for (const pod of own) say(pod, 'Warning', 'FailedAttachVolume', `AttachVolume.Attach failed for volume "${name}" : ${why}`);
    sim.after('controller/attach-detach', name, error ? RETRY_MS : ATTACH_WAIT_MS, { background: true });
  }

  function detach(attachment: VolumeAttachment): void {
    const { name } = attachment.metadata;
    if (attachment.metadata.deletionTimestamp) return;
    const node = client.get(NODES, '', attachment.spec.nodeName) as Node | undefined;
    const isOut = node?.spec?.taints?.some(({ key }) => key === OUT_OF_SERVICE) ?? true;
    // A kubelet that does not answer cannot say that it has unmounted.
    if (node && !isReady(node) && !isOut) return sim.after(FORCE, name, UNMOUNT_WAIT_MS, { background: true });
    ignoreNotFound(() => client.delete(VOLUME_ATTACHMENTS, '', name));
  }

  function reportMultiAttach(name: string, all: readonly VolumeAttachment[], own: readonly Pod[]): void {
    const elsewhere = new Set(all.map(({ spec }) => spec.nodeName));
    const volume = volumeNamed(name);
    const others = runningPodsOf(pods, volume!.spec!.claimRef!).filter((pod) => elsewhere.has(pod.spec!.nodeName!));
    for (const pod of own) {
      const names = others.filter(({ metadata }) => metadata.namespace === pod.metadata.namespace).map(({ metadata }) => metadata.name);
      const why =
        names.length > 0
          ? `Volume is already used by pod(s) ${names.join(', ')}`
          : "Volume is already exclusively attached to one node and can't be attached to another";
      // Said once for each attempt to attach, not for each look at it.
      if (pod.status?.phase === 'Pending' && !isTold(pod, name))
        say(pod, 'Warning', 'FailedAttachVolume', `Multi-Attach error for volume "${name}" ${why}`);
    }
  }

  const isTold = (pod: Pod, name: string): boolean => {
    const key = `told ${name} ${pod.metadata.uid}`;
    if (sim.timer(FORCE, key)) return true;
    sim.after(FORCE, key, UNMOUNT_WAIT_MS, { background: true });
    return false;
  };

  /** What is attached to a node is in its status, where kubelets look. */
  function showAttached(names: readonly string[]): void {
    for (const name of new Set(names)) {
      const node = client.get(NODES, '', name) as Node | undefined;
      if (!node) continue;
      const volumesAttached = attachments
        .list()
        .filter(({ spec, status }) => spec.nodeName === name && status?.attached)
        .flatMap(({ spec, status }) => {
          const source = csiSourceOf(volumeNamed(spec.source.persistentVolumeName ?? '')?.spec);
          return source
            ? [{ name: `kubernetes.io/csi/${source.driver}^${source.handle}`, devicePath: status?.attachmentMetadata?.devicePath ?? '' }]
            : [];
        });
      const before = (node.status?.volumesAttached ?? []).map((one) => one.name).join();
      if (before !== volumesAttached.map((one) => one.name).join())
        client.update(NODES, { ...node, status: { ...node.status, volumesAttached } } as unknown as KubeObject, 'status');
    }
  }

  const enqueue = bindQueue(context, 'attach-detach', sync);
  sim.on(FORCE, (name) => {
    if (name.startsWith('told ')) return enqueue(name.split(' ')[1]!);
    if (!context.isUp()) return context.park(FORCE, name);
    const attachment = client.get<VolumeAttachment>(VOLUME_ATTACHMENTS, '', name);
    if (!attachment || attachment.metadata.deletionTimestamp) return;
    const volume = volumeNamed(attachment.spec.source.persistentVolumeName ?? '');
    const used =
      volume?.spec?.claimRef && runningPodsOf(pods, volume.spec.claimRef).some((pod) => pod.spec?.nodeName === attachment.spec.nodeName);
    if (!used) ignoreNotFound(() => client.delete(VOLUME_ATTACHMENTS, '', name));
  });
  pods.onChange(({ object }) => {
    if (!object.spec?.nodeName) return;
    for (const name of podClaims(object)) {
      const volume = claims.get(object.metadata.namespace!, name)?.spec?.volumeName;
      if (volume && csiSourceOf(volumeNamed(volume)?.spec)) enqueue(volume);
    }
  });
  attachments.onChange(({ type, object, old }) => {
    const name = object.spec.source.persistentVolumeName;
    if (!name) return;
    if (type === 'MODIFIED' && object.status?.attached && !old?.status?.attached) {
      const ref = volumeNamed(name)?.spec?.claimRef;
      const own = ref ? runningPodsOf(pods, ref).filter((pod) => pod.spec?.nodeName === object.spec.nodeName) : [];
      for (const pod of own) say(pod, 'Normal', 'SuccessfulAttachVolume', `AttachVolume.Attach succeeded for volume "${name}" `);
    }
    enqueue(name);
  });
  informers.informer<Node>(NODES).onChange(({ object, old }) => {
    if (old && isReady(old) === isReady(object) && old.spec?.taints?.length === object.spec?.taints?.length) return;
    for (const { spec } of attachments.list())
      if (spec.nodeName === object.metadata.name && spec.source.persistentVolumeName) enqueue(spec.source.persistentVolumeName);
  });
}

/** Attachments that others made are theirs to take back. */
const isOwn = ({ metadata }: VolumeAttachment): boolean => /^csi-[0-9a-f]{64}$/.test(metadata.name);

/** Models isMultiAttachForbidden: access modes that leave a volume to one node. */
const isExclusive = (volume: PersistentVolume): boolean =>
  !(volume.spec?.accessModes ?? []).some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany');
