const ESCAPE = /[<>&\u2028\u2029]/g;
const UNESCAPED: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** A string as Go's encoding/json writes it: `<`, `>` and `&` escaped. */
const goString = (text: string) =>
  JSON.stringify(text)
    .replace(ESCAPE, (c) => UNESCAPED[c]!)
    .replace(/\\b/g, '\\b');

const byBytes = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * JSON as Go's encoding/json writes it. Keys are sorted as those of a map unless `sorted` is false (a struct keeps its
 * own order); with `indent`, as MarshalIndent does.
 */
export function goJson(value: unknown, options: { indent?: string; sorted?: boolean } = {}): string {
  return write(value, options.indent ?? '', options.sorted ?? true, options.indent === undefined ? '' : '\n');
}

function write(value: unknown, indent: string, sorted: boolean, line: string): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return goString(value);
  if (typeof value !== 'object') return String(value);
  const inner = line === '' ? '' : line + indent;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[${inner}${value.map((item) => write(item, indent, sorted, inner)).join(`,${inner}`)}${line}]`;
  }
  const fields = value as Record<string, unknown>;
  let keys = Object.keys(fields).filter((key) => fields[key] !== undefined);
  if (sorted) keys = keys.sort(byBytes);
  if (keys.length === 0) return '{}';
  const colon = line === '' ? ':' : ': ';
  return `{${inner}${keys.map((key) => `${goString(key)}${colon}${write(fields[key], indent, sorted, inner)}`).join(`,${inner}`)}${line}}`;
}
