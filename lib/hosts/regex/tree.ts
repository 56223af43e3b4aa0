/** A pattern in JavaScript's syntax, read into a tree. What stands for one character or an assertion is kept as source. */
export type Tree =
  | { readonly t: 'alternatives'; readonly items: readonly Tree[] }
  | { readonly t: 'sequence'; readonly items: readonly Tree[] }
  | { readonly t: 'character'; readonly source: string }
  | { readonly t: 'assertion'; readonly source: string }
  | { readonly t: 'group'; readonly number: number; readonly body: Tree }
  | { readonly t: 'repeat'; readonly min: number; readonly max: number; readonly lazy: boolean; readonly body: Tree }
  | { readonly t: 'reference'; readonly number: number };

export interface Parsed {
  readonly tree: Tree;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

/** Reads the source of a RegExp with the `u` flag; undefined where it has what a tree cannot say (groups in an assertion). */
export function parseSource(source: string): Parsed | undefined {
  const reader = new Reader(source);
  const tree = reader.alternatives();
  return reader.beyond ? undefined : { tree, groups: reader.groups, names: reader.names };
}

class Reader {
  private at = 0;
  groups = 0;
  readonly names = new Map<string, number>();
  beyond = false;

  constructor(private readonly source: string) {}

  alternatives(): Tree {
    const items = [this.sequence()];
    while (this.source[this.at] === '|') {
      this.at++;
      items.push(this.sequence());
    }
    return items.length === 1 ? items[0]! : { t: 'alternatives', items };
  }

  private sequence(): Tree {
    const items: Tree[] = [];
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      items.push(this.quantified(this.atom()));
    }
    return items.length === 1 ? items[0]! : { t: 'sequence', items };
  }

  private quantified(body: Tree): Tree {
    const m = this.match(/(?:[*+?]|\{(\d+)(,?)(\d*)\})(\??)/y);
    if (!m) return body;
    const [min, max] =
      m[0][0] === '*'
        ? [0, Infinity]
        : m[0][0] === '+'
          ? [1, Infinity]
          : m[0][0] === '?'
            ? [0, 1]
            : [Number(m[1]), m[2] ? (m[3] ? Number(m[3]) : Infinity) : Number(m[1])];
    return { t: 'repeat', min, max, lazy: m[4] === '?', body };
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const m = pattern.exec(this.source);
    if (m) this.at += m[0].length;
    return m;
  }

  private atom(): Tree {
    const reference = this.match(/\\([1-9]\d*)/y);
    if (reference) return { t: 'reference', number: Number(reference[1]) };
    const assertion = this.match(/\\[bB]|[\^$]/y);
    if (assertion) return { t: 'assertion', source: assertion[0] };
    if (this.match(/\(\?:/y)) return this.closed(this.alternatives());
    if (/^\(\?<?[=!]/.test(this.source.slice(this.at, this.at + 4))) return this.lookaround();
    const named = this.match(/\((?:\?<([^>]*)>)?/y);
    if (named) {
      const number = ++this.groups;
      if (named[1] !== undefined) this.names.set(named[1], number);
      return { t: 'group', number, body: this.closed(this.alternatives()) };
    }
    if (this.source.startsWith('\\k', this.at)) this.beyond = true;
    const character = this.match(
      /\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[\dA-Fa-f]{4}|\\x[\dA-Fa-f]{2}|\\c[A-Za-z]|\\[^]|\[(?:\\[^]|[^\]\\])*\]|[^]/uy,
    )!;
    return { t: 'character', source: character[0] };
  }

  private closed(body: Tree): Tree {
    this.at++;
    return body;
  }

  private lookaround(): Tree {
    const from = this.at;
    let depth = 0;
    do {
      const [token] = this.match(/\\[^]|\[(?:\\[^]|[^\]\\])*\]|\(\?(?::|<?[=!])|[^]/uy)!;
      if (token === '(' || /^\\[1-9]/.test(token)) this.beyond = true;
      if (token.startsWith('(')) depth++;
      else if (token === ')') depth--;
    } while (depth > 0 && this.at < this.source.length);
    return { t: 'assertion', source: this.source.slice(from, this.at) };
  }
}
