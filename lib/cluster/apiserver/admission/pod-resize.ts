import { quantityMilliValue, quantityValue } from '@/lib/api/quantity';
import { podResources } from '../../quota/pod-resources';
import type { AdmissionPlugin } from './chain';
import { forbid } from './forbidden';

/** A pod is not resized beyond its node. Models plugin/pkg/admission/podresize. */
export const podResizeValidator: AdmissionPlugin = {
  name: 'PodResizeValidator',
  validate(attributes) {
    const { object: pod, old, operation, subresource, call } = attributes;
    if (operation !== 'UPDATE' || subresource !== 'resize' || call.served.resource.resource !== 'pods' || !pod?.spec?.nodeName) return;
    if (pod.metadata.generation === old?.metadata.generation) return;
    const name = pod.spec.nodeName as string;
    const node = call.server.store.get({ group: '', resource: 'nodes' }, '', name);
    if (!node) throw forbid(attributes, `node "${name}" not found`);
    const asked = podResources(pod, 'requests', { overhead: true });
    const given = (node.status?.allocatable ?? {}) as Readonly<Record<string, string>>;
    const units = { cpu: quantityMilliValue, memory: quantityValue };
    const over = Object.entries(units).flatMap(([resource, valueOf]) => {
      const [requested, allocatable] = [valueOf(asked[resource] ?? '0'), valueOf(given[resource] ?? '0')];
      return requested > allocatable ? [`${resource}, requested: ${requested}, allocatable: ${allocatable}`] : [];
    });
    if (over.length > 0) throw forbid(attributes, `Node didn't have enough allocatable resources: ${over.join('; ')}`);
    const os = node.metadata.labels?.['kubernetes.io/os'] ?? '';
    if (os !== 'linux') throw forbid(attributes, `pod resize is only supported on linux nodes, node "${name}" is "${os}"`);
  },
};
