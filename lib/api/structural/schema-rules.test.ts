import { describe, expect, it } from 'vitest';
import { fieldErrorText } from '../field-error';
import { deepFreeze } from '../freeze';
import { coerce, objectSchemaOf, pruned, readFieldPath, schemaErrors, withDefaults, type JsonSchema } from './index';

const errorsOf = (spec: JsonSchema, status = false) =>
  schemaErrors({ type: 'object', properties: { spec } }, 'S', { status, validateMeta: () => [] })
    .map(fieldErrorText)
    .map((text) => text.replaceAll('S.properties[spec]', 'P'));
const object = (properties: Record<string, JsonSchema>, more: JsonSchema = {}): JsonSchema => ({ type: 'object', properties, ...more });

describe('rules for schemas', () => {
  it('demand types, items and patterns that can be read', () => {
    expect(errorsOf({ properties: { a: { type: 'strin' }, b: { type: 'array' }, d: { type: 'string', pattern: 'a(b' } } })).toEqual([
      'P.properties[b].items: Required value: must be specified',
      'P.properties[d].pattern: Invalid value: "a(b": must be a valid regular expression, but isn\'t: error parsing regexp: missing closing ): `a(b`',
      'P.type: Required value: must not be empty for specified object fields',
      'P.properties[a].type: Unsupported value: "strin": supported values: "array", "boolean", "integer", "number", "object", "string"',
    ]);
  });

  it('keep structure out of logic', () => {
    const spec = object(
      { a: { type: 'string' } },
      { anyOf: [{ required: ['a'] }, { properties: { a: { type: 'string', default: 'x' } } }] },
    );
    expect(errorsOf(spec)).toEqual([
      'P.anyOf[1].properties[a].default: Forbidden: must be undefined to be structural',
      'P.anyOf[1].properties[a].type: Forbidden: must be empty to be structural',
    ]);
    expect(errorsOf({ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] })).toEqual([]);
  });

  it('refuse what is not supported, and defaults that do not hold', () => {
    expect(errorsOf({ type: 'string', $ref: '#/x' } as JsonSchema)).toEqual(['P.$ref: Forbidden: $ref is not supported']);
    expect(
      errorsOf(object({ a: { type: 'string', default: 5 }, b: object({ p: { type: 'integer' } }, { default: { p: 1, q: 2 } }) })),
    ).toEqual([
      'P.properties[a].default: Invalid value: "integer":  in body must be of type string: "integer"',
      'P.properties[b].default: Invalid value: {"p":1,"q":2}: must not have unknown fields',
    ]);
    const meta: JsonSchema = {
      type: 'object',
      properties: { metadata: object({ labels: { type: 'object' } }), kind: { type: 'integer' } },
    };
    expect(schemaErrors(meta, 'S', { status: false, validateMeta: () => [] }).map(fieldErrorText)).toEqual([
      'S.properties[kind].type: Invalid value: "integer": must be string',
      'S.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified',
    ]);
  });

  it('know lists', () => {
    const list: JsonSchema = {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name', 'port'],
      items: object({ name: { type: 'string' } }),
    };
    expect(errorsOf(object({ list, set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'object' } } }))).toEqual([
      'P.properties[list].x-kubernetes-list-map-keys: Invalid value: ["name","port"]: entries must all be names of item properties',
      'P.properties[list].items.properties[name].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property',
      'P.properties[set].items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set',
    ]);
  });

  it('compile rules and estimate what they cost', () => {
    const rules = (list: JsonSchema['x-kubernetes-validations'], properties: Record<string, JsonSchema> = { a: { type: 'string' } }) =>
      errorsOf(object(properties, { 'x-kubernetes-validations': list! })).map((text) => text.replace('P.x-kubernetes-validations', 'V'));
    expect(rules([{ rule: 'self.a' }])).toEqual([
      'V[0].rule: Invalid value: {"Rule":"self.a","Message":"","MessageExpression":"","Reason":null,"FieldPath":"","OptionalOldSelf":null}: cel expression must evaluate to a bool',
    ]);
    expect(rules([{ rule: 'self.x > 1' }])[0]).toContain("compilation failed: ERROR: <input>:1:5: undefined field 'x'");
    expect(rules([{ rule: ' ' }, { rule: 'true', reason: 'Foo', fieldPath: '.zz' }])).toEqual([
      'V[0].rule: Required value: rule is not specified',
      'V[1].reason: Unsupported value: "Foo": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"',
      'V[1].fieldPath: Invalid value: ".zz": fieldPath must be a valid path',
    ]);
    const nested = { l: { type: 'array', items: { type: 'string' } } } as const;
    expect(rules([{ rule: 'self.l.all(x, self.l.all(y, self.l.all(z, x == z)))' }], nested)[0]).toContain(
      'V[0].rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x',
    );
    const item = object({ q: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] } });
    expect(errorsOf(object({ l: { type: 'array', maxItems: 3, items: item } }))[0]).toContain(
      'oldSelf cannot be used on the uncorrelatable portion of the schema within P.properties[l]',
    );
  });
});

describe('structural schemas', () => {
  const schema: JsonSchema = deepFreeze(
    object({
      spec: object({
        size: { type: 'integer', default: 3 },
        nul: { type: 'string', nullable: true },
        any: { 'x-kubernetes-preserve-unknown-fields': true },
        list: { type: 'array', items: object({ proto: { type: 'string', default: 'TCP' } }) },
        map: { type: 'object', additionalProperties: object({ x: { type: 'integer', default: 1 } }) },
      }),
    }),
  );

  it('fill in defaults, also for nulls that are not allowed', () => {
    const given = deepFreeze({ spec: { size: null, nul: null, list: [{}, { proto: 'UDP' }], map: { a: {} } } });
    expect(withDefaults(given, schema)).toEqual({
      spec: { size: 3, nul: null, list: [{ proto: 'TCP' }, { proto: 'UDP' }], map: { a: { x: 1 } } },
    });
    const full = { spec: { size: 1, list: [{ proto: 'UDP' }] } };
    expect(withDefaults(full, schema)).toBe(full);
  });

  it('prune what they do not specify, and say where', () => {
    const unknown: string[] = [];
    const given = { apiVersion: 'a/v1', kind: 'K', metadata: {}, nope: 1, spec: { any: { x: 1 }, list: [{ y: 1 }], map: { a: { z: 1 } } } };
    expect(pruned(given, schema, true, unknown)).toEqual({
      apiVersion: 'a/v1',
      kind: 'K',
      metadata: {},
      spec: { any: { x: 1 }, list: [{}], map: { a: {} } },
    });
    expect(unknown).toEqual(['nope', 'spec.list[0].y', 'spec.map.a.z']);
  });

  it('read metadata as Go does', () => {
    const unknown: string[] = [];
    const { value } = coerce({ metadata: { name: 'x', foo: 1, labels: {} } }, schema, true, unknown);
    expect(value).toEqual({ metadata: { name: 'x' } });
    expect(unknown).toEqual(['metadata.foo']);
    expect(coerce({ metadata: { labels: { a: 1 } } }, schema, true).error?.detail).toContain('json: cannot unmarshal number');
  });

  it('know the paths of their fields', () => {
    expect(readFieldPath(".spec.map['a.b'].x", schema)).toMatchObject({
      path: 'spec.map[a.b].x',
      root: 'spec',
      schema: { type: 'integer' },
    });
    expect(readFieldPath('.spec.zz', schema)).toEqual({ error: 'does not refer to a valid field' });
    expect(readFieldPath('spec', schema)).toEqual({ error: 'expected [ or . but got: spec' });
    expect(readFieldPath(".spec.map['a']", schema, false)).toEqual({ error: 'array notation is not allowed' });
  });

  it('say how fields are merged', () => {
    const { fields } = objectSchemaOf(schema, 'com.example.v1.K');
    expect(fields.metadata).toEqual({ type: 'object', ref: 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' });
    expect(fields.spec!.object!.fields.any).toEqual({ type: 'any', deduced: true });
    expect(fields.spec!.object!.fields.list).toMatchObject({ type: 'array', items: { type: 'object' } });
  });
});
