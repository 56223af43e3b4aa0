import { describe, expect, it } from 'vitest';
import { boxAfterKey, type Place } from './box-keys';

const box = (left: number, top: number): Place => ({ left, top, width: 100, height: 40 });
// Two nodes side by side, with two columns of pods each, the second with one row more.
const places = [box(0, 0), box(110, 0), box(0, 50), box(300, 0), box(410, 0), box(300, 50), box(410, 50), box(300, 100)];

describe('keys among boxes', () => {
  it('goes left and right in order, and stops at the ends', () => {
    expect(boxAfterKey('ArrowRight', places, 1)).toBe(2);
    expect(boxAfterKey('ArrowLeft', places, 0)).toBe(0);
    expect(boxAfterKey('ArrowRight', places, 7)).toBe(7);
    expect([boxAfterKey('Home', places, 4), boxAfterKey('End', places, 4)]).toEqual([0, 7]);
  });

  it('goes up and down to the nearest box of the next row', () => {
    expect(boxAfterKey('ArrowDown', places, 4)).toBe(6);
    expect(boxAfterKey('ArrowDown', places, 6)).toBe(7);
    expect(boxAfterKey('ArrowUp', places, 7)).toBe(5);
    expect(boxAfterKey('ArrowUp', places, 3)).toBe(3);
    expect(boxAfterKey('ArrowDown', places, 1)).toBe(2);
  });

  it('leaves other keys alone', () => {
    expect(boxAfterKey('a', places, 0)).toBeUndefined();
    expect(boxAfterKey('ArrowDown', [], 0)).toBeUndefined();
  });
});
