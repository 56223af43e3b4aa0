import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deepFreeze } from '../freeze';
import { canonicalQuantity } from '../quantity';
import { checkFields, isNormal, normalizeObject } from './index';
import { schemaFor, type FieldSchema } from './schema';

const NAMES = ['io.k8s.api.core.v1.Pod', 'io.k8s.api.core.v1.Event', 'io.k8s.api.apps.v1.Deployment', 'io.k8s.api.core.v1.Secret'];
const RUNS = Number(process.env.NEKALA_FUZZ_CASES ?? 300);

/** Values that a field may hold, rightly or not. */
function valueOf(field: FieldSchema, depth: number): fc.Arbitrary<unknown> {
  const odd = fc.constantFrom<unknown>(null, undefined, '', 0, false, 'text', 7, -1, 1.5, true, [], {}, ['a'], { a: 1 }, '1000m', '500m');
  return fc.oneof({ weight: 6, arbitrary: rightValue(field, depth) }, { weight: 1, arbitrary: odd });
}

function rightValue(field: FieldSchema, depth: number): fc.Arbitrary<unknown> {
  if (field.quantity) return fc.constantFrom('1', '100m', '1Gi', '1024Mi', '0.5');
  switch (field.type) {
    case 'string':
      if (field.format === 'date-time') return fc.constantFrom('2026-01-02T03:04:05Z', '2026-01-02T03:04:05+01:00', '2026-02-31T00:00:00Z');
      if (field.format === 'byte') return fc.constantFrom('YQ==', 'YQ=', '');
      return fc.constantFrom('a', 'b', '');
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.constantFrom(0, 1, 80);
    case 'array':
      return depth > 4 ? fc.constant([]) : fc.array(valueOf(field.items!, depth + 1), { maxLength: 2 });
    case 'map':
      return fc.dictionary(fc.constantFrom('a', 'cpu'), valueOf(field.values!, depth + 1), { maxKeys: 2 });
    case 'object':
      return field.ref && schemaFor(field.ref) && depth < 5 ? structOf(field.ref, depth + 1) : fc.constant({});
    case 'any':
      return fc.constantFrom<unknown>(80, 'http', { x: 1 });
  }
}

function structOf(name: string, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.entries(schemaFor(name)!.fields);
  return fc
    .subarray(fields, { maxLength: Math.min(4, fields.length) })
    .chain((chosen) =>
      fc.tuple(
        fc.record(Object.fromEntries(chosen.map(([field, schema]) => [field, valueOf(schema, depth)]))),
        fc.constantFrom(...Array<object>(12).fill({}), { nosuch: 1 }),
      ),
    )
    .map(([known, unknown]) => ({ ...known, ...unknown }));
}

/** Times and quantities that are written otherwise. */
const isCanonical = (value: unknown): boolean => {
  if (typeof value === 'string') return !/^\d{4}-.*[+]\d\d:\d\d$/.test(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isCanonical);
};

it('only says of an object that it is normal when decoding it would leave it as it is', () => {
  let normal = 0;
  for (const name of NAMES) {
    fc.assert(
      fc.property(structOf(name, 0), fc.boolean(), (object, freeze) => {
        if (freeze) deepFreeze(object);
        if (!isNormal(object, name)) return;
        normal++;
        expect(checkFields(object, name)).toEqual({ unknown: [] });
        expect(isCanonical(object)).toBe(true);
        // The unknown field has it walk through all of it.
        expect(normalizeObject({ ...object, nosuch: 1 }, name)).toEqual({ ...object, nosuch: 1 });
      }),
      { numRuns: RUNS, seed: 7 },
    );
  }
  expect(normal).toBeGreaterThan(RUNS / 10);
});

it('looks at every quantity, text and number', () => {
  const pod = (cpu: unknown, port: unknown = 80) => ({
    spec: { containers: [{ name: 'c', resources: { limits: { cpu } }, ports: [{ containerPort: port }] }] },
  });
  expect(canonicalQuantity('1000m')).toBe('1');
  expect(isNormal(pod('1'), NAMES[0]!)).toBe(true);
  expect(isNormal(pod('1000m'), NAMES[0]!)).toBe(false);
  expect(isNormal(pod(1), NAMES[0]!)).toBe(false);
  expect(isNormal(pod('x'), NAMES[0]!)).toBe(false);
  expect(isNormal(pod('1', '80'), NAMES[0]!)).toBe(false);
});
