import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { headLines, mapLines } from '../description/workload';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';

/** Models describeServiceAccount. */
export function describeServiceAccount(account: KubeObject, context: DescribeContext): string {
  const out = new Description();
  headLines(out, account);
  mapLines(out, account);
  const pulls: readonly string[] = (account.imagePullSecrets ?? []).map((each: { name: string }) => each.name);
  if (pulls.length === 0) out.line(0, 'Image pull secrets:\t<none>');
  pulls.forEach((name, i) => out.line(0, `${i === 0 ? 'Image pull secrets:' : '                   '}\t${name}`));
  eventLines(out, account, context);
  return out.toString();
}
