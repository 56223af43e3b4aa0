import { UsageError } from './getopt';
import { localeQuote } from './quote';

/**
 * One of the words that an option takes, or an unambiguous beginning of one. Models gnulib's argmatch.
 *
 * @param words synonyms stand in one entry, the first is returned
 * @throws UsageError with the list of valid arguments (status 1)
 */
export function choose(value: string, option: string, words: readonly (readonly string[])[]): string {
  const exact = words.find((one) => one.includes(value));
  if (exact) return exact[0]!;
  const begun = words.filter((one) => one.some((word) => word.startsWith(value)));
  if (begun.length === 1) return begun[0]![0]!;
  const list = words.map((one) => `  - ${one.map(localeQuote).join(', ')}`).join('\n');
  const kind = begun.length > 1 ? 'ambiguous' : 'invalid';
  throw new UsageError(`${kind} argument ${localeQuote(value)} for ${localeQuote(option)}\nValid arguments are:\n${list}`, true, 1);
}
