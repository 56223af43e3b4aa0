import type { KubeObject } from '@/lib/api/object';

export const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';
export const INDEX_FAILURE_COUNT = 'batch.kubernetes.io/job-index-failure-count';

/** Completion index of a pod of an Indexed Job; -1 when its annotation names none. Models getCompletionIndex. */
export function completionIndex(pod: KubeObject): number {
  const text = pod.metadata.annotations?.[COMPLETION_INDEX];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : -1;
}

/** `0,2-4` as a set; indexes from `completions` on are left out. Models parseIndexesFromString. */
export function parseIndexes(text: string | undefined, completions: number): Set<number> {
  const indexes = new Set<number>();
  for (const part of (text ?? '').split(',').filter(Boolean)) {
    const [first, last = first] = part.split('-').map(Number) as [number, number?];
    for (let index = first; index <= Math.min(last ?? first, completions - 1); index++) indexes.add(index);
  }
  return indexes;
}

/** A set of indexes as `0,2-4`: two neighbours stay apart. Models orderedIntervals.String. */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length;) {
    let end = i;
    while (sorted[end + 1] === sorted[end]! + 1) end++;
    const [first, last] = [sorted[i]!, sorted[end]!];
    parts.push(first === last ? `${first}` : last === first + 1 ? `${first},${last}` : `${first}-${last}`);
    i = end + 1;
  }
  return parts.join(',');
}

/** The first `count` indexes below `completions` that are in none of the sets. Models firstPendingIndexes. */
export function pendingIndexes(count: number, completions: number, taken: readonly ReadonlySet<number>[]): number[] {
  const found: number[] = [];
  for (let index = 0; index < completions && found.length < count; index++) if (!taken.some((set) => set.has(index))) found.push(index);
  return found;
}
