import { boundedRegExp } from '@/lib/hosts/regex/bounded';
import { PatternError } from '@/lib/hosts/regex/pattern-error';

export interface PatternSettings {
  readonly ignorecase: boolean;
  readonly smartcase: boolean;
  readonly magic?: boolean;
}

const CLASSES: Readonly<Record<string, string>> = {
  s: '[ \\t]',
  S: '[^ \\t\\n]',
  d: '[0-9]',
  D: '[^0-9\\n]',
  w: '[0-9A-Za-z_]',
  W: '[^0-9A-Za-z_\\n]',
  x: '[0-9A-Fa-f]',
  X: '[^0-9A-Fa-f\\n]',
  o: '[0-7]',
  O: '[^0-7\\n]',
  h: '[A-Za-z_]',
  H: '[^A-Za-z_\\n]',
  a: '[A-Za-z]',
  A: '[^A-Za-z\\n]',
  l: '[a-z]',
  L: '[^a-z\\n]',
  u: '[A-Z]',
  U: '[^A-Z\\n]',
  i: '[\\p{L}\\p{N}_]',
  I: '[\\p{L}_]',
  k: '[\\p{L}\\p{N}_]',
  K: '[\\p{L}_]',
  f: '[\\p{L}\\p{N}/.\\-_+,#$%~=]',
  F: '[\\p{L}/.\\-_+,#$%~=]',
  p: '[^\\x00-\\x1f\\x7f]',
  P: '[^\\x00-\\x1f\\x7f0-9]',
};
const WORD = '[\\p{L}\\p{N}_]';
const NAMED: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \\t-\\r',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  xdigit: '0-9A-Fa-f',
};
const escaped = (c: string) => (/[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c);

/**
 * A vim pattern (magic, `\v`, `\m`, `\M`, `\V`, `\c`, `\C`, `\zs`, `\ze`, classes, multis, look-around) as a global RegExp. It is meant
 * for one line without its newline; a pattern for which `spansLines` is true wants lines joined by newlines.
 * @throws PatternError with vim's message (E54 …)
 */
export function compilePattern(pattern: string, settings: PatternSettings): RegExp {
  const reader = new Reader(pattern, settings.magic ?? true);
  const source = reader.whole();
  const ignore = reader.ignoreCase ?? (settings.ignorecase && !(settings.smartcase && /\p{Lu}/u.test(pattern.replace(/\\./gs, ''))));
  try {
    return boundedRegExp(source, `gmud${ignore ? 'i' : ''}`, false);
  } catch (error) {
    if (error instanceof SyntaxError) throw new PatternError(`E486: Pattern not found: ${pattern}`);
    throw error;
  }
}

/** Whether a pattern can match a line break. */
export const spansLines = (pattern: string): boolean => /(?<!\\)(?:\\\\)*\\(?:n|_[^x])/.test(pattern);

class Reader {
  private at = 0;
  /** 0: very nomagic … 3: very magic. */
  private level: number;
  ignoreCase: boolean | undefined;
  private depth = 0;
  private readonly text: readonly string[];

  constructor(pattern: string, magic: boolean) {
    this.text = [...pattern];
    this.level = magic ? 2 : 1;
  }

  whole(): string {
    const source = this.alternatives();
    if (this.at < this.text.length) throw new PatternError('E55: Unmatched \\)');
    return source;
  }

  /** The next item: `\x` for what is special after a backslash, `x` for a plain character; by magic level. */
  private item(): { readonly special: boolean; readonly c: string } {
    const c = this.text[this.at++]!;
    if (c === '\\') {
      const next = this.text[this.at++];
      if (next === undefined) return { special: false, c: '\\' };
      // Punctuation that is special without a backslash at this level is plain with one.
      if (this.bare(next)) return { special: false, c: next };
      return { special: true, c: next };
    }
    return { special: this.bare(c), c };
  }

  private bare(c: string): boolean {
    if (this.level === 3) return /[^0-9A-Za-z_\s'"`#,\-:;/!%&@<>=~.*+?(){|^$[\]}\\]/.test(c) ? false : '.*+?=(){|^$[<>@%&~'.includes(c);
    if (this.level === 2) return '.*[^$~'.includes(c);
    if (this.level === 1) return '^$'.includes(c);
    return false;
  }

  private alternatives(): string {
    const items = [this.concats()];
    while (this.at < this.text.length) {
      const from = this.at;
      const { special, c } = this.item();
      if (special && c === '|') items.push(this.concats());
      else {
        this.at = from;
        break;
      }
    }
    return items.join('|');
  }

  /** Concats: `\&` means that what stands before it must match here, too. */
  private concats(): string {
    let out = '';
    let piece = '';
    let first = true;
    let start: number | undefined;
    while (this.at < this.text.length) {
      const from = this.at;
      const { special, c } = this.item();
      if (special && (c === '|' || c === ')')) {
        if (c === ')' && this.depth === 0) throw new PatternError('E55: Unmatched \\)');
        this.at = from;
        break;
      }
      if (special && c === '&') {
        out += `(?=${piece})`;
        piece = '';
        first = true;
        continue;
      }
      if (special && 'vmMVcCZ'.includes(c) && this.text[from] === '\\') {
        if (c === 'c' || c === 'C') this.ignoreCase = c === 'c';
        else if (c !== 'Z') this.level = 'VMmv'.indexOf(c);
        continue;
      }
      if (special && c === 'z') {
        const mark = this.text[this.at++];
        if (mark === 's') {
          // What stands before \zs must match and is no part of the match.
          out = `(?<=${out}${piece})`;
          piece = '';
        } else if (mark === 'e') start = piece.length;
        else throw new PatternError('E68: Invalid character after \\z');
        continue;
      }
      piece += this.multi(this.atom(special, c, first));
      first = false;
    }
    if (start !== undefined) piece = `${piece.slice(0, start)}(?=${piece.slice(start)})`;
    return out + piece;
  }

  private atom(special: boolean, c: string, first: boolean): string {
    if (!special) {
      // ^ and $ are anchors in very nomagic, too, at the ends of the pattern.
      if (this.level === 0 && c === '^' && first) return '^';
      if (this.level === 0 && c === '$' && this.at === this.text.length) return '$';
      return escaped(c);
    }
    switch (c) {
      case '^':
        return first || this.level === 3 ? '^' : '\\^';
      case '$':
        return this.level === 3 || this.atEnd() ? '$' : '\\$';
      case '.':
        return '.';
      case '<':
        return `(?<!${WORD})(?=${WORD})`;
      case '>':
        return `(?<=${WORD})(?!${WORD})`;
      case '[':
        return this.collection() ?? '\\[';
      case '(':
        return this.group('(');
      case '%':
        return this.percent();
      case 'n':
        return '\\n';
      case 't':
        return '\\t';
      case 'r':
        return '\\r';
      case 'e':
        return '\\x1b';
      case 'b':
        return '\\x08';
      case '~':
        return '~';
      case '_': {
        const next = this.text[this.at++] ?? '';
        if (next === '^' || next === '$') return next;
        if (next === '.') return '[^]';
        if (next === '[') {
          const inner = this.collection();
          return inner ? `(?:${inner}|\\n)` : '\\[';
        }
        if (CLASSES[next]) return `(?:${CLASSES[next]}|\\n)`;
        throw new PatternError('E63: Invalid use of \\_');
      }
      case '*':
        return '\\*';
      case '+':
      case '=':
      case '?':
      case '{':
      case '@':
        if (this.level === 3 || c !== '{') throw new PatternError(`E64: ${this.level === 3 ? '' : '\\'}${c} follows nothing`);
        throw new PatternError('E64: \\{ follows nothing');
      default:
        if (/[1-9]/.test(c)) return `\\${c}`;
        return CLASSES[c] ?? escaped(c);
    }
  }

  private atEnd(): boolean {
    const rest = this.text.slice(this.at).join('');
    return rest === '' || /^(?:\\[|)&]|\\n|\\z|\\[cC]$)/.test(rest);
  }

  private group(open: string): string {
    this.depth++;
    const body = this.alternatives();
    this.depth--;
    if (this.at >= this.text.length) throw new PatternError(open === '(' ? 'E54: Unmatched \\(' : 'E53: Unmatched \\%(');
    this.item();
    return `${open}${body})`;
  }

  private percent(): string {
    const c = this.text[this.at++] ?? '';
    if (c === '(') return this.group('(?:');
    if (c === '^') return '(?<![^])';
    if (c === '$') return '(?![^])';
    if (c === 'd' || c === 'x' || c === 'u') {
      const m = (c === 'd' ? /^\d+/ : /^[0-9a-fA-F]{1,4}/).exec(this.text.slice(this.at).join(''));
      if (!m) throw new PatternError('E678: Invalid character after \\%[dxouU]');
      this.at += m[0].length;
      return escaped(String.fromCodePoint(parseInt(m[0], c === 'd' ? 10 : 16)));
    }
    throw new PatternError(`E71: Invalid character after \\% (\\%${c} is not simulated)`);
  }

  /** `[…]`; undefined when no bracket closes it, as it is a plain one then. */
  private collection(): string | undefined {
    const rest = this.text.slice(this.at).join('');
    const m = /^(\^?)(\]?(?:\[:\w+:\]|\\[^]|[^\]\\])*)\]/u.exec(rest);
    if (!m) return undefined;
    this.at += [...m[0]].length;
    const body = m[2]!.replace(/\[:(\w+):\]|\\([^])|([^])/gu, (_, name?: string, after?: string, plain?: string) => {
      if (name !== undefined) return NAMED[name] ?? '';
      if (after !== undefined)
        return (
          { e: '\\x1b', t: '\\t', r: '\\r', b: '\\x08', n: '\\n' }[after] ??
          (/[\]^\-\\]/.test(after) ? `\\${after}` : `\\\\${escaped(after)}`)
        );
      return plain === '-' ? '-' : /[\\\][^]/.test(plain!) ? `\\${plain}` : plain!;
    });
    const tidy = body.replace(/^-|-$/g, '\\-');
    return m[1] ? `[^${tidy}\\n]` : tidy === '' ? '(?!)' : `[${tidy}]`;
  }

  private multi(atom: string): string {
    let out = atom;
    for (;;) {
      if (this.at >= this.text.length) return out;
      const from = this.at;
      const { special, c } = this.item();
      const one = /^(?:\\?.|\[[^\]]*\]|\([^()]*\))$/su.test(out) ? out : `(?:${out})`;
      if (special && c === '*') out = `${one}*`;
      else if (special && c === '+') out = `${one}+`;
      else if (special && (c === '=' || c === '?')) out = `${one}?`;
      else if (special && c === '{') {
        const m = /^(-?)(\d*)(,?)(\d*)\\?\}/.exec(this.text.slice(this.at).join(''));
        if (!m) throw new PatternError('E554: Syntax error in \\{...}');
        this.at += m[0].length;
        const range = m[2] === '' && m[4] === '' ? '{0,}' : m[3] ? `{${m[2] || 0},${m[4]}}` : `{${m[2]}}`;
        out = `${one}${range}${m[1] ? '?' : ''}`;
      } else if (special && c === '@') {
        const m = /^(?:\d*<?[=!]|>)/.exec(this.text.slice(this.at).join(''));
        if (!m) throw new PatternError('E59: Invalid character after \\@');
        this.at += m[0].length;
        out = m[0] === '>' ? `(?:${out})` : `(?${m[0].replace(/\d/g, '')}${out})`;
      } else {
        this.at = from;
        return out;
      }
    }
  }
}
