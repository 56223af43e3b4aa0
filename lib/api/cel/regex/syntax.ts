import { CelRuntimeError } from '../errors';

/** A regular expression as a tree. Models regexp/syntax of Go, without capturing. */
export type Pattern =
  | { readonly kind: 'empty' }
  | { readonly kind: 'chars'; readonly test: CharTest }
  | { readonly kind: 'assert'; readonly at: Assertion }
  | { readonly kind: 'join'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly min: number; readonly max: number; readonly greedy: boolean };

export type CharTest = (code: number) => boolean;
export type Assertion = 'line-start' | 'line-end' | 'text-start' | 'text-end' | 'word' | 'not-word';

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
  readonly U: boolean;
}

/** Most repetitions of one part, and deepest nesting, as in Go. */
const MAX_REPEAT = 1000;
const MAX_DEPTH = 1000;

const between =
  (low: number, high: number): CharTest =>
  (code) =>
    code >= low && code <= high;
const among =
  (tests: readonly CharTest[]): CharTest =>
  (code) =>
    tests.some((test) => test(code));
const not =
  (test: CharTest): CharTest =>
  (code) =>
    !test(code);

const digit = between(0x30, 0x39);
const lower = between(0x61, 0x7a);
const upper = between(0x41, 0x5a);
const letter = among([lower, upper]);
export const isWord = among([letter, digit, (code) => code === 0x5f]);
const oneOf = (text: string): CharTest => {
  const codes = new Set([...text].map((char) => char.codePointAt(0)!));
  return (code) => codes.has(code);
};
const space = oneOf('\t\n\f\r ');

const PERL: Readonly<Record<string, CharTest>> = { d: digit, D: not(digit), w: isWord, W: not(isWord), s: space, S: not(space) };
const POSIX: Readonly<Record<string, CharTest>> = {
  alnum: among([letter, digit]),
  alpha: letter,
  ascii: between(0, 0x7f),
  blank: oneOf('\t '),
  cntrl: among([between(0, 0x1f), (code) => code === 0x7f]),
  digit,
  graph: between(0x21, 0x7e),
  lower,
  print: between(0x20, 0x7e),
  punct: among([between(0x21, 0x2f), between(0x3a, 0x40), between(0x5b, 0x60), between(0x7b, 0x7e)]),
  space: oneOf('\t\n\v\f\r '),
  upper,
  word: isWord,
  xdigit: among([digit, between(0x61, 0x66), between(0x41, 0x46)]),
};
const ESCAPES: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** Parses RE2's syntax. Throws CelRuntimeError: ``error parsing regexp: missing closing ]: `[a` ``. */
export function parsePattern(source: string): Pattern {
  return new PatternParser(source).parse();
}

class PatternParser {
  private readonly chars: readonly string[];
  private at = 0;
  private depth = 0;
  private flags: Flags = { i: false, m: false, s: false, U: false };

  constructor(private readonly source: string) {
    this.chars = [...source];
  }

  parse(): Pattern {
    const pattern = this.choice();
    if (this.at < this.chars.length) throw this.error('unexpected )', this.source);
    return pattern;
  }

  private error(what: string, where: string): CelRuntimeError {
    return new CelRuntimeError(`error parsing regexp: ${what}: \`${where}\``);
  }

  private peek(text: string): boolean {
    return this.chars.slice(this.at, this.at + text.length).join('') === text;
  }

  private rest(from: number): string {
    return this.chars.slice(from).join('');
  }

  private text(from: number): string {
    return this.chars.slice(from, this.at).join('');
  }

  private choice(): Pattern {
    const before = this.flags;
    if (++this.depth > MAX_DEPTH) throw this.error('expression nests too deeply', this.source);
    const parts = [this.join()];
    while (this.peek('|')) {
      this.at++;
      parts.push(this.join());
    }
    this.depth--;
    this.flags = before;
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  }

  private join(): Pattern {
    const parts: Pattern[] = [];
    while (this.at < this.chars.length && !this.peek('|') && !this.peek(')')) {
      const start = this.at;
      if ('*+?'.includes(this.chars[start]!)) {
        this.at++;
        throw this.error('missing argument to repetition operator', this.text(start));
      }
      parts.push(this.repeats(this.atom(), start));
    }
    return parts.length === 1 ? parts[0]! : parts.length === 0 ? { kind: 'empty' } : { kind: 'join', parts };
  }

  private repeats(atom: Pattern, start: number): Pattern {
    let pattern = atom;
    let repeated = 0;
    for (;;) {
      const opening = this.at;
      const bounds = this.bounds();
      if (!bounds) return pattern;
      let greedy = !this.flags.U;
      if (this.peek('?')) {
        this.at++;
        greedy = !greedy;
      }
      if (repeated++ > 0) throw this.error('invalid nested repetition operator', this.text(this.lastOperator ?? opening));
      this.lastOperator = opening;
      if (bounds.min > MAX_REPEAT || (bounds.max !== Infinity && (bounds.max > MAX_REPEAT || bounds.max < bounds.min))) {
        throw this.error('invalid repeat count', this.text(opening));
      }
      pattern = { kind: 'repeat', part: pattern, ...bounds, greedy };
      void start;
    }
  }

  private lastOperator: number | undefined;

  private bounds(): { readonly min: number; readonly max: number } | undefined {
    const char = this.chars[this.at];
    if (char === '*' || char === '+' || char === '?') {
      this.at++;
      return { min: char === '+' ? 1 : 0, max: char === '?' ? 1 : Infinity };
    }
    if (char !== '{') return undefined;
    const match = /^\{(\d+)(,(\d*))?\}/.exec(this.rest(this.at));
    if (!match) return undefined;
    this.at += match[0].length;
    const min = Number(match[1]);
    return { min, max: match[2] === undefined ? min : match[3] === '' ? Infinity : Number(match[3]) };
  }

  private atom(): Pattern {
    const char = this.chars[this.at]!;
    switch (char) {
      case '(':
        return this.group();
      case '[':
        return { kind: 'chars', test: this.folded(this.set()) };
      case '.':
        this.at++;
        return { kind: 'chars', test: this.flags.s ? () => true : (code) => code !== 10 };
      case '^':
        this.at++;
        return { kind: 'assert', at: this.flags.m ? 'line-start' : 'text-start' };
      case '$':
        this.at++;
        return { kind: 'assert', at: this.flags.m ? 'line-end' : 'text-end' };
      case '\\':
        return this.escape();
    }
    this.at++;
    return this.literal(char.codePointAt(0)!);
  }

  private literal(code: number): Pattern {
    return { kind: 'chars', test: this.folded((one) => one === code) };
  }

  private folded(test: CharTest): CharTest {
    if (!this.flags.i) return test;
    return (code) => test(code) || otherCases(code).some((one) => test(one));
  }

  private group(): Pattern {
    const start = this.at++;
    const before = this.flags;
    if (this.peek('?')) {
      const named = /^\?P?<([^>]*)>/.exec(this.rest(this.at));
      if (named && !/^\?<[=!]/.test(named[0])) {
        if (!/^[A-Za-z0-9_]+$/.test(named[1]!)) throw this.error('invalid named capture', `(${named[0]}`);
        this.at += named[0].length;
      } else {
        const flags = /^\?([imsU]*)(?:-([imsU]+))?([:)])/.exec(this.rest(this.at));
        if (!flags) {
          const bad = this.chars.slice(start, start + 3).join('');
          throw this.error('invalid or unsupported Perl syntax', /^\(\?[=!]/.test(bad) ? bad : this.chars.slice(start, start + 4).join(''));
        }
        this.at += flags[0].length;
        this.flags = { ...this.flags, ...turn(flags[1]!, true), ...turn(flags[2] ?? '', false) };
        if (flags[3] === ')') return { kind: 'empty' };
      }
    }
    const inner = this.choice();
    if (!this.peek(')')) throw this.error('missing closing )', this.source);
    this.at++;
    this.flags = before;
    return inner;
  }

  private escape(): Pattern {
    const start = this.at++;
    const char = this.chars[this.at];
    if (char === undefined) throw new CelRuntimeError('error parsing regexp: trailing backslash at end of expression: ``');
    const asserted = ({ A: 'text-start', z: 'text-end', b: 'word', B: 'not-word' } as Record<string, Assertion>)[char];
    if (asserted) {
      this.at++;
      return { kind: 'assert', at: asserted };
    }
    if (char === 'Q') return this.quoted();
    if (char === 'C') {
      this.at++;
      return { kind: 'chars', test: () => true };
    }
    const shared = this.classEscape();
    if (shared) return { kind: 'chars', test: this.folded(shared) };
    return this.literal(this.escapedCode(start));
  }

  private quoted(): Pattern {
    const body = this.rest(this.at + 1);
    const end = body.indexOf('\\E');
    const text = [...(end < 0 ? body : body.slice(0, end))];
    this.at += 1 + text.length + (end < 0 ? 0 : 2);
    return { kind: 'join', parts: text.map((char) => this.literal(char.codePointAt(0)!)) };
  }

  /** `\d`, `\pL`: after the backslash. */
  private classEscape(): CharTest | undefined {
    const char = this.chars[this.at]!;
    if (Object.hasOwn(PERL, char)) {
      this.at++;
      return PERL[char];
    }
    if (char !== 'p' && char !== 'P') return undefined;
    const match = /^[pP](?:([A-Za-z])|\{(\^?)([A-Za-z_]+)\})/.exec(this.rest(this.at));
    const name = match?.[1] ?? match?.[3];
    const test = name === undefined ? undefined : unicodeClass(name);
    if (!match || !test) throw this.error('invalid character class range', `\\${match?.[0] ?? char}`);
    this.at += match[0].length;
    return (char === 'P') !== (match[2] === '^') ? not(test) : test;
  }

  private escapedCode(start: number): number {
    const char = this.chars[this.at]!;
    const coded = /^(?:x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]+)\}|([0-7]{1,3}))/.exec(this.rest(this.at));
    if (coded && !(coded[3] !== undefined && !coded[3].startsWith('0') && coded[3].length < 2)) {
      this.at += coded[0].length;
      return coded[3] !== undefined ? parseInt(coded[3], 8) : parseInt((coded[1] ?? coded[2])!, 16);
    }
    this.at++;
    if (Object.hasOwn(ESCAPES, char)) return ESCAPES[char]!;
    const code = char.codePointAt(0)!;
    if (code < 0x80 && !isWord(code)) return code;
    throw this.error('invalid escape sequence', this.text(start));
  }

  private set(): CharTest {
    const start = this.at++;
    const negated = this.peek('^');
    if (negated) this.at++;
    const tests: CharTest[] = [];
    for (let first = true; first || !this.peek(']'); first = false) {
      if (this.at >= this.chars.length) throw this.error('missing closing ]', this.rest(start));
      const posix = /^\[:(\^?)([a-z]+):\]/.exec(this.rest(this.at));
      if (posix) {
        const test = Object.hasOwn(POSIX, posix[2]!) ? POSIX[posix[2]!] : undefined;
        if (!test) throw this.error('invalid character class range', posix[0]);
        this.at += posix[0].length;
        tests.push(posix[1] ? not(test) : test);
        continue;
      }
      tests.push(this.setItem());
    }
    this.at++;
    const all = among(tests);
    return negated ? not(all) : all;
  }

  private setItem(): CharTest {
    const start = this.at;
    if (this.peek('\\')) {
      this.at++;
      if (this.at >= this.chars.length) throw this.error('missing closing ]', this.rest(start));
      const shared = this.classEscape();
      if (shared) return shared;
      this.at--;
    }
    const low = this.setCode();
    if (!this.peek('-') || this.chars[this.at + 1] === ']' || this.chars[this.at + 1] === undefined) return (code) => code === low;
    this.at++;
    const high = this.setCode();
    if (high < low) throw this.error('invalid character class range', this.text(start));
    return between(low, high);
  }

  private setCode(): number {
    if (this.peek('\\')) {
      const start = this.at++;
      if (this.at >= this.chars.length) throw this.error('missing closing ]', this.rest(start));
      return this.escapedCode(start);
    }
    return this.chars[this.at++]!.codePointAt(0)!;
  }
}

const turn = (names: string, on: boolean): Partial<Flags> => Object.fromEntries([...names].map((name) => [name, on]));

function otherCases(code: number): number[] {
  const char = String.fromCodePoint(code);
  return [char.toLowerCase(), char.toUpperCase()].filter((one) => [...one].length === 1).map((one) => one.codePointAt(0)!);
}

function unicodeClass(name: string): CharTest | undefined {
  for (const property of [name, `Script=${name}`]) {
    try {
      const regex = new RegExp(`^\\p{${property}}$`, 'u');
      return (code) => regex.test(String.fromCodePoint(code));
    } catch {
      // Not a name of this sort of class.
    }
  }
  return undefined;
}
