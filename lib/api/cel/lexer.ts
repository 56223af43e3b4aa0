import type { Issue } from './errors';

export type TokenKind = 'symbol' | 'int' | 'uint' | 'float' | 'string' | 'bytes' | 'ident' | 'escaped' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly offset: number;
}

const SYMBOLS = [
  '==', '!=', '<=', '>=', '&&', '||', '<', '>', '[', ']', '{', '}', '(', ')', '.', ',', '-', '!', '?', ':', '+', '*', '/', '%',
]; // prettier-ignore
const KEYWORDS = new Set(['in', 'true', 'false', 'null']);

const ESCAPE =
  String.raw`\\(?:[abfnrtv"'\\?` + '`' + String.raw`]|x[0-9a-fA-F]{2}|X[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})`;
const STRING = new RegExp(
  [
    String.raw`[rR]"""[^]*?"""`,
    String.raw`[rR]'''[^]*?'''`,
    `"""(?:${ESCAPE}|[^\\\\])*?"""`,
    `'''(?:${ESCAPE}|[^\\\\])*?'''`,
    String.raw`[rR]"[^"\n\r]*"`,
    String.raw`[rR]'[^'\n\r]*'`,
    `"(?:${ESCAPE}|[^\\\\"\\n\\r])*"`,
    `'(?:${ESCAPE}|[^\\\\'\\n\\r])*'`,
  ].join('|'),
  'y',
);
const FLOAT = /(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)/y;
const INT = /(?:0x[0-9a-fA-F]+|\d+)([uU]?)/y;
const IDENT = /[A-Za-z_][A-Za-z0-9_]*/y;
const SPACE = /(?:[\t \r\n\f]+|\/\/[^\n]*)+/y;
const ESCAPED = /`[A-Za-z0-9_.\-/ ]+`/y;

/** Cuts a source into tokens; what is none is reported and left out, as ANTLR's lexer does. Models CEL.g4. */
export function tokenize(source: string): { readonly tokens: readonly Token[]; readonly issues: readonly Issue[] } {
  const tokens: Token[] = [];
  const issues: Issue[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  const push = (kind: TokenKind, text: string) => {
    tokens.push({ kind, text, offset: at });
    at += text.length;
  };
  while (at < source.length) {
    const space = match(SPACE);
    if (space) {
      at += space[0].length;
      continue;
    }
    const bytes = /[bB]/.test(source[at]!) ? stringAt(source, at + 1) : undefined;
    const text = bytes ?? stringAt(source, at);
    const float = match(FLOAT);
    const int = match(INT);
    const ident = match(IDENT);
    const escaped = match(ESCAPED);
    const symbol = SYMBOLS.find((one) => source.startsWith(one, at));
    if (bytes !== undefined) push('bytes', source[at] + bytes);
    else if (text !== undefined) push('string', text);
    else if (float) push('float', float[0]);
    else if (int) push(int[1] ? 'uint' : 'int', int[0]);
    else if (ident) push(KEYWORDS.has(ident[0]) ? 'symbol' : 'ident', ident[0]);
    else if (escaped) push('escaped', escaped[0]);
    else if (symbol) push('symbol', symbol);
    else {
      const wrong = unrecognized(source, at);
      issues.push({ offset: at, message: `Syntax error: token recognition error at: '${shown(wrong)}'` });
      at += wrong.length;
    }
  }
  tokens.push({ kind: 'end', text: '<EOF>', offset: source.length });
  return { tokens, issues };
}

function stringAt(source: string, at: number): string | undefined {
  STRING.lastIndex = at;
  return STRING.exec(source)?.[0];
}

/** The text that the lexer gives up on: up to where no token could go on. */
function unrecognized(source: string, at: number): string {
  const quote = source[at];
  if (quote === '"' || quote === "'") {
    let end = at + 1;
    const escape = new RegExp(ESCAPE, 'y');
    while (end < source.length && source[end] !== '\n' && source[end] !== '\r') {
      if (source[end] !== '\\') end++;
      else {
        escape.lastIndex = end;
        const found = escape.exec(source);
        if (!found) return source.slice(at, end + wrongEscape(source.slice(end)));
        end += found[0].length;
      }
    }
    return source.slice(at, Math.min(end + 1, source.length));
  }
  const char = String.fromCodePoint(source.codePointAt(at)!);
  if (/[=&|]/.test(char)) return source.slice(at, at + 2);
  return char;
}

const shown = (text: string) => text.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');

/** How much of an escape is read before it is known to be none. */
function wrongEscape(text: string): number {
  const digits = ({ x: 2, X: 2, u: 4, U: 8 } as Record<string, number>)[text[1] ?? ''] ?? (/[0-3]/.test(text[1] ?? '') ? 2 : 0);
  const digit = digits > 2 || /[xX]/.test(text[1] ?? '') ? /[0-9a-fA-F]/ : /[0-7]/;
  let length = 2;
  for (let index = 0; index < digits && digit.test(text[length] ?? ''); index++) length++;
  return digits === 0 ? 2 : length + 1;
}
