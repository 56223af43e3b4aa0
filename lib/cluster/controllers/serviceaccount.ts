import type { Namespace } from '@/lib/api/models';
import { bindQueue, type ControllerContext } from './context';
import { NAMESPACES, SERVICEACCOUNTS } from './resources';

/** Keeps a ServiceAccount `default` in every namespace. Models pkg/controller/serviceaccount/serviceaccounts_controller.go. */
export function serviceAccountController(context: ControllerContext): void {
  const { client, informers } = context;
  const enqueue = bindQueue(context, 'serviceaccount', (_, name) => {
    const namespace = client.get<Namespace>(NAMESPACES, '', name);
    if (!namespace || namespace.status?.phase === 'Terminating' || namespace.metadata.deletionTimestamp) return;
    if (client.get(SERVICEACCOUNTS, name, 'default')) return;
    client.create(SERVICEACCOUNTS, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } }, name);
  });
  informers.informer(NAMESPACES).onChange(({ object }) => enqueue('', object.metadata.name));
  informers.informer(SERVICEACCOUNTS).onChange(({ type, object }) => {
    if (type === 'DELETED' && object.metadata.name === 'default') enqueue('', object.metadata.namespace!);
  });
}
