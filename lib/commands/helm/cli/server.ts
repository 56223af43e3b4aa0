import { isNotFound } from '../../kubectl/errors';
import { resourcePath } from '../../kubectl/client/discovery';
import type { Fields } from '../template/value';
import type { Helm } from './helm';
import type { RenderRequest } from './template';

/** Version and APIs of the server, for `.Capabilities`; its objects for `lookup` when that may ask. */
export function ofServer(h: Helm, looks: boolean): Pick<RenderRequest, 'kubeVersion' | 'apiVersions' | 'lookup'> {
  const { gitVersion } = h.k.rest.get<{ gitVersion: string }>('/version');
  const resources = h.k.discovery.resources();
  return {
    kubeVersion: gitVersion,
    apiVersions: [
      ...h.k.discovery.groupVersions(),
      ...resources.map(({ group, version, kind }) => `${group ? `${group}/` : ''}${version}/${kind}`),
    ],
    lookup: (apiVersion, kind, namespace, name) => {
      if (!looks) return {};
      const resource = h.k.discovery.byKind(apiVersion, kind);
      if (!resource) {
        if (h.k.discovery.groupVersions().includes(apiVersion)) return {};
        const missing = 'the server could not find the requested resource';
        const what = `unable to get apiresource from unstructured: ${apiVersion}, Kind=${kind}`;
        h.log(`lookup_func.go:130: [ERROR] unable to retrieve resource list for: ${apiVersion} , error: ${missing}`);
        h.log(`lookup_func.go:104: [ERROR] ${what} , error ${missing}`);
        throw new Error(`${what}: ${missing}`);
      }
      try {
        return structuredClone(h.k.rest.get<Fields>(resourcePath(resource, resource.namespaced ? namespace : '', name)));
      } catch (error) {
        if (isNotFound(error)) return {};
        throw error;
      }
    },
  };
}
