/** Rows of cells as Go's tabwriter lays them out for kubectl: three spaces between columns, none after the last. */
export function layTable(rows: readonly (readonly string[])[], minimum = 6, padding = 3): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (let i = 0; i < row.length - 1; i++) {
      const width = [...row[i]!].length + padding;
      if (width > (widths[i] ?? 0)) widths[i] = width;
    }
  }
  let out = '';
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) {
      const cell = row[i]!;
      out += i === row.length - 1 ? cell : cell + ' '.repeat(Math.max(minimum, widths[i]!) - [...cell].length);
    }
    out += '\n';
  }
  return out;
}

export interface TableOptions {
  readonly wide: boolean;
  readonly withNamespace: boolean;
  /** `pod`, `deployment.apps`: put before names. */
  readonly kind: string;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
}

/* eslint-disable @typescript-eslint/no-explicit-any -- a metav1.Table as it came */
export function tableHeader(table: any, options: TableOptions): string[] {
  const cells: string[] = options.withNamespace ? ['NAMESPACE'] : [];
  for (const column of table.columnDefinitions ?? []) if (options.wide || !column.priority) cells.push(String(column.name).toUpperCase());
  for (const label of options.labelColumns) cells.push(label.slice(label.lastIndexOf('/') + 1).toUpperCase());
  if (options.showLabels) cells.push('LABELS');
  return cells;
}

export function tableRow(table: any, row: any, options: TableOptions): string[] {
  const meta = row.object?.metadata ?? {};
  const cells: string[] = options.withNamespace ? [meta.namespace ?? ''] : [];
  const columns: any[] = table.columnDefinitions ?? [];
  (row.cells ?? []).forEach((cell: unknown, i: number) => {
    if (!options.wide && columns[i]?.priority) return;
    let text = cellText(cell);
    if (i === 0 && options.kind !== '') text = `${options.kind}/${text}`;
    cells.push(text);
  });
  const labels: Record<string, string> = meta.labels ?? {};
  for (const label of options.labelColumns) cells.push(labels[label] ?? '');
  if (options.showLabels) cells.push(labelsText(labels));
  // Cells that the server does not declare are cut off at the end, as kubectl does it.
  return cells.slice(0, tableHeader(table, options).length);
}

function cellText(cell: unknown): string {
  const text = cell === null || cell === undefined ? '' : typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
  const end = text.search(/[\f\n\r]/);
  return end < 0 ? text : `${text.slice(0, end)}...`;
}

/** `a=1,b=2`, or `<none>`. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const keys = Object.keys(labels ?? {}).sort();
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels![key]}`).join(',');
}
