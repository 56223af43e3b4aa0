const PADDING = 2;

/**
 * Text laid out in columns as kubectl's describers do: cells end with tabs; neighbouring lines that have a cell in a column
 * share its width. Models kubectl's PrefixWriter over Go's text/tabwriter (minwidth 0, tabwidth 8, padding 2, spaces).
 */
export class Description {
  private done = '';
  private pending = '';

  /** Adds text, indented by two spaces a level. Ends no line by itself. */
  write(level: number, text: string): this {
    this.pending += '  '.repeat(level) + text;
    return this;
  }

  /** Adds a line. */
  line(level: number, text: string): this {
    return this.write(level, `${text}\n`);
  }

  /** Lays out what is pending: later lines do not change its widths. */
  flush(): this {
    this.done += layOut(this.pending);
    this.pending = '';
    return this;
  }

  toString(): string {
    return this.flush().done;
  }
}

/** Go's tabwriter for one text. */
function layOut(text: string): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const widths: number[][] = lines.map(() => []);
  formatColumn(lines, widths, 0, lines.length, 0);
  return lines
    .map((cells, i) => cells.map((cell, c) => (c < cells.length - 1 ? cell.padEnd(widths[i]![c] ?? 0) : cell)).join(''))
    .join('\n');
}

function formatColumn(lines: readonly string[][], widths: number[][], from: number, to: number, column: number): void {
  let i = from;
  while (i < to) {
    if (column >= lines[i]!.length - 1) {
      i++;
      continue;
    }
    let end = i;
    let width = 0;
    while (end < to && column < lines[end]!.length - 1) width = Math.max(width, lines[end++]![column]!.length + PADDING);
    for (let j = i; j < end; j++) widths[j]![column] = width;
    formatColumn(lines, widths, i, end, column + 1);
    i = end;
  }
}
