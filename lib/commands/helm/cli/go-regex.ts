import { compileRegex } from '@/lib/api/cel/regex';
import { HelmError } from './helm';

/** A regular expression as Go reads it. Throws HelmError with Go's words. */
export function regexOf(text: string): { test(text: string): boolean } {
  try {
    return compileRegex(text);
  } catch (error) {
    throw new HelmError((error as Error).message.replace('`(?i)', '`'));
  }
}
