import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { CSI_NODES, NODES } from '../client/resources';
import { drivers, zoneOf, type CsiDriver } from '../storage/drivers';
import type { KubeletContext } from './context';
import type { PodRecord } from './pod-record';

type Spec = KubeObject['spec'];

/** Directories of plugins' sockets that are not named as their drivers. */
const SOCKETS: Readonly<Record<string, string>> = { 'csi-nfsplugin': 'nfs.csi.k8s.io', 'csi-hostpath': 'hostpath.csi.k8s.io' };

/** The driver that a pod's node-driver-registrar registers with the kubelet; undefined when it has none. */
export function registeredBy(pod: KubeObject | undefined): CsiDriver | undefined {
  for (const container of (pod?.spec?.containers ?? []) as readonly Spec[]) {
    if (!/\/csi-node-driver-registrar[:@]/.test(container.image)) continue;
    const words: readonly string[] = [...(container.command ?? []), ...(container.args ?? [])];
    const path = words
      .map((word) => /^--kubelet-registration-path=(?:.*\/plugins(?:_registry)?\/)?([^/]+)\/csi\.sock$/.exec(word)?.[1])
      .find(Boolean);
    if (path) return drivers.get(SOCKETS[path] ?? path);
  }
  return undefined;
}

const isRunning = (record: PodRecord): boolean =>
  record.pod.spec.containers.every(({ name }: Spec) => record.containers[name]?.id && !record.containers[name].terminated);

/** Says in the node's CSINode which drivers' plugins run here. Models the kubelet's plugin watcher. */
export function syncCsiDrivers({ client, records, node }: KubeletContext): void {
  const running = [...records.values()].filter(isRunning).flatMap((record) => registeredBy(record.pod) ?? []);
  const found = client.get(CSI_NODES, '', node.name);
  const own = client.get(NODES, '', node.name);
  if (!found || !own) return;
  const entries = [...new Set(running)]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((driver) => ({
      name: driver.name,
      nodeID: driver.nodeId(node.name),
      topologyKeys: driver.topologyKey ? [driver.topologyKey] : null,
      ...(driver.limit ? { allocatable: { count: driver.limit } } : {}),
    }));
  const before = (found.spec?.drivers ?? []) as readonly { readonly name: string }[];
  if (before.map(({ name }) => name).join() === entries.map(({ name }) => name).join()) return;
  client.update(CSI_NODES, { ...found, spec: { ...found.spec, drivers: entries.length > 0 ? entries : null } });
  const labels = Object.fromEntries(running.flatMap((driver) => (driver.topologyKey ? [[driver.topologyKey, zoneOf(driver, own)]] : [])));
  if (!deepEqual({ ...own.metadata.labels, ...labels }, own.metadata.labels)) client.patch(NODES, '', node.name, { metadata: { labels } });
}
