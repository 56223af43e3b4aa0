import { describe, expect, it } from 'vitest';
import { parseDocument, parseYaml, printYaml } from './index';

const HEAD = 'apiVersion: v1\nkind: Foo\nmetadata:\n  name: x\n';

describe('parseYaml', () => {
  // Each message is what kubectl 1.35 prints for the same text.
  it.each([
    ['spec:\n\ta: 1\n', 'yaml: line 6: found character that cannot start any token'],
    ['spec:\n  a: b: c\n', 'yaml: line 6: mapping values are not allowed in this context'],
    ['spec:\n  a: 1\n b: 2\n', 'yaml: line 6: did not find expected key'],
    ['spec:\n  - a: 1\n   b: 2\n', "yaml: line 6: did not find expected '-' indicator"],
    ["spec:\n  a: 'x\n  b: 2\n", 'yaml: line 8: found unexpected end of stream'],
    ['spec:\n  a: [1, 2\n  b: 2\n', "yaml: line 6: did not find expected ',' or ']'"],
    ['spec:\n  a: {x: 2\n', "yaml: line 6: did not find expected ',' or '}'"],
    ['spec:\n  a\n  b: 2\n', 'yaml: line 7: mapping values are not allowed in this context'],
    ['spec:\n  a: *x\n', "yaml: unknown anchor 'x' referenced"],
    ['spec\n', "yaml: line 6: could not find expected ':'"],
    ['spec:\n- a: 1\nb\n', "yaml: line 8: could not find expected ':'"],
    ['spec:\n  y: - a\n', 'yaml: line 6: block sequence entries are not allowed in this context'],
    ['spec:\n  "a\\qb": 1\n', 'yaml: line 6: found unknown escape character'],
  ])('complains of %j as go-yaml does', (rest, message) => {
    expect(() => parseYaml(HEAD + rest)).toThrow(message);
  });

  it('reads scalars as YAML 1.1 with kubectl’s exceptions', () => {
    const text = 'a: yes\nb: 0644\nc: 12:30\nd: 2024-01-01\ne: ~\nf: "yes"\ng: 1e3\ni: 0o14\nw: 09\nn: off\n1: one\ntrue: two\n';
    expect(parseYaml(text)).toEqual([
      { 1: 'one', a: true, b: 420, c: '12:30', d: '2024-01-01', e: null, f: 'yes', g: 1000, i: 12, w: 9, false: false, true: 'two' },
    ]);
  });

  it('counts lines from each document separator', () => {
    expect(() => parseYaml(`${HEAD}---\n${HEAD}spec:\n  a: b: c\n`)).toThrow('yaml: line 6: mapping values');
  });

  it('expands anchors and merge keys', () => {
    expect(parseYaml('a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: 2\n')).toEqual([{ a: { b: 1 }, c: { b: 1 }, d: { b: 1, e: 2 } }]);
  });
});

describe('printYaml', () => {
  it('writes as kubectl -o yaml does', () => {
    const data = {
      f1: 'line1\nline2\n',
      f3: '  lead\nx\n\n',
      f4: 'trail \nx',
      f5: 'tab\there\n',
      f6: '\n\nab\n',
      f8: 'a\r\nb\r\n',
      f9: '',
      f11: 'smile \u{1F600} x',
      a: 'true',
      ag: '+1',
      ap: ' x',
      ba: 'the quick brown fox jumps over the lazy dog and then the quick brown fox jumps over it: again and again',
      n: '~',
      list: [{ b: 1, a: [] }, ['x'], {}],
    };
    expect(printYaml(data)).toBe(`a: "true"
ag: "+1"
ap: ' x'
ba: 'the quick brown fox jumps over the lazy dog and then the quick brown fox jumps
  over it: again and again'
f1: |
  line1
  line2
f3: |2+
    lead
  x

f4: "trail \\nx"
f5: "tab\\there\\n"
f6: |2


  ab
f8: "a\\r\\nb\\r\\n"
f9: ""
f11: "smile \\U0001F600 x"
list:
- a: []
  b: 1
- - x
- {}
"n": "~"
`);
  });
});

describe('limits', () => {
  it('refuses what is too deep, also when aliases make it so', () => {
    expect(() => parseDocument(`${'['.repeat(1002)}${']'.repeat(1002)}`)).toThrow('exceeded max depth of 10000');
    const chain = ['a0: &a0 [x]', ...Array.from({ length: 1200 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]`)].join('\n');
    expect(() => parseDocument(chain)).toThrow(/exceeded max depth|excessive aliasing/);
  });

  it('refuses an anchor that holds itself', () => {
    expect(() => parseDocument('a: &a\n  b: *a\n')).toThrow("yaml: anchor 'a' value contains itself");
  });

  it('merges long lists of maps', () => {
    expect(parseDocument(`b: &x {a: 1}\nc:\n  <<: [${Array(150_000).fill('*x').join(',')}]\n`)).toEqual({ b: { a: 1 }, c: { a: 1 } });
  });
});
