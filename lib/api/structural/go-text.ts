/** A value of JSON as Go's `%v` prints it, or (`source`) as `%#v` does. */
export function goText(value: unknown, source = false): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'string') return source ? JSON.stringify(value) : value;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => goText(item, source));
    return source ? `[]interface {}{${items.join(', ')}}` : `[${items.join(' ')}]`;
  }
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  if (source) return `map[string]interface {}{${entries.map(([key, item]) => `${JSON.stringify(key)}:${goText(item, true)}`).join(', ')}}`;
  return `map[${entries.map(([key, item]) => `${key}:${goText(item)}`).join(' ')}]`;
}
