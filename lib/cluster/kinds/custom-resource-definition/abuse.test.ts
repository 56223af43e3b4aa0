import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { checkFields, normalizeObject } from '@/lib/api/schema';
import { defaultCustomResourceDefinition } from './defaults';
import type { Definition } from './definition';
import { definitionStrategy } from './strategy';
import { validateDefinition } from './validation';

const DEFINITION = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition';
const leaf = fc.oneof(
  fc.constant(null),
  fc.constant({}),
  fc.constant([]),
  fc.constant([null]),
  fc.constant('x'),
  fc.integer(),
  fc.boolean(),
);
const KEYS =
  'type properties items additionalProperties allOf oneOf not default enum required pattern x-kubernetes-validations nullable'.split(' ');
const schema: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.dictionary(fc.constantFrom(...KEYS), fc.oneof(leaf, tie('schema'), tie('map'), fc.array(tie('schema'), { maxLength: 2 }))),
  ),
  map: fc.dictionary(fc.constantFrom('a', 'b', 'metadata'), tie('schema'), { maxKeys: 2 }),
})).schema;

describe('definitions of any shape', () => {
  it('are refused or taken, and never break the server', () => {
    const version = fc.record(
      { name: leaf, storage: leaf, schema: fc.oneof(leaf, fc.record({ openAPIV3Schema: schema })), subresources: leaf },
      { requiredKeys: [] },
    );
    const spec = fc.oneof(
      leaf,
      fc.record(
        { group: leaf, names: leaf, versions: fc.oneof(leaf, fc.array(fc.oneof(leaf, version), { maxLength: 2 })) },
        { requiredKeys: [] },
      ),
    );
    let taken = 0;
    fc.assert(
      fc.property(spec, (value) => {
        const object = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'a' }, spec: value };
        if (checkFields(object, DEFINITION).mismatch) return;
        taken++;
        const filled = defaultCustomResourceDefinition(normalizeObject(object, DEFINITION) as unknown as KubeObject);
        const prepared = definitionStrategy.prepareForCreate!(filled, { now: 0 } as never);
        expect(validateDefinition(prepared as Definition).length).toBeGreaterThan(0);
      }),
      { numRuns: 500, seed: 1 },
    );
    expect(taken).toBeGreaterThan(50);
  });
});

describe('schemas of items', () => {
  it('lose what nobody knows, silently, and keep empty defaults', () => {
    const items = { type: 'object', foo: 1, properties: { x: { type: 'string', default: '' } } };
    const list = { type: 'array', default: [], items };
    const versions = [
      { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { l: list } } } },
    ];
    const object = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'a' }, spec: { versions } };
    expect(checkFields(object, DEFINITION)).toEqual({ unknown: [] });
    const filled = defaultCustomResourceDefinition(normalizeObject(object, DEFINITION) as unknown as KubeObject) as Definition;
    const { foo: _, ...kept } = items;
    expect(filled.spec.versions[0]!.schema!.openAPIV3Schema!.properties!.l).toEqual({ ...list, items: kept });
  });

  it('are of the right types', () => {
    const schema = { type: 'array', items: { type: 5 }, additionalProperties: 'x' };
    const versions = [{ name: 'v1', schema: { openAPIV3Schema: schema } }];
    expect(checkFields({ spec: { versions } }, DEFINITION).mismatch).toContain('json: cannot unmarshal number into Go struct field');
  });
});
