import { describe, expect, it } from 'vitest';
import { compileCel, celTypeOfSchema, CelList, type CelValue } from './index';

const self = celTypeOfSchema(
  {
    type: 'object',
    properties: {
      a: { type: 'integer' },
      s: { type: 'string' },
      list: { type: 'array', items: { type: 'string' } },
      set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
      'x-y': { type: 'integer' },
      namespace: { type: 'string' },
      any: { 'x-kubernetes-int-or-string': true },
      when: { type: 'string', format: 'date-time' },
    },
  },
  true,
)!;
const value = {
  a: 2, s: 'abc', list: ['q', 'rr'], set: ['x', 'y'], 'x-y': 3, namespace: 'ns', any: '5%', when: '2020-02-01T00:00:00Z', metadata: { name: 'n' },
}; // prettier-ignore

const run = (expression: string): CelValue => compileCel(expression, { variables: { self } }).evaluate({ self: value }).value;

function complaint(expression: string): string {
  try {
    run(expression);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

const plain = (found: CelValue): unknown => (found instanceof CelList ? found.items().map(plain) : found);

describe('values', () => {
  it.each<[string, unknown]>([
    ['self.a > 1 && self.s.startsWith("a")', true],
    ['self.x__dash__y', 3n],
    ['self.__namespace__', 'ns'],
    ['self.list.all(x, x.size() < 3)', true],
    ['self.list.exists_one(x, x == "q")', true],
    ['self.list.map(x, x + "!")', ['q!', 'rr!']],
    ['self.list.map(x, x != "q", x)', ['rr']],
    ['self.list.filter(x, x.matches("^r+$"))', ['rr']],
    ['self.list.all(i, x, x.size() > i)', true],
    ['self.list.transformList(i, x, string(i) + x)', ['0q', '1rr']],
    ['{"a": 1, "b": 2}.transformMap(k, v, v * 2) == {"a": 2, "b": 4}', true],
    ['{"a": 1}.transformMapEntry(k, v, {v: k}) == {1: "a"}', true],
    ['self.set == ["y", "x"]', true],
    ['["y", "x"] == ["x", "y"]', false],
    ['1/0 == 1 || true', true],
    ['[1, 0].exists(x, 1/x == 1)', true],
    ['has(self.a) && !has(self.metadata.generateName)', true],
    ['self.?a.orValue(3)', 2n],
    ['[1, ?optional.none(), 2]', [1n, 2n]],
    ['optional.of(1).optMap(x, x + 1).value()', 2n],
    ['type(self.any) == string', true],
    ['dyn(1.0) == 1 && dyn(1u) == 1 && 2 > 1.5', true],
    ['"a-b-c".split("-", 2)', ['a', 'b-c']],
    ['["a", "b"].join("+")', 'a+b'],
    ['"hello".replace("l", "L", 1)', 'heLlo'],
    ['"hello".substring(1, 3)', 'el'],
    ['"%s has %d of %.2f: %s".format([dyn("x"), 3, 1.5, [1, 2]])', 'x has 3 of 1.50: [1, 2]'],
    ['self.when.getFullYear()', 2020n],
    ['timestamp("2020-01-01T00:00:00Z") + duration("1h") == timestamp("2020-01-01T01:00:00Z")', true],
    ['string(duration("1h30m"))', '5400s'],
    ['[3, 1, 2].max()', 3n],
    ['[1, 2, 2].isSorted()', true],
    ['sets.contains([1, 2, 3], [1, 3])', true],
    ['"aXbX".lastIndexOf("X")', 3n],
  ])('%s', (expression, expected) => {
    expect(plain(run(expression))).toEqual(expected);
  });
});

describe("errors in cel-go's words", () => {
  const starts = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";
  it.each([
    ['foo == 1', "compilation failed: ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')\n | foo == 1\n | ^"],
    ['self.b == 1', "compilation failed: ERROR: <input>:1:5: undefined field 'b'\n | self.b == 1\n | ....^"],
    [
      'self.a + self.s',
      "compilation failed: ERROR: <input>:1:8: found no matching overload for '_+_' applied to '(int, string)'\n | self.a + self.s\n | .......^",
    ],
    [
      'self.s.contains(1)',
      "compilation failed: ERROR: <input>:1:16: found no matching overload for 'contains' applied to 'string.(int)'\n | self.s.contains(1)\n | ...............^",
    ],
    [
      '1 + +',
      `compilation failed: ERROR: <input>:1:5: Syntax error: mismatched input '+' expecting ${starts}\n | 1 + +\n | ....^\nERROR: <input>:1:6: Syntax error: mismatched input '<EOF>' expecting ${starts}\n | 1 + +\n | .....^`,
    ],
    [
      '1 + $',
      `compilation failed: ERROR: <input>:1:5: Syntax error: token recognition error at: '$'\n | 1 + $\n | ....^\nERROR: <input>:1:6: Syntax error: mismatched input '<EOF>' expecting ${starts}\n | 1 + $\n | .....^`,
    ],
    ['1 + 2\n3 +', "compilation failed: ERROR: <input>:2:1: Syntax error: mismatched input '3' expecting <EOF>\n | 3 +\n | ^"],
    [
      '{',
      `compilation failed: ERROR: <input>:1:2: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '}', '(', '.', ',', '-', '!', '?', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | {\n | .^`,
    ],
    ['[1, 2', "compilation failed: ERROR: <input>:1:6: Syntax error: mismatched input '<EOF>' expecting {']', ','}\n | [1, 2\n | .....^"],
    ['[1 2]', "compilation failed: ERROR: <input>:1:4: Syntax error: extraneous input '2' expecting {']', ','}\n | [1 2]\n | ...^"],
    [
      'self.a = 1',
      "compilation failed: ERROR: <input>:1:8: Syntax error: token recognition error at: '= '\n | self.a = 1\n | .......^\nERROR: <input>:1:10: Syntax error: extraneous input '1' expecting <EOF>\n | self.a = 1\n | .........^",
    ],
    [
      'self.list.all(x, x == "a"',
      "compilation failed: ERROR: <input>:1:26: Syntax error: missing ')' at '<EOF>'\n | self.list.all(x, x == \"a\"\n | .........................^",
    ],
    [
      'self.a > 1 ? true',
      "compilation failed: ERROR: <input>:1:18: Syntax error: mismatched input '<EOF>' expecting ':'\n | self.a > 1 ? true\n | .................^",
    ],
    ['{self}', "compilation failed: ERROR: <input>:1:6: Syntax error: mismatched input '}' expecting ':'\n | {self}\n | .....^"],
    [
      'self.true == 1',
      "compilation failed: ERROR: <input>:1:6: Syntax error: mismatched input 'true' expecting IDENTIFIER\n | self.true == 1\n | .....^",
    ],
    [
      '"\\xFh"',
      `compilation failed: ERROR: <input>:1:1: Syntax error: token recognition error at: '"\\xFh'\n | "\\xFh"\n | ^\nERROR: <input>:1:6: Syntax error: token recognition error at: '"'\n | "\\xFh"\n | .....^\nERROR: <input>:1:7: Syntax error: mismatched input '<EOF>' expecting ${starts}\n | "\\xFh"\n | ......^`,
    ],
    ['1.all(2, 3)', 'compilation failed: ERROR: <input>:1:7: argument must be a simple name\n | 1.all(2, 3)\n | ......^'],
    ['[1, "a"]', "compilation failed: ERROR: <input>:1:5: expected type 'int' but found 'string'\n | [1, \"a\"]\n | ....^"],
    ['const', 'compilation failed: ERROR: <input>:1:1: reserved identifier: const\n | const\n | ^'],
    ['self.list[7]', 'index out of bounds: 7'],
    ['{"a": 1}["b"]', 'no such key: b'],
    ['1 / 0', 'division by zero'],
    ['1 % 0', 'modulus by zero'],
    ['9223372036854775807 + 1', 'integer overflow'],
    ['dyn(1) + dyn("a")', 'no such overload'],
    ['self.metadata.generateName', 'no such key: generateName'],
    ['"a".matches("(")', 'compilation failed: ERROR: <input>:1:13: invalid matches argument\n | "a".matches("(")\n | ............^'],
    ['"a".find("(")', 'program instantiation failed: error parsing regexp: missing closing ): `(`'],
    [
      'duration("1x") > duration("1s")',
      'compilation failed: ERROR: <input>:1:10: invalid duration argument\n | duration("1x") > duration("1s")\n | .........^',
    ],
    ['"a".matches("(" + "")', 'error parsing regexp: missing closing ): `(`'],
    ['[].min() == 1', 'min called on empty list'],
  ])('%s', (expression, message) => {
    expect(complaint(expression)).toBe(message);
  });

  it('says what an expression must give', () => {
    expect(() => compileCel('1', { variables: {}, expect: 'bool' })).toThrow('must evaluate to bool but got int');
  });

  it('stops at the cost limit', () => {
    const program = compileCel('[1,2,3,4].all(a, [1,2,3,4].all(b, [1,2,3,4].all(c, a + b + c > 0)))', { variables: {} });
    expect(() => program.evaluate({}, { costLimit: 100 })).toThrow('operation cancelled: actual cost limit exceeded');
  });
});
