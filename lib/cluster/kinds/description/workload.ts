import type { KubeObject } from '@/lib/api/object';
import { formatSelector } from '../columns';
import type { DescribeContext } from '../kind';
import { annotationLines, labelLines } from './metadata';
import type { Description } from './writer';

/** The lines that most kinds begin with. */
export function headLines(out: Description, object: KubeObject, options: { namespace?: boolean } = {}): void {
  out.line(0, `Name:\t${object.metadata.name}`);
  if (options.namespace !== false && object.metadata.namespace !== undefined) out.line(0, `Namespace:\t${object.metadata.namespace}`);
}

export function mapLines(out: Description, object: KubeObject): void {
  labelLines(out, 'Labels', object.metadata.labels);
  annotationLines(out, 'Annotations', object.metadata.annotations);
}

/** Pods that an object controls, in the words of `Pods Status:`. Models getPodStatusForController. */
export function podCounts(object: KubeObject, context: DescribeContext): string {
  const selector = object.spec?.selector as Record<string, unknown> | undefined;
  const text =
    selector && ('matchLabels' in selector || 'matchExpressions' in selector)
      ? formatSelector(selector)
      : formatSelector({ matchLabels: (selector ?? {}) as Record<string, string> });
  const counts: Record<string, number> = { Running: 0, Pending: 0, Succeeded: 0, Failed: 0 };
  const pods = context.list('', 'pods', object.metadata.namespace ?? '', { labels: text === '<none>' ? '' : text });
  for (const pod of pods) {
    const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller);
    if (owner?.uid !== object.metadata.uid) continue;
    const phase = pod.status?.phase as string;
    if (phase in counts) counts[phase]!++;
  }
  return `${counts.Running} Running / ${counts.Pending} Waiting / ${counts.Succeeded} Succeeded / ${counts.Failed} Failed`;
}

export function conditionTable(out: Description, conditions: readonly { type: string; status: string; reason?: string }[]): void {
  if (conditions.length === 0) return;
  out.line(0, 'Conditions:\n  Type\tStatus\tReason');
  out.line(1, '----\t------\t------');
  for (const condition of conditions) out.line(1, `${condition.type} \t${condition.status}\t${condition.reason ?? ''}`);
}

export function controllerLine(out: Description, object: KubeObject): void {
  const owner = object.metadata.ownerReferences?.find((reference) => reference.controller);
  if (owner) out.line(0, `Controlled By:\t${owner.kind}/${owner.name}`);
}
