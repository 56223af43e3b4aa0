/** The Corefile cannot be used; the message is CoreDNS's, the file and line in it. */
export class CorefileError extends Error {}

export interface Token {
  readonly text: string;
  readonly line: number;
  readonly file: string;
  readonly quoted: boolean;
}

/** A plugin's line and block in a server block. Plain data. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  /** Lines of its block; nested blocks are not told apart from them. */
  readonly block: readonly (readonly string[])[];
  /** Line numbers of `block`. */
  readonly lines: readonly number[];
  readonly file: string;
  readonly line: number;
}

export interface ServerBlock {
  /** `.:53`, `example.org`, `10.0.0.0/8`, `tls://example.com` */
  readonly keys: readonly string[];
  readonly directives: readonly Directive[];
}

const MOST_TOKENS = 20_000;
const MOST_IMPORTS = 50;

export interface CorefileSource {
  readonly path: string;
  read(path: string): string | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/** Reads a Corefile's server blocks. Throws CorefileError. Models github.com/coredns/caddy/caddyfile. */
export function parseCorefile(text: string, source: CorefileSource, known: (directive: string) => boolean): readonly ServerBlock[] {
  const parser = new Parser(tokenize(text, source.path), source, known);
  return parser.all();
}

/** Words, quoted texts and braces; `#` begins a comment. */
function tokenize(text: string, file: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (let i = 0; i < text.length;) {
    const c = text[i]!;
    if (c === '\n') line++;
    if (/\s/.test(c)) {
      i++;
    } else if (c === '#') {
      while (i < text.length && text[i] !== '\n') i++;
    } else if (c === '"') {
      let value = '';
      const at = line;
      for (i++; i < text.length && text[i] !== '"'; i++) {
        if (text[i] === '\\' && text[i + 1] === '"') i++;
        if (text[i] === '\n') line++;
        value += text[i];
      }
      i++;
      tokens.push({ text: value, line: at, file, quoted: true });
    } else {
      let value = '';
      while (i < text.length && !/\s/.test(text[i]!)) value += text[i++];
      tokens.push({ text: value, line, file, quoted: false });
    }
    if (tokens.length > MOST_TOKENS) throw new CorefileError(`${file}:${line} - Error during parsing: too many tokens`);
  }
  return tokens;
}

class Parser {
  private at = 0;
  private imports = 0;
  private readonly snippets = new Map<string, readonly Token[]>();

  constructor(
    private tokens: Token[],
    private readonly source: CorefileSource,
    private readonly known: (directive: string) => boolean,
  ) {}

  all(): ServerBlock[] {
    const blocks: ServerBlock[] = [];
    while (this.at < this.tokens.length) {
      const keys = this.keys();
      if (keys.length === 0) continue;
      const snippet = /^\((.+)\)$/.exec(keys[0]!)?.[1];
      if (keys.length === 1 && snippet) {
        this.snippets.set(snippet, this.snippet());
        continue;
      }
      blocks.push({ keys, directives: this.directives() });
    }
    return blocks;
  }

  private get token(): Token | undefined {
    return this.tokens[this.at];
  }

  private fail(message: string, token: Token = this.token ?? this.tokens[this.tokens.length - 1]!): never {
    throw new CorefileError(`${token.file}:${token.line} - Error during parsing: ${message}`);
  }

  private keys(): string[] {
    const keys: string[] = [];
    for (;;) {
      const { token } = this;
      if (!token) return keys.length === 0 ? [] : this.fail('Unexpected EOF');
      if (token.text === 'import' && !token.quoted && (this.at === 0 || this.tokens[this.at - 1]!.line < token.line)) {
        this.import();
        continue;
      }
      if (token.text === '{') return keys.length > 0 ? keys : this.syntax(token, 'server block key');
      if (token.text === '}') this.syntax(token, 'EOF');
      const text = this.expand(token.text);
      const more = text.endsWith(',');
      if (text !== ',') keys.push(more ? text.slice(0, -1) : text);
      this.at++;
      const next = this.token;
      // A block without braces: the next line is its first directive.
      if (!next || (next.line > token.line && !more && next.text !== '{')) return next ? keys : keys;
    }
  }

  private syntax(token: Token, expected: string): never {
    throw new CorefileError(`${token.file}:${token.line} - Syntax error: Unexpected token '${token.text}', expecting '${expected}'`);
  }

  private snippet(): readonly Token[] {
    const open = this.token;
    if (open?.text !== '{') this.syntax(open ?? this.tokens[this.tokens.length - 1]!, '{');
    this.at++;
    const from = this.at;
    for (let depth = 1; ; this.at++) {
      const { token } = this;
      if (!token) this.fail('Unexpected EOF');
      if (token.text === '{') depth++;
      if (token.text === '}' && --depth === 0) return this.tokens.slice(from, this.at++);
    }
  }

  private directives(): Directive[] {
    const braced = this.token?.text === '{';
    if (braced) this.at++;
    const found: Directive[] = [];
    for (;;) {
      const { token } = this;
      if (!token) {
        if (braced) this.syntax(this.tokens[this.tokens.length - 1]!, '}');
        return found;
      }
      if (token.text === '}' && !token.quoted) {
        if (braced) this.at++;
        return found;
      }
      if (token.text === 'import') this.import();
      else found.push(this.directive());
    }
  }

  private directive(): Directive {
    const head = this.token!;
    const name = this.expand(head.text);
    if (!this.known(name)) this.fail(`Unknown directive '${name}'`, head);
    this.at++;
    const args: string[] = [];
    while (
      this.token &&
      this.token.line === head.line &&
      this.token.file === head.file &&
      this.token.text !== '{' &&
      this.token.text !== '}'
    ) {
      args.push(this.expand(this.token.text));
      this.at++;
    }
    const block: string[][] = [];
    const lines: number[] = [];
    if (this.token?.text === '{' && this.token.line === head.line) {
      this.at++;
      for (let depth = 1; ; this.at++) {
        const { token } = this;
        if (!token) this.fail('Unexpected EOF');
        if (token.text === '}' && !token.quoted && --depth === 0) break;
        if (token.text === '{' && !token.quoted) depth++;
        if (lines[lines.length - 1] === token.line) block[block.length - 1]!.push(this.expand(token.text));
        else {
          lines.push(token.line);
          block.push([this.expand(token.text)]);
        }
      }
      this.at++;
    }
    return { name, args, block, lines, file: head.file, line: head.line };
  }

  /** Puts a snippet's or a file's tokens in the place of `import NAME`. */
  private import(): void {
    const head = this.token!;
    const target = this.tokens[this.at + 1];
    if (!target || target.line !== head.line) this.fail("Wrong argument count or unexpected line ending after 'import'", head);
    if (++this.imports > MOST_IMPORTS) this.fail('too many imports', head);
    const name = this.expand(target.text);
    let inserted = this.snippets.get(name);
    if (!inserted) {
      const path = name.startsWith('/') ? name : `${this.source.path.slice(0, this.source.path.lastIndexOf('/'))}/${name}`;
      const text = this.source.read(path);
      if (text === undefined && !path.includes('*')) this.fail(`File to import not found: ${name}`, target);
      inserted = text === undefined ? [] : tokenize(text, path);
    }
    this.tokens.splice(this.at, 2, ...inserted);
  }

  private expand(text: string): string {
    return text.replace(
      /\{\$([^}]+)\}|\{%([^%]+)%\}/g,
      (_, unix: string | undefined, dos: string | undefined) => this.source.env?.[unix ?? dos!] ?? '',
    );
  }
}
