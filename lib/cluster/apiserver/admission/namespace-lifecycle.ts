import type { KubeObject } from '@/lib/api/object';
import { failure, forbiddenStatus, notFoundStatus, resourceText } from '@/lib/api/status';
import type { AdmissionPlugin, Attributes } from './chain';

const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

/** Models plugin/pkg/admission namespace/lifecycle: no objects in namespaces that are not there or going. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  refuse: check,
};

function check({ call, operation, object, old }: Attributes): void {
  const { served, server } = call;
  const meta = object?.metadata as KubeObject['metadata'] | undefined;
  const name = meta?.name || meta?.generateName || old?.metadata.name || '';
  if (operation === 'DELETE') {
    if (served.kind.plural === 'namespaces' && served.kind.group === '' && IMMORTAL.has(name)) {
      throw forbiddenStatus(served.resource, name, 'this namespace may not be deleted');
    }
    return;
  }
  if (operation !== 'CREATE' || !served.kind.namespaced) return;
  const namespace = object?.metadata.namespace ?? call.info.namespace;
  if (isAccessReview(served.resource)) return;
  const found = server.store.get({ group: '', resource: 'namespaces' }, '', namespace);
  if (!found) throw notFoundStatus({ group: '', resource: 'namespaces' }, namespace);
  if (found.status?.phase !== 'Terminating' && !found.metadata.deletionTimestamp) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const { group, resource } = served.resource;
  const what = resourceText(served.resource);
  throw failure(403, 'Forbidden', name ? `${what} "${name}" is forbidden: ${why}` : `${what} is forbidden: ${why}`, {
    ...(name && { name }),
    ...(group && { group }),
    kind: resource,
    causes: [{ reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' }],
  });
}

const isAccessReview = ({ group, resource }: { group: string; resource: string }) =>
  group === 'authorization.k8s.io' && resource === 'localsubjectaccessreviews';
