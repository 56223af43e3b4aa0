import { compareNumbers, binaryTest, unaryTest } from '../run/test-expression';
import type { Shell } from '../run/shell';
import { ShellError } from '../state/variables';
import type { Builtin } from './table';

const UNARY = /^-[abcdefghknoprstuvwxzGLNORS]$/;
const BINARY = /^(?:=|==|!=|<|>|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))$/;

/** `test` and `[`: the rules of POSIX by number of arguments, then a small parser. */
class Test {
  private at = 0;

  constructor(
    private readonly shell: Shell,
    private readonly args: readonly string[],
  ) {}

  value(): boolean {
    return this.byCount(this.args);
  }

  private byCount(args: readonly string[]): boolean {
    const [a, b, c, d] = args as [string, string, string, string];
    switch (args.length) {
      case 0:
        return false;
      case 1:
        return a !== '';
      case 2:
        if (a === '!') return b === '';
        if (UNARY.test(a)) return unaryTest(this.shell, a, b);
        throw new ShellError(`${a}: unary operator expected`, 2);
      case 3:
        if (BINARY.test(b)) return this.binary(a, b, c);
        if (b === '-a') return a !== '' && c !== '';
        if (b === '-o') return a !== '' || c !== '';
        if (a === '!') return !this.byCount([b, c]);
        if (a === '(' && c === ')') return b !== '';
        throw new ShellError(`${b}: binary operator expected`, 2);
      case 4:
        if (a === '!') return !this.byCount([b, c, d]);
        if (a === '(' && d === ')') return this.byCount([b, c]);
    }
    const value = this.or();
    if (this.at < args.length) throw new ShellError('too many arguments', 2);
    return value;
  }

  private binary(left: string, operator: string, right: string): boolean {
    if (/^-(eq|ne|lt|le|gt|ge)$/.test(operator)) return compareNumbers(operator, this.number(left), this.number(right));
    return binaryTest(this.shell, operator, left, right);
  }

  private number(text: string): bigint {
    if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new ShellError(`${text}: integer expression expected`, 2);
    return BigInt(text.trim().replace(/^\+/, ''));
  }

  private or(): boolean {
    let value = this.and();
    while (this.args[this.at] === '-o') {
      this.at++;
      const right = this.and();
      value = value || right;
    }
    return value;
  }

  private and(): boolean {
    let value = this.primary();
    while (this.args[this.at] === '-a') {
      this.at++;
      const right = this.primary();
      value = value && right;
    }
    return value;
  }

  private primary(): boolean {
    const first = this.args[this.at];
    if (first === undefined) throw new ShellError('argument expected', 2);
    if (first === '!') {
      this.at++;
      return !this.primary();
    }
    const operator = this.args[this.at + 1];
    if (operator !== undefined && BINARY.test(operator) && this.at + 2 < this.args.length) {
      this.at += 3;
      return this.binary(first, operator, this.args[this.at - 1]!);
    }
    if (first === '(') {
      this.at++;
      const value = this.or();
      if (this.args[this.at] !== ')') throw new ShellError("`)' expected", 2);
      this.at++;
      return value;
    }
    if (UNARY.test(first) && this.at + 1 < this.args.length) {
      this.at += 2;
      return unaryTest(this.shell, first, this.args[this.at - 1]!);
    }
    this.at++;
    return first !== '';
  }
}

const test: Builtin = (shell, args) => (new Test(shell, args).value() ? 0 : 1);

const bracket: Builtin = (shell, args) => {
  if (args[args.length - 1] !== ']') throw new ShellError("missing `]'", 2);
  return new Test(shell, args.slice(0, -1)).value() ? 0 : 1;
};

export const testBuiltins = { test, '[': bracket };
