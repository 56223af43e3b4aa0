import { describe, expect, it } from 'vitest';
import { listLabs, loadLab } from './load';

const labs = listLabs();

describe('the labs in content/', () => {
  it('are there', () => {
    expect(labs.length).toBeGreaterThanOrEqual(6);
  });

  it.each(labs)('%s loads for several seeds, with hints, explanations, an alternative and two near misses', (slug) => {
    for (const seed of [0, 1, 2]) {
      const lab = loadLab(slug, { seed })!;
      expect(lab.alternatives.length).toBeGreaterThanOrEqual(1);
      expect(lab.nearMisses.length).toBeGreaterThanOrEqual(2);
      for (const task of lab.tasks) {
        expect(task.hints.length).toBeGreaterThanOrEqual(1);
        expect(task.explanation).toBeDefined();
        expect(new Set(task.checks.map(({ id }) => id)).size).toBe(task.checks.length);
      }
    }
  });
});
