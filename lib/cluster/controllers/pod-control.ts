import type { Pod, PodTemplateSpec } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { isNamespaceTerminating, type ControllerContext } from './context';
import { controllerRef } from './controller-ref';
import type { EventRecorder } from './event-recorder';
import { PODS } from '../client/resources';

/** Creates a pod from a template and tells of it on the owner. Models pkg/controller/controller_utils.go (RealPodControl). */
export function createPod(
  context: ControllerContext,
  events: EventRecorder,
  owner: KubeObject,
  template: PodTemplateSpec,
  changes: { labels?: Record<string, string>; spec?: object } = {},
): void {
  const meta = template.metadata as
    { labels?: Record<string, string>; annotations?: Record<string, string>; finalizers?: string[] } | undefined;
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace,
      labels: { ...meta?.labels, ...changes.labels },
      ...(meta?.annotations && { annotations: meta.annotations }),
      ...(meta?.finalizers && { finalizers: meta.finalizers }),
      ownerReferences: [controllerRef(owner)],
    },
    spec: { ...template.spec, ...changes.spec },
  };
  try {
    const created = context.client.create<Pod>(PODS, pod, owner.metadata.namespace);
    events.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${created.metadata.name}`);
  } catch (error) {
    const reason = (error as { reason?: string }).reason;
    if (reason === undefined) throw error;
    if (!isNamespaceTerminating(error)) events.event(owner, 'Warning', 'FailedCreate', `Error creating: ${(error as Error).message}`);
    throw error;
  }
}

/** Deletes a pod and tells of it on the owner. */
export function deletePod(context: ControllerContext, events: EventRecorder, owner: KubeObject, pod: Pod): void {
  try {
    context.client.delete(PODS, pod.metadata.namespace!, pod.metadata.name);
    events.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
  } catch (error) {
    if ((error as { reason?: string }).reason !== 'NotFound') {
      events.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${(error as Error).message}`);
      throw error;
    }
  }
}
