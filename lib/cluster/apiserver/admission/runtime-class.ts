import { forbiddenStatus } from '@/lib/api/status';
import type { AdmissionPlugin } from './chain';
import { isPodCreation, withSpec } from './pod';

/** The runtime class that a pod names must be there; its overhead is the pod's. Models plugin/pkg/admission/runtimeclass. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  admit(attributes) {
    const { object: pod, call } = attributes;
    const name = pod.spec?.runtimeClassName as string | undefined;
    if (!name || !isPodCreation(attributes)) return pod;
    const found = call.server.store.get({ group: 'node.k8s.io', resource: 'runtimeclasses' }, '', name);
    if (!found) {
      throw forbiddenStatus(call.served.resource, pod.metadata.name ?? '', `pod rejected: RuntimeClass "${name}" not found`);
    }
    const overhead = found.overhead?.podFixed as object | undefined;
    const selector = found.scheduling?.nodeSelector as object | undefined;
    return withSpec(pod, {
      ...(overhead && { overhead }),
      ...(selector && { nodeSelector: { ...pod.spec?.nodeSelector, ...selector } }),
    });
  },
};
