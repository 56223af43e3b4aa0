import { clip, describe, JqError } from './errors';
import { compareJson, type Json, type JsonObject, printJson, typeOf } from './json';

/** jq's binary operators on two values. Throws JqError. */
export function arithmetic(op: string, a: Json, b: Json): Json {
  switch (op) {
    case '==':
      return compareJson(a, b) === 0;
    case '!=':
      return compareJson(a, b) !== 0;
    case '<':
      return compareJson(a, b) < 0;
    case '<=':
      return compareJson(a, b) <= 0;
    case '>':
      return compareJson(a, b) > 0;
    case '>=':
      return compareJson(a, b) >= 0;
    case '+':
      return add(a, b);
    case '-':
      if (typeof a === 'number' && typeof b === 'number') return a - b;
      if (Array.isArray(a) && Array.isArray(b)) return a.filter((x) => !b.some((y) => compareJson(x, y) === 0));
      throw new JqError(`${describe(a)} and ${describe(b)} cannot be subtracted`);
    case '*':
      return multiply(a, b);
    case '/':
      if (typeof a === 'number' && typeof b === 'number') {
        if (b === 0) throw new JqError(`${describe(a)} and ${describe(b)} cannot be divided because the divisor is zero`);
        return a / b;
      }
      if (typeof a === 'string' && typeof b === 'string') return splitText(a, b);
      throw new JqError(`${describe(a)} and ${describe(b)} cannot be divided`);
    default: {
      if (typeof a !== 'number' || typeof b !== 'number') throw new JqError(`${describe(a)} and ${describe(b)} cannot be divided`);
      const divisor = Math.trunc(Math.abs(b));
      if (divisor === 0) throw new JqError(`${describe(a)} and ${describe(b)} cannot be divided because the divisor is zero`);
      return (Math.trunc(a) % divisor) + 0;
    }
  }
}

export function splitText(text: string, by: string): Json[] {
  if (text === '') return [];
  return by === '' ? [...text] : text.split(by);
}

function add(a: Json, b: Json): Json {
  if (a === null) return b;
  if (b === null) return a;
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  if (a instanceof Map && b instanceof Map) return new Map([...a, ...b]);
  throw new JqError(`${describe(a)} and ${describe(b)} cannot be added`);
}

function multiply(a: Json, b: Json): Json {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (typeof a === 'number' && typeof b === 'string') return multiply(b, a);
  if (typeof a === 'string' && typeof b === 'number') {
    if (b <= 0) return null;
    const count = Math.max(1, Math.ceil(b));
    if (a.length * count > 50_000_000) throw new JqError('Repeat string result too long');
    return a.repeat(count);
  }
  if (a instanceof Map && b instanceof Map) return merge(a, b);
  throw new JqError(`${describe(a)} and ${describe(b)} cannot be multiplied`);
}

function merge(a: JsonObject, b: JsonObject): JsonObject {
  const out = new Map(a);
  for (const [key, value] of b) {
    const old = out.get(key);
    out.set(key, old instanceof Map && value instanceof Map ? merge(old, value) : value);
  }
  return out;
}

/** Throws jq's message about an operand. */
export function refuse(value: Json, what: string): never {
  throw new JqError(`${typeOf(value)} (${clip(printJson(value))}) ${what}`);
}
