import { AwkSyntaxError } from './ast';
import type { Token } from './lex';

/** A place among the tokens of a program. */
export class Cursor {
  protected at = 0;

  constructor(protected readonly tokens: readonly Token[]) {}

  protected cur(): Token {
    return this.tokens[this.at]!;
  }

  protected isOp(text: string): boolean {
    return this.cur().type === 'op' && this.cur().text === text;
  }

  protected isKeyword(text: string): boolean {
    return this.cur().type === 'keyword' && this.cur().text === text;
  }

  protected expect(text: string): void {
    if (!this.isOp(text)) this.fail(text === ')' ? 'missing ) near' : undefined);
    this.at++;
  }

  protected newlines(semicolons = false): void {
    while (this.cur().type === 'newline' || (semicolons && this.isOp(';'))) this.at++;
  }

  protected fail(what = 'syntax error at or near'): never {
    let token = this.cur();
    if (token.type === 'newline' && this.tokens[this.at + 1]?.type === 'end') token = this.tokens[this.at + 1]!;
    const shown =
      token.type === 'end'
        ? 'end of file'
        : token.type === 'newline'
          ? 'end of line'
          : token.type === 'string'
            ? token.text
            : token.type === 'regex'
              ? `/${token.text}/`
              : token.text;
    throw new AwkSyntaxError(`line ${token.line}: ${token.type === 'end' && what.startsWith('syntax') ? 'missing } near' : what} ${shown}`);
  }
}
