import { parseQuantity, quantityMilliValue, quantityValue } from '@/lib/api/quantity';
import type { KubeObject } from '@/lib/api/object';
import { qosClass } from '../kinds/pod/qos';
import { PODS } from '../client/resources';
import type { KubeletContext } from './context';
import { nodeConfig } from './node-config';
import { nodeResources } from './node-status';
import { mirrorHash } from './static-pods';
import { sysctlComplaint } from './sysctls';

type Spec = KubeObject['spec'];

export interface Refusal {
  readonly reason: string;
  readonly message: string;
}

const amount = (resource: string, text: string | undefined): number => {
  if (!text) return 0;
  const quantity = parseQuantity(text);
  return resource === 'cpu' ? quantityMilliValue(quantity) : quantityValue(quantity);
};

/** What a pod asks for of a resource: the sum of its containers, or its largest init container. Thousandths of a CPU, or bytes. */
export function podRequest(pod: KubeObject, resource: string): number {
  const of = (container: Spec) => amount(resource, container.resources?.requests?.[resource]);
  const init = (pod.spec.initContainers ?? []) as readonly Spec[];
  let sidecars = 0;
  let most = 0;
  for (const container of init) {
    if (container.restartPolicy === 'Always') sidecars += of(container);
    most = Math.max(most, container.restartPolicy === 'Always' ? sidecars : sidecars + of(container));
  }
  const sum = (pod.spec.containers as readonly Spec[]).reduce((total, container) => total + of(container), sidecars);
  return Math.max(sum, most) + amount(resource, pod.spec.overhead?.[resource]);
}

/** What all pods of a node but one ask for. */
export function othersRequest(context: KubeletContext, uid: string, resource: string): number {
  let total = 0;
  for (const other of context.informers.informer(PODS).byIndex('node', context.node.name)) {
    if (other.metadata.uid === uid || other.status?.phase === 'Succeeded' || other.status?.phase === 'Failed') continue;
    total += podRequest(other, resource);
  }
  return total;
}

/**
 * Whether a kubelet takes a pod that was put on its node. The scheduler has looked at those it bound, so that only pressure
 * can refuse them; what names its node itself is measured here. Models lifecycle/predicate.go and the eviction manager's Admit.
 */
export function admit(context: KubeletContext, pod: KubeObject): Refusal | undefined {
  if (mirrorHash(pod) !== undefined || context.statics.has(pod.metadata.uid ?? '')) return undefined;
  const pressed = underPressure(context, pod);
  if (pressed) return pressed;
  const sysctls = sysctlComplaint(pod, context.runtime.kept()?.config ?? '');
  if (sysctls) return refusal('SysctlForbidden', sysctls);
  type Condition = { readonly type: string; readonly status: string };
  const scheduled = ((pod.status?.conditions ?? []) as readonly Condition[]).some(
    ({ type, status }) => type === 'PodScheduled' && status === 'True',
  );
  if (scheduled) return undefined;
  const { allocatable } = nodeResources(context.node, nodeConfig(context.runtime.kept()?.config ?? ''));
  const uid = pod.metadata.uid ?? '';
  const pods = context.informers.informer(PODS).byIndex('node', context.node.name);
  const active = [...pods].filter(
    ({ metadata, status }) => metadata.uid !== uid && status?.phase !== 'Succeeded' && status?.phase !== 'Failed',
  );
  if (active.length + 1 > Number(allocatable.pods)) {
    return refusal(
      'OutOfpods',
      `Node didn't have enough resource: pods, requested: 1, used: ${active.length}, capacity: ${allocatable.pods}`,
    );
  }
  for (const resource of ['cpu', 'memory', 'ephemeral-storage']) {
    const requested = podRequest(pod, resource);
    if (requested === 0) continue;
    const used = othersRequest(context, uid, resource);
    const capacity = amount(resource, allocatable[resource]);
    if (requested + used > capacity) {
      return refusal(
        `OutOf${resource}`,
        `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
      );
    }
  }
  const selector = Object.entries((pod.spec.nodeSelector ?? {}) as Record<string, string>);
  const labels = context.informers.informer({ group: '', resource: 'nodes' }).get('', context.node.name)?.metadata.labels ?? {};
  if (selector.some(([key, value]) => labels[key] !== value)) {
    return refusal('NodeAffinity', "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector");
  }
  const ports = hostPorts(pod);
  if (ports.length > 0 && active.some((other) => hostPorts(other).some((port) => ports.includes(port)))) {
    return refusal('NodePorts', "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports");
  }
  return undefined;
}

const refusal = (reason: string, message: string): Refusal => ({ reason, message });

const hostPorts = (pod: KubeObject): readonly string[] =>
  (pod.spec.containers as readonly Spec[]).flatMap(({ ports = [] }) =>
    (ports as readonly Spec[]).flatMap(({ hostPort, protocol }) => (hostPort ? [`${hostPort}/${protocol ?? 'TCP'}`] : [])),
  );

/** Under pressure of memory only what asked for some is taken, under any other nothing that is not critical. */
function underPressure(context: KubeletContext, pod: KubeObject): Refusal | undefined {
  const kinds = Object.keys(context.runtime.kept()?.pressures ?? {}).sort();
  if (kinds.length === 0 || (pod.spec.priority ?? 0) >= 2_000_000_000) return undefined;
  if (kinds.length === 1 && kinds[0] === 'MemoryPressure') {
    const tolerates = (pod.spec.tolerations ?? []).some((one: Spec) => one.key === 'node.kubernetes.io/memory-pressure');
    if (qosClass(pod.spec) !== 'BestEffort' || tolerates) return undefined;
  }
  return refusal('Evicted', `The node had condition: [${kinds.join(' ')}]. `);
}
