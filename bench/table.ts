/** One measured figure beside its budget. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The most that DESIGN allows, in the same unit. */
  readonly budget?: number;
  readonly note?: string;
}

export interface Bench {
  readonly name: string;
  readonly what: string;
  run(): Promise<readonly Row[]> | readonly Row[];
}

/** The rows as an aligned table for a terminal. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ what, value, unit, budget, note }) => [
    what,
    `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`,
    budget === undefined ? '' : `≤ ${budget} ${unit}`,
    budget === undefined ? '' : value <= budget ? 'ok' : 'OVER',
    note ?? '',
  ]);
  const all = [['figure', 'measured', 'budget', '', ''], ...cells];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The value that `share` of the samples do not exceed. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

/** Milliseconds of wall time that each of `times` calls takes. */
export function sample(times: number, call: (index: number) => void): number[] {
  return Array.from({ length: times }, (_, index) => {
    const start = performance.now();
    call(index);
    return performance.now() - start;
  });
}
