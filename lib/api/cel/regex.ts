import { CelRuntimeError } from './errors';

export interface CelRegex {
  test(text: string): boolean;
  /** First match, or undefined. */
  find(text: string): string | undefined;
  findAll(text: string, limit: number): string[];
}

const known = new Map<string, CelRegex>();
const LIMIT = 256;

/** A regular expression in RE2's syntax. Throws CelRuntimeError with Go's words. */
export function compileRegex(pattern: string): CelRegex {
  let found = known.get(pattern);
  if (!found) {
    found = build(pattern);
    if (known.size >= LIMIT) known.clear();
    known.set(pattern, found);
  }
  return found;
}

function build(pattern: string): CelRegex {
  let regex: RegExp;
  try {
    regex = new RegExp(pattern, 'gu');
  } catch {
    throw new CelRuntimeError(`error parsing regexp: invalid syntax: \`${pattern}\``);
  }
  return {
    test: (text) => text.search(regex) >= 0,
    find: (text) => text.match(new RegExp(regex.source, 'u'))?.[0],
    findAll: (text, limit) => [...text.matchAll(regex)].slice(0, limit < 0 ? undefined : limit).map((match) => match[0]),
  };
}
