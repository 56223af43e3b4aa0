import type { KubeObject } from '@/lib/api/object';
import type { GroupResource } from '@/lib/api/object';
import { formatTime } from '@/lib/api/time';
import { ignoreNotFound } from '../../../controllers/context';
import type { OperatorContext } from '../../addon';
import type { Condition, StoredCondition } from '../resources';

/** Conditions to write: the last of a type counts; a time of transition stays while the status does. */
export function stored(
  wanted: readonly Condition[],
  before: readonly StoredCondition[] | undefined,
  observedGeneration: number,
  now: number,
): readonly StoredCondition[] {
  const byType = new Map<string, Condition>();
  for (const condition of wanted) byType.set(condition.type, condition);
  return [...byType.values()].map((condition) => {
    const old = before?.find(({ type }) => type === condition.type);
    const same = old && old.status === condition.status && old.reason === condition.reason && old.message === condition.message;
    return { ...condition, observedGeneration, lastTransitionTime: same ? old.lastTransitionTime : formatTime(now) };
  });
}

/** Writes a status when it is another one. */
export function writeStatus(context: OperatorContext, resource: GroupResource, object: KubeObject, status: object): void {
  if (JSON.stringify(sorted(object.status ?? {})) === JSON.stringify(sorted(status))) return;
  ignoreNotFound(() => context.client.update(resource, { ...object, status }, 'status'));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}
