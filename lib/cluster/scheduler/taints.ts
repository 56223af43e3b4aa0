import type { Node, Taint, Toleration } from '@/lib/api/models';

/** The first taint of a node with one of the effects that nothing tolerates. */
export function untolerated(node: Node, tolerations: readonly Toleration[] | undefined, effects: readonly string[]): Taint | undefined {
  return (node.spec?.taints ?? []).find(
    (taint) => effects.includes(taint.effect) && !(tolerations ?? []).some((toleration) => tolerates(toleration, taint)),
  );
}

/** Models k8s.io/component-helpers/scheduling/corev1 (ToleratesTaint). */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  const operator = toleration.operator || 'Equal';
  if (operator === 'Exists') return true;
  if (!toleration.key) return false;
  const [wanted, value] = [toleration.value ?? '', taint.value ?? ''];
  if (operator === 'Equal') return wanted === value;
  const [a, b] = [Number(value), Number(wanted)];
  if (!/^-?\d+$/.test(value) || !/^-?\d+$/.test(wanted)) return false;
  return operator === 'Gt' ? a > b : operator === 'Lt' ? a < b : false;
}
