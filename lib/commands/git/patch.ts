import { changesOf, type Change } from '../compare/diff-lines';
import { Objects, type FileEntry } from './objects';

export interface FileChange {
  readonly path: string;
  readonly status: 'A' | 'D' | 'M';
  readonly before?: FileEntry;
  readonly after?: FileEntry;
}

/** What differs between two sets of files, by path. */
export function compareFiles(a: ReadonlyMap<string, FileEntry>, b: ReadonlyMap<string, FileEntry>): FileChange[] {
  const out: FileChange[] = [];
  for (const path of [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => (x < y ? -1 : 1))) {
    const [before, after] = [a.get(path), b.get(path)];
    if (before && after && before.id === after.id && before.mode === after.mode) continue;
    out.push({ path, status: before ? (after ? 'M' : 'D') : 'A', ...(before ? { before } : {}), ...(after ? { after } : {}) });
  }
  return out;
}

interface Side {
  readonly lines: readonly string[];
  readonly ended: boolean;
}

const sideOf = (text: string): Side => {
  const ended = text === '' || text.endsWith('\n');
  return { ended, lines: text === '' ? [] : (ended ? text.slice(0, -1) : text).split('\n') };
};

const keys = ({ lines, ended }: Side): string[] => lines.map((line, i) => (i === lines.length - 1 && !ended ? `${line}\0` : line));

/** The changes between two texts. */
export const changesBetween = (a: string, b: string): Change[] => changesOf(keys(sideOf(a)), keys(sideOf(b)));

/** The hunks of a unified difference, as git writes them (with the line that opens the function). */
export function hunks(before: string, after: string, around = 3): string {
  const [a, b] = [sideOf(before), sideOf(after)];
  const changes = changesOf(keys(a), keys(b));
  const text = (side: Side, i: number, mark: string) =>
    `${mark}${side.lines[i]}\n${i === side.lines.length - 1 && !side.ended ? '\\ No newline at end of file\n' : ''}`;
  const span = (from: number, count: number) => (count === 1 ? String(from + 1) : `${count === 0 ? from : from + 1},${count}`);
  let out = '';
  for (let n = 0; n < changes.length;) {
    const group = [changes[n++]!];
    while (n < changes.length && changes[n]!.aFrom - group.at(-1)!.aTo <= 2 * around) group.push(changes[n++]!);
    const [first, last] = [group[0]!, group.at(-1)!];
    const lead = Math.min(around, first.aFrom);
    const trail = Math.min(around, a.lines.length - last.aTo);
    const [aStart, bStart] = [first.aFrom - lead, first.bFrom - lead];
    const opens = a.lines.slice(0, aStart).findLast((line) => /^[A-Za-z_$]/.test(line));
    out += `@@ -${span(aStart, last.aTo + trail - aStart)} +${span(bStart, last.bTo + trail - bStart)} @@${opens === undefined ? '' : ` ${opens.slice(0, 80).trimEnd()}`}\n`;
    let at = aStart;
    for (const c of group) {
      for (; at < c.aFrom; at++) out += text(a, at, ' ');
      for (; at < c.aTo; at++) out += text(a, at, '-');
      for (let j = c.bFrom; j < c.bTo; j++) out += text(b, j, '+');
    }
    for (; at < last.aTo + trail; at++) out += text(a, at, ' ');
  }
  return out;
}

/** Where contents of files come from: the object store, or the working tree. */
export type ContentOf = (entry: FileEntry | undefined, path: string) => string;

/** A patch in git's form. */
export function patchOf(changes: readonly FileChange[], before: ContentOf, after: ContentOf): string {
  let out = '';
  for (const { path, status, before: a, after: b } of changes) {
    const [old, now] = [a ? before(a, path) : '', b ? after(b, path) : ''];
    out += `diff --git a/${path} b/${path}\n`;
    if (status === 'A') out += `new file mode ${b!.mode}\n`;
    else if (status === 'D') out += `deleted file mode ${a!.mode}\n`;
    else if (a!.mode !== b!.mode) out += `old mode ${a!.mode}\nnew mode ${b!.mode}\n`;
    if (a?.id === b?.id) continue;
    out += `index ${(a?.id ?? ZERO).slice(0, 7)}..${(b?.id ?? ZERO).slice(0, 7)}${status === 'M' && a!.mode === b!.mode ? ` ${b!.mode}` : ''}\n`;
    if (old.includes('\0') || now.includes('\0'))
      out += `Binary files ${a ? `a/${path}` : '/dev/null'} and ${b ? `b/${path}` : '/dev/null'} differ\n`;
    else if (old !== now) out += `--- ${a ? `a/${path}` : '/dev/null'}\n+++ ${b ? `b/${path}` : '/dev/null'}\n${hunks(old, now)}`;
  }
  return out;
}

const ZERO = '0'.repeat(40);

/** Lines added and taken away. */
export function counts(old: string, now: string): { readonly added: number; readonly removed: number } {
  let [added, removed] = [0, 0];
  for (const c of changesBetween(old, now)) {
    added += c.bTo - c.bFrom;
    removed += c.aTo - c.aFrom;
  }
  return { added, removed };
}

/** ` 1 file changed, 2 insertions(+), 1 deletion(-)`. */
export function shortStat(files: number, added: number, removed: number): string {
  const plural = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  return ` ${plural(files, 'file')} changed${added > 0 || removed === 0 ? `, ${plural(added, 'insertion')}(+)` : ''}${removed > 0 || added === 0 ? `, ${plural(removed, 'deletion')}(-)` : ''}\n`;
}

/** `--stat`, eighty columns wide. */
export function statOf(changes: readonly FileChange[], before: ContentOf, after: ContentOf): string {
  const rows = changes.map((change) => ({
    path: change.path,
    ...counts(change.before ? before(change.before, change.path) : '', change.after ? after(change.after, change.path) : ''),
  }));
  if (rows.length === 0) return '';
  const width = Math.max(...rows.map(({ path }) => path.length));
  const most = Math.max(...rows.map(({ added, removed }) => added + removed));
  const digits = String(most).length;
  const room = Math.max(10, 80 - width - digits - 6);
  const scale = (n: number) => (most <= room || n === 0 ? n : 1 + Math.floor((n * (room - 1)) / most));
  let [added, removed] = [0, 0];
  let out = '';
  for (const row of rows) {
    added += row.added;
    removed += row.removed;
    const total = row.added + row.removed;
    out += ` ${row.path.padEnd(width)} | ${String(total).padStart(digits)}${total ? ' ' : ''}${'+'.repeat(scale(row.added))}${'-'.repeat(scale(row.removed))}\n`;
  }
  return out + shortStat(rows.length, added, removed);
}

/** Merges two texts that come from a third. */
export function mergeTexts(
  base: string,
  ours: string,
  theirs: string,
  label: string,
): { readonly text: string; readonly conflicts: boolean } {
  const lines = (text: string) => text.split(/(?<=\n)/).filter((line) => line !== '');
  const [o, a, b] = [lines(base), lines(ours), lines(theirs)];
  const [toA, toB] = [changesOf(o, a), changesOf(o, b)];
  const out: string[] = [];
  let conflicts = false;
  let [at, i, j] = [0, 0, 0];
  let [shiftA, shiftB] = [0, 0];
  while (at < o.length || i < toA.length || j < toB.length) {
    const [x, y] = [toA[i], toB[j]];
    const next = Math.min(x?.aFrom ?? Infinity, y?.aFrom ?? Infinity);
    if (next === Infinity) {
      out.push(...o.slice(at));
      break;
    }
    out.push(...o.slice(at, next));
    let [end, mine, other] = [next, false, false];
    const [fromA, fromB] = [next + shiftA, next + shiftB];
    for (let grown = true; grown;) {
      grown = false;
      for (; toA[i] && toA[i]!.aFrom <= end && (toA[i]!.aFrom < end || !mine || other); i++, mine = grown = true) {
        end = Math.max(end, toA[i]!.aTo);
        shiftA += toA[i]!.bTo - toA[i]!.bFrom - (toA[i]!.aTo - toA[i]!.aFrom);
      }
      for (; toB[j] && toB[j]!.aFrom <= end && (toB[j]!.aFrom < end || !other || mine); j++, other = grown = true) {
        end = Math.max(end, toB[j]!.aTo);
        shiftB += toB[j]!.bTo - toB[j]!.bFrom - (toB[j]!.aTo - toB[j]!.aFrom);
      }
    }
    const [ofA, ofB] = [a.slice(fromA, end + shiftA), b.slice(fromB, end + shiftB)];
    if (mine && other && ofA.join('') !== ofB.join('')) {
      conflicts = true;
      out.push('<<<<<<< HEAD\n', ...ofA, '=======\n', ...ofB, `>>>>>>> ${label}\n`);
    } else out.push(...(mine ? ofA : ofB));
    at = end;
  }
  return { text: out.join(''), conflicts };
}

export { Objects };
