import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences } from './match';

describe('differences', () => {
  it('finds none where every expected field is there', () => {
    expect(differences({ spec: { replicas: 3 } }, { spec: { replicas: 3, paused: true }, kind: 'X' })).toEqual([]);
  });

  it('names the path, what was expected and what is there', () => {
    const found = { spec: { containers: [{ name: 'sidecar' }, { name: 'web', image: 'nginx:1.26' }] } };
    expect(differences({ spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } }, found)).toEqual([
      { path: 'spec.containers[1].image', expected: 'nginx:1.27', found: 'nginx:1.26' },
    ]);
  });

  it('needs an item of its own for each expected item', () => {
    expect(differences(['a', 'a'], ['a', 'b'])).toEqual([{ path: '[1]', expected: 'a', found: undefined }]);
    expect(differences([80, 443], [443, 8080, 80])).toEqual([]);
  });

  it('tells absence from other types', () => {
    expect(differences({ a: { b: 1 } }, { a: 'x' })).toEqual([{ path: 'a', expected: { b: 1 }, found: 'x' }]);
    expect(differences({ a: [1] }, {})).toEqual([{ path: 'a', expected: [1], found: undefined }]);
  });

  it('holds of any value and itself, however its lists are ordered', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(differences(value, value)).toEqual([]);
        expect(differences(value, reversed(value))).toEqual([]);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return [...value].reverse();
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).reverse());
  return value;
}
