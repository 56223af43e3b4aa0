import { parse } from 'unbash';
import { readEscapes } from './quote';

/** A part of a word, ready to be expanded. Words are kept as their source text; this is compiled from it and cached. */
export type Part =
  /** `q`: quoted by a backslash or quotes. */
  | { readonly t: 'text'; readonly s: string; readonly q: boolean }
  | { readonly t: 'quoted'; readonly parts: readonly Part[] }
  | Param
  | { readonly t: 'command'; readonly text: string }
  | { readonly t: 'arithmetic'; readonly text: string }
  | { readonly t: 'process'; readonly output: boolean; readonly text: string };

export interface Param {
  readonly t: 'param';
  /** As written, for error messages. */
  readonly source: string;
  readonly name: string;
  readonly index?: string;
  readonly prefix?: '#' | '!';
  /** `:-` `#` `/` `^` `@` `:` (slice), `names@`, or `bad`. */
  readonly op?: string;
  readonly operand?: string;
  /** Replacement text, or the length of a slice. */
  readonly second?: string;
}

/** How text is read: as a word; as the inside of double quotes; as a here-document; as an operand inside of quotes. */
export type TemplateMode = 'word' | 'quotes' | 'heredoc' | 'operand';

const cache = new Map<string, readonly Part[]>();
const MOST_CACHED = 20_000;

export function compileWord(text: string, mode: TemplateMode = 'word'): readonly Part[] {
  const key = mode[0] + text;
  let parts = cache.get(key);
  if (!parts) {
    parts = new Compiler(text, mode).all();
    if (cache.size >= MOST_CACHED) cache.clear();
    cache.set(key, parts);
  }
  return parts;
}

class Compiler {
  private readonly parts: Part[] = [];
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly mode: TemplateMode,
  ) {}

  all(): readonly Part[] {
    while (this.at < this.text.length) this.one();
    return this.parts;
  }

  private add(s: string, q: boolean): void {
    const last = this.parts[this.parts.length - 1];
    if (last?.t === 'text' && last.q === q) this.parts[this.parts.length - 1] = { t: 'text', s: last.s + s, q };
    else this.parts.push({ t: 'text', s, q });
  }

  private one(): void {
    const { text, at, mode } = this;
    const c = text[at]!;
    const quoting = mode !== 'word';
    if (c === '\\') return this.backslash();
    if (c === '$') return this.dollar();
    if (c === '`') return this.backtick();
    if (c === '"' && mode !== 'heredoc' && mode !== 'quotes') return this.doubleQuotes(at);
    if (!quoting) {
      if (c === "'") {
        const end = endOr(text.indexOf("'", at + 1), text);
        this.add(text.slice(at + 1, end), true);
        this.at = end + 1;
        return;
      }
      if ((c === '<' || c === '>') && text[at + 1] === '(') {
        const end = commandEnd(text, at);
        this.parts.push({ t: 'process', output: c === '>', text: text.slice(at + 2, end - 1) });
        this.at = end;
        return;
      }
    }
    let end = at + 1;
    while (end < text.length && !'\\$`"\'<>'.includes(text[end]!)) end++;
    this.add(text.slice(at, end), quoting);
    this.at = end;
  }

  private backslash(): void {
    const { text, at, mode } = this;
    const next = text[at + 1];
    if (next === undefined) {
      this.add('\\', true);
      this.at++;
    } else if (next === '\n') this.at += 2;
    else if (mode === 'word') {
      const whole = String.fromCodePoint(text.codePointAt(at + 1)!);
      this.add(whole, true);
      this.at += 1 + whole.length;
    } else if (
      next === '$' ||
      next === '`' ||
      next === '\\' ||
      (next === '"' && mode !== 'heredoc') ||
      (next === '}' && mode === 'operand')
    ) {
      this.add(next, true);
      this.at += 2;
    } else {
      this.add('\\', true);
      this.at++;
    }
  }

  private doubleQuotes(open: number): void {
    const end = quotesEnd(this.text, open);
    this.parts.push({ t: 'quoted', parts: compileWord(this.text.slice(open + 1, end), 'quotes') });
    this.at = end + 1;
  }

  private backtick(): void {
    const { text, at } = this;
    let end = at + 1;
    let body = '';
    for (; end < text.length && text[end] !== '`'; end++) {
      if (text[end] === '\\' && ('`\\$'.includes(text[end + 1]!) || (text[end + 1] === '"' && this.mode !== 'word'))) end++;
      body += text[end];
    }
    this.parts.push({ t: 'command', text: body });
    this.at = end + 1;
  }

  private dollar(): void {
    const { text, at } = this;
    const next = text[at + 1];
    if (next === '(') {
      if (text[at + 2] === '(') {
        const end = arithmeticEnd(text, at + 3);
        if (end > 0) {
          this.parts.push({ t: 'arithmetic', text: text.slice(at + 3, end) });
          this.at = end + 2;
          return;
        }
      }
      const end = commandEnd(text, at);
      this.parts.push({ t: 'command', text: text.slice(at + 2, end - 1) });
      this.at = end;
      return;
    }
    if (next === '[') {
      const end = endOr(text.indexOf(']', at + 2), text);
      this.parts.push({ t: 'arithmetic', text: text.slice(at + 2, end) });
      this.at = end + 1;
      return;
    }
    if (next === '{') return this.braces();
    if (next === "'" && this.mode === 'word') {
      let end = at + 2;
      while (end < text.length && text[end] !== "'") end += text[end] === '\\' ? 2 : 1;
      this.add(readEscapes(text.slice(at + 2, end), { ansi: true }).text.replace(/\0.*/s, ''), true);
      this.at = end + 1;
      return;
    }
    if (next === '"' && this.mode === 'word') return this.doubleQuotes(at + 1);
    const name = /^(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(text.slice(at + 1, at + 257))?.[0];
    if (name === undefined) {
      this.add('$', this.mode !== 'word');
      this.at++;
      return;
    }
    const whole = /^[A-Za-z_]/.test(name) ? /^\w+/.exec(text.slice(at + 1))![0] : name;
    this.parts.push({ t: 'param', source: '$' + whole, name: whole });
    this.at += 1 + whole.length;
  }

  private braces(): void {
    const { text, at } = this;
    const end = bracesEnd(text, at + 1, this.mode !== 'word');
    this.parts.push(readParameter(text.slice(at + 2, end), text.slice(at, end + 1)));
    this.at = end + 1;
  }
}

const endOr = (index: number, text: string): number => (index < 0 ? text.length : index);

/** Index of the `"` that closes the one at `open`. */
function quotesEnd(text: string, open: number): number {
  for (let i = open + 1; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === '"') return i;
    else if (c === '`') i = backtickEnd(text, i);
    else if (c === '$' && text[i + 1] === '(') i = commandEnd(text, i) - 1;
    else if (c === '$' && text[i + 1] === '{') i = bracesEnd(text, i + 1, true);
  }
  return text.length;
}

function backtickEnd(text: string, open: number): number {
  let i = open + 1;
  while (i < text.length && text[i] !== '`') i += text[i] === '\\' ? 2 : 1;
  return i;
}

/** Index of the `}` that closes the `{` at `open`. */
function bracesEnd(text: string, open: number, inQuotes: boolean): number {
  const operator = /^\{[#!]?(?:\w+|[@*#?$!-])(?:\[[^\]]*\])?(:?[-=+?])?/.exec(text.slice(open, open + 300));
  const literalQuotes = inQuotes && (operator?.[1] !== undefined || !operator);
  for (let i = open + 1; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === '}') return i;
    else if (c === "'" && !literalQuotes) i = endOr(text.indexOf("'", i + 1), text);
    else if (c === '"') i = quotesEnd(text, i);
    else if (c === '`') i = backtickEnd(text, i);
    else if (c === '$' && text[i + 1] === '(') i = commandEnd(text, i) - 1;
    else if (c === '$' && text[i + 1] === '{') i = bracesEnd(text, i + 1, inQuotes);
  }
  return text.length;
}

/** Index of the `))` that ends the arithmetic text at `from`, or -1 when it is a subshell in a substitution. */
function arithmeticEnd(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === "'") i = endOr(text.indexOf("'", i + 1), text);
    else if (c === '"') i = quotesEnd(text, i);
    else if (c === '(') depth++;
    else if (c === ')') {
      if (depth > 0) depth--;
      else return text[i + 1] === ')' ? i : -1;
    }
  }
  return -1;
}

/** Index after the `)` that closes the substitution which begins at `at` (`$(`, `<(` or `>(`). */
export function commandEnd(text: string, at: number): number {
  const simple = /^[^()'"\\`#]*\)/.exec(text.slice(at + 2));
  if (simple && !/\bcase\b|<</.test(simple[0])) return at + 2 + simple[0].length;
  const rest = text.slice(at);
  const first = parse(rest).commands[0]?.command;
  const word = first?.type === 'Command' ? first.name : undefined;
  const part = word?.parts?.[0];
  if (part && (part.type === 'CommandExpansion' || part.type === 'ProcessSubstitution') && part.pos === 0) return at + part.end;
  return endOr(text.lastIndexOf(')'), text) + 1;
}

const PARAMETER = /^([#!]?)([A-Za-z_]\w*|\d+|[@*#?$!-])/;

function readParameter(body: string, source: string): Param {
  const bad: Param = { t: 'param', source, name: '', op: 'bad' };
  let match = PARAMETER.exec(body);
  // `${#}`, `${#-x}`, `${!}` … : the sign is the parameter itself.
  if (/^[#!](?:$|:?[-+=?]|[%/^,@:])/.test(body) && !/^#[@?$!-]$/.test(body) && !/^#[-?]$/.test(body))
    match = ['', '', body[0]!] as unknown as RegExpExecArray;
  if (!match) return bad;
  const prefix = match[1] as '' | '#' | '!';
  const name = match[2]!;
  let at = prefix.length + name.length;
  let index: string | undefined;
  if (body[at] === '[') {
    const end = indexEnd(body, at);
    if (end < 0) return bad;
    index = body.slice(at + 1, end);
    at = end + 1;
  }
  const base = { t: 'param' as const, source, name, ...(index === undefined ? {} : { index }), ...(prefix ? { prefix } : {}) };
  const rest = body.slice(at);
  if (rest === '') return base;
  if (prefix === '#') return bad;
  if (prefix === '!' && (rest === '*' || rest === '@')) return { ...base, op: 'names' + rest };
  const op = /^(?::?[-=+?]|##?|%%?|\/[/#%]?|\^\^?|,,?|~~?|@|:)/.exec(rest)?.[0];
  if (op === undefined) return bad;
  const operand = rest.slice(op.length);
  if (op[0] === '/') {
    const slash = patternEnd(operand, op === '/' || op === '//');
    return slash < 0 ? { ...base, op, operand } : { ...base, op, operand: operand.slice(0, slash), second: operand.slice(slash + 1) };
  }
  if (op === ':') {
    const colon = sliceEnd(operand);
    return colon < 0 ? { ...base, op, operand } : { ...base, op, operand: operand.slice(0, colon), second: operand.slice(colon + 1) };
  }
  return { ...base, op, operand };
}

/** Index of the `]` that closes the `[` at `open`, or -1. */
export function indexEnd(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === "'") i = endOr(text.indexOf("'", i + 1), text);
    else if (c === '"') i = quotesEnd(text, i);
    else if (c === '$' && text[i + 1] === '(') i = commandEnd(text, i) - 1;
    else if (c === '$' && text[i + 1] === '{') i = bracesEnd(text, i + 1, false);
    else if (c === '[') depth++;
    else if (c === ']' && --depth === 0) return i;
  }
  return -1;
}

/** Where the pattern of a replacement ends; a slash that it begins with is part of it unless it is anchored. */
function patternEnd(text: string, slashFirst: boolean): number {
  for (let i = slashFirst && text[0] === '/' ? 1 : 0; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === "'") i = endOr(text.indexOf("'", i + 1), text);
    else if (c === '"') i = quotesEnd(text, i);
    else if (c === '$' && text[i + 1] === '(') i = commandEnd(text, i) - 1;
    else if (c === '$' && text[i + 1] === '{') i = bracesEnd(text, i + 1, false);
    else if (c === '/') return i;
  }
  return -1;
}

function sliceEnd(text: string): number {
  let depth = 0;
  let questions = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '$' && text[i + 1] === '{') i = bracesEnd(text, i + 1, false);
    else if (c === '(' || c === '[') depth++;
    else if (c === ')' || c === ']') depth--;
    else if (c === '?') questions++;
    else if (c === ':' && depth === 0) {
      if (questions > 0) questions--;
      else return i;
    }
  }
  return -1;
}
