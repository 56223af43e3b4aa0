import type { Namespace } from '@/lib/api/models';
import { bindQueue, type ControllerContext } from './context';
import { NAMESPACES, SERVICE_ACCOUNTS } from '../client/resources';

/** Keeps a ServiceAccount `default` in every namespace. Models pkg/controller/serviceaccount/serviceaccounts_controller.go. */
export function serviceAccountController(context: ControllerContext): void {
  const { client, informers } = context;
  const enqueue = bindQueue(context, 'serviceaccount', (queued) => {
    const name = queued;
    const namespace = client.get<Namespace>(NAMESPACES, '', name);
    if (!namespace || namespace.status?.phase === 'Terminating' || namespace.metadata.deletionTimestamp) return;
    if (client.get(SERVICE_ACCOUNTS, name, 'default')) return;
    client.create(SERVICE_ACCOUNTS, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } }, name);
  });
  informers.informer(NAMESPACES).onChange(({ object }) => enqueue(object.metadata.name));
  informers.informer(SERVICE_ACCOUNTS).onChange(({ type, object }) => {
    if (type === 'DELETED' && object.metadata.name === 'default') enqueue(object.metadata.namespace!);
  });
}
