/** Weights of samples in buckets that grow by 5 %; what is old counts less by half each day. Plain data. */
export interface Histogram {
  readonly buckets: Readonly<Record<string, number>>;
  readonly total: number;
  /** Virtual ms at which a sample has its own weight. */
  readonly reference: number;
}

export interface Scale {
  /** First bucket's size, and the largest value. */
  readonly first: number;
  readonly most: number;
}

/** In cores. */
export const CPU_SCALE: Scale = { first: 0.01, most: 1_000 };
/** In bytes. */
export const MEMORY_SCALE: Scale = { first: 1e7, most: 1e12 };

const RATIO = 1.05;
const HALF_LIFE_MS = 86_400_000;
/** Weights below this are nothing. */
const EPSILON = 0.0001;
/** Half lives after which weights are counted from a later time, so that they stay numbers. */
const MOST_HALF_LIVES = 100;
/** Weights of a checkpoint are whole numbers up to this. */
const CHECKPOINT_WEIGHT = 10_000;

export const newHistogram = (at: number): Histogram => ({ buckets: {}, total: 0, reference: Math.floor(at / HALF_LIFE_MS) * HALF_LIFE_MS });

const bucketsOf = ({ first, most }: Scale): number => Math.ceil(Math.log((most * (RATIO - 1)) / first + 1) / Math.log(RATIO)) + 1;

function bucketOf({ first, most }: Scale, value: number): number {
  if (value < first) return 0;
  const bucket = Math.floor(Math.log((value * (RATIO - 1)) / first + 1) / Math.log(RATIO));
  return Math.min(bucket, bucketsOf({ first, most }) - 1);
}

const startOf = ({ first }: Scale, bucket: number): number => (bucket === 0 ? 0 : (first * (RATIO ** bucket - 1)) / (RATIO - 1));

/** Adds a sample (a negative weight takes it away). Models recommender/util/decaying_histogram.go. */
export function addSample(histogram: Histogram, scale: Scale, value: number, weight: number, at: number): Histogram {
  const halves = Math.round((at - histogram.reference) / HALF_LIFE_MS);
  const based = halves > MOST_HALF_LIVES ? shift(histogram, at) : histogram;
  const change = weight * 2 ** ((at - based.reference) / HALF_LIFE_MS);
  const bucket = bucketOf(scale, value);
  const buckets = { ...based.buckets, [bucket]: Math.max(0, (based.buckets[bucket] ?? 0) + change) };
  return { ...based, buckets, total: Math.max(0, based.total + change) };
}

function shift({ buckets, total, reference }: Histogram, at: number): Histogram {
  const to = Math.round(at / HALF_LIFE_MS) * HALF_LIFE_MS;
  const factor = 2 ** ((reference - to) / HALF_LIFE_MS);
  return {
    buckets: Object.fromEntries(Object.entries(buckets).map(([bucket, weight]) => [bucket, weight * factor])),
    total: total * factor,
    reference: to,
  };
}

/** The end of the bucket that a part (0 to 1) of all samples is below; 0 without samples. */
export function percentile({ buckets, total }: Histogram, scale: Scale, part: number): number {
  const filled = Object.entries(buckets)
    .filter(([, weight]) => weight > EPSILON)
    .map(([bucket, weight]) => [Number(bucket), weight] as const)
    .sort(([a], [b]) => a - b);
  if (filled.length === 0) return 0;
  let sum = 0;
  const [bucket] = filled.find(([, weight]) => (sum += weight) >= part * total) ?? filled.at(-1)!;
  return bucket < bucketsOf(scale) - 1 ? startOf(scale, bucket + 1) : startOf(scale, bucket);
}

/** Both together, on the clock of the first. */
export function merge(one: Histogram, other: Histogram): Histogram {
  const factor = 2 ** ((other.reference - one.reference) / HALF_LIFE_MS);
  const buckets: Record<string, number> = { ...one.buckets };
  for (const [bucket, weight] of Object.entries(other.buckets)) buckets[bucket] = (buckets[bucket] ?? 0) + weight * factor;
  return { buckets, total: one.total + other.total * factor, reference: one.reference };
}

/** As a VerticalPodAutoscalerCheckpoint keeps it. */
export function toCheckpoint({ buckets, total, reference }: Histogram): object {
  const most = Math.max(0, ...Object.values(buckets));
  const ratio = most > 0 ? CHECKPOINT_WEIGHT / most : 0;
  const weights = Object.entries(buckets).flatMap(([bucket, weight]) => {
    const whole = Math.round(weight * ratio);
    return whole > 0 ? [[bucket, whole] as const] : [];
  });
  return {
    ...(weights.length > 0 && { bucketWeights: Object.fromEntries(weights) }),
    referenceTimestamp: `${new Date(reference).toISOString().slice(0, 19)}Z`,
    ...(total > 0 && { totalWeight: total }),
  };
}

/** Out of a checkpoint; undefined where there is none. */
export function fromCheckpoint(known: {
  bucketWeights?: Record<string, number>;
  referenceTimestamp?: string;
  totalWeight?: number;
}): Histogram {
  const weights = known.bucketWeights ?? {};
  const sum = Object.values(weights).reduce((a, b) => a + b, 0);
  const total = known.totalWeight ?? 0;
  const buckets = Object.fromEntries(Object.entries(weights).map(([bucket, weight]) => [bucket, (weight * total) / sum]));
  return { buckets, total, reference: Date.parse(known.referenceTimestamp ?? '1970-01-01T00:00:00Z') };
}
