import { resourcePath, type Resource } from '../client/discovery';
import type { Invocation } from '../invocation';
import type { DryRun, reporter } from '../print/printer';
import { LAST_APPLIED } from './last-applied';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
const NAMESPACED = [
  'v1/ConfigMap',
  'v1/Endpoints',
  'v1/PersistentVolumeClaim',
  'v1/Pod',
  'v1/ReplicationController',
  'v1/Secret',
  'v1/Service',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
];
const CLUSTER = ['v1/Namespace', 'v1/PersistentVolume'];

/** Deletes what was applied before and is no longer among the manifests (Models apply.pruner). */
export function prune(
  k: Invocation,
  applied: readonly { resource: Resource; object: any }[],
  dryRun: DryRun,
  report: ReturnType<typeof reporter>,
): void {
  const kept = new Set(applied.map(({ object }) => object.metadata?.uid));
  const namespaces = new Set(
    applied.filter(({ resource }) => resource.namespaced).map(({ object }) => object.metadata.namespace as string),
  );
  if (namespaces.size === 0) namespaces.add(k.namespace);
  const visit = (id: string, namespace: string) => {
    const at = id.lastIndexOf('/');
    const resource = k.discovery.byKind(id.slice(0, at), id.slice(at + 1));
    if (!resource) return;
    const list = k.rest.get(resourcePath(resource, namespace), { query: { labelSelector: k.flags.text('selector') } });
    for (const item of list.items ?? []) {
      if (item.metadata.annotations?.[LAST_APPLIED] === undefined || kept.has(item.metadata.uid)) continue;
      if (dryRun !== 'client') {
        k.rest.send('DELETE', resourcePath(resource, namespace, item.metadata.name), {
          query: { dryRun: dryRun === 'server' ? 'All' : undefined },
          body: {
            kind: 'DeleteOptions',
            apiVersion: 'v1',
            propagationPolicy: k.flags.text('cascade') === 'orphan' ? 'Orphan' : 'Background',
          },
        });
      }
      report({ apiVersion: id.slice(0, at), kind: resource.kind, ...item }, 'pruned');
    }
  };
  for (const namespace of namespaces) for (const id of NAMESPACED) visit(id, namespace);
  if (!k.namespaceForced) for (const id of CLUSTER) visit(id, '');
}
