/** A JSON value; objects are Maps, so that keys keep their order whatever they look like. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = Map<string, Json>;

export class JsonError extends Error {}

/** Reads one JSON value after another from a text. */
export class JsonReader {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  /** Lines that a reader by lines has taken in so far. */
  get line(): number {
    const end = this.text.indexOf('\n', Math.max(0, this.at - (this.text[this.at - 1] === '\n' ? 1 : 0)));
    return count(this.text.slice(0, end < 0 ? this.text.length : end + 1));
  }

  /** The next value; undefined at the end. Throws JsonError with jq's texts. */
  next(): Json | undefined {
    this.space();
    if (this.at >= this.text.length) return undefined;
    return this.value();
  }

  private space(): void {
    while (this.at < this.text.length && ' \t\r\n\ufeff\x1e'.includes(this.text[this.at]!)) this.at++;
  }

  private fail(what: string, at = this.at): never {
    const before = this.text.slice(0, at);
    throw new JsonError(`${what} at line ${count(before) + 1}, column ${at - (before.lastIndexOf('\n') + 1)}`);
  }

  private unfinished(): never {
    const lines = count(this.text);
    throw new JsonError(`Unfinished JSON term at EOF at line ${lines + 1}, column ${this.text.length - (this.text.lastIndexOf('\n') + 1)}`);
  }

  private value(): Json {
    if (++this.depth > 2000) this.fail('Exceeds depth limit for parsing');
    const value = this.read();
    this.depth--;
    return value;
  }

  private read(): Json {
    const c = this.text[this.at];
    if (c === undefined) this.unfinished();
    if (c === '{') return this.object();
    if (c === '[') return this.array();
    if (c === '"') return this.string();
    const token = /^[^\s[{}\]:,"]+/.exec(this.text.slice(this.at, this.at + 400))?.[0];
    if (!token)
      return this.fail(
        c === ':' ? "':' not as part of an object" : c === ',' ? "Expected value before ','" : `Unmatched '${c}'`,
        this.at + 1,
      );
    this.at += token.length;
    if (token === 'true') return true;
    if (token === 'false') return false;
    if (token === 'null') return null;
    if (token === 'nan' || token === 'NaN') return NaN;
    if (/^-?(\d+\.?\d*([eE][-+]?\d+)?|\.\d+([eE][-+]?\d+)?)$/.test(token)) return Number(token);
    return this.fail(
      /^[a-z]/.test(token) && /^(t|f|n)/.test(token) ? 'Invalid literal' : 'Invalid numeric literal',
      Math.min(this.at + (this.at < this.text.length ? 1 : 0), this.text.length),
    );
  }

  private array(): Json[] {
    this.at++;
    const out: Json[] = [];
    this.space();
    if (this.text[this.at] === ']') {
      this.at++;
      return out;
    }
    for (;;) {
      this.space();
      if (this.text[this.at] === ']') this.fail('Expected another array element', this.at + 1);
      out.push(this.value());
      this.space();
      const c = this.text[this.at];
      if (c === undefined) this.unfinished();
      if (c !== ',' && c !== ']') this.fail(c === '}' ? "Unmatched '}'" : 'Expected separator between values', this.at + 1);
      this.at++;
      if (c === ']') return out;
    }
  }

  private object(): JsonObject {
    this.at++;
    const out: JsonObject = new Map();
    this.space();
    if (this.text[this.at] === '}') {
      this.at++;
      return out;
    }
    for (;;) {
      this.space();
      if (this.text[this.at] === undefined) this.unfinished();
      if (this.text[this.at] === '}') this.fail('Expected another key-value pair', this.at + 1);
      const key = this.value();
      if (typeof key !== 'string') this.fail('Object keys must be strings', this.at + 1);
      this.space();
      if (this.text[this.at] === undefined) this.unfinished();
      if (this.text[this.at] !== ':') this.fail('Objects must consist of key:value pairs', this.at + 1);
      this.at++;
      this.space();
      out.set(key, this.value());
      this.space();
      const c = this.text[this.at];
      if (c === undefined) this.unfinished();
      if (c !== ',' && c !== '}') this.fail(c === ']' ? "Unmatched ']'" : 'Expected separator between values', this.at + 1);
      this.at++;
      if (c === '}') return out;
    }
  }

  private string(): string {
    const start = this.at;
    for (let i = start + 1; i < this.text.length; i++) {
      const c = this.text[i];
      if (c === '\\') i++;
      else if (c === '"') {
        this.at = i + 1;
        const raw = this.text.slice(start, i + 1);
        try {
          return JSON.parse(raw.replace(/[\x00-\x1f]/g, (x) => `\\u${x.charCodeAt(0).toString(16).padStart(4, '0')}`)) as string;
        } catch {
          return this.fail('Invalid escape');
        }
      }
    }
    this.at = this.text.length;
    return this.unfinished();
  }
}

function count(text: string): number {
  let n = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) n++;
  return n;
}

/** A JavaScript value (JSON.parse's) as Json. */
export function fromPlain(value: unknown): Json {
  if (Array.isArray(value)) return value.map(fromPlain);
  if (value !== null && typeof value === 'object') return new Map(Object.entries(value).map(([k, v]) => [k, fromPlain(v)]));
  return value as Json;
}

export function toPlain(value: Json): unknown {
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([k, v]) => [k, toPlain(v)]));
  return value;
}

export interface PrintOptions {
  /** Text of one level of indentation; '' prints on one line. */
  readonly indent: string;
  readonly sortKeys?: boolean;
  readonly color?: boolean;
  readonly ascii?: boolean;
}

const COLORS = { null: '1;30', false: '0;39', true: '0;39', number: '0;39', string: '0;32', array: '1;39', object: '1;39', key: '34;1' };

/** A value as jq prints it. */
export function printJson(value: Json, options: PrintOptions = { indent: '' }, level = 0): string {
  const color = (kind: keyof typeof COLORS, text: string) => (options.color ? `\x1b[${COLORS[kind]}m${text}\x1b[0m` : text);
  if (value === null) return color('null', 'null');
  if (typeof value === 'boolean') return color(value ? 'true' : 'false', String(value));
  if (typeof value === 'number') return color('number', numberText(value));
  if (typeof value === 'string') return color('string', stringText(value, options.ascii));
  const array = Array.isArray(value);
  const kind = array ? 'array' : 'object';
  const items = array ? value.length : value.size;
  if (items === 0) return color(kind, array ? '[]' : '{}');
  const newline = options.indent ? `\n${options.indent.repeat(level + 1)}` : '';
  const close = options.indent ? `\n${options.indent.repeat(level)}` : '';
  const parts: string[] = [];
  if (array) for (const item of value) parts.push(printJson(item, options, level + 1));
  else {
    const keys = options.sortKeys ? [...value.keys()].sort(compareStrings) : value.keys();
    for (const key of keys) {
      const name = options.color
        ? `\x1b[0m\x1b[${COLORS.key}m${stringText(key, options.ascii)}\x1b[0m\x1b[1;39m:${options.indent ? ' ' : ''}\x1b[0m`
        : `${stringText(key, options.ascii)}:${options.indent ? ' ' : ''}`;
      parts.push(name + printJson(value.get(key)!, options, level + 1));
    }
  }
  const [open, end] = array ? ['[', ']'] : ['{', '}'];
  if (!options.color) return open + newline + parts.join(`,${newline}`) + close + end;
  return `\x1b[1;39m${open}${newline}${parts.join(`\x1b[1;39m,${newline}`)}\x1b[1;39m${close}\x1b[1;39m${end}\x1b[0m`;
}

export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (value === Infinity) return '1.7976931348623157e+308';
  if (value === -Infinity) return '-1.7976931348623157e+308';
  if (Object.is(value, -0)) return '-0';
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

function stringText(text: string, ascii = false): string {
  let out = JSON.stringify(text).replace(/\x7f/g, '\\u007f');
  if (ascii) out = out.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return out;
}

export function typeOf(value: Json): 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Map) return 'object';
  return typeof value as 'boolean' | 'number' | 'string';
}

const RANKS = { null: 0, boolean: 1, number: 3, string: 4, array: 5, object: 6 };

function compareStrings(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** jq's order of all values. */
export function compareJson(a: Json, b: Json): number {
  const [x, y] = [typeOf(a), typeOf(b)];
  if (x !== y) return RANKS[x] - RANKS[y];
  switch (x) {
    case 'null':
      return 0;
    case 'boolean':
      return Number(a) - Number(b);
    case 'number':
      return (a as number) < (b as number) || Number.isNaN(a) ? -1 : a === b ? 0 : 1;
    case 'string':
      return compareStrings(a as string, b as string);
    case 'array': {
      const [m, n] = [a as Json[], b as Json[]];
      for (let i = 0; i < Math.min(m.length, n.length); i++) {
        const order = compareJson(m[i]!, n[i]!);
        if (order) return order;
      }
      return m.length - n.length;
    }
    case 'object': {
      const [m, n] = [a as JsonObject, b as JsonObject];
      const [j, k] = [[...m.keys()].sort(compareStrings), [...n.keys()].sort(compareStrings)];
      const keys = compareJson(j, k);
      if (keys) return keys;
      for (const key of j) {
        const order = compareJson(m.get(key)!, n.get(key)!);
        if (order) return order;
      }
      return 0;
    }
  }
}
