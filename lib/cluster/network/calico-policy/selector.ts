import type { Labels } from '@/lib/api/label-selector';

/** Thrown for a selector that does not parse. */
export class CalicoSelectorError extends Error {}

export type Selects = (labels: Labels) => boolean;

const NAMESPACE_LABEL = 'projectcalico.org/namespace';
const MOST_TOKENS = 2_000;
const TOKEN =
  /\s*(?:(\|\||&&|==|!=|[(){},!])|"([^"]*)"|'([^']*)'|(not\s+in|starts\s+with|ends\s+with)(?![\w./-])|([A-Za-z0-9_.][A-Za-z0-9_./-]*))/y;

interface Token {
  readonly kind: 'operator' | 'string' | 'word' | 'end';
  readonly text: string;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    if (tokens.length >= MOST_TOKENS) throw new CalicoSelectorError('selector is too long');
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new CalicoSelectorError(`unexpected characters at ${text.slice(at)}`);
    const [, operator, double, single, phrase, word] = match;
    if (operator !== undefined) tokens.push({ kind: 'operator', text: operator });
    else if (phrase !== undefined) tokens.push({ kind: 'word', text: phrase.replace(/\s+/g, ' ') });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else tokens.push({ kind: 'string', text: (double ?? single)! });
  }
  return [...tokens, { kind: 'end', text: '' }];
}

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  parse(): Selects {
    const found = this.either();
    if (this.peek().kind !== 'end') throw new CalicoSelectorError(`unexpected content at end of selector: ${this.peek().text}`);
    return found;
  }

  private peek(): Token {
    return this.tokens[this.at]!;
  }

  private take(text: string): boolean {
    const token = this.peek();
    if (token.kind === 'string' || token.kind === 'end' || token.text !== text) return false;
    this.at++;
    return true;
  }

  private expect(text: string): void {
    if (!this.take(text)) throw new CalicoSelectorError(`expected ${text}, not ${this.peek().text || 'end of input'}`);
  }

  private either(): Selects {
    const parts = [this.both()];
    while (this.take('||')) parts.push(this.both());
    return parts.length === 1 ? parts[0]! : (labels) => parts.some((part) => part(labels));
  }

  private both(): Selects {
    const parts = [this.operation()];
    while (this.take('&&')) parts.push(this.operation());
    return parts.length === 1 ? parts[0]! : (labels) => parts.every((part) => part(labels));
  }

  private operation(): Selects {
    let not = false;
    while (this.take('!')) not = !not;
    const found = this.term();
    return not ? (labels) => !found(labels) : found;
  }

  private term(): Selects {
    if (this.take('(')) {
      const inner = this.either();
      this.expect(')');
      return inner;
    }
    const token = this.peek();
    if (token.kind !== 'word') throw new CalicoSelectorError(`unexpected token ${token.text || 'end of input'}`);
    this.at++;
    if (this.take('(')) return this.call(token.text);
    return this.comparison(token.text);
  }

  private call(name: string): Selects {
    const argument = name === 'has' ? this.tokens[this.at++]?.text : undefined;
    this.expect(')');
    if (name === 'has' && argument) return (labels) => Object.hasOwn(labels, argument);
    if (name === 'all') return () => true;
    if (name === 'global') return (labels) => !Object.hasOwn(labels, NAMESPACE_LABEL);
    throw new CalicoSelectorError(`unknown function ${name}`);
  }

  private comparison(label: string): Selects {
    const value = (labels: Labels) => (Object.hasOwn(labels, label) ? labels[label] : undefined);
    if (this.take('==')) return this.against((text) => (labels) => value(labels) === text);
    if (this.take('!=')) return this.against((text) => (labels) => value(labels) !== text);
    if (this.take('contains')) return this.against((text) => (labels) => value(labels)?.includes(text) ?? false);
    if (this.take('starts with')) return this.against((text) => (labels) => value(labels)?.startsWith(text) ?? false);
    if (this.take('ends with')) return this.against((text) => (labels) => value(labels)?.endsWith(text) ?? false);
    const not = this.take('not in');
    if (!not) this.expect('in');
    const set = this.set();
    // What has no such label is in no set.
    return (labels) => {
      const own = value(labels);
      return (own !== undefined && set.has(own)) !== not;
    };
  }

  private against(make: (text: string) => Selects): Selects {
    return make(this.text());
  }

  private text(): string {
    const token = this.peek();
    if (token.kind !== 'string') throw new CalicoSelectorError(`expected string, not ${token.text || 'end of input'}`);
    this.at++;
    return token.text;
  }

  private set(): ReadonlySet<string> {
    const found = new Set<string>();
    this.expect('{');
    while (!this.take('}')) {
      found.add(this.text());
      if (!this.take(',')) {
        this.expect('}');
        break;
      }
    }
    return found;
  }
}

const MOST_KNOWN = 500;
const known = new Map<string, Selects>();

/**
 * Calico's own language of selectors: `role == 'db' && has(tier) || app in {'a', 'b'}`; an empty one is all().
 * Throws CalicoSelectorError. Models libcalico-go/lib/selector/parser.
 */
export function calicoSelector(text: string): Selects {
  const found = known.get(text);
  if (found) return found;
  const made: Selects = text.trim() === '' ? () => true : new Parser(tokenize(text)).parse();
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, made);
  return made;
}
