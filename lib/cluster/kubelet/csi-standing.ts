import type { KubeObject } from '@/lib/api/object';
import { CSI_DRIVERS, CSI_NODES, VOLUME_ATTACHMENTS } from '../client/resources';
import type { KubeletContext } from './context';
import type { CsiStanding } from './volume-sources';

interface Attachment extends KubeObject {
  readonly spec: { readonly attacher: string; readonly nodeName: string; readonly source: { readonly persistentVolumeName?: string } };
  readonly status?: { readonly attached?: boolean; readonly attachmentMetadata?: Readonly<Record<string, string>> };
}

/** How a driver and a volume of it stand on a kubelet's node. Models what the CSI plugin asks before it mounts. */
export function csiStanding({ informers, node }: KubeletContext, driver: string, volume: string): CsiStanding {
  const registered = (informers.informer(CSI_NODES).get('', node.name)?.spec?.drivers ?? []) as readonly { readonly name: string }[];
  const known = informers.informer(CSI_DRIVERS).get('', driver);
  const attachment = informers
    .informer<Attachment>(VOLUME_ATTACHMENTS)
    .list()
    .find(({ spec }) => spec.nodeName === node.name && spec.source.persistentVolumeName === volume);
  const device = attachment?.status?.attachmentMetadata?.devicePath;
  return {
    registered: registered.some(({ name }) => name === driver),
    attachRequired: known?.spec?.attachRequired !== false,
    attached: attachment?.status?.attached === true && !attachment.metadata.deletionTimestamp,
    ...(device ? { device } : {}),
  };
}
