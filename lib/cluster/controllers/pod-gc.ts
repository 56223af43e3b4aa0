import type { Node, Pod } from '@/lib/api/models';
import { bindQueue, type ControllerContext } from './context';
import { NODES, PODS } from './resources';

/** Time a node may be missing before its pods are deleted (podgc's quarantine). */
const QUARANTINE_MS = 40_000;

/** Deletes pods that are bound to nodes which no longer exist. Models pkg/controller/podgc. */
export function podGarbageCollector(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const pods = informers.informer<Pod>(PODS).addIndex('node', (pod) => [pod.spec?.nodeName ?? '']);
  bindQueue(context, 'pod-gc', (queued) => {
    const name = queued;
    if (client.get<Node>(NODES, '', name)) return;
    for (const pod of pods.byIndex('node', name))
      client.delete(PODS, pod.metadata.namespace!, pod.metadata.name, { gracePeriodSeconds: 0 });
  });
  informers.informer<Node>(NODES).onChange(({ type, object }) => {
    if (type === 'DELETED') sim.after('controller/pod-gc', object.metadata.name, QUARANTINE_MS);
  });
}
