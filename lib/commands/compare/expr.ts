import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote } from '../command/quote';

/** Basic regular expressions of expr, anchored at the start. */
function basic(pattern: string): RegExp {
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '\\') {
      const next = pattern[++i] ?? '\\';
      out += '(){}|+?'.includes(next) ? next : /[0-9wWsSb]/.test(next) ? `\\${next}` : `\\${next}`;
    } else if ('(){}|+?'.includes(c)) out += `\\${c}`;
    else if (c === '[') {
      const end = pattern.indexOf(']', i + (pattern[i + 1] === '^' ? 3 : 2));
      const body = pattern.slice(i, end + 1).replace(/\[:(\w+):\]/g, (_, name: string) => CLASSES[name] ?? '');
      out += body.replace(/\\/g, '\\\\');
      i = end;
    } else if (c === '*' && (out === '' || out.endsWith('('))) out += '\\*';
    else out += c;
  }
  return new RegExp(`^(?:${out})`, 'su');
}

const CLASSES: Record<string, string> = {
  digit: '0-9',
  alpha: 'A-Za-z',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  punct: '!-/:-@[-`{-~',
};
const LEVELS: readonly (readonly string[])[] = [['|'], ['&'], ['<', '<=', '=', '==', '!=', '>=', '>'], ['+', '-'], ['*', '/', '%'], [':']];
const isInteger = (text: string) => /^-?\d+$/.test(text);
const isNull = (text: string) => text === '' || /^-?0+$/.test(text);

class Expression {
  private at = 0;

  constructor(private readonly words: readonly string[]) {}

  whole(): string {
    const value = this.level(0);
    if (this.at < this.words.length) throw new Fatal(`syntax error: unexpected argument ${localeQuote(this.words[this.at]!)}`, 2);
    return value;
  }

  private level(n: number): string {
    if (n === LEVELS.length) return this.primary();
    let left = this.level(n + 1);
    while (this.at < this.words.length && LEVELS[n]!.includes(this.words[this.at]!)) {
      const operator = this.words[this.at++]!;
      left = this.apply(operator, left, this.level(n + 1));
    }
    return left;
  }

  private apply(operator: string, a: string, b: string): string {
    switch (operator) {
      case '|':
        return !isNull(a) ? a : !isNull(b) ? b : '0';
      case '&':
        return !isNull(a) && !isNull(b) ? a : '0';
      case ':':
        return this.match(a, b);
      case '+':
      case '-':
      case '*':
      case '/':
      case '%': {
        if (!isInteger(a) || !isInteger(b)) throw new Fatal('non-integer argument', 2);
        const [x, y] = [BigInt(a), BigInt(b)];
        if ((operator === '/' || operator === '%') && y === 0n) throw new Fatal('division by zero', 2);
        return String(operator === '+' ? x + y : operator === '-' ? x - y : operator === '*' ? x * y : operator === '/' ? x / y : x % y);
      }
      default: {
        const both = isInteger(a) && isInteger(b);
        const d = both ? Number(BigInt(a) - BigInt(b)) : a < b ? -1 : a > b ? 1 : 0;
        const holds = { '<': d < 0, '<=': d <= 0, '=': d === 0, '==': d === 0, '!=': d !== 0, '>=': d >= 0, '>': d > 0 }[operator];
        return holds ? '1' : '0';
      }
    }
  }

  private match(text: string, pattern: string): string {
    const found = basic(pattern).exec(text);
    if (/\\\(/.test(pattern)) return found?.[1] ?? '';
    return String(found ? [...found[0]].length : 0);
  }

  private next(): string {
    const word = this.words[this.at++];
    if (word === undefined) throw new Fatal(`syntax error: missing argument after ${localeQuote(this.words.at(-1)!)}`, 2);
    return word;
  }

  private primary(): string {
    const word = this.next();
    if (word === '(') {
      const value = this.level(0);
      if (this.words[this.at] === undefined) throw new Fatal(`syntax error: expecting ')' after ${localeQuote(this.words.at(-1)!)}`, 2);
      if (this.words[this.at++] !== ')')
        throw new Fatal(`syntax error: expecting ')' instead of ${localeQuote(this.words[this.at - 1]!)}`, 2);
      return value;
    }
    if (word === ')') throw new Fatal(`syntax error: unexpected ')'`, 2);
    const more = this.at < this.words.length;
    if (word === '+' && more) return this.next();
    if (word === 'length' && more) return String([...this.level(LEVELS.length)].length);
    if (word === 'match' && more) return this.match(this.level(LEVELS.length), this.level(LEVELS.length));
    if (word === 'index' && more) {
      const text = [...this.level(LEVELS.length)];
      const set = [...this.level(LEVELS.length)];
      return String(text.findIndex((c) => set.includes(c)) + 1);
    }
    if (word === 'substr' && more) {
      const text = [...this.level(LEVELS.length)];
      const [from, length] = [Number(this.level(LEVELS.length)), Number(this.level(LEVELS.length))];
      return from >= 1 && length >= 1 ? text.slice(from - 1, from - 1 + length).join('') : '';
    }
    return word;
  }
}

export const expr: Command = {
  name: 'expr',
  usage: 'Usage: expr EXPRESSION\n  or:  expr OPTION\n',
  usageStatus: 2,
  *run(io, options) {
    const words = options.operands[0] === '--' ? options.operands.slice(1) : options.operands;
    if (words.length === 0) throw new UsageError('missing operand');
    const value = new Expression(words).whole();
    yield* io.print(`${value}\n`);
    return isNull(value) ? 1 : 0;
  },
};
