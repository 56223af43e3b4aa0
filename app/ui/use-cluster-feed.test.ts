import { describe, expect, it } from 'vitest';
import { next } from './use-cluster-feed';

const picture = { nodes: [], pods: [], services: [], more: 0 };

describe('the state of the cluster panel', () => {
  it('takes a verdict on the pod asked for last, and no other', () => {
    const before = { picture };
    expect(next(before, { type: 'verdict', uid: 'a', verdict: null }, 'b')).toBe(before);
    expect(next(before, { type: 'verdict', uid: 'b', verdict: null }, 'b')).toEqual({ picture, verdict: null });
  });

  it('shows nothing old while there is no picture, and forgets why when there is one again', () => {
    const blank = next({ picture, verdict: null }, { type: 'blank', why: 'no-answer' }, 'b');
    expect(blank).toEqual({ blank: 'no-answer' });
    expect(next(blank, { type: 'picture', picture }, 'b')).toEqual({ picture });
  });
});
