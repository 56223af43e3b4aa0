import { Fatal } from '../command/command';
import { strerror, type Input, type Task } from '../command/stdio';
import type { Awk } from './interpreter';
import { fromInput, toNumber, toText, type Value } from './values';

const MOST_FIELDS = 1_000_000;

/** The main input, $0 and the fields. */
export class Records {
  failure = 0;
  private input: Input | undefined;
  private argIndex = 1;
  private usedFile = false;
  private done = false;
  private current = '';
  /** Undefined: not split yet. */
  private fields: Value[] | undefined;
  /** The fields have changed; $0 must be built anew. */
  private stale = false;
  private paragraphs = new Map<Input, string>();

  constructor(private readonly awk: Awk) {}

  line(): string {
    if (this.stale) {
      const format = this.awk.format;
      this.current = this.fields!.map((field) => toText(field, format)).join(this.awk.text('OFS'));
      this.stale = false;
    }
    return this.current;
  }

  setLine(text: string): void {
    this.current = text;
    this.fields = undefined;
    this.stale = false;
  }

  private split(): Value[] {
    this.fields ??= splitFields(this.awk, this.current, this.awk.text('FS')).map(fromInput);
    return this.fields;
  }

  count(): number {
    return this.split().length;
  }

  setCount(count: number): void {
    const fields = this.split();
    if (count > MOST_FIELDS) throw new Fatal('run time error: maximum number of fields exceeded', 2);
    while (fields.length < count) fields.push('');
    fields.length = Math.max(0, count);
    this.stale = true;
  }

  get(index: number): Value {
    const at = Math.trunc(index);
    if (at < 0) throw this.awk.runtimeError(`negative field index $${at}`);
    if (at === 0) return fromInput(this.line());
    return this.split()[at - 1];
  }

  set(index: number, value: Value): void {
    const at = Math.trunc(index);
    if (at < 0) throw this.awk.runtimeError(`negative field index $${at}`);
    if (at === 0) return this.setLine(toText(value, this.awk.format));
    const fields = this.split();
    if (at > fields.length) this.setCount(at);
    fields[at - 1] = value;
    this.stale = true;
  }

  /** Reads the next record of the main input into $0; false at the end. */
  *next(): Task<boolean> {
    const line = yield* this.readMain();
    if (line === null) return false;
    this.setLine(line);
    return true;
  }

  skipFile(): void {
    this.input?.close();
    this.input = undefined;
  }

  countRecord(inFile: boolean): void {
    const { globals } = this.awk;
    globals.get('NR')!.value = toNumber(globals.get('NR')!.value) + 1;
    if (inFile) globals.get('FNR')!.value = toNumber(globals.get('FNR')!.value) + 1;
  }

  *readMain(): Task<string | null> {
    for (;;) {
      if (!this.input && !(yield* this.openNext())) return null;
      let line: string | null = null;
      try {
        line = yield* this.read(this.input!);
      } catch (error) {
        yield* this.awk.io.error(`read failure on ${this.awk.text('FILENAME')} (${strerror(error)})`);
        this.failure = 2;
      }
      if (line !== null) {
        this.countRecord(true);
        return line;
      }
      this.skipFile();
    }
  }

  private *openNext(): Task<boolean> {
    if (this.done) return false;
    const { awk } = this;
    const args = awk.array('ARGV');
    const count = toNumber(awk.globals.get('ARGC')!.value);
    while (this.argIndex < count) {
      const operand = toText(args.get(String(this.argIndex++)), awk.format);
      if (operand === '') continue;
      const assignment = /^([A-Za-z_]\w*)=([^]*)$/.exec(operand);
      if (assignment) {
        awk.setVariable(assignment[1]!, fromInput(unescape(assignment[2]!)));
        continue;
      }
      this.usedFile = true;
      try {
        this.input = awk.io.open(operand);
      } catch (error) {
        throw new Fatal(`cannot open ${operand} (${strerror(error)})`, 2);
      }
      awk.globals.get('FILENAME')!.value = operand;
      awk.globals.get('FNR')!.value = 0;
      return true;
    }
    this.done = true;
    if (this.usedFile) return false;
    awk.globals.get('FILENAME')!.value = '-';
    this.input = awk.io.stdin;
    awk.globals.get('FNR')!.value = 0;
    return true;
  }

  /** One record by RS: a character, a pattern, or '' for paragraphs. */
  *read(input: Input): Task<string | null> {
    const separator = this.awk.text('RS');
    if (separator.length === 1) return yield* input.line(separator);
    let text = this.paragraphs.get(input) ?? '';
    const pattern = this.awk.regex(separator === '' ? '\n\n+' : separator);
    let ended = false;
    for (;;) {
      if (separator === '') text = text.replace(/^\n+/, '');
      pattern.lastIndex = 0;
      const m = text ? pattern.exec(text) : null;
      if (m && (m.index + m[0].length < text.length || ended)) {
        this.paragraphs.set(input, text.slice(m.index + m[0].length));
        return text.slice(0, m.index);
      }
      if (ended) {
        this.paragraphs.delete(input);
        if (!text) return null;
        return separator === '' ? text.replace(/\n$/, '') : text;
      }
      const more = yield* input.chunk();
      if (more === null) ended = true;
      else text += more;
    }
  }
}

/** Splits by FS: blanks, one character, or a regular expression. With RS="" a newline separates as well. */
export function splitFields(awk: Awk, text: string, separator: string): string[] {
  if (text === '') return [];
  if (separator === ' ') return text.match(/[^ \t\n]+/g) ?? [];
  const paragraphs = awk.text('RS') === '';
  if (separator === '') return [...text];
  if (separator === '\t' && !paragraphs) return text.split('\t');
  if (separator.length === 1 && separator !== '\\' && !paragraphs) return text.split(separator);
  const source = separator.length === 1 ? separator.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : separator;
  return splitBy(text, awk.regex(paragraphs ? `${source}|\n` : source));
}

/** Splits by a pattern; empty matches do not split. */
export function splitBy(text: string, pattern: RegExp): string[] {
  const out: string[] = [];
  let at = 0;
  pattern.lastIndex = 0;
  for (;;) {
    const m = pattern.exec(text);
    if (!m) break;
    if (m[0] === '') {
      pattern.lastIndex++;
      if (pattern.lastIndex > text.length) break;
      continue;
    }
    out.push(text.slice(at, m.index));
    at = m.index + m[0].length;
  }
  out.push(text.slice(at));
  return out;
}

/** Escape sequences in -v and command-line assignments. */
export function unescape(text: string): string {
  return text.replace(
    /\\(.)/gs,
    (all, c: string) => ({ n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '/': '/', a: '\x07', b: '\b', f: '\f', v: '\v' })[c] ?? all,
  );
}
