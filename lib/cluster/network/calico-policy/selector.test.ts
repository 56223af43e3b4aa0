import { describe, expect, it } from 'vitest';
import { calicoSelector, CalicoSelectorError } from './selector';

const labels = { role: 'db', tier: 'back-end', 'a.b/c': 'x y' };

describe('calicoSelector', () => {
  it.each([
    ['', true],
    ['all()', true],
    ["role == 'db'", true],
    ['role=="db"', true],
    ["role != 'db'", false],
    ["none != 'db'", true],
    ["role in {'web', 'db'}", true],
    ['role in {}', false],
    ["none not in {'web'}", true],
    ["role not in {'db'}", false],
    ["tier starts with 'back'", true],
    ["tier ends with 'back'", false],
    ["tier contains '-'", true],
    ['has(a.b/c)', true],
    ["a.b/c == 'x y'", true],
    ['!has(role)', false],
    ['!!has(role)', true],
    ["role == 'web' || role == 'db' && has(tier)", true],
    ["(role == 'web' || role == 'db') && has(none)", false],
    ["!(role == 'web')", true],
    ['has(toString)', false],
    ['global()', true],
  ])('%s is %s', (text, expected) => {
    expect(calicoSelector(text)(labels)).toBe(expected);
  });

  it.each([
    "role = 'db'",
    'role == db',
    'role',
    "role == 'db' &&",
    "(role == 'db'",
    'some()',
    "role in 'db'",
    "role == 'db' has(x)",
    'has()',
  ])('does not take %s', (text) => {
    expect(() => calicoSelector(text)).toThrow(CalicoSelectorError);
  });
});
