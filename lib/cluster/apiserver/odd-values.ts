import fc from 'fast-check';
import { expect } from 'vitest';

/** How many odd things each property tries: NEKALA_FUZZ_CASES (`npm test -- --nightly`: 100,000 in all). */
export const CASES = Number(process.env.NEKALA_FUZZ_CASES ?? 300);
export const runs = { numRuns: CASES, seed: Number(process.env.NEKALA_FUZZ_SEED ?? 20261121) };
/** Milliseconds that a test of so many cases may take. */
export const LONG = 60_000 + CASES * 100;

/** Words that mean something to a patch, an object or JavaScript itself, and texts that nearly are numbers, times or shares. */
export const words = [
  '',
  'a',
  'metadata',
  'spec',
  'status',
  'name',
  'labels',
  'containers',
  'uid',
  '$patch',
  'replace',
  '-',
  '-1',
  '0',
  '*',
  '{}',
  '__proto__',
  'constructor',
  'toString',
  '1Gi',
  '50%',
  '2026-01-01T00:00:00Z',
  'é\u0000',
  'x'.repeat(300),
];
const word = fc.constantFrom(...words);
export const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 2 ** 53, -(2 ** 31)),
  fc.integer(),
  fc.double(),
  fc.string(),
  word,
);

/** Any JSON value. */
export const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(word, fc.string()), tie('value'), { maxKeys: 5 }),
  ),
}));

/** An object with the part replaced that numbers lead to: each picks one of the fields there. */
export function replaceAt(object: unknown, way: readonly number[], junk: unknown): unknown {
  const [first, ...rest] = way;
  if (first === undefined || object === null || typeof object !== 'object') return junk;
  const keys = Object.keys(object);
  if (keys.length === 0) return junk;
  const key = keys[first % keys.length]!;
  const changed = replaceAt((object as Record<string, unknown>)[key], rest, junk);
  return Array.isArray(object) ? object.map((item, i) => (String(i) === key ? changed : item)) : { ...object, [key]: changed };
}

/** Whatever was sent, it has been answered, and refusals are Statuses. */
export function expectAnswer(response: { status: number; body?: unknown }): void {
  expect(response.status).toBeGreaterThanOrEqual(100);
  expect(response.status).toBeLessThan(600);
  if (response.status >= 400 && typeof response.body === 'object')
    expect(response.body).toMatchObject({ kind: 'Status', status: 'Failure', code: response.status });
}
