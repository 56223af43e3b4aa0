import type { KubeObject } from '@/lib/api/object';
import { fill, within, withinEach } from '../fill';
import { defaultPodTemplate } from '../pod/defaults';
import { defaultClaimSpec } from '../pod/volume-defaults';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before validation */

/** Models SetDefaults_StatefulSet. */
export function defaultStatefulSet(object: KubeObject): KubeObject {
  let spec = fill(object.spec as object | undefined, {
    podManagementPolicy: 'OrderedReady',
    updateStrategy: {},
    persistentVolumeClaimRetentionPolicy: {},
    replicas: 1,
    revisionHistoryLimit: 10,
    serviceName: '',
    template: {},
  });
  spec = within(spec, 'updateStrategy', (before: any) => {
    const filled = fill(before, { type: 'RollingUpdate' });
    return filled.type === 'RollingUpdate' ? { ...filled, rollingUpdate: fill(filled.rollingUpdate, { partition: 0 }) } : filled;
  });
  spec = within(spec, 'persistentVolumeClaimRetentionPolicy', (policy: any) =>
    fill(policy, { whenDeleted: 'Retain', whenScaled: 'Retain' }),
  );
  spec = within(spec, 'template', defaultPodTemplate);
  spec = withinEach(spec, 'volumeClaimTemplates', (claim: any) =>
    within(
      within({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...fill(claim, { spec: {}, status: {} }) }, 'spec', defaultClaimSpec),
      'status',
      (status: any) => fill(status, { phase: 'Pending' }),
    ),
  );
  return { ...object, spec };
}
