import { Int, isMap, put, type Fields } from '../template/value';

/** A `--set` that cannot be read. */
export class SetError extends Error {}

const MOST_INDEX = 65_536;
const DEEPEST = 30;

/** How values are read: typed (`--set`), as text, as JSON, or by the file that they name. */
export type Reading = 'typed' | 'string' | 'json' | ((path: string) => string);

/** Adds `a.b[0]=c,d={1,2}` to values (Models helm's pkg/strvals). Throws SetError. */
export function setValues(text: string, values: Fields, how: Reading): void {
  new Parser(text, how).into(values);
}

/** `--set-literal key=anything`. */
export function setLiteral(text: string, values: Fields): void {
  const at = text.indexOf('=');
  if (at < 0) throw new SetError(`key ${JSON.stringify(text)} has no value`);
  new Parser(text, 'string', text.slice(at + 1)).into(values);
}

class Parser {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly how: Reading,
    private readonly literal?: string,
  ) {}

  into(values: Fields): void {
    while (this.at < this.text.length) this.key(values, 0);
  }

  /** Text up to one of the stops, with backslashes resolved; the stop is taken. */
  private until(stops: string): { text: string; stop: string } {
    let text = '';
    while (this.at < this.text.length) {
      const c = this.text[this.at++]!;
      if (stops.includes(c)) return { text, stop: c };
      if (c === '\\' && this.at < this.text.length) text += this.text[this.at++]!;
      else text += c;
    }
    return { text, stop: '' };
  }

  private key(data: Fields, depth: number): void {
    if (depth > DEEPEST) throw new SetError(`value name nested level is greater than maximum supported nested level of ${DEEPEST}`);
    const { text: key, stop } = this.until(this.literal !== undefined ? '=[.' : '=[,.');
    if (stop === '') {
      if (key === '') return;
      throw new SetError(`key ${JSON.stringify(key)} has no value`);
    }
    if (stop === ',') {
      put(data, key, '');
      throw new SetError(`key ${JSON.stringify(key)} has no value (cannot end with ,)`);
    }
    if (stop === '[') {
      const index = this.index();
      const list = Array.isArray(data[key]) ? [...(data[key] as unknown[])] : [];
      put(data, key, this.item(list, index, depth));
      return;
    }
    if (stop === '=') {
      put(data, key, this.value());
      return;
    }
    const inner: Fields = isMap(data[key]) ? data[key] : {};
    this.key(inner, depth + 1);
    if (Object.keys(inner).length === 0) throw new SetError(`key map ${JSON.stringify(key)} has no value`);
    put(data, key, inner);
  }

  private index(): number {
    const { text, stop } = this.until(']');
    if (stop === '' || !/^[-+]?\d+$/.test(text))
      throw new SetError(`error parsing index: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
    return Number(text);
  }

  private item(list: unknown[], index: number, depth: number): unknown[] {
    if (index < 0) throw new SetError(`negative ${index} index not allowed`);
    if (index > MOST_INDEX) throw new SetError(`index of ${index} is greater than maximum supported index of ${MOST_INDEX}`);
    const place = (value: unknown) => {
      while (list.length <= index) list.push(null);
      list[index] = value;
      return list;
    };
    const { text, stop } = this.until('[.=');
    if (text !== '') throw new SetError(`unexpected data at end of array index: ${JSON.stringify(text)}`);
    if (stop === '=') return place(this.value());
    if (stop === '[') {
      const next = this.index();
      const inner = Array.isArray(list[index]) ? [...(list[index] as unknown[])] : [];
      return place(this.item(inner, next, depth + 1));
    }
    if (stop === '.') {
      const inner: Fields = isMap(list[index]) ? (list[index] as Fields) : {};
      this.key(inner, depth + 1);
      return place(inner);
    }
    return list;
  }

  private value(): unknown {
    if (this.literal !== undefined) {
      this.at = this.text.length;
      return this.literal;
    }
    if (this.how === 'json') return this.json();
    if (this.text[this.at] === '{') {
      this.at++;
      return this.list();
    }
    const { text } = this.until(',');
    return this.typed(text);
  }

  private list(): unknown[] {
    const items: unknown[] = [];
    for (;;) {
      const { text, stop } = this.until(',}');
      if (stop === '') throw new SetError("list must terminate with '}'");
      if (stop === '}') {
        if (text !== '' || items.length > 0) items.push(this.typed(text));
        if (this.text[this.at] === ',') this.at++;
        return items;
      }
      items.push(this.typed(text));
    }
  }

  private json(): unknown {
    const rest = this.text.slice(this.at);
    const empty = /^\s*(,|$)/.exec(rest);
    if (empty) {
      this.at += empty[0].length;
      return null;
    }
    for (let end = 1; end <= rest.length; end++) {
      if (end < rest.length && !/^\s*,/.test(rest.slice(end))) continue;
      try {
        const value: unknown = JSON.parse(rest.slice(0, end));
        this.at += end + (/^\s*,/.exec(rest.slice(end))?.[0].length ?? 0);
        return value;
      } catch {
        // a comma inside of the value
      }
    }
    const c = rest.trim()[0] ?? '';
    throw new SetError(
      /^[{["]/.test(rest.trim()) ? 'unexpected end of JSON input' : `invalid character '${c}' looking for beginning of value`,
    );
  }

  private typed(text: string): unknown {
    if (typeof this.how === 'function') return this.how(text);
    if (this.how === 'string') return text;
    if (/^true$/i.test(text)) return true;
    if (/^false$/i.test(text)) return false;
    if (/^null$/i.test(text)) return null;
    if (text === '0') return new Int(0, 'int64');
    if (/^[-+]?[1-9]\d*$/.test(text) && Math.abs(Number(text)) < 2 ** 63) return new Int(Number(text), 'int64');
    return text;
  }
}
