export type Dialect = 'mysql' | 'postgres';

export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'symbol';
  readonly text: string;
  /** Where it begins in the statement. */
  readonly at: number;
}

const MOST_TEXT = 64 * 1024;

/** Statements of a script, without their semicolons and without comments. */
export function statementsOf(text: string): string[] {
  const out: string[] = [];
  let current = '';
  const pattern = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|`[^`]*`|--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|;|[^;'"`\-#/]+|[\s\S]/g;
  for (const [piece] of text.slice(0, MOST_TEXT).matchAll(pattern)) {
    if (piece === ';') {
      if (current.trim() !== '') out.push(current.trim());
      current = '';
    } else if (/^(--|#|\/\*)/.test(piece)) current += ' ';
    else current += piece;
  }
  if (current.trim() !== '') out.push(current.trim());
  return out;
}

/** Words, names, literals and symbols of one statement. */
export function tokenize(text: string, dialect: Dialect): Token[] {
  const out: Token[] = [];
  const pattern =
    /\s+|'((?:[^'\\]|\\.|'')*)'|"((?:[^"\\]|\\.)*)"|`([^`]*)`|(\d+(?:\.\d+)?)|(@{0,2}[A-Za-z_][\w$]*)|(<=|>=|<>|!=|\|\||::|[(),.*=<>+\-/%])|([\s\S])/g;
  for (const match of text.matchAll(pattern)) {
    const [whole, single, double, back, number, word, symbol, other] = match;
    const at = match.index;
    const unescaped = (literal: string) => literal.replace(/''/g, "'").replace(/\\(.)/g, '$1');
    if (single !== undefined) out.push({ kind: 'string', text: unescaped(single), at });
    else if (double !== undefined) out.push({ kind: dialect === 'mysql' ? 'string' : 'name', text: unescaped(double), at });
    else if (back !== undefined) out.push({ kind: 'name', text: back, at });
    else if (number !== undefined) out.push({ kind: 'number', text: number, at });
    else if (word !== undefined) out.push({ kind: 'word', text: word, at });
    else if (symbol !== undefined) out.push({ kind: 'symbol', text: symbol, at });
    else if (other !== undefined && whole.trim() !== '') out.push({ kind: 'symbol', text: other, at });
  }
  return out;
}
