import type { KubeObject } from '@/lib/api/object';
import { fill, within } from '../fill';
import { defaultPodTemplate } from '../pod/defaults';

/** Selector and labels come from the template's labels when there are none. Models SetDefaults_ReplicationController. */
export function defaultReplicationController(object: KubeObject): KubeObject {
  const labels = object.spec?.template?.metadata?.labels as Record<string, string> | undefined;
  const spec = within(fill(object.spec as object | undefined, { replicas: 1, selector: labels }), 'template', defaultPodTemplate);
  return { ...object, metadata: fill(object.metadata, { labels }), spec };
}
