import { bindQueue, ignoreNotFound, keyOf, type ControllerContext } from './context';
import { NODES } from '../client/resources';

const ANNOTATION = 'node.alpha.kubernetes.io/ttl';
/** Nodes up to which kubelets may keep Secrets and ConfigMaps for that many seconds. Models pkg/controller/ttl. */
const BOUNDARIES = [
  [100, 0],
  [500, 15],
  [1000, 30],
  [2000, 60],
  [Infinity, 300],
] as const;

/** Tells kubelets, by an annotation of their nodes, how long they may keep Secrets and ConfigMaps. */
export function ttlController(context: ControllerContext): void {
  const { client, informers } = context;
  const nodes = informers.informer(NODES);
  const enqueue = bindQueue(context, 'ttl', (name) => {
    const node = nodes.get('', name);
    const seconds = String(BOUNDARIES.find(([most]) => nodes.list().length <= most)![1]);
    if (!node || node.metadata.annotations?.[ANNOTATION] === seconds) return;
    ignoreNotFound(() => client.patch(NODES, '', name, { metadata: { annotations: { [ANNOTATION]: seconds } } }, { type: 'strategic' }));
  });
  nodes.onChange(({ type, object }) => type !== 'DELETED' && enqueue(keyOf(object)));
}
