import { analyzeScalar } from './analyze-scalar';
import { compareKeys } from './key-order';
import { readsAsText } from './scalar';

/** Column after which a scalar is folded at its next space. */
const WIDTH = 80;

/** A value as `kubectl -o yaml` writes it: sorted keys, indentless sequences, go-yaml's choice of quotes. Ends with a line break. */
export function printYaml(value: unknown): string {
  const out = new Writer();
  out.root(value);
  return out.text;
}

const isEmpty = (value: object) =>
  Array.isArray(value) ? value.length === 0 : Object.keys(value).every((key) => (value as Record<string, unknown>)[key] === undefined);

class Writer {
  text = '';
  private column = 0;

  root(value: unknown): void {
    if (isCollection(value)) this.collection(value, 0, false);
    else this.scalar(value, 0, false);
    if (this.column > 0 || this.text === '') this.raw('\n');
  }

  private raw(text: string): void {
    this.text += text;
    const at = text.lastIndexOf('\n');
    this.column = at < 0 ? this.column + text.length : text.length - at - 1;
  }

  private newLine(indent: number): void {
    if (this.column > 0) this.raw('\n');
    this.raw(' '.repeat(indent));
  }

  /** `inline`: the first entry goes on the line that `- ` has begun. */
  private collection(value: object, indent: number, inline: boolean): void {
    let first = inline;
    const begin = () => {
      if (!first) this.newLine(indent);
      first = false;
    };
    if (Array.isArray(value)) {
      for (const item of value) {
        begin();
        this.raw('- ');
        if (isCollection(item)) this.collection(item, indent + 2, true);
        else this.scalar(item, indent, false);
      }
      return;
    }
    const fields = value as Record<string, unknown>;
    for (const key of Object.keys(fields).sort(compareKeys)) {
      const field = fields[key];
      if (field === undefined) continue;
      begin();
      if (key.length > 128 || key.includes('\n')) {
        this.raw('? ');
        this.scalar(key, indent, false);
        this.newLine(indent);
      } else this.scalar(key, indent, true);
      this.raw(':');
      if (isCollection(field)) {
        this.collection(field, Array.isArray(field) ? indent : indent + 2, false);
      } else {
        this.raw(' ');
        this.scalar(field, indent, false);
      }
    }
  }

  private scalar(value: unknown, indent: number, key: boolean): void {
    if (value === null || value === undefined) return this.raw('null');
    if (typeof value === 'object') return this.raw(Array.isArray(value) ? '[]' : '{}');
    if (typeof value === 'number') return this.raw(yamlNumber(value));
    if (typeof value !== 'string') return this.raw(String(value));
    const style = styleOf(value, key);
    if (style === 'literal') this.literal(value, indent + 2);
    else if (style === 'plain') this.flow(value, indent + 2, !key);
    else if (style === 'single') {
      this.raw("'");
      this.flow(value.replaceAll("'", "''"), indent + 2, !key, true);
      this.raw("'");
    } else this.doubleQuoted(value, indent + 2, !key);
  }

  /** Text of a plain or single-quoted scalar, folded at the first lone space beyond the width. */
  private flow(text: string, indent: number, mayBreak: boolean, quoted = false): void {
    if (!mayBreak || this.column + text.length <= WIDTH) return this.raw(text);
    let start = 0;
    let spaces = false;
    for (let i = 0; i < text.length; i++) {
      if (text[i] !== ' ') {
        spaces = false;
        continue;
      }
      const inside = !quoted || (i > 0 && i < text.length - 1);
      if (!spaces && inside && this.column + (i - start) > WIDTH && text[i + 1] !== ' ') {
        this.raw(text.slice(start, i));
        this.raw(`\n${' '.repeat(indent)}`);
        start = i + 1;
      }
      spaces = true;
    }
    this.raw(text.slice(start));
  }

  private literal(text: string, indent: number): void {
    const hint = text[0] === ' ' || text[0] === '\n' ? '2' : '';
    const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
    this.raw(`|${hint}${chomp}\n`);
    const lines = text.split('\n');
    const last = text.endsWith('\n') ? lines.length - 1 : lines.length;
    const pad = ' '.repeat(indent);
    let out = '';
    for (let i = 0; i < last; i++) out += `${lines[i] === '' ? '' : pad + lines[i]}\n`;
    if (!text.endsWith('\n')) out = out.slice(0, -1);
    this.raw(out);
  }

  private doubleQuoted(text: string, indent: number, mayBreak: boolean): void {
    this.raw('"');
    const characters = [...text];
    let spaces = false;
    for (let i = 0; i < characters.length; i++) {
      const c = characters[i]!;
      if (c !== ' ') {
        this.raw(escaped(c));
        spaces = false;
      } else if (mayBreak && !spaces && this.column > WIDTH && i > 0 && i < characters.length - 1) {
        this.raw(`\n${' '.repeat(indent)}`);
        if (characters[i + 1] === ' ') this.raw('\\');
        spaces = true;
      } else {
        this.raw(c);
        spaces = true;
      }
    }
    this.raw('"');
  }
}

function isCollection(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isEmpty(value);
}

type Style = 'plain' | 'single' | 'double' | 'literal';

function styleOf(text: string, key: boolean): Style {
  const can = analyzeScalar(text);
  if (text.includes('\n')) return can.literal && !key ? 'literal' : 'double';
  if (!readsAsText(text)) return 'double';
  if (can.plain) return 'plain';
  return can.single ? 'single' : 'double';
}

const NAMED: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\x85': '\\N',
  '\xa0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escaped(c: string): string {
  const named = NAMED[c];
  if (named !== undefined && c !== '\xa0') return named;
  const code = c.codePointAt(0)!;
  if (code > 0xffff) return `\\U${code.toString(16).toUpperCase().padStart(8, '0')}`;
  const printable =
    (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);
  if (printable) return c;
  return code <= 0xff ? `\\x${code.toString(16).toUpperCase().padStart(2, '0')}` : `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Whole numbers in full, others as Go's strconv.FormatFloat(f, 'g', -1, 64). */
function yamlNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 64 && !String(value).includes('e')) return String(value);
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= 6) return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  return String(value).includes('e') ? value.toFixed(mantissa.replace(/^-?\d\.?/, '').length - power) : String(value);
}
