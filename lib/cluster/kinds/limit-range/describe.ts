import type { KubeObject } from '@/lib/api/object';
import { canonicalQuantity } from '@/lib/api/quantity';
import { Description } from '../description/writer';

type List = Readonly<Record<string, string>> | undefined;

/** A row for each type and resource. Models describeLimitRangeSpec. */
export function limitLines(out: Description, range: KubeObject, indent: string): void {
  for (const item of (range.spec?.limits ?? []) as readonly Record<string, List & string>[]) {
    const columns: readonly List[] = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio];
    const names = [...new Set(columns.flatMap((list) => Object.keys(list ?? {})))].sort();
    for (const name of names) {
      const cells = columns.map((list) => (list && Object.hasOwn(list, name) ? canonicalQuantity(list[name]!) : '-'));
      out.line(0, `${indent}${item.type}\t${name}\t${cells.join('\t')}`);
    }
  }
}

/** Models describeLimitRange. */
export function describeLimitRange(range: KubeObject): string {
  const out = new Description();
  out.line(0, `Name:\t${range.metadata.name}`);
  out.line(0, `Namespace:\t${range.metadata.namespace ?? ''}`);
  out.line(0, 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio');
  out.line(0, '----\t--------\t---\t---\t---------------\t-------------\t-----------------------');
  limitLines(out, range, '');
  return out.toString();
}
