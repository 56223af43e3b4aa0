import { parse, type ParsedScript, type SyntaxNode } from 'unbash';
import { adjoinSubstitutions } from './adjoin';

/** A parsed text. Nodes are numbered in the order of a fixed walk, so that frames can name them as data. */
export interface Parsed {
  readonly text: string;
  readonly script: ParsedScript;
  readonly nodes: readonly SyntaxNode[];
  readonly numbers: ReadonlyMap<SyntaxNode, number>;
  /** First error, if there is one. */
  readonly error?: { readonly message: string; readonly pos: number };
  readonly lines: readonly number[];
}

const cache = new Map<string, Parsed>();
const MOST_CACHED = 2000;

/** Parses a text, or takes it from the cache: what is parsed depends on the text alone. */
export function parseSource(text: string): Parsed {
  const found = cache.get(text);
  if (found) return found;
  const script = parse(text);
  const nodes: SyntaxNode[] = [];
  number(script, nodes);
  if (/[<>]\(/.test(text)) nodes.forEach(adjoinSubstitutions);
  const error = [...(script.errors ?? [])].sort((a, b) => a.pos - b.pos)[0];
  const lines = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) lines.push(i + 1);
  const parsed: Parsed = { text, script, nodes, numbers: new Map(nodes.map((node, n) => [node, n])), lines, ...(error ? { error } : {}) };
  if (cache.size >= MOST_CACHED) cache.clear();
  cache.set(text, parsed);
  return parsed;
}

/** Line of a position, counted from 0. */
export function lineOf(parsed: Parsed, pos: number): number {
  let low = 0;
  let high = parsed.lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (parsed.lines[middle]! <= pos) low = middle;
    else high = middle - 1;
  }
  return low;
}

function number(node: SyntaxNode, out: SyntaxNode[]): void {
  out.push(node);
  switch (node.type) {
    case 'Script':
    case 'CompoundList':
    case 'Pipeline':
    case 'AndOr':
      for (const one of node.commands) number(one, out);
      break;
    case 'Statement':
    case 'Redirected':
      number(node.command, out);
      break;
    case 'If':
      number(node.clause, out);
      number(node.then, out);
      for (const one of node.elif) {
        number(one.clause, out);
        number(one.then, out);
      }
      if (node.else) number(node.else, out);
      break;
    case 'While':
      number(node.clause, out);
      number(node.body, out);
      break;
    case 'For':
    case 'Select':
    case 'ArithmeticFor':
    case 'Subshell':
    case 'BraceGroup':
    case 'Function':
    case 'Coproc':
      number(node.body, out);
      break;
    case 'Case':
      for (const one of node.items) number(one.body, out);
      break;
  }
}
