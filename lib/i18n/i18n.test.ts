import { describe, expect, it } from 'vitest';
import { en } from './en';
import { ko } from './ko';
import { fill } from './messages';

function leaves(node: object, path = ''): [string, string][] {
  return Object.entries(node).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${path}${key}`, value]] : leaves(value as object, `${path}${key}.`),
  );
}

describe('messages', () => {
  const korean = leaves(ko);
  const english = new Map(leaves(en));

  it('has the same keys in both languages, none empty', () => {
    expect([...english.keys()].sort()).toEqual(korean.map(([key]) => key).sort());
    expect([...korean, ...english].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('takes the same values in both languages', () => {
    const slots = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([slot]) => slot).sort();
    const differing = korean.filter(([key, text]) => JSON.stringify(slots(text)) !== JSON.stringify(slots(english.get(key)!)));
    expect(differing).toEqual([]);
  });

  it('is translated', () => {
    const same = korean.filter(([key, text]) => english.get(key) === text && /\p{L}{4,}/u.test(text));
    expect(same.map(([key]) => key)).toEqual([]);
  });

  it('fills values in', () => {
    expect(fill('{score}/{maximum}점 {other}', { score: 3, maximum: 5 })).toBe('3/5점 {other}');
  });
});
