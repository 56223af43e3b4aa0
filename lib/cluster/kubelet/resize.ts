import { deepEqual } from '@/lib/api/freeze';
import { formatQuantity, newQuantity, parseQuantity, quantityMilliValue, quantityValue } from '@/lib/api/quantity';
import type { KubeObject } from '@/lib/api/object';
import { othersRequest, podRequest } from './admission';
import type { KubeletContext } from './context';
import { nodeConfig } from './node-config';
import { nodeResources } from './node-status';
import { event } from './outcome';
import { isSidecar, type ContainerRecord, type PodRecord } from './pod-record';

type Spec = KubeObject['spec'];

/** How often a resize that had no room, or could not be done yet, is looked at again. */
const RETRY_MS = 30_000;

/** The containers of a pod that can be resized where they run. */
const resizable = (pod: KubeObject): readonly Spec[] => [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter(isSidecar)];

const wanted = (container: Spec): Spec => container.resources ?? {};

/** A pod with the resources that it has been given, while it waits for those it asks for. */
export function allocatedPod(pod: KubeObject, record: PodRecord): KubeObject {
  if (!record.resize?.pending) return pod;
  const containers = (pod.spec.containers as readonly Spec[]).map((container) => {
    const given = record.containers[container.name]?.resources;
    return given ? { ...container, resources: given } : container;
  });
  return { ...pod, spec: { ...pod.spec, containers } };
}

/** Takes up a change of resources. Models allocation_manager.go and doPodResizeAction. */
export function resizePod(
  context: KubeletContext,
  pod: KubeObject,
  record: PodRecord,
  agenda: { add(ms: number | undefined, background?: boolean): void },
): PodRecord {
  const changed = resizable(pod).filter((container) => {
    const one = record.containers[container.name];
    return one?.id && !one.terminated && one.resources !== undefined && !deepEqual(one.resources, wanted(container));
  });
  if (changed.length === 0) {
    if (!record.resize) return record;
    if (record.resize.inProgress) context.events.event(pod, 'Normal', 'ResizeCompleted', `Pod resize completed: ${described(pod)}`);
    const { resize: _done, ...rest } = record;
    return rest;
  }
  const pending = refusal(context, pod);
  if (pending) {
    if (record.resize?.pending?.message !== pending.message) {
      const text = `Pod resize ${pending.reason}: ${described(pod, pending.message)}`;
      context.events.event(pod, 'Warning', pending.reason === 'Infeasible' ? 'ResizeInfeasible' : 'ResizeDeferred', text);
    }
    if (pending.reason === 'Deferred') agenda.add(RETRY_MS, true);
    return { ...record, resize: { pending } };
  }
  if (!record.resize?.inProgress) context.events.event(pod, 'Normal', 'ResizeStarted', `Pod resize started: ${described(pod)}`);
  let next: PodRecord = { ...record, resize: { inProgress: {} } };
  for (const container of changed) {
    const one = next.containers[container.name]!;
    const result = actuate(context, pod, container, one);
    if ('error' in result) {
      agenda.add(RETRY_MS, true);
      return { ...next, resize: { inProgress: { error: result.error } } };
    }
    next = { ...next, containers: { ...next.containers, [container.name]: result.record } };
  }
  // A container that has to restart wakes us by its end.
  if (!changed.some(({ name }) => next.containers[name]?.resizeRestart)) agenda.add(0);
  return next;
}

function actuate(
  context: KubeletContext,
  pod: KubeObject,
  container: Spec,
  record: ContainerRecord,
): { readonly record: ContainerRecord } | { readonly error: string } {
  const to = wanted(container);
  const differs = (resource: string) =>
    ['requests', 'limits'].some((kind) => record.resources?.[kind]?.[resource] !== to[kind]?.[resource]);
  const policies = (container.resizePolicy ?? []) as readonly { resourceName: string; restartPolicy: string }[];
  if (policies.some(({ resourceName, restartPolicy }) => restartPolicy === 'RestartContainer' && differs(resourceName))) {
    if (!record.stopping) {
      event(context, { pod, container, init: false }, 'Normal', 'Killing', `Container ${container.name} resize requires restart`);
      context.runtime.stop(record.id!, pod.spec.terminationGracePeriodSeconds ?? 30);
    }
    return { record: { ...record, stopping: true, resizeRestart: true } };
  }
  const limit: string | undefined = to.limits?.memory;
  const bytes = limit === undefined ? undefined : quantityValue(parseQuantity(limit));
  const used = context.runtime.usage(record.id!)?.memoryBytes ?? 0;
  if (bytes !== undefined && bytes < used) {
    const show = (value: number) => formatQuantity(newQuantity(value, 'BinarySI'));
    return { error: `attempting to set pod memory limit (${show(bytes)}) below current usage (${show(used)})` };
  }
  const millis = (text: string | undefined) => (text === undefined ? undefined : quantityMilliValue(parseQuantity(text)));
  context.runtime.update(record.id!, {
    cpuLimitMillis: millis(to.limits?.cpu),
    cpuRequestMillis: millis(to.requests?.cpu),
    memoryLimitBytes: bytes,
  });
  return { record: { ...record, resources: to } };
}

/** Whether the node has room for what a pod asks for now. */
function refusal(
  context: KubeletContext,
  pod: KubeObject,
): { readonly reason: 'Infeasible' | 'Deferred'; readonly message: string } | undefined {
  if (context.statics.has(pod.metadata.uid ?? ''))
    return { reason: 'Infeasible', message: 'In-place resize of static-pods is not supported' };
  const { allocatable } = nodeResources(context.node, nodeConfig(context.runtime.kept()?.config ?? ''));
  const capacities = (['cpu', 'memory'] as const).map((resource) => {
    const quantity = parseQuantity(allocatable[resource] ?? '0');
    return {
      resource,
      requested: podRequest(pod, resource),
      capacity: resource === 'cpu' ? quantityMilliValue(quantity) : quantityValue(quantity),
    };
  });
  for (const { resource, requested, capacity } of capacities) {
    if (requested > capacity)
      return {
        reason: 'Infeasible',
        message: `Node didn't have enough capacity: ${resource}, requested: ${requested}, capacity: ${capacity}`,
      };
  }
  for (const { resource, requested, capacity } of capacities) {
    const used = othersRequest(context, pod.metadata.uid ?? '', resource);
    if (requested > 0 && requested + used > capacity) {
      const message = `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`;
      return { reason: 'Deferred', message };
    }
  }
  return undefined;
}

/** Models events.PodResizeStartedMsg and its like. */
const described = (pod: KubeObject, error?: string): string =>
  JSON.stringify({
    containers: resizable(pod).map(({ name, resources }) => ({ name, resources: resources ?? {} })),
    generation: pod.metadata.generation ?? 1,
    ...(error === undefined ? {} : { error }),
  });
