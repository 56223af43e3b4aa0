/** A template that cannot be read or run. */
export class TemplateError extends Error {}

export type Expression =
  | { readonly is: 'dot' }
  | { readonly is: 'field'; readonly of?: Expression; readonly names: readonly string[] }
  | { readonly is: 'variable'; readonly name: string; readonly names: readonly string[] }
  | { readonly is: 'literal'; readonly value: unknown }
  | { readonly is: 'call'; readonly name: string; readonly args: readonly Expression[] }
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
  | { readonly part: 'break' }
  | { readonly part: 'continue' };

interface Chunk {
  readonly text?: string;
  readonly action?: string;
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
    action = action.trim();
    if (!/^\/\*.*\*\/$/s.test(action)) chunks.push({ action });
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
    const { text, action } = chunks[state.at]!;
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
    if (word === 'if' || word === 'with' || word === 'range') parts.push(block(word, action!.slice(word.length).trim(), chunks, state));
    else if (word === 'break' || word === 'continue') parts.push({ part: word });
    else parts.push(simple(action!));
  }
  if (ends.length > 0) throw new TemplateError('template: output:1: unexpected EOF');
  return parts;
}

function block(word: 'if' | 'with' | 'range', head: string, chunks: readonly Chunk[], state: { at: number }): Part {
  const declared = /^(\$\w*)(?:\s*,\s*(\$\w*))?\s*:=\s*(.*)$/s.exec(head);
  const value = parseExpression(declared ? declared[3]! : head);
  const then = partsUntil(chunks, state, ['end', 'else']);
  let otherwise: Part[] = [];
  const action = chunks[state.at]!.action!;
  state.at++;
  if (action.startsWith('else')) {
    const more = action.slice(4).trim();
    if (more === '') {
      otherwise = partsUntil(chunks, state, ['end']);
      state.at++;
    } else {
      const next = /^(if|with)\s+(.*)$/s.exec(more);
      if (!next) throw new TemplateError(`template: output:1: unexpected <${more}> in else`);
      otherwise = [block(next[1] as 'if', next[2]!, chunks, state)];
    }
  }
  const variables = declared ? [declared[1]!, ...(declared[2] ? [declared[2]] : [])] : [];
  if (word === 'range') return { part: 'range', value, variables, then, otherwise };
  return { part: word as 'if', value, ...(variables[0] && { variable: variables[0] }), then, otherwise };
}

function simple(action: string): Part {
  const assign = /^(\$\w+)\s*(:?=)\s*(.*)$/s.exec(action);
  if (assign) return { part: 'assign', name: assign[1]!, declare: assign[2] === ':=', value: parseExpression(assign[3]!) };
  if (action === '') throw new TemplateError('template: output:1: missing value for command');
  return { part: 'print', value: parseExpression(action) };
}

const TOKEN =
  /\s+|\(|\)|\||"(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)'|\$\w*(?:\.\w+)*|(?:\.[\w-]+)+|\.|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|\w+/gy;

export function parseExpression(text: string): Expression {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  let consumed = 0;
  for (const match of text.matchAll(TOKEN)) {
    consumed += match[0].length;
    tokens.push(/^\s+$/.test(match[0]) ? ' ' : match[0]);
  }
  if (consumed < text.length) throw new TemplateError(`template: output:1: unexpected ${JSON.stringify(text[consumed])} in command`);
  const state = { at: 0 };
  const expression = pipeline(tokens, state);
  if (state.at < tokens.length) throw new TemplateError(`template: output:1: unexpected ${JSON.stringify(tokens[state.at])} in command`);
  return expression;
}

function pipeline(tokens: readonly string[], state: { at: number }): Expression {
  const commands: Expression[] = [];
  for (;;) {
    const operands: Expression[] = [];
    while (state.at < tokens.length && tokens[state.at] !== '|' && tokens[state.at] !== ')') {
      if (tokens[state.at] === ' ') state.at++;
      else operands.push(operand(tokens, state));
    }
    const [first, ...args] = operands;
    if (!first) throw new TemplateError('template: output:1: missing value for command');
    if (first.is === 'call') commands.push({ is: 'call', name: first.name, args });
    else if (args.length > 0) throw new TemplateError(`template: output:1: can't give argument to non-function`);
    else commands.push(first);
    if (tokens[state.at] !== '|') break;
    state.at++;
  }
  return commands.length === 1 ? commands[0]! : { is: 'pipe', commands };
}

function operand(tokens: readonly string[], state: { at: number }): Expression {
  const token = tokens[state.at++]!;
  if (token === '(') {
    const inner = pipeline(tokens, state);
    if (tokens[state.at++] !== ')') throw new TemplateError('template: output:1: unclosed left paren');
    const next = tokens[state.at];
    if (next?.startsWith('.') && next.length > 1) {
      state.at++;
      return { is: 'field', of: inner, names: next.slice(1).split('.') };
    }
    return inner;
  }
  if (token === '.') return { is: 'dot' };
  if (token.startsWith('.')) return { is: 'field', names: token.slice(1).split('.') };
  if (token.startsWith('$')) {
    const [name, ...names] = token.split('.');
    return { is: 'variable', name: name!, names };
  }
  if (token.startsWith('"')) return { is: 'literal', value: JSON.parse(token.replace(/\\'/g, "'")) };
  if (token.startsWith('`')) return { is: 'literal', value: token.slice(1, -1) };
  if (token.startsWith("'")) return { is: 'literal', value: token.codePointAt(1)! };
  if (/^-?\d/.test(token)) return { is: 'literal', value: Number(token) };
  if (token === 'true' || token === 'false') return { is: 'literal', value: token === 'true' };
  if (token === 'nil') return { is: 'literal', value: null };
  return { is: 'call', name: token, args: [] };
}
