import { fill, within, withinEach } from '../fill';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before validation */

const MODE = 0o644;
const fieldItem = (item: any) => within(item, 'fieldRef', (ref: any) => fill(ref, { apiVersion: 'v1' }));
const resourceItem = (item: any) => within(item, 'resourceFieldRef', (ref: any) => fill(ref, { divisor: '0' }));

/** Defaults of a volume; one without a source is an emptyDir. Models SetDefaults_Volume and those of the sources. */
export function defaultVolume(before: any): any {
  const sources = Object.keys(before as object).filter((key) => key !== 'name');
  if (sources.length === 0) return { ...before, emptyDir: {} };
  let volume = before;
  for (const source of sources) {
    const change = bySource[source];
    if (change) volume = within(volume, source, change);
  }
  return volume;
}

const bySource: Readonly<Record<string, (source: any) => any>> = {
  secret: (source) => fill(source, { defaultMode: MODE }),
  configMap: (source) => fill(source, { defaultMode: MODE }),
  downwardAPI: (source) => withinEach(withinEach(fill(source, { defaultMode: MODE }), 'items', fieldItem), 'items', resourceItem),
  projected: (source) =>
    withinEach(fill(source, { defaultMode: MODE }), 'sources', (item: any) =>
      within(
        within(item, 'serviceAccountToken', (token: any) => fill(token, { expirationSeconds: 3600 })),
        'downwardAPI',
        (api: any) => withinEach(withinEach(api, 'items', fieldItem), 'items', resourceItem),
      ),
    ),
  hostPath: (source) => fill(source, { type: '' }),
  iscsi: (source) => fill(source, { iscsiInterface: 'default' }),
  rbd: (source) => fill(source, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  azureDisk: (source) => fill(source, { cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false }),
  scaleIO: (source) => fill(source, { storageMode: 'ThinProvisioned', fsType: 'xfs' }),
  ephemeral: (source) => within(source, 'volumeClaimTemplate', (template: any) => within(template, 'spec', defaultClaimSpec)),
};

/** Models SetDefaults_PersistentVolumeClaimSpec. */
export function defaultClaimSpec(spec: any): any {
  return fill(spec, { volumeMode: 'Filesystem', resources: {} });
}
