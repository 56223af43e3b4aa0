import { TemplateError, type Arg, type Command, type Part, type Pipe, type Tree } from './ast';
import { tokensOf, type Token } from './lex';

const KEYWORDS = new Set(['if', 'else', 'end', 'range', 'with', 'define', 'block', 'template', 'break', 'continue']);

/** Trees of a file: its own and those of its `define`s. Throws TemplateError. */
export function parseTemplate(file: string, text: string, known: (name: string) => boolean): Tree[] {
  return new Parser(file, text, known).trees();
}

class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private variables: string[] = ['$'];
  private readonly defined: Tree[] = [];
  private rangeDepth = 0;

  constructor(
    private readonly file: string,
    private readonly text: string,
    private readonly known: (name: string) => boolean,
  ) {
    this.tokens = tokensOf(file, text);
  }

  trees(): Tree[] {
    const { parts, end } = this.list(true);
    if (end !== 'eof') this.fail(`unexpected {{${end}}}`);
    return [{ name: this.file, file: this.file, text: this.text, parts }, ...this.defined];
  }

  private fail(message: string): never {
    const pos = (this.tokens[Math.max(0, this.at - 1)] ?? this.tokens.at(-1)!).pos;
    throw new TemplateError(`template: ${this.file}:${this.text.slice(0, pos).split('\n').length}: ${message}`, 'parse');
  }

  private peek(): Token {
    return this.tokens[this.at] ?? this.tokens.at(-1)!;
  }

  private next(): Token {
    return this.tokens[this.at++] ?? this.tokens.at(-1)!;
  }

  private nextNonSpace(): Token {
    while (this.peek().type === 'space') this.at++;
    return this.next();
  }

  private peekNonSpace(): Token {
    while (this.peek().type === 'space') this.at++;
    return this.peek();
  }

  private unexpected(token: Token, where: string): never {
    const text =
      token.type === 'eof'
        ? 'EOF'
        : token.type === 'word' && KEYWORDS.has(token.text)
          ? `<${token.text}>`
          : token.text.length > 10 && token.type !== 'string'
            ? `${JSON.stringify(token.text.slice(0, 10))}...`
            : JSON.stringify(token.text);
    return this.fail(`unexpected ${text} in ${where}`);
  }

  private list(top = false): { parts: Part[]; end: 'eof' | 'end' | 'else' } {
    const parts: Part[] = [];
    for (;;) {
      const token = this.next();
      if (token.type === 'eof') {
        if (!top) this.fail('unexpected EOF');
        return { parts, end: 'eof' };
      }
      if (token.type === 'text') {
        parts.push({ is: 'text', text: token.text, pos: token.pos });
        continue;
      }
      const word = this.peekNonSpace();
      const name = word.type === 'word' ? word.text : '';
      if (name === 'end') {
        this.at++;
        this.close('end');
        return { parts, end: 'end' };
      }
      if (name === 'else') {
        this.at++;
        return { parts, end: 'else' };
      }
      if (name === 'define') {
        if (!top) this.unexpected(word, 'command');
        this.at++;
        this.define();
      } else if (KEYWORDS.has(name)) {
        this.at++;
        parts.push(this.control(name, word.pos));
      } else parts.push({ is: 'action', pos: word.pos, pipe: this.pipeline('command', 'right') });
    }
  }

  private close(context: string): void {
    const token = this.nextNonSpace();
    if (token.type !== 'right') this.unexpected(token, context);
  }

  private templateName(context: string): string {
    const token = this.nextNonSpace();
    if (token.type !== 'string' && token.type !== 'raw') this.unexpected(token, context);
    return unquote(token);
  }

  private define(): void {
    const name = this.templateName('define clause');
    this.close('define clause');
    const saved = this.variables;
    this.variables = ['$'];
    const { parts, end } = this.list();
    if (end !== 'end') this.fail(`unexpected {{${end}}} in define clause`);
    this.variables = saved;
    this.defined.push({ name, file: this.file, text: this.text, parts });
  }

  private control(word: string, pos: number): Part {
    if (word === 'break' || word === 'continue') {
      const token = this.nextNonSpace();
      if (token.type !== 'right') this.unexpected(token, `{{${word}}}`);
      if (this.rangeDepth === 0) this.fail(`{{${word}}} outside {{range}}`);
      return { is: word, pos };
    }
    if (word === 'template') {
      const at = this.peekNonSpace().pos;
      const name = this.templateName('template clause');
      if (this.peekNonSpace().type === 'right') {
        this.at++;
        return { is: 'template', name, pos: at };
      }
      return { is: 'template', name, pos: at, pipe: this.pipeline('template clause', 'right') };
    }
    if (word === 'block') {
      const name = this.templateName('block clause');
      const pipe = this.pipeline('block clause', 'right');
      const saved = this.variables;
      this.variables = ['$'];
      const { parts, end } = this.list();
      if (end !== 'end') this.fail(`unexpected {{${end}}} in block clause`);
      this.variables = saved;
      this.defined.push({ name, file: this.file, text: this.text, parts });
      return { is: 'template', name, pos, pipe };
    }
    return this.branch(word as 'if', pos);
  }

  private branch(word: 'if' | 'with' | 'range', pos: number): Part {
    const depth = this.variables.length;
    const pipe = this.pipeline(word, 'right');
    if (word === 'range') this.rangeDepth++;
    const { parts: then, end } = this.list();
    if (word === 'range') this.rangeDepth--;
    let otherwise: Part[] | undefined;
    if (end === 'else') {
      const more = this.peekNonSpace();
      if (more.type === 'word' && ((more.text === 'if' && word === 'if') || (more.text === 'with' && word === 'with'))) {
        this.at++;
        otherwise = [this.branch(more.text as 'if', more.pos)];
      } else {
        this.close('else');
        const rest = this.list();
        if (rest.end !== 'end') this.fail(`expected end; found {{else}}`);
        otherwise = rest.parts;
      }
    }
    this.variables.length = depth;
    return { is: word, pos, pipe, then, ...(otherwise && { otherwise }) };
  }

  private pipeline(context: string, end: 'right' | 'close'): Pipe {
    const { pos } = this.peekNonSpace();
    const variables: string[] = [];
    let assign = false;
    while (this.peekNonSpace().type === 'variable') {
      const start = this.at;
      const variable = this.next();
      const following = this.peekNonSpace();
      if (following.type === 'declare' || following.type === 'assign') {
        this.at++;
        assign = following.type === 'assign';
        variables.push(variable.text);
        if (!assign) this.variables.push(variable.text);
        else if (!this.variables.includes(variable.text)) this.fail(`undefined variable ${JSON.stringify(variable.text)}`);
      } else if (following.type === 'comma') {
        this.at++;
        variables.push(variable.text);
        this.variables.push(variable.text);
        if (context === 'range' && variables.length < 2) continue;
        this.fail(`too many declarations in ${context}`);
      } else this.at = start;
      break;
    }
    const commands: Command[] = [];
    for (;;) {
      const token = this.peekNonSpace();
      if (token.type === end) {
        this.at++;
        if (commands.length === 0) this.fail(`missing value for ${context}`);
        for (const command of commands.slice(1)) {
          const first = command.args[0]!;
          if (['bool', 'dot', 'nil', 'number', 'string'].includes(first.is))
            this.fail(`non executable command in pipeline stage ${commands.indexOf(command) + 1}`);
        }
        return { is: 'pipe', pos, variables, assign, commands };
      }
      if (['bool', 'char', 'dot', 'field', 'word', 'number', 'raw', 'string', 'variable', 'open'].includes(token.type))
        commands.push(this.command(end));
      else {
        this.at++;
        this.unexpected(token, context);
      }
    }
  }

  private command(end: 'right' | 'close'): Command {
    const { pos } = this.peekNonSpace();
    const args: Arg[] = [];
    for (;;) {
      this.peekNonSpace();
      const arg = this.operand();
      if (arg) args.push(arg);
      const token = this.next();
      if (token.type === 'space') continue;
      if (token.type === 'right' || token.type === 'close') {
        this.at--;
        if (token.type !== end && token.type === 'close') this.fail('unexpected right paren');
      } else if (token.type !== 'pipe') this.unexpected(token, 'operand');
      break;
    }
    if (args.length === 0) this.fail('empty command');
    return { is: 'command', pos, args };
  }

  private operand(): Arg | undefined {
    const node = this.term();
    if (!node || this.peek().type !== 'field') return node;
    const { pos } = this.peek();
    const names: string[] = [];
    while (this.peek().type === 'field') names.push(this.next().text.slice(1));
    if (node.is === 'field') return { is: 'field', names: [...node.names, ...names], pos };
    if (node.is === 'variable') return { ...node, names: [...node.names, ...names], pos };
    if (['bool', 'string', 'number', 'nil', 'dot'].includes(node.is))
      this.fail(`unexpected . after term ${JSON.stringify(this.tokens[this.at - 1 - names.length]!.text)}`);
    return { is: 'chain', of: node, names, pos };
  }

  private term(): Arg | undefined {
    const token = this.peekNonSpace();
    const { pos } = token;
    switch (token.type) {
      case 'word':
        this.at++;
        if (token.text === 'true' || token.text === 'false') return { is: 'bool', value: token.text === 'true', pos };
        if (token.text === 'nil') return { is: 'nil', pos };
        if (KEYWORDS.has(token.text)) this.unexpected(token, 'operand');
        if (!this.known(token.text)) this.fail(`function ${JSON.stringify(token.text)} not defined`);
        return { is: 'function', name: token.text, pos };
      case 'dot':
        this.at++;
        return { is: 'dot', pos };
      case 'field':
        this.at++;
        return { is: 'field', names: [token.text.slice(1)], pos };
      case 'variable':
        this.at++;
        if (!this.variables.includes(token.text)) this.fail(`undefined variable ${JSON.stringify(token.text)}`);
        return { is: 'variable', name: token.text, names: [], pos };
      case 'char':
        this.at++;
        return { is: 'number', text: token.text, value: unquoteText(token.text.slice(1, -1)).codePointAt(0) ?? 0, float: false, pos };
      case 'number': {
        this.at++;
        const value = numberOf(token.text);
        return {
          is: 'number',
          text: token.text,
          value,
          float: /[.eE]/.test(token.text) && !/^[+-]?0[xX]/.test(token.text) && !(/[eE]/.test(token.text) && Number.isInteger(value)),
          pos,
        };
      }
      case 'string':
      case 'raw':
        this.at++;
        return { is: 'string', quoted: token.text, value: unquote(token), pos };
      case 'open':
        this.at++;
        return this.pipeline('parenthesized pipeline', 'close');
      default:
        return undefined;
    }
  }
}

function numberOf(text: string): number {
  const clean = text.replaceAll('_', '').replace(/^\+/, '');
  const negative = clean.startsWith('-');
  const digits = negative ? clean.slice(1) : clean;
  const value = /^0\d+$/.test(digits) ? parseInt(digits, 8) : Number(digits);
  return negative ? -value : value;
}

const unquote = (token: Token) =>
  token.type === 'raw' ? token.text.slice(1, -1).replaceAll('\r', '') : unquoteText(token.text.slice(1, -1));

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** Models strconv.Unquote for what stands between the quotes. */
function unquoteText(text: string): string {
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/gs, (_, x, u, long, octal, c: string) => {
    if (x || u || long) return String.fromCodePoint(parseInt(x || u || long, 16));
    if (octal) return String.fromCharCode(parseInt(octal, 8));
    return ESCAPES[c] ?? c;
  });
}
