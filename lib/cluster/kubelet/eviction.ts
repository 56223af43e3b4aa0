import { formatQuantity, newQuantity, parseQuantity, quantityValue } from '@/lib/api/quantity';
import type { KubeObject } from '@/lib/api/object';
import { kubeletQueue, podKey, type KubeletContext } from './context';
import { tell } from './journal';
import { nodeConfig, thresholdOf, type NodeConfig } from './node-config';
import type { PodRecord } from './pod-record';
import type { KubeletMemory, NodeUsage, PressureKind } from './runtime';
import { mirrorHash } from './static-pods';
import { podStats, type PodStats } from './stats';

export const EVICTION_MS = 10_000;
const CRITICAL = 2_000_000_000;
/** Milliseconds from one evicted pod to the next look. */
const AFTER_EVICTION_MS = 2_000;

interface Signal {
  readonly name: string;
  readonly pressure: PressureKind;
  /** As messages call it. */
  readonly resource: 'memory' | 'ephemeral-storage' | 'inodes' | 'pids';
  readonly available: number;
  readonly capacity: number;
}

const signalsOf = (usage: NodeUsage): readonly Signal[] => {
  const disk = {
    pressure: 'DiskPressure',
    resource: 'ephemeral-storage',
    available: usage.fsCapacityBytes - usage.fsUsedBytes,
    capacity: usage.fsCapacityBytes,
  } as const;
  const inodes = {
    pressure: 'DiskPressure',
    resource: 'inodes',
    available: usage.fsInodes - usage.fsInodesUsed,
    capacity: usage.fsInodes,
  } as const;
  return [
    {
      name: 'memory.available',
      pressure: 'MemoryPressure',
      resource: 'memory',
      available: usage.memoryCapacityBytes - usage.memoryBytes,
      capacity: usage.memoryCapacityBytes,
    },
    { name: 'nodefs.available', ...disk },
    { name: 'imagefs.available', ...disk },
    { name: 'nodefs.inodesFree', ...inodes },
    { name: 'imagefs.inodesFree', ...inodes },
    {
      name: 'pid.available',
      pressure: 'PIDPressure',
      resource: 'pids',
      available: usage.maxProcesses - usage.processes,
      capacity: usage.maxProcesses,
    },
  ];
};

interface Met {
  readonly signal: Signal;
  readonly threshold: number;
  readonly graceSeconds: number;
}

/**
 * One look of the eviction manager: notes which thresholds are met, frees images when the disk is full, and evicts at most
 * one pod. True when the node's conditions have changed. Models eviction_manager.go: synchronize.
 */
export function watchPressure(context: KubeletContext): boolean {
  const { runtime, sim } = context;
  const memory = runtime.kept();
  if (!memory) return false;
  const config = nodeConfig(memory.config);
  evictOverLimits(context);
  let usage = runtime.nodeUsage();
  let met = thresholdsMet(memory, config, usage, sim.now());
  if (met.hard.some(({ signal }) => signal.pressure === 'DiskPressure') && freeImages(context)) {
    usage = runtime.nodeUsage();
    met = thresholdsMet(memory, config, usage, sim.now());
  }
  const pressures: Partial<Record<PressureKind, number>> = {};
  for (const [kind, at] of Object.entries(memory.pressures) as [PressureKind, number][]) {
    if (sim.now() - at < config.evictionTransitionMs) pressures[kind] = at;
  }
  for (const { signal } of met.observed) pressures[signal.pressure] = sim.now();
  const changed = Object.keys(pressures).sort().join() !== Object.keys(memory.pressures).sort().join();
  runtime.keep({ ...memory, pressures, since: met.since });
  const first = met.hard[0] ?? met.soft[0];
  if (first) {
    const subject = { apiVersion: 'v1', kind: 'Node', metadata: { name: context.node.name, uid: context.node.name } };
    tell(context, 'W', 'eviction_manager.go:383', 'Eviction manager: attempting to reclaim', { resourceName: first.signal.resource });
    context.events.event(subject, 'Warning', 'EvictionThresholdMet', `Attempting to reclaim ${first.signal.resource}`);
    if (evictWorst(context, first)) sim.after(kubeletQueue(context.node.name), 'eviction', AFTER_EVICTION_MS, { background: true });
  }
  return changed;
}

function thresholdsMet(memory: KubeletMemory, config: NodeConfig, usage: NodeUsage, now: number) {
  const signals = signalsOf(usage);
  const meet = (thresholds: Readonly<Record<string, string>>, graceSeconds: number): Met[] =>
    signals.flatMap((signal) => {
      const text = thresholds[signal.name];
      if (text === undefined) return [];
      const threshold = thresholdOf(text, signal.capacity);
      return signal.available < threshold ? [{ signal, threshold, graceSeconds }] : [];
    });
  const hard = meet(config.evictionHard, 1);
  const observedSoft = meet(config.evictionSoft, config.maxPodGraceSeconds);
  const since: Record<string, number> = {};
  for (const { signal } of observedSoft) since[signal.name] = memory.since[signal.name] ?? now;
  const soft = observedSoft.filter(({ signal }) => now - since[signal.name]! >= (config.evictionSoftGrace[signal.name] ?? 0));
  return { hard, soft, observed: [...hard, ...soft], since };
}

/** Removes images that no container of the node needs. False when there was none. */
function freeImages({ runtime }: KubeletContext): boolean {
  const used = new Set(runtime.list().map(({ image }) => image));
  let freed = false;
  for (const { names } of runtime.images()) {
    const name = names[names.length - 1]!;
    if (used.has(name) || name.includes('/pause:')) continue;
    runtime.removeImage(name);
    freed = true;
  }
  return freed;
}

const critical = (pod: KubeObject): boolean => (pod.spec.priority ?? 0) >= CRITICAL || mirrorHash(pod) !== undefined;

const requested = (pod: KubeObject, resource: string): number =>
  (pod.spec.containers as readonly KubeObject['spec'][]).reduce((sum, { resources }) => {
    const asked: string | undefined = resources?.requests?.[resource];
    return sum + (asked ? quantityValue(parseQuantity(asked)) : 0);
  }, 0);

const used = ({ containers }: PodStats, resource: Signal['resource']): number =>
  containers.reduce((sum, { usage }) => {
    if (resource === 'memory') return sum + usage.memoryBytes;
    return sum + (resource === 'pids' ? usage.processes : usage.rootfsBytes + usage.logBytes);
  }, 0);

/** Evicts who uses more than they asked for, the least important and the greediest first. Models rankMemoryPressure. */
function evictWorst(context: KubeletContext, { signal, threshold, graceSeconds }: Met): boolean {
  const { resource } = signal;
  const rank = podStats(context)
    .filter(({ record }) => !record.ended && !record.terminating && !critical(record.pod))
    .map((stats) => ({
      stats,
      over: used(stats, resource) - requested(stats.record.pod, resource),
      priority: (stats.record.pod.spec.priority ?? 0) as number,
    }))
    .sort((a, b) => Number(b.over > 0) - Number(a.over > 0) || a.priority - b.priority || b.over - a.over);
  const worst = rank[0]?.stats;
  if (!worst) {
    tell(context, 'E', 'eviction_manager.go:423', 'Eviction manager: eviction thresholds have been met, but no pods are active to evict');
    return false;
  }
  tell(context, 'I', 'eviction_manager.go:394', 'Eviction manager: must evict pod(s) to reclaim', { resourceName: resource });
  const ranked = rank.map(({ stats: { record } }) => `${record.namespace}/${record.name}`);
  context.runtime.log?.('I', 'eviction_manager.go:412', `"Eviction manager: pods ranked for eviction" pods=${JSON.stringify(ranked)}`);
  const name = resource === 'memory' || resource === 'ephemeral-storage' ? resource : resource;
  const show = (bytes: number) => (resource === 'memory' || resource === 'ephemeral-storage' ? binary(bytes) : String(Math.round(bytes)));
  let message = `The node was low on resource: ${name}. Threshold quantity: ${show(threshold)}, available: ${show(signal.available)}. `;
  if (resource === 'memory' || resource === 'ephemeral-storage') {
    for (const { name: container, usage } of worst.containers) {
      const spec = (worst.record.pod.spec.containers as readonly KubeObject['spec'][]).find((one) => one.name === container);
      const request: string = spec?.resources?.requests?.[resource] ?? '0';
      const amount = resource === 'memory' ? usage.memoryBytes : usage.rootfsBytes + usage.logBytes;
      if (amount > quantityValue(parseQuantity(request)))
        message += `Container ${container} was using ${kibi(amount)}, request is ${request}, has larger consumption of ${resource}. `;
    }
  }
  evict(context, worst.record, message, graceSeconds);
  tell(context, 'I', 'eviction_manager.go:611', 'Eviction manager: pod is evicted successfully', {
    pod: `${worst.record.namespace}/${worst.record.name}`,
  });
  return true;
}

/** Usage as cAdvisor's bytes become a quantity: in Ki when that is whole. */
const kibi = (bytes: number): string => binary(Math.ceil(bytes / 1024) * 1024);
const binary = (bytes: number): string => formatQuantity(newQuantity(Math.round(bytes), 'BinarySI'));

/** Ends a pod as evicted: its containers get a second (or the soft threshold's grace). */
export function evict(context: KubeletContext, record: PodRecord, message: string, graceSeconds: number): void {
  context.records.set(record.uid, { ...record, ended: { phase: 'Failed', reason: 'Evicted', message, graceSeconds, disruption: true } });
  context.events.event(record.pod, 'Warning', 'Evicted', message);
  context.sim.enqueue(kubeletQueue(context.node.name), podKey(record));
}

/** Pods beyond what they may keep on the node's disk. Models localStorageEviction. */
function evictOverLimits(context: KubeletContext): void {
  for (const stats of podStats(context)) {
    const { record, containers } = stats;
    if (record.ended || record.terminating) continue;
    const { pod } = record;
    const message = overVolume(context, pod) ?? overContainer(pod, stats) ?? overPod(pod, containers);
    if (message) evict(context, record, message, 1);
  }
}

function overVolume({ runtime }: KubeletContext, pod: KubeObject): string | undefined {
  for (const volume of (pod.spec.volumes ?? []) as readonly KubeObject['spec'][]) {
    const limit: string | undefined = volume.emptyDir?.sizeLimit;
    if (!limit || limit === '0' || volume.emptyDir.medium === 'Memory') continue;
    if (runtime.emptyDirBytes(pod.metadata.uid ?? '', volume.name) > quantityValue(parseQuantity(limit)))
      return `Usage of EmptyDir volume "${volume.name}" exceeds the limit "${limit}". `;
  }
  return undefined;
}

const storageLimit = (container: KubeObject['spec']): string | undefined => container.resources?.limits?.['ephemeral-storage'];

function overContainer(pod: KubeObject, { containers }: PodStats): string | undefined {
  for (const { name, usage } of containers) {
    const spec = (pod.spec.containers as readonly KubeObject['spec'][]).find((one) => one.name === name);
    const limit = spec && storageLimit(spec);
    if (limit && usage.rootfsBytes + usage.logBytes > quantityValue(parseQuantity(limit)))
      return `Container ${name} exceeded its local ephemeral storage limit "${limit}". `;
  }
  return undefined;
}

function overPod(pod: KubeObject, containers: PodStats['containers']): string | undefined {
  const limits = (pod.spec.containers as readonly KubeObject['spec'][]).map(storageLimit);
  if (limits.some((limit) => limit === undefined)) return undefined;
  const total = limits.reduce((sum, limit) => sum + quantityValue(parseQuantity(limit!)), 0);
  const amount = containers.reduce((sum, { usage }) => sum + usage.rootfsBytes + usage.logBytes, 0);
  return amount > total ? `Pod ephemeral local storage usage exceeds the total limit of containers ${binary(total)}. ` : undefined;
}
