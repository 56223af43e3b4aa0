import type { ServedKind } from '../../../kinds/kind-table';
import { forbid } from '../forbidden';
import type { Attributes } from '../chain';
import type { Webhook } from './configuration';

/** Whether all conditions hold. Refuses what cannot be evaluated when the webhook's failure policy says so. */
export function matchConditionsMet(
  _conditions: NonNullable<Webhook['matchConditions']>,
  webhook: Webhook,
  attributes: Attributes,
  _served: ServedKind,
): boolean {
  throw forbid(attributes, `match conditions of admission webhook "${webhook.name}" are not simulated here`);
}
