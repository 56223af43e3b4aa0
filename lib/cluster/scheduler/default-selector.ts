import { matchesLabelMap } from '@/lib/api/label-selector';
import type { Pod, Service } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import type { Client, InformerFactory } from '../client/client';

type Labels = Readonly<Record<string, string>>;

const OWNERS: Readonly<Record<string, { group: string; resource: string }>> = {
  ReplicaSet: { group: 'apps', resource: 'replicasets' },
  StatefulSet: { group: 'apps', resource: 'statefulsets' },
  ReplicationController: { group: '', resource: 'replicationcontrollers' },
};

/** Selectors of the Services and of the controller that a pod belongs to, merged. Models helper.DefaultSelector. */
export function defaultSelectors(client: Client, informers: InformerFactory): (pod: Pod) => Labels | undefined {
  const services = informers.informer<Service>({ group: '', resource: 'services' });
  return (pod) => {
    const { labels, namespace = '' } = pod.metadata;
    if (!labels) return undefined;
    let selector: Record<string, string> = {};
    for (const { spec } of services.list(namespace))
      if (spec?.selector && Object.keys(spec.selector).length > 0 && matchesLabelMap(spec.selector, labels))
        selector = { ...selector, ...spec.selector };
    const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller);
    const resource = owner && OWNERS[owner.kind];
    const found = resource && (client.get(resource, namespace, owner.name)?.spec as KubeObject['spec'] | undefined)?.selector;
    if (found) selector = { ...selector, ...(owner.kind === 'ReplicationController' ? found : found.matchLabels) };
    return Object.keys(selector).length > 0 ? selector : undefined;
  };
}
