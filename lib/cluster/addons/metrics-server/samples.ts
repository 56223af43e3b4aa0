/** Where an instance of metrics-server keeps what it has scraped; its server reads it. */
export const SAMPLES_FILE = '/tmp/samples.json';

/** Counters as a kubelet tells them. */
export interface Counters {
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/** One look at all kubelets. Pods by `namespace/name`, their containers by name. */
export interface Samples {
  /** Virtual milliseconds. */
  readonly at: number;
  readonly nodes: Readonly<Record<string, Counters>>;
  readonly pods: Readonly<Record<string, Readonly<Record<string, Counters>>>>;
}

/** The last two looks, and the labels of what was seen, for selectors. */
export interface SamplesFile {
  readonly last: Samples;
  readonly before?: Samples;
  readonly labels: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const LINE = /^(\w+)(?:\{([^}]*)\})? (\S+)/;

/** Adds what one kubelet's /metrics/resource says to the samples of a look. */
export function readMetrics(
  text: string,
  node: string,
  nodes: Record<string, Counters>,
  pods: Record<string, Record<string, Counters>>,
): void {
  const whole = { cpuSeconds: 0, memoryBytes: 0 };
  for (const line of text.split('\n')) {
    const [, name, labels = '', value] = LINE.exec(line) ?? [];
    if (name === 'node_cpu_usage_seconds_total') whole.cpuSeconds = Number(value);
    if (name === 'node_memory_working_set_bytes') whole.memoryBytes = Number(value);
    const field =
      name === 'container_cpu_usage_seconds_total'
        ? 'cpuSeconds'
        : name === 'container_memory_working_set_bytes'
          ? 'memoryBytes'
          : undefined;
    if (!field) continue;
    const label = (key: string) => new RegExp(`\\b${key}="([^"]*)"`).exec(labels)?.[1] ?? '';
    const containers = (pods[`${label('namespace')}/${label('pod')}`] ??= {});
    const container = label('container');
    containers[container] = { ...(containers[container] ?? { cpuSeconds: 0, memoryBytes: 0 }), [field]: Number(value) };
  }
  nodes[node] = whole;
}
