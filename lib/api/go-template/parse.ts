/** A template that cannot be read or run. */
export class TemplateError extends Error {
  constructor(
    message: string,
    /** Found when the template ran, not when it was read. */
    readonly running = false,
  ) {
    super(message);
  }
}

/** Where an expression stands in the template: the offset that Go counts from, and its text. */
export interface Place {
  readonly at: number;
  readonly text: string;
}

export type Expression =
  | { readonly is: 'dot' }
  | { readonly is: 'field'; readonly of?: Expression; readonly names: readonly string[]; readonly place: Place }
  | { readonly is: 'variable'; readonly name: string; readonly names: readonly string[]; readonly place: Place }
  | { readonly is: 'literal'; readonly value: unknown }
  | { readonly is: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly place: Place }
  | { readonly is: 'pipe'; readonly commands: readonly Expression[] };

export type Part =
  | { readonly part: 'text'; readonly text: string }
  | { readonly part: 'print'; readonly value: Expression }
  | { readonly part: 'assign'; readonly name: string; readonly declare: boolean; readonly value: Expression }
  | {
      readonly part: 'if';
      readonly value: Expression;
      readonly variable?: string;
      readonly then: readonly Part[];
      readonly otherwise: readonly Part[];
    }
  | {
      readonly part: 'with';
      readonly value: Expression;
      readonly variable?: string;
      readonly then: readonly Part[];
      readonly otherwise: readonly Part[];
    }
  | {
      readonly part: 'range';
      readonly value: Expression;
      readonly variables: readonly string[];
      readonly then: readonly Part[];
      readonly otherwise: readonly Part[];
    }
  | { readonly part: 'define'; readonly name: string; readonly then: readonly Part[] }
  | { readonly part: 'template'; readonly name: string; readonly value?: Expression }
  | { readonly part: 'break' }
  | { readonly part: 'continue' };

interface Chunk {
  readonly text?: string;
  readonly action?: string;
  /** Offset of the action's text in the template. */
  readonly from?: number;
}

function chunksOf(template: string): Chunk[] {
  const chunks: Chunk[] = [];
  let at = 0;
  let trimNext = false;
  while (at <= template.length) {
    const start = template.indexOf('{{', at);
    let text = start < 0 ? template.slice(at) : template.slice(at, start);
    if (trimNext) text = text.replace(/^\s+/, '');
    if (start < 0) {
      if (text) chunks.push({ text });
      break;
    }
    let from = start + 2;
    if (/^-\s/.test(template.slice(from, from + 2))) {
      text = text.replace(/\s+$/, '');
      from += 2;
    }
    if (text) chunks.push({ text });
    const end = closing(template, from);
    let action = template.slice(from, end);
    trimNext = /\s-$/.test(action);
    if (trimNext) action = action.slice(0, -2);
    from += /^\s*/.exec(action)![0].length;
    action = action.trim();
    if (!/^\/\*.*\*\/$/s.test(action)) chunks.push({ action, from });
    at = end + 2;
  }
  return chunks;
}

function closing(template: string, from: number): number {
  let quote = '';
  for (let i = from; i < template.length; i++) {
    const c = template[i]!;
    if (quote !== '') {
      if (c === '\\' && quote !== '`') i++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === '`' || c === "'") quote = c;
    else if (c === '}' && template[i + 1] === '}') return i;
  }
  throw new TemplateError('template: output:1: unclosed action');
}

/** Parses a template of Go's text/template. Throws TemplateError. */
export function parseGoTemplate(template: string): readonly Part[] {
  const chunks = chunksOf(template);
  const state = { at: 0 };
  const parts = partsUntil(chunks, state, []);
  if (state.at < chunks.length) throw new TemplateError(`template: output:1: unexpected {{${chunks[state.at]!.action}}}`);
  return parts;
}

function partsUntil(chunks: readonly Chunk[], state: { at: number }, ends: readonly string[]): Part[] {
  const parts: Part[] = [];
  while (state.at < chunks.length) {
    const { text, action, from = 0 } = chunks[state.at]!;
    if (text !== undefined) {
      parts.push({ part: 'text', text });
      state.at++;
      continue;
    }
    const word = /^\w*/.exec(action!)![0];
    if (word === 'end' || word === 'else') {
      if (ends.includes(word)) return parts;
      throw new TemplateError(`template: output:1: unexpected {{${word}}}`);
    }
    state.at++;
    if (word === 'if' || word === 'with' || word === 'range')
      parts.push(block(word, action!.slice(word.length), from + word.length, chunks, state));
    else if (word === 'define' || word === 'block' || word === 'template') parts.push(...named(word, action!, from, chunks, state));
    else if (word === 'break' || word === 'continue') parts.push({ part: word });
    else parts.push(simple(action!, from));
  }
  if (ends.length > 0) throw new TemplateError('template: output:1: unexpected EOF');
  return parts;
}

/** `{{define "x"}}…{{end}}`, `{{template "x" .}}`, and `{{block "x" .}}…{{end}}`, which is both. */
function named(word: string, action: string, from: number, chunks: readonly Chunk[], state: { at: number }): Part[] {
  const found = /^\w+\s+("(?:[^"\\]|\\.)*"|`[^`]*`)\s*(.*)$/s.exec(action);
  if (!found) throw new TemplateError(`template: output:1: missing value for ${word} clause`);
  const quoted = found[1]!;
  const name = quoted.startsWith('`') ? quoted.slice(1, -1) : (JSON.parse(quoted) as string);
  const rest = found[2]!;
  if (word === 'define' && rest !== '') throw new TemplateError(`template: output:1: unexpected <${rest}> in define clause`);
  const value = rest === '' ? undefined : parseExpression(rest, from + action.length - rest.length);
  const uses: Part = { part: 'template', name, ...(value && { value }) };
  if (word === 'template') return [uses];
  const then = partsUntil(chunks, state, ['end']);
  state.at++;
  return [{ part: 'define', name, then }, ...(word === 'block' ? [uses] : [])];
}

function block(word: 'if' | 'with' | 'range', given: string, from: number, chunks: readonly Chunk[], state: { at: number }): Part {
  const head = given.trim();
  const start = from + given.indexOf(head);
  const declared = /^(\$\w*)(?:\s*,\s*(\$\w*))?\s*:=\s*(.*)$/s.exec(head);
  const value = parseExpression(declared ? declared[3]! : head, start + (declared ? head.length - declared[3]!.length : 0));
  const then = partsUntil(chunks, state, ['end', 'else']);
  let otherwise: Part[] = [];
  const { action = '', from: elseFrom = 0 } = chunks[state.at]!;
  state.at++;
  if (action.startsWith('else')) {
    const more = action.slice(4).trim();
    if (more === '') {
      otherwise = partsUntil(chunks, state, ['end']);
      state.at++;
    } else {
      const next = /^(if|with)\s+(.*)$/s.exec(more);
      if (!next) throw new TemplateError(`template: output:1: unexpected <${more}> in else`);
      otherwise = [block(next[1] as 'if', next[2]!, elseFrom + action.length - next[2]!.length, chunks, state)];
    }
  }
  const variables = declared ? [declared[1]!, ...(declared[2] ? [declared[2]] : [])] : [];
  if (word === 'range') return { part: 'range', value, variables, then, otherwise };
  return { part: word as 'if', value, ...(variables[0] && { variable: variables[0] }), then, otherwise };
}

function simple(action: string, from: number): Part {
  const assign = /^(\$\w+)\s*(:?=)\s*(.*)$/s.exec(action);
  if (assign)
    return {
      part: 'assign',
      name: assign[1]!,
      declare: assign[2] === ':=',
      value: parseExpression(assign[3]!, from + action.length - assign[3]!.length),
    };
  if (action === '') throw new TemplateError('template: output:1: missing value for command');
  return { part: 'print', value: parseExpression(action, from) };
}

const TOKEN =
  /\s+|\(|\)|\||"(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)'|\$\w*(?:\.\w+)*|(?:\.[\w-]+)+|\.|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|\w+/gy;

interface Token {
  readonly text: string;
  readonly at: number;
}

/** Reads tokens from the first on. */
interface Reading {
  readonly tokens: readonly Token[];
  /** The whole text, and its offset in the template. */
  readonly text: string;
  readonly from: number;
  at: number;
}

/** Parses what stands between the braces; `from` is its offset in the template. Throws TemplateError. */
export function parseExpression(text: string, from = 0): Expression {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  let consumed = 0;
  for (const match of text.matchAll(TOKEN)) {
    tokens.push({ text: /^\s+$/.test(match[0]) ? ' ' : match[0], at: consumed });
    consumed += match[0].length;
  }
  if (consumed < text.length) throw new TemplateError(`template: output:1: unexpected ${JSON.stringify(text[consumed])} in command`);
  const reading: Reading = { tokens, text, from, at: 0 };
  const expression = pipeline(reading);
  const left = tokens[reading.at];
  if (left) throw new TemplateError(`template: output:1: unexpected ${JSON.stringify(left.text)} in command`);
  return expression;
}

function pipeline(reading: Reading): Expression {
  const { tokens } = reading;
  const here = () => tokens[reading.at]?.text;
  const commands: Expression[] = [];
  for (;;) {
    const operands: Expression[] = [];
    const start = tokens[reading.at]?.text === ' ' ? tokens[reading.at + 1]?.at : tokens[reading.at]?.at;
    while (here() !== undefined && here() !== '|' && here() !== ')') {
      if (here() === ' ') reading.at++;
      else operands.push(operand(reading));
    }
    const [first, ...args] = operands;
    if (!first) throw new TemplateError('template: output:1: missing value for command');
    if (first.is === 'call') {
      const text = reading.text.slice(start, tokens[reading.at]?.at).trim();
      commands.push({ is: 'call', name: first.name, args, place: { at: first.place.at, text } });
    } else if (args.length > 0) throw new TemplateError(`template: output:1: can't give argument to non-function`);
    else commands.push(first);
    if (here() !== '|') break;
    reading.at++;
  }
  return commands.length === 1 ? commands[0]! : { is: 'pipe', commands };
}

function operand(reading: Reading): Expression {
  const { text: token, at } = reading.tokens[reading.at++]!;
  const place = (offset = 0, text = token): Place => ({ at: reading.from + at + offset, text });
  if (token === '(') {
    const inner = pipeline(reading);
    const close = reading.tokens[reading.at++];
    if (close?.text !== ')') throw new TemplateError('template: output:1: unclosed left paren');
    const next = reading.tokens[reading.at];
    if (next && next.text.startsWith('.') && next.text.length > 1) {
      reading.at++;
      const text = reading.text.slice(at, next.at + next.text.length);
      return { is: 'field', of: inner, names: next.text.slice(1).split('.'), place: { at: reading.from + next.at, text } };
    }
    return inner;
  }
  if (token === '.') return { is: 'dot' };
  if (token.startsWith('.')) {
    const names = token.slice(1).split('.');
    // Go counts a chain of fields from its second one.
    return { is: 'field', names, place: place(names.length > 1 ? names[0]!.length + 1 : 0) };
  }
  if (token.startsWith('$')) {
    const [name, ...names] = token.split('.');
    return { is: 'variable', name: name!, names, place: place(names.length > 0 ? name!.length : 0) };
  }
  if (token.startsWith('"')) return { is: 'literal', value: JSON.parse(token.replace(/\\'/g, "'")) };
  if (token.startsWith('`')) return { is: 'literal', value: token.slice(1, -1) };
  if (token.startsWith("'")) return { is: 'literal', value: token.codePointAt(1)! };
  if (/^-?\d/.test(token)) return { is: 'literal', value: Number(token) };
  if (token === 'true' || token === 'false') return { is: 'literal', value: token === 'true' };
  if (token === 'nil') return { is: 'literal', value: null };
  return { is: 'call', name: token, args: [], place: place() };
}
