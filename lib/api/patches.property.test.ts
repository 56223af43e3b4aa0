import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyMerge, withoutFields } from './apply-merge';
import { difference, intersection, isEmpty, pathsOf, sortedSet, union, type FieldSet } from './field-set';
import { matchesFields, parseFieldSelector, fieldSelectorText } from './field-selector';
import { jsonPatch, JsonPatchError } from './json-patch';
import { labelSelectorText, matchesLabels, parseLabelSelector, SelectorError } from './label-selector';
import { mergePatch } from './merge-patch';
import { strategicMergePatch, StrategicMergeError } from './strategic-merge';
import { typedErrors } from './typed-errors';
import { compareFields, fieldsOf } from './typed-fields';

const POD = 'io.k8s.api.core.v1.Pod';
const RUNS = { numRuns: Number(process.env.FUZZ_RUNS ?? 300), seed: 7 };

const key = fc.constantFrom('a', 'b', 'c', 'a/b', 'x~y', '__proto__', 'constructor', '0', '');
const scalar = fc.oneof(fc.string({ maxLength: 3 }), fc.integer(), fc.boolean());
const json = fc.letrec<{ value: unknown; map: object }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('map')),
  map: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
}));

/** Bodies that look like pods, or nearly, with directives in between. */
const name = fc.constantFrom('a', 'b', 'c');
const directive = fc.constantFrom('$patch', '$retainKeys', '$setElementOrder/containers', '$deleteFromPrimitiveList/finalizers');
const container = fc.record(
  {
    name,
    image: fc.string({ maxLength: 2 }),
    env: fc.array(fc.record({ name, value: fc.string({ maxLength: 1 }) }), { maxLength: 2 }),
    ports: fc.array(fc.record({ containerPort: fc.integer({ min: 1, max: 9 }), protocol: fc.constantFrom('TCP', 'UDP') }), {
      maxLength: 2,
    }),
  },
  { requiredKeys: ['name'] },
);
const byName = <T extends { name?: string }>(items: readonly T[]): T[] => [...new Map(items.map((item) => [item.name, item])).values()];
const pod = fc.record({
  metadata: fc.record(
    {
      labels: fc.dictionary(name, fc.string({ maxLength: 2 }), { maxKeys: 3 }),
      finalizers: fc.uniqueArray(fc.constantFrom('x/a', 'x/b', 'x/c'), { maxLength: 3 }),
    },
    { requiredKeys: [] },
  ),
  spec: fc.record(
    {
      containers: fc.array(container, { maxLength: 3 }).map((items) =>
        byName(items).map((item) => ({
          ...item,
          ...(item.env && { env: byName(item.env) }),
          ...(item.ports && { ports: [...new Map(item.ports.map((port) => [port.containerPort, port])).values()] }),
        })),
      ),
      nodeSelector: fc.dictionary(name, fc.string({ maxLength: 1 }), { maxKeys: 2 }),
      hostNetwork: fc.boolean(),
    },
    { requiredKeys: ['containers'] },
  ),
});
const strange = fc.oneof(
  json.map,
  pod,
  fc.record({ spec: fc.dictionary(fc.oneof(directive, fc.constantFrom('containers', 'volumes', 'tolerations')), json.value) }),
  fc.record({
    spec: fc.record({ containers: fc.array(fc.oneof(json.value, fc.record({ name, $patch: fc.oneof(name, fc.constant('delete')) }))) }),
  }),
);

/** The merge patch that makes `b` of `a`; undefined in objects stands for absence. */
function mergeDiff(a: unknown, b: unknown): unknown {
  if (!isMap(a) || !isMap(b)) return b;
  const entries: [string, unknown][] = [];
  for (const field of Object.keys(a)) if (!Object.hasOwn(b, field)) entries.push([field, null]);
  for (const field of Object.keys(b)) entries.push([field, Object.hasOwn(a, field) ? mergeDiff(a[field], b[field]) : b[field]]);
  return Object.fromEntries(entries);
}
const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

describe('patches', () => {
  it('a merge patch made of two objects gives the second', () => {
    fc.assert(
      fc.property(json.map, json.map, (a, b) => {
        expect(mergePatch(a, mergeDiff(a, b))).toEqual(b);
      }),
      RUNS,
    );
  });

  it('a JSON patch that replaces field by field gives the second object', () => {
    fc.assert(
      fc.property(json.map, json.map, (a, b) => {
        const pointer = (field: string) => `/${field.replace(/~/g, '~0').replace(/\//g, '~1')}`;
        const operations = [
          ...Object.keys(a).map((field) => ({ op: 'remove', path: pointer(field) })),
          ...Object.entries(b).map(([field, value]) => ({ op: 'add', path: pointer(field), value: value as unknown })),
        ];
        expect(jsonPatch(a, operations)).toEqual(b);
      }),
      RUNS,
    );
  });

  it('a JSON patch of anything fails with JsonPatchError only, and leaves its target alone', () => {
    const path = fc.oneof(fc.constantFrom('', '/a', '/a/0', '/b/-', '/c/-1', '/a~1b', '/x'), fc.string({ maxLength: 4 }));
    const operation = fc.record({
      op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'x'),
      path,
      from: path,
      value: json.value,
    });
    fc.assert(
      fc.property(json.map, fc.array(fc.oneof(operation, json.value), { maxLength: 4 }), (target, operations) => {
        const before = JSON.stringify(target);
        try {
          jsonPatch(target, operations);
        } catch (error) {
          expect(error).toBeInstanceOf(JsonPatchError);
        }
        expect(JSON.stringify(target)).toBe(before);
      }),
      RUNS,
    );
  });

  it('a strategic merge patch fails with StrategicMergeError only', () => {
    fc.assert(
      fc.property(pod, strange, (original, patch) => {
        try {
          strategicMergePatch(original, patch, POD);
        } catch (error) {
          expect(error).toBeInstanceOf(StrategicMergeError);
        }
      }),
      RUNS,
    );
  });

  it('a strategic merge patch holds what it names', () => {
    fc.assert(
      fc.property(pod, pod, (original, patch) => {
        const merged = strategicMergePatch(original, patch, POD) as typeof patch;
        for (const one of patch.spec.containers) {
          const found = merged.spec.containers.find((other) => other.name === one.name);
          expect(found?.image ?? one.image).toEqual(one.image ?? found?.image);
        }
        expect(strategicMergePatch(merged, patch, POD)).toEqual(merged);
      }),
      RUNS,
    );
  });
});

const set: fc.Arbitrary<FieldSet> = fc.letrec<{ set: FieldSet }>((tie) => ({
  set: fc.oneof(
    { maxDepth: 3 },
    fc.constant({}),
    fc
      .dictionary(fc.constantFrom('f:a', 'f:b', 'k:{"name":"x"}', 'v:"y"'), tie('set'), { minKeys: 1, maxKeys: 3 })
      .chain((below) => fc.boolean().map((self) => (self ? { '.': {}, ...below } : below))),
  ),
})).set;
const members = (of: FieldSet) => new Set(pathsOf(of));

/** What is empty is named by itself alone, and merged into what is there. */
const withoutEmpty = (value: unknown): unknown =>
  !isMap(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .map(([field, item]) => [field, withoutEmpty(item)] as const)
          .filter(([, item]) => typeof item !== 'object' || item === null || Object.keys(item).length > 0),
      );

describe('field sets', () => {
  it('are sets of paths', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        const [left, right] = [members(a), members(b)];
        expect(members(union(a, b))).toEqual(new Set([...left, ...right]));
        expect(members(difference(a, b))).toEqual(new Set([...left].filter((path) => !right.has(path))));
        expect(members(intersection(a, b))).toEqual(new Set([...left].filter((path) => right.has(path))));
        expect(members(sortedSet(a))).toEqual(left);
      }),
      RUNS,
    );
  });

  it('of two equal objects do not differ', () => {
    fc.assert(
      fc.property(pod, (one) => {
        const { changed, removed } = compareFields(one, structuredClone(one), POD);
        expect(isEmpty(changed) && isEmpty(removed)).toBe(true);
      }),
      RUNS,
    );
  });

  it('of a configuration are what the merged object has of it', () => {
    fc.assert(
      fc.property(pod, pod, (live, given) => {
        const configuration = withoutEmpty(given) as Record<string, unknown>;
        const merged = applyMerge(live as Record<string, unknown>, configuration, POD);
        const wanted = fieldsOf(configuration, POD);
        expect(pathsOf(difference(wanted, fieldsOf(merged, POD)))).toEqual([]);
        expect(applyMerge(merged, configuration, POD)).toEqual(merged);
        const without = withoutFields(merged, wanted, POD) as object;
        expect(pathsOf(intersection(fieldsOf(without as Record<string, unknown>, POD), wanted))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('of anything are told or refused, never crashed on', () => {
    fc.assert(
      fc.property(strange, (value) => {
        expect(Array.isArray(typedErrors(value, POD))).toBe(true);
        fieldsOf(value as Record<string, unknown>, POD);
        compareFields(value as Record<string, unknown>, {}, POD);
      }),
      RUNS,
    );
  });
});

describe('selectors', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc
      .array(fc.constantFrom('a', 'b', 'in', 'notin', '=', '==', '!=', '!', '(', ')', ',', ' ', '<', '>', '1'), { maxLength: 9 })
      .map((parts) => parts.join('')),
  );
  const labels = fc.dictionary(fc.constantFrom('a', 'b', 'in'), fc.constantFrom('', 'a', 'b', '1', '2'));

  it('of labels fail with SelectorError only, and mean what their text means', () => {
    fc.assert(
      fc.property(text, labels, (selector, given) => {
        try {
          const parsed = parseLabelSelector(selector);
          const again = parseLabelSelector(labelSelectorText(parsed));
          expect(matchesLabels(again, given)).toBe(matchesLabels(parsed, given));
        } catch (error) {
          expect(error).toBeInstanceOf(SelectorError);
        }
      }),
      RUNS,
    );
  });

  it('of fields fail with SelectorError only, and mean what their text means', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ maxLength: 8 })), (selector) => {
        try {
          const parsed = parseFieldSelector(selector);
          const again = parseFieldSelector(fieldSelectorText(parsed));
          for (const value of ['', 'a', 'b']) expect(matchesFields(again, () => value)).toBe(matchesFields(parsed, () => value));
        } catch (error) {
          expect(error).toBeInstanceOf(SelectorError);
        }
      }),
      RUNS,
    );
  });
});
