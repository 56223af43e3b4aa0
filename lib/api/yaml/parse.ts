import { resolveScalar, type Scalar } from './scalar';
import { Scanner } from './scanner';
import { yamlError, YamlError, type Mark, type Token, type TokenType } from './tokens';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Upstream: 10,000, as it says; a stack here bears less. */
const DEEPEST = 1_000;
const TOO_DEEP = 'yaml: exceeded max depth of 10000';
const MOST_ALIASED_NODES = 1_000_000;
const MOST_DUPLICATES = 100;

/** What differs between readers of YAML; kubectl's is the default. */
export interface Reading {
  /** What a plain scalar means. */
  resolve(text: string): Scalar;
  /** What stands where nothing is written (`key:`); default null. */
  readonly absent?: 'null' | 'undefined';
  /** Faults of grammar lie where their context begins, as go-yaml v3 says; default: where they are found. */
  readonly faultsAtContext?: boolean;
}

const KUBECTL: Reading = { resolve: resolveScalar };

/**
 * The documents of a file as kubectl's decoder sees them: each is parsed on its own, so line numbers count from the
 * separator before it. Empty documents are null. Throws `YamlError`.
 */
export function parseYaml(text: string): unknown[] {
  return splitDocuments(text).map((document) => parseDocument(document));
}

/** Cuts at lines that hold `---` alone (Models k8s.io/apimachinery/pkg/util/yaml YAMLReader). */
export function splitDocuments(text: string): string[] {
  const documents: string[] = [];
  let current = '';
  for (const line of text.split(/(?<=\n)/)) {
    if (line.startsWith('---') && line.slice(3).trim() === '' && current !== '') {
      documents.push(current);
      current = '';
      continue;
    }
    current += line;
  }
  if (current !== '') documents.push(current);
  return documents;
}

/**
 * One document (the first, if there are more): JSON values only, keys as text, later duplicates winning. Each key named twice is
 * told to `duplicates` in go-yaml's words: `line 5: key "x" already set in map`. Throws `YamlError`.
 */
export function parseDocument(text: string, duplicates: string[] = [], reading: Reading = KUBECTL): unknown {
  return new Parser(text, duplicates, reading).document();
}

class Parser {
  private readonly scanner: Scanner;
  private readonly anchors = new Map<string, Json>();
  /** Anchors whose values are being read. */
  private readonly open = new Set<string>();
  private aliased = 0;
  private readonly absent: null;

  constructor(
    text: string,
    private readonly duplicates: string[],
    private readonly reading: Reading,
  ) {
    this.scanner = new Scanner(text);
    this.absent = reading.absent === 'undefined' ? (undefined as unknown as null) : null;
  }

  private fault(problem: string, at: Mark, context: Mark): YamlError {
    return yamlError(problem, this.reading.faultsAtContext && context.line !== 0 ? context : at, 'parser');
  }

  document(): Json {
    while (this.is('document-end', 'directive')) this.scanner.next();
    if (this.is('stream-end')) return null;
    if (this.is('document-start')) this.scanner.next();
    if (this.is('document-start', 'document-end', 'stream-end')) return null;
    return this.node(true, false, 0);
  }

  private is(...types: TokenType[]): boolean {
    return types.includes(this.scanner.peek().type);
  }

  private node(block: boolean, indentless: boolean, depth: number): Json {
    if (depth > DEEPEST) throw new YamlError(TOO_DEEP);
    let token = this.scanner.peek();
    if (token.type === 'alias') return this.alias(this.scanner.next().text!, depth);
    let anchor: string | undefined;
    let tag: string | undefined;
    while (token.type === 'anchor' || token.type === 'tag') {
      if (token.type === 'anchor') anchor = token.text;
      else tag = token.text;
      this.scanner.next();
      token = this.scanner.peek();
    }
    if (anchor === undefined) return this.content(token, block, indentless, depth, tag, false);
    const within = this.open.has(anchor);
    this.open.add(anchor);
    const value = this.content(token, block, indentless, depth, tag, true);
    if (!within) this.open.delete(anchor);
    this.anchors.set(anchor, value);
    return value;
  }

  private content(token: Token, block: boolean, indentless: boolean, depth: number, tag: string | undefined, anchored: boolean): Json {
    if (indentless && token.type === 'block-entry') return this.indentlessSequence(depth);
    if (token.type === 'scalar') {
      this.scanner.next();
      return scalarValue(token, tag, this.reading);
    }
    if (token.type === 'flow-sequence-start') return this.flowSequence(depth);
    if (token.type === 'flow-mapping-start') return this.flowMapping(depth);
    if (block && token.type === 'block-sequence-start') return this.blockSequence(depth);
    if (block && token.type === 'block-mapping-start') return this.blockMapping(depth);
    if (anchored || tag !== undefined) return tag === '!!str' ? '' : this.absent;
    throw yamlError('did not find expected node content', token.start, 'parser');
  }

  private alias(name: string, depth: number): Json {
    if (this.open.has(name)) throw new YamlError(`yaml: anchor '${name}' value contains itself`);
    if (!this.anchors.has(name)) throw new YamlError(`yaml: unknown anchor '${name}' referenced`);
    const value = this.anchors.get(name) as Json;
    this.aliased += sizeOf(value, depth);
    if (this.aliased > MOST_ALIASED_NODES) throw new YamlError('yaml: document contains excessive aliasing');
    return structuredClone(value);
  }

  private blockSequence(depth: number): Json[] {
    const { start } = this.scanner.next();
    const items: Json[] = [];
    for (;;) {
      const token = this.scanner.peek();
      if (token.type === 'block-entry') {
        this.scanner.next();
        items.push(this.is('block-entry', 'block-end') ? this.absent : this.node(true, false, depth + 1));
      } else if (token.type === 'block-end') {
        this.scanner.next();
        return items;
      } else throw this.fault("did not find expected '-' indicator", token.start, start);
    }
  }

  private indentlessSequence(depth: number): Json[] {
    const items: Json[] = [];
    while (this.is('block-entry')) {
      this.scanner.next();
      items.push(this.is('block-entry', 'key', 'value', 'block-end') ? this.absent : this.node(true, false, depth + 1));
    }
    return items;
  }

  private blockMapping(depth: number): Json {
    const { start } = this.scanner.next();
    const pairs: [Json, Json][] = [];
    const seen = new Set<Json>();
    for (;;) {
      const token = this.scanner.peek();
      if (token.type === 'block-end') {
        this.scanner.next();
        return mapping(pairs);
      }
      if (token.type !== 'key') throw this.fault('did not find expected key', token.start, start);
      this.scanner.next();
      const { line } = this.scanner.peek().start;
      const key = this.is('key', 'value', 'block-end') ? null : this.node(true, true, depth + 1);
      this.seeTwice(seen, key, line);
      let value: Json = this.absent;
      if (this.is('value')) {
        this.scanner.next();
        if (!this.is('key', 'value', 'block-end')) value = this.node(true, true, depth + 1);
      }
      pairs.push([key, value]);
    }
  }

  private seeTwice(seen: Set<Json>, key: Json, line: number): void {
    if (key !== '<<' && this.duplicates.length < MOST_DUPLICATES && seen.has(key)) {
      this.duplicates.push(`line ${line + 1}: key ${JSON.stringify(key)} already set in map`);
    }
    seen.add(key);
  }

  private flowSequence(depth: number): Json[] {
    const { start } = this.scanner.next();
    const items: Json[] = [];
    for (let first = true; !this.is('flow-sequence-end'); first = false) {
      if (!first) {
        if (!this.is('flow-entry')) throw this.fault("did not find expected ',' or ']'", this.scanner.peek().start, start);
        this.scanner.next();
        if (this.is('flow-sequence-end')) break;
      }
      items.push(this.is('key') ? mapping([this.flowPair(depth, 'flow-sequence-end')]) : this.node(false, false, depth + 1));
    }
    this.scanner.next();
    return items;
  }

  private flowMapping(depth: number): Json {
    const { start } = this.scanner.next();
    const pairs: [Json, Json][] = [];
    const seen = new Set<Json>();
    for (let first = true; !this.is('flow-mapping-end'); first = false) {
      if (!first) {
        if (!this.is('flow-entry')) throw this.fault("did not find expected ',' or '}'", this.scanner.peek().start, start);
        this.scanner.next();
        if (this.is('flow-mapping-end')) break;
      }
      const { line } = this.scanner.peek().start;
      if (this.is('key')) {
        const pair = this.flowPair(depth, 'flow-mapping-end');
        this.seeTwice(seen, pair[0], line);
        pairs.push(pair);
      } else pairs.push([this.node(false, false, depth + 1), this.absent]);
    }
    this.scanner.next();
    return mapping(pairs);
  }

  private flowPair(depth: number, end: TokenType): [Json, Json] {
    this.scanner.next();
    const key = this.is('value', 'flow-entry', end) ? null : this.node(false, false, depth + 1);
    if (!this.is('value')) return [key, this.absent];
    this.scanner.next();
    return [key, this.is('flow-entry', end) ? this.absent : this.node(false, false, depth + 1)];
  }
}

function scalarValue(token: Token, tag: string | undefined, reading: Reading): Json {
  const text = token.text ?? '';
  if (tag === '!!binary') return Buffer.from(text, 'base64').toString('utf8');
  if (tag !== undefined && tag !== '!!int' && tag !== '!!float' && tag !== '!!bool' && tag !== '!!null') return text;
  if (token.plain !== true && tag === undefined) return text;
  const value = reading.resolve(text);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new YamlError(`json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`);
  }
  return value;
}

function mapping(pairs: readonly [Json, Json][]): Json {
  const out: { [key: string]: Json } = {};
  const merged: Json[] = [];
  for (const [key, value] of pairs) {
    if (key === '<<') for (const source of Array.isArray(value) ? value : [value]) merged.push(source);
    else set(out, keyText(key), value);
  }
  for (const source of merged) {
    if (source === null || typeof source !== 'object' || Array.isArray(source))
      throw new YamlError('yaml: map merge requires map or sequence of maps as the value');
    for (const [key, value] of Object.entries(source)) if (!Object.hasOwn(out, key)) set(out, key, value);
  }
  return out;
}

function set(out: { [key: string]: Json }, key: string, value: Json): void {
  if (key === '__proto__') Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true });
  else out[key] = value;
}

function keyText(key: Json): string {
  if (key === null) return 'null';
  if (typeof key === 'object') throw new YamlError('yaml: invalid map key');
  return String(key);
}

/** How many nodes a value has that stands at a depth. */
function sizeOf(value: Json, depth: number): number {
  if (depth > DEEPEST) throw new YamlError(TOO_DEEP);
  if (value === null || typeof value !== 'object') return 1;
  let size = 1;
  for (const item of Array.isArray(value) ? value : Object.values(value)) size += sizeOf(item, depth + 1);
  return size;
}
