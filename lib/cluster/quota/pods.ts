import type { KubeObject } from '@/lib/api/object';
import { newQuantity, type Quantity } from '@/lib/api/quantity';
import { podResources, usageOfTexts, type ResourceContainer, type Usage } from './pod-resources';

const NAMES = new Set([
  'count/pods',
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
]);

const isNative = (name: string) => !name.includes('/') || name.includes('kubernetes.io/');
const isExtended = (name: string) => !isNative(name) && !name.startsWith('requests.');

/** Models podEvaluator.MatchingResources: besides the known names, huge pages and extended resources. */
export const podMatchingResources = (names: readonly string[]): readonly string[] =>
  names.filter(
    (name) =>
      NAMES.has(name) ||
      name.startsWith('hugepages-') ||
      name.startsWith('requests.hugepages-') ||
      (!isNative(name) && name.startsWith('requests.')),
  );

/** Requests and limits by the names that quotas give them. Models podComputeUsageHelper. */
function computeUsage(requests: Usage, limits: Usage): Usage {
  const out: Record<string, Quantity> = { pods: newQuantity(1) };
  for (const name of ['cpu', 'memory', 'ephemeral-storage']) {
    if (requests[name]) out[name] = out[`requests.${name}`] = requests[name];
    if (limits[name]) out[`limits.${name}`] = limits[name];
  }
  for (const [name, value] of Object.entries(requests)) {
    if (name.startsWith('hugepages-')) out[name] = out[`requests.${name}`] = value;
    else if (isExtended(name)) out[`requests.${name}`] = value;
  }
  return out;
}

/** Whether a pod still counts for more than an object: it has not ended, and is not stuck in its deletion. Models QuotaV1Pod. */
export function isCharged(pod: KubeObject, now: number): boolean {
  const phase = pod.status?.phase as string | undefined;
  if (phase === 'Failed' || phase === 'Succeeded') return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return true;
  return now <= Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000;
}

/** Models PodUsageFunc. */
export function podUsage(pod: KubeObject, now: number): Usage {
  const count = { 'count/pods': newQuantity(1) };
  if (!isCharged(pod, now)) return count;
  const requests = podResources(pod, 'requests', { overhead: true });
  return { ...count, ...computeUsage(requests, podResources(pod, 'limits', { overhead: true })) };
}

/** What every container must name when a quota limits it. Upstream calls it a mistake that is not to be repeated. */
const REQUIRED = ['cpu', 'limits.cpu', 'limits.memory', 'memory', 'requests.cpu', 'requests.memory'];

/** `must specify limits.memory for: c; requests.cpu for: c,d`; undefined when all is there. Models podEvaluator.Constraints. */
export function missingResources(names: readonly string[], pod: KubeObject): string | undefined {
  const containers = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])] as readonly ResourceContainer[];
  const found = REQUIRED.filter((name) => names.includes(name)).flatMap((name) => {
    const without = containers.filter(
      ({ resources }) => !computeUsage(usageOfTexts(resources?.requests), usageOfTexts(resources?.limits))[name],
    );
    return without.length > 0 ? [`${name} for: ${[...new Set(without.map((one) => one.name))].sort().join(',')}`] : [];
  });
  return found.length > 0 ? `must specify ${found.join('; ')}` : undefined;
}
