import { expect, it } from 'vitest';
import { WorkBudget } from './work-budget';

it('makes a learner wait who has used up the server, and nobody else', async () => {
  let now = 0;
  const budget = new WorkBudget(() => now);
  const heavy = () => budget.charge('a', () => void (now += 1_800));
  for (let i = 0; i < 6; i++) await heavy();
  await expect(heavy()).rejects.toMatchObject({ code: 'busy' });
  await expect(budget.charge('b', () => 7)).resolves.toBe(7);
  now += 10_000;
  await expect(heavy()).resolves.toBeUndefined();
});

it('charges for work that fails too', async () => {
  let now = 0;
  const budget = new WorkBudget(() => now);
  const failing = () =>
    budget.charge('a', () => {
      now += 9_000;
      throw new Error('no');
    });
  await expect(failing()).rejects.toThrow('no');
  await expect(failing()).rejects.toMatchObject({ code: 'busy' });
});
