import { describe, expect, it } from 'vitest';
import { goSort } from './go-sort';

const sorted = <T>(items: readonly T[], less: (a: T, b: T) => boolean): T[] => {
  const copy = [...items];
  goSort(copy, less);
  return copy;
};
const scattered = (length: number, modulus: number) => Array.from({ length }, (_, i) => (i * 7919 + 13) % modulus);

describe("sorting as Go's sort.Sort", () => {
  it.each([0, 1, 2, 12, 13, 49, 50, 200, 3000])('sorts %i items', (length) => {
    for (const modulus of [1, 2, 7, 101, 100_003]) {
      const items = scattered(length, modulus);
      expect(sorted(items, (a, b) => a < b)).toEqual([...items].sort((a, b) => a - b));
    }
  });

  it('keeps few items stable, and more of them not', () => {
    const items = (length: number) => Array.from({ length }, (_, i) => ({ key: i % 3, i }));
    const stable = (length: number) => {
      const list = sorted(items(length), (a, b) => a.key < b.key);
      return list.every(({ key, i }, at) => at === 0 || list[at - 1]!.key < key || list[at - 1]!.i < i);
    };
    expect(stable(12)).toBe(true);
    expect(stable(60)).toBe(false);
  });

  it('ends where the order contradicts itself', () => {
    expect(sorted(scattered(500, 101), () => true)).toHaveLength(500);
    expect(sorted(scattered(500, 101), (a, b) => (a + b) % 2 === 0)).toHaveLength(500);
  });
});
