import type { Bilingual, Verdict } from '../types';

/** What one check came to. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly expected?: Bilingual;
  readonly found?: Bilingual;
}

export const passed: Outcome = { verdict: 'PASS' };

export const failed = (expected: Bilingual, found: Bilingual): Outcome => ({ verdict: 'FAIL', expected, found });

/** The check could not run; `why` is for whoever keeps the lab. */
export const invalid = (why: string): Outcome => ({ verdict: 'INVALID', found: { ko: why, en: why } });
