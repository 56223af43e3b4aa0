import { describe, expect, it } from 'vitest';
import { fieldErrorText } from '../field-error';
import { checkRules, embeddedErrors, listTypeErrors, validateValue, type JsonSchema } from './index';

const texts = (value: unknown, schema: JsonSchema, old?: { value: unknown }) => validateValue(value, schema, old).map(fieldErrorText);
const inSpec = (properties: Record<string, JsonSchema>, more: JsonSchema = {}): JsonSchema => ({
  type: 'object',
  properties: { spec: { type: 'object', properties, ...more } },
});

describe('values under a schema', () => {
  // Recorded: crd/006.
  it('says what is missing, out of bounds or not one of a set', () => {
    const schema: JsonSchema = {
      required: ['spec'],
      ...inSpec(
        {
          size: { type: 'integer', minimum: 1, maximum: 10, multipleOf: 2 },
          mode: { type: 'string', enum: ['A', 'B'] },
          code: { type: 'string', pattern: '^[a-z]+$', minLength: 2, maxLength: 4 },
          tags: { type: 'array', minItems: 1, maxItems: 2, items: { type: 'string' } },
          m: { type: 'object', maxProperties: 1, additionalProperties: { type: 'string' } },
        },
        { required: ['size', 'mode'] },
      ),
    };
    expect(texts({}, schema)).toEqual(['spec: Required value']);
    expect(texts({ spec: {} }, schema)).toEqual(['spec.size: Required value', 'spec.mode: Required value']);
    expect(texts({ spec: { size: 11, mode: 'C', code: 'A1', tags: [], m: { a: 'b', c: 'd' } } }, schema)).toEqual([
      'spec.size: Invalid value: 11: spec.size in body should be a multiple of 2',
      'spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10',
      'spec.mode: Unsupported value: "C": supported values: "A", "B"',
      'spec.code: Invalid value: "A1": spec.code in body should match \'^[a-z]+$\'',
      'spec.tags: Invalid value: 0: spec.tags in body should have at least 1 items',
      'spec.m: Too many: 2: must have at most 1 item',
    ]);
    expect(texts({ spec: { size: 0, mode: 'A', code: 'toolong', tags: ['a', 'b', 'c'] } }, schema)).toEqual([
      'spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1',
      'spec.code: Too long: may not be more than 4 bytes',
      'spec.tags: Too many: 3: must have at most 2 items',
    ]);
  });

  // Recorded: crd/002, crd/007.
  it('names types and formats as Go holds them', () => {
    const schema = inSpec({
      size: { type: 'integer' },
      i: { type: 'integer', format: 'int32' },
      ios: { 'x-kubernetes-int-or-string': true },
      when: { type: 'string', format: 'date-time' },
      ip: { type: 'string', format: 'ipv4' },
      odd: { type: 'string', format: 'no-such-format' },
    });
    expect(texts({ spec: { size: 1.5 } }, schema)).toEqual([
      'spec.size: Invalid value: "number": spec.size in body must be of type integer: "number"',
      '<nil>: Invalid value: "": Checked value must be of type integer (default format) in spec.size',
    ]);
    expect(texts({ spec: { i: 99999999999, ios: true, when: 'nope', ip: 'x', odd: 'x' } }, schema)).toEqual([
      '<nil>: Invalid value: "": Checked value must be of type integer with format int32 in spec.i',
      'spec.ios: Invalid value: "boolean": spec.ios in body must be of type integer,string: "boolean"',
      'spec.when: Invalid value: "nope": spec.when in body must be of type date-time: "nope"',
      'spec.ip: Invalid value: "x": spec.ip in body must be of type ipv4: "x"',
    ]);
    expect(texts({ spec: { ios: '50%', when: '2026-01-01T00:00:00Z', ip: '1.2.3.4', i: 5 } }, schema)).toEqual([]);
    expect(texts({ spec: [1] }, schema)).toEqual(['spec: Invalid value: "array": spec in body must be of type object: "array"']);
    expect(texts({ spec: { size: null } }, schema)).toEqual([
      'spec.size: Invalid value: "null": spec.size in body must be of type integer: "null"',
    ]);
  });

  it('tells which of several schemas hold', () => {
    const either: JsonSchema = { oneOf: [{ required: ['a'] }, { required: ['b'] }], properties: { a: {}, b: {} } };
    const schema = inSpec({ one: { type: 'object', ...either } });
    expect(texts({ spec: { one: { a: 1, b: 1 } } }, schema)).toEqual([
      '<nil>: Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found 2 valid alternatives',
    ]);
    expect(texts({ spec: { one: {} } }, schema)).toEqual([
      '<nil>: Invalid value: "": "spec.one" must validate one and only one schema (oneOf). Found none valid',
      'spec.one.a: Required value',
    ]);
    const not = inSpec({ x: { type: 'string', not: { enum: ['bad'] } } });
    expect(texts({ spec: { x: 'bad' } }, not)).toEqual(['<nil>: Invalid value: "": "spec.x" must not validate the schema (not)']);
    const any = inSpec({ x: { type: 'integer', anyOf: [{ minimum: 5 }, { maximum: 1 }] } });
    expect(texts({ spec: { x: 3 } }, any)[0]).toBe('<nil>: Invalid value: "": "spec.x" must validate at least one schema (anyOf)');
  });

  it('lets what was wrong before stay wrong', () => {
    const item: JsonSchema = { type: 'object', properties: { name: { type: 'string' }, v: { type: 'integer', maximum: 5 } } };
    const map: JsonSchema = { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'], items: item };
    const schema = inSpec({ color: { type: 'string', maxLength: 2 }, size: { type: 'integer' }, list: map });
    const old = { spec: { color: 'red', list: [{ name: 'a', v: 9 }] } };
    expect(texts({ spec: { ...old.spec, size: 1 } }, schema, { value: old })).toEqual([]);
    expect(texts({ spec: { color: 'blue' } }, schema, { value: old })).toEqual(['spec.color: Too long: may not be more than 2 bytes']);
    expect(
      texts(
        {
          spec: {
            list: [
              { name: 'b', v: 9 },
              { name: 'a', v: 9 },
            ],
          },
        },
        schema,
        { value: old },
      ),
    ).toEqual(['spec.list[0].v: Invalid value: 9: spec.list[0].v in body should be less than or equal to 5']);
  });

  it('finds what a list that is a set or a map has twice', () => {
    const schema = inSpec({
      tags: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
      ports: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['port'], items: { type: 'object' } },
    });
    const found = listTypeErrors({ spec: { tags: ['a', 'b', 'a', 'a'], ports: [{ port: 1, x: 1 }, { port: 1 }] } }, schema).map(
      fieldErrorText,
    );
    expect(found).toEqual(['spec.tags[2]: Duplicate value: "a"', 'spec.ports[1]: Duplicate value: {"port":1}']);
  });

  it('looks into resources that are embedded', () => {
    const schema = inSpec({
      pod: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
    });
    const found = embeddedErrors({ spec: { pod: { kind: 'No!', metadata: { labels: 1 } } } }, schema, false, () => []).map(fieldErrorText);
    expect(found[0]).toBe('spec.pod.apiVersion: Required value');
    expect(found[1]).toContain('spec.pod.kind: Invalid value: "No!": may have mixed case, but should otherwise match: a DNS-1035 label');
    expect(found[2]).toContain('spec.pod.metadata: Invalid value: {"labels":1}: json: cannot unmarshal number into Go struct field');
  });
});

describe('rules', () => {
  const run = (object: unknown, schema: JsonSchema, old?: unknown) => {
    const { errors, warnings } = checkRules(object, schema, old, []);
    return { errors: errors.map(fieldErrorText), warnings };
  };
  // Recorded: crd/010.
  const bounds = inSpec(
    { min: { type: 'integer' }, max: { type: 'integer' }, name: { type: 'string', maxLength: 10 } },
    {
      'x-kubernetes-validations': [
        { rule: '!has(self.min) || !has(self.max) || self.min <= self.max', message: 'min must not be above max' },
        {
          rule: "!has(self.name) || self.name.startsWith('w')",
          messageExpression: "'bad name ' + self.name",
          reason: 'FieldValueForbidden',
          fieldPath: '.name',
        },
        { rule: '!has(self.max) || self.max < 100' },
      ],
    },
  );

  it('say what does not hold', () => {
    expect(run({ spec: { min: 700, max: 600, name: 'q' } }, bounds).errors).toEqual([
      'spec: Invalid value: min must not be above max',
      'spec.name: Forbidden: bad name q',
      'spec: Invalid value: failed rule: !has(self.max) || self.max < 100',
    ]);
    expect(run({ spec: { min: 1, max: 2, name: 'wow' } }, bounds).errors).toEqual([]);
  });

  // Recorded: crd/011.
  it('compare with what was before', () => {
    const schema = inSpec({
      size: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self >= oldSelf', message: 'size cannot shrink' }] },
      once: {
        type: 'string',
        'x-kubernetes-validations': [
          { rule: "oldSelf.hasValue() || self == 'first'", optionalOldSelf: true, message: 'must start as first' },
        ],
      },
    });
    expect(run({ spec: { size: 3, once: 'second' } }, schema).errors).toEqual(['spec.once: Invalid value: "second": must start as first']);
    expect(run({ spec: { size: 3, once: 'second' } }, schema, { spec: { size: 5, once: 'first' } }).errors).toEqual([
      'spec.size: Invalid value: 3: size cannot shrink',
    ]);
  });

  it('only warn of what an update leaves as it was', () => {
    const old = { spec: { min: 5, max: 1 } };
    expect(run({ metadata: { name: 'x' }, spec: { min: 5, max: 1 } }, bounds, old)).toEqual({
      errors: [],
      warnings: ['spec: Invalid value: min must not be above max'],
    });
    expect(run({ spec: { min: 6, max: 1 } }, bounds, old).errors).toEqual(['spec: Invalid value: min must not be above max']);
  });

  it('wait until the object is of the right types', () => {
    const schema = inSpec({ x: { type: 'string', 'x-kubernetes-validations': [{ rule: "self == 'a'" }] } });
    const earlier = validateValue({ spec: { x: 1 } }, schema);
    expect(checkRules({ spec: { x: 1 } }, schema, undefined, earlier).errors.map(fieldErrorText)).toEqual([
      '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    ]);
  });

  it('tell of errors while they run', () => {
    const schema = inSpec({ x: { type: 'integer' } }, { 'x-kubernetes-validations': [{ rule: '10 / self.x > 1', message: 'too big' }] });
    expect(run({ spec: { x: 0 } }, schema).errors).toEqual(['spec: Invalid value: division by zero evaluating rule: too big']);
    expect(run({ spec: {} }, schema).errors).toEqual(['spec: Invalid value: no such key: x evaluating rule: too big']);
  });
});
