import { lineOf, type Parsed } from './source';

/** What bash says of a text that does not parse. */
export interface SyntaxComplaint {
  /** Line (counted from 0) and message, one or more. */
  readonly messages: readonly { readonly line: number; readonly text: string }[];
  /** More input could make it right: PS2. */
  readonly incomplete: boolean;
}

const QUOTES: readonly (readonly [RegExp, string])[] = [
  [/double quote/, '"'],
  [/single quote|ANSI-C|\$'/, "'"],
  [/backtick/, '`'],
  [/command substitution|process substitution|arithmetic|array|subshell substitution/, ')'],
  [/parameter expansion/, '}'],
];

/** The first token at or after a position, as the shell's lexer sees it. */
function tokenAt(text: string, pos: number): string | undefined {
  let at = pos;
  for (;;) {
    while (text[at] === ' ' || text[at] === '\t') at++;
    if (text.startsWith('\\\n', at)) at += 2;
    else if (text[at] === '#' && (at === 0 || /[\s;&|()]/.test(text[at - 1]!))) while (at < text.length && text[at] !== '\n') at++;
    else break;
  }
  if (at >= text.length) return undefined;
  if (text[at] === '\n') return 'newline';
  const operator = /^(?:;;&|;;|;&|&&|\|\||\|&|<<-|<<<|<<|>>|>&|<&|&>>|&>|<>|>\||[;&|<>()])/.exec(text.slice(at, at + 4));
  if (operator) return operator[0];
  const word = /^(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|[^\s;&|<>()])+/s.exec(text.slice(at));
  return word?.[0];
}

/** Explains the first error of a parsed text. */
export function explainSyntax(parsed: Parsed): SyntaxComplaint | undefined {
  const { error, text } = parsed;
  if (!error) return undefined;
  const unterminated = /unterminated (.*)/.exec(error.message);
  const lastLine = lineOf(parsed, text.length) + (text.endsWith('\n') ? 0 : 1);
  if (unterminated) {
    const quote = QUOTES.find(([expression]) => expression.test(unterminated[1]!))?.[1] ?? ')';
    return {
      messages: [{ line: lineOf(parsed, error.pos), text: `unexpected EOF while looking for matching \`${quote}'` }],
      incomplete: true,
    };
  }
  const condition = /\[\[/.test(text) && (missingOperand(parsed, error) ?? conditionError(parsed, error));
  if (condition) return condition;
  const token = errorToken(text, error);
  if (
    token === undefined ||
    (token === 'newline' && /^expected/.test(error.message) && !/redirect/.test(error.message) && text.slice(error.pos).trim() === '')
  ) {
    return { messages: [{ line: lastLine, text: 'syntax error: unexpected end of file' }], incomplete: true };
  }
  const line = lineOf(parsed, Math.min(error.pos, text.length));
  const source = text.split('\n')[line] ?? '';
  return {
    messages: [
      { line, text: `syntax error near unexpected token \`${token}'` },
      { line, text: `\`${source}'` },
    ],
    incomplete: false,
  };
}

/** `[[ a == ]]` and `[[ -f ]]` */
function missingOperand(parsed: Parsed, error: { message: string; pos: number }): SyntaxComplaint | undefined {
  const { text } = parsed;
  const unary = /unary test operator/.test(error.message);
  const before = text.slice(0, unary ? error.pos : text.lastIndexOf(']]', error.pos));
  if (!unary && !(/close '\[\['/.test(error.message) && /(?:[=!<>~]|\s-[a-z]{2})\s*$/.test(before))) return undefined;
  const line = lineOf(parsed, Math.min(error.pos, text.length));
  return {
    messages: [
      { line, text: `unexpected argument \`]]' to conditional ${unary ? 'unary' : 'binary'} operator` },
      { line, text: "syntax error near `]]'" },
      { line, text: `\`${text.split('\n')[line] ?? ''}'` },
    ],
    incomplete: false,
  };
}

/** An error between `[[` and `]]`, which bash explains in two messages more. */
function conditionError(parsed: Parsed, error: { message: string; pos: number }): SyntaxComplaint | undefined {
  const open = parsed.nodes.find((node) => node.type === 'TestCommand' && node.pos < error.pos && /^unexpected/.test(error.message));
  const token = open && tokenAt(parsed.text, error.pos);
  if (!open || token === undefined) return undefined;
  const line = lineOf(parsed, error.pos);
  return {
    messages: [
      { line, text: 'conditional binary operator expected' },
      { line, text: `syntax error near \`${token}'` },
      { line, text: `\`${parsed.text.split('\n')[line] ?? ''}'` },
    ],
    incomplete: false,
  };
}

function errorToken(text: string, error: { message: string; pos: number }): string | undefined {
  let token = tokenAt(text, error.pos);
  // The parser may have taken the word that is in the way.
  const taken = /^expected '(?:do|then|in)'/.test(error.message) && /[\w)}]+$/.exec(text.slice(0, error.pos))?.[0];
  if (taken && (/^(?:done|fi|esac|then|do|else|elif)$/.test(taken) || error.pos < text.trimEnd().length)) return taken;
  if (/brace group/.test(error.message) && token === '{')
    token = text.slice(error.pos + 1).trim() === '' ? undefined : tokenAt(text, error.pos + 1);
  const second = token !== undefined && /[<>&|]\s*$/.test(text.slice(0, error.pos));
  if (/redirect target/.test(error.message) && !second && (token === undefined || /^[<>&]/.test(token))) {
    const rest = text.slice(error.pos).replace(/^[\s]*[<>&|]+/, '');
    token = rest.trim() === '' ? 'newline' : tokenAt(rest, 0);
  }
  // The parser may point before the token that is in the way.
  if (token === 'newline' && /^expected/.test(error.message) && !/redirect/.test(error.message)) {
    const next = /\S/.exec(text.slice(error.pos));
    token = next ? tokenAt(text, error.pos + next.index) : 'newline';
  }
  return token;
}

/** True when the text ends within something: a quote, a loop, after `|` or `\`, in a here-document. */
export function isIncomplete(parsed: Parsed): boolean {
  if (/(?:^|[^\\])(?:\\\\)*\\\n?$/.test(parsed.text) && !parsed.text.endsWith('\n\n') && !/#[^\n]*\\\n?$/.test(parsed.text)) return true;
  if (parsed.error) return explainSyntax(parsed)!.incomplete;
  return openHereDocument(parsed) !== undefined;
}

/** The delimiter of a here-document that the text ends in. */
export function openHereDocument(parsed: Parsed): string | undefined {
  for (const node of parsed.nodes) {
    const redirects = node.type === 'Command' || node.type === 'Redirected' ? node.redirects : [];
    for (const one of redirects) if (one.type === 'HereDoc' && !one.closing && one.delimiter) return one.delimiter.value;
  }
  return undefined;
}
