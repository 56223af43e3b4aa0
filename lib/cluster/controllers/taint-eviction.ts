import { conditionOf } from '@/lib/api/condition';
import type { Node, Pod, Taint, Toleration } from '@/lib/api/models';
import { tolerates } from '../scheduler/taints';
import { bindQueue, ignoreNotFound, keyOf, splitKey, type ControllerContext } from './context';
import { withDisruptionTarget } from './disruption-target';
import { NODES, PODS } from './resources';

const QUEUE = 'controller/taint-eviction';
const WHY = { reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint' };

/** Evicts pods from nodes with NoExecute taints that they do not tolerate, or no longer. Models pkg/controller/tainteviction. */
export function taintEvictionController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const events = context.events('taint-eviction-controller');
  const nodes = informers.informer<Node>(NODES);
  const pods = informers.informer<Pod>(PODS).addIndex('node', (pod) => [pod.spec?.nodeName ?? '']);
  const enqueue = bindQueue(context, 'taint-eviction', (key) => {
    const [namespace, name] = splitKey(key);
    const pod = client.get<Pod>(PODS, namespace, name);
    const node = pod?.spec?.nodeName && !pod.metadata.deletionTimestamp ? client.get<Node>(NODES, '', pod.spec.nodeName) : undefined;
    if (pod && node) evictIfDue(pod, node);
  });
  nodes.onChange(({ object, old, type }) => {
    if (type === 'DELETED' || JSON.stringify(noExecute(object)) === JSON.stringify(old ? noExecute(old) : [])) return;
    for (const pod of pods.byIndex('node', object.metadata.name)) enqueue(keyOf(pod));
  });
  pods.onChange(({ object, old, type }) => {
    if (type === 'DELETED' || !object.spec?.nodeName) return;
    if (old?.spec?.nodeName !== object.spec.nodeName || JSON.stringify(old.spec.tolerations) !== JSON.stringify(object.spec.tolerations))
      enqueue(keyOf(object));
  });

  function evictIfDue(pod: Pod, node: Node): void {
    const key = keyOf(pod);
    const due = evictionTime(pod.spec?.tolerations ?? [], noExecute(node));
    if (due === undefined) {
      if (!sim.timer(QUEUE, key)) return;
      sim.cancel(QUEUE, key);
      events.event(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`);
    } else if (due > sim.now()) sim.at(QUEUE, key, due, { background: true });
    else {
      events.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`);
      ignoreNotFound(() => {
        if (conditionOf(pod, 'DisruptionTarget')?.status !== 'True')
          client.patch(PODS, pod.metadata.namespace!, pod.metadata.name, withDisruptionTarget(pod, WHY, sim.now()), {
            type: 'strategic',
            subresource: 'status',
          });
        client.delete(PODS, pod.metadata.namespace!, pod.metadata.name);
      });
    }
  }
}

const noExecute = (node: Node): readonly Taint[] => (node.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');

/** When (ms) a pod has to leave: at once, after the shortest tolerationSeconds, or never (undefined). Models getMinTolerationTime. */
function evictionTime(tolerations: readonly Toleration[], taints: readonly Taint[]): number | undefined {
  let due: number | undefined;
  for (const taint of taints) {
    const since = taint.timeAdded ? Date.parse(taint.timeAdded) : 0;
    const matching = tolerations.filter((toleration) => tolerates(toleration, taint));
    if (matching.length === 0) return since;
    const seconds = matching.flatMap(({ tolerationSeconds }) => tolerationSeconds ?? []);
    if (seconds.length > 0) due = Math.min(due ?? Infinity, since + Math.max(0, Math.min(...seconds)) * 1000);
  }
  return due;
}
