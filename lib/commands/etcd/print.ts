/** A table as olekukonko/tablewriter draws it: names in the middle, cells to the right. */
export function drawTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const heads = header.map((name) => name.toUpperCase());
  const widths = heads.map((name, i) => Math.max(name.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const centred = (text: string, width: number) => {
    const left = Math.floor((width - text.length) / 2);
    return ' '.repeat(left) + text + ' '.repeat(width - text.length - left);
  };
  const drawn = (cells: readonly string[], put: (text: string, width: number) => string) =>
    `| ${cells.map((cell, i) => put(cell, widths[i]!)).join(' | ')} |`;
  return `${[line, drawn(heads, centred), line, ...rows.map((row) => drawn(row, (cell, width) => cell.padStart(width))), line].join('\n')}\n`;
}

/** Models humanize.Bytes: `2.1 GB`. */
export function humanBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  if (bytes < 10) return `${bytes} B`;
  const exponent = Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = Math.floor((bytes / 1000 ** exponent) * 10 + 0.5) / 10;
  return `${value < 10 ? value.toFixed(1) : String(Math.round(value))} ${units[exponent]}`;
}

/** Bodies of the gateway say numbers as text; etcdctl's JSON has them as numbers, of 64 bits. */
export function numericJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(numericJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${TEXT.has(key) ? JSON.stringify(one) : numericJson(one)}`).join(',')}}`;
  }
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return value;
  return JSON.stringify(value) ?? 'null';
}

const TEXT = new Set(['key', 'value', 'name', 'peerURLs', 'clientURLs', 'Endpoint', 'error', 'took']);
