import type { Pod } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { claimNames } from '../claims';
import type { NodeInfo } from '../node-cache';
import { refuse, type Cycle, type Plugin } from './plugin';
import { CSI_NODES, PERSISTENT_VOLUMES, PERSISTENT_VOLUME_CLAIMS } from '../../client/resources';

/** Disks of clouds that one node at a time may use, and claims that one pod at a time may. Models plugins/volumerestrictions. */
export const volumeRestrictions: Plugin = {
  name: 'VolumeRestrictions',
  filter(pod, node, cycle) {
    const disks = disksOf(pod);
    if (
      disks.length > 0 &&
      [...node.pods.values()].some((other) => disksOf(other).some((theirs) => disks.some((own) => clash(own, theirs))))
    )
      return refuse('node(s) had no available disk');
    const conflicts = cycle.once('PreFilterVolumeRestrictions', () => {
      const alone = exclusiveClaims(pod, cycle);
      return alone.length > 0 && cycle.nodes.some((info) => [...info.pods.values()].some((other) => uses(other, pod, alone)));
    });
    return conflicts ? refuse('node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode') : undefined;
  },
};

interface Disk {
  readonly id: string;
  readonly shared: boolean;
}

/** Disks that are named in the pod itself; several pods may share some of them for reading. */
function disksOf(pod: Pod): Disk[] {
  return (pod.spec?.volumes ?? []).flatMap((volume): Disk[] => {
    const { gcePersistentDisk: gce, awsElasticBlockStore: aws, iscsi, rbd } = volume;
    if (gce) return [{ id: `gce/${gce.pdName}`, shared: gce.readOnly === true }];
    if (aws) return [{ id: `aws/${aws.volumeID}`, shared: false }];
    if (iscsi) return [{ id: `iscsi/${iscsi.iqn}`, shared: iscsi.readOnly === true }];
    return rbd ? [{ id: `rbd/${[...rbd.monitors].sort().join()}/${rbd.pool}/${rbd.image}`, shared: rbd.readOnly === true }] : [];
  });
}

const clash = (a: Disk, b: Disk) => a.id === b.id && !(a.shared && b.shared);

const exclusiveClaims = (pod: Pod, cycle: Cycle): string[] =>
  claimNames(pod).filter((name) =>
    (cycle.get(PERSISTENT_VOLUME_CLAIMS, pod.metadata.namespace!, name)?.spec?.accessModes ?? []).includes('ReadWriteOncePod'),
  );

const uses = (other: Pod, pod: Pod, claims: readonly string[]) =>
  other.metadata.namespace === pod.metadata.namespace && claimNames(other).some((name) => claims.includes(name));

/** A node takes as many volumes of a driver as its CSINode says. Models plugins/nodevolumelimits. */
export const nodeVolumeLimits: Plugin = {
  name: 'NodeVolumeLimits',
  filter(pod, node, cycle) {
    if (claimNames(pod).length === 0) return undefined;
    const wanted = volumesByDriver(pod, cycle);
    if (wanted.size === 0) return undefined;
    const drivers = (cycle.get(CSI_NODES, '', node.node.metadata.name)?.spec?.drivers ?? []) as readonly KubeObject['spec'][];
    for (const { name, allocatable } of drivers) {
      const own = wanted.get(name);
      if (!own || allocatable?.count === undefined) continue;
      const all = new Set(own);
      for (const other of node.pods.values()) for (const handle of volumesByDriver(other, cycle).get(name) ?? []) all.add(handle);
      if (all.size > allocatable.count) return refuse('node(s) exceed max volume count');
    }
    return undefined;
  },
};

function volumesByDriver(pod: Pod, cycle: Cycle): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of claimNames(pod)) {
    const claim = cycle.get(PERSISTENT_VOLUME_CLAIMS, pod.metadata.namespace!, name);
    const csi = claim?.spec?.volumeName && cycle.get(PERSISTENT_VOLUMES, '', claim.spec.volumeName)?.spec?.csi;
    if (csi) found.set(csi.driver, [...(found.get(csi.driver) ?? []), csi.volumeHandle]);
  }
  return found;
}

const ZONES = [
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
];

/** Volumes that are labelled with a zone can be used there only. Models plugins/volumezone. */
export const volumeZone: Plugin = {
  name: 'VolumeZone',
  filter(pod, { node }: NodeInfo, cycle) {
    const topologies = cycle.once('PreFilterVolumeZone', () =>
      claimNames(pod).flatMap((name) => {
        const volume = cycle.get(PERSISTENT_VOLUME_CLAIMS, pod.metadata.namespace!, name)?.spec?.volumeName;
        const labels = (volume && cycle.get(PERSISTENT_VOLUMES, '', volume)?.metadata.labels) || {};
        return ZONES.flatMap((key) => (labels[key] === undefined ? [] : [{ key, values: labels[key].split('__') }]));
      }),
    );
    if (topologies.length === 0) return undefined;
    const labels = node.metadata.labels ?? {};
    if (ZONES.every((key) => labels[key] === undefined)) return undefined;
    return topologies.every(({ key, values }) => labels[key] !== undefined && values.includes(labels[key]))
      ? undefined
      : refuse('node(s) had no available volume zone', true);
  },
};
