import type { KubeObject } from '@/lib/api/object';
import type { AdmissionPlugin } from './chain';

const LABELS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

/** Pods that are bound learn where their node is. Models plugin/pkg/admission/podtopologylabels. */
export const podTopologyLabels: AdmissionPlugin = {
  name: 'PodTopologyLabels',
  admit({ object, operation, subresource, call }) {
    const { group, resource } = call.served.resource;
    if (group !== '' || resource !== 'pods' || operation !== 'CREATE') return object;
    const target = (object.target as { readonly kind?: string; readonly name?: string } | undefined) ?? {};
    const node =
      subresource === ''
        ? (object.spec?.nodeName as string | undefined)
        : subresource === 'binding' && target.kind === 'Node'
          ? target.name
          : undefined;
    const labels = node ? call.server.store.get({ group: '', resource: 'nodes' }, '', node)?.metadata.labels : undefined;
    const added = LABELS.filter((label) => labels?.[label] !== undefined && object.metadata.labels?.[label] === undefined);
    if (added.length === 0) return object;
    const copied = Object.fromEntries(added.map((label) => [label, labels![label]!]));
    return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...copied } } } satisfies KubeObject;
  },
};
