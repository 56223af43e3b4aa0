import type { Sys } from '@/lib/hosts/process/sys';
import type { Candidates, CompletionWords } from '@/lib/shell/line-editor/completers';
import { FILTER_EXTENSIONS, NO_FILES, NO_SPACE } from './directive';
import { completionsFor } from './request';

/** Columns between the longest candidate and the end of a line, below which its description is left out. */
const LEAST_ROOM = 8;

/** What Tab offers in a kubectl command line: what `kubectl __complete` answers, as kubectl's completion script for bash shows it. */
export function completeKubectl(sys: Sys, { words }: CompletionWords): Candidates {
  const { words: offered, directive } = completionsFor(sys, words.slice(1));
  if (directive & FILTER_EXTENSIONS) return { words: [], files: true, extensions: offered };
  const typed = words.at(-1) ?? '';
  // The value of `--flag=VALUE` is completed alone; readline then replaces the word as a whole.
  const before = /^-[^=]*=/.exec(typed)?.[0] ?? '';
  const pairs = offered.map((each) => each.split('\n')[0]!.split('\t') as [string, string?]);
  if (pairs.length === 0 && (directive & NO_FILES) === 0) return { words: [], files: true };
  return {
    words: pairs.map(([word]) => before + word),
    noSpace: (directive & NO_SPACE) !== 0,
    ...(pairs.some(([, what]) => what) && { listed: described(pairs, sys.ttySize(0).columns) }),
  };
}

/** `get       (Display one or many resources)`, cut at the edge of the screen. */
function described(pairs: readonly (readonly [string, string?])[], columns: number): string[] {
  const longest = Math.max(...pairs.map(([word]) => word.length));
  return pairs.map(([word, what]) => {
    if (!what) return word;
    const wide = columns - longest - 4 > LEAST_ROOM;
    const shown = wide ? word.padEnd(longest) : word;
    const room = columns - shown.length - 4;
    if (room <= 0) return shown;
    return `${shown}  (${what.length > room ? `${what.slice(0, room - 1)}…` : what})`;
  });
}
