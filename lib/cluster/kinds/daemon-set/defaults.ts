import type { KubeObject } from '@/lib/api/object';
import { fill, within } from '../fill';
import { defaultPodTemplate } from '../pod/defaults';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before validation */

/** Models SetDefaults_DaemonSet. */
export function defaultDaemonSet(object: KubeObject): KubeObject {
  const spec = fill(object.spec as object | undefined, { updateStrategy: {}, revisionHistoryLimit: 10, template: {} });
  const strategy = (before: any) => {
    const filled = fill(before, { type: 'RollingUpdate' });
    if (filled.type !== 'RollingUpdate') return filled;
    return { ...filled, rollingUpdate: fill(filled.rollingUpdate, { maxUnavailable: 1, maxSurge: 0 }) };
  };
  return { ...object, spec: within(within(spec, 'updateStrategy', strategy), 'template', defaultPodTemplate) };
}
