import type { Expr, Target } from './ast';
import { Cursor } from './cursor';

const ASSIGNMENTS = ['=', '+=', '-=', '*=', '/=', '%=', '^='];
const COMPARISONS = ['<', '<=', '==', '!=', '>', '>='];

/** Parses expressions, from the loosest operator to the tightest. */
export class ExpressionParser extends Cursor {
  /** Within print's list without parentheses, `>` redirects. */
  protected noGreater = false;
  private noIn = false;

  protected list(end: string): Expr[] {
    const out: Expr[] = [];
    if (end && this.isOp(end)) return out;
    out.push(this.expression());
    while (this.isOp(',')) {
      this.at++;
      this.newlines();
      out.push(this.expression());
    }
    return out;
  }

  protected expression(): Expr {
    const left = this.ternary();
    if (this.cur().type === 'op' && ASSIGNMENTS.includes(this.cur().text) && isTarget(left)) {
      const op = this.cur().text;
      this.at++;
      this.newlines();
      return { t: 'assign', op, target: left, value: this.expression() };
    }
    return left;
  }

  private ternary(): Expr {
    const test = this.or();
    if (!this.isOp('?')) return test;
    this.at++;
    this.newlines();
    const yes = this.expression();
    this.newlines();
    this.expect(':');
    this.newlines();
    return { t: 'cond', test, yes, no: this.expression() };
  }

  private or(): Expr {
    let left = this.and();
    while (this.isOp('||')) {
      this.at++;
      this.newlines();
      left = { t: 'or', left, right: this.and() };
    }
    return left;
  }

  private and(): Expr {
    let left = this.membership();
    while (this.isOp('&&')) {
      this.at++;
      this.newlines();
      left = { t: 'and', left, right: this.membership() };
    }
    return left;
  }

  private membership(): Expr {
    let left = this.matching();
    while (this.isKeyword('in') && !this.noIn) {
      this.at++;
      const name = this.cur().text;
      if (this.cur().type !== 'name') this.fail();
      this.at++;
      left = { t: 'in', keys: [left], name };
    }
    return left;
  }

  private matching(): Expr {
    let left = this.comparison();
    while (this.isOp('~') || this.isOp('!~')) {
      const negate = this.cur().text === '!~';
      this.at++;
      left = { t: 'match', negate, left, right: this.comparison() };
    }
    return left;
  }

  private comparison(): Expr {
    let left = this.concatenation();
    for (;;) {
      if (this.isOp('|') && this.tokens[this.at + 1]!.text === 'getline' && this.tokens[this.at + 1]!.type === 'keyword') {
        this.at += 2;
        left = { t: 'getline', from: 'command', source: left, target: this.optionalTarget() };
        continue;
      }
      if (this.cur().type === 'op' && COMPARISONS.includes(this.cur().text) && !(this.noGreater && this.cur().text === '>')) {
        const op = this.cur().text;
        this.at++;
        left = { t: 'binary', op, left, right: this.concatenation() };
        continue;
      }
      return left;
    }
  }

  private startsOperand(): boolean {
    const { type, text } = this.cur();
    if (['number', 'string', 'name', 'function-name', 'builtin', 'regex'].includes(type)) return true;
    if (type === 'op') return ['$', '!', '(', '-', '+', '++', '--'].includes(text);
    return false;
  }

  private concatenation(): Expr {
    let left = this.additive();
    while (this.startsOperand() && !(this.cur().type === 'op' && ['+', '-'].includes(this.cur().text))) {
      left = { t: 'concat', left, right: this.additive() };
    }
    return left;
  }

  private additive(): Expr {
    let left = this.multiplicative();
    while (this.isOp('+') || this.isOp('-')) {
      const op = this.cur().text;
      this.at++;
      left = { t: 'binary', op, left, right: this.multiplicative() };
    }
    return left;
  }

  private multiplicative(): Expr {
    let left = this.unary();
    while (this.isOp('*') || this.isOp('/') || this.isOp('%')) {
      const op = this.cur().text;
      this.at++;
      left = { t: 'binary', op, left, right: this.unary() };
    }
    return left;
  }

  private unary(): Expr {
    if (this.isOp('!') || this.isOp('-') || this.isOp('+')) {
      const op = this.cur().text as '!' | '-' | '+';
      this.at++;
      return { t: 'unary', op, value: this.unary() };
    }
    return this.power();
  }

  private power(): Expr {
    const base = this.postfix();
    if (!this.isOp('^')) return base;
    this.at++;
    const negative = this.isOp('-') || this.isOp('+') || this.isOp('!');
    return { t: 'binary', op: '^', left: base, right: negative ? this.unary() : this.power() };
  }

  private postfix(): Expr {
    const value = this.primary();
    if ((this.isOp('++') || this.isOp('--')) && isTarget(value)) {
      const by = this.cur().text === '++' ? 1 : -1;
      this.at++;
      return { t: 'step', by, prefix: false, target: value };
    }
    return value;
  }

  private optionalTarget(): Target | undefined {
    if (this.isOp('$') || this.cur().type === 'name') {
      const target = this.primary();
      if (isTarget(target)) return target;
      this.fail();
    }
    return undefined;
  }

  private primary(): Expr {
    const token = this.cur();
    switch (token.type) {
      case 'number':
        this.at++;
        return { t: 'num', value: token.value! };
      case 'string':
        this.at++;
        return { t: 'str', value: token.text };
      case 'regex':
        this.at++;
        return { t: 'regex', source: token.text };
      case 'name':
        this.at++;
        if (!this.isOp('[')) return { t: 'var', name: token.text };
        return this.inBrackets(() => ({ t: 'index', name: token.text, keys: this.list(']') }));
      case 'function-name':
        this.at += 2;
        return { t: 'call', name: token.text, args: this.args(), line: token.line };
      case 'builtin':
        this.at++;
        if (this.isOp('(')) {
          this.at++;
          return { t: 'builtin', name: token.text, args: this.args() };
        }
        if (token.text === 'length') return { t: 'builtin', name: 'length', args: [] };
        return this.fail();
      case 'keyword':
        if (token.text === 'getline') {
          this.at++;
          const target = this.optionalTarget();
          if (!this.isOp('<')) return { t: 'getline', from: 'main', target };
          this.at++;
          return { t: 'getline', from: 'file', source: this.postfix(), target };
        }
        return this.fail();
      case 'op':
        return this.operatorPrimary(token.text);
      default:
        return this.fail();
    }
  }

  private operatorPrimary(op: string): Expr {
    if (op === '$') {
      this.at++;
      if (this.isOp('++') || this.isOp('--')) return { t: 'field', index: this.operatorPrimary(this.cur().text) };
      if (this.isOp('-')) return { t: 'field', index: this.unary() };
      return { t: 'field', index: this.primary() };
    }
    if (op === '++' || op === '--') {
      this.at++;
      const target = this.primary();
      if (!isTarget(target)) this.fail();
      return { t: 'step', by: op === '++' ? 1 : -1, prefix: true, target };
    }
    if (op === '(') {
      this.at++;
      const saved = [this.noGreater, this.noIn] as const;
      [this.noGreater, this.noIn] = [false, false];
      const values = this.list(')');
      this.expect(')');
      [this.noGreater, this.noIn] = saved;
      if (values.length === 1) return { t: 'group', value: values[0]! };
      if (values.length > 1 && this.isKeyword('in')) {
        this.at++;
        const name = this.cur().text;
        this.at++;
        return { t: 'in', keys: values, name };
      }
      return this.fail();
    }
    if (op === '-' || op === '+' || op === '!') return this.unary();
    return this.fail();
  }

  private inBrackets(read: () => Expr): Expr {
    this.at++;
    const saved = this.noGreater;
    this.noGreater = false;
    const value = read();
    this.noGreater = saved;
    this.expect(']');
    return value;
  }

  private args(): Expr[] {
    const saved = this.noGreater;
    this.noGreater = false;
    this.newlines();
    const out = this.list(')');
    this.newlines();
    this.noGreater = saved;
    this.expect(')');
    return out;
  }
}

function isTarget(value: Expr): value is Target {
  return value.t === 'var' || value.t === 'field' || value.t === 'index';
}
