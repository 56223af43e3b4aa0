import { AwkSyntaxError, type AwkFunction, type AwkProgram, type Expr, type Redirect, type Rule, type Stmt, type Target } from './ast';
import { lex, type Token } from './lex';

/** Parses an awk program. Throws AwkSyntaxError. */
export function parseAwk(source: string): AwkProgram {
  return new Parser(lex(source)).program();
}

const ASSIGNMENTS = ['=', '+=', '-=', '*=', '/=', '%=', '^='];
const COMPARISONS = ['<', '<=', '==', '!=', '>', '>='];

class Parser {
  private at = 0;
  /** Within print's list without parentheses, `>` redirects. */
  private noGreater = false;
  private noIn = false;

  constructor(private readonly tokens: readonly Token[]) {}

  program(): AwkProgram {
    const rules: Rule[] = [];
    const functions = new Map<string, AwkFunction>();
    this.newlines(true);
    while (this.cur().type !== 'end') {
      if (this.isKeyword('function')) {
        this.at++;
        const name = this.cur();
        if (name.type !== 'name' && name.type !== 'function-name') this.fail();
        this.at++;
        this.expect('(');
        const params: string[] = [];
        while (!this.isOp(')')) {
          if (this.cur().type !== 'name') this.fail();
          params.push(this.cur().text);
          this.at++;
          if (this.isOp(',')) {
            this.at++;
            this.newlines();
          }
        }
        this.expect(')');
        this.newlines();
        functions.set(name.text, { params, body: this.block() });
      } else rules.push(this.rule());
      this.newlines(true);
    }
    for (const token of this.tokens) {
      if (token.type === 'function-name' && !functions.has(token.text))
        throw new AwkSyntaxError(`line ${this.tokens.at(-1)!.line}: function ${token.text} never defined`);
    }
    return { rules, functions };
  }

  private rule(): Rule {
    if (this.isKeyword('BEGIN') || this.isKeyword('END')) {
      const kind = this.cur().text as 'BEGIN' | 'END';
      this.at++;
      if (!this.isOp('{')) this.fail();
      return { kind, body: this.block() };
    }
    if (this.isOp('{')) return { kind: 'main', body: this.block() };
    if (this.isOp('}'))
      throw new AwkSyntaxError(`line ${this.cur().line}: extra '}'\nawk: line ${this.cur().line}: syntax error at or near end of line`);
    const from = this.expression();
    let to: Expr | undefined;
    if (this.isOp(',')) {
      this.at++;
      this.newlines();
      to = this.expression();
    }
    const body = this.isOp('{') ? this.block() : undefined;
    if (!body && this.cur().type !== 'newline' && !this.isOp(';') && this.cur().type !== 'end') this.fail();
    return { kind: 'main', from, to, body };
  }

  private cur(): Token {
    return this.tokens[this.at]!;
  }

  private isOp(text: string): boolean {
    return this.cur().type === 'op' && this.cur().text === text;
  }

  private isKeyword(text: string): boolean {
    return this.cur().type === 'keyword' && this.cur().text === text;
  }

  private expect(text: string): void {
    if (!this.isOp(text)) this.fail(text === ')' ? 'missing ) near' : undefined);
    this.at++;
  }

  private newlines(semicolons = false): void {
    while (this.cur().type === 'newline' || (semicolons && this.isOp(';'))) this.at++;
  }

  private fail(what = 'syntax error at or near'): never {
    let token = this.cur();
    if (token.type === 'newline' && this.tokens[this.at + 1]?.type === 'end') token = this.tokens[this.at + 1]!;
    const shown =
      token.type === 'end'
        ? 'end of file'
        : token.type === 'newline'
          ? 'end of line'
          : token.type === 'string'
            ? token.text
            : token.type === 'regex'
              ? `/${token.text}/`
              : token.text;
    throw new AwkSyntaxError(`line ${token.line}: ${token.type === 'end' && what.startsWith('syntax') ? 'missing } near' : what} ${shown}`);
  }

  private block(): Stmt {
    this.expect('{');
    const body: Stmt[] = [];
    this.newlines(true);
    while (!this.isOp('}')) {
      if (this.cur().type === 'end') this.fail();
      body.push(this.statement());
      this.newlines(true);
    }
    this.at++;
    return { t: 'block', body };
  }

  private terminator(): void {
    if (this.isOp(';') || this.cur().type === 'newline') this.at++;
    else if (!this.isOp('}') && this.cur().type !== 'end') this.fail();
  }

  private body(): Stmt {
    this.newlines();
    if (this.isOp(';')) {
      this.at++;
      return { t: 'block', body: [] };
    }
    return this.statement();
  }

  private statement(): Stmt {
    if (this.isOp('{')) return this.block();
    if (this.cur().type === 'keyword') {
      switch (this.cur().text) {
        case 'if': {
          this.at++;
          const test = this.parenthesized();
          const yes = this.body();
          const mark = this.at;
          this.newlines(true);
          if (!this.isKeyword('else')) {
            this.at = mark;
            return { t: 'if', test, yes };
          }
          this.at++;
          return { t: 'if', test, yes, no: this.body() };
        }
        case 'while': {
          this.at++;
          const test = this.parenthesized();
          return { t: 'while', test, body: this.body() };
        }
        case 'do': {
          this.at++;
          const body = this.body();
          this.newlines(true);
          if (!this.isKeyword('while')) this.fail();
          this.at++;
          const test = this.parenthesized();
          this.terminator();
          return { t: 'do', test, body };
        }
        case 'for':
          return this.forStatement();
      }
    }
    const statement = this.simple();
    this.terminator();
    return statement;
  }

  private parenthesized(): Expr {
    this.expect('(');
    const saved = this.noGreater;
    this.noGreater = false;
    const value = this.expression();
    this.noGreater = saved;
    this.expect(')');
    return value;
  }

  private forStatement(): Stmt {
    this.at++;
    this.expect('(');
    const [a, b, c, d] = [0, 1, 2, 3].map((n) => this.tokens[this.at + n]!);
    if (a!.type === 'name' && b!.text === 'in' && b!.type === 'keyword' && c!.type === 'name' && d!.text === ')') {
      this.at += 4;
      return { t: 'forin', name: a!.text, array: c!.text, body: this.body() };
    }
    const init = this.isOp(';') ? undefined : this.simple();
    this.expect(';');
    this.newlines();
    const test = this.isOp(';') ? undefined : this.expression();
    this.expect(';');
    this.newlines();
    const step = this.isOp(')') ? undefined : this.simple();
    this.expect(')');
    return { t: 'for', init, test, step, body: this.body() };
  }

  private simple(): Stmt {
    if (this.cur().type === 'keyword') {
      const word = this.cur().text;
      switch (word) {
        case 'print':
        case 'printf':
          this.at++;
          return this.print(word);
        case 'next':
        case 'nextfile':
        case 'break':
        case 'continue':
          this.at++;
          return { t: word };
        case 'exit':
        case 'return': {
          this.at++;
          const ends = this.isOp(';') || this.isOp('}') || this.cur().type === 'newline' || this.cur().type === 'end';
          return { t: word, value: ends ? undefined : this.expression() };
        }
        case 'delete': {
          this.at++;
          const name = this.cur().text;
          if (this.cur().type !== 'name') this.fail();
          this.at++;
          if (!this.isOp('[')) return { t: 'delete', name };
          this.at++;
          const keys = this.list(']');
          this.expect(']');
          return { t: 'delete', name, keys };
        }
      }
    }
    return { t: 'expr', value: this.expression() };
  }

  private print(t: 'print' | 'printf'): Stmt {
    let args: Expr[] = [];
    const ends = () =>
      this.isOp(';') ||
      this.isOp('}') ||
      this.isOp('>') ||
      this.isOp('>>') ||
      this.isOp('|') ||
      this.cur().type === 'newline' ||
      this.cur().type === 'end';
    if (!ends()) {
      this.noGreater = true;
      // print (a, b) > "file": the parentheses hold the list.
      if (this.isOp('(')) {
        const mark = this.at;
        this.at++;
        this.noGreater = false;
        args = this.list(')');
        this.expect(')');
        this.noGreater = true;
        if (!ends() || args.length === 0) {
          this.at = mark;
          args = this.list('');
        }
      } else args = this.list('');
      this.noGreater = false;
    }
    let redirect: Redirect | undefined;
    if (this.isOp('>') || this.isOp('>>') || this.isOp('|')) {
      const kind = this.cur().text as Redirect['kind'];
      this.at++;
      this.noGreater = true;
      redirect = { kind, to: this.expression() };
      this.noGreater = false;
    }
    return { t, args, redirect };
  }

  private list(end: string): Expr[] {
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

  private expression(): Expr {
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
