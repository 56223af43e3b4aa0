import type { Aggregate } from './estimate';
import { addSample, CPU_SCALE, MEMORY_SCALE, newHistogram } from './histogram';

/** What the recommender keeps in its memory: a file of its container, gone with it. Plain data. */
export interface Model {
  readonly aggregates: Readonly<Record<string, LabelledAggregate>>;
  /** By `namespace/pod/container`. */
  readonly containers: Readonly<Record<string, Tracked>>;
}

/** Containers of one name in pods of the same labels. */
export interface LabelledAggregate extends Aggregate {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly container: string;
}

interface Tracked {
  readonly aggregate: string;
  /** Time of the last sample of CPU. */
  readonly cpuAt: number;
  /** Most memory in bytes until the end of a day's window. */
  readonly peak: number;
  readonly windowEnd: number;
  /** When the last kill for want of memory was. */
  readonly oomAt: number;
}

export interface Sample {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Cores that it requests. */
  readonly requestedCpu: number;
  readonly at: number;
  /** Cores. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

const DAY_MS = 86_400_000;
const LEAST_WEIGHT = 0.1;
const OOM_RATIO = 1.2;
const OOM_BYTES = 100 * 1024 * 1024;

export const EMPTY_MODEL: Model = { aggregates: {}, containers: {} };

const keyOf = (namespace: string, labels: Readonly<Record<string, string>>, container: string): string =>
  JSON.stringify([namespace, container, ...Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);

type Whose = Pick<Sample, 'namespace' | 'pod' | 'container' | 'labels'>;

function find(model: Model, whose: Whose, at: number): { tracked: Tracked; aggregate: LabelledAggregate; name: string } {
  const { namespace, pod, container, labels } = whose;
  const name = `${namespace}/${pod}/${container}`;
  const key = keyOf(namespace, labels, container);
  const tracked = model.containers[name] ?? { aggregate: key, cpuAt: 0, peak: 0, windowEnd: 0, oomAt: 0 };
  const fresh = { namespace, labels, container, cpu: newHistogram(at), memory: newHistogram(at), count: 0, first: 0, last: 0 };
  return { name, tracked, aggregate: model.aggregates[key] ?? fresh };
}

/** One look at a container; the same look twice counts once. Models ContainerState.AddSample. */
export function addUsage(model: Model, sample: Sample): Model {
  const { name, tracked, aggregate } = find(model, sample, sample.at);
  if (sample.at <= tracked.cpuAt) return model;
  const weight = Math.max(sample.requestedCpu, LEAST_WEIGHT);
  const withCpu: LabelledAggregate = {
    ...aggregate,
    cpu: addSample(aggregate.cpu, CPU_SCALE, sample.cpu, weight, sample.at),
    count: aggregate.count + 1,
    first: aggregate.first === 0 ? sample.at : Math.min(aggregate.first, sample.at),
    last: Math.max(aggregate.last, sample.at),
  };
  return addMemory(model, name, { ...tracked, cpuAt: sample.at }, withCpu, sample.memory, sample.at);
}

/** Only the peak of a day counts: a higher one takes the place of the one before. */
function addMemory(model: Model, name: string, tracked: Tracked, aggregate: LabelledAggregate, bytes: number, at: number): Model {
  let { peak, windowEnd } = tracked;
  let { memory } = aggregate;
  if (windowEnd === 0) windowEnd = at;
  if (at <= windowEnd) {
    if (bytes > peak) {
      if (peak > 0) memory = addSample(memory, MEMORY_SCALE, peak, -1, windowEnd);
      memory = addSample(memory, MEMORY_SCALE, bytes, 1, windowEnd);
      peak = bytes;
    }
  } else {
    windowEnd += Math.floor((at - windowEnd) / DAY_MS) * DAY_MS + DAY_MS;
    memory = addSample(memory, MEMORY_SCALE, bytes, 1, windowEnd);
    peak = bytes;
  }
  return {
    aggregates: { ...model.aggregates, [tracked.aggregate]: { ...aggregate, memory } },
    containers: { ...model.containers, [name]: { ...tracked, peak, windowEnd } },
  };
}

/** A container was killed for want of memory: it needed more than it had. Models ContainerState.RecordOOM. */
export function addOom(model: Model, whose: Whose, requested: number, at: number): Model {
  const { name, tracked, aggregate } = find(model, whose, at);
  if (at <= tracked.oomAt) return model;
  const used = Math.max(requested, tracked.peak);
  return addMemory(model, name, { ...tracked, oomAt: at }, aggregate, Math.max(used + OOM_BYTES, used * OOM_RATIO), at);
}

/** Forgets containers of pods that are no more. What they used stays. */
export const forgetPods = (model: Model, isThere: (namespace: string, pod: string) => boolean): Model => ({
  ...model,
  containers: Object.fromEntries(
    Object.entries(model.containers).filter(([name]) => {
      const [namespace = '', pod = ''] = name.split('/');
      return isThere(namespace, pod);
    }),
  ),
});
