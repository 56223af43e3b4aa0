import { AwkSyntaxError, type AwkFunction, type AwkProgram, type Expr, type Redirect, type Rule, type Stmt } from './ast';
import { ExpressionParser } from './expressions';
import { lex } from './lex';

/** Parses an awk program. Throws AwkSyntaxError. */
export function parseAwk(source: string): AwkProgram {
  return new Parser(lex(source)).program();
}

/** Parses rules, functions and statements. */
class Parser extends ExpressionParser {
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
}
