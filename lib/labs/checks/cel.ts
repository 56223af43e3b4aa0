import { Environment, EvaluationError } from '@marcbachmann/cel-js';
import type { World } from '@/lib/world/world';
import type { CelCheck } from '../types';
import { findObjects } from './objects';
import { failed, invalid, passed, type Outcome } from './outcome';

/** A CEL expression over named objects is true. A missing object or field fails; a faulty expression is invalid. */
export function runCel(world: World, check: CelCheck): Outcome {
  const environment = new Environment({ unlistedVariablesAreDyn: true });
  let evaluate: (context: Record<string, unknown>) => unknown;
  try {
    evaluate = environment.parse(check.expression);
  } catch (error) {
    return invalid(`CEL: ${(error as Error).message}`);
  }
  const values: Record<string, unknown> = {};
  const expected = { ko: check.expression, en: check.expression };
  for (const [name, ref] of Object.entries(check.objects)) {
    const found = findObjects(world.cluster.door, ref);
    if (ref.name !== undefined && found.length === 0) {
      return failed(expected, {
        ko: `${ref.kind} ${ref.name}: 찾을 수 없습니다`,
        en: `${ref.kind} ${ref.name}: not found`,
      });
    }
    values[name] = celValue(ref.name !== undefined ? found[0] : found);
  }
  try {
    const result = evaluate(values);
    if (result === true) return passed;
    if (result === false) return failed(expected, { ko: '거짓', en: 'false' });
    return invalid(`CEL: the expression gives ${typeof result}, not a bool`);
  } catch (error) {
    if (error instanceof EvaluationError && /no such key|index out of (bounds|range)/i.test(error.message)) {
      const text = error.message.split('\n')[0]!;
      return failed(expected, { ko: text, en: text });
    }
    return invalid(`CEL: ${(error as Error).message}`);
  }
}

/** CEL's ints are 64 bits: JSON's whole numbers become bigint. A null field counts as one that is not there. */
function celValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celValue);
  if (typeof value === 'object' && value !== null) {
    const present = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
    return Object.fromEntries(present.map(([key, item]) => [key, celValue(item)]));
  }
  return value;
}
