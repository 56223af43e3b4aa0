import type { ServedKind } from '../../../kinds/kind-table';
import { forbid } from '../forbidden';
import type { Attributes } from '../chain';
import { webhookMatchResult } from '../policy/match-conditions';
import type { Webhook } from './configuration';

/** Whether all conditions hold. Refuses what cannot be evaluated when the webhook's failure policy says so. */
export function matchConditionsMet(
  conditions: NonNullable<Webhook['matchConditions']>,
  webhook: Webhook,
  attributes: Attributes,
  served: ServedKind,
): boolean {
  const result = webhookMatchResult(conditions, attributes, served, webhook.failurePolicy === 'Ignore');
  if ('error' in result) throw forbid(attributes, result.error);
  return result.matches;
}
