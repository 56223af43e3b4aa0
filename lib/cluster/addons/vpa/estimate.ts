import { quantityMilliValue, quantityValue } from '@/lib/api/quantity';
import { CPU_SCALE, MEMORY_SCALE, percentile, type Histogram } from './histogram';
import {
  amountText,
  flagOf,
  policyOf,
  RESOURCES,
  type ContainerPolicy,
  type ContainerRecommendation,
  type Resource,
  type Resources,
  type Vpa,
} from './resources';

/** What is known of one container. Plain data; times in ms. */
export interface Aggregate {
  readonly cpu: Histogram;
  readonly memory: Histogram;
  /** Samples of CPU. */
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

const DAY_MS = 86_400_000;
const MIB = 1024 * 1024;
/** model.MaxResourceAmount: thousandths of a core, or bytes. */
const MOST = 1e14;
const amount = (value: number): number => (value > MOST ? MOST : Math.max(0, Math.trunc(value)));

/** Days of history, at a sample a minute. Models getConfidence. */
const confidence = ({ first, last, count }: Aggregate): number => Math.min((last - first) / DAY_MS, count / (60 * 24));

/**
 * What a container should request, and the bounds within which nobody is evicted, before a policy is applied. `spread`:
 * containers of the pod. Models pkg/recommender/logic.
 */
export function estimate(name: string, known: Aggregate, spread: number, argv: readonly string[]): ContainerRecommendation {
  const number = (flag: string, otherwise: number) => Number(flagOf(argv, flag) ?? otherwise);
  const least: Record<Resource, number> = {
    cpu: amount(number('pod-recommendation-min-cpu-millicores', 25) / spread),
    memory: amount((number('pod-recommendation-min-memory-mb', 250) * MIB) / spread),
  };
  const margin = number('recommendation-margin-fraction', 0.15);
  const days = confidence(known);
  const at = (resource: Resource, part: number, factor: number): number => {
    const used =
      resource === 'cpu' ? amount(percentile(known.cpu, CPU_SCALE, part) * 1000) : amount(percentile(known.memory, MEMORY_SCALE, part));
    const wide = used + amount(used * margin);
    return Math.max(least[resource], amount(wide * factor));
  };
  const all = (kind: string, otherwise: number, factor: number): Resources =>
    Object.fromEntries(
      RESOURCES.map((resource) => {
        const flag = kind === 'target' ? `target-${resource}-percentile` : `recommendation-${kind}-${resource}-percentile`;
        return [resource, amountText(resource, at(resource, number(flag, otherwise), factor))];
      }),
    );
  const target = all('target', 0.9, 1);
  const lowerBound = all('lower-bound', 0.5, days === 0 ? 0 : (1 + 0.001 / days) ** -2);
  const upperBound = all('upper-bound', 0.95, days === 0 ? Infinity : 1 + 1 / days);
  return { containerName: name, lowerBound, target, uncappedTarget: target, upperBound };
}

/** Applies the autoscaler's policy; undefined for a container that is left out. Models capping_post_processor. */
export function capped(vpa: Vpa, found: ContainerRecommendation): ContainerRecommendation | undefined {
  const policy = policyOf(vpa, found.containerName);
  if (policy?.mode === 'Off') return undefined;
  const controlled = (all: Resources | undefined): Resources =>
    Object.fromEntries(Object.entries(all ?? {}).filter(([name]) => policy?.controlledResources?.includes(name as Resource) ?? true));
  const within = (all: Resources | undefined): Resources => cap(controlled(all), policy);
  return {
    containerName: found.containerName,
    lowerBound: within(found.lowerBound),
    target: within(found.target),
    uncappedTarget: controlled(found.uncappedTarget),
    upperBound: within(found.upperBound),
  };
}

/** Amounts within minAllowed and maxAllowed of a policy. */
export function cap(all: Resources, policy: ContainerPolicy | undefined): Resources {
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => {
      const { [name as Resource]: least } = policy?.minAllowed ?? {};
      const { [name as Resource]: most } = policy?.maxAllowed ?? {};
      if (least !== undefined && number(name, value) < number(name, least)) return [name, least];
      if (most !== undefined && number(name, value) > number(name, most)) return [name, most];
      return [name, value];
    }),
  );
}

/** Thousandths of a core, or bytes. */
export const number = (resource: string, value: string): number => (resource === 'cpu' ? quantityMilliValue(value) : quantityValue(value));
