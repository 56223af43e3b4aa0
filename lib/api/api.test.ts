import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { humanDuration } from './duration';
import { aggregateText, fieldErrorText, invalid, notSupported, required } from './field-error';
import { parseFieldSelector } from './field-selector';
import { difference, intersection, union, type FieldSet } from './field-set';
import { compareFields } from './typed-fields';
import { deepEqual, deepFreeze, shareWith } from './freeze';
import { labelSelectorText, matchesLabels, parseLabelSelector } from './label-selector';
import { isDns1123Label, isQualifiedName } from './names';
import { addQuantities, canonicalQuantity, compareQuantities, formatQuantity, quantityMilliValue, quantityValue } from './quantity';
import { strategicMergePatch } from './strategic-merge';
import { formatTime } from './time';

describe('quantities', () => {
  it.each([
    ['1000m', '1'],
    ['0.5', '500m'],
    ['1.5Gi', '1536Mi'],
    ['1024Mi', '1Gi'],
    ['100Ki', '100Ki'],
    ['1023Ki', '1023Ki'],
    ['512', '512'],
    ['1e3', '1e3'],
    ['12E', '9223372036854775807'],
    ['0.1n', '1n'],
    ['1000000', '1M'],
    ['0', '0'],
    ['-1500m', '-1500m'],
    ['0.5Ki', '512'],
    ['+1', '1'],
    ['.5', '500m'],
    ['1500M', '1500M'],
    ['2000Mi', '2000Mi'],
  ])('%s is written %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it.each(['', '1.1.1', 'x', '1 Gi', '--1', '1mm'])('%j is refused', (text) => {
    expect(() => canonicalQuantity(text)).toThrow(/quantit/);
  });

  it('add, compare and round up', () => {
    expect(formatQuantity(addQuantities('100m', '0.9'))).toBe('1');
    expect(formatQuantity(addQuantities('0', '1Gi'))).toBe('1Gi');
    expect(compareQuantities('1Gi', '1000Mi')).toBeGreaterThan(0);
    expect(quantityValue('1500m')).toBe(2);
    expect(quantityMilliValue('0.0001')).toBe(1);
  });

  it('canonical text is canonical', () => {
    const suffix = fc.constantFrom('', 'm', 'k', 'M', 'Ki', 'Mi', 'Gi', 'u');
    fc.assert(
      fc.property(fc.nat(100_000), suffix, (n, unit) => {
        const once = canonicalQuantity(`${n}${unit}`);
        expect(canonicalQuantity(once)).toBe(once);
        expect(compareQuantities(once, `${n}${unit}`)).toBe(0);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('label selectors', () => {
  it.each([
    ['a=b,c', { a: 'b', c: '' }, true],
    ['a!=b', {}, true],
    ['a in (x, y),!z', { a: 'y' }, true],
    ['a notin (x)', { a: 'x' }, false],
    ['n>1', { n: '2' }, true],
    ['in in (in)', { in: 'in' }, true],
    ['', { any: 'thing' }, true],
  ])('%s on %j is %s', (text, labels, matches) => {
    expect(matchesLabels(parseLabelSelector(text), labels)).toBe(matches);
  });

  it.each([
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['a in x', "unable to parse requirement: found 'x' expected: '('"],
    ['a=b,', "found '', expected: identifier after ','"],
    [',a', "found ',', expected: !, identifier, or 'end of string'"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
  ])('%s is refused', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(message);
  });

  it('are written as upstream does', () => {
    expect(labelSelectorText(parseLabelSelector('b in (y,x),a==1,!c'))).toBe('a==1,b in (x,y),!c');
  });
});

describe('field selectors', () => {
  it('parse, with escapes', () => {
    expect(parseFieldSelector('a=b\\,c,d!=e')).toEqual([
      { field: 'a', operator: '=', value: 'b,c' },
      { field: 'd', operator: '!=', value: 'e' },
    ]);
    expect(() => parseFieldSelector('metadata.name')).toThrow("invalid selector: 'metadata.name'; can't understand 'metadata.name'");
  });
});

describe('texts', () => {
  it.each([
    [0, '0s'],
    [119_000, '119s'],
    [130_000, '2m10s'],
    [11 * 60_000, '11m'],
    [3 * 3600_000 + 5 * 60_000, '3h5m'],
    [49 * 3600_000, '2d1h'],
    [400 * 86_400_000, '400d'],
    [800 * 86_400_000, '2y70d'],
    [-5000, '<invalid>'],
  ])('%d ms is %s', (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });

  it('field errors read as upstream', () => {
    expect(fieldErrorText(invalid('spec.replicas', -1, 'must be greater than or equal to 0'))).toBe(
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    );
    expect(fieldErrorText(notSupported('p', 'Foo', ['A', 'B']))).toBe('p: Unsupported value: "Foo": supported values: "A", "B"');
    expect(aggregateText([required('a'), required('b', 'why'), required('a')])).toBe('[a: Required value, b: Required value: why]');
  });

  it('names are refused with the rule they break', () => {
    expect(isDns1123Label('Web')[0]).toContain(
      "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    );
    expect(isQualifiedName('a/b/c')).toHaveLength(1);
    expect(isQualifiedName('example.com/MyName')).toEqual([]);
  });

  it('times have whole seconds', () => {
    expect(formatTime(Date.UTC(2026, 0, 1) + 999)).toBe('2026-01-01T00:00:00Z');
  });
});

describe('sharing', () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.nat(3), fc.constantFrom('a', 'b'), fc.array(tie('value'), { maxLength: 3 }), tie('object')),
    object: fc.dictionary(fc.constantFrom('x', 'y', 'z'), tie('value'), { maxKeys: 3 }),
  })).object;

  it('keeps the value, and the old one where they are equal', () => {
    fc.assert(
      fc.property(json, json, (old, next) => {
        const shared = shareWith(deepFreeze(old), next);
        expect(shared).toEqual(next);
        if (deepEqual(old, next)) expect(shared).toBe(old);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});

describe('field sets', () => {
  const leaf: FieldSet = {};
  const set = (names: readonly string[]): FieldSet => Object.fromEntries(names.map((name) => [`f:${name}`, leaf]));

  it('obey the laws of sets', () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
    fc.assert(
      fc.property(names, names, (a, b) => {
        const has = (one: FieldSet) => Object.keys(one).sort();
        expect(has(union(set(a), set(b)))).toEqual(has(set([...new Set([...a, ...b])])));
        expect(has(difference(set(a), set(b)))).toEqual(has(set(a.filter((name) => !b.includes(name)))));
        expect(has(intersection(set(a), set(b)))).toEqual(has(set(a.filter((name) => b.includes(name)))));
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('tell what changed by the keys of lists', () => {
    const pod = (image: string, more: object[] = []) => ({ spec: { containers: [{ name: 'a', image }, ...more] } });
    const { changed, removed } = compareFields(pod('1', [{ name: 'b' }]), pod('2'), 'io.k8s.api.core.v1.Pod');
    expect(changed).toEqual({ 'f:spec': { 'f:containers': { 'k:{"name":"a"}': { 'f:image': {} } } } });
    expect(removed).toEqual({ 'f:spec': { 'f:containers': { 'k:{"name":"b"}': { '.': {}, 'f:name': {} } } } });
  });
});

describe('strategic merge', () => {
  const POD = 'io.k8s.api.core.v1.Pod';
  it('obeys $retainKeys and primitive lists', () => {
    const volume = { spec: { volumes: [{ name: 'v', emptyDir: {} }] } };
    const patch = { spec: { volumes: [{ name: 'v', $retainKeys: ['name', 'hostPath'], hostPath: { path: '/x' } }] } };
    expect(strategicMergePatch(volume, patch, POD)).toEqual({ spec: { volumes: [{ name: 'v', hostPath: { path: '/x' } }] } });
    const held = { metadata: { finalizers: ['a/a', 'b/b'] } };
    expect(strategicMergePatch(held, { metadata: { '$deleteFromPrimitiveList/finalizers': ['a/a'] } }, POD)).toEqual({
      metadata: { finalizers: ['b/b'] },
    });
    expect(strategicMergePatch(held, { metadata: { finalizers: ['c/c'] } }, POD)).toEqual({
      metadata: { finalizers: ['a/a', 'b/b', 'c/c'] },
    });
  });

  it('refuses directives it does not know', () => {
    expect(() => strategicMergePatch({}, { spec: { $patch: 'frob' } }, POD)).toThrow('unknown patch type: frob in map: map[$patch:frob]');
  });
});
