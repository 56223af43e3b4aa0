import { scanBlockScalar, scanPlainScalar, scanQuotedScalar, type ScalarSource } from './scan-scalar';
import { yamlError, type Mark, type Token, type TokenType } from './tokens';

interface SimpleKey {
  possible: boolean;
  required: boolean;
  tokenNumber: number;
  mark: Mark;
}

const NO_KEY = (): SimpleKey => ({ possible: false, required: false, tokenNumber: 0, mark: { index: 0, line: 0, column: 0 } });
const isBlankOrEnd = (c: string | undefined) => c === undefined || c === ' ' || c === '\t' || c === '\n' || c === '\r';
const CANNOT_START_PLAIN = '-?:,[]{}#&*!|>\'"%@`';

/** Cuts a YAML text into tokens, in the manner (and with the complaints) of libyaml, which go-yaml follows. */
export class Scanner implements ScalarSource {
  index = 0;
  line = 0;
  column = 0;
  indent = -1;
  flowLevel = 0;
  simpleKeyAllowed = true;
  private indents: number[] = [];
  private keys: SimpleKey[] = [NO_KEY()];
  private tokens: Token[] = [];
  private parsed = 0;
  private ended = false;

  constructor(readonly text: string) {}

  peek(): Token {
    this.fetchMore();
    return this.tokens[0]!;
  }

  next(): Token {
    const token = this.peek();
    this.tokens.shift();
    this.parsed++;
    return token;
  }

  mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }

  at(offset = 0): string | undefined {
    return this.text[this.index + offset];
  }

  skip(count = 1): void {
    this.index += count;
    this.column += count;
  }

  skipLine(): void {
    if (this.at() === '\r' && this.at(1) === '\n') this.index++;
    this.index++;
    this.column = 0;
    this.line++;
  }

  /** `---` or `...` at the start of a line. */
  atDocumentIndicator(): boolean {
    if (this.column !== 0) return false;
    const three = this.text.substr(this.index, 3);
    return (three === '---' || three === '...') && isBlankOrEnd(this.at(3));
  }

  private fetchMore(): void {
    for (;;) {
      if (this.tokens.length > 0) {
        const waiting = this.keys.find((key) => key.possible && key.tokenNumber === this.parsed);
        if (!waiting || !this.isValid(waiting)) return;
      }
      if (this.ended) return;
      this.fetchNext();
    }
  }

  private isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.mark.line < this.line || key.mark.index + 1024 < this.index) {
      if (key.required) throw yamlError("could not find expected ':'", this.mark(), 'scanner');
      key.possible = false;
      return false;
    }
    return true;
  }

  private fetchNext(): void {
    this.toNextToken();
    this.unroll(this.column);
    const c = this.at();
    if (c === undefined) return this.fetchStreamEnd();
    if (this.column === 0 && c === '%') return this.fetchDirective();
    if (this.atDocumentIndicator()) return this.fetchDocumentIndicator(c === '-' ? 'document-start' : 'document-end');
    if (c === '[') return this.fetchFlowStart('flow-sequence-start');
    if (c === '{') return this.fetchFlowStart('flow-mapping-start');
    if (c === ']') return this.fetchFlowEnd('flow-sequence-end');
    if (c === '}') return this.fetchFlowEnd('flow-mapping-end');
    if (c === ',') return this.fetchFlowEntry();
    const blankAfter = isBlankOrEnd(this.at(1));
    if (c === '-' && blankAfter) return this.fetchBlockEntry();
    if (c === '?' && (this.flowLevel > 0 || blankAfter)) return this.fetchKey();
    if (c === ':' && (this.flowLevel > 0 || blankAfter)) return this.fetchValue();
    if (c === '*' || c === '&') return this.fetchAnchor(c === '*' ? 'alias' : 'anchor');
    if (c === '!') return this.fetchTag();
    if ((c === '|' || c === '>') && this.flowLevel === 0) {
      this.removeKey();
      this.simpleKeyAllowed = true;
      this.push('scalar', this.mark(), scanBlockScalar(this, c === '|'));
      return;
    }
    if (c === "'" || c === '"') {
      this.saveKey();
      this.simpleKeyAllowed = false;
      this.push('scalar', this.mark(), scanQuotedScalar(this, c === "'"));
      return;
    }
    const plain =
      !CANNOT_START_PLAIN.includes(c) ||
      (c === '-' && this.at(1) !== ' ' && this.at(1) !== '\t') ||
      (this.flowLevel === 0 && (c === '?' || c === ':') && !blankAfter);
    if (plain && c !== '\t') {
      this.saveKey();
      this.simpleKeyAllowed = false;
      const start = this.mark();
      this.tokens.push({ type: 'scalar', start, text: scanPlainScalar(this), plain: true });
      return;
    }
    throw yamlError('found character that cannot start any token', this.mark(), 'scanner');
  }

  private toNextToken(): void {
    for (;;) {
      if (this.index === 0 && this.at() === '\ufeff') this.index++;
      while (this.at() === ' ' || (this.at() === '\t' && (this.flowLevel > 0 || !this.simpleKeyAllowed))) this.skip();
      if (this.at() === '#') while (this.at() !== undefined && this.at() !== '\n' && this.at() !== '\r') this.skip();
      if (this.at() !== '\n' && this.at() !== '\r') return;
      this.skipLine();
      if (this.flowLevel === 0) this.simpleKeyAllowed = true;
    }
  }

  private push(type: TokenType, start: Mark, text?: string): void {
    this.tokens.push(text === undefined ? { type, start } : { type, start, text });
  }

  private saveKey(): void {
    if (!this.simpleKeyAllowed) return;
    const required = this.flowLevel === 0 && this.indent === this.column;
    this.removeKey();
    this.keys[this.keys.length - 1] = { possible: true, required, tokenNumber: this.parsed + this.tokens.length, mark: this.mark() };
  }

  private removeKey(): void {
    const key = this.keys[this.keys.length - 1]!;
    if (key.possible && key.required) throw yamlError("could not find expected ':'", this.mark(), 'scanner');
    key.possible = false;
  }

  private roll(column: number, number: number, type: TokenType, mark: Mark): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (number < 0) this.push(type, mark);
    else this.tokens.splice(number - this.parsed, 0, { type, start: mark });
  }

  private unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.push('block-end', this.mark());
      this.indent = this.indents.pop()!;
    }
  }

  private fetchStreamEnd(): void {
    if (this.column !== 0) {
      this.column = 0;
      this.line++;
    }
    this.unroll(-1);
    this.removeKey();
    this.simpleKeyAllowed = false;
    this.ended = true;
    this.push('stream-end', this.mark());
  }

  private fetchDirective(): void {
    this.unroll(-1);
    this.removeKey();
    this.simpleKeyAllowed = false;
    const start = this.mark();
    while (this.at() !== undefined && this.at() !== '\n') this.skip();
    this.push('directive', start);
  }

  private fetchDocumentIndicator(type: TokenType): void {
    this.unroll(-1);
    this.removeKey();
    this.simpleKeyAllowed = false;
    this.push(type, this.mark());
    this.skip(3);
  }

  private fetchFlowStart(type: TokenType): void {
    this.saveKey();
    this.keys.push(NO_KEY());
    if (++this.flowLevel > 10_000) throw yamlError('exceeded max depth of 10000', this.mark(), 'scanner');
    this.simpleKeyAllowed = true;
    this.push(type, this.mark());
    this.skip();
  }

  private fetchFlowEnd(type: TokenType): void {
    this.removeKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      this.keys.pop();
    }
    this.simpleKeyAllowed = false;
    this.push(type, this.mark());
    this.skip();
  }

  private fetchFlowEntry(): void {
    this.removeKey();
    this.simpleKeyAllowed = true;
    this.push('flow-entry', this.mark());
    this.skip();
  }

  private fetchBlockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) throw yamlError('block sequence entries are not allowed in this context', this.mark(), 'scanner');
      this.roll(this.column, -1, 'block-sequence-start', this.mark());
    }
    this.removeKey();
    this.simpleKeyAllowed = true;
    this.push('block-entry', this.mark());
    this.skip();
  }

  private fetchKey(): void {
    if (this.flowLevel === 0) {
      if (!this.simpleKeyAllowed) throw yamlError('mapping keys are not allowed in this context', this.mark(), 'scanner');
      this.roll(this.column, -1, 'block-mapping-start', this.mark());
    }
    this.removeKey();
    this.simpleKeyAllowed = this.flowLevel === 0;
    this.push('key', this.mark());
    this.skip();
  }

  private fetchValue(): void {
    const key = this.keys[this.keys.length - 1]!;
    if (this.isValid(key)) {
      this.tokens.splice(key.tokenNumber - this.parsed, 0, { type: 'key', start: key.mark });
      this.roll(key.mark.column, key.tokenNumber, 'block-mapping-start', key.mark);
      key.possible = false;
      this.simpleKeyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.simpleKeyAllowed) throw yamlError('mapping values are not allowed in this context', this.mark(), 'scanner');
        this.roll(this.column, -1, 'block-mapping-start', this.mark());
      }
      this.simpleKeyAllowed = this.flowLevel === 0;
    }
    this.push('value', this.mark());
    this.skip();
  }

  private fetchAnchor(type: 'alias' | 'anchor'): void {
    this.saveKey();
    this.simpleKeyAllowed = false;
    const start = this.mark();
    this.skip();
    let name = '';
    while (/[0-9A-Za-z_-]/.test(this.at() ?? '')) {
      name += this.at();
      this.skip();
    }
    const c = this.at();
    if (name === '' || !(isBlankOrEnd(c) || '?:,]}%@`'.includes(c!))) {
      throw yamlError('did not find expected alphabetic or numeric character', this.mark(), 'scanner');
    }
    this.push(type, start, name);
  }

  private fetchTag(): void {
    this.saveKey();
    this.simpleKeyAllowed = false;
    const start = this.mark();
    let tag = '';
    while (!isBlankOrEnd(this.at()) && !(this.flowLevel > 0 && ',[]{}'.includes(this.at()!))) {
      tag += this.at();
      this.skip();
    }
    this.push('tag', start, tag);
  }
}
