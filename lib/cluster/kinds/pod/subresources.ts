import { forbidden, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import type { Subresource } from '../kind';
import { statusSubresource } from '../strategy';

type Containers = readonly { readonly name: string }[];

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
    validateUpdate(pod, old): readonly FieldError[] {
      const after = (pod.spec?.ephemeralContainers ?? []) as Containers;
      const found: FieldError[] = [];
      for (const before of (old.spec?.ephemeralContainers ?? []) as Containers) {
        const same = after.find(({ name }) => name === before.name);
        const field = 'spec.ephemeralContainers';
        if (!same) found.push(forbidden(field, `existing ephemeral containers "${before.name}" may not be removed\n`));
        else if (!deepEqual(same, before)) {
          found.push(forbidden(field, `existing ephemeral containers "${before.name}" may not be changed\n`));
        }
      }
      return found;
    },
  },
};

/** Models podResizeStrategy: resources of containers, nothing else. */
const resize: Subresource = {
  name: 'resize',
  verbs: ['get', 'patch', 'update'],
  strategy: {
    prepareForUpdate(pod, old) {
      const resourcesOf = new Map(
        ((pod.spec?.containers ?? []) as { name: string; resources?: object }[]).map((one) => [one.name, one.resources]),
      );
      const containers = (old.spec.containers as { name: string }[]).map((one) => {
        const resources = resourcesOf.get(one.name);
        return resources ? { ...one, resources } : one;
      });
      return { ...old, metadata: pod.metadata, spec: { ...old.spec, containers } } as unknown as KubeObject;
    },
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
