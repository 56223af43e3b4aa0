import type { KubeObject } from '@/lib/api/object';
import type { Subresource } from '../kind';
import { structOf, structsOf } from '../read';
import { statusSubresource } from '../strategy';
import { resizeOrderErrors, validateEphemeralUpdate, validateResize } from './validate-subresources';

/** Ephemeral containers may be added, never changed or taken away. Models podEphemeralContainersStrategy. */
const ephemeralContainers: Subresource = {
  name: 'ephemeralcontainers',
  verbs: ['get', 'patch', 'update'],
  strategy: {
    prepareForUpdate: (pod, old) =>
      ({
        ...old,
        metadata: pod.metadata,
        spec: { ...old.spec, ephemeralContainers: pod.spec?.ephemeralContainers },
      }) as unknown as KubeObject,
    validateUpdate: validateEphemeralUpdate,
  },
};

/** Models podResizeStrategy: resources of containers, nothing else. */
const resize: Subresource = {
  name: 'resize',
  verbs: ['get', 'patch', 'update'],
  strategy: {
    prepareForUpdate(pod, old) {
      const spec = structOf(pod.spec) as Record<string, unknown>;
      // What moved containers about goes to validation as it is.
      if (resizeOrderErrors(spec, old.spec).length > 0) return { ...old, metadata: pod.metadata, spec };
      const resized = (list: string) =>
        structsOf(old.spec[list]).map((one, i) => {
          const { resources, resizePolicy } = structsOf(spec[list])[i] as Record<string, unknown>;
          return { ...one, ...(resources ? { resources } : {}), ...(resizePolicy ? { resizePolicy } : {}) } as object;
        });
      const next = {
        ...old.spec,
        containers: resized('containers'),
        ...(old.spec.initContainers ? { initContainers: resized('initContainers') } : {}),
        ...(spec.resources ? { resources: spec.resources } : {}),
      } as Record<string, unknown>;
      return { ...old, metadata: pod.metadata, spec: next } as unknown as KubeObject;
    },
    validateUpdate: validateResize,
  },
};

const own = (name: string, verbs: readonly string[], kind: string, group = '', version = 'v1'): Subresource => ({
  name,
  verbs,
  speaks: { group, version, kind },
});

/** What is served below a pod; how, says the API server (apiserver/rest/subresource.ts). */
export const podSubresources: readonly Subresource[] = [
  own('attach', ['create', 'get'], 'PodAttachOptions'),
  own('binding', ['create'], 'Binding'),
  ephemeralContainers,
  own('eviction', ['create'], 'Eviction', 'policy'),
  own('exec', ['create', 'get'], 'PodExecOptions'),
  { name: 'log', verbs: ['get'] },
  own('portforward', ['create', 'get'], 'PodPortForwardOptions'),
  own('proxy', ['create', 'delete', 'get', 'patch', 'update'], 'PodProxyOptions'),
  resize,
  statusSubresource,
];
