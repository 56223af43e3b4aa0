import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { celTypeOfSchema, CelCompileError, CelRuntimeError, compileCel, dynType } from './index';

const self = celTypeOfSchema({
  type: 'object',
  properties: {
    a: { type: 'integer' },
    s: { type: 'string' },
    list: { type: 'array', items: { type: 'string' } },
    map: { type: 'object', additionalProperties: { type: 'integer' } },
  },
})!;
const values = { self: { a: 3, s: 'text', list: ['a', 'b'], map: { x: 1 } }, d: { x: [1, 'two', null, { y: 1.5 }] } };

/** Compiles and evaluates; anything but CEL's own errors fails the test. */
function survives(expression: string): void {
  try {
    const program = compileCel(expression, { variables: { self, d: dynType } });
    program.estimateCost();
    program.evaluate(values, { costLimit: 20_000 });
  } catch (error) {
    if (!(error instanceof CelCompileError || error instanceof CelRuntimeError)) throw error;
    expect(error.message).not.toBe('');
  }
}

const TOKENS = [
  'self', 'd', '.a', '.s', '.list', '.map', '.x', '[0]', '["x"]', '.?x', '[?1]', '(', ')', '[', ']', '{', '}', ',', ':', '?', '+', '-', '*', '/', '%',
  '!', '==', '!=', '<', '>=', '&&', '||', ' in ', '1', '0', '2u', '1.5', '"a"', "'b'", 'b"c"', 'r"\\d"', 'true', 'null', 'x', 'size(', '.size()', 'has(',
  '.all(x, ', '.exists(x, ', '.map(x, ', '.filter(x, ', '.matches(', '.replace(', '.split(', '.join(', '.format([', 'dyn(', 'string(', 'int(', 'duration(',
  'timestamp(', 'optional.of(', '.optMap(x, ', '.orValue(', 'quantity(', 'ip(', 'url(', 'type(', '"', '\\', '`', '\n', '@', '9223372036854775807',
]; // prettier-ignore

const atom = fc.constantFrom(
  'self.a',
  'self.s',
  'self.list',
  'self.map',
  'd.x',
  'd',
  '1',
  '-3',
  '"é"',
  'true',
  'null',
  '[1, 2]',
  '{"k": 1}',
  'x',
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    fc
      .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/', '%', '==', '<', '&&', '||', 'in'), tie('expression'))
      .map((parts) => `(${parts.join(' ')})`),
    fc
      .tuple(tie('expression'), fc.constantFrom('all', 'exists', 'exists_one', 'map', 'filter'), tie('expression'))
      .map(([a, macro, b]) => `${a}.${macro}(x, ${b})`),
    fc
      .tuple(tie('expression'), fc.constantFrom('size()', 'matches("a+")', 'isSorted()', 'sum()', 'trim()', 'format([1])', 'x', 'value()'))
      .map(([a, call]) => `${a}.${call}`),
    fc
      .tuple(fc.constantFrom('dyn', 'string', 'int', 'type', 'size', 'optional.of', 'quantity', 'isIP'), tie('expression'))
      .map(([fn, a]) => `${fn}(${a})`),
    fc.tuple(tie('expression'), tie('expression'), tie('expression')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `${a}[${b}]`),
  ),
}));

describe('expressions never crash or hang', () => {
  it('made of anything', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), survives), { numRuns: 200, seed: 1 });
  });

  it('made of tokens', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...TOKENS), { maxLength: 20 }), (tokens) => survives(tokens.join(''))),
      { numRuns: 1500, seed: 2 },
    );
  });

  it('that are well formed', () => {
    fc.assert(fc.property(expression, survives), { numRuns: 1500, seed: 3 });
  });

  it.each([
    ['a list that doubles', `optional.of([0])${'.optMap(a, a + a)'.repeat(60)}.value().exists(x, x == 1)`],
    ['a list that doubles and is searched', `1 in optional.of([0])${'.optMap(a, a + a)'.repeat(60)}.value()`],
    ['a value that shares itself', `optional.of([0])${'.optMap(a, [a, a])'.repeat(60)}.optMap(a, a == [a[0], a[1]]).value()`],
    ['a string that multiplies', `"aaaaaaaaaa"${'.replace("", "aaaaaaaaaa")'.repeat(20)} == ""`],
    ['a string that is joined', `[1,2,3,4].map(x, "aaaaaaaaaa"${'.replace("", "aaaaaaaaaa")'.repeat(4)}).join("").size() > 0`],
    ['a type that doubles', `optional.of(1)${'.optMap(a, {a: a})'.repeat(60)}.hasValue()`],
    ['a greedy pattern', '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab".matches("^(a+)+$")'],
    [
      'nested loops',
      'self.list.all(a, self.list.all(b, self.list.all(c, [1,2,3,4,5,6,7,8,9].all(d, [1,2,3,4,5,6,7,8,9].all(e, d * e > 0)))))',
    ],
    ['deep nesting', `${'['.repeat(300)}${']'.repeat(300)}`],
    ['a long chain', Array(400).fill('1').join(' + ')],
    ['long logic', Array(5000).fill('true').join(' && ')],
    ['a long expression', `"${'a'.repeat(100_001)}" == ""`],
  ])('%s', (_name, text) => {
    survives(text);
  });

  it('says how deep and how long an expression may be', () => {
    expect(() => compileCel('['.repeat(300), { variables: {} })).toThrow('ERROR: <input>:-1:0: expression recursion limit exceeded: 250');
    expect(() => compileCel(Array(400).fill('1').join('+'), { variables: {} })).toThrow(
      'ERROR: <input>:-1:0: max recursion depth exceeded',
    );
    expect(() => compileCel('a'.repeat(100_001), { variables: {} })).toThrow(
      'expression code point size exceeds limit: size: 100001, limit 100000',
    );
  });
});
