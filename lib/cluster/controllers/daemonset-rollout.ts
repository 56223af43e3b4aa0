import type { DaemonSet, Node, Pod } from '@/lib/api/models';
import { isPodAvailable, isPodReady } from './pod-state';
import { scaledValue } from './rollout';

export const HASH = 'controller-revision-hash';

/** One look at a DaemonSet: which nodes there are, which should run a pod of it, and the hash of its template. */
export interface Look {
  readonly set: DaemonSet;
  readonly hash: string;
  readonly all: readonly Node[];
  readonly wanted: readonly Node[];
  /** ms */
  readonly now: number;
}

const isNew = ({ hash }: Look, pod: Pod): boolean => pod.metadata.labels?.[HASH] === hash;
const isAvailable = ({ set, now }: Look, pod: Pod): boolean => isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, now);

/** How many pods may be surplus or missing during a rollout. Models updatedDesiredNodeCounts. */
function limits({ set, wanted }: Look): { readonly maxSurge: number; readonly maxUnavailable: number } {
  const rolling = set.spec?.updateStrategy?.type === 'RollingUpdate' ? set.spec.updateStrategy.rollingUpdate : undefined;
  const maxSurge = scaledValue((rolling?.maxSurge as number | string | undefined) ?? 0, wanted.length, true);
  const maxUnavailable = scaledValue((rolling?.maxUnavailable as number | string | undefined) ?? 1, wanted.length, true);
  return { maxSurge, maxUnavailable: maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable };
}

/** Running pods of one node (oldest first) that it has too many of: with surge an old one may stay until the new one is available. */
export function surplus(look: Look, running: readonly Pod[]): readonly Pod[] {
  if (limits(look).maxSurge === 0 || look.set.spec?.updateStrategy?.type === 'OnDelete') return running.slice(1);
  if (running.length <= 1) return [];
  const [newer, older] = [running.filter((pod) => isNew(look, pod)), running.filter((pod) => !isNew(look, pod))];
  const replaced = newer[0] && older[0] && (!isPodReady(older[0]) || isAvailable(look, newer[0]));
  return [...newer.slice(1), ...older.slice(1), ...(replaced ? [older[0]!] : [])];
}

/** What a rollout does next: old pods to delete, or with surge nodes to start a new pod on. Models rollingUpdate. */
export function rollingUpdate(
  look: Look,
  byNode: ReadonlyMap<string, readonly Pod[]>,
): { readonly replace: readonly Pod[]; readonly create: readonly Node[] } {
  const { maxSurge, maxUnavailable } = limits(look);
  // Without surge an old pod also goes from a node that the new template does not want: its taint let the pod stay so far.
  const concerned = maxSurge > 0 ? look.wanted : look.all.filter((node) => look.wanted.includes(node) || byNode.has(node.metadata.name));
  const onNodes = concerned.map((node) => {
    const alive = (byNode.get(node.metadata.name) ?? []).filter((pod) => !pod.metadata.deletionTimestamp);
    return { node, newPod: alive.find((pod) => isNew(look, pod)), oldPod: alive.find((pod) => !isNew(look, pod)) };
  });
  if (maxSurge > 0) {
    const surging = onNodes.filter(({ newPod, oldPod }) => oldPod && newPod && !isAvailable(look, newPod)).length;
    const only = onNodes.filter(({ newPod, oldPod }) => oldPod && !newPod);
    const broken = only.filter(({ oldPod }) => !isAvailable(look, oldPod!));
    const whole = only.filter(({ oldPod }) => isAvailable(look, oldPod!)).slice(0, Math.max(0, maxSurge - surging));
    return { replace: [], create: [...broken, ...whole].map(({ node }) => node) };
  }
  let unavailable = 0;
  const [broken, whole]: [Pod[], Pod[]] = [[], []];
  for (const { newPod, oldPod } of onNodes) {
    if (oldPod && !newPod) {
      if (isAvailable(look, oldPod)) whole.push(oldPod);
      else {
        broken.push(oldPod);
        unavailable++;
      }
    } else if (!newPod || oldPod || !isAvailable(look, newPod)) unavailable++;
  }
  return { replace: [...broken, ...whole.slice(0, Math.max(0, maxUnavailable - unavailable))], create: [] };
}
