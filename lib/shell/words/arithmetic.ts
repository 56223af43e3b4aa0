/** Arithmetic as bash does it: 64-bit integers, C's operators, variables by name. */

/** Where an expression reads and writes variables. */
export interface ArithmeticVariables {
  /** `index` as written between the brackets. */
  get(name: string, index?: string): string;
  set(name: string, index: string | undefined, value: bigint): void;
}

/** `message` is what bash prints after the expression: `division by 0 (error token is "0")`. */
export class ArithmeticError extends Error {}

type Node =
  | { readonly k: 'number'; readonly value: bigint }
  | { readonly k: 'variable'; readonly name: string; readonly index?: string }
  | { readonly k: 'unary'; readonly op: string; readonly a: Node }
  | { readonly k: 'step'; readonly by: 1n | -1n; readonly before: boolean; readonly a: Node & { k: 'variable' } }
  | { readonly k: 'binary'; readonly op: string; readonly a: Node; readonly b: Node; readonly at: string }
  | { readonly k: 'assign'; readonly op: string; readonly a: Node & { k: 'variable' }; readonly b: Node; readonly at: string }
  | { readonly k: 'choice'; readonly test: Node; readonly a: Node; readonly b: Node }
  /** What comes before a mistake is computed first. */
  | { readonly k: 'mistake'; readonly a: Node; readonly message: string };

const DEEPEST = 1024;
const cache = new Map<string, Node>();
const wrap = (n: bigint): bigint => BigInt.asIntN(64, n);

/** The value of an expression. Throws ArithmeticError whose message begins with the expression, as bash prints it. */
export function evaluate(text: string, variables: ArithmeticVariables, depth = 0): bigint {
  const trimmed = text.replace(/^[ \t\n]+/, '');
  if (trimmed === '' || /^\s*$/.test(trimmed)) return 0n;
  try {
    if (depth > DEEPEST) throw new ArithmeticError(`expression recursion level exceeded (error token is "${trimmed}")`);
    let node = cache.get(trimmed);
    if (!node) {
      node = new Parser(trimmed).all();
      if (cache.size > 5000) cache.clear();
      cache.set(trimmed, node);
    }
    return run(node, variables, depth);
  } catch (error) {
    if (error instanceof ArithmeticError && !error.message.startsWith('\0')) throw new ArithmeticError(`\0${trimmed}: ${error.message}`);
    throw error;
  }
}

function run(node: Node, variables: ArithmeticVariables, depth: number): bigint {
  switch (node.k) {
    case 'number':
      return node.value;
    case 'variable': {
      const text = variables.get(node.name, node.index);
      if (/^(?:0|[1-9]\d{0,17})$/.test(text)) return BigInt(text);
      return evaluate(text, variables, depth + 1);
    }
    case 'unary': {
      const value = run(node.a, variables, depth);
      return node.op === '-' ? wrap(-value) : node.op === '~' ? ~value : node.op === '!' ? (value === 0n ? 1n : 0n) : value;
    }
    case 'step': {
      const old = run(node.a, variables, depth);
      const value = wrap(old + node.by);
      variables.set(node.a.name, node.a.index, value);
      return node.before ? value : old;
    }
    case 'mistake':
      run(node.a, variables, depth);
      throw new ArithmeticError(node.message);
    case 'choice':
      return run(node.test, variables, depth) !== 0n ? run(node.a, variables, depth) : run(node.b, variables, depth);
    case 'assign': {
      let value = run(node.b, variables, depth);
      if (node.op !== '') value = compute(node.op, run(node.a, variables, depth), value, node.at);
      variables.set(node.a.name, node.a.index, value);
      return value;
    }
    case 'binary': {
      if (node.op === '&&') return run(node.a, variables, depth) !== 0n && run(node.b, variables, depth) !== 0n ? 1n : 0n;
      if (node.op === '||') return run(node.a, variables, depth) !== 0n || run(node.b, variables, depth) !== 0n ? 1n : 0n;
      const a = run(node.a, variables, depth);
      return compute(node.op, a, run(node.b, variables, depth), node.at);
    }
  }
}

function compute(op: string, a: bigint, b: bigint, at: string): bigint {
  const truth = (is: boolean) => (is ? 1n : 0n);
  switch (op) {
    case ',':
      return b;
    case '+':
      return wrap(a + b);
    case '-':
      return wrap(a - b);
    case '*':
      return wrap(a * b);
    case '/':
    case '%':
      if (b === 0n) throw new ArithmeticError(`division by 0 (error token is "${at}")`);
      return wrap(op === '/' ? a / b : a % b);
    case '**':
      if (b < 0n) throw new ArithmeticError(`exponent less than 0 (error token is "${at}")`);
      return power(a, b);
    case '<<':
      return wrap(a << (b & 63n));
    case '>>':
      return a >> (b & 63n);
    case '<':
      return truth(a < b);
    case '<=':
      return truth(a <= b);
    case '>':
      return truth(a > b);
    case '>=':
      return truth(a >= b);
    case '==':
      return truth(a === b);
    case '!=':
      return truth(a !== b);
    case '&':
      return a & b;
    case '|':
      return a | b;
    default:
      return a ^ b;
  }
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let e = exponent, b = base; e > 0n; e >>= 1n) {
    if (e & 1n) result = wrap(result * b);
    b = wrap(b * b);
  }
  return result;
}

const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const OPERATORS = /^(?:<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&^|]=|[-+*/%&^|<>=!~?:,()])/;

interface Token {
  readonly kind: 'number' | 'name' | 'op' | 'end';
  readonly text: string;
  readonly index?: string;
  readonly from: number;
}

class Parser {
  private token: Token;
  private previous: Token;
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {
    this.token = { kind: 'op', text: '', from: 0 };
    this.previous = this.token;
    this.next();
    this.previous = this.token;
  }

  private ended(): boolean {
    return this.token.kind === 'end';
  }

  all(): Node {
    const node = this.comma();
    if (this.token.kind !== 'end')
      return { k: 'mistake', a: node, message: `syntax error in expression (error token is "${this.text.slice(this.token.from)}")` };
    return node;
  }

  private fail(message: string, from: number): never {
    throw new ArithmeticError(`${message} (error token is "${this.text.slice(from)}")`);
  }

  private next(): void {
    this.previous = this.token;
    const { text } = this;
    while (/\s/.test(text[this.at] ?? '')) this.at++;
    const from = this.at;
    const rest = text.slice(from);
    if (rest === '') {
      this.token = { kind: 'end', text: '', from };
      return;
    }
    const number = /^\d[\w@#]*/.exec(rest);
    const name = /^[A-Za-z_]\w*/.exec(rest);
    const operator = OPERATORS.exec(rest);
    if (number) {
      this.at += number[0].length;
      this.token = { kind: 'number', text: number[0], from };
    } else if (name) {
      this.at += name[0].length;
      let index: string | undefined;
      if (text[this.at] === '[') {
        const end = bracketEnd(text, this.at);
        if (end < 0) this.fail('bad array subscript', from);
        index = text.slice(this.at + 1, end);
        this.at = end + 1;
      }
      this.token = { kind: 'name', text: name[0], ...(index === undefined ? {} : { index }), from };
    } else if (operator) {
      this.at += operator[0].length;
      this.token = { kind: 'op', text: operator[0], from };
    } else {
      if (/^[-+*/%&^|<>=!~?:,()]/.test(rest)) this.fail('syntax error: operand expected', from);
      this.fail(
        this.previous && this.previous.kind !== 'op' ? 'syntax error: invalid arithmetic operator' : 'syntax error: operand expected',
        from,
      );
    }
  }

  private is(...ops: string[]): boolean {
    return this.token.kind === 'op' && ops.includes(this.token.text);
  }

  private comma(): Node {
    let a = this.assignment();
    while (this.is(',')) {
      const at = this.text.slice(this.token.from);
      this.next();
      a = { k: 'binary', op: ',', a, b: this.assignment(), at };
    }
    return a;
  }

  private assignment(): Node {
    if (++this.depth > DEEPEST) this.fail('expression recursion level exceeded', this.token.from);
    const a = this.choice();
    const match = this.token.kind === 'op' && /^(<<|>>|[-+*/%&^|]?)=$/.exec(this.token.text);
    if (match) {
      if (a.k !== 'variable') this.fail('attempted assignment to non-variable', this.token.from);
      this.next();
      const at = this.text.slice(this.token.from);
      const b = this.assignment();
      this.depth--;
      return { k: 'assign', op: match[1]!, a: a as Node & { k: 'variable' }, b, at };
    }
    this.depth--;
    return a;
  }

  private choice(): Node {
    const test = this.level(0);
    if (!this.is('?')) return test;
    this.next();
    if (this.is(':') || this.ended()) this.fail('expression expected', this.token.from);
    const a = this.comma();
    if (!this.is(':')) this.fail("`:' expected for conditional expression", this.ended() ? this.previous.from : this.token.from);
    this.next();
    if (this.ended()) this.fail('expression expected', this.previous.from);
    return { k: 'choice', test, a, b: this.assignment() };
  }

  private level(n: number): Node {
    const ops = LEVELS[n];
    if (!ops) return this.exponent();
    let a = this.level(n + 1);
    while (this.is(...ops)) {
      const op = this.token.text;
      this.next();
      const at = this.text.slice(this.token.from);
      a = { k: 'binary', op, a, b: this.level(n + 1), at };
    }
    return a;
  }

  private exponent(): Node {
    const a = this.unary();
    if (!this.is('**')) return a;
    this.next();
    const b = this.exponent();
    const at = this.text.slice(this.ended() ? this.previous.from : this.token.from);
    return { k: 'binary', op: '**', a, b, at };
  }

  private unary(): Node {
    if (this.is('++', '--')) {
      const by = this.token.text === '++' ? 1n : -1n;
      const sign = this.token;
      this.next();
      if (this.token.kind === 'name') {
        const a = this.variable();
        return { k: 'step', by, before: true, a };
      }
      if (this.ended()) this.fail('syntax error: operand expected', sign.from);
      return this.unary();
    }
    if (this.is('-', '+', '!', '~')) {
      const op = this.token.text;
      this.next();
      return { k: 'unary', op, a: this.unary() };
    }
    return this.primary();
  }

  private variable(): Node & { k: 'variable' } {
    const { text: name, index } = this.token;
    this.next();
    return { k: 'variable', name, ...(index === undefined ? {} : { index }) };
  }

  private primary(): Node {
    const token = this.token;
    if (token.kind === 'number') {
      const value = this.number(token);
      this.next();
      return { k: 'number', value };
    }
    if (token.kind === 'name') {
      const a = this.variable();
      if (!this.is('++', '--')) return a;
      const by = this.token.text === '++' ? 1n : -1n;
      this.next();
      return { k: 'step', by, before: false, a };
    }
    if (this.is('(')) {
      this.next();
      const a = this.comma();
      if (!this.is(')')) this.fail("missing `)'", this.ended() ? this.previous.from : this.token.from);
      this.next();
      return a;
    }
    return this.fail('syntax error: operand expected', token.kind === 'end' ? this.previous.from : token.from);
  }

  private number(token: Token): bigint {
    const text = token.text;
    const based = /^(\d+)#([\w@]*)$/.exec(text);
    if (based) {
      const base = Number(based[1]);
      if (base < 2 || base > 64) this.fail('invalid arithmetic base', token.from);
      if (based[2] === '') this.fail('invalid integer constant', token.from);
      return this.digits(based[2]!, base, token);
    }
    if (text.includes('#')) this.fail('invalid number', token.from);
    if (/^0[xX]/.test(text)) return this.digits(text.slice(2), 16, token);
    if (text[0] === '0') return this.digits(text, 8, token);
    return this.digits(text, 10, token);
  }

  private digits(text: string, base: number, token: Token): bigint {
    let value = 0n;
    for (const c of text) {
      const digit = digitOf(c, base);
      if (digit >= base) throw new ArithmeticError(`\0${token.text}: value too great for base (error token is "${token.text}")`);
      value = wrap(value * BigInt(base) + BigInt(digit));
    }
    return value;
  }
}

function digitOf(c: string, base: number): number {
  if (c >= '0' && c <= '9') return c.charCodeAt(0) - 48;
  if (c >= 'a' && c <= 'z') return c.charCodeAt(0) - 87;
  if (c >= 'A' && c <= 'Z') return base <= 36 ? c.charCodeAt(0) - 55 : c.charCodeAt(0) - 29;
  return c === '@' ? 62 : 63;
}

function bracketEnd(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '[') depth++;
    else if (text[i] === ']' && --depth === 0) return i;
  }
  return -1;
}
