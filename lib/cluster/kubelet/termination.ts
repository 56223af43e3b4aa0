import type { KubeObject } from '@/lib/api/object';
import { noteExit } from './containers';
import { event } from './outcome';
import type { KubeletContext } from './context';
import { tellKilling } from './journal';
import { runHook } from './hooks';
import { isSidecar, type ContainerRecord, type PodRecord } from './pod-record';

type Spec = KubeObject['spec'];

export interface Stopping {
  readonly record: PodRecord;
  /** All containers have ended. */
  readonly over: boolean;
  readonly againIn?: number;
}

/** Stops the containers of a pod: preStop hooks, SIGTERM, and SIGKILL when the grace is over; sidecars last. */
export function stopPod(context: KubeletContext, pod: KubeObject, given: PodRecord, graceSeconds: number): Stopping {
  const { sim } = context;
  const deadline = Math.min(given.terminating?.deadline ?? Infinity, sim.now() + graceSeconds * 1000);
  let record: PodRecord = { ...given, terminating: { deadline } };
  let again = Infinity;
  const stop = (container: Spec, init: boolean): boolean => {
    const one = record.containers[container.name];
    if (!one?.id || (one.terminated && !one.waiting)) return true;
    const state = context.runtime.inspect(one.id);
    let next: ContainerRecord = one;
    let ended = false;
    if (!state || state.state === 'exited') {
      if (!one.terminated) next = state ? noteExit(one, state) : { ...one, terminated: lost(one) };
      ended = true;
    } else {
      const result = stopContainer(context, pod, container, init, one, deadline, record.sandbox?.ips[0] ?? '');
      next = result.record;
      again = Math.min(again, result.againAt);
      const after = context.runtime.inspect(one.id);
      if (!after || after.state === 'exited') {
        next = after ? noteExit(next, after) : { ...next, terminated: lost(next) };
        ended = true;
      }
    }
    record = {
      ...record,
      containers: {
        ...record.containers,
        [container.name]: { ...next, ready: !ended && next.ready, waiting: ended && next.terminated ? undefined : next.waiting },
      },
    };
    return ended;
  };
  const init: readonly Spec[] = pod.spec.initContainers ?? [];
  let over = true;
  const ephemeral = (pod.spec.ephemeralContainers ?? []) as readonly Spec[];
  for (const container of [...pod.spec.containers, ...ephemeral, ...init.filter((one) => !isSidecar(one))]) {
    if (!stop(container, init.includes(container))) over = false;
  }
  // Sidecars outlive the containers they serve, and end in reverse order.
  for (const container of [...init].filter(isSidecar).reverse()) {
    if (!over) break;
    if (!stop(container, true)) over = false;
  }
  return { record, over, ...(again < Infinity ? { againIn: Math.max(1, again - sim.now()) } : {}) };
}

function stopContainer(
  context: KubeletContext,
  pod: KubeObject,
  container: Spec,
  init: boolean,
  record: ContainerRecord,
  deadline: number,
  ip: string,
): { record: ContainerRecord; againAt: number } {
  const { sim, runtime } = context;
  if (record.stopping) return { record, againAt: deadline };
  let next = record;
  const hook = container.lifecycle?.preStop;
  if (record.preStop === undefined) event(context, { pod, container, init }, 'Normal', 'Killing', `Stopping container ${container.name}`);
  if (hook && record.preStop !== 'done' && sim.now() < deadline) {
    const target = { containerId: record.id!, ip: pod.spec.hostNetwork ? context.node.ip : ip };
    const state = runHook(context, hook, container, target, record.preStop, deadline);
    if ('handle' in state) return { record: { ...record, preStop: state.handle }, againAt: state.until };
    if (!state.ok) event(context, { pod, container, init }, 'Warning', 'FailedPreStopHook', 'PreStopHook failed');
    next = { ...record, preStop: 'done' };
  }
  // The hook's time is taken from the grace, but two seconds are left to the container.
  const left = Math.max(pod.metadata.deletionGracePeriodSeconds === 0 ? 0 : 2, Math.ceil((deadline - sim.now()) / 1000));
  tellKilling(context, pod, container.name, record.id!, left);
  runtime.stop(record.id!, left);
  return { record: { ...next, preStop: 'done', stopping: true }, againAt: deadline + 1000 };
}

const lost = (record: ContainerRecord): ContainerRecord['terminated'] => ({
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
  startedAt: null,
  finishedAt: null,
  ...(record.id ? { containerID: `containerd://${record.id}` } : {}),
});
