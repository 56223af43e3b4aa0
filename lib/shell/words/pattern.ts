/**
 * Shell patterns (`*`, `?`, `[…]`, extended globs). A pattern is text in which a backslash takes the meaning from the
 * character after it; expansion writes quoted text that way.
 */
export interface PatternOptions {
  readonly extglob?: boolean;
  readonly ignoreCase?: boolean;
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}\\p{N}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  print: '\\x20-\\x7e\\u{a0}-\\u{10ffff}',
  graph: '\\x21-\\x7e\\u{a1}-\\u{10ffff}',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
  ascii: '\\x00-\\x7f',
};

const cache = new Map<string, RegExp | undefined>();
const MOST_CACHED = 2000;

/** Puts a backslash before every character that a pattern would read as special. */
export function escapePattern(text: string): string {
  return text.replace(/[\\*?[\]()|!+@^-]/g, '\\$&');
}

/** True when the text holds an unquoted `*`, `?`, `[…]` or extended glob. */
export function hasPattern(pattern: string, extglob = false): boolean {
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '\\') i++;
    else if (c === '*' || c === '?') return true;
    else if (c === '[' && pattern.indexOf(']', i + 2) > 0) return true;
    else if (extglob && '+@!'.includes(c) && pattern[i + 1] === '(') return true;
  }
  return false;
}

/** Whether a pattern matches all of the text. */
export function matchesPattern(pattern: string, text: string, options: PatternOptions = {}): boolean {
  if (options.extglob && pattern.includes('!(')) return matchNegated(pattern, text, options);
  return regex(`^(?:${translate(pattern, options)})$`, options).test(text);
}

/** The beginning of the text that the pattern matches: its length, or undefined. */
export function matchPrefix(pattern: string, text: string, longest: boolean, options: PatternOptions = {}): number | undefined {
  if (options.extglob && /[?*+@!]\(/.test(pattern)) {
    const lengths = boundaries(text);
    if (longest) lengths.reverse();
    return lengths.find((length) => matchesPattern(pattern, text.slice(0, length), options));
  }
  const body = translate(pattern, options, longest ? '[^]*' : '[^]*?');
  return regex(`^(?:${body})`, options).exec(text)?.[0].length;
}

/** The end of the text that the pattern matches: where it starts, or undefined. */
export function matchSuffix(pattern: string, text: string, longest: boolean, options: PatternOptions = {}): number | undefined {
  if (options.extglob && pattern.includes('!(')) {
    const starts = boundaries(text);
    if (!longest) starts.reverse();
    return starts.find((start) => matchesPattern(pattern, text.slice(start), options));
  }
  const body = translate(pattern, options);
  if (longest) return regex(`(?:${body})$`, options).exec(text)?.index;
  return regex(`^([^]*)(?:${body})$`, options).exec(text)?.[1]!.length;
}

/** A global expression that finds the longest matches of the pattern anywhere. */
export function searchRegex(pattern: string, options: PatternOptions = {}): RegExp {
  return new RegExp(translate(pattern, options), options.ignoreCase ? 'giu' : 'gu');
}

/** Replaces the longest matches from the left, for patterns that no expression stands for (`!(…)`). */
export function replaceMatches(
  text: string,
  pattern: string,
  all: boolean,
  replacement: (match: string) => string,
  options: PatternOptions,
): string {
  let out = '';
  let at = 0;
  while (at < text.length) {
    const length = matchPrefix(pattern, text.slice(at), true, options);
    if (length) {
      out += replacement(text.slice(at, at + length));
      at += length;
      if (!all) break;
    } else out += text[at++];
  }
  return out + text.slice(at);
}

function boundaries(text: string): number[] {
  const out = [0];
  let at = 0;
  for (const character of text) out.push((at += character.length));
  return out;
}

function regex(source: string, options: PatternOptions): RegExp {
  const key = (options.ignoreCase ? 'i' : '-') + source;
  let found = cache.get(key);
  if (!found) {
    if (cache.size > MOST_CACHED) cache.clear();
    found = new RegExp(source, options.ignoreCase ? 'iu' : 'u');
    cache.set(key, found);
  }
  return found;
}

const REGEX_SPECIAL = /[\\^$.*+?()[\]{}|/]/;
const literal = (c: string): string => (REGEX_SPECIAL.test(c) ? '\\' + c : c);

/** The body of a regular expression for a pattern. `star` is what `*` becomes. */
export function translate(pattern: string, options: PatternOptions = {}, star = '[^]*'): string {
  let out = '';
  for (let i = 0; i < pattern.length;) {
    const c = String.fromCodePoint(pattern.codePointAt(i)!);
    if (c === '\\') {
      const next = i + 1 < pattern.length ? String.fromCodePoint(pattern.codePointAt(i + 1)!) : '\\';
      out += literal(next);
      i += 1 + next.length;
      continue;
    }
    if (options.extglob && '?*+@!'.includes(c) && pattern[i + 1] === '(') {
      const end = closingParen(pattern, i + 1);
      if (end > 0) {
        const inner = alternatives(pattern.slice(i + 2, end))
          .map((one) => translate(one, options, star))
          .join('|');
        out += `(?:${inner})${c === '@' || c === '!' ? '' : c}`;
        i = end + 1;
        continue;
      }
    }
    if (c === '*') {
      while (pattern[i + 1] === '*') i++;
      out += star;
    } else if (c === '?') out += '[^]';
    else if (c === '[') {
      const set = bracket(pattern, i);
      if (set) {
        out += set.source;
        i = set.end;
        continue;
      }
      out += '\\[';
    } else out += literal(c);
    i += c.length;
  }
  return out;
}

/** Index of the `)` that closes the `(` at `open`, or -1. */
export function closingParen(pattern: string, open: number): number {
  let depth = 0;
  for (let i = open; i < pattern.length; i++) {
    const c = pattern[i];
    if (c === '\\') i++;
    else if (c === '(') depth++;
    else if (c === ')' && --depth === 0) return i;
  }
  return -1;
}

function alternatives(list: string): string[] {
  const out: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < list.length; i++) {
    const c = list[i];
    if (c === '\\') i++;
    else if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (c === '|' && depth === 0) {
      out.push(list.slice(from, i));
      from = i + 1;
    }
  }
  out.push(list.slice(from));
  return out;
}

const inSet = (c: string): string => (/[\\\]^[-]|[&/{}()|$.*+?]/.test(c) ? '\\' + c : c);

function bracket(pattern: string, open: number): { source: string; end: number } | undefined {
  let i = open + 1;
  let negated = false;
  if (pattern[i] === '!' || pattern[i] === '^') {
    negated = true;
    i++;
  }
  let set = '';
  let pending: string | undefined;
  const flush = () => {
    if (pending !== undefined) set += inSet(pending);
    pending = undefined;
  };
  for (let first = true; i < pattern.length; first = false) {
    let c = String.fromCodePoint(pattern.codePointAt(i)!);
    if (c === ']' && !first) {
      flush();
      if (set === '') return { source: negated ? '[^]' : '(?!)', end: i + 1 };
      return { source: `[${negated ? '^' : ''}${set}]`, end: i + 1 };
    }
    if (c === '[' && pattern[i + 1] === ':') {
      const end = pattern.indexOf(':]', i + 2);
      if (end > 0) {
        flush();
        set += CLASSES[pattern.slice(i + 2, end)] ?? '';
        i = end + 2;
        continue;
      }
    }
    if (c === '[' && (pattern[i + 1] === '.' || pattern[i + 1] === '=')) {
      const end = pattern.indexOf(pattern[i + 1] + ']', i + 2);
      if (end > 0) {
        flush();
        pending = pattern.slice(i + 2, end);
        i = end + 2;
        continue;
      }
    }
    if (c === '\\' && i + 1 < pattern.length) {
      i++;
      c = String.fromCodePoint(pattern.codePointAt(i)!);
    } else if (c === '-' && pending !== undefined && pattern[i + 1] !== ']' && i + 1 < pattern.length) {
      let high = String.fromCodePoint(pattern.codePointAt(i + 1)!);
      let size = high.length;
      if (high === '\\') {
        high = String.fromCodePoint(pattern.codePointAt(i + 2) ?? 92);
        size = 1 + high.length;
      }
      if (pending <= high) set += `${inSet(pending)}-${inSet(high)}`;
      pending = undefined;
      i += 1 + size;
      continue;
    }
    flush();
    pending = c;
    i += c.length;
  }
  return undefined;
}

/** `!(…)` is tried at every place: expressions cannot say "this part, and only this part, does not match". */
function matchNegated(pattern: string, text: string, options: PatternOptions): boolean {
  let at = -1;
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (depth === 0 && pattern[i] === '!' && pattern[i + 1] === '(') {
      at = i;
      break;
    } else if (pattern[i] === '(') depth++;
    else if (pattern[i] === ')') depth--;
  }
  const end = at < 0 ? -1 : closingParen(pattern, at + 1);
  if (end < 0) return regex(`^(?:${translate(pattern, options)})$`, options).test(text);
  const before = regex(`^(?:${translate(pattern.slice(0, at), options)})$`, options);
  const not = alternatives(pattern.slice(at + 2, end));
  const after = pattern.slice(end + 1);
  const places = boundaries(text);
  for (const from of places) {
    if (!before.test(text.slice(0, from))) continue;
    for (const to of places) {
      if (to < from || not.some((one) => matchesPattern(one, text.slice(from, to), options))) continue;
      if (matchesPattern(after, text.slice(to), options)) return true;
    }
  }
  return false;
}
