import { columnsOf } from '@/lib/hosts/tty';

const widthOf = (text: string): number => [...text].reduce((sum, each) => sum + (each < ' ' ? 0 : columnsOf(each)), 0);

/** Padded to a width, or cut to it with an ellipsis. Line breaks count nothing. Models strutil.Resize. */
function resized(text: string, width: number): string {
  const has = widthOf(text);
  if (has === width) return text;
  if (has < width) return text + ' '.repeat(width - has);
  let cut = '';
  let used = 0;
  for (const each of text) {
    cut += each;
    const own = widthOf(each);
    if (used + own >= width - 3) break;
    used += own;
  }
  return `${cut}...`;
}

/** Rows as gosuri/uitable prints them: columns parted by tabs and padded, none wider than `widest` (0: any); a cell may have several lines. */
export function table(rows: readonly (readonly string[])[], widest = 80): string {
  const widths = (rows[0] ?? []).map((_, i) => {
    const own = Math.max(...rows.flatMap((row) => (row[i] ?? '').split('\n').map(widthOf)));
    return widest > 0 ? Math.min(own, widest) : own;
  });
  const sized = (text: string, i: number) => (widths[i]! > 0 ? resized(text, widths[i]!) : text);
  return rows
    .flatMap((row) => {
      const cells = row.map((cell, i) => sized(cell, i).split('\n'));
      const most = Math.max(...cells.map((lines) => lines.length));
      return Array.from({ length: most }, (_, line) =>
        cells.map((lines, i) => (line < lines.length ? sized(lines[line]!, i) : ' '.repeat(Math.max(1, widths[i]!)))).join('\t'),
      );
    })
    .join('\n');
}
