import { Fatal } from '../command/command';
import { compilePerl } from '@/lib/hosts/regex/perl';
import { compilePosix, PatternError } from '@/lib/hosts/regex/posix';

export interface MatcherOptions {
  readonly ignoreCase: boolean;
  readonly words: boolean;
  readonly lines: boolean;
}

/** grep's own words where they are not regcomp's: PCRE's for -P, dfa's for a bracket that is not closed. */
function grepText(message: string, pattern: string): string {
  if (/Unmatched \[/.test(message) && pattern.endsWith('[')) return 'Invalid regular expression';
  if (/Unterminated group/.test(message)) return 'missing closing parenthesis';
  if (/Unmatched '\)'/.test(message)) return 'unmatched closing parenthesis';
  if (/Range out of order/.test(message)) return 'range out of order in character class';
  if (/Nothing to repeat/.test(message)) return 'quantifier does not follow a repeatable item';
  if (/Unterminated character class/.test(message)) return 'missing terminating ] for character class';
  if (/numbers out of order/.test(message)) return 'numbers out of order in {} quantifier';
  return message;
}

const WORD = /[\p{L}\p{N}_]/u;

/** A set of patterns in one of grep's syntaxes. Throws Fatal (status 2) with grep's texts. */
export class Matcher {
  private readonly expressions: readonly RegExp[];

  constructor(
    patterns: readonly string[],
    syntax: 'G' | 'E' | 'F' | 'P',
    private readonly options: MatcherOptions,
  ) {
    this.expressions = patterns.map((pattern) => {
      try {
        if (syntax === 'P') return compilePerl(options.lines ? `^(?:${pattern})$` : pattern, `g${options.ignoreCase ? 'i' : ''}`);
        const source = syntax === 'F' ? pattern.replace(/[\\.*+?^$[\](){}|]/g, '\\$&') : pattern;
        const extended = syntax === 'F' || syntax === 'E';
        const whole = options.lines ? (extended ? `^(${source})$` : `^\\(${source}\\)$`) : source;
        return compilePosix(options.lines && /\\[1-9]/.test(source) ? source : whole, {
          extended,
          loneParenthesis: true,
          ignoreCase: options.ignoreCase,
          flags: 'g',
        });
      } catch (error) {
        if (error instanceof PatternError) throw new Fatal(grepText(error.message, pattern), 2);
        throw error;
      }
    });
  }

  test(line: string): boolean {
    if (!this.options.words) {
      return this.expressions.some((expression) => {
        expression.lastIndex = 0;
        return expression.test(line);
      });
    }
    return this.next(line, 0) !== undefined;
  }

  /** Where matches are, from left to right, the longest of those that start first. */
  all(line: string): [from: number, to: number][] {
    const out: [number, number][] = [];
    for (let at = 0; at <= line.length;) {
      const found = this.next(line, at);
      if (!found) break;
      out.push(found);
      at = found[1] > found[0] ? found[1] : found[1] + 1;
    }
    return out;
  }

  private next(line: string, start: number): [number, number] | undefined {
    let best: [number, number] | undefined;
    for (const expression of this.expressions) {
      const found = this.options.words ? this.word(expression, line, start) : this.plain(expression, line, start);
      if (found && (!best || found[0] < best[0] || (found[0] === best[0] && found[1] > best[1]))) best = found;
    }
    return best;
  }

  private plain(expression: RegExp, line: string, start: number): [number, number] | undefined {
    expression.lastIndex = start;
    const m = expression.exec(line);
    return m ? [m.index, m.index + m[0].length] : undefined;
  }

  /** A match with no word character on either side; shorter matches at the same place are tried too. */
  private word(expression: RegExp, line: string, start: number): [number, number] | undefined {
    for (let at = start; at <= line.length; at++) {
      expression.lastIndex = at;
      const m = expression.exec(line);
      if (!m) return undefined;
      at = m.index;
      for (let end = m.index + m[0].length; end > m.index || (end === m.index && m[0] === ''); end--) {
        const before = line[m.index - 1];
        const after = line[end];
        if ((before === undefined || !WORD.test(before)) && (after === undefined || !WORD.test(after))) {
          if (end === m.index + m[0].length) return [m.index, end];
          const part = line.slice(m.index, end);
          expression.lastIndex = 0;
          const shorter = expression.exec(part);
          if (shorter && shorter.index === 0 && shorter[0].length === part.length) return [m.index, end];
        }
        if (end === m.index) break;
      }
    }
    return undefined;
  }
}
