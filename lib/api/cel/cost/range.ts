/** From `min` to `max`: a size or a cost. MAX stands for all that is not known. Models checker.SizeEstimate and CostEstimate. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** As math.MaxUint64. */
export const MAX = 2 ** 64;

const capped = (value: number) => (value >= MAX || Number.isNaN(value) ? MAX : value);

export const fixed = (value: number): Range => ({ min: value, max: value });
export const ZERO: Range = fixed(0);
export const ONE: Range = fixed(1);
export const UNKNOWN: Range = { min: 0, max: MAX };

export const add = (...ranges: readonly Range[]): Range => ({
  min: capped(ranges.reduce((sum, { min }) => sum + min, 0)),
  max: capped(ranges.reduce((sum, { max }) => sum + max, 0)),
});

export const multiply = (a: Range, b: Range): Range => ({
  min: a.min === 0 || b.min === 0 ? 0 : capped(a.min * b.min),
  max: a.max === 0 || b.max === 0 ? 0 : capped(a.max * b.max),
});

/** Times a factor, rounded up. */
export const scale = ({ min, max }: Range, factor: number): Range => ({
  min: capped(Math.ceil(min * factor)),
  max: max >= MAX && factor > 0 ? capped(Math.ceil(MAX * factor)) : capped(Math.ceil(max * factor)),
});

export const unite = (a: Range, b: Range): Range => ({ min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) });
