import type { Entry, Expr, FieldInit } from './ast';
import type { Issue } from './errors';
import { tokenize, type Token } from './lexer';
import { expandMacro } from './macros';
import { unquote } from './unquote';
import { CelUint } from './values';

/** Deepest nesting of expressions. Models cel-go's maxRecursionDepth. */
const MAX_DEPTH = 250;
/** Longest expression in code points. Models cel-go's expressionSizeCodePointLimit. */
const MAX_SIZE = 100_000;
/** Issues after which parsing stops. Models cel-go's errorReportingLimit. */
const MAX_ISSUES = 100;

const START = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";
const START_OF_MEMBER = "{'[', '{', '(', '.', '-', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";
const START_OF_LIST = START.replace("'[', '{'", "'[', ']', '{'").replace("'.', '-', '!'", "'.', ',', '-', '!', '?'");
const START_OF_MAP = START.replace("'[', '{'", "'[', '{', '}'").replace("'.', '-', '!'", "'.', ',', '-', '!', '?'");
const START_OF_ARGS = START.replace("'(', '.'", "'(', ')', '.'");
const STARTS = new Set(['[', '{', '(', '.', '-', '!', 'true', 'false', 'null']);
const KEYWORDS = new Set(['true', 'false', 'null', 'in']);
const RELATIONS = new Set(['<', '<=', '>', '>=', '==', '!=', 'in']);
const RESERVED = new Set('as break const continue else for function if import let loop package namespace return var void while'.split(' '));
/** What may follow an operand wherever it stands. */
const FOLLOW = new Set([
  '<',
  '<=',
  '>',
  '>=',
  '==',
  '!=',
  'in',
  '+',
  '-',
  '*',
  '/',
  '%',
  '&&',
  '||',
  '?',
  '.',
  '[',
  ')',
  ']',
  '}',
  ',',
  ':',
]);

class Unparsable extends Error {}

/** Parses an expression, with its macros expanded. Issues have cel-go's words. Models parser.Parse. */
export function parse(source: string): { readonly expr: Expr; readonly issues: readonly Issue[] } {
  const size = [...source].length;
  if (size > MAX_SIZE) {
    const message = `expression code point size exceeds limit: size: ${size}, limit ${MAX_SIZE}`;
    return { expr: nothing(0), issues: [{ offset: -1, message }] };
  }
  return new Parser(source).parse();
}

const nothing = (offset: number): Expr => ({ kind: 'literal', value: null, offset });

class Parser {
  private readonly tokens: readonly Token[];
  private readonly issues: Issue[];
  private at = 0;
  private depth = 0;
  /** After an error nothing more is reported until a token matches. */
  private recovering = false;

  constructor(source: string) {
    const { tokens, issues } = tokenize(source);
    this.tokens = tokens;
    this.issues = [...issues];
  }

  parse(): { expr: Expr; issues: readonly Issue[] } {
    let expr: Expr = nothing(0);
    try {
      expr = this.expr();
      if (this.token.kind !== 'end') this.expect('<EOF>');
    } catch (error) {
      if (!(error instanceof Unparsable)) throw error;
    }
    return { expr, issues: this.issues };
  }

  private get token(): Token {
    return this.tokens[this.at]!;
  }

  private next(): Token {
    const token = this.token;
    if (token.kind !== 'end') this.at++;
    this.recovering = false;
    return token;
  }

  private is(symbol: string): boolean {
    return this.token.kind === 'symbol' && this.token.text === symbol;
  }

  private take(symbol: string): Token | undefined {
    return this.is(symbol) ? this.next() : undefined;
  }

  /** Counts the links of a chain such as `a + b + c`, which nests as deep as it is long. */
  private link(links: number): void {
    if (links <= MAX_DEPTH) return;
    this.issues.length = 0;
    this.report(-1, 'max recursion depth exceeded');
    throw new Unparsable();
  }

  private syntaxError(token: Token, message: string): void {
    if (!this.recovering) this.report(token.offset, `Syntax error: ${message}`);
    this.recovering = true;
  }

  private report(offset: number, message: string): Expr {
    this.issues.push({ offset, message });
    if (this.issues.length > MAX_ISSUES) throw new Unparsable();
    return nothing(offset);
  }

  /** Takes a token that must be there, or mends the input as ANTLR does: one too many, one missing. */
  private expect(symbol: string): Token {
    const token = this.token;
    if (symbol !== '<EOF>' && this.is(symbol)) return this.next();
    const named = symbol === '<EOF>' || /^[A-Z]/.test(symbol) ? symbol : `'${symbol}'`;
    const following = this.tokens[this.at + 1];
    const fits = following && (symbol === '<EOF>' ? following.kind === 'end' : following.kind === 'symbol' && following.text === symbol);
    if (fits) {
      this.syntaxError(token, `extraneous input '${token.text}' expecting ${named}`);
      this.at++;
      if (symbol === '<EOF>') return token;
      return this.next();
    }
    if (symbol !== '<EOF>' && symbol !== ':' && (token.kind === 'end' || (token.kind === 'symbol' && FOLLOW.has(token.text)))) {
      this.syntaxError(token, `missing ${named} at '${token.text}'`);
      return token;
    }
    this.syntaxError(token, `mismatched input '${token.text}' expecting ${named}`);
    throw new Unparsable();
  }

  private expr(): Expr {
    if (++this.depth > MAX_DEPTH) {
      this.issues.length = 0;
      this.report(-1, `expression recursion limit exceeded: ${MAX_DEPTH}`);
      throw new Unparsable();
    }
    const condition = this.conditionalOr();
    const question = this.take('?');
    let result = condition;
    if (question) {
      const yes = this.conditionalOr();
      this.expect(':');
      const no = this.expr();
      result = { kind: 'call', fn: '_?_:_', args: [condition, yes, no], offset: question.offset };
    }
    this.depth--;
    return result;
  }

  private conditionalOr(): Expr {
    return this.logical('||', '_||_', () => this.logical('&&', '_&&_', () => this.relation()));
  }

  private logical(symbol: string, fn: string, operand: () => Expr): Expr {
    const terms = [operand()];
    const offsets: number[] = [];
    for (let token = this.take(symbol); token; token = this.take(symbol)) {
      offsets.push(token.offset);
      terms.push(operand());
    }
    return balanced(fn, terms, offsets, 0, offsets.length - 1);
  }

  private relation(): Expr {
    let left = this.sum();
    for (let links = 1; this.token.kind === 'symbol' && RELATIONS.has(this.token.text); links++) {
      this.link(links);
      const { text, offset } = this.next();
      const right = this.sum();
      left = { kind: 'call', fn: text === 'in' ? '@in' : `_${text}_`, args: [left, right], offset };
    }
    return left;
  }

  private sum(): Expr {
    let left = this.product();
    for (let links = 1; this.is('+') || this.is('-'); links++) {
      this.link(links);
      const { text, offset } = this.next();
      left = { kind: 'call', fn: `_${text}_`, args: [left, this.product()], offset };
    }
    return left;
  }

  private product(): Expr {
    let left = this.unary();
    for (let links = 1; this.is('*') || this.is('/') || this.is('%'); links++) {
      this.link(links);
      const { text, offset } = this.next();
      left = { kind: 'call', fn: `_${text}_`, args: [left, this.unary()], offset };
    }
    return left;
  }

  private unary(): Expr {
    const first = this.token;
    if (this.is('!')) {
      let count = 0;
      for (; this.take('!'); count++);
      const operand = this.member(START_OF_MEMBER);
      return count % 2 === 0 ? operand : { kind: 'call', fn: '!_', args: [operand], offset: first.offset };
    }
    const following = this.tokens[this.at + 1];
    const literal = following?.kind === 'int' || following?.kind === 'float';
    if (this.is('-') && !literal) {
      let count = 0;
      while (this.is('-') && !['int', 'float'].includes(this.tokens[this.at + 1]?.kind ?? '')) {
        this.next();
        count++;
      }
      const operand = this.member(START_OF_MEMBER);
      return count % 2 === 0 ? operand : { kind: 'call', fn: '-_', args: [operand], offset: first.offset };
    }
    return this.member(START);
  }

  private member(starts: string): Expr {
    let expr = this.primary(starts);
    for (let links = 1; ; links++) {
      this.link(links);
      const dot = this.take('.');
      if (dot) {
        expr = this.selection(expr, dot);
        continue;
      }
      const open = this.take('[');
      if (!open) return expr;
      const optional = this.take('?');
      const index = this.expr();
      this.expect(']');
      expr = { kind: 'call', fn: optional ? '_[?_]' : '_[_]', args: [expr, index], offset: open.offset };
    }
  }

  private selection(operand: Expr, dot: Token): Expr {
    const optional = this.take('?');
    const token = this.token;
    if (token.kind === 'escaped') {
      this.next();
      this.report(token.offset, "unsupported syntax: '`'");
      return { kind: 'select', operand, field: token.text.slice(1, -1), offset: dot.offset };
    }
    if (token.kind !== 'ident') {
      if (optional) this.syntaxError(token, `mismatched input '${token.text}' expecting {IDENTIFIER, ESC_IDENTIFIER}`);
      else if (KEYWORDS.has(token.text)) this.syntaxError(token, `mismatched input '${token.text}' expecting IDENTIFIER`);
      else this.syntaxError(token, `no viable alternative at input '.${token.kind === 'end' ? '' : token.text}'`);
      this.skip();
      return operand;
    }
    this.next();
    if (optional) {
      const field: Expr = { kind: 'literal', value: token.text, offset: token.offset };
      return { kind: 'call', fn: '_?._', args: [operand, field], offset: dot.offset };
    }
    const open = this.take('(');
    if (!open) return { kind: 'select', operand, field: token.text, offset: dot.offset };
    const args = this.list(')');
    this.expect(')');
    return this.call({ kind: 'call', fn: token.text, target: operand, args, offset: open.offset });
  }

  /** After an opening bracket: an expression begins, or one of `others` stands there. */
  private open(expected: string, others: readonly string[]): void {
    const { token } = this;
    if (isStart(token) || others.some((other) => this.is(other))) return;
    const following = this.tokens[this.at + 1];
    const mends = following !== undefined && (isStart(following) || others.includes(following.text));
    this.syntaxError(token, `${mends ? 'extraneous' : 'mismatched'} input '${token.text}' expecting ${expected}`);
    if (!mends) throw new Unparsable();
    this.at++;
  }

  /** The end of a literal whose last item a comma may follow. */
  private close(symbol: string): void {
    const { token } = this;
    if (this.take(symbol)) return;
    const following = this.tokens[this.at + 1];
    const mends = following?.kind === 'symbol' && (following.text === symbol || following.text === ',');
    this.syntaxError(token, `${mends ? 'extraneous' : 'mismatched'} input '${token.text}' expecting {'${symbol}', ','}`);
    if (!mends) throw new Unparsable();
    this.at++;
    this.take(',');
    this.expect(symbol);
  }

  private call(call: Extract<Expr, { kind: 'call' }>): Expr {
    const expanded = expandMacro(call, (offset, message) => this.report(offset, message));
    return expanded ?? call;
  }

  private list(close: string): Expr[] {
    const items: Expr[] = [];
    this.open(START_OF_ARGS, [close]);
    if (this.is(close)) return items;
    items.push(this.expr());
    while (this.take(',')) items.push(this.expr());
    return items;
  }

  private primary(starts: string): Expr {
    let token = this.token;
    if (!isStart(token) || (starts === START_OF_MEMBER && this.is('!'))) {
      const following = this.tokens[this.at + 1];
      if (following && isStart(following) && token.kind !== 'end') {
        this.syntaxError(token, `extraneous input '${token.text}' expecting ${starts}`);
        this.at++;
        token = this.token;
      } else {
        this.syntaxError(token, `mismatched input '${token.text}' expecting ${starts}`);
        this.skip();
        return nothing(token.offset);
      }
    }
    if (token.kind === 'symbol') return this.bracketed(token);
    if (token.kind === 'ident') return this.name('');
    this.next();
    return this.literal(token, '');
  }

  private bracketed(token: Token): Expr {
    const { offset, text } = token;
    this.next();
    switch (text) {
      case 'true':
      case 'false':
        return { kind: 'literal', value: text === 'true', offset };
      case 'null':
        return { kind: 'literal', value: null, offset };
      case '(': {
        const inner = this.expr();
        this.expect(')');
        return inner;
      }
      case '[':
        return this.listLiteral(offset);
      case '{':
        return this.mapLiteral(offset);
      case '.':
        if (this.token.kind === 'ident') return this.name('.');
        this.syntaxError(this.token, `mismatched input '${this.token.text}' expecting IDENTIFIER`);
        this.skip();
        return nothing(offset);
      default: {
        const number = this.token;
        if (number.kind === 'int' || number.kind === 'float') {
          this.next();
          return this.literal({ ...number, offset }, '-');
        }
        this.syntaxError(number, `no viable alternative at input '-${number.text}'`);
        this.skip();
        return nothing(offset);
      }
    }
  }

  private listLiteral(offset: number): Expr {
    const elements: Expr[] = [];
    const optional = new Set<number>();
    this.open(START_OF_LIST, [']', ',', '?']);
    while (!this.is(']') && this.token.kind !== 'end') {
      if (this.take('?')) optional.add(elements.length);
      elements.push(this.expr());
      if (!this.take(',')) break;
    }
    this.close(']');
    return { kind: 'list', elements, optional, offset };
  }

  private mapLiteral(offset: number): Expr {
    const entries: Entry[] = [];
    this.open(START_OF_MAP, ['}', ',', '?']);
    while (!this.is('}') && this.token.kind !== 'end') {
      const optional = this.take('?') !== undefined;
      const key = this.expr();
      const colon = this.expect(':');
      entries.push({ key, value: this.expr(), optional, offset: colon.offset });
      if (!this.take(',')) break;
    }
    this.close('}');
    return { kind: 'map', entries, offset };
  }

  /** A name, a call of a function, or a struct. */
  private name(dot: string): Expr {
    const token = this.next();
    const name = `${dot}${token.text}`;
    const open = this.take('(');
    if (RESERVED.has(token.text)) this.report(token.offset, `reserved identifier: ${token.text}`);
    if (open) {
      const args = this.list(')');
      this.expect(')');
      return this.call({ kind: 'call', fn: name, args, offset: open.offset });
    }
    const struct = this.structName(token);
    if (struct === undefined) return { kind: 'ident', name, offset: token.offset };
    while (!this.is('{')) this.next();
    return this.structLiteral(`${dot}${struct}`, this.next().offset);
  }

  /** `a.b.C` if a `{` follows the names that begin here. */
  private structName(first: Token): string | undefined {
    let name = first.text;
    let ahead = this.at;
    while (this.tokens[ahead]?.text === '.' && this.tokens[ahead + 1]?.kind === 'ident') {
      name += `.${this.tokens[ahead + 1]!.text}`;
      ahead += 2;
    }
    const brace = this.tokens[ahead];
    return brace?.kind === 'symbol' && brace.text === '{' ? name : undefined;
  }

  private structLiteral(typeName: string, offset: number): Expr {
    const fields: FieldInit[] = [];
    while (!this.is('}') && this.token.kind !== 'end') {
      const optional = this.take('?') !== undefined;
      const token = this.token;
      if (token.kind !== 'ident') {
        this.syntaxError(token, `mismatched input '${token.text}' expecting {'}', ',', '?', IDENTIFIER, ESC_IDENTIFIER}`);
        throw new Unparsable();
      }
      this.next();
      const colon = this.expect(':');
      fields.push({ field: token.text, value: this.expr(), optional, offset: colon.offset });
      if (!this.take(',')) break;
    }
    this.close('}');
    return { kind: 'struct', typeName, fields, offset };
  }

  private literal(token: Token, sign: string): Expr {
    const { offset, kind, text } = token;
    if (kind === 'string' || kind === 'bytes') return this.textLiteral(token);
    if (kind === 'float') {
      const value = Number(sign + text);
      return Number.isFinite(value) ? { kind: 'literal', value, offset } : this.report(offset, 'invalid double literal');
    }
    const digits = BigInt(text.replace(/[uU]$/, ''));
    if (kind === 'uint') {
      if (digits >= 1n << 64n) return this.report(offset, 'invalid uint literal');
      return { kind: 'literal', value: new CelUint(digits), offset };
    }
    const value = sign ? -digits : digits;
    if (BigInt.asIntN(64, value) !== value) return this.report(offset, 'invalid int literal');
    return { kind: 'literal', value, offset };
  }

  private textLiteral({ kind, text, offset }: Token): Expr {
    try {
      const value = kind === 'string' ? unquote(text, false) : unquote(text.slice(1), true);
      return { kind: 'literal', value, offset };
    } catch (error) {
      return this.report(offset, (error as Error).message);
    }
  }

  /** Goes on to what may follow an operand. */
  private skip(): void {
    while (this.token.kind !== 'end' && !(this.token.kind === 'symbol' && FOLLOW.has(this.token.text))) this.at++;
  }
}

const isStart = (token: Token) => (token.kind === 'symbol' ? STARTS.has(token.text) : token.kind !== 'end' && token.kind !== 'escaped');

/** `a && b && c && d` as a balanced tree, so that long chains are not deep. Models parser.logicManager. */
function balanced(fn: string, terms: readonly Expr[], offsets: readonly number[], low: number, high: number): Expr {
  if (low > high) return terms[low]!;
  const middle = Math.floor((low + high + 1) / 2);
  const left = middle === low ? terms[middle]! : balanced(fn, terms, offsets, low, middle - 1);
  const right = middle === high ? terms[middle + 1]! : balanced(fn, terms, offsets, middle + 1, high);
  return { kind: 'call', fn, args: [left, right], offset: offsets[middle]! };
}
