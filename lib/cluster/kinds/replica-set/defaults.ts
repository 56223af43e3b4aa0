import type { KubeObject } from '@/lib/api/object';
import { fill, within } from '../fill';
import { defaultPodTemplate } from '../pod/defaults';

/** Models SetDefaults_ReplicaSet. */
export function defaultReplicaSet(object: KubeObject): KubeObject {
  return {
    ...object,
    spec: within(fill(object.spec as object | undefined, { replicas: 1, template: {} }), 'template', defaultPodTemplate),
  };
}
