import type { Namespace, Node, Pod, ReplicaSet, Service } from '@/lib/api/models';
import { matchesLabelMap } from '@/lib/api/label-selector';
import { formatTime } from '@/lib/api/time';
import type { LayeredMap } from '@/lib/sim/layered-map';
import type { Sim } from '@/lib/sim/sim';
import { ApiError, type Client, type InformerFactory, type UserInfo } from '../client/client';
import { errorOf } from '../client/new-client';
import type { EventRecorder } from '../controllers/event-recorder';
import { chooseVolumes, reserveVolumes } from './claims';
import { decide, unavailable, type Decision } from './cycle';
import { NodeCache } from './node-cache';
import { preempt } from './preemption';
import type { Cycle } from './plugins/plugin';

export interface SchedulerOptions {
  readonly sim: Sim;
  readonly client: Client;
  readonly user: UserInfo;
  readonly informers: InformerFactory;
  readonly events: EventRecorder;
  /** Failed attempts by pod uid, and when the last one was (`<uid>@`, ms): state. */
  readonly attempts: LayeredMap<number>;
  /** Latest decision by pod uid: state, for the page that shows why. */
  readonly decisions: LayeredMap<Decision>;
  readonly isUp: () => boolean;
}

const QUEUE = 'scheduler';
const NAME = 'default-scheduler';
const PODS = { group: '', resource: 'pods' };
const NODES = { group: '', resource: 'nodes' };
/** podInitialBackoffSeconds, podMaxBackoffSeconds */
const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 10_000;
/** When claims that have just been given volumes are looked at again. */
const BINDING_MS = 100;
/** podMaxInUnschedulablePodsDuration */
const AGAIN_MS = 300_000;

/** kube-scheduler with its default profile. Models pkg/scheduler. */
export function scheduler(options: SchedulerOptions): { resync(): void } {
  const { sim, client, informers, events, attempts, decisions } = options;
  const cache = new NodeCache();
  const pods = informers.informer<Pod>(PODS);
  const nodes = informers.informer<Node>(NODES);
  const namespaces = informers.informer<Namespace>({ group: '', resource: 'namespaces' });
  const services = informers.informer<Service>({ group: '', resource: 'services' });
  let primed = false;

  nodes.onChange(({ type, object, old }) => {
    if (type === 'DELETED') cache.removeNode(object.metadata.name);
    else cache.setNode(object);
    if (type !== 'MODIFIED' || !old || shape(old) !== shape(object)) retryAll();
  });
  pods.onChange(({ type, object, old }) => {
    if (type === 'DELETED') {
      cache.removePod(object.metadata.uid!);
      forget(object.metadata.uid!);
      decisions.delete(object.metadata.uid!);
    } else cache.setPod(object);
    if (isMine(object) && type !== 'DELETED') {
      if (!old || JSON.stringify(old.spec) !== JSON.stringify(object.spec)) sim.enqueue(QUEUE, keyOf(object));
    } else if (type === 'DELETED' || (isOver(object) && old && !isOver(old)) || type === 'ADDED') retryAll();
  });
  for (const resource of ['persistentvolumeclaims', 'persistentvolumes'])
    informers.informer({ group: '', resource }).onChange(() => retryAll());

  sim.on(QUEUE, (key) => {
    if (!options.isUp()) return;
    prime();
    const slash = key.indexOf('/');
    try {
      const pod = client.get<Pod>(PODS, key.slice(0, slash), key.slice(slash + 1));
      if (pod && isMine(pod)) scheduleOne(pod);
    } catch (error) {
      // Refused (RBAC may be broken): the pod waits for its next turn.
      if (!(error instanceof ApiError)) throw error;
      sim.after(QUEUE, key, LONGEST_BACKOFF_MS, { background: true });
    }
  });

  /** After a fork or a restart the cache is empty: fill it from the informers once. */
  function prime(): void {
    if (primed) return;
    primed = true;
    for (const node of nodes.list()) cache.setNode(node);
    for (const pod of pods.list()) cache.setPod(pod);
  }

  /** Something changed that may let waiting pods in: each is tried again when its back-off is over. */
  function retryAll(): void {
    const waiting = pods.list().filter((pod) => isMine(pod) && attempts.has(pod.metadata.uid!));
    for (const pod of [...waiting].sort(byPriority)) {
      const failed = attempts.get(pod.metadata.uid!)!;
      const due = (attempts.get(`${pod.metadata.uid}@`) ?? sim.now()) + Math.min(FIRST_BACKOFF_MS * 2 ** (failed - 1), LONGEST_BACKOFF_MS);
      if (due > sim.now()) sim.after(QUEUE, keyOf(pod), due - sim.now());
      else sim.enqueue(QUEUE, keyOf(pod));
    }
  }

  function forget(uid: string): void {
    attempts.delete(uid);
    attempts.delete(`${uid}@`);
  }

  function scheduleOne(pod: Pod): void {
    if ((pod.spec?.schedulingGates ?? []).length > 0) return;
    const cycle = newCycle();
    if (cycle.nodes.length === 0) {
      fail(pod, { verdicts: [] }, 'no nodes available to schedule pods');
      return;
    }
    const decision = decide(pod, cycle, (below) => sim.random.int(below));
    decisions.set(pod.metadata.uid!, decision);
    if (decision.node === undefined) {
      unschedulable(pod, decision, cycle);
      return;
    }
    try {
      if (waitsForVolumes(pod, decision.node, cycle)) return;
      bind(pod, decision.node);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code !== 404) fail(pod, decision, error.message);
    }
  }

  /** Claims that waited for the pod get volumes that its node can reach; the pod follows once they are bound. */
  function waitsForVolumes(pod: Pod, name: string, cycle: Cycle): boolean {
    const info = cycle.nodes.find(({ node }) => node.metadata.name === name);
    const choice = info && chooseVolumes(pod, info.node, cycle);
    if (!choice || choice.bind.length + choice.provision.length === 0) return false;
    reserveVolumes(client, choice, name);
    if (choice.provision.length === 0) sim.after(QUEUE, keyOf(pod), BINDING_MS);
    else attempts.set(pod.metadata.uid!, attempts.get(pod.metadata.uid!) ?? 1);
    return true;
  }

  function bind(pod: Pod, node: string): void {
    const { namespace, name } = pod.metadata;
    const target = { apiVersion: 'v1', kind: 'Node', name: node };
    const body = { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace, uid: pod.metadata.uid }, target };
    const response = client.door.handle({
      method: 'POST',
      path: `/api/v1/namespaces/${namespace}/pods/${name}/binding`,
      query: {},
      headers: {},
      body,
      as: options.user,
    });
    if (response.status >= 300) throw errorOf(response);
    cache.setPod({ ...pod, spec: { ...pod.spec!, nodeName: node } });
    forget(pod.metadata.uid!);
    sim.cancel(QUEUE, keyOf(pod));
    events.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node}`);
  }

  function unschedulable(pod: Pod, decision: Decision, cycle: Cycle): void {
    const message = unavailable(cycle.nodes.length, decision);
    if (decision.preFilter) {
      fail(pod, decision, `${message} not found`);
      return;
    }
    const preemption = preempt(pod, decision, cycle);
    for (const victim of preemption.victims) {
      events.event(victim, 'Normal', 'Preempted', `Preempted by pod ${pod.metadata.uid} on node ${preemption.node}`);
      client.delete(PODS, victim.metadata.namespace!, victim.metadata.name);
    }
    fail(
      pod,
      decision,
      preemption.node ? message : `${message} no new claims to deallocate, preemption: ${preemption.message}`,
      preemption.node,
    );
  }

  function fail(pod: Pod, decision: Decision, message: string, nominated?: string): void {
    const failed = (attempts.get(pod.metadata.uid!) ?? 0) + 1;
    attempts.set(pod.metadata.uid!, failed);
    attempts.set(`${pod.metadata.uid}@`, sim.now());
    events.event(pod, 'Warning', 'FailedScheduling', message);
    const latest = client.get<Pod>(PODS, pod.metadata.namespace!, pod.metadata.name);
    const old = latest?.status?.conditions?.find(({ type }) => type === 'PodScheduled');
    if (latest && (old?.message !== message || old.status !== 'False' || (nominated && latest.status?.nominatedNodeName !== nominated))) {
      const condition = {
        type: 'PodScheduled',
        status: 'False',
        observedGeneration: latest.metadata.generation,
        lastProbeTime: null,
        lastTransitionTime: old?.status === 'False' ? old.lastTransitionTime : formatTime(sim.now()),
        reason: 'Unschedulable',
        message,
      };
      const conditions = [...(latest.status?.conditions ?? []).filter(({ type }) => type !== 'PodScheduled'), condition];
      client.update(
        PODS,
        { ...latest, status: { ...latest.status, conditions, ...(nominated && { nominatedNodeName: nominated }) } },
        'status',
      );
    }
    sim.after(QUEUE, keyOf(pod), nominated ? FIRST_BACKOFF_MS : AGAIN_MS, { background: !nominated });
  }

  function newCycle(): Cycle {
    return {
      nodes: cache.list(),
      namespaceLabels: (name) => namespaces.get('', name)?.metadata.labels ?? {},
      get: (resource, namespace, name) => client.get(resource, namespace, name),
      list: (resource) => client.list(resource).items,
      defaultSelector,
    };
  }

  function defaultSelector(pod: Pod): Readonly<Record<string, string>> | undefined {
    const labels = pod.metadata.labels;
    if (!labels) return undefined;
    let selector: Record<string, string> = {};
    for (const service of services.list(pod.metadata.namespace)) {
      if (service.spec?.selector && Object.keys(service.spec.selector).length > 0 && matchesLabelMap(service.spec.selector, labels))
        selector = { ...selector, ...service.spec.selector };
    }
    const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller);
    if (owner?.kind === 'ReplicaSet') {
      const set = client.get<ReplicaSet>({ group: 'apps', resource: 'replicasets' }, pod.metadata.namespace!, owner.name);
      selector = { ...selector, ...set?.spec?.selector.matchLabels };
    }
    return Object.keys(selector).length > 0 ? selector : undefined;
  }

  return {
    resync() {
      primed = false;
      for (const pod of pods.list()) if (isMine(pod)) sim.enqueue(QUEUE, keyOf(pod));
    },
  };
}

/** Models plugins/queuesort: the more important first, then the older. */
const byPriority = (a: Pod, b: Pod): number =>
  (b.spec?.priority ?? 0) - (a.spec?.priority ?? 0) ||
  ((a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1);
const keyOf = (pod: Pod) => `${pod.metadata.namespace}/${pod.metadata.name}`;
const isOver = (pod: Pod) => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
const isMine = (pod: Pod) =>
  !pod.spec?.nodeName && !pod.metadata.deletionTimestamp && !isOver(pod) && (pod.spec?.schedulerName ?? NAME) === NAME;
const shape = (node: Node) => JSON.stringify([node.spec, node.metadata.labels, node.status?.allocatable]);
