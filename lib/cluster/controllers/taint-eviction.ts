import { conditionOf } from '@/lib/api/condition';
import type { Node, Pod, Taint, Toleration } from '@/lib/api/models';
import { tolerates } from '../scheduler/taints';
import { bindQueue, ignoreNotFound, keyOf, splitKey, type ControllerContext } from './context';
import { withDisruptionTarget } from './disruption-target';
import { NODES, PODS } from '../client/resources';

/** Pods whose time is up. */
const DUE = 'controller/taint-eviction-due';
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
    if (pod && node) judge(pod, node);
  });
  bindQueue(context, 'taint-eviction-due', (key) => {
    const pod = client.get<Pod>(PODS, ...splitKey(key));
    if (pod && !pod.metadata.deletionTimestamp) evict(pod);
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

  /** An eviction that is set stays as it is until no taint asks for it any more. Models processPodOnNode. */
  function judge(pod: Pod, node: Node): void {
    const key = keyOf(pod);
    const taints = noExecute(node);
    const seconds = stay(pod.spec?.tolerations ?? [], taints);
    const set = sim.timer(DUE, key);
    if (seconds === Infinity) {
      if (!set) return;
      sim.cancel(DUE, key);
      events.event(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`);
    } else if (seconds === 0) {
      sim.cancel(DUE, key);
      evict(pod);
    } else if (!set) sim.after(DUE, key, seconds * 1000, { background: true });
  }

  function evict(pod: Pod): void {
    const { namespace = '', name } = pod.metadata;
    events.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${keyOf(pod)}`);
    ignoreNotFound(() => {
      if (conditionOf(pod, 'DisruptionTarget')?.status !== 'True')
        client.patch(PODS, namespace, name, withDisruptionTarget(pod, WHY, sim.now()), { type: 'strategic', subresource: 'status' });
      client.delete(PODS, namespace, name);
    });
  }
}

const noExecute = (node: Node): readonly Taint[] => (node.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');

/** Seconds that a pod may stay: none, the shortest tolerationSeconds, or for ever (Infinity). Models getMinTolerationTime. */
function stay(tolerations: readonly Toleration[], taints: readonly Taint[]): number {
  const matching = taints.map((taint) => tolerations.filter((toleration) => tolerates(toleration, taint)));
  if (matching.some((found) => found.length === 0)) return 0;
  return Math.max(0, Math.min(...matching.flat().map(({ tolerationSeconds }) => tolerationSeconds ?? Infinity)));
}
