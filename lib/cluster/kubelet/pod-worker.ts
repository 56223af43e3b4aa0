import { deepEqual } from '@/lib/api/freeze';
import { formatTime } from '@/lib/api/time';
import type { KubeObject } from '@/lib/api/object';
import { ApiError } from '../client/client';
import { CONFIG_MAPS, PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS, SECRETS, SERVICES } from '../client/resources';
import { admit } from './admission';
import { noteExit } from './containers';
import { kubeletQueue, podKey, type KubeletContext } from './context';
import { nodeConfig } from './node-config';
import { NETWORK_NOT_READY, nodeResources } from './node-status';
import { podPhase, podStatus } from './pod-status';
import type { PodRecord } from './pod-record';
import { allocatedPod, resizePod } from './resize';
import { runContainers } from './run-containers';
import { sandboxSpec } from './sandbox';
import { tellSandbox, tellSkipped, tellStatus, tellWaiting } from './journal';
import { mirrorHash } from './static-pods';
import { stopPod } from './termination';
import { registeredBy, syncCsiDrivers } from './csi-drivers';
import { csiStanding } from './csi-standing';
import { mountVolumes } from './volume-mounts';
import type { VolumeSources } from './volumes';

/** backOffOnTransientErrorPeriod */
const NETWORK_RETRY_MS = 1_000;
/** How soon the pod lifecycle event generator sees a container that was started: it looks each second, and comes to each pod in turn. */
const relistMs = (uid: string): number => 100 + (Number.parseInt(uid.slice(-2), 16) || 0);

/** Earliest next look at a pod. */
class Agenda {
  private soon = Infinity;
  private later = Infinity;

  add(ms: number | undefined, background = false): void {
    if (ms === undefined) return;
    if (background) this.later = Math.min(this.later, ms);
    else this.soon = Math.min(this.soon, ms);
  }

  set(context: KubeletContext, key: string): void {
    const queue = kubeletQueue(context.node.name);
    context.sim.cancel(queue, key);
    const at = Math.min(this.soon, this.later);
    if (at === Infinity) return;
    context.sim.after(queue, key, at, { background: this.soon === Infinity });
  }
}

/** One look at one pod: brings its containers nearer to what it asks for and reports. Models kubelet's SyncPod. */
export function syncPod(context: KubeletContext, namespace: string, name: string, uid: string): void {
  const { records, informers } = context;
  const found = informers.informer(PODS).get(namespace, name);
  const own = found?.metadata.uid === uid && found.spec.nodeName === context.node.name ? found : undefined;
  const pod = own ?? staticPod(context, uid, found);
  const record = records.get(uid);
  const agenda = new Agenda();
  const key = `pod/${namespace}/${name}/${uid}`;
  if (!pod) {
    if (record) removeVanished(context, record, agenda);
  } else if (pod.metadata.deletionTimestamp) {
    // Without grace and without a record it has been stopped and reported: somebody's finalizer holds the object.
    if (record || pod.metadata.deletionGracePeriodSeconds !== 0) terminate(context, pod, record ?? newRecord(context, pod), agenda);
  } else {
    const phase = pod.status?.phase;
    if ((phase === 'Succeeded' || phase === 'Failed') && !record) return;
    keepRunning(context, pod, record ?? admitted(context, pod), agenda);
  }
  agenda.set(context, key);
  if (registeredBy(pod ?? record?.pod)) syncCsiDrivers(context);
}

/** A static pod, with the status its mirror has. */
function staticPod(context: KubeletContext, uid: string, mirror: KubeObject | undefined): KubeObject | undefined {
  const pod = context.statics.get(uid);
  if (!pod || !mirror || mirrorHash(mirror) !== uid) return pod;
  return { ...pod, metadata: { ...pod.metadata, generation: mirror.metadata.generation }, status: mirror.status };
}

const newRecord = (context: KubeletContext, pod: KubeObject): PodRecord => ({
  uid: pod.metadata.uid ?? '',
  namespace: pod.metadata.namespace ?? '',
  name: pod.metadata.name,
  containers: {},
  pod,
  volumes: {},
  mountFailures: 0,
  sandboxFailures: 0,
  startTime: pod.status?.startTime ?? formatTime(context.sim.now()),
});

/** The record of a pod seen for the first time: one that is refused has ended already. */
function admitted(context: KubeletContext, pod: KubeObject): PodRecord {
  const refused = admit(context, pod);
  const record = newRecord(context, pod);
  if (!refused) return record;
  context.events.event(pod, 'Warning', refused.reason, refused.message);
  return { ...record, ended: { phase: 'Failed', reason: refused.reason, message: `Pod was rejected: ${refused.message}`, refused: true } };
}

function removeVanished(context: KubeletContext, record: PodRecord, agenda: Agenda): void {
  const stopping = stopPod(
    context,
    record.pod,
    record,
    record.terminating ? Infinity : (record.pod.spec.terminationGracePeriodSeconds ?? 30),
  );
  if (stopping.over) cleanUp(context, stopping.record);
  else {
    context.records.set(record.uid, stopping.record);
    agenda.add(stopping.againIn);
  }
}

/** Containers, sandbox and memory of a pod that is over. */
function cleanUp(context: KubeletContext, record: PodRecord): void {
  for (const one of Object.values(record.containers)) if (one.id) context.runtime.remove(one.id);
  if (record.sandbox) context.runtime.removeSandbox(record.sandbox.id);
  context.runtime.tearDownVolumes?.(record.uid);
  context.records.delete(record.uid);
}

function terminate(context: KubeletContext, pod: KubeObject, record: PodRecord, agenda: Agenda): void {
  const stopping = stopPod(context, pod, record, pod.metadata.deletionGracePeriodSeconds ?? 30);
  context.records.set(record.uid, stopping.record);
  if (!stopping.over) {
    report(context, pod, stopping.record, agenda);
    agenda.add(stopping.againIn ?? 1000);
    return;
  }
  report(context, pod, stopping.record, agenda);
  cleanUp(context, stopping.record);
  try {
    context.client.delete(PODS, pod.metadata.namespace ?? '', pod.metadata.name, { gracePeriodSeconds: 0, uid: pod.metadata.uid });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code !== 404 && error.code !== 409) agenda.add(1000, true);
  }
}

function keepRunning(context: KubeletContext, pod: KubeObject, given: PodRecord, agenda: Agenda): void {
  const { sim } = context;
  let record: PodRecord = { ...given, pod };
  record = noteEnds(context, record);
  const deadline = pod.spec.activeDeadlineSeconds;
  if (deadline !== undefined && !record.ended) {
    const left = Date.parse(record.startTime) + deadline * 1000 - sim.now();
    if (left <= 0) {
      record = {
        ...record,
        ended: { phase: 'Failed', reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' },
      };
      context.events.event(pod, 'Normal', 'DeadlineExceeded', 'Pod was active on the node longer than the specified deadline');
    } else agenda.add(left);
  }
  const phase = podPhase(pod, record);
  if (phase === 'Succeeded' || phase === 'Failed') return finish(context, pod, record, agenda);
  const volumes = mountVolumes(context, pod, record, sourcesOf(context, pod, record), agenda);
  record = volumes.record;
  if (volumes.sources && (record = withSandbox(context, pod, record, agenda)).sandbox) {
    record = resizePod(context, pod, record, agenda);
    const before = record;
    record = runContainers(context, allocatedPod(pod, record), record, volumes.sources, sourcesOf(context, pod, record), agenda);
    tellWaiting(context, pod, before, record);
    const after = podPhase(pod, record);
    if (after === 'Succeeded' || after === 'Failed') return finish(context, pod, record, agenda);
    // What was started is seen, and said, at the next relist: what ends sooner never shows as running.
    if (hasStarted(before, record)) {
      context.records.set(record.uid, record);
      agenda.add(relistMs(record.uid));
      return;
    }
  }
  context.records.set(record.uid, record);
  report(context, pod, record, agenda);
}

function hasStarted(before: PodRecord, after: PodRecord): boolean {
  return Object.entries(after.containers).some(([name, { id, terminated }]) => id && !terminated && before.containers[name]?.id !== id);
}

/** A pod that has run to its end: what still runs (sidecars, or all after a deadline) is stopped, the network goes; logs stay. */
function finish(context: KubeletContext, pod: KubeObject, given: PodRecord, agenda: Agenda): void {
  const stopping = stopPod(context, pod, given, given.ended?.graceSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30);
  let record = stopping.record;
  if (!stopping.over) agenda.add(stopping.againIn ?? 1000);
  else if (record.sandbox) context.runtime.stopSandbox(record.sandbox.id);
  const { terminating: _forget, ...rest } = record;
  record = stopping.over ? rest : record;
  context.records.set(record.uid, record);
  if (stopping.over) report(context, pod, record, agenda);
}

function noteEnds(context: KubeletContext, record: PodRecord): PodRecord {
  let containers = record.containers;
  for (const [name, one] of Object.entries(containers)) {
    if (!one.id || one.terminated) continue;
    const state = context.runtime.inspect(one.id);
    if (state?.state === 'exited') containers = { ...containers, [name]: noteExit(one, state) };
    else if (!state && record.sandbox) {
      const missing = {
        exitCode: 137,
        reason: 'ContainerStatusUnknown',
        message: 'The container could not be located when the pod was terminated',
        startedAt: null,
        finishedAt: null,
      };
      containers = {
        ...containers,
        [name]: { ...one, terminated: { ...missing, containerID: `containerd://${one.id}` }, ready: false, started: false, probes: {} },
      };
    }
  }
  return containers === record.containers ? record : { ...record, containers };
}

export function sourcesOf(context: KubeletContext, pod: KubeObject, record: PodRecord): VolumeSources {
  const { informers, node } = context;
  const namespace = pod.metadata.namespace ?? '';
  return {
    configMap: (name) => informers.informer(CONFIG_MAPS).get(namespace, name),
    secret: (name) => informers.informer(SECRETS).get(namespace, name),
    services: () => {
      const own = pod.spec.enableServiceLinks === false ? [] : informers.informer(SERVICES).list(namespace);
      const master = informers.informer(SERVICES).get('default', 'kubernetes');
      return master && namespace !== 'default' ? [...own, master] : master && pod.spec.enableServiceLinks === false ? [master] : own;
    },
    claim: (name) => informers.informer(PERSISTENT_VOLUME_CLAIMS).get(namespace, name),
    persistentVolume: (name) => informers.informer(PERSISTENT_VOLUMES).get('', name),
    token: (audience, seconds) => context.token(pod, audience, seconds),
    csi: (driver, volume) => csiStanding(context, driver, volume),
    disk: (id) => context.disks?.get(id),
    podIp: record.sandbox?.ips[0] ?? '',
    hostIp: node.ip,
    nodeAllocatable: nodeResources(node, nodeConfig(context.runtime.kept()?.config ?? '')).allocatable,
  };
}

function withoutSandbox({ sandbox: _, ...rest }: PodRecord): PodRecord {
  return rest;
}

function withSandbox(context: KubeletContext, pod: KubeObject, record: PodRecord, agenda: Agenda): PodRecord {
  if (record.sandbox && context.runtime.sandboxReady?.(record.sandbox.id) === false) {
    context.events.event(pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    context.runtime.stopSandbox(record.sandbox.id);
    record = withoutSandbox(record);
  }
  if (record.sandbox) return record;
  if (!pod.spec.hostNetwork && context.runtime.networkReady?.() === false) {
    context.events.event(pod, 'Warning', 'NetworkNotReady', `network is not ready: ${NETWORK_NOT_READY}`);
    if (!record.networkWaited) tellSkipped(context, pod, `network is not ready: ${NETWORK_NOT_READY}`);
    agenda.add(NETWORK_RETRY_MS, true);
    return record.networkWaited ? record : { ...record, networkWaited: true };
  }
  try {
    const sandbox = context.runtime.createSandbox(sandboxSpec(context, pod));
    return { ...record, sandbox, sandboxFailures: 0 };
  } catch (error) {
    const failures = record.sandboxFailures + 1;
    tellSandbox(context, pod, (error as Error).message);
    context.events.event(pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${(error as Error).message}`);
    agenda.add(Math.min(1000 * 2 ** failures, 20_000), failures > 5);
    return { ...record, sandboxFailures: failures };
  }
}

/** Writes the pod's status when it has changed. */
function report(context: KubeletContext, pod: KubeObject, record: PodRecord, agenda: Agenda): void {
  const isStatic = context.statics.has(record.uid);
  const stored = isStatic ? context.informers.informer(PODS).get(record.namespace, record.name) : pod;
  if (!stored || (isStatic && mirrorHash(stored) !== record.uid)) return;
  const status = podStatus(pod, record, context.node.ip, context.sim.now());
  if (deepEqual(withoutProbeTimes(status), withoutProbeTimes(stored.status))) return;
  try {
    context.client.update(PODS, { ...stored, status }, 'status');
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === 404) return;
    // Somebody else changed the pod: its change brings us back. A server that is down is asked again.
    const queue = kubeletQueue(context.node.name);
    if (error.reason === 'Conflict') context.sim.enqueue(queue, podKey(pod));
    else {
      tellStatus(context, stored, error);
      agenda.add(10_000, true);
    }
  }
}

/** `lastProbeTime` is never set; whether it is written as null or left out is the server's affair. */
function withoutProbeTimes(status: KubeObject['status']): KubeObject['status'] {
  const conditions = (status?.conditions ?? []).map(({ lastProbeTime: _never, ...rest }: KubeObject['status']) => rest);
  return { ...status, conditions };
}
