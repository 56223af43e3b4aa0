import type { KubeObject } from '@/lib/api/object';
import { formatSelector } from './columns';
import type { Subresource } from './kind';

/** The `scale` view of a kind with `spec.replicas`, `status.replicas` and a label selector. Models the registries' ScaleREST. */
export function scaleSubresource(): Subresource {
  return {
    name: 'scale',
    speaks: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
    verbs: ['get', 'patch', 'update'],
    view: { get: scaleOf, put: scaled },
  };
}

function scaleOf(object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = object.spec?.selector as Record<string, unknown> | undefined;
  const text =
    selector && ('matchLabels' in selector || 'matchExpressions' in selector)
      ? formatSelector(selector)
      : formatSelector({ matchLabels: (selector ?? {}) as Record<string, string> });
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: object.spec?.replicas ? { replicas: object.spec.replicas } : {},
    status: { replicas: object.status?.replicas ?? 0, ...(text === '<none>' ? {} : { selector: text }) },
  } as KubeObject;
}

function scaled(object: KubeObject, scale: KubeObject): KubeObject {
  return { ...object, spec: { ...object.spec, replicas: scale.spec?.replicas ?? 0 } };
}
