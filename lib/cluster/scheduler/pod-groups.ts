import type { Pod } from '@/lib/api/models';

/** Pods that plugins which count pods cannot tell apart: one namespace, the same labels and affinity, all staying or all going. */
export interface PodGroup {
  readonly sample: Pod;
  readonly count: number;
}

/** The pods of a node by uid, counted by group, so that counting does not grow with the number of pods. */
export class GroupedPods extends Map<string, Pod> {
  readonly groups = new Map<string, { sample: Pod; count: number }>();
  private readonly keyOf = new Map<string, string>();

  override set(uid: string, pod: Pod): this {
    const key = groupKey(pod);
    const before = this.keyOf.get(uid);
    if (before !== key) {
      if (before !== undefined) this.leave(before);
      this.keyOf.set(uid, key);
      const group = this.groups.get(key);
      if (group) group.count++;
      else this.groups.set(key, { sample: pod, count: 1 });
    }
    return super.set(uid, pod);
  }

  override delete(uid: string): boolean {
    const key = this.keyOf.get(uid);
    if (key !== undefined) this.leave(key);
    this.keyOf.delete(uid);
    return super.delete(uid);
  }

  private leave(key: string): void {
    const group = this.groups.get(key)!;
    if (--group.count === 0) this.groups.delete(key);
  }
}

const labelTexts = new WeakMap<object, string>();

function groupKey({ metadata, spec }: Pod): string {
  const labels = metadata.labels ?? NO_LABELS;
  let text = labelTexts.get(labels);
  if (text === undefined) labelTexts.set(labels, (text = JSON.stringify(labels)));
  const affinity = spec?.affinity ? JSON.stringify([spec.affinity.podAffinity, spec.affinity.podAntiAffinity]) : '';
  return `${metadata.namespace}\n${metadata.deletionTimestamp ? 'going' : ''}\n${text}\n${affinity}`;
}
const NO_LABELS: object = Object.freeze({});

const counted = new WeakMap<ReadonlyMap<string, Pod>, readonly PodGroup[]>();

/** The groups of a node's pods. Maps that are no `GroupedPods` must not change any more. */
export function groupsOf(pods: ReadonlyMap<string, Pod>): Iterable<PodGroup> {
  if (pods instanceof GroupedPods) return pods.groups.values();
  let groups = counted.get(pods);
  if (!groups) {
    const copy = new GroupedPods();
    for (const [uid, pod] of pods) copy.set(uid, pod);
    counted.set(pods, (groups = [...copy.groups.values()]));
  }
  return groups;
}
