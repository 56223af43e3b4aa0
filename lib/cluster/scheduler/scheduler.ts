import type { Namespace, Node, Pod } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { formatTime } from '@/lib/api/time';
import type { LayeredMap } from '@/lib/sim/layered-map';
import type { Sim } from '@/lib/sim/sim';
import { ApiError, type Client, type InformerFactory, type UserInfo } from '../client/client';
import { errorOf } from '../client/new-client';
import type { EventRecorder } from '../controllers/event-recorder';
import { chooseVolumes, reserveVolumes } from './claims';
import { DEFAULT_SCHEDULER, resolveProfiles, type ResolvedProfile, type SchedulerConfiguration } from './configuration';
import { decide, unavailable, type Decision } from './cycle';
import { defaultSelectors } from './default-selector';
import { reserveDevices } from './devices/reserve';
import { NodeCache } from './node-cache';
import { newMemo, type Cycle } from './plugins/plugin';
import { preempt } from './preemption';
import { mayHelp, nodeEvents, podEvents, type ClusterEvent } from './queueing-hints';
import { NODES, PODS, POD_DISRUPTION_BUDGETS } from '../client/resources';

export interface SchedulerOptions {
  readonly sim: Sim;
  readonly client: Client;
  readonly user: UserInfo;
  readonly informers: InformerFactory;
  /** Records as the scheduler of a profile. */
  readonly events: (schedulerName: string) => EventRecorder;
  /** What the component was started with; without it the default profile. */
  readonly configuration?: () => SchedulerConfiguration | undefined;
  /** Failed attempts by pod uid, when the last one was (`<uid>@`, ms), and where the next search begins (`@next`): state. */
  readonly attempts: LayeredMap<number>;
  /** Latest decision by pod uid: state, for the page that shows why. */
  readonly decisions: LayeredMap<Decision>;
  readonly isUp: () => boolean;
  /** Keeps a key that came while the scheduler could not work. */
  readonly park: (queue: string, key: string) => void;
}

const QUEUE = 'scheduler';
/** Defaults of podInitialBackoffSeconds and podMaxBackoffSeconds. */
const FIRST_BACKOFF_S = 1;
const LONGEST_BACKOFF_S = 10;
/** A request was refused: the pod waits so long (ms). */
const REFUSED_MS = 10_000;
/** When claims that have just been given volumes are looked at again. */
const BINDING_MS = 100;
/** podMaxInUnschedulablePodsDuration */
const AGAIN_MS = 300_000;
const NEXT = '@next';

/** kube-scheduler with its profiles. Models pkg/scheduler. */
export function scheduler(options: SchedulerOptions): { resync(): void } {
  const { sim, client, informers, attempts, decisions } = options;
  const cache = new NodeCache();
  const pods = informers.informer<Pod>(PODS);
  const nodes = informers.informer<Node>(NODES);
  const namespaces = informers.informer<Namespace>({ group: '', resource: 'namespaces' });
  const defaultSelector = defaultSelectors(client, informers);
  /** Pods of ours without a node, by uid, and those of them that have been promised one. Derived. */
  const pending = new Map<string, Pod>();
  const promised = new Map<string, Pod>();
  let primed = false;
  let resolved: { from: SchedulerConfiguration | undefined; profiles: readonly ResolvedProfile[] } | undefined;

  function profileOf(pod: Pod): ResolvedProfile | undefined {
    const from = options.configuration?.();
    if (!resolved || resolved.from !== from) resolved = { from, profiles: resolveProfiles(from) };
    const name = pod.spec?.schedulerName ?? DEFAULT_SCHEDULER;
    return resolved.profiles.find(({ schedulerName }) => schedulerName === name);
  }
  const isMine = (pod: Pod) => isWaiting(pod) && profileOf(pod) !== undefined;

  nodes.onChange(({ type, object, old }) => {
    if (type === 'DELETED') cache.removeNode(object.metadata.name);
    else cache.setNode(object);
    happened(type === 'DELETED' ? [] : nodeEvents(old, object));
  });
  pods.onChange(({ type, object, old }) => {
    const uid = object.metadata.uid!;
    if (type === 'DELETED') {
      cache.removePod(uid);
      forget(uid);
      decisions.delete(uid);
    } else cache.setPod(object);
    if (type !== 'DELETED' && isMine(object)) {
      wait(object);
      if (!old || changed(old.spec, object.spec) || changed(old.metadata.labels, object.metadata.labels)) sim.enqueue(QUEUE, keyOf(object));
    } else {
      unwait(uid);
      happened(podEvents(type, old, object));
    }
  });
  for (const [group, resource] of VOLUME_RESOURCES) informers.informer({ group, resource }).onChange(() => happened(['Volume']));

  sim.on(QUEUE, (key) => {
    if (!options.isUp()) return options.park(QUEUE, key);
    prime();
    const slash = key.indexOf('/');
    try {
      const pod = client.get<Pod>(PODS, key.slice(0, slash), key.slice(slash + 1));
      const profile = pod && isWaiting(pod) ? profileOf(pod) : undefined;
      if (pod && profile) scheduleOne(pod, profile);
    } catch (error) {
      // Refused (RBAC may be broken): the pod waits for its next turn.
      if (!(error instanceof ApiError)) throw error;
      sim.after(QUEUE, key, REFUSED_MS, { background: true });
    }
  });

  /** After a fork or a restart the cache is empty: fill it from the informers once. */
  function prime(): void {
    if (primed) return;
    primed = true;
    for (const node of nodes.list()) cache.setNode(node);
    for (const pod of pods.list()) {
      cache.setPod(pod);
      if (isMine(pod)) wait(pod);
    }
  }

  function wait(pod: Pod): void {
    pending.set(pod.metadata.uid!, pod);
    if (pod.status?.nominatedNodeName) promised.set(pod.metadata.uid!, pod);
    else promised.delete(pod.metadata.uid!);
  }

  function unwait(uid: string): void {
    pending.delete(uid);
    promised.delete(uid);
  }

  /** Pods that wait and that this may help are tried again when their back-off is over. Models MoveAllToActiveOrBackoffQueue. */
  function happened(what: readonly ClusterEvent[]): void {
    if (what.length === 0 || attempts.size === (attempts.has(NEXT) ? 1 : 0)) return;
    prime();
    const waiting = [...pending.values()].filter(({ metadata: { uid } }) => attempts.has(uid!) && mayHelp(what, decisions.get(uid!)));
    for (const pod of waiting.sort(byPriority)) {
      const left = backoffEnd(pod.metadata.uid!) - sim.now();
      if (left > 0) sim.after(QUEUE, keyOf(pod), left);
      else sim.enqueue(QUEUE, keyOf(pod));
    }
  }

  function backoffEnd(uid: string): number {
    const { podInitialBackoffSeconds = FIRST_BACKOFF_S, podMaxBackoffSeconds = LONGEST_BACKOFF_S } = options.configuration?.() ?? {};
    const seconds = Math.min(podInitialBackoffSeconds * 2 ** ((attempts.get(uid) ?? 1) - 1), podMaxBackoffSeconds);
    return (attempts.get(`${uid}@`) ?? sim.now()) + seconds * 1000;
  }

  function forget(uid: string): void {
    attempts.delete(uid);
    attempts.delete(`${uid}@`);
  }

  function scheduleOne(pod: Pod, profile: ResolvedProfile): void {
    if ((pod.spec?.schedulingGates ?? []).length > 0 && profile.points.preEnqueue.includes('SchedulingGates')) return;
    const cycle = newCycle(profile);
    if (cycle.nodes.length === 0) {
      fail(pod, profile, { message: 'no nodes available to schedule pods' });
      return;
    }
    const decision = decide(pod, cycle, profile, {
      random: (below) => sim.random.int(below),
      nominated: nominatedFor(pod),
      start: attempts.get(NEXT) ?? 0,
    });
    if (decision.next !== undefined) attempts.set(NEXT, decision.next);
    decisions.set(pod.metadata.uid!, decision);
    if (decision.node === undefined) {
      unschedulable(pod, profile, decision, cycle);
      return;
    }
    try {
      if (waitsForVolumes(pod, decision.node, cycle)) return;
      const chosen = cycle.nodes.find(({ node }) => node.metadata.name === decision.node);
      if (chosen && profile.points.preBind.includes('DynamicResources')) reserveDevices(client, pod, chosen.node, cycle);
      bind(pod, profile, decision.node);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code !== 404)
        fail(pod, profile, { message: `running Bind plugin "DefaultBinder": ${error.message}`, reason: 'SchedulerError' });
    }
  }

  /** Pods as important as this one, or more so, that have been promised a node. Models addNominatedPods. */
  function nominatedFor(pod: Pod): (node: string) => readonly Pod[] {
    const others = [...promised.values()].filter(
      (other) => other.metadata.uid !== pod.metadata.uid && (other.spec?.priority ?? 0) >= (pod.spec?.priority ?? 0),
    );
    return (node) => (others.length === 0 ? others : others.filter(({ status }) => status?.nominatedNodeName === node));
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

  function bind(pod: Pod, profile: ResolvedProfile, node: string): void {
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
    unwait(pod.metadata.uid!);
    forget(pod.metadata.uid!);
    sim.cancel(QUEUE, keyOf(pod));
    eventsOf(profile).event(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node}`);
  }

  const eventsOf = ({ schedulerName }: ResolvedProfile) => options.events(schedulerName);

  function unschedulable(pod: Pod, profile: ResolvedProfile, decision: Decision, cycle: Cycle): void {
    const message = unavailable(cycle.nodes.length, decision);
    const claims = profile.points.postFilter.includes('DynamicResources') ? ' no new claims to deallocate,' : '';
    if (decision.preFilter) {
      fail(pod, profile, { message: claims ? `${message} not found` : message });
      return;
    }
    if (!profile.points.postFilter.includes('DefaultPreemption')) {
      fail(pod, profile, { message: claims ? `${message} no new claims to deallocate` : message });
      return;
    }
    const budgets = client.list(POD_DISRUPTION_BUDGETS).items;
    const { node, victims, message: why } = preempt(pod, decision, cycle, { profile, budgets, nominated: nominatedFor(pod) });
    if (node === undefined) {
      fail(pod, profile, { message: `${message}${claims} preemption: ${why}` });
      return;
    }
    for (const victim of victims) evict(victim, pod, profile, node);
    for (const other of pending.values())
      if (other.status?.nominatedNodeName === node && (other.spec?.priority ?? 0) < (pod.spec?.priority ?? 0)) unnominate(other);
    fail(pod, profile, { message, nominated: node });
  }

  /** Models preemptPod: the victim learns why, then goes. */
  function evict(victim: Pod, pod: Pod, profile: ResolvedProfile, node: string): void {
    const { namespace = '', name } = victim.metadata;
    if (victim.metadata.deletionTimestamp) return;
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      ...(victim.metadata.generation !== undefined && { observedGeneration: victim.metadata.generation }),
      lastProbeTime: null,
      lastTransitionTime: formatTime(sim.now()),
      reason: 'PreemptionByScheduler',
      message: `${profile.schedulerName}: preempting to accommodate a higher priority pod`,
    };
    try {
      client.patch(PODS, namespace, name, { status: { conditions: [condition] } }, { type: 'strategic', subresource: 'status' });
      client.delete(PODS, namespace, name);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 404) throw error;
    }
    eventsOf(profile).event(victim, 'Normal', 'Preempted', `Preempted by pod ${pod.metadata.uid} on node ${node}`);
  }

  /** A less important pod had been promised the node. */
  function unnominate({ metadata: { namespace = '', name } }: Pod): void {
    const latest = client.get<Pod>(PODS, namespace, name);
    if (!latest?.status?.nominatedNodeName) return;
    const { nominatedNodeName: _gone, ...status } = latest.status;
    client.update(PODS, { ...latest, status } as KubeObject, 'status');
  }

  function fail(pod: Pod, profile: ResolvedProfile, failure: { message: string; reason?: string; nominated?: string }): void {
    const { message, reason = 'Unschedulable', nominated } = failure;
    attempts.set(pod.metadata.uid!, (attempts.get(pod.metadata.uid!) ?? 0) + 1);
    attempts.set(`${pod.metadata.uid}@`, sim.now());
    eventsOf(profile).event(pod, 'Warning', 'FailedScheduling', message);
    const latest = client.get<Pod>(PODS, pod.metadata.namespace!, pod.metadata.name);
    const old = latest?.status?.conditions?.find(({ type }) => type === 'PodScheduled');
    if (latest && (old?.message !== message || old.status !== 'False' || (nominated && latest.status?.nominatedNodeName !== nominated))) {
      const condition = {
        type: 'PodScheduled',
        status: 'False',
        observedGeneration: latest.metadata.generation,
        lastProbeTime: null,
        lastTransitionTime: old?.status === 'False' ? old.lastTransitionTime : formatTime(sim.now()),
        reason,
        message,
      };
      const conditions = [...(latest.status?.conditions ?? []).filter(({ type }) => type !== 'PodScheduled'), condition];
      const status = { ...latest.status, conditions, ...(nominated && { nominatedNodeName: nominated }) };
      const told = client.update(PODS, { ...latest, status }, 'status');
      // The next pod has to know at once, not when the informer tells: else two of them are promised the same room.
      if (nominated) wait(told as Pod);
    }
    sim.after(QUEUE, keyOf(pod), nominated ? FIRST_BACKOFF_S * 1000 : AGAIN_MS, { background: !nominated });
  }

  function newCycle(profile: ResolvedProfile): Cycle {
    return {
      nodes: cache.list(),
      namespaceLabels: (name) => namespaces.get('', name)?.metadata.labels ?? {},
      get: (resource, namespace, name) => client.get(resource, namespace, name),
      list: (resource) => client.list(resource).items,
      defaultSelector,
      args: (plugin) => profile.args[plugin] ?? {},
      once: newMemo(),
    };
  }

  return {
    resync() {
      primed = false;
      pending.clear();
      promised.clear();
      for (const pod of pods.list()) if (isMine(pod)) sim.enqueue(QUEUE, keyOf(pod));
    },
  };
}

const VOLUME_RESOURCES = [
  ['', 'persistentvolumeclaims'],
  ['', 'persistentvolumes'],
  ['resource.k8s.io', 'resourceclaims'],
  ['resource.k8s.io', 'resourceslices'],
  ['resource.k8s.io', 'deviceclasses'],
] as const;

/** Models plugins/queuesort: the more important first, then the older. */
const byPriority = (a: Pod, b: Pod): number =>
  (b.spec?.priority ?? 0) - (a.spec?.priority ?? 0) ||
  inOrder(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') ||
  inOrder(keyOf(a), keyOf(b));
const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const keyOf = (pod: Pod) => `${pod.metadata.namespace}/${pod.metadata.name}`;
const isOver = (pod: Pod) => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
const isWaiting = (pod: Pod) => !pod.spec?.nodeName && !pod.metadata.deletionTimestamp && !isOver(pod);
const changed = (a: unknown, b: unknown) => a !== b && JSON.stringify(a) !== JSON.stringify(b);
