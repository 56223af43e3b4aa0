import { TemplateError } from './ast';

export type Token = {
  readonly type:
    | 'text'
    | 'left'
    | 'right'
    | 'space'
    | 'field'
    | 'variable'
    | 'word'
    | 'number'
    | 'string'
    | 'raw'
    | 'char'
    | 'pipe'
    | 'open'
    | 'close'
    | 'declare'
    | 'assign'
    | 'comma'
    | 'dot'
    | 'eof';
  readonly text: string;
  readonly pos: number;
};

const RULES: readonly (readonly [Token['type'], RegExp])[] = [
  ['space', /[ \t\r\n]+/y],
  ['declare', /:=/y],
  ['assign', /=/y],
  ['pipe', /\|/y],
  ['string', /"(?:[^"\\\n]|\\.)*"/y],
  ['raw', /`[^`]*`/y],
  ['variable', /\$[\p{L}\p{N}_]*/uy],
  ['char', /'(?:[^'\\\n]|\\.)+'/y],
  ['number', /[+-]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y],
  ['field', /\.[\p{L}\p{N}_]+/uy],
  ['dot', /\./y],
  ['word', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['open', /\(/y],
  ['close', /\)/y],
  ['comma', /,/y],
];

const lineAt = (text: string, pos: number) => text.slice(0, pos).split('\n').length;
const CLOSE = /(?:[ \t\r\n]+-)?\}\}/y;
const STUFF = /[ \t\r\n]/;

/** Cuts a template into tokens; space around `{{-` and `-}}` is gone, and so are comments. Throws TemplateError. */
export function tokensOf(file: string, text: string): Token[] {
  const tokens: Token[] = [];
  const fail = (pos: number, message: string): never => {
    throw new TemplateError(`template: ${file}:${lineAt(text, pos)}: ${message}`, 'parse');
  };
  let at = 0;
  let trim = false;
  for (;;) {
    const left = text.indexOf('{{', at);
    let chunk = left < 0 ? text.slice(at) : text.slice(at, left);
    let from = at;
    if (trim) {
      const rest = chunk.replace(/^[ \t\r\n]+/, '');
      from += chunk.length - rest.length;
      chunk = rest;
    }
    if (left < 0) {
      if (chunk !== '') tokens.push({ type: 'text', text: chunk, pos: from });
      tokens.push({ type: 'eof', text: '', pos: text.length });
      return tokens;
    }
    let pos = left + 2;
    const trimmed = text[pos] === '-' && STUFF.test(text[pos + 1] ?? '');
    if (trimmed) {
      chunk = chunk.replace(/[ \t\r\n]+$/, '');
      pos += 2;
    }
    if (chunk !== '') tokens.push({ type: 'text', text: chunk, pos: from });
    if (text.startsWith('/*', pos)) {
      const end = text.indexOf('*/', pos);
      if (end < 0) fail(left, 'unclosed comment');
      const close = /^(?:[ \t\r\n]-)?\}\}/.exec(text.slice(end + 2));
      if (!close) fail(left, 'comment ends before closing delimiter');
      trim = close![0].length > 2;
      at = end + 2 + close![0].length;
      continue;
    }
    tokens.push({ type: 'left', text: '{{', pos: left });
    const started = left;
    let depth = 0;
    for (;;) {
      CLOSE.lastIndex = pos;
      const close = CLOSE.exec(text);
      if (close) {
        if (depth > 0) fail(pos, 'unclosed left paren');
        trim = close[0].length > 2;
        tokens.push({ type: 'right', text: '}}', pos });
        at = pos + close[0].length;
        break;
      }
      if (pos >= text.length) fail(started, 'unclosed action');
      const token = next(text, pos);
      if (!token) {
        if (text[pos] === '"') fail(pos, 'unterminated quoted string');
        if (text[pos] === '`') fail(pos, 'unterminated raw quoted string');
        if (text[pos] === "'") fail(pos, 'unterminated character constant');
        const c = String.fromCodePoint(text.codePointAt(pos)!);
        if (c === ':') fail(pos, 'expected :=');
        fail(
          pos,
          /[!-~]/.test(c)
            ? `unexpected ${JSON.stringify(c)} in ${tokens.at(-1)?.type === 'left' ? 'command' : 'operand'}`
            : `unrecognized character in action: U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${c}'`,
        );
      }
      if (token!.type === 'open') depth++;
      if (token!.type === 'close' && --depth < 0) fail(pos, 'unexpected right paren');
      if (token!.type === 'number' && /[\p{L}\p{N}_]/u.test(text[pos + token!.text.length] ?? '')) {
        fail(pos, `bad number syntax: ${JSON.stringify(text.slice(pos, pos + token!.text.length + 1))}`);
      }
      tokens.push(token!);
      pos += token!.text.length;
    }
  }
}

function next(text: string, pos: number): Token | undefined {
  for (const [type, rule] of RULES) {
    rule.lastIndex = pos;
    const found = rule.exec(text);
    if (found) return { type, text: found[0], pos };
  }
  return undefined;
}
