/** Where a box is on the page. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const middle = ({ left, top, width, height }: Place) => ({ x: left + width / 2, y: top + height / 2 });

/**
 * Which box an arrow key, Home or End leads to from the box at `from`; `from` itself when there is none that way, undefined for
 * other keys. Left and right go through all boxes in their order; up and down to the nearest one in the next row.
 */
export function boxAfterKey(key: string, places: readonly Place[], from: number): number | undefined {
  const last = places.length - 1;
  if (last < 0) return undefined;
  if (key === 'ArrowRight') return Math.min(last, from + 1);
  if (key === 'ArrowLeft') return Math.max(0, from - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key !== 'ArrowDown' && key !== 'ArrowUp') return undefined;
  const here = places[from];
  if (!here) return 0;
  const sign = key === 'ArrowDown' ? 1 : -1;
  const at = middle(here);
  let best = from;
  let least = Infinity;
  places.forEach((place, index) => {
    const { x, y } = middle(place);
    const down = (y - at.y) * sign;
    if (down < here.height / 2) return;
    // The row counts first, then the column.
    const distance = down * 4 + Math.abs(x - at.x);
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}
