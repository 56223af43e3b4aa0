import { boundedRegExp } from './bounded';
import { PatternError } from './pattern-error';

export { PatternError };

export interface PatternOptions {
  /** ERE (`grep -E`, `sed -E`, awk) rather than BRE. */
  readonly extended: boolean;
  readonly ignoreCase?: boolean;
  /** `^` and `$` match at newlines too (sed's M). */
  readonly multiline?: boolean;
  /** Backslash escapes of awk (`\/`, `\"`, `\t`); no back references. */
  readonly awk?: boolean;
  /** A `)` without its `(` stands for itself (grep -E). */
  readonly loneParenthesis?: boolean;
  readonly flags?: string;
}

const WORD = '[\\p{L}\\p{N}_]';
const SHORTHANDS: Record<string, string> = {
  w: WORD,
  W: '[^\\p{L}\\p{N}_]',
  s: '[\\s]',
  S: '[^\\s]',
  b: `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`,
  B: `(?:(?<=${WORD})(?=${WORD})|(?<!${WORD})(?!${WORD}))`,
  '<': `(?<!${WORD})(?=${WORD})`,
  '>': `(?<=${WORD})(?!${WORD})`,
  '`': '(?<![^])',
  "'": '(?![^])',
};
const CLASSES: Record<string, string> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}\\p{N}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~\\p{P}\\p{S}',
  cntrl: '\\x00-\\x1f\\x7f',
  graph: '\\x21-\\x7e\\xa1-\\u{10ffff}',
  print: '\\x20-\\x7e\\xa0-\\u{10ffff}',
  xdigit: '0-9A-Fa-f',
};
const CONTROLS: Record<string, string> = { n: '\\n', t: '\\t', r: '\\r', f: '\\f', v: '\\v', a: '\\x07' };

/** A character as a JavaScript pattern that matches just it. */
export function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

/**
 * Compiles a POSIX pattern with GNU's extensions to a JavaScript one. The longest of the leftmost matches is
 * taken, unless there are back references; then the first alternative is.
 * @throws PatternError
 */
export function compilePosix(pattern: string, options: PatternOptions): RegExp {
  const source = new Translator(pattern, options).translate();
  const flags = `us${options.ignoreCase ? 'i' : ''}${options.flags ?? ''}`;
  try {
    return boundedRegExp(source, flags, true);
  } catch (error) {
    if (error instanceof PatternError) throw error;
    throw new PatternError('Invalid regular expression');
  }
}

class Translator {
  private readonly text: readonly string[];
  private at = 0;
  private groups = 0;
  private depth = 0;
  private readonly closed = new Set<number>();

  constructor(
    pattern: string,
    private readonly options: PatternOptions,
  ) {
    this.text = [...pattern];
  }

  translate(): string {
    const out = this.alternatives();
    if (this.at < this.text.length) throw new PatternError('Unmatched ) or \\)');
    return out;
  }

  private get extended(): boolean {
    return this.options.extended;
  }

  /** The operator at the cursor in either dialect: `(`, `)`, `|`, `{`, `+`, `?`, or undefined. */
  private operator(): string | undefined {
    const c = this.text[this.at];
    if (c === undefined) return undefined;
    if (this.extended) return '()|{+?'.includes(c) ? c : undefined;
    const next = this.text[this.at + 1];
    return c === '\\' && next !== undefined && '()|{+?'.includes(next) ? next : undefined;
  }

  private skipOperator(): void {
    this.at += this.extended ? 1 : 2;
  }

  private alternatives(): string {
    const parts = [this.branch()];
    while (this.operator() === '|') {
      this.skipOperator();
      parts.push(this.branch());
    }
    return parts.join('|');
  }

  private branch(): string {
    let out = '';
    let first = true;
    for (;;) {
      const op = this.operator();
      if (this.at >= this.text.length || op === '|') return out;
      if (op === ')') {
        if (this.depth > 0) return out;
        if (!this.extended || !this.options.loneParenthesis) throw new PatternError('Unmatched ) or \\)');
      }
      const before = this.at;
      let atom = this.atom(first, op);
      const anchor = !this.extended && this.text[before] === '^' && atom.startsWith('(?');
      if (!anchor) atom = this.quantified(atom);
      out += atom;
      first = anchor;
    }
  }

  private quantified(atom: string): string {
    let out = atom;
    let wrapped = false;
    for (;;) {
      const c = this.text[this.at];
      const op = this.operator();
      let quantifier: string | undefined;
      if (c === '*') {
        quantifier = '*';
        this.at++;
      } else if (op === '+' || op === '?') {
        quantifier = op;
        this.skipOperator();
      } else if (op === '{') quantifier = this.interval();
      if (quantifier === undefined) return out;
      out = (wrapped || /^\(\?[<=!]/.test(out) ? `(?:${out})` : out) + quantifier;
      wrapped = true;
    }
  }

  private interval(): string | undefined {
    const rest = this.text.slice(this.at + (this.extended ? 1 : 2)).join('');
    const m = (this.extended ? /^(\d*)(,?)(\d*)\}/ : /^(\d*)(,?)(\d*)\\\}/).exec(rest);
    if (!m || (!m[1] && !m[2])) {
      if (this.extended) return undefined;
      throw new PatternError(/\\\}/.test(rest) ? 'Invalid content of \\{\\}' : 'Unmatched \\{');
    }
    const low = Number(m[1] || 0);
    const high = m[2] ? (m[3] ? Number(m[3]) : Infinity) : low;
    if (low > high) throw new PatternError('Invalid content of \\{\\}');
    if (low > 32767 || (high !== Infinity && high > 32767)) throw new PatternError('Regular expression too big');
    this.skipOperator();
    this.at += m[0].length;
    return `{${low}${m[2] ? `,${m[3]}` : ''}}`;
  }

  private atom(first: boolean, op: string | undefined): string {
    if (op === '(') return this.group();
    const c = this.text[this.at]!;
    if (this.extended && (op === '+' || op === '?' || c === '*') && first) {
      this.at++;
      return this.options.awk ? literal(c) : '';
    }
    if (this.extended && op === '{') {
      this.at++;
      return '\\{';
    }
    if (!this.extended && (op === '+' || op === '?' || op === '{')) {
      if (op === '{' && first) throw new PatternError('Invalid preceding regular expression');
      this.at += 2;
      return literal(op);
    }
    this.at++;
    switch (c) {
      case '.':
        return '.';
      case '[':
        return this.bracket();
      case '*':
        return '\\*';
      case '^':
        return this.extended || first ? (this.options.multiline ? '(?<=^|\\n)' : '(?<![^])') : '\\^';
      case '$':
        return this.extended || this.atBranchEnd() ? (this.options.multiline ? '(?=$|\\n)' : '(?![^])') : '\\$';
      case '\\':
        return this.escaped();
      default:
        return literal(c);
    }
  }

  private atBranchEnd(): boolean {
    const op = this.operator();
    return this.at >= this.text.length || op === ')' || op === '|';
  }

  private group(): string {
    this.skipOperator();
    const number = ++this.groups;
    this.depth++;
    const inner = this.alternatives();
    this.depth--;
    if (this.operator() !== ')') throw new PatternError('Unmatched ( or \\(');
    this.skipOperator();
    this.closed.add(number);
    return `(${inner})`;
  }

  private escaped(): string {
    const c = this.text[this.at++];
    if (c === undefined) throw new PatternError('Trailing backslash');
    if (this.options.awk) {
      if (CONTROLS[c]) return CONTROLS[c];
      if (c === 'b') return '\\x08';
      const octal = /^[0-7]{1,3}/.exec(this.text.slice(this.at - 1, this.at + 2).join(''));
      if (octal) {
        this.at += octal[0].length - 1;
        return literal(String.fromCharCode(parseInt(octal[0], 8)));
      }
      if ("yBwWsS<>`'".includes(c)) return c === 'y' ? SHORTHANDS.b! : SHORTHANDS[c]!;
      return literal(c);
    }
    if (/[1-9]/.test(c)) {
      if (!this.closed.has(Number(c))) throw new PatternError('Invalid back reference');
      return `(?:\\${c})`;
    }
    if (SHORTHANDS[c]) return SHORTHANDS[c];
    if (c === 'n') return '\\n';
    if (c === 't') return '\\t';
    return literal(c);
  }

  private bracket(): string {
    let out = '[';
    if (this.text[this.at] === '^') {
      out += '^';
      this.at++;
    }
    const start = this.at;
    for (;;) {
      const c = this.text[this.at];
      if (c === undefined) throw new PatternError('Unmatched [, [^, [:, [., or [=');
      if (c === ']' && this.at > start) {
        this.at++;
        return out === '[' ? '(?!)' : `${out}]`;
      }
      const next = this.text[this.at + 1];
      if (c === '[' && next === ':') {
        const end = this.text.indexOf(':', this.at + 2);
        if (end < 0 || this.text[end + 1] !== ']') throw new PatternError('Unmatched [, [^, [:, [., or [=');
        const name = this.text.slice(this.at + 2, end).join('');
        const members = CLASSES[name];
        if (!members) throw new PatternError('Invalid character class name');
        out += this.options.ignoreCase && (name === 'upper' || name === 'lower') ? CLASSES.alpha : members;
        this.at = end + 2;
        continue;
      }
      const from = this.member();
      if (this.text[this.at] === '-' && this.text[this.at + 1] !== ']' && this.text[this.at + 1] !== undefined) {
        this.at++;
        const to = this.member();
        if (to.codePointAt(0)! < from.codePointAt(0)!) throw new PatternError('Invalid range end');
        out += `${inClass(from)}-${inClass(to)}`;
      } else out += inClass(from);
    }
  }

  private member(): string {
    const c = this.text[this.at]!;
    const next = this.text[this.at + 1];
    if (c === '[' && (next === '.' || next === '=') && this.text[this.at + 3] === next && this.text[this.at + 4] === ']') {
      const character = this.text[this.at + 2]!;
      this.at += 5;
      return character;
    }
    this.at++;
    if (c === '\\' && next !== undefined) {
      const control = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v' }[next];
      if (control && (this.options.awk || next === 'n' || next === 't')) {
        this.at++;
        return control;
      }
      if (this.options.awk) {
        this.at++;
        return next;
      }
    }
    return c;
  }
}

function inClass(character: string): string {
  if (/[\\\]^\-[/]/.test(character)) return `\\${character}`;
  return character;
}
