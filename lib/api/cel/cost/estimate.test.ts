import { describe, expect, it } from 'vitest';
import { celTypeOfSchema, compileCel, type TypeSchema } from '../index';
import { MAX } from './range';

const cost = (expression: string, schema: TypeSchema) =>
  compileCel(expression, { variables: { self: celTypeOfSchema(schema)! } }).estimateCost();
const list = (items: TypeSchema, maxItems?: number): TypeSchema => ({ type: 'array', items, ...(maxItems !== undefined && { maxItems }) });
const object = (properties: Record<string, TypeSchema>): TypeSchema => ({ type: 'object', properties });
const text = (maxLength?: number): TypeSchema => ({ type: 'string', ...(maxLength !== undefined && { maxLength }) });

describe('estimates', () => {
  it('counts names and fields', () => {
    expect(cost('self.a > 1', object({ a: { type: 'integer' } }))).toEqual({ min: 3, max: 3 });
    expect(cost('has(self.a)', object({ a: { type: 'integer' } }))).toEqual({ min: 1, max: 1 });
  });

  it('multiplies loops by the most items', () => {
    const schema = object({ list: list({ type: 'integer' }, 10) });
    expect(cost('self.list.all(x, x == 5)', schema)).toEqual({ min: 3, max: 43 });
    expect(cost('self.list.all(x, self.list.all(y, x == y))', schema).max).toBeGreaterThan(300);
  });

  it('takes what fits in a request where a bound is missing', () => {
    expect(cost('self.list.all(x, x == 5)', object({ list: list({ type: 'integer' }) })).max).toBeGreaterThan(5_000_000);
    const nested = object({ list: list(list({ type: 'integer' })) });
    expect(cost('self.list.all(x, x.all(y, y == 5))', nested).max).toBeGreaterThan(1e12);
  });

  it('knows how long strings can be', () => {
    expect(cost('self.s == "abc"', object({ s: text(5) }))).toEqual({ min: 3, max: 3 });
    expect(cost('self.s.contains("abcdefghijk")', object({ s: text(5) }))).toEqual({ min: 2, max: 6 });
    expect(cost('self.s.matches("^a+$")', object({ s: text(10) })).max).toBe(2 + 5);
  });

  it('is unbounded for what it cannot know', () => {
    expect(cost('dyn(self).x == "a"', object({})).max).toBeLessThan(MAX);
    expect(cost('dyn(self).x.all(i, i == 1)', object({})).max).toBe(MAX);
  });
});
