import type { KubeObject } from '@/lib/api/object';
import type { Client } from '../client/client';
import { CSI_NODES } from '../client/resources';

/** In-tree volume plugins whose volumes CSI drivers take over. */
const MIGRATED = ['aws-ebs', 'azure-disk', 'azure-file', 'cinder', 'gce-pd', 'portworx-volume', 'vsphere-volume'];

/** Makes the object in which a kubelet says which CSI drivers are on its node. Models volume/csi/nodeinfomanager. */
export function registerCsiNode(client: Client, { metadata: { name, uid } }: KubeObject): void {
  if (client.get(CSI_NODES, '', name)) return;
  const migrated = MIGRATED.map((plugin) => `kubernetes.io/${plugin}`).join(',');
  client.create(CSI_NODES, {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSINode',
    metadata: {
      name,
      annotations: { 'storage.alpha.kubernetes.io/migrated-plugins': migrated },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }],
    },
    spec: { drivers: null },
  });
}
