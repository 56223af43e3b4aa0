import type { Definition, DefinitionCondition } from './definition';

/** The definition with a condition set; its time moves when its status does. Models apihelpers.SetCRDCondition. */
export function withCondition(definition: Definition, condition: Omit<DefinitionCondition, 'lastTransitionTime'>, now: string): Definition {
  const conditions = definition.status?.conditions ?? [];
  const before = conditions.find(({ type }) => type === condition.type);
  const { type, status, reason, message } = condition;
  const time = before && before.status === status ? before.lastTransitionTime : now;
  const next: DefinitionCondition = {
    type,
    status,
    lastTransitionTime: time ?? now,
    ...(reason && { reason }),
    ...(message && { message }),
  };
  const list = before ? conditions.map((one) => (one === before ? next : one)) : [...conditions, next];
  return { ...definition, status: { ...definition.status, conditions: list } };
}
