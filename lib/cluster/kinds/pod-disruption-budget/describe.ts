import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { headLines } from '../description/workload';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';

import { formatSelector } from '../columns';

/** Models describePodDisruptionBudget. */
export function describePodDisruptionBudget(budget: KubeObject, context: DescribeContext): string {
  const out = new Description();
  headLines(out, budget);
  if (budget.spec?.minAvailable !== undefined) out.line(0, `Min available:\t${budget.spec.minAvailable}`);
  else if (budget.spec?.maxUnavailable !== undefined) out.line(0, `Max unavailable:\t${budget.spec.maxUnavailable}`);
  out.line(0, `Selector:\t${budget.spec?.selector ? formatSelector(budget.spec.selector) : '<unset>'}`);
  out.line(0, 'Status:');
  out.line(2, `Allowed disruptions:\t${budget.status?.disruptionsAllowed ?? 0}`);
  out.line(2, `Current:\t${budget.status?.currentHealthy ?? 0}`);
  out.line(2, `Desired:\t${budget.status?.desiredHealthy ?? 0}`);
  out.line(2, `Total:\t${budget.status?.expectedPods ?? 0}`);
  eventLines(out, budget, context);
  return out.toString();
}
