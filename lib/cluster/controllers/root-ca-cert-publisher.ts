import type { ConfigMap, Namespace } from '@/lib/api/models';
import { bindQueue, type ControllerContext } from './context';
import { CONFIG_MAPS, NAMESPACES } from '../client/resources';

const NAME = 'kube-root-ca.crt';
const NOTE =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** Keeps the cluster's CA certificate in a ConfigMap of every namespace. Models pkg/controller/certificates/rootcacertpublisher. */
export function rootCaCertPublisher(context: ControllerContext, caPem: string): void {
  const { client, informers } = context;
  const enqueue = bindQueue(context, 'root-ca-cert-publisher', (queued) => {
    const name = queued;
    const namespace = client.get<Namespace>(NAMESPACES, '', name);
    if (!namespace || namespace.metadata.deletionTimestamp) return;
    const data = { 'ca.crt': caPem };
    const metadata = { name: NAME, namespace: name, annotations: { 'kubernetes.io/description': NOTE } };
    const existing = client.get<ConfigMap>(CONFIG_MAPS, name, NAME);
    if (!existing) client.create(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data }, name);
    else if (JSON.stringify(existing.data) !== JSON.stringify(data)) client.update(CONFIG_MAPS, { ...existing, data });
  });
  informers.informer(NAMESPACES).onChange(({ object }) => enqueue(object.metadata.name));
  informers.informer(CONFIG_MAPS).onChange(({ object }) => {
    if (object.metadata.name === NAME) enqueue(object.metadata.namespace!);
  });
}
