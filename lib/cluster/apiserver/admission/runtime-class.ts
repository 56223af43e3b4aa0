import { deepEqual } from '@/lib/api/freeze';
import type { Toleration } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { compareQuantities } from '@/lib/api/quantity';
import type { AdmissionPlugin, Attributes } from './chain';
import { forbid } from './forbidden';
import { isPodCreation, withSpec } from './pod';

const CLASSES = { group: 'node.k8s.io', resource: 'runtimeclasses' };

type Texts = Readonly<Record<string, string>>;

/** The runtime class that a pod names must be there; its overhead and scheduling are the pod's. Models plugin/pkg/admission/runtimeclass. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  admit(attributes) {
    const { object: pod } = attributes;
    if (!isPodCreation(attributes)) return pod;
    const found = classOf(attributes, pod);
    if (!found) return pod;
    const fixed = found.overhead?.podFixed as Texts | undefined;
    const given = pod.spec?.overhead as Texts | undefined;
    if (fixed && given && !sameAmounts(fixed, given)) throw mismatch(attributes);
    const { nodeSelector, tolerations } = (found.scheduling ?? {}) as { nodeSelector?: Texts; tolerations?: readonly Toleration[] };
    for (const [key, value] of Object.entries(nodeSelector ?? {})) {
      const own = (pod.spec?.nodeSelector as Texts | undefined)?.[key];
      if (own === undefined || own === value) continue;
      throw forbid(attributes, `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}`);
    }
    return withSpec(pod, {
      ...(fixed && { overhead: fixed }),
      ...(nodeSelector && { nodeSelector: { ...pod.spec?.nodeSelector, ...nodeSelector } }),
      ...(tolerations && { tolerations: mergeTolerations((pod.spec?.tolerations ?? []) as readonly Toleration[], tolerations) }),
    });
  },
  validate(attributes) {
    const { object: pod } = attributes;
    if (!pod || !isPodCreation(attributes)) return;
    const fixed = classOf(attributes, pod)?.overhead?.podFixed as Texts | undefined;
    const given = pod.spec?.overhead as Texts | undefined;
    if (fixed && !sameAmounts(fixed, given ?? {})) throw mismatch(attributes);
    if (!fixed && given) throw forbid(attributes, 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
  },
};

const mismatch = (attributes: Attributes) =>
  forbid(attributes, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");

function classOf(attributes: Attributes, pod: KubeObject): KubeObject | undefined {
  const name = pod.spec?.runtimeClassName as string | undefined;
  if (name === undefined) return undefined;
  const found = attributes.call.server.store.get(CLASSES, '', name);
  if (!found) throw forbid(attributes, `pod rejected: RuntimeClass "${name}" not found`);
  return found;
}

const sameAmounts = (a: Texts, b: Texts): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([name, value]) => b[name] !== undefined && compareQuantities(value, b[name]) === 0);

/** Both lists without what another entry covers. Models pkg/util/tolerations.MergeTolerations. */
export function mergeTolerations(first: readonly Toleration[], second: readonly Toleration[]): Toleration[] {
  const all = [...first, ...second];
  const merged: Toleration[] = [];
  for (const [i, one] of all.entries()) {
    if (merged.some((kept) => covers(kept, one))) continue;
    if (all.slice(i + 1).some((later) => !deepEqual(one, later) && covers(later, one))) continue;
    merged.push(one);
  }
  return merged;
}

function covers(wide: Toleration, narrow: Toleration): boolean {
  if (deepEqual(wide, narrow)) return true;
  if ((narrow.key ?? '') !== (wide.key ?? '') && ((wide.key ?? '') !== '' || wide.operator !== 'Exists')) return false;
  if ((narrow.effect ?? '') !== (wide.effect ?? '') && (wide.effect ?? '') !== '') return false;
  if (wide.effect === 'NoExecute' && wide.tolerationSeconds !== undefined) {
    if (narrow.tolerationSeconds === undefined || narrow.tolerationSeconds > wide.tolerationSeconds) return false;
  }
  if (wide.operator === 'Exists') return true;
  const equal = (toleration: Toleration) => (toleration.operator ?? 'Equal') === 'Equal';
  return equal(wide) && equal(narrow) && (narrow.value ?? '') === (wide.value ?? '');
}
