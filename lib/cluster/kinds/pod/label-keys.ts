import type { KubeObject } from '@/lib/api/object';
import { isGiven, listOf, ownOf, structOf, structsOf, textsOf } from '../read';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const KINDS = ['podAffinity', 'podAntiAffinity'];
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** `selector` with the pod's own values of `keys`, those it has. */
function withKeys(selector: any, labels: unknown, keys: readonly string[], operator: string): any {
  if (!isGiven(selector)) return selector;
  const added = keys.flatMap((key) => {
    const value: unknown = ownOf(labels, key);
    return value === undefined ? [] : [{ key, operator, values: [value] }];
  });
  if (added.length === 0) return selector;
  return { ...selector, matchExpressions: [...listOf(selector.matchExpressions), ...added] };
}

function withTerm(term: any, labels: unknown): any {
  const matching = withKeys(term.labelSelector, labels, textsOf(term.matchLabelKeys), 'In');
  const labelSelector = withKeys(matching, labels, textsOf(term.mismatchLabelKeys), 'NotIn');
  return labelSelector === term.labelSelector ? term : { ...term, labelSelector };
}

/**
 * Keys of labels to match become expressions with the values of the pod itself. Models podStrategy's applyMatchLabelKeysAndMismatchLabelKeys
 * and applyMatchLabelKeysForPodTopologySpread.
 */
export function applyLabelKeys(pod: KubeObject): KubeObject {
  const labels = pod.metadata.labels;
  let spec = structOf(pod.spec);
  const given = structsOf(structOf(spec).topologySpreadConstraints);
  if (given.some(({ matchLabelKeys }) => textsOf(matchLabelKeys).length > 0)) {
    const constraints = given.map((one) => {
      const labelSelector = withKeys(one.labelSelector, labels, textsOf(one.matchLabelKeys), 'In');
      return labelSelector === one.labelSelector ? one : { ...one, labelSelector };
    });
    spec = { ...spec, topologySpreadConstraints: constraints };
  }
  for (const kind of KINDS) {
    const affinity = structOf(structOf(spec.affinity)[kind]);
    const terms = [...structsOf(affinity[REQUIRED]), ...structsOf(affinity[PREFERRED]).map((one) => structOf(one.podAffinityTerm))];
    if (!terms.some((term) => textsOf(term.matchLabelKeys).length > 0 || textsOf(term.mismatchLabelKeys).length > 0)) continue;
    const next = { ...affinity };
    if (isGiven(affinity[REQUIRED])) next[REQUIRED] = structsOf(affinity[REQUIRED]).map((term) => withTerm(term, labels));
    if (isGiven(affinity[PREFERRED])) {
      next[PREFERRED] = structsOf(affinity[PREFERRED]).map((one) =>
        isGiven(one.podAffinityTerm) ? { ...one, podAffinityTerm: withTerm(structOf(one.podAffinityTerm), labels) } : one,
      );
    }
    spec = { ...spec, affinity: { ...spec.affinity, [kind]: next } };
  }
  return spec === pod.spec ? pod : { ...pod, spec };
}
