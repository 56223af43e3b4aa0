/** A template of kubectl's JSONPath dialect that cannot be read. `message` is client-go's. */
export class JsonPathError extends Error {
  constructor(
    message: string,
    /** Found when the template is run, not when it is read. */
    readonly running = false,
  ) {
    super(message);
  }
}

export type Operand = { readonly path: readonly Step[] } | { readonly literal: string | number | boolean };

export type Step =
  | { readonly step: 'field'; readonly name: string }
  | { readonly step: 'wildcard' }
  | { readonly step: 'recursive' }
  | {
      readonly step: 'slice';
      readonly from?: number;
      readonly to?: number;
      readonly by?: number;
      readonly single: boolean;
      readonly text: string;
    }
  | { readonly step: 'filter'; readonly left: Operand; readonly operator: string; readonly right?: Operand }
  | { readonly step: 'union'; readonly branches: readonly (readonly Step[])[] };

export type Node =
  | { readonly node: 'text'; readonly text: string }
  /** `nothing`: a lone dot, which client-go finds nothing by. */
  | { readonly node: 'path'; readonly steps: readonly Step[]; readonly nothing?: true }
  | { readonly node: 'literal'; readonly value: string | number | boolean }
  | { readonly node: 'range'; readonly steps: readonly Step[]; readonly body: readonly Node[] };

/** Parses a template: text with `{…}` expressions. Throws JsonPathError. */
export function parseTemplate(template: string): readonly Node[] {
  const root: Node[] = [];
  const open: { steps: readonly Step[]; body: Node[] }[] = [];
  const into = () => open.at(-1)?.body ?? root;
  let at = 0;
  while (at < template.length) {
    const start = template.indexOf('{', at);
    if (start < 0) {
      into().push({ node: 'text', text: template.slice(at) });
      break;
    }
    if (start > at) into().push({ node: 'text', text: template.slice(at, start) });
    const end = actionEnd(template, start + 1);
    const action = template.slice(start + 1, end).trim();
    at = end + 1;
    const range = /^range(?:\s+(.*))?$/s.exec(action);
    if (range) open.push({ steps: parsePath((range[1] ?? '').trim()), body: [] });
    else if (action === 'end') {
      const done = open.pop();
      if (!done) throw new JsonPathError('not in range, nothing to end', true);
      into().push({ node: 'range', ...done });
    } else for (const node of actionNodes(action)) into().push(node);
  }
  // client-go runs an unended range to the end of the template
  while (open.length > 0) {
    const done = open.pop()!;
    into().push({ node: 'range', ...done });
  }
  return root;
}

function actionEnd(text: string, from: number): number {
  let quote = '';
  let brackets = 0;
  for (let i = from; i < text.length; i++) {
    const c = text[i]!;
    if (quote !== '') {
      if (c === '\\') i++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '[') brackets++;
    else if (c === ']') brackets--;
    else if (c === '}') {
      if (brackets > 0) throw new JsonPathError('unterminated array');
      return i;
    }
  }
  if (quote !== '') throw new JsonPathError('unterminated quoted string');
  throw new JsonPathError(brackets > 0 ? 'unterminated array' : 'unclosed action');
}

function actionNodes(action: string): Node[] {
  if (action === '') return [];
  const literal = literalOf(action);
  if (literal !== undefined) return [{ node: 'literal', value: literal }];
  // several expressions in one action follow each other
  const nodes: Node[] = [];
  for (const part of splitExpressions(action)) {
    const value = literalOf(part);
    if (value !== undefined) nodes.push({ node: 'literal', value });
    else nodes.push({ node: 'path', steps: parsePath(part), ...(part === '.' && { nothing: true as const }) });
  }
  return nodes;
}

function splitExpressions(action: string): string[] {
  const parts: string[] = [];
  let current = '';
  let quote = '';
  let depth = 0;
  for (const c of action) {
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '[') depth++;
    else if (c === ']') depth--;
    if (/\s/.test(c) && quote === '' && depth === 0) {
      if (current !== '') parts.push(current);
      current = '';
    } else current += c;
  }
  if (current !== '') parts.push(current);
  return parts;
}

function literalOf(text: string): string | number | boolean | undefined {
  if (/^"(?:[^"\\]|\\.)*"$/s.test(text) || /^'(?:[^'\\]|\\.)*'$/s.test(text)) return unquote(text);
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return undefined;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  "'": "'",
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};
const unquote = (text: string) => text.slice(1, -1).replace(/\\(.)/gs, (whole, c: string) => ESCAPES[c] ?? whole);

/** Parses `.a.b[0]`, `$.a`, `@.a`. */
export function parsePath(text: string): readonly Step[] {
  const steps: Step[] = [];
  let at = 0;
  if (text[0] === '$' || text[0] === '@') at = 1;
  while (at < text.length) {
    const c = text[at]!;
    if (c === '.') {
      if (text[at + 1] === '.') {
        steps.push({ step: 'recursive' });
        at += 1;
        if (text[at + 1] === '[' || text[at + 1] === undefined) {
          at++;
          continue;
        }
      }
      at++;
      if (text[at] === '[' || text[at] === undefined) continue;
      const [name, next] = fieldName(text, at);
      at = next;
      if (name === '*') steps.push({ step: 'wildcard' });
      else if (name !== '') steps.push({ step: 'field', name: name.replace(/\\(.)/g, '$1') });
    } else if (c === '[') {
      const end = bracketEnd(text, at);
      steps.push(bracket(text.slice(at + 1, end)));
      at = end + 1;
    } else if (/[A-Za-z]/.test(c)) {
      throw new JsonPathError(`unrecognized identifier ${/^[^\s.]+/.exec(text.slice(at))![0]}`, true);
    } else
      throw new JsonPathError(
        `unrecognized character in action: U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${c}'`,
      );
  }
  return steps;
}

function fieldName(text: string, from: number): [string, number] {
  let at = from;
  while (at < text.length) {
    const c = text[at]!;
    if (c === '\\') at += 2;
    else if (/[\s.,[\]{}()$@"']/.test(c)) break;
    else at++;
  }
  return [text.slice(from, at), at];
}

function bracketEnd(text: string, from: number): number {
  let quote = '';
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const c = text[i]!;
    if (quote !== '') {
      if (c === '\\') i++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '[') depth++;
    else if (c === ']' && --depth === 0) return i;
  }
  throw new JsonPathError('unterminated array');
}

function bracket(inside: string): Step {
  const text = inside.trim();
  const filter = /^\?\s*\((.*)\)$/s.exec(text);
  if (filter) return filterStep(filter[1]!.trim());
  if (text === '*') return { step: 'slice', single: false, text };
  // What is quoted is a path: its dots part fields unless they are escaped.
  if (/^'.*'$/s.test(text) && splitUnion(text).length === 1) {
    const steps = parsePath(`.${text.slice(1, -1)}`);
    return steps.length === 1 ? steps[0]! : { step: 'union', branches: [steps] };
  }
  const parts = splitUnion(text);
  if (parts.length > 1) return { step: 'union', branches: parts.map((part) => [bracket(part)]) };
  const slice = /^(-?\d*)(?::(-?\d*))?(?::(-?\d*))?$/.exec(text);
  if (!slice || text === '') throw new JsonPathError(`invalid array index ${text}`);
  const number = (part: string | undefined) => (part ? Number(part) : undefined);
  return {
    step: 'slice',
    ...(number(slice[1]) !== undefined && { from: number(slice[1])! }),
    ...(number(slice[2]) !== undefined && { to: number(slice[2])! }),
    ...(number(slice[3]) !== undefined && { by: number(slice[3])! }),
    single: !text.includes(':'),
    text,
  };
}

function splitUnion(text: string): string[] {
  const parts: string[] = [];
  let current = '';
  let quote = '';
  for (const c of text) {
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    if (c === ',' && quote === '') {
      parts.push(current.trim());
      current = '';
    } else current += c;
  }
  return [...parts, current.trim()];
}

function filterStep(text: string): Step {
  let quote = '';
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'") quote = c;
    else if (c === '[' || c === '(') depth++;
    else if (c === ']' || c === ')') depth--;
    else if (depth === 0 && /[=!<>]/.test(c)) {
      const operator = /^(==|!=|<=|>=|<|>)/.exec(text.slice(i))?.[0];
      if (!operator) {
        const next = text[i + 1] ?? '';
        if (/[~!@#$%^&*]/.test(next))
          throw new JsonPathError(
            `unrecognized character in action: U+${next.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${next}'`,
          );
        throw new JsonPathError(`unrecognized identifier ${text.slice(i + 1).trim()}`, true);
      }
      return { step: 'filter', left: operand(text.slice(0, i)), operator, right: operand(text.slice(i + operator.length)) };
    }
  }
  return { step: 'filter', left: operand(text), operator: 'exists' };
}

function operand(raw: string): Operand {
  const text = raw.trim();
  const literal = literalOf(text);
  const behind = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')(.)/s.exec(text)?.[1];
  if (literal === undefined && behind !== undefined)
    throw new JsonPathError(
      `unrecognized character in action: U+${behind.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${behind}'`,
    );
  return literal !== undefined ? { literal } : { path: parsePath(text) };
}
