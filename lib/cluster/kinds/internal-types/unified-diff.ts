/** [tag is implied: equal when both ranges have the same text] a[i1..i2) is replaced by b[j1..j2). */
interface Change {
  readonly equal: boolean;
  readonly i1: number;
  readonly i2: number;
  readonly j1: number;
  readonly j2: number;
}

const CONTEXT = 3;
/** Lines that stand more often than one in a hundred are no anchors, when there are this many lines. */
const POPULAR_FROM = 200;
/** More lines than this are not compared: the one is shown gone, the other come. */
const MOST_LINES = 20_000;

interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

function placesOf(lines: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  lines.forEach((line, i) => {
    const known = places.get(line);
    if (known) known.push(i);
    else places.set(line, [i]);
  });
  if (lines.length >= POPULAR_FROM) {
    const most = Math.floor(lines.length / 100) + 1;
    for (const [line, at] of places) if (at.length > most) places.delete(line);
  }
  return places;
}

/** Models difflib.SequenceMatcher.findLongestMatch. */
function longestMatch(
  a: readonly string[],
  b: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
  [alo, ahi, blo, bhi]: readonly [number, number, number, number],
): Match {
  let best: Match = { a: alo, b: blo, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = alo; i < ahi; i++) {
    const next = new Map<number, number>();
    for (const j of places.get(a[i]!) ?? []) {
      if (j < blo) continue;
      if (j >= bhi) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = next;
  }
  let { a: at, b: bt, size } = best;
  while (at > alo && bt > blo && a[at - 1] === b[bt - 1]) {
    at--;
    bt--;
    size++;
  }
  while (at + size < ahi && bt + size < bhi && a[at + size] === b[bt + size]) size++;
  return { a: at, b: bt, size };
}

function matches(a: readonly string[], b: readonly string[]): Match[] {
  const places = placesOf(b);
  const found: Match[] = [];
  const rest: [number, number, number, number][] = [[0, a.length, 0, b.length]];
  while (rest.length > 0) {
    const range = rest.pop()!;
    const [alo, ahi, blo, bhi] = range;
    const match = longestMatch(a, b, places, range);
    if (match.size === 0) continue;
    found.push(match);
    if (alo < match.a && blo < match.b) rest.push([alo, match.a, blo, match.b]);
    if (match.a + match.size < ahi && match.b + match.size < bhi) rest.push([match.a + match.size, ahi, match.b + match.size, bhi]);
  }
  return found.sort((x, y) => x.a - y.a || x.b - y.b);
}

function changesOf(a: readonly string[], b: readonly string[]): Change[] {
  const changes: Change[] = [];
  let i = 0;
  let j = 0;
  for (const match of [...matches(a, b), { a: a.length, b: b.length, size: 0 }]) {
    if (i < match.a || j < match.b) changes.push({ equal: false, i1: i, i2: match.a, j1: j, j2: match.b });
    i = match.a + match.size;
    j = match.b + match.size;
    if (match.size > 0) changes.push({ equal: true, i1: match.a, i2: i, j1: match.b, j2: j });
  }
  // Matches that touch are one.
  return changes.reduce<Change[]>((merged, change) => {
    const last = merged.at(-1);
    if (last?.equal && change.equal) merged[merged.length - 1] = { ...last, i2: change.i2, j2: change.j2 };
    else merged.push(change);
    return merged;
  }, []);
}

function hunks(changes: readonly Change[]): Change[][] {
  if (changes.length === 0) return [];
  const list = [...changes];
  const first = list[0]!;
  if (first.equal) list[0] = { ...first, i1: Math.max(first.i1, first.i2 - CONTEXT), j1: Math.max(first.j1, first.j2 - CONTEXT) };
  const last = list.at(-1)!;
  if (last.equal) list[list.length - 1] = { ...last, i2: Math.min(last.i2, last.i1 + CONTEXT), j2: Math.min(last.j2, last.j1 + CONTEXT) };
  const groups: Change[][] = [];
  let group: Change[] = [];
  for (const change of list) {
    if (change.equal && change.i2 - change.i1 > CONTEXT * 2) {
      group.push({ ...change, i2: Math.min(change.i2, change.i1 + CONTEXT), j2: Math.min(change.j2, change.j1 + CONTEXT) });
      groups.push(group);
      group = [{ ...change, i1: Math.max(change.i1, change.i2 - CONTEXT), j1: Math.max(change.j1, change.j2 - CONTEXT) }];
    } else group.push(change);
  }
  if (group.length > 0 && !(group.length === 1 && group[0]!.equal)) groups.push(group);
  return groups;
}

function rangeText(start: number, stop: number): string {
  const length = stop - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}

/**
 * The difference of two texts, line by line, with three lines around it and no heading; '' when they are the same.
 * Models k8s.io/apimachinery/pkg/util/diff.Diff, which goes by go-difflib.
 */
export function unifiedDiff(left: string, right: string): string {
  if (left === right) return '';
  const a = left.split('\n');
  const b = right.split('\n');
  const whole = [{ equal: false, i1: 0, i2: a.length, j1: 0, j2: b.length }];
  const changes = a.length + b.length > MOST_LINES ? whole : changesOf(a, b);
  let text = '';
  for (const hunk of hunks(changes)) {
    const first = hunk[0]!;
    const last = hunk.at(-1)!;
    text += `@@ -${rangeText(first.i1, last.i2)} +${rangeText(first.j1, last.j2)} @@\n`;
    for (const change of hunk) {
      if (change.equal) for (const line of a.slice(change.i1, change.i2)) text += ` ${line}\n`;
      else {
        for (const line of a.slice(change.i1, change.i2)) text += `-${line}\n`;
        for (const line of b.slice(change.j1, change.j2)) text += `+${line}\n`;
      }
    }
  }
  return text;
}
