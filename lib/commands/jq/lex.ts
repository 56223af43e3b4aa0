import { JqSyntaxError, type Node } from './ast';

export interface Token {
  readonly type: 'op' | 'ident' | 'field' | 'var' | 'number' | 'string' | 'format' | 'keyword' | 'end';
  readonly text: string;
  readonly parts?: readonly (string | Node)[];
}

const KEYWORDS = new Set([
  'def',
  'if',
  'then',
  'elif',
  'else',
  'end',
  'as',
  'reduce',
  'foreach',
  'try',
  'catch',
  'label',
  'import',
  'include',
  'and',
  'or',
  '__loc__',
]);
const OPERATORS = [
  '?//=',
  '?//',
  '|=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '//=',
  '==',
  '!=',
  '<=',
  '>=',
  '//',
  '..',
  ...'.[]{}()|,:;=<>+-*/%?$',
];
const IDENT = /^[A-Za-z_]\w*(::[A-Za-z_]\w*)*/;

/** Splits a program into tokens; interpolations are parsed by `parse`. */
export class Lexer {
  readonly tokens: Token[] = [];
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly parse: (source: string) => Node,
  ) {
    this.run(() => false);
    this.tokens.push({ type: 'end', text: '' });
  }

  private run(done: () => boolean): void {
    while (this.at < this.source.length) {
      if (done()) return;
      const rest = this.source.slice(this.at);
      const space = /^(\s+|#[^\n]*)/.exec(rest);
      if (space) {
        this.at += space[0].length;
        continue;
      }
      if (rest[0] === '"') {
        this.at++;
        this.tokens.push({ type: 'string', text: '', parts: this.string() });
        continue;
      }
      const token = this.simple(rest);
      this.tokens.push(token);
    }
  }

  private simple(rest: string): Token {
    const take = (length: number, token: Token) => {
      this.at += length;
      return token;
    };
    const field = /^\.([A-Za-z_]\w*)/.exec(rest);
    if (field) return take(field[0].length, { type: 'field', text: field[1]! });
    const number = /^(\d+\.?\d*([eE][-+]?\d+)?|\.\d+([eE][-+]?\d+)?)/.exec(rest);
    if (number) return take(number[0].length, { type: 'number', text: number[0] });
    const variable = /^\$([A-Za-z_]\w*(::\w+)*)/.exec(rest);
    if (variable) return take(variable[0].length, { type: 'var', text: variable[1]! });
    const format = /^@[a-zA-Z0-9]+/.exec(rest);
    if (format) return take(format[0].length, { type: 'format', text: format[0] });
    const ident = IDENT.exec(rest);
    if (ident) return take(ident[0].length, { type: KEYWORDS.has(ident[0]) ? 'keyword' : 'ident', text: ident[0] });
    const op = OPERATORS.find((o) => rest.startsWith(o));
    if (!op) throw new JqSyntaxError('syntax error, unexpected INVALID_CHARACTER');
    return take(op.length, { type: 'op', text: op });
  }

  private string(): (string | Node)[] {
    const parts: (string | Node)[] = [];
    let plain = '';
    for (;;) {
      const c = this.source[this.at];
      if (c === undefined)
        throw new JqSyntaxError('syntax error, unexpected end of file, expecting QQSTRING_TEXT or QQSTRING_INTERP_START or QQSTRING_END');
      this.at++;
      if (c === '"') break;
      if (c !== '\\') {
        plain += c;
        continue;
      }
      const next = this.source[this.at++];
      if (next === '(') {
        if (plain) parts.push(plain);
        plain = '';
        parts.push(this.interpolation());
      } else if (next === 'u') {
        plain += String.fromCharCode(parseInt(this.source.slice(this.at, this.at + 4), 16));
        this.at += 4;
      } else {
        const escaped = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '/': '/', '\\': '\\', '"': '"' }[next ?? ''];
        if (escaped === undefined) throw new JqSyntaxError('syntax error, unexpected INVALID_CHARACTER');
        plain += escaped;
      }
    }
    if (plain || parts.length === 0) parts.push(plain);
    return parts;
  }

  private interpolation(): Node {
    let depth = 1;
    const start = this.at;
    const inner = new InterpolationScan(this.source);
    this.at = inner.end(start, depth);
    depth = 0;
    return this.parse(this.source.slice(start, this.at - 1));
  }
}

/** Finds the `)` that closes an interpolation, past nested strings and parentheses. */
class InterpolationScan {
  constructor(private readonly source: string) {}

  end(from: number, depth: number): number {
    let open = depth;
    for (let i = from; i < this.source.length; i++) {
      const c = this.source[i];
      if (c === '"') i = this.stringEnd(i + 1);
      else if (c === '(') open++;
      else if (c === ')' && --open === 0) return i + 1;
    }
    throw new JqSyntaxError('syntax error, unexpected end of file');
  }

  private stringEnd(from: number): number {
    for (let i = from; i < this.source.length; i++) {
      if (this.source[i] === '\\') {
        if (this.source[i + 1] === '(') i = this.end(i + 2, 1) - 1;
        else i++;
      } else if (this.source[i] === '"') return i;
    }
    throw new JqSyntaxError('syntax error, unexpected end of file');
  }
}
