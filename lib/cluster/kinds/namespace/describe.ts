import type { KubeObject } from '@/lib/api/object';
import { longTime } from '../description/metadata';
import { headLines, mapLines } from '../description/workload';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';
import { limitLines } from '../limit-range/describe';
import { quotaRows } from '../resource-quota/describe';

/** Models describeNamespace, with the namespace's quotas and limits. */
export function describeNamespace(namespace: KubeObject, context: DescribeContext): string {
  const out = new Description();
  const name = namespace.metadata.name;
  headLines(out, namespace);
  mapLines(out, namespace);
  out.line(0, `Status:\t${namespace.status?.phase ?? ''}`);
  const conditions: readonly Record<string, string>[] = namespace.status?.conditions ?? [];
  if (conditions.length > 0) {
    out.line(0, 'Conditions:\n  Type\tStatus\tLastTransitionTime\tReason\tMessage');
    out.line(1, '----\t------\t------------------\t------\t-------');
    for (const c of conditions)
      out.line(1, `${c.type}\t${c.status}\t${longTime(c.lastTransitionTime)}\t${c.reason ?? ''}\t${c.message ?? ''}`);
  }
  const quotas = context.list('', 'resourcequotas', name);
  if (quotas.length === 0) out.write(0, '\nNo resource quota.\n');
  else {
    out.write(0, '\nResource Quotas\n');
    for (const quota of quotas) {
      out.line(0, `  Name:\t${quota.metadata.name}`);
      const scopes: readonly string[] = quota.spec?.scopes ?? [];
      if (scopes.length > 0) out.line(0, `  Scopes:\t${[...scopes].sort().join(', ')}`);
      quotaRows(out, quota, '  ', '  --------\t---\t---');
    }
  }
  const ranges = context.list('', 'limitranges', name);
  if (ranges.length === 0) out.write(0, '\nNo LimitRange resource.\n');
  else {
    out.write(0, '\nResource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n');
    out.write(0, ' ----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n');
    for (const range of ranges) limitLines(out, range, ' ');
  }
  return out.toString();
}
