import { goJson } from '@/lib/api/go-json';
import { parseDocument, YamlError } from '@/lib/api/yaml';

/** A text without its lines of comment. Models cmdutil.ManualStrip. */
export const withoutComments = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/^\s*#(?!!)/.test(line))
    .join('\n');

/** What a file means, whatever its comments: JSON, or where it cannot be read the text. Models cmdutil.StripComments. */
export function meaning(text: string): string {
  try {
    return goJson(parseDocument(text));
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    return withoutComments(text);
  }
}

/** Whether there is a line that is neither empty nor a comment. */
export const hasLines = (text: string): boolean => /^[^\S\n]*[^#\s]/m.test(text);

/** Each line of a text that follows another as a comment. */
export const hashed = (text: string): string => text.replace(/\n(?!#|$)/g, '\n# ');
