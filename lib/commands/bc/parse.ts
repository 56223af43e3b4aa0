export type Expr =
  | { readonly t: 'number'; readonly text: string }
  | { readonly t: 'name'; readonly name: string }
  | { readonly t: 'element'; readonly name: string; readonly index: Expr }
  | { readonly t: 'array'; readonly name: string }
  | { readonly t: 'call'; readonly name: string; readonly args: readonly Expr[] }
  | { readonly t: 'unary'; readonly op: '-' | '!'; readonly of: Expr }
  | { readonly t: 'binary'; readonly op: string; readonly a: Expr; readonly b: Expr }
  | { readonly t: 'assign'; readonly op: string; readonly to: Expr; readonly value: Expr }
  | { readonly t: 'step'; readonly by: 1 | -1; readonly before: boolean; readonly to: Expr }
  | { readonly t: 'parens'; readonly of: Expr };

export type Stmt =
  | { readonly t: 'expr'; readonly expr: Expr }
  | { readonly t: 'string'; readonly text: string }
  | { readonly t: 'print'; readonly items: readonly (Expr | string)[] }
  | { readonly t: 'block'; readonly body: readonly Stmt[] }
  | { readonly t: 'if'; readonly test: Expr; readonly then: Stmt; readonly otherwise?: Stmt }
  | { readonly t: 'while'; readonly test: Expr; readonly body: Stmt }
  | { readonly t: 'for'; readonly start?: Expr; readonly test?: Expr; readonly step?: Expr; readonly body: Stmt }
  | { readonly t: 'return'; readonly value?: Expr }
  | {
      readonly t: 'define';
      readonly name: string;
      readonly params: readonly string[];
      readonly autos: readonly string[];
      readonly body: readonly Stmt[];
    }
  | { readonly t: 'break' | 'continue' | 'halt' | 'quit' | 'empty' | 'limits' };

export class BcSyntaxError extends Error {
  constructor(readonly line: number) {
    super('syntax error');
  }
}

interface Token {
  readonly kind: 'number' | 'name' | 'string' | 'op' | 'newline' | 'end';
  readonly text: string;
  readonly line: number;
}

const OPERATORS = ['++', '--', '+=', '-=', '*=', '/=', '%=', '^=', '==', '<=', '>=', '!=', '&&', '||'];

/** Tokens of a program; a line with what is no token is left out to its end and reported as a syntax error by the parser. */
export function tokens(source: string): Token[] {
  const out: Token[] = [];
  let line = 1;
  for (let at = 0; at < source.length;) {
    const rest = source.slice(at, at + 4096);
    const skip = /^(?:[ \t\r]|\\\n|#[^\n]*)+/.exec(rest);
    if (skip) {
      line += skip[0].split('\n').length - 1;
      at += skip[0].length;
      continue;
    }
    if (rest.startsWith('/*')) {
      const end = source.indexOf('*/', at + 2);
      const comment = source.slice(at, end < 0 ? source.length : end + 2);
      line += comment.split('\n').length - 1;
      at += comment.length;
      continue;
    }
    if (rest[0] === '\n') {
      out.push({ kind: 'newline', text: '\n', line: line++ });
      at++;
      continue;
    }
    if (rest[0] === '"') {
      const end = source.indexOf('"', at + 1);
      const text = source.slice(at + 1, end < 0 ? source.length : end);
      out.push({ kind: 'string', text, line });
      line += text.split('\n').length - 1;
      at = end < 0 ? source.length : end + 1;
      continue;
    }
    const number = /^(?:(?:[0-9A-F]|\\\n)+(?:\.(?:[0-9A-F]|\\\n)*)?|\.(?:[0-9A-F]|\\\n)+)/.exec(source.slice(at));
    if (number) {
      out.push({ kind: 'number', text: number[0].replace(/\\\n/g, ''), line });
      at += number[0].length;
      continue;
    }
    const name = /^[a-z][a-z0-9_]*/.exec(rest);
    if (name) {
      out.push({ kind: 'name', text: name[0], line });
      at += name[0].length;
      continue;
    }
    const op = OPERATORS.find((one) => rest.startsWith(one)) ?? rest[0]!;
    out.push({ kind: 'op', text: op, line });
    at += op.length;
  }
  out.push({ kind: 'end', text: '', line });
  return out;
}

/** Reads statements one after another, so that what stands before a mistake is done. */
export class Parser {
  private at = 0;
  private readonly all: readonly Token[];

  constructor(source: string) {
    this.all = tokens(source);
  }

  /** The next line of statements; undefined at the end. Throws BcSyntaxError; then the rest of the line is gone. */
  next(): readonly Stmt[] | undefined {
    while (this.peek().kind === 'newline') this.at++;
    if (this.peek().kind === 'end') return undefined;
    const out: Stmt[] = [];
    try {
      for (;;) {
        out.push(this.statement());
        while (this.is(';')) {
          this.at++;
          if (!['newline', 'end'].includes(this.peek().kind) && !this.is(';')) out.push(this.statement());
        }
        if (['newline', 'end'].includes(this.peek().kind)) return out;
        this.fail();
      }
    } catch (error) {
      if (!(error instanceof BcSyntaxError)) throw error;
      while (!['newline', 'end'].includes(this.peek().kind)) this.at++;
      throw error;
    }
  }

  private peek(): Token {
    return this.all[this.at]!;
  }

  private is(text: string): boolean {
    const token = this.peek();
    return token.kind !== 'string' && token.text === text;
  }

  private take(text: string): void {
    if (!this.is(text)) this.fail();
    this.at++;
  }

  private fail(): never {
    throw new BcSyntaxError(this.peek().line);
  }

  private newlines(): void {
    while (this.peek().kind === 'newline') this.at++;
  }

  private statement(): Stmt {
    const token = this.peek();
    if (token.kind === 'string') {
      this.at++;
      return { t: 'string', text: token.text };
    }
    if (this.is('{')) return { t: 'block', body: this.block() };
    if (token.kind === 'name') {
      switch (token.text) {
        case 'if':
          return this.branch();
        case 'while': {
          this.at++;
          const test = this.condition();
          this.newlines();
          return { t: 'while', test, body: this.statement() };
        }
        case 'for':
          return this.loop();
        case 'define':
          return this.definition();
        case 'print':
          return this.printing();
        case 'return': {
          this.at++;
          const ends = ['newline', 'end'].includes(this.peek().kind) || this.is(';') || this.is('}');
          return ends ? { t: 'return' } : { t: 'return', value: this.expression() };
        }
        case 'break':
        case 'continue':
        case 'halt':
        case 'quit':
        case 'limits':
          this.at++;
          return { t: token.text };
        case 'auto':
        case 'else':
          this.fail();
      }
    }
    if (this.is(';')) return { t: 'empty' };
    return { t: 'expr', expr: this.expression() };
  }

  private block(): Stmt[] {
    this.take('{');
    const out: Stmt[] = [];
    for (;;) {
      while (this.peek().kind === 'newline' || this.is(';')) this.at++;
      if (this.is('}')) break;
      if (this.peek().kind === 'end') this.fail();
      out.push(this.statement());
      if (!this.is('}') && !this.is(';') && this.peek().kind !== 'newline') this.fail();
    }
    this.at++;
    return out;
  }

  private condition(): Expr {
    this.take('(');
    const test = this.expression();
    this.take(')');
    return test;
  }

  private branch(): Stmt {
    this.at++;
    const test = this.condition();
    this.newlines();
    const then = this.statement();
    const here = this.at;
    if (this.is(';')) this.at++;
    if (!this.is('else')) {
      this.at = here;
      return { t: 'if', test, then };
    }
    this.at++;
    this.newlines();
    return { t: 'if', test, then, otherwise: this.statement() };
  }

  private loop(): Stmt {
    this.at++;
    this.take('(');
    const start = this.is(';') ? undefined : this.expression();
    this.take(';');
    const test = this.is(';') ? undefined : this.expression();
    this.take(';');
    const step = this.is(')') ? undefined : this.expression();
    this.take(')');
    this.newlines();
    return { t: 'for', ...(start && { start }), ...(test && { test }), ...(step && { step }), body: this.statement() };
  }

  private names(end: () => boolean): string[] {
    const out: string[] = [];
    while (!end()) {
      const star = this.is('*');
      if (star) this.at++;
      const token = this.peek();
      if (token.kind !== 'name') this.fail();
      this.at++;
      let name = token.text;
      if (this.is('[')) {
        this.at++;
        this.take(']');
        name += '[]';
      }
      out.push(name);
      if (this.is(',')) this.at++;
    }
    return out;
  }

  private definition(): Stmt {
    this.at++;
    if (this.is('void')) this.at++;
    const name = this.peek();
    if (name.kind !== 'name') this.fail();
    this.at++;
    this.take('(');
    const params = this.names(() => this.is(')'));
    this.at++;
    this.newlines();
    if (!this.is('{')) this.fail();
    const here = this.at;
    this.at++;
    this.newlines();
    let autos: string[] = [];
    if (this.is('auto')) {
      this.at++;
      autos = this.names(() => this.is(';') || this.peek().kind === 'newline');
      // The block goes on behind them.
      this.at--;
      const patched = this.all as Token[];
      patched[this.at] = { kind: 'op', text: '{', line: patched[this.at]!.line };
    } else this.at = here;
    return { t: 'define', name: name.text, params, autos, body: this.block() };
  }

  private printing(): Stmt {
    this.at++;
    const items: (Expr | string)[] = [];
    for (;;) {
      const token = this.peek();
      if (token.kind === 'string') {
        this.at++;
        items.push(token.text);
      } else items.push(this.expression());
      if (!this.is(',')) break;
      this.at++;
    }
    return { t: 'print', items };
  }

  private static readonly LEVELS: readonly (readonly string[])[] = [
    ['||'],
    ['&&'],
    ['!'],
    ['==', '<=', '>=', '!=', '<', '>'],
    ['='],
    ['+', '-'],
    ['*', '/', '%'],
    ['^'],
  ];

  private expression(level = 0): Expr {
    const ops = Parser.LEVELS[level];
    if (!ops) return this.unary();
    if (ops[0] === '!') {
      if (!this.is('!')) return this.expression(level + 1);
      this.at++;
      return { t: 'unary', op: '!', of: this.expression(level) };
    }
    if (ops[0] === '=') {
      const to = this.expression(level + 1);
      const token = this.peek();
      if (token.kind !== 'op' || !/^[-+*/%^]?=$/.test(token.text)) return to;
      if (to.t !== 'name' && to.t !== 'element') this.fail();
      this.at++;
      return { t: 'assign', op: token.text.slice(0, -1), to, value: this.expression(level) };
    }
    let a = this.expression(level + 1);
    for (;;) {
      const token = this.peek();
      if (token.kind !== 'op' || !ops.includes(token.text)) return a;
      this.at++;
      if (token.text === '^') return { t: 'binary', op: '^', a, b: this.expression(level) };
      a = { t: 'binary', op: token.text, a, b: this.expression(level + 1) };
    }
  }

  private unary(): Expr {
    if (this.is('-')) {
      this.at++;
      return { t: 'unary', op: '-', of: this.unary() };
    }
    if (this.is('++') || this.is('--')) {
      const by = this.is('++') ? 1 : -1;
      this.at++;
      const to = this.primary();
      if (to.t !== 'name' && to.t !== 'element') this.fail();
      return { t: 'step', by, before: true, to };
    }
    const primary = this.primary();
    if ((this.is('++') || this.is('--')) && (primary.t === 'name' || primary.t === 'element')) {
      const by = this.is('++') ? 1 : -1;
      this.at++;
      return { t: 'step', by, before: false, to: primary };
    }
    return primary;
  }

  private primary(): Expr {
    const token = this.peek();
    if (token.kind === 'number') {
      this.at++;
      return { t: 'number', text: token.text };
    }
    if (this.is('(')) {
      this.at++;
      const of = this.expression();
      this.take(')');
      return { t: 'parens', of };
    }
    if (this.is('.')) {
      this.at++;
      return { t: 'name', name: 'last' };
    }
    if (token.kind !== 'name') this.fail();
    this.at++;
    if (this.is('[')) {
      this.at++;
      if (this.is(']')) {
        this.at++;
        return { t: 'array', name: token.text };
      }
      const index = this.expression();
      this.take(']');
      return { t: 'element', name: token.text, index };
    }
    if (!this.is('(')) return { t: 'name', name: token.text };
    this.at++;
    const args: Expr[] = [];
    while (!this.is(')')) {
      args.push(this.expression());
      if (this.is(',')) this.at++;
      else if (!this.is(')')) this.fail();
    }
    this.at++;
    return { t: 'call', name: token.text, args };
  }
}
