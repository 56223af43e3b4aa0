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

/** The check was stopped because the time for grading was up. */
export const outOfTime: Outcome = failed(
  { ko: '정해진 시간 안에 끝남', en: 'ends in time' },
  {
    ko: '채점이 너무 오래 걸려 멈췄습니다. 끝나지 않는 명령이 돌고 있으면 멈춘 뒤 다시 채점해 주세요.',
    en: 'Grading took too long and was stopped. If a command of yours runs without end, stop it and check again.',
  },
);
