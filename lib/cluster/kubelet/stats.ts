import { formatTime } from '@/lib/api/time';
import type { KubeletContext } from './context';
import type { PodRecord } from './pod-record';
import type { ContainerUsage } from './runtime';

export type StatsContext = Pick<KubeletContext, 'sim' | 'runtime' | 'node' | 'records'>;

export interface ContainerStats {
  readonly name: string;
  /** Virtual milliseconds. */
  readonly startedAt: number;
  readonly usage: ContainerUsage;
}

export interface PodStats {
  readonly record: PodRecord;
  readonly containers: readonly ContainerStats[];
}

/** What the running containers of each pod on a node use now: what evictions, summaries and metrics are made of. */
export function podStats(context: Pick<StatsContext, 'runtime' | 'records'>): readonly PodStats[] {
  const pods: PodStats[] = [];
  for (const record of context.records.values()) {
    const containers: ContainerStats[] = [];
    for (const [name, one] of Object.entries(record.containers)) {
      const usage = one.id && !one.terminated ? context.runtime.usage(one.id) : undefined;
      if (usage) containers.push({ name, startedAt: one.startedAt ?? 0, usage });
    }
    if (containers.length > 0) pods.push({ record, containers });
  }
  return pods;
}

const sum = (containers: readonly ContainerStats[], of: (usage: ContainerUsage) => number): number =>
  containers.reduce((total, { usage }) => total + of(usage), 0);

/** `/stats/summary` of a kubelet. Models pkg/kubelet/server/stats. */
export function statsSummary(context: StatsContext): object {
  const { runtime, node, sim } = context;
  const time = formatTime(sim.now());
  const cpu = (usageNanoCores: number, usageCoreNanoSeconds: number) => ({ time, usageNanoCores, usageCoreNanoSeconds });
  const memory = (bytes: number) => ({
    time,
    usageBytes: bytes,
    workingSetBytes: bytes,
    rssBytes: bytes,
    pageFaults: 0,
    majorPageFaults: 0,
  });
  const whole = runtime.nodeUsage();
  const fs = {
    time,
    availableBytes: whole.fsCapacityBytes - whole.fsUsedBytes,
    capacityBytes: whole.fsCapacityBytes,
    usedBytes: whole.fsUsedBytes,
    inodesFree: whole.fsInodes - whole.fsInodesUsed,
    inodes: whole.fsInodes,
    inodesUsed: whole.fsInodesUsed,
  };
  const { availableBytes, capacityBytes } = fs;
  return {
    node: {
      nodeName: node.name,
      startTime: formatTime(sim.now()),
      cpu: cpu(whole.cpuNanoCores, whole.cpuNanoSeconds),
      memory: { ...memory(whole.memoryBytes), availableBytes: whole.memoryCapacityBytes - whole.memoryBytes },
      fs,
      runtime: { imageFs: fs, containerFs: fs },
      rlimit: { time, maxpid: whole.maxProcesses, curproc: whole.processes },
    },
    pods: podStats(context).map(({ record, containers }) => ({
      podRef: { name: record.name, namespace: record.namespace, uid: record.uid },
      startTime: record.startTime,
      containers: containers.map(({ name, startedAt, usage }) => ({
        name,
        startTime: formatTime(startedAt),
        cpu: cpu(usage.cpuNanoCores, usage.cpuNanoSeconds),
        memory: memory(usage.memoryBytes),
        rootfs: { time, availableBytes, capacityBytes, usedBytes: usage.rootfsBytes },
        logs: { time, availableBytes, capacityBytes, usedBytes: usage.logBytes },
      })),
      cpu: cpu(
        sum(containers, (usage) => usage.cpuNanoCores),
        sum(containers, (usage) => usage.cpuNanoSeconds),
      ),
      memory: memory(sum(containers, (usage) => usage.memoryBytes)),
      'ephemeral-storage': {
        time,
        availableBytes,
        capacityBytes,
        usedBytes: sum(containers, (usage) => usage.rootfsBytes + usage.logBytes),
      },
      process_stats: { process_count: sum(containers, (usage) => usage.processes) },
    })),
  };
}

/** `/metrics/resource` of a kubelet: what metrics-server scrapes. Models pkg/kubelet/metrics/collectors/resource_metrics.go. */
export function resourceMetrics(context: StatsContext): string {
  const { runtime, sim } = context;
  const at = sim.now();
  const whole = runtime.nodeUsage();
  const pods = podStats(context);
  const seconds = (nanos: number) => String(nanos / 1e9);
  const ofContainer = (value: (stats: ContainerStats) => string) =>
    pods.flatMap(({ record, containers }) =>
      containers.map(
        (stats) => [`{container="${stats.name}",namespace="${record.namespace}",pod="${record.name}"}`, value(stats)] as const,
      ),
    );
  const ofPod = (value: (stats: PodStats) => string) =>
    pods.map((stats) => [`{namespace="${stats.record.namespace}",pod="${stats.record.name}"}`, value(stats)] as const);
  const families: readonly (readonly [string, string, string, readonly (readonly [string, string])[]])[] = [
    [
      'container_cpu_usage_seconds_total',
      'counter',
      'Cumulative cpu time consumed by the container in core-seconds',
      ofContainer(({ usage }) => seconds(usage.cpuNanoSeconds)),
    ],
    [
      'container_memory_working_set_bytes',
      'gauge',
      'Current working set of the container in bytes',
      ofContainer(({ usage }) => String(usage.memoryBytes)),
    ],
    [
      'container_start_time_seconds',
      'gauge',
      'Start time of the container since unix epoch in seconds',
      ofContainer(({ startedAt }) => String(startedAt / 1000)),
    ],
    [
      'node_cpu_usage_seconds_total',
      'counter',
      'Cumulative cpu time consumed by the node in core-seconds',
      [['', seconds(whole.cpuNanoSeconds)]],
    ],
    ['node_memory_working_set_bytes', 'gauge', 'Current working set of the node in bytes', [['', String(whole.memoryBytes)]]],
    [
      'pod_cpu_usage_seconds_total',
      'counter',
      'Cumulative cpu time consumed by the pod in core-seconds',
      ofPod(({ containers }) => seconds(sum(containers, (usage) => usage.cpuNanoSeconds))),
    ],
    [
      'pod_memory_working_set_bytes',
      'gauge',
      'Current working set of the pod in bytes',
      ofPod(({ containers }) => String(sum(containers, (usage) => usage.memoryBytes))),
    ],
    ['resource_scrape_error', 'gauge', '1 if there was an error while getting container metrics, 0 otherwise', [['', '0']]],
  ];
  return families
    .map(
      ([name, type, help, rows]) =>
        `# HELP ${name} [STABLE] ${help}\n# TYPE ${name} ${type}\n${rows.map(([labels, value]) => `${name}${labels} ${value}${name === 'resource_scrape_error' ? '' : ` ${at}`}\n`).join('')}`,
    )
    .join('');
}
