import type { KubeObject } from '@/lib/api/object';
import type { Pod } from '@/lib/api/models';
import { ApiError } from '../../client/client';
import { bindQueue } from '../../controllers/context';
import { controllerOf } from '../../controllers/controller-ref';
import { DAEMON_SETS, LEASES, PODS, REPLICA_SETS, REPLICATION_CONTROLLERS, STATEFUL_SETS } from '../../client/resources';
import type { Operator, OperatorContext } from '../addon';
import { changesOf, wishesFor } from './pod-resources';
import { inNeed, type Priority } from './priority';
import { durationMs, flagOf, klog, NAMESPACE, STATUS_LEASE, updateMode, VPAS, type Vpa } from './resources';
import { controls, selectorOf, stronger } from './targets';

const QUEUE = 'vpa-updater';
const TICK = 'update';
const ACTING = ['Recreate', 'Auto', 'InPlaceOrRecreate'];
/** How old the admission controller's word may be. */
const STATUS_MS = 60_000;
/** How long a resize may wait before its pod is evicted in its place. */
const DEFERRED_MS = 300_000;
const IN_PROGRESS_MS = 3_600_000;

/** Evicts pods whose requests are out of bounds, or resizes them in place, once a minute. Models vertical-pod-autoscaler/pkg/updater. */
export const vpaUpdater: Operator = {
  name: 'vpa-updater',
  bind(context) {
    /** Rounds begin a whole interval after the start. */
    const wait = () => {
      const interval = durationMs(flagOf(context.instances()[0]!.argv, 'updater-interval') ?? '1m');
      context.sim.after(`controller/${QUEUE}`, TICK, interval, { background: true });
    };
    bindQueue(context, QUEUE, () => {
      const { argv } = context.instances()[0]!;
      wait();
      runOnce(context, argv);
    });
    return { resync: wait };
  },
};

function runOnce(context: OperatorContext, argv: readonly string[]): void {
  const { client, informers, sim } = context;
  const say = (text: string) => context.log(`${klog('I', sim.now())}${text}\n`);
  const renewed = client.get(LEASES, NAMESPACE, STATUS_LEASE)?.spec?.renewTime as string | undefined;
  if (flagOf(argv, 'use-admission-controller-status') !== 'false' && !(renewed && sim.now() - Date.parse(renewed) <= STATUS_MS))
    return say('updater.go:175] "Admission Controller status is not valid. Skipping eviction loop" timeout="1m0s"');
  const vpas = client
    .list<Vpa>(VPAS)
    .items.flatMap((vpa) => {
      const found = ACTING.includes(updateMode(vpa)) ? selectorOf(context, vpa) : { error: '' };
      return 'selector' in found ? [{ vpa, selector: found.selector }] : [];
    })
    .sort((a, b) => stronger(a.vpa, b.vpa));
  if (vpas.length === 0) return say('updater.go:217] "No VPA objects to process"');
  const pods = new Map<Vpa, Pod[]>();
  for (const pod of informers.informer<Pod>(PODS).list()) {
    if (pod.metadata.deletionTimestamp) continue;
    const owner = vpas.find(({ vpa, selector }) => vpa.metadata.namespace === pod.metadata.namespace && controls(vpa, selector, pod));
    if (owner) pods.set(owner.vpa, [...(pods.get(owner.vpa) ?? []), pod]);
  }
  for (const [vpa, controlled] of pods) update(context, vpa, controlled, argv);
}

/** How many pods of one controller there are, and were disturbed in this round. Models singleGroupStats. */
class Group {
  private disturbed = 0;

  constructor(
    private readonly configured: number,
    private readonly running: number,
    private readonly tolerance: number,
  ) {}

  mayDisturb(): boolean {
    if (this.running - this.disturbed > this.configured - this.tolerance) return true;
    return this.configured === this.running && this.tolerance === 0 && this.disturbed === 0;
  }

  disturb(): void {
    this.disturbed++;
  }
}

function update(context: OperatorContext, vpa: Vpa, pods: readonly Pod[], argv: readonly string[]): void {
  const groups = groupsOf(context, vpa, pods, argv);
  const groupOf = (pod: Pod) => groups.get(controllerOf(pod)?.uid ?? '');
  const inPlace = updateMode(vpa) === 'InPlaceOrRecreate';
  const now = context.sim.now();
  const allowed = pods.filter((pod) => pod.status?.phase === 'Pending' || groupOf(pod)?.mayDisturb());
  for (const need of inNeed(vpa, allowed, now)) {
    const { pod } = need;
    const group = groupOf(pod);
    if (!group) continue;
    if (inPlace && pod.status?.phase !== 'Pending') {
      const state = resizing(pod, now);
      if (state === 'waiting' || !group.mayDisturb()) continue;
      if (state === 'none' && resize(context, vpa, pod)) {
        group.disturb();
        continue;
      }
    } else if (inPlace) continue;
    if (pod.status?.phase !== 'Pending' && !group.mayDisturb()) continue;
    if (evict(context, vpa, need) && pod.status?.phase !== 'Pending') group.disturb();
  }
}

const COUNTED = {
  ReplicaSet: REPLICA_SETS,
  StatefulSet: STATEFUL_SETS,
  DaemonSet: DAEMON_SETS,
  ReplicationController: REPLICATION_CONTROLLERS,
} as const;

function groupsOf({ informers, log, sim }: OperatorContext, vpa: Vpa, pods: readonly Pod[], argv: readonly string[]): Map<string, Group> {
  const everybodys = Number(flagOf(argv, 'min-replicas') ?? 2);
  const required = vpa.spec.updatePolicy?.minReplicas ?? everybodys;
  const tolerance = Number(flagOf(argv, 'eviction-tolerance') ?? 0.5);
  const owned = new Map<string, Pod[]>();
  for (const pod of pods) {
    const { uid } = controllerOf(pod)!;
    owned.set(uid, [...(owned.get(uid) ?? []), pod]);
  }
  const groups = new Map<string, Group>();
  for (const [uid, own] of owned) {
    const { kind, name } = controllerOf(own[0]!)!;
    const namespace = own[0]!.metadata.namespace!;
    if (own.length < required) {
      log(
        `${klog('I', sim.now())}pods_restriction_factory.go:188] "Too few replicas" kind="${kind}" object="${namespace}/${name}" livePods=${own.length} requiredPods=${required} globalMinReplicas=${everybodys}\n`,
      );
      continue;
    }
    const counted = Object.hasOwn(COUNTED, kind) ? COUNTED[kind as keyof typeof COUNTED] : undefined;
    const owner: KubeObject | undefined = counted && informers.informer(counted).get(namespace, name);
    const configured: number = kind === 'DaemonSet' ? owner?.status?.numberReady : counted ? owner?.spec?.replicas : own.length;
    if (!configured) continue;
    const running = own.filter(({ status }) => status?.phase !== 'Pending').length;
    groups.set(uid, new Group(configured, running, Math.trunc(configured * tolerance)));
  }
  return groups;
}

function evict(context: OperatorContext, vpa: Vpa, { pod }: Priority): boolean {
  const { client, sim } = context;
  const { namespace = '', name } = pod.metadata;
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  const headers = { 'content-type': 'application/json' };
  const { status, body: answer } = client.door.handle({ method: 'POST', path, query: {}, headers, body });
  if (status >= 300) {
    const err = (answer as { message?: string } | undefined)?.message ?? '';
    context.log(
      `${klog('E', sim.now())}pods_eviction_restriction.go:95] "Failed to evict pod" err=${JSON.stringify(err)} pod="${namespace}/${name}"\n`,
    );
    return false;
  }
  context.log(`${klog('I', sim.now())}updater.go:321] "Evicting pod" pod="${namespace}/${name}"\n`);
  const events = context.events('vpa-updater');
  events.event(pod, 'Normal', 'EvictedByVPA', 'Pod was evicted by VPA Updater to apply resource recommendation.');
  events.event(vpa, 'Normal', 'EvictedPod', `VPA Updater evicted Pod ${name} to apply resource recommendation.`);
  return true;
}

/** Whether a resize is under way; `failed` when it has come to nothing. Models CanEvictInPlacingPod. */
function resizing({ status }: Pod, now: number): 'none' | 'waiting' | 'failed' {
  const of = (type: string) => status?.conditions?.find((condition) => condition.type === type && condition.status === 'True');
  const pending = of('PodResizePending');
  const progress = of('PodResizeInProgress');
  const since = (condition: { lastTransitionTime?: string }) => now - Date.parse(condition.lastTransitionTime ?? '');
  if (pending) return pending.reason === 'Deferred' && since(pending) <= DEFERRED_MS ? 'waiting' : 'failed';
  if (progress) return progress.reason !== 'Error' && since(progress) <= IN_PROGRESS_MS ? 'waiting' : 'failed';
  return 'none';
}

/** True when the API server took the resize; whether it comes about is the kubelet's to say. */
function resize(context: OperatorContext, vpa: Vpa, pod: Pod): boolean {
  const { client } = context;
  const { namespace = '', name, annotations } = pod.metadata;
  const patch = wishesFor(vpa, pod).flatMap((wish) => changesOf(wish, pod.spec!.containers![wish.index]!));
  if (patch.length === 0) return false;
  try {
    client.patch(PODS, namespace, name, patch, { type: 'json', subresource: 'resize' });
    const marked = [
      ...(annotations ? [] : [{ op: 'add', path: '/metadata/annotations', value: {} }]),
      { op: 'add', path: '/metadata/annotations/vpaInPlaceUpdated', value: 'true' },
    ];
    client.patch(PODS, namespace, name, marked, { type: 'json' });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    context.log(
      `${klog('I', context.sim.now())}updater.go:305] "In-place resize failed, falling back to eviction" error=${JSON.stringify(error.message)} pod="${namespace}/${name}"\n`,
    );
    return false;
  }
  context.events('vpa-updater').event(pod, 'Normal', 'InPlaceResizedByVPA', 'Pod was resized in place by VPA Updater.');
  return true;
}
