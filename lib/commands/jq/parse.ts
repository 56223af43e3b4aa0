import { type FunctionDef, JqSyntaxError, type Node, type Pattern } from './ast';
import { Lexer, type Token } from './lex';

/** Parses a jq program. Throws JqSyntaxError with jq's `syntax error, …`. */
export function parseJq(source: string): Node {
  const parser = new Parser(source);
  const node = parser.program();
  return node;
}

/** Parses definitions only (the prelude). */
export function parseDefinitions(source: string): FunctionDef[] {
  return new Parser(source).definitions();
}

const BINARY: readonly (readonly string[])[] = [['or'], ['and'], ['==', '!=', '<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%']];
const UPDATES = ['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='];

class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(source: string) {
    this.tokens = new Lexer(source, parseJq).tokens;
  }

  program(): Node {
    if (this.cur().type === 'end') return { t: 'identity' };
    const defs: FunctionDef[] = [];
    while (this.is('def')) defs.push(this.definition());
    let body: Node = this.cur().type === 'end' ? { t: 'identity' } : this.pipe();
    if (this.cur().type !== 'end') this.fail();
    for (const fn of defs.reverse()) body = { t: 'def', fn, body };
    return body;
  }

  definitions(): FunctionDef[] {
    const out: FunctionDef[] = [];
    while (this.is('def')) out.push(this.definition());
    return out;
  }

  private cur(): Token {
    return this.tokens[this.at]!;
  }

  private is(text: string): boolean {
    return (this.cur().type === 'op' || this.cur().type === 'keyword') && this.cur().text === text;
  }

  private expect(text: string): void {
    if (!this.is(text)) this.fail();
    this.at++;
  }

  private fail(): never {
    const { type, text } = this.cur();
    const shown =
      type === 'end'
        ? 'end of file'
        : type === 'string'
          ? 'QQSTRING_START'
          : type === 'ident'
            ? 'IDENT'
            : type === 'field'
              ? 'FIELD'
              : type === 'number'
                ? 'LITERAL'
                : type === 'format'
                  ? 'FORMAT'
                  : type === 'var'
                    ? "'$'"
                    : type === 'keyword'
                      ? text
                      : text.length > 1
                        ? text
                        : `'${text}'`;
    throw new JqSyntaxError(`syntax error, unexpected ${shown}`);
  }

  private definition(): FunctionDef {
    this.expect('def');
    const name = this.cur().text;
    if (this.cur().type !== 'ident' && this.cur().type !== 'keyword') this.fail();
    this.at++;
    const params: string[] = [];
    if (this.is('(')) {
      this.at++;
      for (;;) {
        if (this.cur().type === 'var') params.push(`$${this.cur().text}`);
        else if (this.cur().type === 'ident') params.push(this.cur().text);
        else this.fail();
        this.at++;
        if (!this.is(';')) break;
        this.at++;
      }
      this.expect(')');
    }
    this.expect(':');
    const body = this.pipe();
    this.expect(';');
    return { name, params, body };
  }

  private pipe(): Node {
    if (this.is('def')) {
      const fn = this.definition();
      return { t: 'def', fn, body: this.pipe() };
    }
    if (this.is('label')) {
      this.at++;
      const name = this.cur().text;
      if (this.cur().type !== 'var') this.fail();
      this.at++;
      this.expect('|');
      return { t: 'label', name, body: this.pipe() };
    }
    const left = this.comma();
    if (!this.is('|')) return left;
    this.at++;
    return { t: 'pipe', left, right: this.pipe() };
  }

  private comma(): Node {
    let left = this.alternative();
    while (this.is(',')) {
      this.at++;
      left = { t: 'comma', left, right: this.alternative() };
    }
    return left;
  }

  private alternative(): Node {
    const left = this.update();
    if (!this.is('//')) return left;
    this.at++;
    return { t: 'alternative', left, right: this.alternative() };
  }

  private update(): Node {
    const left = this.binary(0);
    if (this.cur().type !== 'op' || !UPDATES.includes(this.cur().text)) return left;
    const op = this.cur().text;
    this.at++;
    return { t: 'update', op, left, right: this.alternative() };
  }

  private binary(level: number): Node {
    const ops = BINARY[level];
    if (!ops) return this.term();
    let left = this.binary(level + 1);
    while (ops.some((op) => this.is(op))) {
      const op = this.cur().text;
      this.at++;
      const right = this.binary(level + 1);
      left = op === 'and' || op === 'or' ? { t: op, left, right } : { t: 'binary', op, left, right };
      if (level === 2 && ops.some((o) => this.is(o))) this.fail();
    }
    return left;
  }

  /** A postfix term, perhaps bound by `as`. */
  private term(): Node {
    if (this.is('-')) {
      this.at++;
      return { t: 'negate', value: this.term() };
    }
    const source = this.postfix();
    if (!this.is('as')) return source;
    this.at++;
    const patterns = [this.pattern()];
    while (this.is('?//')) {
      this.at++;
      patterns.push(this.pattern());
    }
    this.expect('|');
    return { t: 'as', source, patterns, body: this.pipe() };
  }

  private postfix(): Node {
    let node = this.primary();
    for (;;) {
      if (this.cur().type === 'field') {
        node = { t: 'index', on: node, key: { t: 'literal', value: this.cur().text } };
        this.at++;
      } else if (this.is('.') && this.tokens[this.at + 1]!.type === 'string') {
        this.at++;
        node = { t: 'index', on: node, key: this.stringNode() };
      } else if (this.is('.') && this.tokens[this.at + 1]!.text === '[') {
        this.at++;
        node = this.brackets(node);
      } else if (this.is('[')) node = this.brackets(node);
      else if (this.is('?')) {
        this.at++;
        node = { t: 'try', body: node };
      } else return node;
    }
  }

  private brackets(on: Node): Node {
    this.expect('[');
    if (this.is(']')) {
      this.at++;
      return { t: 'iterate', on };
    }
    if (this.is(':')) {
      this.at++;
      const to = this.pipe();
      this.expect(']');
      return { t: 'slice', on, to };
    }
    const key = this.pipe();
    if (this.is(':')) {
      this.at++;
      const to = this.is(']') ? undefined : this.pipe();
      this.expect(']');
      return { t: 'slice', on, from: key, to };
    }
    this.expect(']');
    return { t: 'index', on, key };
  }

  private stringNode(format?: string): Node {
    const { parts } = this.cur();
    if (this.cur().type !== 'string') this.fail();
    this.at++;
    if (parts!.length === 1 && typeof parts![0] === 'string') return { t: 'literal', value: parts![0] };
    return { t: 'string', format, parts: parts! };
  }

  private primary(): Node {
    const { type, text } = this.cur();
    switch (type) {
      case 'number':
        this.at++;
        return { t: 'literal', value: Number(text) };
      case 'string':
        return this.stringNode();
      case 'format':
        this.at++;
        return this.cur().type === 'string' ? this.stringNode(text) : { t: 'format', name: text };
      case 'field':
        this.at++;
        return { t: 'index', on: { t: 'identity' }, key: { t: 'literal', value: text } };
      case 'var':
        this.at++;
        return text === '__loc__'
          ? {
              t: 'literal',
              value: new Map<string, string | number>([
                ['file', '<top-level>'],
                ['line', 1],
              ]),
            }
          : { t: 'var', name: text };
      case 'ident':
        return this.identifier(text);
      case 'keyword':
        return this.keyword(text);
      case 'op':
        return this.operator(text);
      default:
        return this.fail();
    }
  }

  private identifier(name: string): Node {
    this.at++;
    if (name === 'break' && this.cur().type === 'var') {
      const label = this.cur().text;
      this.at++;
      return { t: 'break', name: label };
    }
    if (name === 'true' || name === 'false' || name === 'null') return { t: 'literal', value: name === 'null' ? null : name === 'true' };
    const args: Node[] = [];
    if (this.is('(')) {
      this.at++;
      args.push(this.pipe());
      while (this.is(';')) {
        this.at++;
        args.push(this.pipe());
      }
      this.expect(')');
    }
    return { t: 'call', name, args };
  }

  private keyword(word: string): Node {
    switch (word) {
      case 'if': {
        this.at++;
        return this.conditional();
      }
      case 'try': {
        this.at++;
        const body = this.postfix();
        if (!this.is('catch')) return { t: 'try', body };
        this.at++;
        return { t: 'try', body, handler: this.postfix() };
      }
      case 'reduce':
      case 'foreach': {
        this.at++;
        const source = this.postfix();
        this.expect('as');
        const pattern = this.pattern();
        this.expect('(');
        const init = this.pipe();
        this.expect(';');
        const update = this.pipe();
        let extract: Node | undefined;
        if (word === 'foreach' && this.is(';')) {
          this.at++;
          extract = this.pipe();
        }
        this.expect(')');
        return word === 'reduce'
          ? { t: 'reduce', source, pattern, init, update }
          : { t: 'foreach', source, pattern, init, update, extract };
      }
      case 'def': {
        const fn = this.definition();
        return { t: 'def', fn, body: this.pipe() };
      }
      default:
        return this.fail();
    }
  }

  private conditional(): Node {
    const test = this.pipe();
    this.expect('then');
    const yes = this.pipe();
    if (this.is('elif')) {
      this.at++;
      return { t: 'if', test, yes, no: this.conditional() };
    }
    let no: Node | undefined;
    if (this.is('else')) {
      this.at++;
      no = this.pipe();
    }
    this.expect('end');
    return { t: 'if', test, yes, no };
  }

  private operator(op: string): Node {
    switch (op) {
      case '..':
        this.at++;
        return { t: 'recurse' };
      case '.':
        this.at++;
        if (this.cur().type === 'string') return { t: 'index', on: { t: 'identity' }, key: this.stringNode() };
        return { t: 'identity' };
      case '(': {
        this.at++;
        const node = this.pipe();
        this.expect(')');
        return node;
      }
      case '[': {
        this.at++;
        if (this.is(']')) {
          this.at++;
          return { t: 'array' };
        }
        const value = this.pipe();
        this.expect(']');
        return { t: 'array', value };
      }
      case '{':
        return this.object();
      case '-':
        this.at++;
        return { t: 'negate', value: this.postfix() };
      default:
        return this.fail();
    }
  }

  private object(): Node {
    this.expect('{');
    const entries: { key: Node; value: Node }[] = [];
    while (!this.is('}')) {
      entries.push(this.entry());
      if (this.is(',')) this.at++;
      else if (!this.is('}')) this.fail();
    }
    this.at++;
    return { t: 'object', entries };
  }

  private entry(): { key: Node; value: Node } {
    const { type, text } = this.cur();
    if (type === 'var') {
      this.at++;
      if (!this.is(':')) return { key: { t: 'literal', value: text }, value: { t: 'var', name: text } };
    }
    let key: Node;
    if (type === 'ident' || type === 'keyword' || type === 'number') {
      this.at++;
      key = { t: 'literal', value: type === 'number' ? Number(text) : text };
    } else if (type === 'var') key = { t: 'var', name: text };
    else if (type === 'string') key = this.stringNode();
    else if (type === 'format') {
      this.at++;
      key = this.cur().type === 'string' ? this.stringNode(text) : { t: 'format', name: text };
    } else if (this.is('(')) {
      this.at++;
      key = this.pipe();
      this.expect(')');
    } else this.fail();
    if (!this.is(':')) {
      if (this.is(',') || this.is('}')) return { key, value: { t: 'index', on: { t: 'identity' }, key } };
      this.fail();
    }
    this.at++;
    return { key, value: this.objectValue() };
  }

  /** Values of objects: terms joined by `|` (jq allows no bare commas or other operators but these). */
  private objectValue(): Node {
    const left = this.binary(0);
    const value: Node = this.is('//') ? (this.at++, { t: 'alternative', left, right: this.objectValue() }) : left;
    if (!this.is('|')) return value;
    this.at++;
    return { t: 'pipe', left: value, right: this.objectValue() };
  }

  private pattern(): Pattern {
    if (this.cur().type === 'var') {
      const name = this.cur().text;
      this.at++;
      return { t: 'var', name };
    }
    if (this.is('[')) {
      this.at++;
      const items = [this.pattern()];
      while (this.is(',')) {
        this.at++;
        items.push(this.pattern());
      }
      this.expect(']');
      return { t: 'array', items };
    }
    this.expect('{');
    const entries: { key: Node; variable?: string; value?: Pattern }[] = [];
    while (!this.is('}')) {
      const { type, text } = this.cur();
      let key: Node;
      let variable: string | undefined;
      if (type === 'var') {
        this.at++;
        [key, variable] = [{ t: 'literal', value: text }, text];
      } else if (type === 'string') key = this.stringNode();
      else if (this.is('(')) {
        this.at++;
        key = this.pipe();
        this.expect(')');
      } else if (type === 'ident' || type === 'keyword') {
        this.at++;
        key = { t: 'literal', value: text };
      } else this.fail();
      let value: Pattern | undefined;
      if (this.is(':')) {
        this.at++;
        value = this.pattern();
      } else if (!variable) this.fail();
      entries.push({ key, variable, value });
      if (this.is(',')) this.at++;
    }
    this.at++;
    return { t: 'object', entries };
  }
}
