/** A run of lines that differ: `a` lines [aFrom, aTo) of the first text stand where [bFrom, bTo) of the second do. */
export interface Change {
  readonly aFrom: number;
  readonly aTo: number;
  readonly bFrom: number;
  readonly bTo: number;
}

const MOST_STEPS = 4000;

/** Shortest edit script (Myers); texts too far apart come to one change of everything between their ends. */
export function changesOf(a: readonly string[], b: readonly string[]): Change[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const x = a.slice(head, a.length - tail);
  const y = b.slice(head, b.length - tail);
  const removed = new Array<boolean>(x.length).fill(false);
  const added = new Array<boolean>(y.length).fill(false);
  if (!trace(x, y, removed, added)) {
    removed.fill(true);
    added.fill(true);
  }
  const out: Change[] = [];
  let [i, j] = [0, 0];
  while (i < x.length || j < y.length) {
    if (!removed[i] && !added[j] && i < x.length && j < y.length) {
      i++;
      j++;
      continue;
    }
    const [aFrom, bFrom] = [i, j];
    while (i < x.length && removed[i]) i++;
    while (j < y.length && added[j]) j++;
    out.push({ aFrom: aFrom + head, aTo: i + head, bFrom: bFrom + head, bTo: j + head });
  }
  return slide(out, a, b);
}

function trace(x: readonly string[], y: readonly string[], removed: boolean[], added: boolean[]): boolean {
  const most = Math.min(x.length + y.length, MOST_STEPS);
  const trail: Map<number, number>[] = [];
  let v = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= most; d++) {
    trail.push(new Map(v));
    for (let k = -d; k <= d; k += 2) {
      let i = k === -d || (k !== d && (v.get(k - 1) ?? -1) < (v.get(k + 1) ?? -1)) ? (v.get(k + 1) ?? 0) : (v.get(k - 1) ?? 0) + 1;
      while (i < x.length && i - k < y.length && x[i] === y[i - k]) i++;
      v.set(k, i);
      if (i >= x.length && i - k >= y.length) {
        walkBack(trail, x.length, y.length, removed, added);
        return true;
      }
    }
    v = new Map(v);
  }
  return false;
}

function walkBack(trail: readonly Map<number, number>[], n: number, m: number, removed: boolean[], added: boolean[]): void {
  let [i, j] = [n, m];
  for (let d = trail.length - 1; d > 0; d--) {
    const v = trail[d]!;
    const k = i - j;
    const down = k === -d || (k !== d && (v.get(k - 1) ?? -1) < (v.get(k + 1) ?? -1));
    const before = down ? k + 1 : k - 1;
    const from = v.get(before) ?? 0;
    if (down) added[from - before] = true;
    else removed[from] = true;
    [i, j] = [from, from - before];
  }
}

/** Moves a pure insertion or deletion as far down as equal lines let it, as GNU diff does. */
function slide(changes: Change[], a: readonly string[], b: readonly string[]): Change[] {
  const out: Change[] = [];
  for (const [n, change] of changes.entries()) {
    let { aFrom, aTo, bFrom, bTo } = change;
    const nextA = changes[n + 1]?.aFrom ?? a.length;
    const nextB = changes[n + 1]?.bFrom ?? b.length;
    if (aFrom === aTo)
      while (bTo < nextB && aTo < nextA && b[bFrom] === b[bTo]) [aFrom, aTo, bFrom, bTo] = [aFrom + 1, aTo + 1, bFrom + 1, bTo + 1];
    else if (bFrom === bTo)
      while (aTo < nextA && bTo < nextB && a[aFrom] === a[aTo]) [aFrom, aTo, bFrom, bTo] = [aFrom + 1, aTo + 1, bFrom + 1, bTo + 1];
    const last = out.at(-1);
    if (last && last.aTo === aFrom && last.bTo === bFrom) out[out.length - 1] = { ...last, aTo, bTo };
    else out.push({ aFrom, aTo, bFrom, bTo });
  }
  return out;
}
